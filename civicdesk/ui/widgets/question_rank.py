"""Questions that put things in an order, and what is only acknowledged."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.digits import digit_of
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.marked import plain
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.question import QuestionWidget


class RankQuestion(QuestionWidget):
    """An order of things: each line has buttons to move it up and down; Alt+Up and Alt+Down do the same."""

    def build(self) -> None:
        """Make the lines."""
        self.place = QVBoxLayout()
        self.place.setSpacing(8)
        self.column.addLayout(self.place)
        self._order: list[str] = []
        self._lines: list[_RankLine] = []
        self.keep = Button(say("widget.rank.keep"), "secondary", icon="check")
        self.keep.clicked.connect(self._keep)
        self.column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        for keys, slot in (("Alt+Up", self._up_by_key), ("Alt+Down", self._down_by_key)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def show_value(self) -> None:
        """Show the order that was kept, else that of the form."""
        offered = [value for value, _ in self.question.state.opts or ()]
        kept = [value for value in self.question.state.v.split(" ") if value in offered]
        order = kept + [value for value in offered if value not in kept]
        labels = [plain(label) for value in order for each, label in self.question.state.opts or () if each == value]
        if (order, labels) != (self._order, [line.label for line in self._lines]):
            self._order = order
            self._draw()

    def field(self) -> QWidget | None:
        """Return the first line's first button."""
        return self._lines[0].down if self._lines else None

    def _up_by_key(self) -> None:
        self._move_focused(-1)

    def _down_by_key(self) -> None:
        self._move_focused(1)

    def _move_focused(self, step: int) -> None:
        for at, line in enumerate(self._lines):
            if line.isAncestorOf(self.focusWidget() or self):
                self._move(at, step)
                return

    def _draw(self) -> None:
        for line in self._lines:
            self.place.removeWidget(line)
            line.hide()
            line.deleteLater()
        labels = {value: plain(label) for value, label in self.question.state.opts or ()}
        self._lines = [_RankLine(at, labels[value], last=at == len(self._order) - 1) for at, value in enumerate(self._order)]
        for line in self._lines:
            line.up.clicked.connect(self._go_up)
            line.down.clicked.connect(self._go_down)
            self.place.addWidget(line)

    def _go_up(self) -> None:
        self._move(self._sender_line(), -1)

    def _go_down(self) -> None:
        self._move(self._sender_line(), 1)

    def _sender_line(self) -> int:
        sender = self.sender()
        return next(at for at, line in enumerate(self._lines) if sender in {line.up, line.down})

    def _move(self, at: int, step: int) -> None:
        to = at + step
        if 0 <= to < len(self._order):
            self._order[at], self._order[to] = self._order[to], self._order[at]
            self._draw()
            target = self._lines[to].up if step < 0 and to > 0 else self._lines[to].down
            (target if target.isEnabled() else self._lines[to].up).setFocus(Qt.FocusReason.OtherFocusReason)
            self.report(" ".join(self._order))

    def _keep(self) -> None:
        self.report(" ".join(self._order))


class _RankLine(QWidget):
    def __init__(self, at: int, label: str, *, last: bool) -> None:
        super().__init__()
        self.label = label
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Words(say("widget.rank.line", number=at + 1, label=label)), 1)
        self.up, self.down = Button(say("widget.rank.up")), Button(say("widget.rank.down"))
        self.up.setAccessibleName(say("widget.rank.up_named", label=label))
        self.down.setAccessibleName(say("widget.rank.down_named", label=label))
        self.up.setEnabled(at > 0)
        self.down.setEnabled(not last)
        row.addWidget(self.up)
        row.addWidget(self.down)


class TickQuestion(QuestionWidget):
    """Something to acknowledge: one card with a tick."""

    def build(self) -> None:
        """Make the card."""
        self.card = CardCheck("OK", say("widget.tick"), "1" if self.habits.number_keys else "")
        self.card.setEnabled(not self.question.state.ro)
        self.card.clicked.connect(self._clicked)
        self.column.addWidget(self.card)

    def show_value(self) -> None:
        """Tick the card if it was acknowledged."""
        self.card.setChecked(self.question.state.v == "OK")

    def field(self) -> QWidget | None:
        """Return the card."""
        return self.card

    def take_key(self, event: QKeyEvent) -> bool:
        """Take the digit 1."""
        if self.habits.number_keys and not event.isAutoRepeat() and digit_of(event) == "1" and self.card.isEnabled():
            self.card.click()
            return True
        return False

    def _clicked(self) -> None:
        self.report("OK" if self.card.isChecked() else "")
