"""A form gets a new version while somebody is in the middle of the old one: through the real window, with keys only."""

import gc
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from civicdesk.i18n import say
from civicdesk.records.answers import SubmissionState
from civicdesk.records.ids import QuestionRef
from civicdesk.store import answers
from civicdesk.ui import theme
from civicdesk.workflows import forms, interview, people, unlock
from tests.journeys import screens
from tests.journeys.conftest import LATER, PASSPHRASE, START, ticking
from tests.journeys.hands import CTRL, ENTER
from tests.journeys.test_window_session import Desk, agree

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]

WREN = "Wren Pretend"


def colours(version: str, choices: list[str], questions: list[list[str]]) -> bytes:
    """Return a form about colours."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    sheets = {
        "survey": [["type", "name", "label"], *questions],
        "choices": [["list_name", "name", "label"], *(["colour", name, name.title()] for name in choices)],
        "settings": [["form_title", "form_id", "version"], ["Colours", "colours", version]],
    }
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


OLD = colours(
    "1", ["red", "blue"], [["select_one colour", "best", "Best colour?"], ["text", "why", "Why that one?"], ["text", "more", "What else?"]]
)
NEW = colours("2", ["red"], [["select_one colour", "best", "Best colour?"], ["text", "more", "What else?"]])


@pytest.fixture
def laptop(qapp: QApplication, tmp_path: Path, ready_made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Return a laptop on which an interview with the old version was left in the middle."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    desk = Desk(qapp, tmp_path)
    folder = desk.home / "workspace"
    shutil.copytree(ready_made, folder)
    kit = unlock.open_(folder / "testing.civicdesk", "Ada Test", PASSPHRASE, ticking(START, first_id=10**6))
    person = people.add(kit, people.NewPerson(name=WREN, birth_year=1985, sex="Female", district="PE1")).value
    agree(kit, person.id)
    forms.add(kit, OLD)
    talk = interview.start(kit, interview.Start(person=person.id, form_id="colours", session=None, wave=1)).value
    talk.answer(QuestionRef("/data/best"), "blue")
    talk.answer(QuestionRef("/data/why"), "The sky of an invented day")
    unlock.lock(kit)
    yield desk
    desk.clear()
    gc.unfreeze()
    gc.enable()
    theme.apply(qapp, theme.Look(theme="light"))


def test_a_draft_goes_on_in_its_own_version_after_a_new_one_was_added(laptop: Desk, tmp_path: Path) -> None:
    (tmp_path / "colours.xlsx").write_bytes(NEW)
    hands = laptop.start()
    screens.unlock(hands, PASSPHRASE)
    page = hands.turn_to("forms")
    hands.until(lambda: page.state.ready, "the list of forms")
    hands.press(Qt.Key.Key_N, CTRL)
    hands.name_file(tmp_path / "colours.xlsx")
    hands.until(lambda: page.state.changes, "what the new version changes")
    assert '"why"' in hands.shown()
    assert "Blue" in hands.shown()
    hands.tab_to(say("forms_page.confirm"))
    hands.press(ENTER)
    hands.until(lambda: bool(page.state.told), "the new version")
    today = hands.turn_to("today")
    hands.until(lambda: today.state.unfinished, "the interview that was left")
    hands.tab_to(say("today.go_on"))
    hands.press(ENTER)
    talk = hands.at("interview")
    hands.until(lambda: talk.state.page.questions, "the next question")
    assert "Why that one?" in hands.shown()
    hands.until(lambda: not hands.screen.gate.deaf(), "Continue to listen")
    hands.press(ENTER)
    hands.until(lambda: "What else?" in hands.shown(), "the last question")
    hands.type("Nothing else")
    hands.until(lambda: not hands.screen.gate.deaf(), "Continue to listen")
    hands.press(ENTER)
    review = hands.at("check_answers")
    said = {line.ref.rpartition("/")[2]: line.answer for line in review.state.review.lines}
    assert said == {"best": "Blue", "why": "The sky of an invented day", "more": "Nothing else"}
    screens.lock(hands)
    kit = unlock.open_(laptop.home / "workspace" / "testing.civicdesk", "Ada Test", PASSPHRASE, ticking(START + 2 * LATER, first_id=10**12))
    (kept,) = answers.submissions(kit.workspace)
    assert (kit.instrument(kept.instrument).version, kept.state) == ("1", SubmissionState.DRAFT)
    assert {each.question: each.value for each in answers.now(kit.workspace, kept.id)}["/data/best"] == "blue"
    unlock.lock(kit)
