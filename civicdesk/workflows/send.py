"""Send data: choose who agreed, take identifiers out, let a second person read the risk report, seal one protected bundle."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import sealing, signing
from civicdesk.errors import Refused
from civicdesk.export import bundle, checks, gate, rows, versions
from civicdesk.export import intruder as intruder_forms
from civicdesk.export import prepare as preparing
from civicdesk.export import report as reports
from civicdesk.forms.pages import columns as form_columns
from civicdesk.i18n import say
from civicdesk.records.answers import Submission
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import PersonId, ReleaseId
from civicdesk.records.instruments import Instrument
from civicdesk.records.people import Person
from civicdesk.records.releases import (
    BundleHeader,
    ExportSettings,
    IntruderForm,
    Release,
    ReleasePerson,
    ReleaseResponse,
    ReleaseScore,
    ReleaseState,
)
from civicdesk.store import answers, eligible, people, projects, scores
from civicdesk.store import releases as release_store
from civicdesk.workflows.kit import ENGINE, Kit, Right, read_keyfile

SCENARIOS = ("fellow group member", "local journalist", "staff of another agency")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a second person gives: their own passphrase, and the intruder form; its reason answers the warnings."""

    release: str
    passphrase: str
    intruder: IntruderForm


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
    chosen, held_back = eligible.count(kit.workspace, kit.code_of)
    settings = kit.pack().export
    return SendPage(
        practice=settings.practice,
        eligible=len(chosen),
        held_back=_worded(held_back),
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
    _may_send(kit, practice=practice)
    gathered = _gather(kit)
    prepared, known = _prepared(kit, gathered, _facts(kit, gathered, kit.user.id))
    release = Release(
        id=ReleaseId(kit.new_id()),
        batch_id=_batch_id(kit, prepared),
        state=ReleaseState.PREPARED,
        snapshot_hash=prepared.snapshot,
        preparer=kit.user.id,
        approver=None,
        people=len(prepared.batch.people),
        responses=len(prepared.batch.responses),
        report=prepared.report,
        report_hash=reports.report_hash(prepared.report),
        prepared_at=kit.now(),
    )
    with kit.workspace.writing("release-kept", kit.user.id, kit.now()):
        release_store.keep_release(
            kit.workspace,
            release,
            {
                eligible.CELLS: json.dumps({code: dict(labels) for code, labels in prepared.cells.items()}, sort_keys=True).encode(),
                eligible.VERSIONS: json.dumps(known, sort_keys=True).encode(),
            },
            people=gathered.persons,
        )
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
    release_store.approve(kit.workspace, kept.id, kit.user.id, approval.intruder, kit.now())
    return Outcome(value=release(kit, approval.release), changed=frozenset({Kind.RELEASES}))


def seal(kit: Kit, which: str, *, practice: bool = False) -> Outcome[Sealed]:
    """Sign and seal an approved batch to the project's recipients. The plain rows touch no disk; the bundle stays here too.

    Raises:
        Refused: ROLE-RIGHT, SEND-PRACTICE, SEND-STATE, SEND-CHANGED, SEND-BLOCKED.
    """
    settings = _may_send(kit, practice=practice)
    kept = release(kit, which)
    if kept.state is not ReleaseState.APPROVED:
        raise Refused("SEND-STATE")
    intruder = release_store.intruder_form(kit.workspace, kept.id)
    if intruder is None or kept.approver is None:
        raise Refused("SEND-STATE")
    gathered, prepared = _made_again(kit, kept, (kept.approver, intruder))
    roles = {user.id: user.role.value for user in people.users(kit.workspace)}
    header = _header(kit, settings, gathered, kept, (roles[kept.preparer], roles[kept.approver]))
    seed = projects.secret(kit.workspace, "laptop_signing_key")
    sign = partial(signing.sign, seed or b"", comment=bundle.trusted_comment(header))
    inner = bundle.write_bundle(prepared.batch, header, prepared.report, settings.agreement, sign)
    data = sealing.seal(inner, settings.age_recipients)
    name = bundle.file_name(settings.short_code, header.batch_id, data)
    with kit.workspace.writing("release-sealed", kit.user.id, kit.now()):
        release_store.seal(kit.workspace, kept.id, name, hashlib.sha256(data).hexdigest(), kit.now())
        release_store.keep_member(kit.workspace, kept.id, name, data, by=kit.user.id)
    return Outcome(value=Sealed(release=release(kit, which), name=name, data=data), changed=frozenset({Kind.RELEASES}))


def sealed(kit: Kit, which: str) -> Sealed:
    """Return a bundle that was sealed, to be saved once more.

    Raises:
        Refused: ROLE-RIGHT; SEND-STATE: it is not sealed.
    """
    kit.must(Right.RELEASE)
    kept = release(kit, which)
    if kept.state not in eligible.SENT_STATES:
        raise Refused("SEND-STATE")
    return Sealed(release=kept, name=kept.file_name, data=release_store.members(kit.workspace, kept.id)[kept.file_name])


def laptop_key(kit: Kit) -> str:
    """Return this laptop's public signing key, for enrolling at the centre."""
    return projects.setting(kit.workspace, "laptop_public_key") or ""


def read_intruder_form(data: bytes) -> IntruderForm:
    """Read a motivated-intruder form from JSON, or refuse it with SEND-INTRUDER."""
    return intruder_forms.read(data)


def _may_send(kit: Kit, *, practice: bool) -> ExportSettings:
    kit.must(Right.RELEASE)
    settings = kit.pack().export
    if settings.practice and not practice:
        raise Refused("SEND-PRACTICE")
    return settings


def _worded(held_back: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Return the reasons in words that read right behind their counts."""
    return tuple(sorted((say(f"send.held.{why}", count=count), count) for why, count in held_back.items() if count))


def _gather(kit: Kit) -> _Gathered:
    """Return the rows of everybody who may be sent, under their random codes; none but withdrawals if nobody may.

    Raises:
        Refused: SEND-NOBODY: there is nobody, and nothing to be forgotten.
    """
    chosen, held_back = eligible.choose(kit.workspace, kit.code_of)
    for why, persons in eligible.apart(kit.workspace, chosen, kit.pack().export).items():
        held_back[why] = len(persons)
        chosen = {person: submissions for person, submissions in chosen.items() if person not in persons}
    gathering = _Gathering(kit)
    for who, submissions in chosen.items():
        gathering.take(people.person(kit.workspace, who), sorted(submissions, key=lambda one: (one.wave, rows.collected_on(one))))
    gathered = _Gathered(rows=gathering.rows(), persons=tuple(chosen), held_back=held_back)
    if not chosen and not gathered.rows.withdrawals:
        raise Refused("SEND-NOBODY")
    return gathered


class _Gathering:
    """Rows on their way from the workspace into a release."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._people: list[ReleasePerson] = []
        self._responses: list[ReleaseResponse] = []
        self._scores: list[ReleaseScore] = []
        self._forms: dict[str, Instrument] = {}

    def take(self, person: Person, submissions: Sequence[Submission]) -> None:
        """Add one person with all finished responses, oldest first."""
        code = self._kit.code_of(person.id)
        first = min(rows.collected_on(each) for each in submissions)
        self._people.append(rows.person_row(code, person, first))
        seen: Counter[tuple[str, int]] = Counter()
        for each in submissions:
            instrument = self._kit.instrument(each.instrument)
            form = instrument.form_id.replace("_", "-").lower()
            self._forms[form] = instrument
            seen[form, each.wave] += 1
            self._responses.append(
                ReleaseResponse(
                    code=code,
                    form=form,
                    form_version=instrument.version,
                    wave=each.wave,
                    occasion=seen[form, each.wave],
                    days_since_first=rows.whole_weeks(first, rows.collected_on(each)),
                    mode=each.mode.value,
                    values=self._cells(each),
                )
            )
            scored = scores.latest(self._kit.workspace, each.id)
            self._scores += rows.score_rows(code, each, seen[form, each.wave], scored)

    def rows(self) -> preparing.Rows:
        """Return all rows gathered so far."""
        return preparing.Rows(
            people=tuple(self._people),
            responses=tuple(self._responses),
            scores=tuple(self._scores),
            columns={form: form_columns(kept.xform, kept.attachments) for form, kept in self._forms.items()},
            withdrawals=release_store.tombstones(self._kit.workspace),
        )

    def _cells(self, submission: Submission) -> Mapping[str, str]:
        said = {each.question: each.missing for each in answers.now(self._kit.workspace, submission.id)}
        return rows.answer_cells(self._kit.response(submission).state(), said)


def _facts(kit: Kit, gathered: _Gathered, preparer: str) -> gate.Facts:
    return gate.Facts(
        today=kit.now().date(),
        eligible=len(gathered.persons),
        held_back=_worded(gathered.held_back),
        covered=frozenset(kit.code_of(person) for person in frozenset(gathered.persons) & eligible.agreeing(kit.workspace)),
        withdrawn=frozenset(eligible.withdrawn(kit.workspace, kit.code_of).values()),
        roster=frozenset(each.name for each in people.people(kit.workspace) if each.name),
        chain_holds=not kit.workspace.verify(),
        preparer=preparer,
        earlier={code: cells for told in eligible.earlier(kit.workspace, eligible.CELLS) for code, cells in told.items()},
    )


def _prepared(kit: Kit, gathered: _Gathered, facts: gate.Facts) -> tuple[preparing.Prepared, versions.Known]:
    """Return the batch with its report, each row under its version, and what is then known of the rows."""
    pack = kit.pack()
    prepared = preparing.prepare(gathered.rows, pack.export, pack.hierarchies, facts)
    batch, known = versions.numbered(prepared.batch, versions.newest(eligible.earlier(kit.workspace, eligible.VERSIONS)))
    return replace(prepared, batch=batch), known


def _batch_id(kit: Kit, prepared: preparing.Prepared) -> str:
    settings = kit.pack().export
    return bundle.batch_id(prepared.batch, settings.project, signing.key_id(laptop_key(kit)), settings.pack_version)


def _made_again(kit: Kit, kept: Release, approval: tuple[str, IntruderForm]) -> tuple[_Gathered, preparing.Prepared]:
    """Prepare a batch once more, as its second person sees it, and stop if it is another one or must not go.

    Raises:
        Refused: SEND-CHANGED, SEND-BLOCKED.
    """
    approver, intruder = approval
    settings, gathered = kit.pack().export, _gather(kit)
    if preparing.snapshot(gathered.rows, settings) != kept.snapshot_hash:
        raise Refused("SEND-CHANGED")
    reasons = {f"C{number}": intruder.reason for number in range(1, 13)} if intruder.reason.strip() else {}
    facts = replace(
        _facts(kit, gathered, kept.preparer), approver=approver, intruder=intruder, intruder_scope=gate.scope(settings), reasons=reasons
    )
    prepared, _ = _prepared(kit, gathered, facts)
    if _batch_id(kit, prepared) != kept.batch_id:
        raise Refused("SEND-CHANGED")
    if stopping := checks.blocked(prepared.report):
        raise Refused("SEND-BLOCKED", checks=", ".join(check.code for check in stopping))
    return gathered, prepared


def _header(kit: Kit, settings: ExportSettings, gathered: _Gathered, release: Release, roles: tuple[str, str]) -> BundleHeader:
    head = kit.workspace.head()
    sent = [each.batch_id for each in release_store.releases(kit.workspace) if each.state in eligible.SENT_STATES]
    before = [batch for batch in sent if batch != release.batch_id]
    return BundleHeader(
        batch_id=release.batch_id,
        project=settings.project,
        pack_version=settings.pack_version,
        laptop=signing.key_id(laptop_key(kit)),
        program_version=ENGINE,
        created=f"{kit.now():%Y-%m}",
        preparer_role=roles[0],
        approver_role=roles[1],
        recipient=settings.recipient,
        reason=settings.one_person_reason,
        review_date=settings.review_date.isoformat(),
        previous_batch=before[-1] if before else "",
        chain_count=head.seq,
        chain_head=head.mac,
        practice=settings.practice,
        eligible=len(gathered.persons),
        held_back=_worded(gathered.held_back),
    )
