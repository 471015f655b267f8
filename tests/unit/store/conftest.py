"""Workspaces for the store's tests: a real encrypted file, a small real vault, a clock that ticks by the second."""

import hmac
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random

from civicdesk.errors import Damaged
from civicdesk.records.answers import Answer, CaptureMode, Submission, SubmissionState
from civicdesk.records.ids import InstrumentId, PersonId, ProjectId, QuestionRef, SessionId, SubmissionId, UserId
from civicdesk.records.instruments import Instrument
from civicdesk.records.people import Person
from civicdesk.records.sealing import WorkspaceKeys
from civicdesk.records.sessions import Session, SessionState
from civicdesk.store import answers, instruments, people, sessions
from civicdesk.store.workspace import Workspace, create

DATABASE_KEY = bytes(range(32))


class BoxVault:
    """A vault in memory: one key for each person, the place sealed together with the words."""

    def __init__(self) -> None:
        self.keys: dict[PersonId, bytes] = {}

    def add(self, person: PersonId) -> None:
        self.keys.setdefault(person, random(SecretBox.KEY_SIZE))

    def seal(self, person: PersonId, place: str, plain: bytes) -> bytes:
        return bytes(SecretBox(self.keys[person]).encrypt(place.encode() + b"\0" + plain))

    def open(self, person: PersonId, place: str, sealed: bytes) -> bytes:
        try:
            found, _, plain = SecretBox(self.keys[person]).decrypt(sealed).partition(b"\0")
        except (CryptoError, KeyError) as why:
            raise Damaged("VAULT-OPEN") from why
        if found != place.encode():
            raise Damaged("VAULT-OPEN")
        return plain


class Clock:
    """A clock that goes on by a second each time it is read, and can be set."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault() -> BoxVault:
    return BoxVault()


@pytest.fixture
def keys(vault: BoxVault) -> WorkspaceKeys:
    return WorkspaceKeys(
        workspace="0a" * 16,
        database=DATABASE_KEY,
        audit=lambda link: hmac.digest(b"audit", link, "sha256"),
        audit_key=b"audit",
        vault=vault,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Practice" / "practice.civicdesk"


@pytest.fixture
def ws(path: Path, keys: WorkspaceKeys, clock: Clock) -> Iterator[Workspace]:
    """Return a new, empty workspace; closed at the end if the test did not close it."""
    workspace = create(path, keys, now=clock)
    yield workspace
    if workspace.is_open:
        workspace.close()


@pytest.fixture
def wren(ws: Workspace, clock: Clock) -> Person:
    person = Person(id=PersonId("wren"), card="001", name="Wren Fictional", contact="01632 960001", birth_year=1980, registered_at=clock())
    people.add_person(ws, person, by=UserId("wf"))
    return person


@pytest.fixture
def meeting(ws: Workspace, clock: Clock) -> Session:
    session = Session(
        id=SessionId("monday"), project=ProjectId("practice"), place="Placeholder Street", facilitators=("Ash", "Bay"), language="en",
        wave=1, state=SessionState.OPEN, opened_at=clock(), opened_by=UserId("wf"),
    )  # fmt: skip
    sessions.open_session(ws, session)
    return session


@pytest.fixture
def form(ws: Workspace, clock: Clock) -> Instrument:
    instrument = Instrument(
        id=InstrumentId("f1" * 32), form_id="day", version="1", title="A day", languages=("en",), source=b"workbook", source_kind="xlsx",
        xform=b"<h:html/>", attachments={"towns.csv": b"a,b"}, converter="pyxform 4", imported_at=clock(), imported_by=UserId("wf"),
    )  # fmt: skip
    instruments.keep_instrument(ws, instrument, None)
    return instrument


@pytest.fixture
def begun(ws: Workspace, wren: Person, meeting: Session, form: Instrument, clock: Clock) -> Submission:
    submission = Submission(
        id=SubmissionId("s1"), person=wren.id, session=meeting.id, instrument=form.id, wave=1, mode=CaptureMode.INTERVIEWER,
        language="en", state=SubmissionState.DRAFT, started_at=clock(), started_by=UserId("wf"),
    )  # fmt: skip
    answers.begin(ws, submission)
    return submission


@pytest.fixture
def say(begun: Submission, clock: Clock) -> Callable[..., Answer]:
    """Return a function that makes an answer of the submission that has begun."""

    def answer(question: str, value: str | None, **more: object) -> Answer:
        facts = {"submission": begun.id, "question": QuestionRef(question), "value": value, "by": UserId("wf"), "at": clock(), **more}
        return Answer(**facts)

    return answer
