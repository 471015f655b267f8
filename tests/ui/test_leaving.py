"""Words that were typed and are kept nowhere: every way off the page asks first, the lock alone does not."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.ui.jobs import Lane
from civicdesk.ui.main_window import MainWindow
from civicdesk.ui.widgets.fields import Field
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.rail import Destination
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, Who, World, place

ALT, CTRL, NONE = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
WORLD = World(now=lambda: datetime(2026, 3, 14, 14, 2, tzinfo=UTC), new_id=lambda: "0" * 32, chance=lambda: 0.5)


class Form(Presenter):
    """A page with one field whose words are kept nowhere."""

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = Page(where.word, back=True)
        super().__init__(self.page, around)
        self.field = Field("words", "Words")
        self.page.body.addWidget(self.field)
        self.page.first_field = self.field.line
        self.page.went_back.connect(self.went_back)
        self.handed_in: list[str] = []

    def unsaved(self) -> bool:
        return bool(self.field.text())

    def make_new(self) -> None:
        self.went.emit(place("person"))

    def keep_before_lock(self) -> None:
        self.handed_in.append(self.field.text())


@pytest.fixture
def window(qtbot: QtBot, look: Callable[..., Any], tmp_path: Path) -> Iterator[MainWindow]:
    """Show a frame at a page with a field, unlocked, one level deep."""
    store: Lane[Any] = Lane("store")
    around = Surroundings(store=store, work=store, world=WORLD, home=tmp_path)
    words = ("today", "people", "person", "help")
    made = MainWindow(dict.fromkeys(words, Form), around, [Destination(word=word, label=word.title(), icon="users") for word in words[:2]])
    qtbot.addWidget(made)
    made.resize(1093, 614)
    made.start_at(place("today"))
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    first: Any = made.presenter
    first.signed_in.emit(Who(name="AB", role="worker", project="Fictional Town", practice=False))
    made.go(place("person", person="p1"))
    qtbot.waitUntil(lambda: made.focusWidget() is _form(made).field.line)
    yield made
    made.empty()
    assert store.join()


def _form(window: MainWindow) -> Any:
    return window.presenter


def _focus(window: MainWindow) -> QWidget:
    focused = window.focusWidget()
    assert focused is not None
    return focused


WAYS: dict[str, Callable[[MainWindow], None]] = {
    "Alt+2": lambda window: QTest.keyClick(_focus(window), Qt.Key.Key_2, ALT),
    "F1": lambda window: QTest.keyClick(_focus(window), Qt.Key.Key_F1),
    "Alt+Left": lambda window: QTest.keyClick(_focus(window), Qt.Key.Key_Left, ALT),
    "Ctrl+N": lambda window: QTest.keyClick(_focus(window), Qt.Key.Key_N, CTRL),
    "the search box": lambda window: QTest.keyClicks(window.search, "s"),
    "the rail": lambda window: window._rail.buttons["people"].click(),
    "the way back": lambda window: _form(window).page.back.click(),
    "closing the window": lambda window: window.close() and None,
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_off_the_page_drops_typed_words_without_asking(window: MainWindow, qtbot: QtBot, way: str) -> None:
    form, trail, ended = _form(window), window.trail, []
    window.closing.connect(lambda: ended.append(True))
    form.field.put("Wren")
    WAYS[way](window)
    assert window.asks()
    assert window.presenter is form
    assert window.trail == trail
    assert ended == []
    qtbot.waitUntil(lambda: window.focusWidget() is window._leaving.page.stay)


@pytest.mark.parametrize("way", WAYS)
def test_an_empty_page_is_left_at_once(window: MainWindow, way: str) -> None:
    form = _form(window)
    WAYS[way](window)
    assert not window.asks()
    assert window.presenter is not form or window.isHidden()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_staying_is_what_a_quick_hand_does_and_brings_the_keyboard_back(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    form = _form(window)
    form.field.put("Wren")
    QTest.keyClick(_focus(window), Qt.Key.Key_2, ALT)
    qtbot.waitUntil(lambda: window.focusWidget() is window._leaving.page.stay)
    QTest.keyClick(_focus(window), key)
    qtbot.waitUntil(lambda: window.focusWidget() is form.field.line)
    assert not window.asks()
    assert form.field.text() == "Wren"


@pytest.mark.parametrize(
    ("way", "word"), [("Alt+2", "people"), ("F1", "help"), ("Alt+Left", "today"), ("Ctrl+N", "person"), ("the search box", "people")]
)
def test_leaving_goes_where_the_hand_wanted_to_go(window: MainWindow, way: str, word: str) -> None:
    form = _form(window)
    form.field.put("Wren")
    WAYS[way](window)
    window._leaving.page.go.click()
    assert not window.asks()
    assert window.presenter is not form
    assert window.trail[-1].word == word


def test_leaving_closes_the_window_that_was_to_be_closed(window: MainWindow, qtbot: QtBot) -> None:
    _form(window).field.put("Wren")
    window.close()
    assert window.isVisible()
    with qtbot.waitSignal(window.closing):
        window._leaving.page.go.click()
    assert window.isHidden()


def test_what_was_typed_into_the_search_box_is_looked_for_after_leaving(window: MainWindow) -> None:
    _form(window).field.put("Wren")
    WAYS["the search box"](window)
    window._leaving.page.go.click()
    assert window.trail[-1].fact("text") == "s"
    assert window.search.text() == "s"


@pytest.mark.parametrize("key", [Qt.Key.Key_N, Qt.Key.Key_P, Qt.Key.Key_E])
def test_keys_of_the_page_rest_while_the_question_stands(window: MainWindow, key: Qt.Key) -> None:
    form, trail = _form(window), window.trail
    form.field.put("Wren")
    QTest.keyClick(_focus(window), Qt.Key.Key_2, ALT)
    QTest.keyClick(window, key, CTRL)
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert window.asks()
    assert window.trail == trail


def test_the_way_back_answers_the_question_with_stay(window: MainWindow) -> None:
    _form(window).field.put("Wren")
    QTest.keyClick(_focus(window), Qt.Key.Key_2, ALT)
    QTest.keyClick(window, Qt.Key.Key_Left, ALT)
    assert not window.asks()
    assert _form(window).field.text() == "Wren"


def test_the_lock_never_asks(window: MainWindow, qtbot: QtBot) -> None:
    _form(window).field.put("Wren")
    with qtbot.waitSignal(window.lock_asked):
        QTest.keyClick(_focus(window), Qt.Key.Key_L, CTRL)
    assert not window.asks()


def test_the_lock_lets_the_page_hand_in_what_it_can_keep(window: MainWindow) -> None:
    form = _form(window)
    form.field.put("Wren")
    window.keep()
    assert form.handed_in == ["Wren"]


def test_the_question_is_gone_with_the_page(window: MainWindow) -> None:
    _form(window).field.put("Wren")
    QTest.keyClick(_focus(window), Qt.Key.Key_2, ALT)
    window.empty()
    assert not window.asks()


def test_a_page_that_a_lock_has_taken_away_leads_nowhere_any_more(window: MainWindow) -> None:
    form = _form(window)
    window.empty()
    form.went.emit(place("people"))
    assert window.trail == ()
    assert window.presenter is None


def test_a_step_back_inside_a_page_asks_too_and_stays_on_the_page(window: MainWindow, qtbot: QtBot) -> None:
    form, trail = _form(window), window.trail
    form.field.put("Wren")
    form.step_back(partial(form.field.put, ""))
    assert window.asks()
    assert form.field.text() == "Wren"
    window._leaving.page.go.click()
    assert not window.asks()
    assert form.field.text() == ""
    assert window.trail == trail
    qtbot.waitUntil(form.page.isVisible)


def test_a_step_back_without_words_is_taken_at_once(window: MainWindow) -> None:
    form, taken = _form(window), []
    form.step_back(partial(taken.append, "back"))
    assert taken == ["back"]
    assert not window.asks()


@pytest.mark.parametrize("inside", [True, False])
def test_esc_does_what_the_way_back_does_inside_a_screen_alone(window: MainWindow, inside: bool) -> None:
    form = _form(window)
    form.page.steps_back = inside
    QTest.keyClick(_focus(window), Qt.Key.Key_Escape)
    assert (window.trail[-1].word == "today") is inside


def test_a_page_may_lead_two_levels_deeper_at_once(window: MainWindow) -> None:
    form = _form(window)
    form.went.emit(place("people"))
    form.went.emit(place("person", person="p2"))
    assert [each.word for each in window.trail] == ["today", "person", "people", "person"]
