"""Every type of question and every appearance on one real form: answered with keys alone, in the order of the form."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextLayout
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from civicdesk.i18n import say
from civicdesk.records.answers import CaptureMode
from civicdesk.records.ids import SubmissionId
from civicdesk.records.pages import PageSize
from civicdesk.store import answers
from civicdesk.ui.screens.interview.state import InterviewState, Step
from civicdesk.ui.screens.interview.view import InterviewView
from civicdesk.ui.widgets import habits
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.question_page import PartBox
from tests.ui.desk import Desk
from tests.ui.every_kind import begin, every_kind, pictured

Key = Qt.Key
WITH_KEYS: tuple[tuple[str, str, str], ...] = (
    ("called", "Wren", "Wren"),
    ("week", "Fine", "Fine"),
    ("secret", "lantern", "lantern"),
    ("card", "0012", "0012"),
    ("box", "5012", "5012"),
    ("more", "example.org", "example.org"),
    ("people", "4", "4"),
    ("far", "3,5", "3.5"),
    ("steps", "12345", "12345"),
    ("tea", "+++", "3"),
    ("last", "1/2/2026", "2026-02-01"),
    ("moved", "2/1980", "1980-02-01"),
    ("began", "1999", "1999-01-01"),
    ("typed", "5 Mar 2026", "2026-03-05"),
    ("moon", "20/3/2026", "2026-03-20"),
    ("morning", "7:30", "07:30:00"),
    ("meet", "6/3/2026|14:00", "2026-03-06T14:00:00.000+00:00"),
    ("how", "1", "good"),
    ("fast", "2", "fair"),
    ("trust", "4", "4"),
    ("folded", "3", "market"),
    ("columns", "1", "library"),
    ("two", "2", "park"),
    ("packed", "4", "hall"),
    ("across", "2", "fair"),
    ("close", "1", "good"),
    ("compact2", "3", "hard"),
    ("bare", "1", "library"),
    ("listed", "2", "fair"),
    ("searched", "mark>", "market"),
    ("mapped", "2", "park"),
    ("other", "1", "library"),
    ("all", "13", "library market"),
    ("some", "24", "park hall"),
    ("pairs", "2", "park"),
    ("found", "par|^", "park"),
    ("help", "2", "2"),
    ("know", "5", "5"),
    ("me", "12", "library park"),
    ("friends", "3", "market"),
    ("sure", "7", "7"),
    ("stars", "4", "4"),
    ("warm", "2", "2"),
    ("smooth", "5", "5"),
    ("minutes", "3", "10"),
    ("span", "300", "300"),
    ("order", "^", "park library market hall other"),
    ("heard", "1", "OK"),
    ("seen", "1", "good"),
    ("where", "52.57 -0.24", "52.57 -0.24 0.0 0.0"),
    ("street", "Flat", "Flat"),
    ("rooms", "3", "3"),
    ("floor", "2", "2"),
    ("since", "1/5/2019", "2019-05-01"),
    ("garden", "2", "no"),
    ("remark", "No", "No"),
    ("adults", "2", "2"),
    ("children", "1", "1"),
    ("pupils", "1", "1"),
    ("pets", "1", "yes"),
)
"""Name of a question, what is typed, and what the form keeps. `|` goes on to the next field of the question, `+` and `^` are arrow keys."""


@pytest.fixture(autouse=True)
def usual_habits() -> None:
    habits.choose(habits.Habits())


SPECIAL_KEYS = {"|": Key.Key_Tab, "+": Key.Key_Up, "^": Key.Key_Space, ">": Key.Key_Return}


def _type(view: QWidget, signs: str) -> None:
    for sign in signs:
        QTest.keyClick(view.focusWidget() or view, SPECIAL_KEYS.get(sign, sign))
        QTest.qWait(1)  # what a key has changed is laid out before the next one


def _tab_into(view: QWidget, widget: QWidget) -> None:
    """Press Tab until the keyboard is in a question; it comes there before it has been all round."""
    for _ in range(60):
        focused = view.focusWidget()
        if focused is not None and widget.isAncestorOf(focused):
            return
        QTest.keyClick(focused or view, Key.Key_Tab)
    raise AssertionError(widget.ref)


def _kept(table: Desk, submission: str) -> dict[str, str]:
    now = table.ask(lambda kit: answers.now(kit.workspace, SubmissionId(submission)))
    return {each.question.rpartition("/")[2]: each.value for each in now if each.value is not None}


def _until(table: Desk, holds: Callable[[], bool]) -> None:
    table.bot.waitUntil(holds, timeout=20_000)


def _wait_for_page(talk: Any, table: Desk) -> None:
    listed = talk.page.questions
    _until(table, lambda: not talk.gate.deaf() and bool(listed.widgets) and all(each.isVisible() for each in listed.widgets))


def _go_on(talk: Any, table: Desk) -> None:
    """Press Enter, in a field of several lines Ctrl+Enter, until the page changes or something is asked first."""
    before = talk.state.page.ref
    for _ in range(len(talk.page.questions.widgets) + 1):
        focused = talk.view.focusWidget() or talk.view
        held = Qt.KeyboardModifier.ControlModifier if isinstance(focused, QPlainTextEdit) else Qt.KeyboardModifier.NoModifier
        in_last = talk.page.questions.following(getattr(talk.page.questions.in_hand(), "ref", "")) is None
        QTest.keyClick(focused, Key.Key_Return, held)
        if in_last:
            break
    _until(table, lambda: talk.state.step is not Step.ASKING or bool(talk.state.problems) or talk.state.page.ref != before)
    if talk.state.page.ref != before:
        _wait_for_page(talk, table)


def _find(talk: Any, table: Desk, words: str) -> None:
    """Press Ctrl+F, type, and press Enter."""
    before = talk.state.page.ref
    QTest.keyClick(talk.view.focusWidget() or talk.view, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    _until(table, lambda: talk.state.step is Step.FIND)
    _type(talk.view, words)
    _type(talk.view, ">")
    _until(table, lambda: talk.state.step is Step.ASKING and talk.state.page.ref != before)
    _wait_for_page(talk, table)


def _name(widget: Any) -> str:
    return str(widget.ref.rpartition("/")[2])


@pytest.fixture
def talk(table: Desk) -> Any:
    """Show the form's first page, a section a page."""
    habits.choose(habits.Habits(page_size=PageSize.SECTION))
    shown = begin(table)
    _wait_for_page(shown, table)
    return shown


def test_every_kind_is_answered_with_keys_alone(talk: Any, table: Desk) -> None:
    todo = {name: typed for name, typed, _ in WITH_KEYS}
    while todo:
        for widget in list(talk.page.questions.widgets):
            if widget.field() is not None and _name(widget) in todo:
                _tab_into(talk.view, widget)
                _type(talk.view, todo.pop(_name(widget)))
        if todo:
            _go_on(talk, table)
    talk.page.unread()
    _until(table, lambda: talk.page.saved.words.text().startswith("Saved"))
    kept = _kept(table, talk.state.page.submission)
    assert {name: kept.get(name) for name, _, _ in WITH_KEYS} == {name: value for name, _, value in WITH_KEYS}


def test_looking_for_a_question_leads_to_itself_and_not_to_the_top_of_its_page(talk: Any, table: Desk) -> None:
    _find(talk, table, "animals")
    assert _name(talk.page.questions.in_hand()) == "pets"
    assert talk.page.page.sees(talk.page.questions.widgets[-1])


def test_a_group_within_a_page_has_its_heading(talk: Any, table: Desk) -> None:
    _find(talk, table, "animals")
    shown = [box.heading.text() for box in talk.page.questions.findChildren(PartBox)]
    assert (talk.page.page.heading.text(), shown) == ("Your household", ["Children", "At school", "Animals"])


def test_a_hard_check_stops_the_page_until_it_is_mended(talk: Any, table: Desk) -> None:
    _find(talk, table, "live in your")
    _type(talk.view, "50")
    _go_on(talk, table)
    assert talk.state.problems == (("/data/numbers/people", "Enter a number below 40."),)
    assert talk.page.page.summary.isVisible()
    _tab_into(talk.view, talk.page.questions.widgets[0])
    talk.page.questions.widgets[0].line.selectAll()
    _type(talk.view, "4>")
    _until(table, lambda: not talk.state.problems)
    assert not talk.page.page.summary.isVisible()
    _go_on(talk, table)
    assert talk.state.page.ref != "/data/numbers"


def test_an_unusual_answer_is_asked_about_and_holds_by_one_key(talk: Any, table: Desk) -> None:
    _find(talk, table, "live in your")
    _type(talk.view, "14")
    _go_on(talk, table)
    assert talk.state.step is Step.CONFIRM
    QTest.keyClick(talk.view.focusWidget() or talk.view, Key.Key_Return)
    _until(table, lambda: talk.state.step is Step.ASKING and talk.state.page.ref != "/data/numbers")


def test_another_language_is_chosen_in_mid_form_and_turns_the_questions_round(talk: Any, table: Desk) -> None:
    _type(talk.view, "Wren")
    language = talk.page.strip.language
    language.setFocus()
    QTest.keyClick(language, Key.Key_Down)
    _until(table, lambda: talk.page.page.heading.text() == "آپ کے اپنے الفاظ میں")
    assert talk.page.questions.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert talk.page.strip.layoutDirection() == Qt.LayoutDirection.LeftToRight
    assert language.currentText() == "اردو"


def test_nobody_who_answers_alone_is_hurried_on(table: Desk) -> None:
    habits.choose(habits.Habits(auto_advance=habits.AT_ONCE, page_size=PageSize.SECTION))
    talk = begin(table, mode=CaptureMode.SELF)
    _wait_for_page(talk, table)
    while "fast" not in {_name(widget) for widget in talk.page.questions.widgets}:
        _go_on(talk, table)
    here = talk.state.page.ref
    _type(talk.view, "1")
    _until(table, lambda: talk.page.saved.words.text().startswith("Saved"))
    assert not talk._pause.isActive()
    assert talk.state.page.ref == here
    assert not talk.page.strip.amount.isVisible()
    assert say("widget.quick") not in {words.text() for words in talk.page.findChildren(Words) if words.isVisible()}


def test_every_kind_is_shown_in_urdu_with_a_glyph_for_each_letter(look: Callable[..., Any], qtbot: QtBot) -> None:
    look(mirrored=True)
    lacking: set[str] = set()
    seen = 0
    for page in pictured().form_pages(every_kind().URDU):
        view = InterviewView()
        qtbot.addWidget(view)
        view.resize(1093, 614)
        view.show()
        view.render_state(InterviewState(step=Step.ASKING, page=page, size=PageSize.SECTION))
        qtbot.waitUntil(lambda view=view: all(widget.isVisible() for widget in view.questions.widgets))
        for widget in view.findChildren(QWidget):
            for words in _words_of(widget) if widget.isVisibleTo(view) else ():
                seen += 1
                lacking |= _without_glyph(words, widget.font())
        view.close()
    assert seen > 300
    assert lacking == set()


def _words_of(widget: QWidget) -> tuple[str, ...]:
    if isinstance(widget, QComboBox):
        return tuple(widget.itemText(at) for at in range(widget.count()))
    return (widget.text(),) if isinstance(widget, QLabel | QAbstractButton | QLineEdit) else ()


def _without_glyph(words: str, font: QFont) -> set[str]:
    """Return the words if a letter of them has no glyph in any of the program's fonts."""
    layout = QTextLayout(re.sub(r"<[^>]*>|[\u2068\u2069]", "", words).replace("\n", " "), font)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    return {words} if any(0 in run.glyphIndexes() for run in layout.glyphRuns()) else set()
