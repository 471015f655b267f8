"""A killed program loses nothing that it called kept, and leaves the workspace free for the next one.

The file is its own second program: `python test_store_kill.py VERB PATH` keeps answers until somebody kills it.
"""

import hmac
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pytest
from nacl.secret import SecretBox

from civicdesk.errors import CivicDeskError, Unavailable
from civicdesk.records.answers import Answer, CaptureMode, Submission, SubmissionState
from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SubmissionId, UserId
from civicdesk.records.instruments import Instrument
from civicdesk.records.people import Person
from civicdesk.records.sealing import WorkspaceKeys
from civicdesk.store import answers, instruments, people, projects, workspace
from civicdesk.store.layout import Layout

ROOT = Path(__file__).resolve().parents[2]
SUBMISSION = Submission(
    id=SubmissionId("s1"), person=PersonId("wren"), session=None, instrument=InstrumentId("f1"), wave=1, mode=CaptureMode.INTERVIEWER,
    language="en", state=SubmissionState.DRAFT, started_at=datetime(2026, 3, 2, tzinfo=UTC), started_by=UserId("wf"),
)  # fmt: skip


class OneKey:
    """A vault with the same key for everybody, so that two programs share it."""

    def add(self, _person: PersonId) -> None:
        """Do nothing."""

    def seal(self, _person: PersonId, _place: str, plain: bytes) -> bytes:
        return bytes(SecretBox(bytes(32)).encrypt(plain))

    def open(self, _person: PersonId, _place: str, sealed: bytes) -> bytes:
        return SecretBox(bytes(32)).decrypt(sealed)


KEYS = WorkspaceKeys(
    workspace="0c" * 16, database=bytes(range(32)), audit=lambda link: hmac.digest(b"audit", link, "sha256"), vault=OneKey()
)


def now() -> datetime:
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def opened(path: Path) -> workspace.Workspace:
    return workspace.open_(path, KEYS, head=None, now=now, layout=Layout(holder="the other program"))


def answer(number: int, which: str = "s1") -> Answer:
    return Answer(submission=SubmissionId(which), question=QuestionRef(f"/q{number}"), value=f"words {number}", by=UserId("wf"), at=now())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a workspace with a response that has begun, closed."""
    path = tmp_path / "w.civicdesk"
    made = workspace.create(path, KEYS, now=now)
    people.add_person(made, Person(id=PersonId("wren"), card="001", registered_at=now()))
    form = Instrument(
        id=InstrumentId("f1"), form_id="day", version="1", title="A day", languages=("en",), source=b"", source_kind="xml", xform=b"",
        attachments={}, converter="", imported_at=now(),
    )  # fmt: skip
    instruments.keep_instrument(made, form, None)
    answers.begin(made, SUBMISSION)
    made.close()
    return path


@contextmanager
def second_program(verb: str, path: Path) -> Iterator[IO[str]]:
    """Start the second program, give its output, and kill it in the end."""
    command = [sys.executable, str(Path(__file__).resolve()), verb, str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        try:
            yield program.stdout
        finally:
            program.send_signal(signal.SIGKILL)


def kept(path: Path, which: str = "s1") -> dict[str, str | None]:
    again = opened(path)
    found = {now.question: now.value for now in answers.now(again, SubmissionId(which))}
    assert again.verify() == ()
    again.close()
    return found


@pytest.mark.parametrize("acknowledged", [1, 7, 40])
def test_every_answer_that_was_called_kept_outlives_a_kill(path: Path, acknowledged: int) -> None:
    with second_program("keep", path) as output:
        said = [int(output.readline()) for _ in range(acknowledged)]
    found = kept(path)
    assert [number for number in said if found.get(f"/q{number}") != f"words {number}"] == []


def test_kill_after_kill_nothing_is_lost(path: Path) -> None:
    said: list[int] = []
    for _ in range(3):
        with second_program("keep", path) as output:
            said += [int(output.readline()) for _ in range(5)]
        found = kept(path)
        assert [number for number in said if f"/q{number}" not in found] == []


def test_an_import_that_was_killed_leaves_nothing_of_itself(path: Path) -> None:
    with second_program("import", path) as output:
        assert output.readline() == "half\n"
    again = opened(path)
    assert answers.submissions(again) == (SUBMISSION,)
    assert again.row("select count(*) from answer_log") == (0,)
    again.close()


def test_a_running_program_is_named_and_a_killed_one_leaves_the_door_open(path: Path) -> None:
    with second_program("hold", path) as output:
        assert output.readline() == "held\n"
        with pytest.raises(Unavailable, match="STORE-BUSY") as why:
            opened(path)
    assert why.value.facts["holder"] == "the other program"
    opened(path).close()


@pytest.mark.parametrize("round_", range(4))
def test_a_creation_that_was_killed_leaves_no_half_workspace(tmp_path: Path, round_: int) -> None:
    path = tmp_path / "new.civicdesk"
    with second_program("create", path) as output:
        assert output.readline() == "begin\n"
        if round_ % 2:
            output.readline()
    if not path.exists():
        workspace.create(path, KEYS, now=now).close()
    again = opened(path)
    assert again.verify() == ()
    again.close()


def tell(what: object) -> None:
    """Say something to the first program at once."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(verb: str, path: Path) -> None:
    """Be the second program."""
    if verb == "create":
        tell("begin")
        workspace.create(path, KEYS, now=now)
        tell("made")
        sys.stdin.read()
        return
    ws = opened(path)
    if verb == "hold":
        tell("held")
        projects.keep_setting(ws, "held", "yes")
        sys.stdin.read()
    elif verb == "import":
        with ws.writing("responses-imported"):
            for number in range(200):
                answers.begin(ws, replace(SUBMISSION, id=SubmissionId(f"p{number}")))
                answers.keep(ws, [answer(each, f"p{number}") for each in range(40)])
            tell("half")
            sys.stdin.read()
            raise SystemExit(0)
    else:
        first = len(answers.now(ws, SUBMISSION.id))
        for number in range(first, first + 100_000):
            answers.keep(ws, [answer(number)], QuestionRef(f"/q{number}"), sealed=frozenset({QuestionRef(f"/q{number}")}))
            tell(number)


if __name__ == "__main__":
    try:
        main(sys.argv[1], Path(sys.argv[2]))
    except CivicDeskError as stopped:
        sys.exit(stopped.exit_code)
