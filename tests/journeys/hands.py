"""A worker at the keyboard of the real window: presses keys, reads what is shown, and never reaches behind it."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from civicdesk.app import RAIL, Program

CTRL, ALT, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
ENTER, TAB, DOWN = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Down
TITLES = {"CivicDesk", "Problem: CivicDesk", ""}
"""What any window of the program may be called; the list of a drop-down is a window without a title."""
PATIENCE_S = 20.0
_SHOWS = {
    "interview": ("page",),
    "check_answers": ("review",),
    "sheet": ("ready",),
    "case_study": ("case",),
    "send": ("ready",),
    "release": ("batch",),
    "help": ("ready",),
    "course": ("ready",),
    "library": ("ready",),
    "statistics": ("ready",),
}
"""What the state of a screen holds once the screen knows what it shows."""
MOST_TABS = 120


class Watch(QObject):
    """Notices windows that open beside the program's own: a widget without a parent that is shown flashes, and takes the keyboard away."""

    def __init__(self, program: Program) -> None:
        super().__init__()
        self.strangers: list[str] = []
        self._own = program.window
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note each widget that is shown as a window of its own; dialogs and the lists of drop-downs are none."""
        shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched is not self._own
        if shown and watched.isWindow() and watched.windowType() is Qt.WindowType.Window:
            self.strangers.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


class Hands:
    """Two hands on the keys. `keys` counts presses, words that are typed into a field not among them."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.keys = 0
        self.took: dict[str, int] = {}
        """Journey -> keys that it took."""
        self._watch = Watch(program)

    @property
    def screen(self) -> Any:
        """What is seen now."""
        return self.program.window.presenter

    @property
    def word(self) -> str:
        """The word of the screen that is seen."""
        return self.program.window.trail[-1].word if self.program.window.trail else ""

    def at(self, word: str) -> Any:
        """Wait until a screen is there, knows what it shows, and has the keyboard."""
        self.until(lambda: self.word == word and self._is_ready(), f"the screen {word}")
        return self.screen

    def until(self, true: Callable[[], object], what: str) -> None:
        """Wait until something holds.

        Raises:
            AssertionError: it does not come to hold; says where the program stands.
        """
        end = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < end, f"waited in vain for {what}; at {self.word}: {self.shown()}"
            QTest.qWait(1)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE, *, times: int = 1) -> None:
        """Press one key, wherever the keyboard is, as often as wanted."""
        for _ in range(times):
            self.keys += 1
            QTest.keyClick(self.focus(), key, held)
            QTest.qWait(1)
            self._look_at_windows()

    def turn_to(self, word: str) -> Any:
        """Go to a place of the rail by its Alt key, and wait until its screen is there."""
        self.press(Qt.Key(Qt.Key.Key_1 + [each for each, _ in RAIL].index(word)), ALT)
        return self.at(word)

    def burst(self, key: Qt.Key, times: int) -> None:
        """Press one key many times before the window can do anything about it."""
        for _ in range(times):
            self.keys += 1
            QTest.keyClick(self.focus(), key)

    def type(self, words: str) -> None:
        """Type words into the field that has the keyboard."""
        QTest.keyClicks(self.focus(), words)
        self._look_at_windows()

    def digits(self, numbers: str) -> None:
        """Press digits, each of them counted."""
        for number in numbers:
            self.press(Qt.Key(Qt.Key.Key_0 + int(number)))

    def name_file(self, path: Path) -> None:
        """Type a path into the dialog that has just been asked for, and take it."""
        self.until(lambda: isinstance(self.focus().window(), QFileDialog), "the dialog for files")
        self.type(str(path))
        self.press(ENTER)
        self.until(lambda: not _dialogs(), "the end of the dialog for files")
        self.program.window.activateWindow()  # a desktop does this by itself; the offscreen platform has none
        self.until(self.program.window.isActiveWindow, "the window")

    def tab_to(self, name: str, *, back: bool = False) -> None:
        """Press Tab until the control with a name has the keyboard: the name that a screen reader says, or its beginning."""
        for _ in range(MOST_TABS):
            if self.focus_name().startswith(name):
                return
            self.press(TAB, SHIFT if back else NONE)
        raise AssertionError(f"no Tab leads to “{name}” at {self.word}")

    def focus(self) -> QWidget:
        """Return what has the keyboard."""
        return QApplication.focusWidget() or self.program.window.focusWidget() or self.program.window

    def focus_name(self) -> str:
        """Return what a screen reader calls the control that has the keyboard."""
        return self.focus().accessibleName()

    def shown(self) -> str:
        """Return every word that is seen in the window."""
        labels = [each.text() for each in self.program.window.findChildren(QLabel) if each.isVisible() and each.text()]
        return " | ".join(labels)

    def note(self, journey: str, keys_before: int, *, typed: int = 0) -> None:
        """Note how many keys a journey took since a count, with the words that its budget counts."""
        self.took[journey] = self.keys - keys_before + typed

    def _is_ready(self) -> bool:
        state = getattr(self.screen, "state", None)
        waits = [getattr(state, name, False) for name in ("loading", "looking")]
        there = [getattr(state, name, True) for name in _SHOWS.get(self.word, ())]
        focused = self.program.window.focusWidget()
        return not any(waits) and all(there) and focused is not None and self.screen.view.isAncestorOf(focused)

    def _look_at_windows(self) -> None:
        assert self._watch.strangers == []
        titles = {window.windowTitle() for window in QApplication.topLevelWidgets() if window.isVisible()}
        assert titles <= TITLES, titles


def _dialogs() -> list[QWidget]:
    return [window for window in QApplication.topLevelWidgets() if isinstance(window, QFileDialog) and window.isVisible()]
