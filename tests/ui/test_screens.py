"""Every screen in every state: names for screen readers, nothing clipped, nothing beside the window, tab order, no leaks."""

import gc
import weakref
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QGroupBox, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.question import QuestionWidget
from civicdesk.ui.widgets.rail import NARROW_WIDTH

WORDS = (
    *("first_run", "unlock", "today", "session", "people", "person", "add_person", "consent", "interview", "check_answers"),
    *("sheet", "sheets", "case_study", "send", "release", "forms", "settings", "backup", "users", "laptop", "help"),
    *("requests", "activity", "access", "withdraw", "correct", "erase", "keying", "library", "statistics", "course", "directory"),
    *("hierarchies", "words", "connections"),
)
SMALL = (1093, 614)
WHOLE = ("first_run", "unlock", "interview", "check_answers", "sheet", "case_study")
"""Screens that have the window to themselves; the others share it with the rail and the search box."""


def _room(word: str, scale: int) -> tuple[int, int]:
    """Return the room that a screen has in the window of the smallest laptop."""
    if word in WHOLE:
        return SMALL
    return SMALL[0] - round(NARROW_WIDTH * (1 + (scale / 100 - 1) * 0.6)), SMALL[1] - round(46 * scale / 100) - 16


def _examples() -> list[Any]:
    cases = []
    for word in WORDS:
        states = import_module(f"civicdesk.ui.screens.{word}.state").EXAMPLES
        cases += [pytest.param(word, name, id=f"{word}: {name}") for name in states]
    return cases


def _view(word: str) -> Any:
    module = import_module(f"civicdesk.ui.screens.{word}.view")
    return getattr(module, word.title().replace("_", "") + "View")()


def _state(word: str, name: str) -> Any:
    return import_module(f"civicdesk.ui.screens.{word}.state").EXAMPLES[name]


@pytest.fixture
def seen(shown: Callable[..., QWidget], qtbot: QtBot) -> Callable[..., Any]:
    """Show a screen in a state."""

    def show(word: str, name: str, width: int = SMALL[0], height: int = SMALL[1]) -> Any:
        view = _view(word)
        view.render_state(_state(word, name))
        shown(view, width, height)
        qtbot.wait(1)  # one turn of the event loop: the layout is done, the focus is taken
        return view

    return show


def _visible(view: QWidget) -> Iterator[QWidget]:
    for widget in view.findChildren(QWidget):
        if widget.isVisible():
            yield widget


def _stops(view: QWidget) -> list[QWidget]:
    return [widget for widget in _visible(view) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()]


def _unnamed(view: QWidget) -> list[QWidget]:
    """Return the controls that a screen reader could not name."""
    stops = _stops(view)
    faces = [widget for widget in stops if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()]
    return faces + [widget for widget in stops if isinstance(widget, QComboBox) and not widget.accessibleName()]


def _too_small(view: QWidget) -> list[QWidget]:
    return [widget for widget in _stops(view) if widget.height() < 24 or widget.width() < 24]


def _out_of_order(view: Any) -> list[Any]:
    """Return where the tab order leaves the reading order."""
    mirrored = view.layoutDirection() == Qt.LayoutDirection.RightToLeft
    view.settle_tab_order()
    stops = _stops(view)
    chain: list[QWidget] = []
    step = view.nextInFocusChain()
    while step is not view and len(chain) < 500:
        if step in stops and step is not view.back:
            chain.append(step)
        step = step.nextInFocusChain()

    def corner(widget: QWidget) -> tuple[int, int]:
        there = widget.mapTo(view, QPoint(0, 0))
        return there.y() // 20, view.width() - there.x() - widget.width() if mirrored else there.x()

    places = [(view.in_bar(widget), corner(_question_around(widget)), corner(widget)) for widget in chain]
    return [(one, other) for one, other in pairwise(places) if one > other]


def _question_around(widget: QWidget) -> QWidget:
    """Return the question that a control stands in, else the control: of questions side by side, one is read to its end before the next."""
    above: QWidget | None = widget
    while above is not None and not isinstance(above, QuestionWidget):
        above = above.parentWidget()
    return above or widget


def _other_windows(view: QWidget) -> list[QWidget]:
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget is not view]


def _groups_without_a_name(view: QWidget) -> list[QGroupBox]:
    faces = [(group, QAccessible.queryAccessibleInterface(group)) for group in view.findChildren(QGroupBox) if group.isVisible()]
    return [group for group, face in faces if face.role() != QAccessible.Role.Grouping or not face.text(QAccessible.Text.Name)]


def _further_primary_buttons(view: QWidget) -> list[QAbstractButton]:
    return [button for button in view.findChildren(QAbstractButton) if button.objectName() == "primary" and button.isVisible()][1:]


RULES: Mapping[str, Callable[[Any], list[Any]]] = {
    "every control has a name": _unnamed,
    "targets are large enough": _too_small,
    "the tab order is the reading order": _out_of_order,
    "no other window opens": _other_windows,
    "radio buttons stand in a group with a name": _groups_without_a_name,
    "only one primary button is shown": _further_primary_buttons,
}


@pytest.mark.parametrize(("word", "name"), _examples())
def test_a_screen_keeps_every_rule(seen: Callable[..., Any], word: str, name: str) -> None:
    view = seen(word, name)
    broken = {rule: found for rule, look_for in RULES.items() if (found := look_for(view))}
    assert broken == {}


@pytest.mark.parametrize(("word", "name"), _examples())
@pytest.mark.parametrize("scale", [100, 150, 200])
def test_nothing_is_clipped_and_nothing_scrolls_sideways(
    seen: Callable[..., Any], look: Callable[..., Any], word: str, name: str, scale: int
) -> None:
    look("light", scale)
    room = _room(word, scale)
    view = seen(word, name, *room)
    assert (view.width(), view.height()) == room, "the page asks for more room than the smallest laptop has"
    for area in view.findChildren(QScrollArea):
        assert not area.isVisible() or area.widget().width() <= area.viewport().width()
    clipped = []
    for label in view.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        wide = label.sizeHint().width() if not label.wordWrap() else 0
        if label.height() < needed or label.width() < wide:
            clipped.append(label.text())
    buttons = [button for button in view.findChildren(QAbstractButton) if button.isVisible() and button.text()]
    clipped += [button.text() for button in buttons if button.width() < button.minimumSizeHint().width()]
    assert clipped == []


@pytest.mark.parametrize("word", WORDS)
def test_every_state_can_follow_every_other(shown: Callable[..., QWidget], qtbot: QtBot, word: str) -> None:
    """A view has no memory of its own: after a walk through all states it shows each as a fresh one would."""
    states = import_module(f"civicdesk.ui.screens.{word}.state").EXAMPLES
    fresh = {}
    for name, state in states.items():
        view = _view(word)
        shown(view)
        view.render_state(state)
        qtbot.wait(1)
        fresh[name] = _words(view)
    walked = _view(word)
    shown(walked)
    for name, state in (*states.items(), *reversed(states.items())):
        walked.render_state(state)
        qtbot.wait(1)
        assert _words(walked) == fresh[name], name


def _words(view: QWidget) -> list[str]:
    return sorted(label.text() for label in view.findChildren(Words) if label.isVisibleTo(view) and label.text())


@pytest.mark.parametrize("word", WORDS)
def test_a_screen_that_is_closed_is_gone(qtbot: QtBot, look: Callable[..., Any], word: str) -> None:
    gc.disable()
    try:
        states = import_module(f"civicdesk.ui.screens.{word}.state").EXAMPLES
        left = []
        for _ in range(5):
            view = _view(word)
            for state in states.values():
                view.render_state(state)
            view.deleteLater()
            left.append(weakref.ref(view))
            qtbot.waitUntil(lambda view=view: not isValid(view))
            del view
        assert [ref for ref in left if ref() is not None] == []
    finally:
        gc.enable()


@pytest.mark.parametrize(("word", "name"), _examples())
@pytest.mark.parametrize("name_of_look", ["dark", "contrast"])
def test_a_screen_can_be_painted_in_every_look_and_direction(
    seen: Callable[..., Any], look: Callable[..., Any], word: str, name: str, name_of_look: str
) -> None:
    look(name_of_look, 150, mirrored=True)
    view = seen(word, name)
    assert _out_of_order(view) == []
    picture = view.grab(QRect(0, 0, *SMALL)).toImage()
    assert not picture.isNull()
    assert len({picture.pixel(x, y) for x in range(0, SMALL[0], 7) for y in range(0, SMALL[1], 7)}) > 1 or name == "loading"


def test_fields_lead_from_the_error_summary(seen: Callable[..., Any], qtbot: QtBot) -> None:
    view = seen("add_person", "problems")
    view.summary.asked.emit("birth_year")
    focused = view.focusWidget()
    assert isinstance(focused, QLineEdit)
    assert focused.objectName() == "birth_year"
