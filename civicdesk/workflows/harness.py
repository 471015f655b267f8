"""The door of the fault harness: the store's own verbs, on workspaces that the harness alone has made. docs/reference/faults.md.

It is called hundreds of times in a row, so what a verb does not need is imported where it is needed. Two ways in: *raw*, where one key
is given and no file lies beside the workspace, and *slots*, with a passphrase and all files as the window keeps them.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from civicdesk.crypto import raw
from civicdesk.crypto.ring import Ring
from civicdesk.errors import CivicDeskError, Damaged, Refused
from civicdesk.records.answers import Answer, AnswerKind, CaptureMode, Submission, SubmissionState
from civicdesk.records.consent import Purpose, Statement
from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SubmissionId, UserId
from civicdesk.records.instruments import Instrument
from civicdesk.records.pages import Snapshot
from civicdesk.records.people import Person, Project, Role, User
from civicdesk.store import answers, audit, consent, files, first_look, instruments, people, projects
from civicdesk.store import workspace as workspaces
from civicdesk.store.layout import Layout
from civicdesk.store.workspace import Workspace

if TYPE_CHECKING:
    from civicdesk.records.releases import IntruderForm, Pack
    from civicdesk.workflows.kit import Kit, Tools

FIRST = User(id=UserId("0" * 31 + "1"), name="harness", role=Role.COORDINATOR)
SECOND = User(id=UserId("0" * 31 + "2"), name="harness second", role=Role.COORDINATOR)
PERSON = PersonId("0" * 31 + "3")
RESPONSE = SubmissionId("harness")
ROOT = "/data/"
FORM_ID = "harness_note"
NAME = re.compile(r"[A-Za-z0-9_]{1,64}", re.ASCII)
SALT = b"civicdesk faults"
KIB = 1024
SLOTS_RESERVE = 64 * KIB

FORM = b"""<?xml version="1.0" encoding="UTF-8"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>A short note</h:title><model>
<instance><data id="harness_note" version="1"><feeling/><satisfied/><note/></data></instance>
<bind nodeset="/data/feeling" type="string"/><bind nodeset="/data/satisfied" type="int"/><bind nodeset="/data/note" type="string"/>
</model></h:head>
<h:body>
<select1 ref="/data/feeling"><label>How was the week?</label>
<item><label>Good</label><value>good</value></item><item><label>So so</label><value>so</value></item><item><label>Hard</label><value>hard</value></item>
</select1>
<input ref="/data/satisfied"><label>How satisfied are you, from 0 to 10?</label></input>
<input ref="/data/note"><label>Would you like to add something?</label></input>
</h:body></h:html>
"""

STATEMENT = Statement(
    version="harness-1",
    language="en",
    text="May we keep your answers?",
    sha256=hashlib.sha256(b"May we keep your answers?").hexdigest(),
    purposes=((Purpose.KEEP, "You may keep my answers."), (Purpose.RESEARCH, "You may send my answers, without my name.")),
)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a harness workspace is opened: by a key or by a passphrase."""

    key: bytes = b""
    """32 bytes in raw mode, else empty."""
    passphrase: str = ""
    reserve: int = 0
    """Bytes of ballast."""

    @property
    def secret(self) -> bytes:
        """Return 32 bytes from which the keys of bundles are made: they must be known without the workspace."""
        if self.key:
            return self.key
        from civicdesk.crypto import boxes
        from civicdesk.crypto.cost import PRACTICE
        from civicdesk.crypto.passphrase import normalise

        return boxes.stretch(normalise(self.passphrase), SALT, PRACTICE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open harness workspace."""

    workspace: Workspace
    ring: Ring
    slots: bool
    """Whether key files lie beside it."""


def access(key: str | None, passphrase: str | None, reserve_kib: str | None) -> Access:
    """Return the way in that the environment names.

    Raises:
        Refused: HARNESS-KEY: neither a key of 64 hex digits nor a passphrase, or a reserve that is no number.
    """
    if reserve_kib is not None and not reserve_kib.isdecimal():
        raise Refused("HARNESS-KEY")
    reserve = None if reserve_kib is None else int(reserve_kib) * KIB
    if key is not None and re.fullmatch(r"[0-9a-fA-F]{64}", key, re.ASCII):
        return Access(key=bytes.fromhex(key), reserve=reserve or 0)
    if key is None and passphrase is not None:
        return Access(passphrase=passphrase, reserve=SLOTS_RESERVE if reserve is None else reserve)
    raise Refused("HARNESS-KEY")


def make(path: Path, way: Access, now: Clock, pack: bytes) -> None:
    """Make a workspace with a practice project, one person and one open response; one that is there stays as it is.

    Args:
        path: the file.
        way: key or passphrase.
        now: the clock.
        pack: the signed pack of the practice project; it is signed anew, without its forms and for the derived recipient.

    Raises:
        Refused: STORE-EXISTS: another file lies there; STORE-FOLDER.
        Unavailable: STORE-WRITE, STORE-FILE, STORE-BUSY.
    """
    if path.exists():
        try:
            opened = open_(path, way, now)
        except Damaged as why:
            raise Refused("STORE-EXISTS") from why
    else:
        opened = _create(path, way, now)
    with closing(opened):
        if projects.project(opened.workspace) is None:
            _fill(opened.workspace, way, (now, pack))


def open_(path: Path, way: Access, now: Clock, *, reads: bool = False) -> Opened:
    """Open a harness workspace.

    Args:
        path: the file.
        way: key or passphrase.
        now: the clock.
        reads: nothing will be written: no lock file and no reserve is made, so that a full disk does not matter.

    Raises:
        Refused: HARNESS-ONLY: the harness has not made it; KEYS-WRONG, STORE-FOLDER.
        Unavailable: STORE-BUSY, STORE-WRITE.
        Damaged: STORE-..., KEYS-..., PEOPLE-...
    """
    layout = Layout(lock=not way.key and not reads, reserve=0 if reads else way.reserve, holder=FIRST.name, harness=True)
    if way.key:
        return Opened(
            workspace=workspaces.open_(path, raw.keys(way.key), head=None, now=now, layout=layout), ring=_raw_ring(way), slots=False
        )
    from civicdesk.crypto import keys as crypto_keys
    from civicdesk.crypto.people import parse_people
    from civicdesk.workflows.kit import read_keyfile

    first_look.check(path)
    keyfile = read_keyfile(path)
    ring = crypto_keys.open_with_passphrase(keyfile, FIRST.name, way.passphrase)
    written = files.read_people(path)
    if written is None:
        raise Damaged("PEOPLE-MISSING")
    handed = crypto_keys.for_store(ring, parse_people(written, ring), partial(files.write_people, path))
    return Opened(workspace=workspaces.open_(path, handed, head=crypto_keys.head(keyfile), now=now, layout=layout), ring=ring, slots=True)


def close(opened: Opened) -> None:
    """Close a workspace and keep the head of its chain in the key file, if there is one.

    Raises:
        Unavailable: STORE-WRITE, STORE-FILE: the head is an older one, as after a power cut; nothing is lost.
    """
    path = opened.workspace.path
    try:
        head = opened.workspace.close()
        if opened.slots:
            from civicdesk.crypto import keys as crypto_keys
            from civicdesk.workflows.kit import read_keyfile

            files.write_keys(path, crypto_keys.dump(crypto_keys.with_head(read_keyfile(path), head), opened.ring))
    finally:
        opened.ring.wipe()


@contextmanager
def closing(opened: Opened) -> Iterator[Opened]:
    """Close a workspace at the end; a failure before that is the one that is told."""
    try:
        yield opened
    except BaseException:
        with suppress(CivicDeskError):
            close(opened)
        raise
    close(opened)


class Keeper:
    """Keeps values as answers in words, each in a transaction of its own, as the window does with every answer."""

    def __init__(self, opened: Opened, now: Clock) -> None:
        self._workspace = opened.workspace
        self._now = now
        self._known = {each.question for each in answers.now(opened.workspace, RESPONSE)}

    def keep(self, line: bytes) -> str:
        """Keep one line `<id>TAB<value>`; when this returns, it survives a power cut. A known id is a correction.

        Returns:
            The id.

        Raises:
            Refused: HARNESS-LINE: it is no such line.
            Unavailable: STORE-WRITE: it was not kept.
            Damaged: STORE-DAMAGED.
        """
        ident, value = _parts(line)
        question = QuestionRef(ROOT + ident)
        kind = AnswerKind.CORRECTED if question in self._known else AnswerKind.GIVEN
        at = self._now()
        answer = Answer(submission=RESPONSE, question=question, value=value, kind=kind, by=FIRST.id, at=at)
        state = json.dumps(asdict(Snapshot(values={question: value}, counts={}, language="")))
        with self._workspace.writing("answers-kept", FIRST.id, at):
            answers.keep(self._workspace, [answer], question, sealed=frozenset({question}))
            answers.keep_draft_state(self._workspace, RESPONSE, state)
        self._known.add(question)
        return ident


def name_of(line: bytes) -> str:
    """Return the id of a line, `?` if it has none that may be shown."""
    ident = line.partition(b"\t")[0].decode("ascii", "replace")
    return ident if NAME.fullmatch(ident) else "?"


def values(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """Return the newest value of each answer of the response `harness`, ordered by id."""
    return tuple(sorted((each.question.removeprefix(ROOT), each.value or "") for each in answers.now(workspace, RESPONSE)))


def digests(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """Return id and SHA-256 of each value."""
    return tuple((ident, hashlib.sha256(value.encode()).hexdigest()) for ident, value in values(workspace))


def table(workspace: Workspace) -> bytes:
    """Return ids and values as CSV that no spreadsheet will run."""
    from civicdesk.export import csvs

    return csvs.write(("id", "value"), values(workspace))


def verify(path: Path, way: Access, now: Clock) -> tuple[str, ...]:
    """Check key files, pages, references and the chain; return what is wrong in words. Writes nothing.

    Raises:
        Damaged: it cannot even be opened.
    """
    if not way.key:
        _confirm_keys(path, way)
    opened = open_(path, way, now, reads=True)
    try:
        return tuple(audit.in_words(found) for found in opened.workspace.verify())
    finally:
        opened.workspace.close()


def in_hand(opened: Opened, tools: "Tools") -> "Kit":
    """Return the workspace as the other verbs want it, in the hands of its coordinator."""
    from civicdesk.workflows.kit import Kit

    return Kit(workspace=opened.workspace, ring=opened.ring, folder=opened.workspace.path.parent, user=FIRST, tools=tools)


@contextmanager
def once(kit: "Kit", matter: str) -> Iterator[bool]:
    """Do something in one transaction, once in the life of a workspace: the block is told whether it is the first time."""
    fresh = projects.setting(kit.workspace, matter) is None
    with kit.workspace.writing("practice-made", kit.user.id, kit.now()):
        if fresh:
            projects.keep_setting(kit.workspace, matter, "yes")
        yield fresh


def approve(kit: "Kit", release: str, form: "IntruderForm") -> None:
    """Approve a release as the second person: in raw mode there is no passphrase to type again."""
    from civicdesk.records.ids import ReleaseId
    from civicdesk.store import releases

    releases.approve(kit.workspace, ReleaseId(release), SECOND.id, form, kit.now())


def save(data: bytes, path: Path) -> None:
    """Write a file whole or not at all, and read it back.

    Raises:
        Unavailable: STORE-FILE; the file that was there is untouched.
    """
    files.write_whole(path, data)


def _create(path: Path, way: Access, now: Clock) -> Opened:
    layout = Layout(lock=not way.key, reserve=way.reserve, holder=FIRST.name, harness=True)
    if way.key:
        return Opened(workspace=workspaces.create(path, raw.keys(way.key), now=now, layout=layout), ring=_raw_ring(way), slots=False)
    from civicdesk.crypto import keys as crypto_keys
    from civicdesk.crypto import people as crypto_people
    from civicdesk.crypto.cost import PRACTICE

    ring = crypto_keys.new_workspace(cost=PRACTICE, practice=True)
    keyfile = crypto_keys.add_user_slot(crypto_keys.empty(ring), ring, FIRST, way.passphrase, cost=PRACTICE)
    known = crypto_people.new_people(ring)
    files.make_folder(path.parent)
    files.write_keys(path, crypto_keys.dump(keyfile, ring))
    files.write_people(path, crypto_people.dump_people(known, ring))
    handed = crypto_keys.for_store(ring, known, partial(files.write_people, path))
    return Opened(workspace=workspaces.create(path, handed, now=now, layout=layout), ring=ring, slots=True)


def _raw_ring(way: Access) -> Ring:
    return Ring(workspace=raw.keys(way.key).workspace, database=bytearray(way.key), people=bytearray(way.key), practice=True)


def _confirm_keys(path: Path, way: Access) -> None:
    """Look at the key file itself: opening goes on with the version before where it has rotted."""
    from civicdesk.crypto import keys as crypto_keys

    first_look.check(path)
    written = files.read_keys(path)
    if written is None:
        raise Damaged("KEYS-MISSING")
    keyfile = crypto_keys.parse(written)
    if not keyfile.intact:
        raise Damaged("KEYS-DAMAGED")
    ring = crypto_keys.open_with_passphrase(keyfile, FIRST.name, way.passphrase)
    ring.wipe()
    if ring.altered:
        raise Damaged("KEYS-ALTERED")


def _parts(line: bytes) -> tuple[str, str]:
    ident, tab, value = line.partition(b"\t")
    try:
        name, text = ident.decode("ascii"), value.decode("utf-8")
    except UnicodeDecodeError as why:
        raise Refused("HARNESS-LINE") from why
    if not tab or not NAME.fullmatch(name):
        raise Refused("HARNESS-LINE")
    return name, text


def _fill(workspace: Workspace, way: Access, source: tuple[Clock, bytes]) -> None:
    """Keep the project, the person, the form and the open response in one transaction."""
    from civicdesk.crypto import signing
    from civicdesk.export import container
    from civicdesk.export import pack as packs

    now, data = source
    at, secret = now(), way.secret
    seed = raw.signing_secret(secret)
    pack = _practice_pack(data, secret)
    comment = packs.trusted_comment(pack)
    signed = container.write_container(packs.write_pack(pack), partial(signing.sign, seed, comment=comment))
    with workspace.writing("practice-made", FIRST.id, at):
        for user in (FIRST, SECOND):
            people.add_user(workspace, user)
        projects.keep_pack(workspace, signed, pack.version)
        projects.keep_setting(workspace, "places", json.dumps(pack.places))
        projects.keep_setting(workspace, "recovery_confirmed", at.isoformat())
        projects.keep_secret(workspace, "laptop_signing_key", seed)
        projects.keep_setting(workspace, "laptop_public_key", signing.public_of(seed))
        consent.keep_statement(workspace, STATEMENT)
        people.add_person(workspace, Person(id=PERSON, card="001", name="Wren Fictional", registered_at=at))
        instruments.keep_instrument(workspace, _instrument(at), None)
        answers.begin(workspace, _response(at))
        projects.keep_project(workspace, _project(pack))


def _practice_pack(data: bytes, secret: bytes) -> "Pack":
    """Return the practice pack for the derived recipient, without its forms: the harness has a small one of its own."""
    from civicdesk.crypto import sealing, signing
    from civicdesk.workflows.kit import read_pack

    pack = read_pack(data)
    _, recipient = sealing.identity_from(raw.recipient_secret(secret))
    export = replace(pack.export, age_recipients=(recipient, *pack.export.age_recipients[1:]))
    return replace(pack, instruments={}, export=export, signer=signing.public_of(raw.signing_secret(secret)))


def _project(pack: "Pack") -> Project:
    return Project(
        id=pack.project,
        name=pack.name,
        short_code=pack.export.short_code,
        practice=True,
        recovery=pack.recovery,
        contact=pack.contact,
        crisis_lines=pack.crisis_lines,
    )


def _instrument(at: datetime) -> Instrument:
    return Instrument(
        id=InstrumentId(hashlib.sha256(FORM).hexdigest()),
        form_id=FORM_ID,
        version="1",
        title="A short note",
        languages=("",),
        source=FORM,
        source_kind="xml",
        xform=FORM,
        attachments={},
        converter="",
        imported_at=at,
        imported_by=FIRST.id,
    )


def _response(at: datetime) -> Submission:
    return Submission(
        id=RESPONSE,
        person=PERSON,
        session=None,
        instrument=InstrumentId(hashlib.sha256(FORM).hexdigest()),
        wave=1,
        mode=CaptureMode.INTERVIEWER,
        language="",
        state=SubmissionState.DRAFT,
        started_at=at,
        started_by=FIRST.id,
    )
