"""Send data: choose who agreed, take identifiers out, let a second person read the risk report, seal one protected bundle."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import sealing, signing
from civicdesk.directory.overrides import last_words
from civicdesk.errors import Refused
from civicdesk.export import bundle, checks, corrections, counts, gate, linkage, parts, rounds, rows, versions
from civicdesk.export import intruder as intruder_forms
from civicdesk.export import prepare as preparing
from civicdesk.export import report as reports
from civicdesk.export.columns import InWords
from civicdesk.export.settings import LARGEST_BUNDLE, is_revoked
from civicdesk.forms.pages import columns as form_columns
from civicdesk.insight import release_tables
from civicdesk.records.answers import Submission
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import PersonId, ReleaseId
from civicdesk.records.instruments import Instrument
from civicdesk.records.parts import ReleasedPart
from civicdesk.records.releases import Batch, BundleHeader, IntruderForm, Release, ReleaseState
from civicdesk.records.tables import DrawnTables, ReleasedTable
from civicdesk.store import answers, eligible, entries, linking, people, projects, released, scores, upkeep, words
from civicdesk.store import releases as release_store
from civicdesk.workflows.kit import ENGINE, Kit, Right, read_keyfile, read_pack

SCENARIOS = ("fellow group member", "local journalist", "staff of another agency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a second person gives: their own passphrase, and the intruder form; its reason answers the warnings."""

    release: str
    passphrase: str
    intruder: IntruderForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A protected bundle, ready to be saved or sent: one file, or several where it is large."""

    release: Release
    files: tuple[tuple[str, bytes], ...]
    """Name and content, in the order of the parts."""

    @property
    def name(self) -> str:
        """Return the name of the only file. Ask `files` where there may be several: this refuses to tell one of them."""
        ((name, _),) = self.files
        return name

    @property
    def data(self) -> bytes:
        """Return the content of the only file, as `name` does."""
        ((_, data),) = self.files
        return data


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
    waiting_rows: int = 0
    """People of earlier releases whose new answers wait for a round."""


def page(kit: Kit) -> SendPage:
    """Return who could be sent now, by count, and what was sent before."""
    chosen, held_back = eligible.count(kit.workspace, kit.code_of)
    settings = kit.pack().export
    return SendPage(
        practice=settings.practice,
        eligible=len(chosen),
        held_back=eligible.in_words(held_back),
        releases=release_store.releases(kit.workspace),
        recipient=settings.recipient,
        two_person=settings.two_person,
    )


def prepare(kit: Kit, *, practice: bool = False) -> Outcome[Release]:
    """Prepare a batch with its risk report; nothing leaves. Only the demo says `practice`: the window never sends the practice project.

    Raises:
        Refused: ROLE-RIGHT, SEND-PRACTICE, SEND-REVOKED, SEND-NOBODY, LINK-KEY, EXPORT-...
    """
    _may_send(kit, practice=practice)
    gathered = _gather(kit, kit.now())
    prepared, known = _prepared(kit, gathered, _facts(kit, gathered, kit.user.id, kit.now()))
    _split(kit, _linked(kit, gathered, prepared), _header(kit, gathered, (kit.user.role.value,) * 2))
    release = preparing.as_release(prepared, ReleaseId(kit.new_id()), _batch_id(kit, prepared.batch), (kit.user.id, kit.now()))
    members = {
        eligible.CELLS: json.dumps({code: dict(labels) for code, labels in prepared.cells.items()}, sort_keys=True).encode(),
        eligible.VERSIONS: json.dumps(known, sort_keys=True).encode(),
        released.TABLES: released.people_of(prepared.tables),
    }
    with kit.workspace.writing("release-kept", kit.user.id, kit.now()):
        release_store.keep_release(kit.workspace, release, members, people=gathered.persons)
    return Outcome(value=release, changed=frozenset({Kind.RELEASES}))


def release(kit: Kit, which: str) -> Release:
    """Return one release with its report."""
    return release_store.release(kit.workspace, ReleaseId(which))


def releases(kit: Kit) -> tuple[Release, ...]:
    """Return all releases, newest first."""
    return tuple(reversed(release_store.releases(kit.workspace)))


def report_html(kit: Kit, which: str) -> bytes:
    """Return the risk report as a page that a coordinator can read and print."""
    return reports.as_html(release(kit, which).report)


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
    _, prepared = _made_again(kit, kept, (kit.user.id, approval.intruder))
    if checks.unexplained(prepared.report):
        raise Refused("SEND-REASONS")
    with kit.workspace.writing("release-approved", kit.user.id, kit.now()):
        release_store.approve(kit.workspace, kept.id, kit.user.id, approval.intruder, kit.now())
        release_store.keep_report(kit.workspace, kept.id, prepared.report, reports.report_hash(prepared.report), by=kit.user.id)
    return Outcome(value=release(kit, approval.release), changed=frozenset({Kind.RELEASES}))


def seal(kit: Kit, which: str, *, practice: bool = False) -> Outcome[Sealed]:
    """Sign and seal an approved batch to the project's recipients. The plain rows touch no disk; the bundle stays here too.

    A large one becomes several files; after a power cut those that are there already stay as they are.

    Raises:
        Refused: ROLE-RIGHT, SEND-PRACTICE, SEND-REVOKED, SEND-STATE, SEND-CHANGED, SEND-BLOCKED, EXPORT-ROOM.
    """
    _may_send(kit, practice=practice)
    kept = release(kit, which)
    intruder = release_store.intruder_form(kit.workspace, kept.id)
    if kept.state is not ReleaseState.APPROVED or intruder is None or kept.approver is None:
        raise Refused("SEND-STATE")
    gathered, prepared = _made_again(kit, kept, (kept.approver, intruder))
    roles = {user.id: user.role.value for user in people.users(kit.workspace)}
    header = _header(kit, gathered, (roles[kept.preparer], roles[kept.approver]))
    prepared = _linked(kit, gathered, prepared)
    batches = _split(kit, replace(prepared, report=kept.report), replace(header, held_back=kept.report.held_back))  # as it was approved
    ids = tuple(_batch_id(kit, batch) for batch in batches)
    header = replace(header, batches=ids, previous_batch=released.last_batch(kit.workspace, but=ids))
    before = {part.number: part.batch_id for part in released.parts(kit.workspace, kept)}
    if before != {number: batch for number, batch in enumerate(ids, 1) if number in before}:
        raise Refused("SEND-CHANGED")
    for number, batch in enumerate(batches, 1):
        if number not in before:
            _seal_part(kit, kept, replace(prepared, batch=batch), replace(header, part=number))
    return Outcome(value=sealed(kit, which), changed=frozenset({Kind.RELEASES}))


def sealed(kit: Kit, which: str) -> Sealed:
    """Return a bundle that was sealed, to be saved once more.

    Raises:
        Refused: ROLE-RIGHT; SEND-STATE: it is not sealed; SEND-OLD-KEY: the project has dropped one of its keys since.
    """
    kit.must(Right.RELEASE)
    kept = release(kit, which)
    if kept.state not in eligible.SENT_STATES:
        raise Refused("SEND-STATE")
    released.confirm_keys(kit.workspace, kept, lambda pack: read_pack(pack).export.age_recipients)
    kept_files = release_store.members(kit.workspace, kept.id)
    return Sealed(release=kept, files=tuple((part.file_name, kept_files[part.file_name]) for part in released.parts(kit.workspace, kept)))


def laptop_key(kit: Kit) -> str:
    """Return this laptop's public signing key, for enrolling at the centre."""
    return projects.setting(kit.workspace, "laptop_public_key") or ""


def laptop_id(kit: Kit) -> str:
    """Return the id under which the project pack names this laptop."""
    return signing.key_id(laptop_key(kit))


def read_intruder_form(data: bytes) -> IntruderForm:
    """Read a motivated-intruder form from JSON, or refuse it with SEND-INTRUDER."""
    return intruder_forms.read(data)


def _may_send(kit: Kit, *, practice: bool) -> None:
    kit.must(Right.RELEASE)
    settings = kit.pack().export
    if settings.practice and not practice:
        raise Refused("SEND-PRACTICE")
    if is_revoked(settings, laptop_id(kit), kit.now().date()):
        raise Refused("SEND-REVOKED")


def _gather(kit: Kit, at: datetime) -> _Gathered:
    """Return the rows of everybody who may be sent, under their random codes; none but withdrawals if nobody may.

    What is put right in the directory after `at`, when the batch was prepared, goes with the next one.

    Raises:
        Refused: SEND-NOBODY: there is nobody, and nothing to be forgotten.
    """
    settings = kit.pack().export
    chosen, held_back = eligible.choose(kit.workspace, kit.code_of)
    for why, persons in eligible.apart(kit.workspace, chosen, settings).items():
        held_back[why] = len(persons)
        chosen = {person: submissions for person, submissions in chosen.items() if person not in persons}
    gathering, forms, in_words = rows.Gathering(), dict[str, Instrument](), InWords(kit.instrument, form_columns, settings)
    with kit.workspace.writing("code-given", kit.user.id, kit.now()):  # all at once: each block waits for the disk
        codes = {who: kit.code_of(who) for who in chosen}
    for who, submissions in chosen.items():
        in_order = sorted(submissions, key=lambda one: (one.wave, rows.collected_on(one)))
        gathering.take(codes[who], people.person(kit.workspace, who), [_finished(kit, each, forms) for each in in_order])
    gathered = preparing.Rows(
        people=tuple(gathering.people),
        responses=tuple(gathering.responses),
        scores=tuple(gathering.scores),
        columns={form: form_columns(kept.xform, kept.attachments) for form, kept in forms.items()},
        withdrawals=release_store.outstanding(kit.workspace),
        notes=words.released(kit.workspace, chosen, in_words, alone=not settings.two_person) if settings.text else (),
        corrections=_corrections(kit, at),
    )
    known = versions.newest(eligible.earlier(kit.workspace, eligible.VERSIONS))
    going, waiting = rounds.in_rounds(gathered, known, settings.min_people)
    if not chosen and not going.withdrawals:
        raise Refused("SEND-NOBODY")
    return _Gathered(rows=going, persons=tuple(chosen), held_back=held_back, waiting_rows=waiting)


def _finished(kit: Kit, submission: Submission, forms: dict[str, Instrument]) -> rows.Finished:
    """Return one response as it is released; its form is noted."""
    instrument = kit.instrument(submission.instrument)
    form = instrument.form_id.replace("_", "-").lower()
    forms[form] = instrument
    said = {each.question: each.missing for each in answers.now(kit.workspace, submission.id)}
    cells = rows.answer_cells(kit.response(submission).state(), said)
    scored = scores.latest(kit.workspace, submission.id)
    return rows.Finished(submission=submission, form=form, version=instrument.version, cells=cells, scored=scored)


def _corrections(kit: Kit, at: datetime) -> tuple[Mapping[str, str], ...]:
    known = {entry.id: entry for entry in entries.every_entry(kit.workspace)}
    edits = ([edit for edit in each if edit.at <= at] for each in upkeep.edits(kit.workspace).values())
    last = (edit for each in edits for edit in last_words(each).values())
    return corrections.rows(last, known, laptop_id(kit))


def _facts(kit: Kit, gathered: _Gathered, preparer: str, at: datetime) -> gate.Facts:
    told, everybody = released.tables(kit.workspace), people.people(kit.workspace)
    return gate.Facts(
        today=kit.now().date(),
        eligible=len(gathered.persons),
        held_back=eligible.in_words(gathered.held_back),
        covered=frozenset(kit.code_of(person) for person in frozenset(gathered.persons) & eligible.agreeing(kit.workspace)),
        withdrawn=eligible.untold(kit.workspace, kit.code_of),
        roster=frozenset(each.name for each in everybody if each.name),
        chain_holds=not kit.workspace.verify(),
        preparer=preparer,
        earlier=eligible.cells(kit.workspace),
        lost_by_group=rows.lost_by_group(everybody, gathered.persons, kit.pack().export.k),
        waiting_rows=gathered.waiting_rows,
        tables=_tables(kit, gathered.rows, told, at),
        known_tables={(table.name, table.period): table for table in told},
    )


def _tables(kit: Kit, rows: preparing.Rows, told: Sequence[ReleasedTable], at: datetime) -> DrawnTables:
    """Return the tables that the project asks for, none of which tells of few people."""
    pack = kit.pack()
    groups = counts.sort(rows.people, rows.responses, pack.export, pack.hierarchies)
    asked, unknown = counts.asked(pack.export, groups, rows.scores)
    return replace(release_tables.draw(asked, pack.export, told, f"{at:%Y-%m}"), unknown=unknown)


def _prepared(kit: Kit, gathered: _Gathered, facts: gate.Facts) -> tuple[preparing.Prepared, versions.Known]:
    """Return the batch with its report, each row under its version, and what is then known of the rows."""
    pack = kit.pack()
    prepared = preparing.prepare(gathered.rows, pack.export, pack.hierarchies, facts)
    batch, known = versions.numbered(prepared.batch, versions.newest(eligible.earlier(kit.workspace, eligible.VERSIONS)))
    return replace(prepared, batch=batch), known


def _batch_id(kit: Kit, batch: Batch) -> str:
    settings = kit.pack().export
    return bundle.batch_id(batch, settings.project, laptop_id(kit), settings.pack_version)


def _made_again(kit: Kit, kept: Release, approval: tuple[str, IntruderForm]) -> tuple[_Gathered, preparing.Prepared]:
    """Prepare a batch once more, as its second person sees it, and stop if it is another one or must not go.

    Raises:
        Refused: SEND-CHANGED, SEND-BLOCKED.
    """
    approver, intruder = approval
    settings, gathered = kit.pack().export, _gather(kit, kept.prepared_at)
    if preparing.snapshot(gathered.rows, settings) != kept.snapshot_hash:
        raise Refused("SEND-CHANGED")
    reasons = {f"C{number}": intruder.reason for number in range(1, 13)} if intruder.reason.strip() else {}
    facts = _facts(kit, gathered, kept.preparer, kept.prepared_at)
    facts = replace(facts, approver=approver, intruder=intruder, intruder_scope=gate.scope(settings), reasons=reasons)
    prepared, _ = _prepared(kit, gathered, facts)
    if _batch_id(kit, prepared.batch) != kept.batch_id or checks.unread(prepared.report, kept.report):
        raise Refused("SEND-CHANGED")
    if stopping := checks.blocked(prepared.report):
        raise Refused("SEND-BLOCKED", checks=", ".join(check.code for check in stopping))
    return gathered, prepared


def _linked(kit: Kit, gathered: _Gathered, prepared: preparing.Prepared) -> preparing.Prepared:
    """Add the link codes, which the project's linker alone can open, where a project links people."""
    pack = kit.pack()
    if not pack.export.linkage:
        return prepared
    people = linking.linked(kit.workspace, {person: kit.code_of(person) for person in gathered.persons}, pack.statements)
    codes = linkage.as_csv(linking.key(kit.workspace), people)
    return replace(prepared, batch=replace(prepared.batch, linkage=sealing.seal(codes, (pack.export.linkage,))))


def _split(kit: Kit, prepared: preparing.Prepared, header: BundleHeader) -> tuple[Batch, ...]:
    """Return the batch in as many parts as the project's size of a file asks for."""
    settings = kit.pack().export
    room = parts.room_inside(min(settings.max_bundle, LARGEST_BUNDLE), len(settings.age_recipients))
    size = partial(bundle.size, header=header, risk=prepared.report, agreement=settings.agreement)
    return parts.split(prepared.batch, settings.k, size, room)


def _seal_part(kit: Kit, release: Release, prepared: preparing.Prepared, header: BundleHeader) -> None:
    """Seal one part and keep it; with the last one the release is sealed. Each stands in the chain before the next one names it."""
    settings, head = kit.pack().export, kit.workspace.head()
    before = header.batches[header.part - 2] if header.part > 1 else header.previous_batch
    batch = header.batches[header.part - 1]
    header = replace(header, batch_id=batch, previous_batch=before, chain_count=head.seq, chain_head=head.mac)
    seed = projects.secret(kit.workspace, "laptop_signing_key") or b""
    sign = partial(signing.sign, seed, comment=bundle.trusted_comment(header))
    data = sealing.seal(bundle.write_bundle(prepared.batch, header, prepared.report, settings.agreement, sign), settings.age_recipients)
    name, outer = bundle.file_name(settings.short_code, batch, data), hashlib.sha256(data).hexdigest()
    part = ReleasedPart(number=header.part, batch_id=batch, file_name=name, outer_sha256=outer, state=ReleaseState.SEALED)
    with kit.workspace.writing("release-sealed", kit.user.id, kit.now()):
        released.keep_part(kit.workspace, release.id, part, data, by=kit.user.id)
        if header.part == len(header.batches):
            first = released.parts(kit.workspace, release)[0]
            release_store.seal(kit.workspace, release.id, first.file_name, first.outer_sha256, kit.now())
            release_store.keep_report(kit.workspace, release.id, prepared.report, reports.report_hash(prepared.report), by=kit.user.id)
            released.keep_tables(kit.workspace, release, prepared.tables, by=kit.user.id)


def _header(kit: Kit, gathered: _Gathered, roles: tuple[str, str]) -> BundleHeader:
    """Return what stands in the record of a release beside its counts; which part it is, and where in the chain, is known at sealing."""
    settings = kit.pack().export
    return BundleHeader(
        project=settings.project,
        pack_version=settings.pack_version,
        laptop=laptop_id(kit),
        program_version=ENGINE,
        created=f"{kit.now():%Y-%m}",
        preparer_role=roles[0],
        approver_role=roles[1],
        recipient=settings.recipient,
        reason=settings.one_person_reason,
        review_date=settings.review_date.isoformat(),
        practice=settings.practice,
        eligible=len(gathered.persons),
        held_back=eligible.in_words(gathered.held_back),
    )
