"""The start page: where somebody left off, and the place of a new session."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.i18n import say
from civicdesk.ui.screens.today.state import EXAMPLES, TodayState, place_beforehand, places_offered
from civicdesk.ui.screens.today.view import TodayView
from tests.ui.desk import in_state

Key = Qt.Key
TWO = EXAMPLES["starting for the first time"]


@pytest.fixture
def page(shown: Callable[..., QWidget], qtbot: QtBot) -> Callable[[TodayState], Any]:
    """Show the page as it stands before, then ask for a new session, and note what is started."""

    def show(state: TodayState) -> Any:
        view = in_state(shown, qtbot, TodayView(), replace(state, starting=False))
        view.begun = []
        view.started.connect(lambda *said: view.begun.append(said))
        view.render_state(state)
        qtbot.wait(1)
        return view

    return show


def _press(view: Any, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(view.focusWidget(), key)


def test_the_last_place_needs_enter_and_enter(page: Callable[[TodayState], Any]) -> None:
    view = page(EXAMPLES["starting"])
    _press(view, Key.Key_Return)
    assert view.begun == []
    assert view.focusWidget() is view.start
    _press(view, Key.Key_Return)
    assert view.begun == [("Placeholder Hall", "WF", "1")]


def test_the_only_place_is_chosen_beforehand(page: Callable[[TodayState], Any]) -> None:
    view = page(EXAMPLES["starting at the only place"])
    _press(view, Key.Key_Return, Key.Key_Return)
    assert [said[0] for said in view.begun] == ["Placeholder Hall"]


def test_of_several_places_none_is_chosen_the_first_time(page: Callable[[TodayState], Any]) -> None:
    view = page(TWO)
    assert view.places.value() == ""
    _press(view, Key.Key_2, Key.Key_Return, Key.Key_Return)
    assert [said[0] for said in view.begun] == [TWO.places[1]]


def test_another_place_is_typed(page: Callable[[TodayState], Any]) -> None:
    view = page(TWO)
    assert not view.place.isVisible()
    _press(view, Key.Key_3)
    assert view.focusWidget() is view.place.line
    QTest.keyClicks(view.focusWidget(), "Invented Corner")
    _press(view, Key.Key_Return)
    assert [said[0] for said in view.begun] == ["Invented Corner"]


def test_enter_without_a_place_reports_none(page: Callable[[TodayState], Any]) -> None:
    view = page(TWO)
    _press(view, Key.Key_Return)
    assert [said[0] for said in view.begun] == [""]


def test_without_places_the_line_is_there_at_once(page: Callable[[TodayState], Any]) -> None:
    view = page(EXAMPLES["starting without place"])
    assert not view.places.isVisible()
    assert view.focusWidget() is view.place.line


def test_what_is_typed_stays_when_the_page_is_asked_again(page: Callable[[TodayState], Any]) -> None:
    view = page(TWO)
    _press(view, Key.Key_3)
    QTest.keyClicks(view.focusWidget(), "Invented Corner")
    view.people.put("WF, CO")
    view.render_state(replace(TWO, people=99))
    assert (view.place.text(), view.people.text()) == ("Invented Corner", "WF, CO")


def test_a_last_place_that_is_not_in_the_pack_is_offered_too() -> None:
    state = TodayState(places=("Placeholder Hall",), last_place="Invented Corner")
    assert places_offered(state) == ("Placeholder Hall", "Invented Corner")
    assert place_beforehand(state) == "Invented Corner"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("open", "You were in the session at Placeholder Hall. 1 survey is not finished. Nothing is lost."),
        ("open, nothing unfinished", "You were in the session at Placeholder Hall. Nothing is lost."),
        ("unfinished", "2 surveys are not finished. Nothing is lost."),
        ("empty", ""),
    ],
)
def test_where_somebody_left_off_is_said(shown: Callable[..., QWidget], qtbot: QtBot, name: str, words: str) -> None:
    view = in_state(shown, qtbot, TodayView(), EXAMPLES[name])
    assert view.standing.words() == words


def test_enter_goes_back_into_the_open_session(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, TodayView(), EXAMPLES["open"])
    with qtbot.waitSignal(view.session_wanted):
        _press(view, Key.Key_Return)
    assert view.start.accessibleName() == say("today.go_back_in")
