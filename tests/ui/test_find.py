"""A question is found by its words or its answer, from anywhere in the interview and without losing anything."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from civicdesk.records.ids import QuestionRef
from civicdesk.records.pages import ReviewLine
from civicdesk.ui.screens.interview.presenter import InterviewPresenter
from civicdesk.ui.screens.interview.state import Step
from civicdesk.ui.widgets import habits
from civicdesk.ui.widgets.find_page import FindPage
from civicdesk.ui.widgets.screen import place
from tests.ui.desk import Desk, begin_interview

Key = Qt.Key
LINES = tuple(
    ReviewLine(ref=QuestionRef(f"/data/{name}"), section="", question=question, answer=answer)
    for name, question, answer in (("a", "Most **people** can be trusted", "Agree"), ("b", "Which town?", ""), ("c", "Do you agree?", "No"))
)


@pytest.fixture
def finder(shown: Callable[..., Any]) -> tuple[FindPage, list[str]]:
    page = FindPage()
    gone: list[str] = []
    page.found.connect(gone.append)
    page.show_lines(LINES)
    shown(page)
    return page, gone


def test_what_is_typed_is_found_in_questions_and_answers(finder: tuple[FindPage, list[str]]) -> None:
    page, _ = finder
    QTest.keyClicks(page.line, "AGREE")
    assert page.rows.stringList() == ["Most people can be trusted · Agree", "Do you agree? · No"]
    QTest.keyClick(page.line, Key.Key_Backspace)
    assert len(page.rows.stringList()) == 2


def test_enter_goes_to_the_first_that_fits(finder: tuple[FindPage, list[str]]) -> None:
    page, gone = finder
    QTest.keyClicks(page.line, "town")
    QTest.keyClick(page.line, Key.Key_Return)
    assert gone == ["/data/b"]


def test_enter_on_nothing_typed_goes_nowhere(finder: tuple[FindPage, list[str]]) -> None:
    page, gone = finder
    QTest.keyClick(page.line, Key.Key_Return)
    assert gone == []


def test_down_and_enter_go_to_the_chosen_one(finder: tuple[FindPage, list[str]]) -> None:
    page, gone = finder
    page.line.setFocus()
    for box in (page.line, page.list):
        QTest.keyClick(box, Key.Key_Down)
        QTest.qWait(20)  # until the list has laid out its lines
    QTest.keyClick(page.list, Key.Key_Return)
    assert gone == ["/data/b"]


def _begun(table: Desk, answers: int) -> Any:
    habits.choose(habits.Habits())
    submission = begin_interview(table, answers)
    presenter = table.show(InterviewPresenter(place("interview", submission=submission), table.around))
    table.bot.waitUntil(lambda: presenter.state.step is Step.ASKING, timeout=20_000)
    table.bot.wait(200)  # longer than Continue is deaf after the paint
    return presenter


def _press(talk: Any, table: Desk, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    table.bot.keyClick(talk.view.focusWidget() or talk.view, key, held)


def test_ctrl_f_finds_a_question_and_leads_to_it(table: Desk) -> None:
    talk = _begun(table, 3)
    here = talk.state.page.ref
    _press(talk, table, Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    table.bot.waitUntil(lambda: talk.state.step is Step.FIND, timeout=20_000)
    wanted = talk.state.lines[1]
    table.bot.keyClicks(talk.page.finder.line, wanted.question[:24])
    _press(talk, table, Key.Key_Return)
    table.bot.waitUntil(lambda: talk.state.step is Step.ASKING, timeout=20_000)
    assert talk.state.page.ref != here
    assert wanted.ref in [question.state.ref for question in talk.state.page.questions]


def test_esc_leads_back_to_the_question_in_hand(table: Desk) -> None:
    talk = _begun(table, 3)
    here = talk.state.page.ref
    talk.page.find_link.click()
    table.bot.waitUntil(lambda: talk.state.step is Step.FIND, timeout=20_000)
    _press(talk, table, Key.Key_Escape)
    assert talk.state.step is Step.ASKING
    assert talk.state.page.ref == here


def test_what_is_not_asked_is_not_found(finder: tuple[FindPage, list[str]]) -> None:
    page, _ = finder
    QTest.keyClicks(page.line, "weather")
    assert page.rows.stringList() == []
