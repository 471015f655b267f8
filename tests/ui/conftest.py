"""What the tests of the window share: a look, and a way to see everything that is shown."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from civicdesk.records.pages import Question
from civicdesk.ui import theme
from civicdesk.ui.widgets.question import AnswerHabits
from civicdesk.ui.widgets.questions import question_widget
from tests.ui.asking import HABITS
from tests.ui.desk import Desk, desk


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Callable[..., theme.Theme]]:
    """Give the program a look; light at 100 % again when the test is over."""

    def apply(name: str = "light", scale: int = 100, *, mirrored: bool = False) -> theme.Theme:
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
        return theme.apply(qapp, theme.Look(theme=name, text_scale=scale))

    apply()
    yield apply
    apply()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def shown(qtbot: QtBot, look: Callable[..., theme.Theme]) -> Callable[..., QWidget]:
    """Show a widget in a window of a size, with the keyboard in it."""

    def show(widget: QWidget, width: int = 1093, height: int = 614) -> QWidget:
        qtbot.addWidget(widget)
        widget.resize(width, height)
        with qtbot.waitActive(widget):
            widget.show()
            widget.activateWindow()
        return widget

    return show


@pytest.fixture
def asked(shown: Callable[..., QWidget]) -> Callable[..., QWidget]:
    """Show one question."""

    def make(question: Question, width: int = 1093, habits: AnswerHabits = HABITS) -> QWidget:
        return shown(question_widget(question, habits), width)

    return make


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """Set a desk up in a folder of the test's own."""
    with desk(qtbot, tmp_path) as made:
        yield made
