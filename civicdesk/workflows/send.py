"""Send data: choose who agreed, take identifiers out, let a second person read the risk report, seal one protected bundle."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import sealing, signing
from civicdesk.crypto.boxes import chance
from civicdesk.errors import Refused
from civicdesk.export import bundle, checks, gate, prepare as preparing, reports
from civicdesk.forms.pages import columns as form_columns
from civicdesk.i18n import say
from civicdesk.records.answers import Missing, Submission, SubmissionState
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import InstrumentId, PersonId, ReleaseId
from civicdesk.records.people import Person
from civicdesk.records.releases import (
    BundleHeader,
    Column,
    ExportSettings,
    IntruderForm,
    Release,
    ReleasePerson,
    ReleaseResponse,
    ReleaseScore,
    ReleaseState,
    RiskReport,
)
from civicdesk.store import answers, consent, files, instruments, people, projects, scores
from civicdesk.store import releases as release_store
from civicdesk.workflows.kit import ENGINE, Kit, Right, read_keyfile

TOKENS = {Missing.DONT_KNOW: "DONT_KNOW", Missing.RATHER_NOT_SAY: "RATHER_NOT_SAY", Missing.SKIPPED: "SKIPPED"}
SKIPPED = "SKIPPED"
LEAF = frozenset({"input", "select", "rank", "range", "trigger", "upload", "model-value"})
CODE_BYTES = 16
CELLS, FACTS = "cells.json", "facts.json"
SENT_STATES = frozenset({ReleaseState.SEALED, ReleaseState.SENT, ReleaseState.RECEIVED})
SCENARIOS = ("fellow group member", "local journalist", "staff of another agency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a second person gives: their own passphrase, the intruder form, and a reason for going on in spite of warnings."""

    release: str
    passphrase: str
    intruder: IntruderForm
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A protected bundle, ready to be saved or sent."""

    release: Release
    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SendPage:
    """What the Send screen shows."""

    practice: bool
    eligible: int
    held_back: tuple[tuple[str, int], ...]
    releases: tuple[Release, ...]
    recipient: str
    two_person: bool


@dataclass(slots=True, kw_only=True)
class _Gathered:
    """Rows of those who may be sent, and why the others are not."""

    rows: preparing.Rows
    persons: tuple[PersonId, ...]
    held_back: Counter[str] = field(default_factory=Counter)


def page(kit: Kit) -> SendPage:
    """Return who could be sent now, by count, and what was sent before."""
    chosen, held_back = _choose(kit)
    settings = kit.pack().export
    return SendPage(
        practice=settings.practice,
        eligible=len(chosen),
        held_back=tuple(sorted(held_back.items())),
        releases=release_store.releases(kit.workspace),
        recipient=settings.recipient,
        two_person=settings.two_person,
    )


def prepare(kit: Kit, *, practice: bool = False) -> Outcome[Release]:
    """Prepare a batch with its risk report; nothing leaves.

    Args:
        kit: the open workspace.
        practice: only the demo says so; the window never sends the practice project.

    Raises:
        Refused: ROLE-RIGHT, SEND-PRACTICE, SEND-NOBODY, EXPORT-...
    """
    settings = _may_send(kit, practice=practice)
    gathered = _gather(kit)
    facts = _facts(kit, gathered, kit.user.id)
    prepared = preparing.prepare(gathered.rows, settings, kit.pack().hierarchies, facts)
    report_hash = _hash_of(prepared.report)
    release = Release(
        id=ReleaseId(kit.new_id()),
        batch_id=bundle.batch_id(prepared.batch, _header(kit, settings, gathered, kit.user.role.value, "")),
        state=ReleaseState.PREPARED,
        snapshot_hash=prepared.snapshot,
        preparer=kit.user.id,
        approver=None,
        people=len(prepared.batch.people),
        responses=len(prepared.batch.responses),
        report=prepared.report,
        report_hash=report_hash,
        prepared_at=kit.now(),
    )
    with kit.workspace.writing("release-kept", kit.user.id, kit.now()):
        release_store.keep_release(kit.workspace, release, {CELLS: json.dumps(prepared.cells, sort_keys=True).encode()}, gathered.persons)
    return Outcome(value=release, changed=frozenset({Kind.RELEASES}))


def release(kit: Kit, which: str) -> Release:
    """Return one release with its report."""
    return release_store.release(kit.workspace, ReleaseId(which))


def releases(kit: Kit) -> tuple[Release, ...]:
    """Return all releases, newest first."""
    return release_store.releases(kit.workspace)


def report_html(kit: Kit, which: str) -> bytes:
    """Return the risk report as a page that a coordinator can read and print."""
    return reports.report_html(release(kit, which).report)


def approve(kit: Kit, approval: Approval) -> Outcome[Release]:
    """Approve a batch as a second person, who types their own passphrase again.

    Raises:
        Refused: ROLE-RIGHT, KEYS-WRONG, SEND-SAME-PERSON, SEND-STATE, SEND-CHANGED, SEND-BLOCKED, SEND-REASONS.
    """
    kit.must(Right.RELEASE)
    kept = release(kit, approval.release)
    if kept.state is not ReleaseState.PREPARED:
        raise Refused("SEND-STATE")
    settings = kit.pack().export
    if settings.two_person and kept.preparer == kit.user.id:
        raise Refused("SEND-SAME-PERSON")
    crypto_keys.open_with_passphrase(read_keyfile(kit.workspace.path), kit.user.name, approval.passphrase).wipe()
    gathered = _gather(kit)
    facts = _with_approval(_facts(kit, gathered, kept.preparer), kit.user.id, approval.intruder, approval.reason, settings)
    prepared = preparing.prepare(gathered.rows, settings, kit.pack().hierarchies, facts)
    if prepared.snapshot != kept.snapshot_hash:
        raise Refused("SEND-CHANGED")
    stopping = checks.blocked(prepared.report)
    if stopping:
        raise Refused("SEND-BLOCKED", checks=", ".join(check.code for check in stopping))
    if checks.unexplained(prepared.report):
        raise Refused("SEND-REASONS")
    approved = replace(
        kept, state=ReleaseState.APPROVED, approver=kit.user.id, report=prepared.report, report_hash=_hash_of(prepared.report)
    )
    release_store.approve(kit.workspace, approved, approval.intruder, approval.reason, kit.now())
    return Outcome(value=release(kit, approval.release), changed=frozenset({Kind.RELEASES}))


def seal(kit: Kit, which: str, *, practice: bool = False) -> Outcome[Sealed]:
    """Sign and seal an approved batch to the project's recipients. The plain rows touch no disk.

    Raises:
        Refused: ROLE-RIGHT, SEND-PRACTICE, SEND-STATE, SEND-CHANGED.
    """
    settings = _may_send(kit, practice=practice)
    kept = release(kit, which)
    if kept.state is not ReleaseState.APPROVED:
        raise Refused("SEND-STATE")
    gathered = _gather(kit)
    if preparing.snapshot(gathered.rows, settings) != kept.snapshot_hash:
        raise Refused("SEND-CHANGED")
    prepared = preparing.prepare(gathered.rows, settings, kit.pack().hierarchies, _facts(kit, gathered, kept.preparer))
    roles = {user.id: user.role.value for user in people.users(kit.workspace)}
    header = _header(kit, settings, gathered, roles[kept.preparer], roles[kept.approver or kept.preparer])
    seed = projects.secret(kit.workspace, "laptop_signing_key")
    inner = bundle.write_bundle(prepared.batch, header, kept.report, settings.agreement, partial(_sign, seed, header))
    data = sealing.seal(inner, settings.age_recipients)
    name = bundle.file_name(settings.short_code, header.batch_id, data)
    release_store.seal(kit.workspace, kept.id, name, hashlib.sha256(data).hexdigest(), kit.now())
    return Outcome(value=Sealed(release=release(kit, which), name=name, data=data), changed=frozenset({Kind.RELEASES}))


def laptop_key(kit: Kit) -> str:
    """Return this laptop's public signing key, for enrolling at the centre."""
    return projects.setting(kit.workspace, "laptop_public_key") or ""


def read_intruder_form(data: bytes) -> IntruderForm:
    """Read a motivated-intruder form from JSON.

    Raises:
        Refused: SEND-INTRUDER: a field is missing or wrong.
    """
    try:
        table = json.loads(data)
        scenarios = tuple((str(name), str(outcome)) for name, outcome in table["scenarios"])
        return IntruderForm(
            scenarios=scenarios,
            tried_by=str(table["tried_by"]),
            tried_on=date.fromisoformat(str(table["tried_on"])),
            approver=str(table["approver"]),
            reason=str(table["reason"]),
        )
    except (ValueError, KeyError, TypeError) as why:
        raise Refused("SEND-INTRUDER") from why


def practice_intruder_form(kit: Kit) -> IntruderForm:
    """Return the form as the practice project fills it in."""
    return IntruderForm(
        scenarios=tuple((scenario, say("send.practice_outcome")) for scenario in SCENARIOS),
        tried_by=kit.user.name,
        tried_on=kit.now().date(),
        approver=kit.user.name,
        reason=say("send.practice_reason"),
    )


def hits(members: Mapping[str, bytes], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that are found in any member of a bundle, in any case."""
    texts = [data.decode("utf-8", errors="replace").casefold() for data in members.values()]
    return tuple(name for name in names if any(name.casefold() in text for text in texts))


def _may_send(kit: Kit, *, practice: bool) -> ExportSettings:
    kit.must(Right.RELEASE)
    settings = kit.pack().export
    if settings.practice and not practice:
        raise Refused("SEND-PRACTICE")
    return settings


def _choose(kit: Kit) -> tuple[dict[PersonId, list[Submission]], Counter[str]]:
    """Return finished responses of everybody who agreed to research, and the others by reason."""
    held_back: Counter[str] = Counter()
    chosen: dict[PersonId, list[Submission]] = {}
    agreed = frozenset(consent.allowing(kit.workspace, Purpose.RESEARCH))
    for person in people.people(kit.workspace):
        finished = [
            each for each in answers.submissions(kit.workspace, person=person.id) if each.state is SubmissionState.FINISHED
        ]
        if person.id not in agreed:
            held_back[say("send.held.consent")] += 1
        elif not finished:
            held_back[say("send.held.unfinished")] += 1
        else:
            chosen[person.id] = finished
    return chosen, held_back


def _gather(kit: Kit) -> _Gathered:
    chosen, held_back = _choose(kit)
    if not chosen:
        raise Refused("SEND-NOBODY")
    rows_of_people, responses, made = [], [], []
    used: dict[str, InstrumentId] = {}
    for who, submissions in chosen.items():
        code = release_store.person_code(kit.workspace, who, _new_code)
        person = people.person(kit.workspace, who)
        first = min(_when(each) for each in submissions)
        rows_of_people.append(_person_row(code, person, first))
        seen: Counter[tuple[str, int]] = Counter()
        for each in sorted(submissions, key=lambda one: (one.wave, _when(one), one.started_at)):
            card = kit.instrument(each.instrument)
            form = card.form_id.replace("_", "-").lower()
            used[form] = each.instrument
            seen[form, each.wave] += 1
            occasion = seen[form, each.wave]
            days = (_when(each) - first).days // 7 * 7
            values = _values(kit, each)
            responses.append(
                ReleaseResponse(
                    code=code,
                    form=form,
                    form_version=card.version,
                    wave=each.wave,
                    occasion=occasion,
                    days_since_first=days,
                    mode=each.mode.value,
                    values=values,
                )
            )
            made += _score_rows(kit, code, each, occasion)
    rows = preparing.Rows(
        people=tuple(rows_of_people),
        responses=tuple(responses),
        scores=tuple(made),
        columns={form: _columns(kit, which) for form, which in used.items()},
        withdrawals=release_store.tombstones(kit.workspace),
    )
    return _Gathered(rows=rows, persons=tuple(chosen), held_back=held_back)


def _when(submission: Submission) -> date:
    """Return the day on which the answers were given."""
    return date.fromisoformat(submission.collected_on) if submission.collected_on else submission.started_at.date()


def _person_row(code: str, person: Person, first: date) -> ReleasePerson:
    known = {
        "first_period": f"{first:%Y-%m}",
        "age": str(first.year - person.birth_year) if person.birth_year else "",
        "sex": person.sex,
        "ethnicity": person.ethnicity,
        "district": person.district,
        **dict(person.attributes),
    }
    return ReleasePerson(
        code=code, quasi={name: value for name, value in known.items() if value}, sex=person.sex, ethnicity=person.ethnicity
    )


def _values(kit: Kit, submission: Submission) -> Mapping[str, str]:
    """Return answers by column; a question that was not asked is absent, one without an answer says why."""
    said = {each.question: each.missing for each in answers.now(kit.workspace, submission.id)}
    values = {}
    for ref, node in kit.response(submission).state().items():
        if node.t in LEAF and node.rel and "[" not in ref:
            reason = said.get(ref)  # type: ignore[call-overload]  # a reference is a string with a name
            values[ref.rpartition("/")[2]] = node.v or (TOKENS[reason] if reason else SKIPPED)
    return values


def _columns(kit: Kit, which: InstrumentId) -> tuple[Column, ...]:
    instrument = instruments.instrument(kit.workspace, which)
    return form_columns(instrument.xform, instrument.attachments)


def _score_rows(kit: Kit, code: str, submission: Submission, occasion: int) -> list[ReleaseScore]:
    made = scores.latest(kit.workspace, submission.id)
    return [
        ReleaseScore(
            code=code,
            wave=submission.wave,
            occasion=occasion,
            scale=score.scale,
            score_version=score.key_version,
            value=score.value,
            answered=score.n_answered,
            items=score.n_items,
        )
        for score in (made.scores if made else ())
    ]


def _facts(kit: Kit, gathered: _Gathered, preparer: str) -> gate.Facts:
    names = (each.name for each in people.people(kit.workspace) if each.name)
    return gate.Facts(
        today=kit.now().date(),
        eligible=len(gathered.persons),
        held_back=tuple(sorted(gathered.held_back.items())),
        covered=frozenset(person.code for person in gathered.rows.people),
        roster=frozenset(names),
        chain_holds=not kit.workspace.verify(),
        preparer=preparer,
        earlier=_earlier_cells(kit),
    )


def _with_approval(facts: gate.Facts, approver: str, intruder: IntruderForm, reason: str, settings: ExportSettings) -> gate.Facts:
    reasons = {f"C{number}": reason for number in range(1, 13)} if reason.strip() else {}
    return replace(facts, approver=approver, intruder=intruder, intruder_scope=gate.scope(settings), reasons=reasons)


def _earlier_cells(kit: Kit) -> Mapping[str, Mapping[str, str]]:
    """Return the released cells of everybody who was sent before: later ones may only be coarser."""
    cells: dict[str, Mapping[str, str]] = {}
    for sent in release_store.releases(kit.workspace):
        if sent.state in SENT_STATES:
            cells = {**json.loads(release_store.members(kit.workspace, sent.id)[CELLS]), **cells}
    return cells


def _header(kit: Kit, settings: ExportSettings, gathered: _Gathered, preparer_role: str, approver_role: str) -> BundleHeader:
    head = kit.workspace.head()
    sent = [each.batch_id for each in release_store.releases(kit.workspace) if each.state in SENT_STATES]
    return BundleHeader(
        batch_id="",
        project=settings.project,
        pack_version=settings.pack_version,
        laptop=signing.key_id(laptop_key(kit)),
        program_version=ENGINE,
        created=f"{kit.now():%Y-%m}",
        preparer_role=preparer_role,
        approver_role=approver_role,
        recipient=settings.recipient,
        reason=settings.one_person_reason,
        review_date=settings.review_date.isoformat(),
        previous_batch=sent[0] if sent else "",
        chain_count=head.seq,
        chain_head=head.mac,
        practice=settings.practice,
        eligible=len(gathered.persons),
        held_back=tuple(sorted(gathered.held_back.items())),
    )


def _sign(seed: bytes, header: BundleHeader, manifest: bytes) -> bytes:
    return signing.sign(seed, manifest, f"civicdesk-bundle 1 {header.batch_id} {header.laptop}")


def _new_code() -> str:
    return chance(CODE_BYTES).hex()


def _hash_of(report: RiskReport) -> str:
    return hashlib.sha256(reports.report_json(report)).hexdigest()
