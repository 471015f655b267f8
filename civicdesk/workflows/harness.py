"""What the fault harness does to a workspace: the window's own verbs, with what is around them made small. docs/reference/faults.md.

It is called hundreds of times in a row, so what a verb does not need is imported where it is needed.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from civicdesk.crypto import raw
from civicdesk.errors import Refused
from civicdesk.records.answers import Answer, AnswerKind, CaptureMode, Submission, SubmissionState
from civicdesk.records.consent import Purpose, Statement
from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SubmissionId, UserId
from civicdesk.records.instruments import Instrument
from civicdesk.records.pages import Snapshot
from civicdesk.records.people import Person, Project, Role, User
from civicdesk.store import answers, audit, consent, files, instruments, people, projects
from civicdesk.store.workspace import Workspace

if TYPE_CHECKING:
    from civicdesk.crypto.ring import Ring
    from civicdesk.records.releases import IntruderForm, Pack
    from civicdesk.workflows.kit import Kit, Tools

SECOND = User(id=UserId("0" * 31 + "2"), name="harness second", role=Role.COORDINATOR)
PERSON = PersonId("0" * 31 + "3")
RESPONSE = SubmissionId("harness")
ROOT = "/data/"
FORM_ID = "harness_note"
NAME = re.compile(r"[A-Za-z0-9_]{1,64}", re.ASCII)

FORM = b"""<?xml version="1.0" encoding="UTF-8"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml">
<h:head><h:title>A short note</h:title><model>
<instance><data id="harness_note" version="1"><feeling/><satisfied/><note/><paper/></data></instance>
<bind nodeset="/data/feeling" type="string"/><bind nodeset="/data/satisfied" type="int"/><bind nodeset="/data/note" type="string"/><bind nodeset="/data/paper" type="binary"/>
</model></h:head>
<h:body>
<select1 ref="/data/feeling"><label>How was the week?</label>
<item><label>Good</label><value>good</value></item><item><label>So so</label><value>so</value></item><item><label>Hard</label><value>hard</value></item>
</select1>
<input ref="/data/satisfied"><label>How satisfied are you, from 0 to 10?</label></input>
<input ref="/data/note"><label>Would you like to add something?</label></input>
<upload ref="/data/paper" mediatype="application/*"><label>Have you brought a paper?</label></upload>
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


def fill(workspace: Workspace, owner: User, at: datetime, *, secret: bytes, pack: bytes) -> None:
    """Keep a practice project, one person, a small form and an open response, in one transaction; once is enough.

    Args:
        workspace: open, with or without that.
        owner: who may unlock it.
        at: the moment.
        secret: the keys of bundles are made from it.
        pack: the signed pack of the practice project; it is signed anew, without its forms and for the derived recipient.
    """
    if projects.project(workspace) is not None:
        return
    from civicdesk.crypto import signing
    from civicdesk.export import container
    from civicdesk.export import pack as packs

    seed = raw.signing_secret(secret)
    made = _practice_pack(pack, secret)
    comment = packs.trusted_comment(made)
    signed = container.write_container(packs.write_pack(made), partial(signing.sign, seed, comment=comment))
    with workspace.writing("practice-made", owner.id, at):
        for user in (owner, SECOND):
            people.add_user(workspace, user)
        projects.keep_pack(workspace, signed, made.version)
        projects.keep_setting(workspace, "places", json.dumps(made.places))
        projects.keep_setting(workspace, "recovery_confirmed", at.isoformat())
        projects.keep_secret(workspace, "laptop_signing_key", seed)
        projects.keep_setting(workspace, "laptop_public_key", signing.public_of(seed))
        consent.keep_statement(workspace, STATEMENT)
        people.add_person(workspace, Person(id=PERSON, card="001", name="Wren Fictional", registered_at=at))
        instruments.keep_instrument(workspace, _instrument(at, owner), None)
        answers.begin(workspace, _response(at, owner))
        projects.keep_project(workspace, _project(made))


class Keeper:
    """Keeps values as answers in words, each in a transaction of its own, as the window does with every answer."""

    def __init__(self, workspace: Workspace, now: Clock) -> None:
        self._workspace = workspace
        self._now = now
        self._by = _owner(workspace).id
        self._known = {each.question for each in answers.now(workspace, RESPONSE)}

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
        answer = Answer(submission=RESPONSE, question=question, value=value, kind=kind, by=self._by, at=at)
        state = json.dumps(asdict(Snapshot(values={question: value}, counts={}, language="")))
        with self._workspace.writing("answers-kept", self._by, at):
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


def findings(workspace: Workspace) -> tuple[str, ...]:
    """Check pages, references and the chain; return what is wrong in words. Writes nothing."""
    return tuple(audit.in_words(found) for found in workspace.verify())


def in_hand(workspace: Workspace, ring: "Ring", tools: "Tools") -> "Kit":
    """Return the workspace as the other verbs want it, in the hands of its coordinator."""
    from civicdesk.workflows.kit import Kit

    return Kit(workspace=workspace, ring=ring, folder=workspace.path.parent, user=_owner(workspace), tools=tools)


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


def _owner(workspace: Workspace) -> User:
    """Return who was there first; a workspace whose making was cut short has nobody."""
    users = people.users(workspace)
    if not users:
        raise Refused("HARNESS-ONLY")
    return users[0]


def _parts(line: bytes) -> tuple[str, str]:
    ident, tab, value = line.partition(b"\t")
    try:
        name, text = ident.decode("ascii"), value.decode("utf-8")
    except UnicodeDecodeError as why:
        raise Refused("HARNESS-LINE") from why
    if not tab or not NAME.fullmatch(name):
        raise Refused("HARNESS-LINE")
    return name, text


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


def _instrument(at: datetime, owner: User) -> Instrument:
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
        imported_by=owner.id,
    )


def _response(at: datetime, owner: User) -> Submission:
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
        started_by=owner.id,
    )
