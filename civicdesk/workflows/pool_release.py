"""A release from the pool: the people of all laptops together, under fresh codes, hidden once more, and judged by the same gate.

Their columns are as coarse as the laptops sent them, and can only become coarser. Nobody can follow a person from here into a bundle.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from civicdesk.errors import Refused
from civicdesk.export import bundle, checks, intruder
from civicdesk.export import prepare as preparing
from civicdesk.export import report as reports
from civicdesk.export.gate import Facts
from civicdesk.export.settings import LEAST_K, ROUND
from civicdesk.export.values import SKIPPED
from civicdesk.records.pooling import PoolColumn, Pooled, PoolTable
from civicdesk.records.releases import (
    BundleHeader,
    Column,
    ExportSettings,
    IntruderForm,
    Pack,
    ReleasePerson,
    ReleaseResponse,
    ReleaseScore,
)
from civicdesk.store import files, pool
from civicdesk.workflows.kit import ENGINE, read_pack

CLASSES = tuple(LEAST_K)
REPORT, REPORT_JSON = "risk-report.html", "risk-report.json"
_PEOPLE, _SCORES, _RESPONSES = "people", "scores", "responses-"
_POOL, _OFFICE = "pool", "office"
"""Stands for the laptop, and for the part of whoever answers: an office has no users of its own."""
_CHECKS = tuple(f"C{number}" for number in range(1, 13))
_TYPES = {"integer": "integer", "number": "decimal"}
_OF_EVERY_ROW = ("person_code", "row_version")
_OF_EVERY_RESPONSE = (*_OF_EVERY_ROW, "form", "form_version", "wave", "occasion", "days_since_first", "mode")
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be released to whom, and who answers for it."""

    pack: bytes
    """The project's pack."""
    recipient: str
    recipient_class: str
    """One of `CLASSES`."""
    prepared_by: str
    approved_by: str
    intruder: bytes = b""
    """The form of the motivated intruder, as JSON; without one nothing is released."""
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What came of it."""

    files: Mapping[str, bytes]
    """Name -> content: the report alone where a check stops the release."""
    people: int
    responses: int
    blocked: tuple[tuple[str, str], ...]
    """(check, why) of each check that stops it."""
    warned: tuple[tuple[str, str], ...]


def make(pooled: Pooled, wish: Wish, new_id: Callable[[], str], *, ledger_holds: bool) -> Made:
    """Make the files of a release from the pool.

    Args:
        pooled: the pool, up to date.
        wish: what is asked for.
        new_id: gives random ids, of which the fresh codes are made.
        ledger_holds: the ledger behind the pool was found whole.

    Raises:
        Refused: PACK-..., EXPORT-..., SEND-INTRUDER; POOL-TWO-PEOPLE; POOL-RECIPIENT; POOL-PROJECT: nobody of the pack's project is in the pool.
        Unavailable: POOL-PACKAGE.
    """
    if not wish.prepared_by.strip() or not wish.approved_by.strip():
        raise Refused("POOL-TWO-PEOPLE")
    pack, form = read_pack(wish.pack), intruder.read(wish.intruder) if wish.intruder else None
    settings = _settings(pack, wish)
    rows = _gather(pooled, pack, new_id)
    facts = Facts(
        today=wish.today,
        eligible=len(rows.people),
        held_back=(),
        covered=frozenset(person.code for person in rows.people),
        chain_holds=ledger_holds,
        preparer=wish.prepared_by.strip().casefold(),
        approver=wish.approved_by.strip().casefold(),
        intruder=form,
        reasons=dict.fromkeys(_CHECKS, form.reason) if form is not None else {},
    )
    prepared = preparing.prepare(rows, settings, pack.hierarchies, facts)
    blocked = tuple((check.code, check.sentence) for check in checks.blocked(prepared.report))
    report = {REPORT: reports.as_html(prepared.report), REPORT_JSON: reports.as_json(prepared.report)}
    return Made(
        files=report
        if blocked
        else dict(bundle.members(prepared.batch, _header(prepared, settings, (wish, form)), prepared.report, settings.agreement)),
        people=len(prepared.batch.people),
        responses=len(prepared.batch.responses),
        blocked=blocked,
        warned=tuple((check.code, check.sentence) for check in checks.unexplained(prepared.report)),
    )


def save(made: Made, folder: Path) -> None:
    """Write what was made into a new folder, all or nothing.

    Raises:
        Refused: POOL-FOLDER: there is something in the folder.
        Unavailable: STORE-FILE.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("POOL-FOLDER", folder=folder.name)
    files.write_all(folder, made.files)


def _settings(pack: Pack, wish: Wish) -> ExportSettings:
    """Return the rules of the pack for another recipient: never looser, and those of the public where it is for everybody."""
    if wish.recipient_class not in CLASSES or not wish.recipient.strip():
        raise Refused("POOL-RECIPIENT")
    return replace(
        pack.export,
        recipient=wish.recipient,
        recipient_class=wish.recipient_class,
        k=max(pack.export.k, LEAST_K[wish.recipient_class]),
        min_people=max(pack.export.min_people, ROUND) if wish.recipient_class == "public" else pack.export.min_people,
        two_person=True,
        table_columns=(),
        linkage="",
        text=False,
    )


def _gather(pooled: Pooled, pack: Pack, new_id: Callable[[], str]) -> preparing.Rows:
    """Bring the rows of a project together, each person under a code that no bundle had."""
    tables = {table.name: table for table in pooled.tables}
    found = pool.rows_of(pooled)
    mine = {name: list(_mine(tables[name], rows, pack)) for name, rows in found.items()}
    codes = {(laptop, cells["person_code"]): new_id().replace("-", "") for laptop, cells in mine.get(_PEOPLE, ())}
    if not codes:
        raise Refused("POOL-PROJECT", project=pack.project)
    responses = [
        _response(codes[laptop, cells["person_code"]], cells)
        for name, rows in mine.items()
        if name.startswith(_RESPONSES)
        for laptop, cells in rows
        if (laptop, cells["person_code"]) in codes
    ]
    forms = {cells["form"]: tables[name] for name, rows in mine.items() if name.startswith(_RESPONSES) for _, cells in rows}
    return preparing.Rows(
        people=tuple(_person(codes[laptop, cells["person_code"]], cells) for laptop, cells in mine[_PEOPLE]),
        responses=tuple(responses),
        scores=tuple(
            _score(codes[laptop, cells["person_code"]], cells)
            for laptop, cells in mine.get(_SCORES, ())
            if (laptop, cells["person_code"]) in codes
        ),
        columns={
            form: tuple(_column(each) for each in table.columns if each.source not in _OF_EVERY_RESPONSE) for form, table in forms.items()
        },
    )


def _mine(table: PoolTable, rows: Sequence[tuple[str, ...]], pack: Pack) -> Iterator[tuple[str, Cells]]:
    """Give (laptop, cells) of each row of the project, where rows belong to people."""
    names, added = [column.source for column in table.columns], len(table.added)
    for project, laptop, *rest in rows if table.of_people else ():
        if project == pack.project:
            yield laptop, dict(zip(names, rest[added - 2 :], strict=True))


def _person(code: str, cells: Cells) -> ReleasePerson:
    quasi = {name: cell for name, cell in cells.items() if name not in _OF_EVERY_ROW}
    return ReleasePerson(code=code, quasi=quasi, sex=quasi.get("sex", ""), ethnicity=quasi.get("ethnicity", ""))


def _response(code: str, cells: Cells) -> ReleaseResponse:
    return ReleaseResponse(
        code=code,
        form=cells["form"],
        form_version=cells["form_version"],
        wave=int(cells["wave"]),
        occasion=int(cells["occasion"]),
        days_since_first=int(cells["days_since_first"]),
        mode=cells["mode"],
        values={name: cell for name, cell in cells.items() if name not in _OF_EVERY_RESPONSE},
    )


def _score(code: str, cells: Cells) -> ReleaseScore:
    return ReleaseScore(
        code=code,
        wave=int(cells["wave"]),
        occasion=int(cells["occasion"]),
        scale=cells["scale"],
        score_version=cells["score_version"],
        value=None if cells["value"] == SKIPPED else float(cells["value"]),
        answered=int(cells["answered"]),
        items=int(cells["items"]),
    )


def _column(column: PoolColumn) -> Column:
    """Return a column as the gate knows it. Text that no list of codes bounds has no part in a release."""
    plain = "select_one" if column.choices else "text"
    kind = "select_multiple" if column.several else _TYPES.get(column.type, plain)
    return Column(name=column.source, label=column.title, type=kind, choices=column.choices)


def _header(prepared: preparing.Prepared, settings: ExportSettings, said: tuple[Wish, IntruderForm | None]) -> BundleHeader:
    wish, form = said
    return BundleHeader(
        batch_id=bundle.batch_id(prepared.batch, settings.project, _POOL, settings.pack_version),
        project=settings.project,
        pack_version=settings.pack_version,
        laptop=_POOL,
        program_version=ENGINE,
        created=f"{wish.today:%Y-%m}",
        preparer_role=_OFFICE,
        approver_role=_OFFICE,
        recipient=settings.recipient,
        reason=form.reason if form is not None else "",
        review_date=settings.review_date.isoformat(),
        previous_batch="",
        chain_count=0,
        chain_head="",
        practice=settings.practice,
        eligible=len(prepared.batch.people),
        held_back=(),
    )
