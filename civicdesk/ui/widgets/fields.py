"""Plain fields with their labels, for screens that are no questionnaires."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QButtonGroup, QComboBox, QGroupBox, QLineEdit, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.widgets.digits import digit_of
from civicdesk.ui.widgets.flow import Flow
from civicdesk.ui.widgets.labels import Words, field_label
from civicdesk.ui.widgets.options import CardRadio

DIGITS = 9
"""As many choices have a key of their own."""


class Field(QWidget):
    """One line with a label above and a hint below; `name` is what an error summary leads to.

    No holder of a field hands the keyboard on by a focus proxy: Tab stops at such a holder too, and would lead round in a ring.
    """

    edited = Signal(str)
    entered = Signal()

    def __init__(self, name: str, label: str, hint: str = "", *, width: int = 680) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.line = QLineEdit()
        self.line.setObjectName(name)
        self.line.setMaximumWidth(theme.current().px(width))
        column.addWidget(field_label(label, self.line))
        self.hint = Words("", "hint", self)
        column.addWidget(self.hint)
        self.hint.say(hint)
        self.trouble = Words("", "problem", self)
        column.addWidget(self.trouble)
        column.addWidget(self.line)
        self.line.textEdited.connect(self.edited)
        self.line.returnPressed.connect(self.entered)

    def text(self) -> str:
        """Return what is typed, trimmed."""
        return self.line.text().strip()

    def put(self, text: str) -> None:
        """Show a text, unless it stands there already."""
        if self.line.text() != text:
            self.line.setText(text)

    def tell_problem(self, text: str) -> None:
        """Show what is to be mended; empty: nothing is."""
        self.trouble.say(text)
        self.line.setProperty("bad", bool(text))
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)


class Drop(QComboBox):
    """A drop-down list with an arrow of our own: the style sheet takes Qt's away."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the list, then the arrow at its end edge."""
        super().paintEvent(event)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_arrow(painter, QPointF(20 if mirrored else self.width() - 20, self.height() / 2))


def paint_arrow(painter: QPainter, middle: QPointF, *, up: bool = False) -> None:
    """Paint the arrow of something that opens, or closes again."""
    look = theme.current()
    side = look.px(6)
    tip = -side / 2 if up else side / 2
    painter.setPen(QPen(look.colour("muted"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(QPolygonF([middle + QPointF(-side, -tip), middle + QPointF(0, tip), middle + QPointF(side, -tip)]))


class Chooser(QWidget):
    """A labelled drop-down list, never editable, for a handful of short choices."""

    picked = Signal(str)

    def __init__(self, name: str, label: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.box = Drop()
        self.box.setObjectName(name)
        self.box.setMaximumWidth(theme.current().px(420))
        column.addWidget(field_label(label, self.box))
        column.addWidget(self.box)
        self.offer(choices)
        self.box.activated.connect(self._report)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices, as (value, label)."""
        now = self.value()
        self.box.clear()
        for value, label in choices:
            self.box.addItem(label, value)
        self.put(now)

    def value(self) -> str:
        """Return the value that is chosen, empty if there is none."""
        return str(self.box.currentData() or "")

    def put(self, value: str) -> None:
        """Choose a value."""
        at = self.box.findData(value)
        if at >= 0:
            self.box.setCurrentIndex(at)

    def _report(self, _at: int) -> None:
        self.picked.emit(self.value())


class Cards(QGroupBox):
    """A question of a screen with cards to choose from; nothing is chosen beforehand. Digits choose; beside each other they are not shown."""

    numbers_beside = False
    picked = Signal(str, str)
    """Name of the group and the value that was chosen."""

    def __init__(self, name: str, label: str, choices: Sequence[tuple[str, str]], hint: str = "", *, across: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.words = Words(label, "question", self)
        column.addWidget(self.words)
        column.addWidget(_hint(hint, self))
        self.trouble = Words("", "problem", self)
        column.addWidget(self.trouble)
        self._group = QButtonGroup(self)
        self.cards: list[CardRadio] = []
        self._numbered = self.numbers_beside or not across
        self._row = Flow() if across else QVBoxLayout()
        self._row.setSpacing(8)
        column.addLayout(self._row)
        self.offer(choices)
        self._group.idClicked.connect(self._report)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other choices, as (value, label); nothing is chosen then."""
        for old in self.cards:
            self._group.removeButton(old)
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        numbers = [str(at) if self._numbered and at <= DIGITS else "" for at in range(1, len(choices) + 1)]
        self.cards = [CardRadio(value, text, number) for (value, text), number in zip(choices, numbers, strict=True)]
        for card in self.cards:
            self._group.addButton(card)
            self._row.addWidget(card)

    def value(self) -> str:
        """Return the chosen value, empty if nothing is chosen."""
        return next((card.value for card in self.cards if card.isChecked()), "")

    def put(self, value: str) -> None:
        """Choose a value; an unknown or empty one chooses nothing."""
        self._group.setExclusive(False)
        for card in self.cards:
            card.setChecked(bool(value) and card.value == value)
        self._group.setExclusive(True)

    def tell_problem(self, text: str) -> None:
        """Show what is to be mended; empty: nothing is."""
        self.trouble.say(text)

    def choose(self, number: int) -> bool:
        """Choose the card with a number; tells whether there is one."""
        if not 1 <= number <= len(self.cards):
            return False
        self.cards[number - 1].setFocus(Qt.FocusReason.OtherFocusReason)
        self.cards[number - 1].click()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by a digit."""
        digit = digit_of(event)
        if not (digit and not event.isAutoRepeat() and self.choose(int(digit))):
            super().keyPressEvent(event)

    def _report(self, _id: int) -> None:
        self.picked.emit(self.objectName(), self.value())


class CardRow(Cards):
    """Cards beside each other, each with its digit: for a handful of short choices."""

    numbers_beside = True

    def __init__(self, name: str, label: str, choices: Sequence[tuple[str, str]], hint: str = "") -> None:
        super().__init__(name, label, choices, hint, across=True)


class YesNo(Cards):
    """A yes-or-no question: 1 and 2, or the first letters of the words."""

    def __init__(self, name: str, label: str, hint: str = "") -> None:
        self._words = (say("widget.yes_no.yes"), say("widget.yes_no.no"))
        super().__init__(name, label, (("yes", self._words[0]), ("no", self._words[1])), hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by a digit or by a first letter."""
        if not self.choose(self.number_of(event)):
            super().keyPressEvent(event)

    def number_of(self, event: QKeyEvent) -> int:
        """Return which card a key means, 0 if it means none."""
        typed, digit = event.text().casefold(), digit_of(event)
        letters = [word[0].casefold() for word in self._words]
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if event.isAutoRepeat() or not plain:
            return 0
        if typed in letters:
            return letters.index(typed) + 1
        return int(digit) if digit and int(digit) <= len(self.cards) else 0


def _hint(text: str, parent: QWidget) -> Words:
    hint = Words("", "hint", parent)
    hint.say(text)
    return hint
