"""What every verb is handed: an open workspace, who is working, and the world's clock, ids and chance."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache, partial
from pathlib import Path

from civicdesk.crypto import chain, renewal, signing
from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import people as crypto_people
from civicdesk.crypto.keys import KeyFile, Ring
from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.export import pack as packs
from civicdesk.forms import exchange
from civicdesk.forms.engine import Run, World, load
from civicdesk.records.answers import Submission
from civicdesk.records.cases import CaseStudy
from civicdesk.records.consent import Purpose
from civicdesk.records.ids import InstrumentId, PersonId
from civicdesk.records.instruments import Instrument
from civicdesk.records.pages import NodeState, Snapshot
from civicdesk.records.people import Project, Role, User
from civicdesk.records.releases import Pack
from civicdesk.records.scores import Key, ScaleScore, ScoredSubmission
from civicdesk.scoring import responses, scales
from civicdesk.scoring.key import from_canonical
from civicdesk.store import answers as answer_store
from civicdesk.store import backups, caseload, erasing, files
from civicdesk.store import cases as case_store
from civicdesk.store import consent as consent_store
from civicdesk.store import entries as entry_store
from civicdesk.store import instruments as instrument_store
from civicdesk.store import people as people_store
from civicdesk.store import projects as project_store
from civicdesk.store import releases as release_store
from civicdesk.store import scores as score_store
from civicdesk.store.workspace import Workspace

SUFFIX = ".civicdesk"
BACKUPS_KEPT = 8
RECOVERY_USED = "recovery_used"
"""Setting: the recovery code was used, so a new one is due; empty once that is done."""
PAUSED = "paused_after_restore"
"""Setting: when a backup was put back; automatic backups and sending wait until a coordinator has looked. Empty once that is done."""
RECOVERY, VARIANT, LONELINESS = "cd_recovery", "cd_variant", "cd_loneliness"
OWN_WORDS = frozenset({"string", "barcode", "binary", "geopoint", "geotrace", "geoshape"})
ENGINE = "civicdesk 0.1.0"
"""Name and version that stand beside each score and in each bundle."""


class Right(StrEnum):
    """What a role may or may not do; each refusal is a test through the workflows, not the window."""

    ADD_INSTRUMENT = "add instrument"
    ADD_USER = "add user"
    CAPTURE = "capture"
    CORRECT_OTHERS = "correct others"
    EDIT_DIRECTORY = "edit directory"
    ERASE = "erase"
    HANDLE_REQUESTS = "handle requests"
    INTRODUCE = "introduce"
    READ_ALL_CASES = "read all cases"
    REGISTER = "register"
    RELEASE = "release"
    RESTORE = "restore"
    REVOKE_USER = "revoke user"
    RUN_SESSION = "run session"
    SEE_ALL_PEOPLE = "see all people"
    SEE_ANSWERS = "see answers"
    SEE_TOTALS = "see totals"


_EVERYBODY, _COORDINATOR = frozenset(Role), frozenset({Role.COORDINATOR})
RIGHTS = {
    Right.ADD_INSTRUMENT: _COORDINATOR,
    Right.ADD_USER: _COORDINATOR,
    Right.CAPTURE: _EVERYBODY,
    Right.CORRECT_OTHERS: _COORDINATOR,
    Right.EDIT_DIRECTORY: _COORDINATOR,
    Right.ERASE: _COORDINATOR,
    Right.HANDLE_REQUESTS: frozenset({Role.COORDINATOR, Role.WORKER}),
    Right.INTRODUCE: frozenset({Role.COORDINATOR, Role.WORKER}),
    Right.READ_ALL_CASES: _COORDINATOR,
    Right.REGISTER: _EVERYBODY,
    Right.RELEASE: _COORDINATOR,
    Right.RESTORE: _COORDINATOR,
    Right.REVOKE_USER: _COORDINATOR,
    Right.RUN_SESSION: _EVERYBODY,
    Right.SEE_ALL_PEOPLE: _COORDINATOR,
    Right.SEE_ANSWERS: frozenset({Role.COORDINATOR, Role.WORKER}),
    Right.SEE_TOTALS: _COORDINATOR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the program brings to every verb, workspace or not."""

    now: Callable[[], datetime]
    """Aware time."""
    new_id: Callable[[], str]
    """32 hex digits, random."""
    chance: Callable[[], float]
    """Uniform in [0, 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """An unlocked workspace in one user's hands. Lives on the store thread."""

    workspace: Workspace
    ring: Ring
    folder: Path
    user: User
    tools: Tools
    inbox: bytes = b""
    """Public key to which answers are sealed that the workspace cannot keep now; empty until the first unlocking that could write."""

    def now(self) -> datetime:
        """Return the present moment, with its zone."""
        return self.tools.now()

    def new_id(self) -> str:
        """Return a new random id."""
        return self.tools.new_id()

    def may(self, right: Right) -> bool:
        """Tell whether the user's role has a right."""
        return self.user.role in RIGHTS[right]

    def must(self, right: Right) -> None:
        """Refuse unless the user's role has a right.

        Raises:
            Refused: ROLE-RIGHT; RESTORE-PAUSED: nothing leaves the laptop after a restore until a coordinator has looked.
        """
        if not self.may(right):
            raise Refused("ROLE-RIGHT", role=self.user.role.value)
        if right is Right.RELEASE and self.paused():
            raise Refused("RESTORE-PAUSED")

    def paused(self) -> bool:
        """Tell whether a backup was put back and no coordinator has looked yet: nothing is sent, no backup is made by itself."""
        return bool(project_store.setting(self.workspace, PAUSED))

    def must_see(self, person: PersonId) -> None:
        """Refuse unless the user sees a person: a coordinator everybody, a worker also those they work with, else the open session.

        Raises:
            Refused: ROLE-RIGHT.
        """
        caseload.must_see(self.workspace, self.user.id, person)

    def must_keep(self, person: PersonId) -> None:
        """Refuse unless the user sees a person, and the person agrees, now, that their answers are kept.

        The gate before every capture and every sheet.

        Raises:
            Refused: ROLE-RIGHT, CONSENT-KEEP.
        """
        self.must_see(person)
        if not consent_store.standing(self.workspace, person).allows(Purpose.KEEP):
            raise Refused("CONSENT-KEEP")

    def must_have_recovery(self) -> None:
        """Refuse to add people before the recovery sheet was typed back.

        Raises:
            Refused: FIRST-RECOVERY; FIRST-RECOVERY-AGAIN: the code was used, and a new one was not typed back yet.
        """
        if project_store.setting(self.workspace, "recovery_confirmed") is None:
            raise Refused("FIRST-RECOVERY")
        if project_store.setting(self.workspace, RECOVERY_USED):
            raise Refused("FIRST-RECOVERY-AGAIN")

    def may_read(self, case: CaseStudy) -> bool:
        """Tell whether the user may read a case study: one that they have written in, or any if their role says so."""
        return self.may(Right.READ_ALL_CASES) or any(each.by == self.user.id for each in case_store.versions(self.workspace, case.id))

    def code_of(self, person: PersonId) -> str:
        """Return the random code under which a person appears in every release of this laptop."""
        return release_store.person_code(self.workspace, person, partial(_new_code, self, person))

    def backup_folder(self) -> Path:
        """Return where backups go: the folder that was chosen, else `backups` beside the workspace."""
        chosen = project_store.setting(self.workspace, "backup_folder")
        return Path(chosen) if chosen else self.folder / "backups"

    def world(self) -> World:
        """Return the clock, chance and ids that a form runs with. Nothing about the person is piped into a form."""
        return World(now=self.tools.now, chance=self.tools.chance, uuid=self.tools.new_id)

    def form(self, which: InstrumentId, resume: Snapshot | None = None) -> Run:
        """Open a form, blank or where a draft stood."""
        instrument = self.instrument(which)
        directory = partial(entry_store.made_of_entries, self.workspace, exchange.directory_csv)
        beside = exchange.with_directory(instrument.xform, instrument.attachments, directory)
        return load(instrument.xform, beside, world=self.world(), resume=resume)

    def instrument(self, which: InstrumentId) -> Instrument:
        """Return one version of an instrument with its bytes."""
        return instrument_store.instrument(self.workspace, which)

    def pack(self) -> Pack:
        """Return the project pack that this workspace follows."""
        kept = project_store.pack(self.workspace)
        if kept is None:
            raise Refused("PACK-NONE")
        return read_pack(kept)

    def project(self) -> Project:
        """Return the project that this workspace belongs to."""
        found = project_store.project(self.workspace)
        if found is None:
            raise Refused("PACK-NONE")
        return found

    def key(self, which: InstrumentId) -> Key | None:
        """Return the scoring key of an instrument, None if it has none."""
        kept = instrument_store.key(self.workspace, which)
        return _key_of(kept) if kept else None

    def known_answers(self, state: Mapping[str, NodeState], *, short: bool = False) -> Mapping[str, str]:
        """Return reference -> value of the questions about the project, not the person: nobody is asked them at the table.

        The names are those of the shipped questionnaire; a form without them, or with other choices, knows nothing.
        """
        known = {RECOVERY: "yes" if self.project().recovery else "no", VARIANT: "short" if short else "full", LONELINESS: "no"}
        named = {ref: (known.get(ref.rpartition("/")[2], ""), node) for ref, node in state.items()}
        return {ref: value for ref, (value, node) in named.items() if value and value in dict(node.opts or ())}

    def response(self, submission: Submission) -> Run:
        """Open a kept response where it stands, in the version of the form that it began with."""
        kept = answer_store.draft_state(self.workspace, submission.id)
        return self.form(submission.instrument, read_snapshot(kept) if kept else None)


def is_about_the_project(question: str) -> bool:
    """Tell whether a question is one that the project answers, not the person."""
    return question.rpartition("/")[2] in {RECOVERY, VARIANT, LONELINESS}


def begin_after_restore(kit: Kit, known: crypto_people.PeopleFile) -> int:
    """Begin a new line of history in a backup that was put back, pause, and take out again whom nobody may know any more.

    Args:
        kit: the restored workspace.
        known: the keys of people as they are today; they say who was forgotten since.

    Returns:
        How many people were taken out again.
    """
    workspace = kit.workspace
    with workspace.writing("restored", kit.user.id, kit.now()):
        workspace.begin_branch(kit.new_id()[:8], by=kit.user.id)
        project_store.keep_setting(workspace, PAUSED, kit.now().isoformat(), by=kit.user.id)
        again = people_store.ids(workspace) & known.erased
        for person in sorted(again):
            erasing.erase(workspace, person, kit.now(), by=kit.user.id)
        _forget_released(kit, known.erased)
    return len(again)


def _forget_released(kit: Kit, gone: Iterable[PersonId]) -> None:
    """Tell the centre of everybody who was forgotten: after a backup was put back it is not known any more who was released since."""
    told = {code for _, code, scope, _ in release_store.tombstones(kit.workspace) if scope == erasing.SCOPE}
    for person in sorted(gone):
        code = _new_code(kit, person)
        if code not in told:
            release_store.keep_tombstone(kit.workspace, code, erasing.SCOPE, f"{kit.now():%Y-%m}", by=kit.user.id)


def _new_code(kit: Kit, person: PersonId) -> str:
    """Make a person's code from the laptop's own secret: after a backup was put back it must be the one that a centre knows."""
    secret = project_store.secret(kit.workspace, "laptop_signing_key")
    return chain.hkdf(secret, chain.Purpose.PERSON_CODE, 16, of=person).hex() if secret else kit.new_id()


def finish_erasures(kit: Kit) -> None:
    """Destroy the keys of everybody whose rows are gone, here and in the backup folder. After a crash the next unlocking calls it again.

    Raises:
        Unavailable: STORE-FILE: no room, or the backup folder is out of reach; what is left stays a task.
        Refused: KEYS-ALTERED, KEYS-RENEWING.
    """
    workspace = kit.workspace
    waiting = erasing.keys_to_destroy(workspace)
    if waiting:
        if workspace.was_restored:
            _forget_released(kit, waiting)
        _destroy_keys(kit, waiting)
        erasing.keys_gone(workspace, kit.now())
    if any(each.copies_gone_at is None for each in erasing.erasures(workspace)):
        _replace_copy(kit)
        erasing.copies_gone(workspace, kit.now())


def _destroy_keys(kit: Kit, persons: Sequence[PersonId]) -> None:
    """Wrap the keys of everybody else under a new root key. At each step the files on the disk can be opened, and the rest be finished."""
    path, ring, vault = kit.workspace.path, kit.ring, kit.workspace.vault
    if not isinstance(vault, crypto_people.PeopleVault):
        return  # raw mode: keys are made from the database key, and nobody can be forgotten
    new = renewal.new_people_key(ring)
    handed = renewal.handed_over(read_keyfile(path), ring, new)
    left = crypto_people.rewrapped(vault.people, ring, new, without=persons)
    files.write_keys(path, crypto_keys.dump(handed, new))
    files.write_people(path, crypto_people.dump_people(left, new))
    files.write_keys_for_good(path, crypto_keys.dump(renewal.settled(handed), new))
    ring.people[:], ring.generation = new.people, new.generation
    vault.follow(ring, left)


def _replace_copy(kit: Kit) -> None:
    """Replace the copy of the keys of people in the backup folder; without a backup there is none."""
    folder, path = kit.backup_folder(), kit.workspace.path
    if (folder / f"{path.name}.people").exists():
        backups.copy_side_files(path, folder)
    elif not folder.exists() and project_store.setting(kit.workspace, "backup_folder"):
        raise Unavailable("STORE-FILE")


def is_words(node: NodeState | None) -> bool:
    """Tell whether an answer may hold a person's own words, place or picture: it is kept under the person's own key."""
    return node is not None and node.opts is None and node.vt in OWN_WORDS


@lru_cache(maxsize=8)
def _key_of(kept: bytes) -> Key:
    """Read a key once: a session scores hundreds of responses with the same one."""
    return from_canonical(kept)


def score_and_keep(kit: Kit, submission: Submission, run: Run, reason: str) -> tuple[ScaleScore, ...]:
    """Score a response as it stands and keep the scores beside earlier ones; none if the form has no scoring sheets."""
    key = kit.key(submission.instrument)
    if key is None:
        return ()
    state = run.state()
    made = scales.score(key, responses.item_answers(key, state), variant=responses.variant(key, state))
    scored = ScoredSubmission(
        submission=submission.id,
        instrument=submission.instrument,
        wave=submission.wave,
        computed_at=kit.now(),
        engine=ENGINE,
        reason=reason,
        scores=made,
    )
    score_store.keep_scores(kit.workspace, scored)
    return made


def read_keyfile(path: Path) -> KeyFile:
    """Read the key file of a workspace; where it has rotted, the version before. One from a newer program is left alone.

    Raises:
        Damaged: KEYS-MISSING, KEYS-DAMAGED, KEYS-NEWER-FILE.
    """
    written = files.read_keys(path)
    if written is None:
        raise Damaged("KEYS-MISSING")
    try:
        keyfile = crypto_keys.parse(written)
        if keyfile.intact:
            return keyfile
    except Damaged as why:
        if why.code != "KEYS-DAMAGED":
            raise
        keyfile = None
    before = files.read_keys_before(path)
    if before is not None:
        return crypto_keys.parse(before)
    if keyfile is None:
        raise Damaged("KEYS-DAMAGED")
    return keyfile


def read_pack(data: bytes) -> Pack:
    """Read a project pack and check the signature of the key that it names.

    Raises:
        Damaged, Refused: PACK-....
    """
    return packs.read_pack(data, partial(signing.verify, packs.signer_of(data)))


def write_snapshot(snapshot: Snapshot) -> str:
    """Write the state of a draft as JSON."""
    return json.dumps(asdict(snapshot), ensure_ascii=False, sort_keys=True)


def read_snapshot(data: str) -> Snapshot:
    """Read the state of a draft back."""
    table: Mapping[str, object] = json.loads(data)
    return Snapshot(**table)  # type: ignore[arg-type]  # written by write_snapshot alone
