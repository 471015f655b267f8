"""Questions whose choices take one line until they are opened."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QLayout, QPushButton, QSizePolicy, QStyle, QWidget

from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.widgets.digits import numbers_for
from civicdesk.ui.widgets.fields import Drop, paint_arrow
from civicdesk.ui.widgets.marked import plain
from civicdesk.ui.widgets.options import PAD, box
from civicdesk.ui.widgets.question_choice import DigitQuestion, ManyQuestion

WIDEST = 420
"""Pixels at 100 %."""
ARROW = 40
"""Pixels at the end that the arrow takes."""


class FoldedList(Drop):
    """A drop-down list that leaves digits and Enter to its question, and that a wheel never changes."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Pass on what is meant for the question."""
        if event.text().isdigit() or event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page scroll."""
        event.ignore()


class FoldedQuestion(DigitQuestion):
    """One choice from a list that takes one line until it is opened; digits choose as everywhere."""

    def build(self) -> None:
        """Make the list."""
        super().build()
        self.box = FoldedList()
        self.box.setMaximumWidth(theme.current().px(WIDEST))
        self.box.setAccessibleName(plain(self.question.state.label))
        self.box.setEnabled(not self.question.state.ro)
        self.words.setBuddy(self.box)
        self._offered: tuple[tuple[str, str], ...] | None = None
        self.box.activated.connect(self._take)
        self.column.addWidget(self.box)

    def offered(self) -> tuple[tuple[str, str], ...]:
        """Return the choices that are offered now, as (value, label)."""
        return self.question.state.opts or ()

    def show_value(self) -> None:
        """Show the choices with their digits, and the one that is chosen."""
        offered = self.offered()
        if offered != self._offered:
            self._offered = offered
            numbers = numbers_for([value for value, _ in offered]) if self.habits.number_keys else ("",) * len(offered)
            self.digits.offer(numbers)
            self._numbers = dict(zip(numbers, (value for value, _ in offered), strict=True)) if self.habits.number_keys else {}
            self.box.clear()
            self.box.addItem(say("widget.list.choose"), "")
            for (value, label), number in zip(offered, numbers, strict=True):
                self.box.addItem(say("widget.list.numbered", number=number, label=plain(label)) if number else plain(label), value)
        self.box.setCurrentIndex(max(0, self.box.findData(self.question.state.v)))

    def field(self) -> QWidget | None:
        """Return the list."""
        return self.box

    def pick(self, number: str) -> None:
        """Choose the line with this number."""
        self.box.setCurrentIndex(max(0, self.box.findData(self._numbers[number])))
        self._take(self.box.currentIndex())

    def _take(self, at: int) -> None:
        self.report(str(self.box.itemData(at) or ""))


class Fold(QPushButton):
    """The one line of a folded list of several: says what is chosen, opens and closes the list."""

    went_down = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of a field."""
        look = theme.current()
        return QSize(look.px(WIDEST), max(theme.CONTROL, look.px(theme.CONTROL)))

    def minimumSizeHint(self) -> QSize:
        """Return the least size: words that are too long are cut, and spoken whole."""
        return QSize(theme.current().px(160), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Down for the list, before it leads to the next control."""
        if event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a field with an arrow at its end, which points up while the list is open."""
        look, mirrored = theme.current(), self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(painter, QRectF(self.rect()), chosen=False, over=self.underMouse() or self.isChecked())
        painter.setPen(look.colour("text" if self.isEnabled() else "muted"))
        room = QStyle.visualRect(self.layoutDirection(), self.rect(), self.rect().adjusted(PAD - 4, 0, -ARROW, 0))
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        edge = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, edge | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter, words)
        x = ARROW / 2 if mirrored else self.width() - ARROW / 2
        paint_arrow(painter, QPointF(x, self.height() / 2), up=self.isChecked())


class FoldedManyQuestion(ManyQuestion):
    """Several choices behind one line: Space or Down opens them, Esc closes them; digits choose whether they are open or not."""

    def put(self, place: QLayout) -> None:
        """Put the line above the choices."""
        self.fold = Fold()
        self.fold.setMaximumWidth(theme.current().px(WIDEST))
        self.fold.toggled.connect(self._open)
        self.fold.went_down.connect(self._go_in)
        self.panel = QWidget()
        self.panel.setLayout(place)
        place.setContentsMargins(0, 0, 0, 0)
        self.panel.hide()
        self.column.addWidget(self.fold)
        self.column.addWidget(self.panel)

    def field(self) -> QWidget | None:
        """Return the line."""
        return self.fold

    def show_value(self) -> None:
        """Say what is chosen on the line."""
        super().show_value()
        chosen = ", ".join(card.label for card in self.cards if card.isChecked())
        self.fold.setText(chosen or say("widget.list.choose_some"))
        name = say("widget.list.folded", label=plain(self.question.state.label), chosen=chosen or say("widget.list.none"))
        self.fold.setAccessibleName(name)
        self.fold.setAccessibleDescription(say("widget.list.open"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Esc."""
        if event.key() == Qt.Key.Key_Escape and self.fold.isChecked():
            self.fold.setFocus(Qt.FocusReason.OtherFocusReason)
            self.fold.setChecked(False)
        else:
            super().keyPressEvent(event)

    def _go_in(self) -> None:
        self.fold.setChecked(True)
        first = super().field()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, opened: bool) -> None:  # noqa: FBT001 - a signal hands one yes or no
        self.panel.setVisible(opened)

    def pick(self, number: str) -> None:
        """Choose by a number; the keyboard stays on the line while the list is closed."""
        if self.fold.isChecked():
            super().pick(number)
        else:
            next(card for card in self.cards if card.number == number).click()
