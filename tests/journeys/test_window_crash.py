"""The program is killed in the middle of a questionnaire, again and again: nothing that it called saved is missing, and Enter goes on."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from civicdesk.records.answers import SubmissionState
from civicdesk.records.consent import Choice
from civicdesk.store import answers
from civicdesk.workflows import consent, people, session, unlock
from civicdesk.workflows.kit import Kit, is_about_the_project
from tests.journeys.conftest import LATER, PASSPHRASE, START, ticking

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
WORKER = Path(__file__).with_name("programs") / "worker.py"
MOMENTS = Random(20260302)  # noqa: S311 - the same moments in every run
KILLS = (("at", 4), ("kept", 9), ("at", 8), ("kept", 11), ("at", 12))
"""What is seen how often before each life ends: a page, whose answer is then on its way to the disk, or a kept answer, whose page is turned next."""
WINDOWS_MS = {"at": (0, 40), "kept": (120, 240)}
"""Least and longest wait from there to the kill: about as long as the next step takes."""

QUESTIONS = 61

Seen = list[Mapping[str, object]]


@dataclass(frozen=True)
class Laptop:
    """A folder in which the program runs as a process of its own."""

    folder: Path

    @property
    def workspace(self) -> Path:
        return self.folder / "home" / "workspace" / "testing.civicdesk"

    def live(self, what: str, *, until: tuple[str, int] | None = None) -> Seen:
        """Run the program and return what its worker has seen; kill it some milliseconds after something was seen so many times."""
        with (
            (self.folder / "stderr.txt").open("ab") as errors,
            subprocess.Popen(
                [sys.executable, str(WORKER), str(self.folder / "home"), PASSPHRASE, what],
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", **self._own_folders()},
            ) as process,
        ):
            assert process.stdout is not None
            seen: Seen = []
            for line in process.stdout:
                seen.append(json.loads(line))
                if until and until[0] in seen[-1] and sum(until[0] in each for each in seen) == until[1]:
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(MOMENTS.uniform(*WINDOWS_MS[until[0]]) / 1000)
                    process.kill()
        assert process.returncode == (-signal.SIGKILL if until else 0), (self.folder / "stderr.txt").read_text()[-2000:]
        return seen

    def opened(self, folder: str) -> Kit:
        """Open a copy of the workspace as it lies there: what a crash has left stays as it is for the program itself."""
        shutil.copytree(self.workspace.parent, self.folder / folder)
        return unlock.open_(self.folder / folder / self.workspace.name, "Ada Test", PASSPHRASE, ticking(START, first_id=1))

    def _own_folders(self) -> dict[str, str]:
        return {"XDG_DATA_HOME": str(self.folder / "data"), "XDG_CONFIG_HOME": str(self.folder / "config")}


@pytest.fixture
def laptop(tmp_path: Path, ready_made: Path) -> Laptop:
    """Return a laptop with an open session and one person in it who has agreed to everything."""
    laptop = Laptop(folder=tmp_path)
    shutil.copytree(ready_made, laptop.workspace.parent)
    kit = unlock.open_(laptop.workspace, "Ada Test", PASSPHRASE, ticking(START + LATER, first_id=10**6))
    held = session.open_session(kit, session.NewSession(place="Invented Hall", facilitators=("AT",))).value
    person = people.add(kit, people.NewPerson(name="Wren Fictional"), held.id).value.id
    words = consent.statement(kit)
    choices = {purpose: Choice.YES for purpose, _ in words.purposes}
    consent.record(kit, consent.Given(person=person, session=held.id, statement=words, choices=choices, witness="AT"))
    unlock.lock(kit)
    return laptop


def test_no_answer_that_was_called_saved_is_lost_and_enter_leads_back_to_the_question(laptop: Laptop) -> None:
    kept: dict[str, str] = {}
    before: Seen = []
    for life, until in enumerate(KILLS, start=1):
        seen = laptop.live("answer", until=until)
        goes_on_where_it_was(before, seen)
        kept |= dict(each["kept"] for each in seen if "kept" in each)
        assert missing_in(laptop.opened(f"after kill {life}"), kept) == {}
        before = seen
    last = laptop.live("answer")
    goes_on_where_it_was(before, last)
    kept |= dict(each["kept"] for each in last if "kept" in each)
    assert last[-1] == {"seen": "001"}
    kit = laptop.opened("at the end")
    (submission,) = answers.submissions(kit.workspace)
    assert submission.state is SubmissionState.FINISHED
    asked = [each for each in answers.now(kit.workspace, submission.id) if each.value and not is_about_the_project(each.question)]
    assert len(asked) >= QUESTIONS
    assert missing_in(kit, kept) == {}
    assert len(kept) >= QUESTIONS - len(KILLS), "an answer may land on the disk in the moment before its kill, unseen"


def goes_on_where_it_was(before: Seen, after: Seen) -> None:
    """Compare the page that was seen last before a kill with the first one after it: the same, or the next if it was just being turned."""
    if before:
        told = str(after[0]["told"])
        assert "You were in the session at Invented Hall." in told
        assert "Nothing is lost." in told
        left = next(each for each in reversed(before) if "at" in each)
        assert next(each["at"] for each in after if "at" in each) in {left["at"], left["following"]}


def missing_in(kit: Kit, kept: Mapping[str, str]) -> Mapping[str, str]:
    """Return which of these answers the workspace does not hold; close it again."""
    (submission,) = answers.submissions(kit.workspace)
    held = {str(each.question): each.value for each in answers.now(kit.workspace, submission.id)}
    unlock.lock(kit)
    return {ref: value for ref, value in kept.items() if held.get(ref) != value}


def test_the_process_that_locks_ends_after_a_fresh_one_was_asked_for(laptop: Laptop) -> None:
    seen = laptop.live("lock")
    assert seen[-1] == {"restart": True}
    again = laptop.live("lock")
    assert [each["at"] for each in again if "at" in each] == [each["at"] for each in seen if "at" in each]
