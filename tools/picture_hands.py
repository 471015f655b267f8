"""Hands and eyes at the real window: they find things by their words, as people do, and take a picture of each step."""

from functools import partial
from typing import Any, TypeVar

from picture_album import Album, Group, rest, wait_until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from civicdesk.app import Program
from civicdesk.ui.widgets.screen import place

CALM_MS = 60
PATIENCE_SECONDS = 8.0
PLAIN = Qt.KeyboardModifier.NoModifier

Part = TypeVar("Part", bound=QWidget)


class LostError(Exception):
    """The walk does not find what it looks for: the window has changed."""


class Hands:
    """One person at one window."""

    def __init__(self, program: Program, album: Album, group: Group) -> None:
        self.program, self.window = program, program.window
        self._album, self._group = album, group
        self._busy: set[str] = set()
        for name, lane in (("store", program.store), ("work", program.work)):
            lane.busy.connect(partial(self._note, name))

    def take(self, name: str) -> None:
        """Take a picture of the window when it has come to rest."""
        self.calm()
        self._album.keep(self._group, f"{len(self._group.thumbs) + 1:02} {name}", self.window.grab().toImage())

    def calm(self) -> None:
        """Wait until nothing is under way and the window is painted."""
        while True:
            if not wait_until(lambda: not self._busy):
                raise LostError(f"something on {self.word()!r} does not end")
            rest(CALM_MS)
            if not self._busy:
                return

    def press(self, words: str, which: int = 0) -> None:
        """Press the button that is called so, or another one of the same name further down."""
        self.button(words, which).click()
        self.calm()

    def button(self, words: str, which: int = 0) -> QAbstractButton:
        """Return a button by what it is called, once it can be pressed."""
        if not wait_until(lambda: len(self._buttons(words)) > which, PATIENCE_SECONDS):
            raise LostError(f"no button {words!r} on {self.word()!r}")
        return self._buttons(words)[which]

    def write(self, words: str, text: str) -> None:
        """Write into the line that is labelled so."""
        self.calm()
        line = next((each for each in self._shown(QLineEdit) if each.accessibleName() == words), None)
        if line is None:
            raise LostError(f"no line {words!r} on {self.word()!r}")
        line.setFocus()
        line.clear()
        QTest.keyClicks(line, text)
        self.calm()

    def keys(self, signs: str, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Type signs wherever the focus is, one after another."""
        for sign in signs:
            QTest.keyClicks(self._focused(), sign, modifier)
            self.calm()

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = PLAIN) -> None:
        """Press one key wherever the focus is."""
        QTest.keyClick(self._focused(), key, modifier)
        self.calm()

    def read(self, kind: str) -> str:
        """Return what stands on the page in words of a kind."""
        self.calm()
        return next((each.text() for each in self._shown(QLabel) if each.objectName() == kind and each.text()), "")

    def go(self, word: str, **facts: str) -> None:
        """Go to a place at once."""
        self.calm()
        self.window.go(place(word, **facts))
        self.calm()

    def start_at(self, word: str) -> None:
        """Pick a place of the rail."""
        self.calm()
        self.window.start_at(place(word))
        self.calm()

    def screen(self) -> Any:
        """Return the presenter of the screen that is seen; each kind has its own state."""
        self.calm()
        return self.window.presenter

    def word(self) -> str:
        """Return the word of the screen that is seen."""
        return self.window.trail[-1].word if self.window.trail else ""

    def fact(self, name: str) -> str:
        """Return one of the facts of the place that is seen."""
        return self.window.trail[-1].fact(name)

    def _focused(self) -> QWidget:
        self.calm()
        return self.window.focusWidget() or self.window

    def _buttons(self, words: str) -> list[QAbstractButton]:
        return [each for each in self._shown(QAbstractButton) if each.isEnabled() and each.accessibleName() == words]

    def _shown(self, kind: type[Part]) -> list[Part]:
        return [each for each in self.window.findChildren(kind) if each.isVisible()]

    def _note(self, name: str, busy: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        if busy:
            self._busy.add(name)
        else:
            self._busy.discard(name)
