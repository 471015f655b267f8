"""Questions that are answered by a number: typed, or counted up and down."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout

from civicdesk.i18n import say
from civicdesk.ui.widgets import typed
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.marked import plain
from civicdesk.ui.widgets.question_typed import LineQuestion

_GROUPED = re.compile(r"(?<=\d)[,\u00a0\u202f '](?=\d{3}(?:\D|$))")
"""What people set between groups of three digits."""
_DIGITS = re.compile(r"(-?)([\d,]+)(.*)", re.ASCII | re.DOTALL)


class DecimalQuestion(LineQuestion):
    """A number with a decimal point or comma; with `thousands-sep` the field shows it in groups of three digits, and takes it so."""

    widest = 200
    problem_key = "widget.bad.decimal"

    def parsed(self, text: str) -> str | None:
        """Return the number as the form wants it, None if the text is none."""
        return typed.read_decimal(text)

    def read(self, text: str) -> str | None:
        """Return the number; groups of three digits may be set apart where the form shows them so."""
        return self.parsed(_GROUPED.sub("", text) if self._grouped() else text)

    def written(self, value: str) -> str:
        """Return the number as it is shown."""
        return in_groups(value) if self._grouped() else value

    def _typing(self, text: str) -> None:
        """Set the groups apart while they are typed; the caret stays behind the same digit."""
        if self._grouped():
            before = len(text[: self.line.cursorPosition()].replace(",", ""))
            shown = in_groups(text)
            self.line.setText(shown)
            self.line.setCursorPosition(_behind(shown, before))
            self.line.setModified(True)
        super()._typing(text)

    def _grouped(self) -> bool:
        return "thousands-sep" in self.question.state.app


class WholeQuestion(DecimalQuestion):
    """A whole number."""

    problem_key = "widget.bad.whole"

    def parsed(self, text: str) -> str | None:
        """Return the number."""
        return typed.read_whole(text)


class CounterQuestion(WholeQuestion):
    """A whole number that is typed, or counted by two buttons or by the arrow keys up and down; it never falls below nought."""

    def build(self) -> None:
        """Set the buttons beside the line."""
        super().build()
        name = plain(self.question.state.label)
        self.less, self.more = Button("", icon="minus"), Button("", icon="plus")
        self.less.setAccessibleName(say("widget.counter.less", label=name))
        self.more.setAccessibleName(say("widget.counter.more", label=name))
        at = self.column.indexOf(self.line)
        self.column.removeWidget(self.line)
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.less, self.line, self.more):
            row.addWidget(part)
        row.addStretch(1)
        self.column.insertLayout(at, row)
        for button in (self.less, self.more):
            button.setEnabled(not self.question.state.ro)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.less.clicked.connect(self._down)
        self.more.clicked.connect(self._up)

    def explained(self, text: str) -> str:
        """Say how the keys count."""
        return say("widget.counter.keys")

    def take_key(self, event: QKeyEvent) -> bool:
        """Count by the arrow keys up and down."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down} and self.line.hasFocus():
            self._count(1 if event.key() == Qt.Key.Key_Up else -1)
            return True
        return super().take_key(event)

    def _up(self) -> None:
        self._count(1)

    def _down(self) -> None:
        self._count(-1)

    def _count(self, step: int) -> None:
        now = self.read(self.line.text()) or "0"
        if not self.question.state.ro:
            self.line.setText(self.written(str(max(0, int(now) + step))))
            self.line.setModified(True)
            self.take()


def in_groups(number: str) -> str:
    """Return a number with its whole part in groups of three digits; what is no number stays as it is."""
    found = _DIGITS.fullmatch(number)
    digits = found[2].replace(",", "") if found else ""
    if found is None or not digits or len(digits) > len(str(10**17)):
        return number
    return f"{found[1]}{int(digits):,}{found[3]}"


def _behind(shown: str, signs: int) -> int:
    """Return the place in a grouped number behind so many of its signs, the commas not counted."""
    for at in range(len(shown) + 1):
        if len(shown[:at].replace(",", "")) == signs:
            return at
    return len(shown)
