"""From the rows of a workspace to a batch with its report: the whole of the release but sealing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from civicdesk.export import canonical, hierarchies
from civicdesk.export.checks import assess
from civicdesk.export.columns import answers_to, clean, order_of, released, with_roles, withhold_rare
from civicdesk.export.counts import cells, none_finer, sort
from civicdesk.export.gate import Case, Facts
from civicdesk.export.hierarchies import Hierarchy
from civicdesk.export.kanonymity import NOBODY, Recoded, Rules, coarsen, describe, recode
from civicdesk.export.report import report_hash
from civicdesk.export.settings import FIRST_PERIOD, PERIOD, quasi_of
from civicdesk.export.sweep import Watch
from civicdesk.export.values import NOT_ASKED
from civicdesk.records.ids import ReleaseId, UserId
from civicdesk.records.releases import (
    Batch,
    Column,
    ExportSettings,
    Release,
    ReleasedNote,
    ReleasePerson,
    ReleaseResponse,
    ReleaseScore,
    ReleaseState,
    RiskReport,
)
from civicdesk.records.tables import ReleasedTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """All rows of the people who are to be released, as the workspace holds them."""

    people: tuple[ReleasePerson, ...]
    """`quasi` holds `first_period` (month of the first session, `2026-11`) and the columns of the pack."""
    responses: tuple[ReleaseResponse, ...]
    scores: tuple[ReleaseScore, ...]
    columns: Mapping[str, tuple[Column, ...]]
    """Form -> all its questions; roles may be empty, they are set here."""
    withdrawals: tuple[tuple[int, str, str, str], ...] = ()
    """(sequence, person code, scope, month): tombstones that no receipt has acknowledged yet."""
    notes: tuple[ReleasedNote, ...] = ()
    """Words that people read and let go."""
    corrections: tuple[Mapping[str, str], ...] = ()
    """What was put right in the directory."""
    row_versions: Mapping[str, int] = field(default_factory=dict)
    """Person code -> version of the person's own row; 1 if absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A release that waits for approval."""

    batch: Batch
    report: RiskReport
    snapshot: str
    """SHA-256 of the rows and settings that went in: a prepared release expires when it differs."""
    cells: Mapping[str, Mapping[str, str]]
    """Code -> released quasi-identifiers, to be kept with the release: later ones may only be coarser."""
    tables: tuple[ReleasedTable, ...] = ()
    """Tables of people that are told anew, to be kept with the release: later ones are compared with them."""


def prepare(rows: Rows, settings: ExportSettings, files: Mapping[str, bytes], facts: Facts, watch: Watch = NOBODY) -> Prepared:
    """Recode, clean and judge the rows of a release.

    Args:
        rows: only people whose consent covers the release; nobody at all where only withdrawals are to be told.
        settings: of the signed pack.
        files: the pack's hierarchies, name -> bytes; the periods are made here.
        facts: what only the workspace knows.
        watch: told of progress; may ask to stop.

    Raises:
        Refused: EXPORT-...: the release cannot be prepared; PACK-HIERARCHY-...: a hierarchy of the pack is wrong.
    """
    columns = {form: with_roles(every, settings) for form, every in rows.columns.items()}
    responses, withheld = withhold_rare(clean(rows.responses, columns), columns, settings.k)
    rules = _rules(rows, settings, files, responses, columns)
    nobody = not rows.people and bool(rows.withdrawals)
    recoded, cohort = (describe({}, rules),) * 2 if nobody else _recode(rows.people, rules, facts.earlier, watch)
    batch = _batch(rows, columns, responses, recoded)
    known = {code: labels for code, _, labels in batch.people}
    facts = replace(facts, tables=none_finer(facts.tables, settings, sort(rows.people, rows.responses, settings, files), known))
    batch = replace(batch, tables=cells(facts.tables))
    case = Case(
        settings=settings, rules=rules, people=rows.people, recoded=recoded, cohort=cohort, batch=batch, withheld=withheld, facts=facts
    )
    fresh = tuple(table for table in facts.tables.tables if table.name in facts.tables.fresh)
    return Prepared(batch=batch, report=assess(case), snapshot=snapshot(rows, settings), cells=known, tables=fresh)


def as_release(prepared: Prepared, ident: ReleaseId, batch_id: str, made: tuple[UserId, datetime]) -> Release:
    """Return a prepared release as the workspace keeps it; `made` says by whom and when."""
    by, at = made
    return Release(
        id=ident,
        batch_id=batch_id,
        state=ReleaseState.PREPARED,
        snapshot_hash=prepared.snapshot,
        preparer=by,
        approver=None,
        people=len(prepared.batch.people),
        responses=len(prepared.batch.responses),
        report=prepared.report,
        report_hash=report_hash(prepared.report),
        prepared_at=at,
    )


def snapshot(rows: Rows, settings: ExportSettings) -> str:
    """Return the hash of everything that a release is made of, whatever the order of the rows."""
    told = {
        "people": sorted((asdict(person) for person in rows.people), key=canonical.dump),
        "responses": sorted((asdict(response) for response in rows.responses), key=canonical.dump),
        "scores": sorted((asdict(score) for score in rows.scores), key=canonical.dump),
        "columns": {form: [asdict(column) for column in columns] for form, columns in rows.columns.items()},
        "withdrawals": sorted(rows.withdrawals),
        "notes": sorted((asdict(note) for note in rows.notes), key=canonical.dump),
        "corrections": sorted((dict(each) for each in rows.corrections), key=canonical.dump),
        "settings": {**asdict(settings), "review_date": settings.review_date.isoformat()},
    }
    return sha256(canonical.dump(told)).hexdigest()


def _rules(
    rows: Rows,
    settings: ExportSettings,
    files: Mapping[str, bytes],
    responses: Sequence[ReleaseResponse],
    columns: Mapping[str, Sequence[Column]],
) -> Rules:
    trees: dict[str, Hierarchy] = {name: hierarchies.read(f"hierarchies/{name}.csv", data) for name, data in files.items()}
    months = {person.quasi.get(FIRST_PERIOD, NOT_ASKED) for person in rows.people}
    trees[PERIOD] = hierarchies.read(PERIOD, hierarchies.period(months))
    return Rules(
        quasi=quasi_of(settings),
        hierarchies=trees,
        k=settings.k,
        l=settings.l if settings.sensitive else 0,
        t=settings.t if settings.sensitive else None,
        orders={name: order for name in settings.sensitive if (order := order_of(columns, responses, name))},
        sensitive={field: answers_to(responses, field)[0] for field in settings.sensitive},
    )


def _recode(
    people: Sequence[ReleasePerson], rules: Rules, earlier: Mapping[str, Mapping[str, str]], watch: Watch
) -> tuple[Recoded, Recoded]:
    """Recode those who are new by themselves, so that two bundles compared still hide them among k.

    The others keep their cells, or get coarser ones where withdrawals have left a group too small.
    """
    new = [person for person in people if person.code not in earlier]
    kept = {person.code: tuple(earlier[person.code][column] for column in rules.columns) for person in people if person.code in earlier}
    if not kept:
        cohort = recode(new, rules, watch)
        return cohort, cohort
    cohort = recode(new, rules, watch) if new else describe({}, rules)
    return describe({**coarsen(kept, rules), **dict(cohort.people)}, rules), cohort


def _batch(rows: Rows, columns: Mapping[str, tuple[Column, ...]], responses: tuple[ReleaseResponse, ...], recoded: Recoded) -> Batch:
    answered = {form: tuple(column for column in every if column.role is None) + released(every) for form, every in columns.items()}
    return Batch(
        people=tuple(
            (code, rows.row_versions.get(code, 1), dict(zip(recoded.columns, labels, strict=True))) for code, labels in recoded.people
        ),
        quasi_columns=recoded.columns,
        responses=responses,
        scores=tuple(sorted(rows.scores, key=lambda score: (score.code, score.wave, score.occasion, score.scale))),
        columns=answered,
        withdrawals=rows.withdrawals,
        levels=recoded.levels,
        notes=rows.notes,
        corrections=rows.corrections,
    )
