"""Questions that are answered by choosing: one, several, in an order, on a scale, or with a tick."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QSignalBlocker, QStringListModel, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QButtonGroup, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.digits import DigitReader, digit_of, numbers_for
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.options import CardCheck, CardRadio, NumberRadio
from civicdesk.ui.widgets.question import QuestionWidget

LONG = 15
"""Lists longer than this get a search field."""
SHOWN = 40
"""Cards that a long list of check boxes shows at once; typing narrows it."""
STEPS = 11
"""A scale with more steps than this is typed."""


class ChoiceQuestion(QuestionWidget):
    """What card questions share: the cards, the digits that pick them, and the focus."""

    def build(self) -> None:
        """Make the place of the cards and the reader of digits."""
        self.digits = DigitReader(self)
        self.digits.picked.connect(self._pick)
        self.cards: list[CardRadio | CardCheck | NumberRadio] = []
        self.group = QButtonGroup(self)
        self.place = QVBoxLayout()
        self.place.setSpacing(8)
        self.column.addLayout(self.place)
        self.fill(self.offered())

    def offered(self) -> tuple[tuple[str, str], ...]:
        """Return the choices that are offered now, as (value, label)."""
        return self.question.state.opts or ()

    def fill(self, choices: Sequence[tuple[str, str]]) -> None:
        """Put cards for these choices in place of those that stand there."""
        for old in self.cards:
            self.group.removeButton(old)
            self.place.removeWidget(old)
            old.hide()
            old.deleteLater()
        numbers = numbers_for([value for value, _ in choices]) if self.habits.number_keys else ("",) * len(choices)
        self.cards = [self.card(value, label, number) for (value, label), number in zip(choices, numbers, strict=True)]
        for card in self.cards:
            card.setEnabled(not self.question.state.ro)
            self.group.addButton(card)
            self.place.addWidget(card)
        self.digits.offer(numbers)

    def card(self, value: str, label: str, number: str) -> CardRadio | CardCheck | NumberRadio:
        """Make one card."""
        return CardRadio(value, label, number)

    def show_value(self) -> None:
        """Check the cards that the value names, with other cards if other choices are offered."""
        wanted = [value for value, _ in self.offered()]
        if [card.value for card in self.cards] != wanted or [card.label for card in self.cards] != [label for _, label in self.offered()]:
            self.fill(self.offered())
        self.check(self.question.state.v.split(" ") if self.question.state.multiple else [self.question.state.v])

    def check(self, values: Sequence[str]) -> None:
        """Check exactly these cards, silently."""
        exclusive = self.group.exclusive()
        self.group.setExclusive(False)
        for card in self.cards:
            with QSignalBlocker(card):
                card.setChecked(card.value in values and bool(card.value))
            card.updateGeometry()
            card.update()
        self.group.setExclusive(exclusive)

    def field(self) -> QWidget | None:
        """Return the checked card, else the first."""
        checked = [card for card in self.cards if card.isChecked()]
        return next(iter(checked or self.cards), None)

    def take_key(self, event: QKeyEvent) -> bool:
        """Take digits, and Enter while a first digit waits; the arrow keys move among the cards."""
        if self.question.state.ro:
            return False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.digits.waiting():
            return self.digits.settle()
        return self.habits.number_keys and self.digits.take(event)

    def _pick(self, number: str) -> None:
        for card in self.cards:
            if card.number == number:
                card.setFocus(Qt.FocusReason.OtherFocusReason)
                card.click()


class OneQuestion(ChoiceQuestion):
    """One choice of several, each a card."""

    def build(self) -> None:
        """Listen to the cards."""
        super().build()
        self.group.idClicked.connect(self._clicked)

    def _clicked(self, _id: int) -> None:
        card = self.group.checkedButton()
        if isinstance(card, CardRadio | NumberRadio):
            self.report(card.value)


class ManyQuestion(ChoiceQuestion):
    """Several choices, each a card; the value keeps the order of the form."""

    def build(self) -> None:
        """Let several be chosen."""
        super().build()
        self.group.setExclusive(False)
        self.group.idClicked.connect(self._clicked)

    def card(self, value: str, label: str, number: str) -> CardCheck:
        """Make a card that may be chosen with others."""
        return CardCheck(value, label, number)

    def chosen(self) -> list[str]:
        """Return the chosen values in the order of the form."""
        return [card.value for card in self.cards if card.isChecked()]

    def _clicked(self, _id: int) -> None:
        self.report(" ".join(self.chosen()))


class SearchedManyQuestion(ManyQuestion):
    """Several choices of a long list: what is chosen stands on top, the rest is found by typing."""

    def build(self) -> None:
        """Make the search field above the cards."""
        self._search = ""
        self._picked: list[str] = []
        super().build()
        self.line = _search_line(self.question.state.label)
        self.line.textChanged.connect(self._narrow)
        self.more = Words("", "hint", self)
        self.column.insertWidget(3, self.line)
        self.column.insertWidget(4, self.more)

    def offered(self) -> tuple[tuple[str, str], ...]:
        """Return what is chosen, then what matches the search, as many as a page can hold."""
        everything = self.question.state.opts or ()
        picked = set(self._picked)
        matching = [option for option in everything if option[0] not in picked and self._search in option[1].casefold()]
        return tuple([option for option in everything if option[0] in picked] + matching[:SHOWN])

    def show_value(self) -> None:
        """Show the chosen ones first."""
        self._picked = [value for value in self.question.state.v.split(" ") if value]
        super().show_value()
        hidden = len(self.question.state.opts or ()) - len(self.cards)
        if hasattr(self, "more"):
            self.more.say(say("widget.list.more", count=hidden) if hidden else "")

    def chosen(self) -> list[str]:
        """Return the chosen values in the order of the form, those that the search hides too."""
        here = {card.value for card in self.cards}
        keep = {card.value for card in self.cards if card.isChecked()} | {value for value in self._picked if value not in here}
        return [value for value, _ in self.question.state.opts or () if value in keep]

    def take_key(self, event: QKeyEvent) -> bool:
        """Leave digits to the search."""
        return False

    def _narrow(self, text: str) -> None:
        self._picked = self.chosen()
        self._search = text.strip().casefold()
        self.fill(self.offered())
        self.check(self._picked)


class SearchedOneQuestion(QuestionWidget):
    """One choice of a long list: type to narrow it, arrow keys to move, Enter or a click to choose."""

    def build(self) -> None:
        """Make the search field, the list and the line that says what is chosen."""
        self.chosen = Words("", "fieldLabel", self)
        self.line = _search_line(self.question.state.label)
        self.list = QListView()
        self.list.setAccessibleName(self.question.state.label)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setUniformItemSizes(True)
        self.list.setMinimumHeight(theme.current().px(220))
        self.rows = QStringListModel(self)
        self.list.setModel(self.rows)
        self._shown: list[tuple[str, str]] = []
        for part in (self.chosen, self.line, self.list):
            self.column.addWidget(part)
        self.line.textChanged.connect(self._narrow)
        self.line.returnPressed.connect(self._first)
        self.list.activated.connect(self._take)
        self.list.clicked.connect(self._take)

    def show_value(self) -> None:
        """Say what is chosen and show the list."""
        labels = dict(self.question.state.opts or ())
        label = labels.get(self.question.state.v, "")
        self.chosen.say(say("widget.list.chosen", label=label) if label else "")
        self._narrow(self.line.text())

    def field(self) -> QWidget | None:
        """Return the search field."""
        return self.line

    def _narrow(self, text: str) -> None:
        wanted = text.strip().casefold()
        self._shown = [option for option in self.question.state.opts or () if wanted in option[1].casefold()]
        self.rows.setStringList([label for _, label in self._shown])
        values = [value for value, _ in self._shown]
        if self.question.state.v in values:
            self.list.setCurrentIndex(self.rows.index(values.index(self.question.state.v)))

    def _first(self) -> None:
        if len(self._shown) == 1 or (self._shown and self.line.text().strip()):
            self.report(self._shown[0][0])

    def _take(self, index: QModelIndex) -> None:
        self.report(self._shown[index.row()][0])


class ScaleQuestion(OneQuestion):
    """A scale of few steps as a row of numbered boxes, its ends named by the hint."""

    def build(self) -> None:
        """Put the boxes in a row."""
        super().build()
        self.place.setSpacing(0)

    def offered(self) -> tuple[tuple[str, str], ...]:
        """Return the steps of the scale."""
        return tuple(
            (value, value)
            for value in steps_of(self.question.state.range_start, self.question.state.range_end, self.question.state.range_step)
        )

    def fill(self, choices: Sequence[tuple[str, str]]) -> None:
        """Put the boxes side by side."""
        super().fill(choices)
        row = QHBoxLayout()
        row.setSpacing(6)
        for card in self.cards:
            self.place.removeWidget(card)
            row.addWidget(card)
        self.place.addLayout(row)
        self.digits.offer([card.number for card in self.cards] if self.habits.number_keys else [])

    def card(self, value: str, label: str, number: str) -> NumberRadio:
        """Make one box."""
        return NumberRadio(value, label)


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
        self._order = kept + [value for value in offered if value not in kept]
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
        labels = dict(self.question.state.opts or ())
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


def steps_of(start: float | None, end: float | None, step: float | None) -> tuple[str, ...]:
    """Return the steps of a scale as the form writes them; empty if it has no ends or more than `STEPS` steps."""
    if start is None or end is None or not step:
        return ()
    count = round(abs(end - start) / abs(step)) + 1
    if count > STEPS:
        return ()
    values = [start + at * (abs(step) if end >= start else -abs(step)) for at in range(count)]
    return tuple(str(int(value)) if float(value).is_integer() else repr(round(value, 9)) for value in values)


def _search_line(label: str) -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(say("widget.list.search"))
    line.setAccessibleName(say("widget.list.search_named", label=label))
    line.setClearButtonEnabled(False)
    return line
