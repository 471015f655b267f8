"""Files as answers in the real window, by keys alone: a typed signature, a picture out of the dialog, the list of answers, and the end."""

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from civicdesk import app
from civicdesk.i18n import say
from civicdesk.records.ids import PersonId, SubmissionId
from civicdesk.settings import MachineSettings
from civicdesk.store import answer_files
from civicdesk.ui import theme
from civicdesk.ui.screens.interview.kinds import DOT
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import forms, interview, unlock
from tests.journeys import screens
from tests.journeys.conftest import LATER, PASSPHRASE, START, ticking
from tests.journeys.hands import ENTER, Hands
from tests.journeys.searching import found_below
from tests.unit.workflows.conftest import welcome
from tests.unit.workflows.test_attachments import file_form

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]

NAME = "Quillfeather Zymurgson"


@pytest.fixture
def begun(ready_made: Path, tmp_path: Path) -> tuple[Path, str]:
    """Return a home with a workspace in which somebody has begun a form that wants files."""
    home = tmp_path / "home"
    shutil.copytree(ready_made, home / "workspace")
    kit = unlock.open_(home / "workspace" / "testing.civicdesk", "Ada Test", PASSPHRASE, ticking(START + LATER, first_id=1_000_001))
    forms.add(kit, file_form())
    person = welcome(kit, name=NAME)
    talk = interview.start(kit, interview.Start(person=PersonId(person.id), form_id="files", session=None)).value
    unlock.lock(kit)
    return home, str(talk.submission.id)


@pytest.fixture
def hands(qapp: QApplication, begun: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    """Start the program, unlock it, and go to the form."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    theme.apply(qapp, theme.Look(theme="light"))
    program = app.Program(qapp, MachineSettings(theme="light"), home=begun[0], restart=lambda: None)
    program.show()
    program.window.activateWindow()
    assert QTest.qWaitForWindowActive(program.window)
    worker = Hands(program)
    screens.unlock(worker, PASSPHRASE)
    program.window.go(place("interview", submission=begun[1]))
    worker.at("interview")
    yield worker
    if program.window.presenter is not None:
        screens.lock(worker)
    program.end()
    gc.unfreeze()
    gc.enable()


def on_page(hands: Hands, number: int) -> Callable[[], bool]:
    return lambda: hands.screen.state.page.number == number and not hands.screen.gate.deaf()


def test_a_worker_takes_files_in_by_keys_alone_and_nothing_of_them_lies_open(hands: Hands, begun: tuple[Path, str], tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / f"{NAME}.png").write_bytes(DOT)
    interview_ = hands.screen
    hands.tab_to(say("attachments.page.typed"))
    hands.type(NAME)
    hands.press(ENTER)
    hands.until(lambda: interview_.state.page.questions[0].file, "the kept signature")
    hands.tab_to(say("interview_page.continue"))
    hands.press(ENTER)
    hands.until(on_page(hands, 2), "the next question")
    hands.digits("1")
    hands.until(lambda: interview_.state.page.questions[0].state.v, "the kept choice")
    hands.press(ENTER)
    hands.until(on_page(hands, 3), "the question for a picture")
    hands.tab_to(say("attachments.page.choose.picture"))
    hands.press(ENTER)
    hands.name_file(stick / f"{NAME}.png")
    hands.until(lambda: interview_.state.page.questions[0].file, "the kept picture")
    assert NAME not in hands.shown()
    hands.program.window.go(place("check_answers", submission=begun[1]))
    listed = hands.at("check_answers")
    told = {line.question: line.answer for line in listed.state.review.lines}
    assert [told[each].partition(",")[0] for each in ("Please sign here", "Your picture")] == ["Signature", "Picture"]
    screens.lock(hands)
    assert found_below(begun[0], (NAME, "signature-1.png", "picture-2.png")) == []
    kit = unlock.open_(begun[0] / "workspace" / "testing.civicdesk", "Ada Test", PASSPHRASE, ticking(START + LATER * 2, first_id=2_000_001))
    assert [each.name for each in answer_files.files(kit.workspace, SubmissionId(begun[1]))] == ["signature-1.png", "picture-2.png"]
    unlock.lock(kit)
