"""Questions that are answered by choosing one or several of a few choices."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QLayout, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.widgets.appearances import columns_of, is_quick
from civicdesk.ui.widgets.columns import Columns
from civicdesk.ui.widgets.digits import DigitReader, numbers_for
from civicdesk.ui.widgets.flow import Flow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.marked import plain
from civicdesk.ui.widgets.options import CardCheck, CardRadio, NumberRadio
from civicdesk.ui.widgets.options_small import AgreeRadio, least_width
from civicdesk.ui.widgets.prompts import picture_of
from civicdesk.ui.widgets.question import QuestionWidget

Card = CardRadio | CardCheck | NumberRadio

ROW: Final = frozenset({"likert", "horizontal", "list"})
"""Appearances that set the choices of one in a row, their words below."""
PACKED: Final = frozenset({"columns-pack", "horizontal-compact", "compact", "quickcompact", "inline"})
AS_MANY: Final = frozenset({"columns", "no-buttons", "horizontal"})
PLAIN: Final = "no-buttons"
"""Appearance that leaves out the marks of the choices."""
IN_COLUMNS: Final = 3
"""As many columns `columns` makes at most."""
COLUMN: Final = 200
"""Least width of a column in pixels at 100 %."""


def arrangement(app: Sequence[str], labels: Sequence[str], *, multiple: bool) -> QLayout:
    """Return the layout in which an author wants the choices to stand; one under another if nothing else is asked for."""
    look = theme.current()
    if ROW.intersection(app) and not multiple:
        return Columns(len(labels), least_width(tuple(labels)), whole=True, spacing=4)
    asked = columns_of(app)
    if asked:
        return Columns(asked, look.px(120))
    if PACKED.intersection(app):
        return Flow(8)
    if AS_MANY.intersection(app):
        return Columns(IN_COLUMNS, look.px(COLUMN))
    place = QVBoxLayout()
    place.setSpacing(8)
    return place


class DigitQuestion(QuestionWidget):
    """What is answered by digits: keys that begin or end a number are read, and lead to `pick`."""

    def build(self) -> None:
        """Make the reader of digits."""
        self.digits = DigitReader(self)
        self.digits.picked.connect(self.pick)

    def take_key(self, event: QKeyEvent) -> bool:
        """Take digits, and Enter while a first digit waits; the arrow keys move among the choices."""
        if self.question.state.ro:
            return False
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.digits.waiting():
            return self.digits.settle()
        return self.habits.number_keys and self.digits.take(event)

    def take(self) -> bool:
        """Take a first digit that still waits for a second one."""
        self.digits.settle()
        return True

    def drop_typed(self) -> None:
        """Forget a first digit that waits."""
        self.digits.drop()

    def pick(self, number: str) -> None:
        """Choose what has this number; each kind of question has its own way."""


class ChoiceQuestion(DigitQuestion):
    """What card questions share: the cards, the digits that pick them, and the focus."""

    def build(self) -> None:
        """Make the place of the cards."""
        super().build()
        self.cards: list[Card] = []
        self.group = QButtonGroup(self)
        self.place = self.arranged()
        self.put(self.place)
        self.fill(self.offered())

    def put(self, place: QLayout) -> None:
        """Put the layout of the cards into the question."""
        self.column.addLayout(place)

    def arranged(self) -> QLayout:
        """Return the layout of the cards."""
        state = self.question.state
        return arrangement(state.app, [plain(label) for _, label in self.offered()], multiple=state.multiple)

    def offered(self) -> tuple[tuple[str, str], ...]:
        """Return the choices that are offered now, as (value, label)."""
        return self.question.state.opts or ()

    def fill(self, choices: Sequence[tuple[str, str]]) -> None:
        """Put cards for these choices in place of those that stand there; the keyboard stays on the choice that it is on."""
        held = next((card.value for card in self.cards if card.hasFocus()), None)
        for old in self.cards:
            self.group.removeButton(old)
            self.place.removeWidget(old)
            old.hide()
            old.deleteLater()
        numbers = numbers_for([value for value, _ in choices]) if self.habits.number_keys else ("",) * len(choices)
        self._labels = [label for _, label in choices]
        self.cards = [self.card(value, plain(label), number) for (value, label), number in zip(choices, numbers, strict=True)]
        for card in self.cards:
            card.setEnabled(not self.question.state.ro)
            if isinstance(card, CardRadio | CardCheck):
                card.show_picture(picture_of(self.question, card.value))
                card.plain = PLAIN in self.question.state.app
            self.group.addButton(card)
            self.place.addWidget(card)
            if card.value == held:
                card.show()
                card.setFocus(Qt.FocusReason.OtherFocusReason)
        self.digits.offer(numbers)

    def card(self, value: str, label: str, number: str) -> Card:
        """Make one card."""
        return AgreeRadio(value, label, number) if ROW.intersection(self.question.state.app) else CardRadio(value, label, number)

    def show_value(self) -> None:
        """Check the cards that the value names, with other cards if other choices are offered."""
        offered = self.offered()
        if [card.value for card in self.cards] != [value for value, _ in offered] or self._labels != [label for _, label in offered]:
            self.fill(offered)
        self.check(self.question.state.v.split(" ") if self.question.state.multiple else [self.question.state.v])

    def check(self, values: Sequence[str]) -> None:
        """Check exactly these cards, silently."""
        exclusive = self.group.exclusive()
        self.group.setExclusive(False)
        for card in self.cards:
            wanted = card.value in values and bool(card.value)
            if card.isChecked() is not wanted:
                with QSignalBlocker(card):
                    card.setChecked(wanted)
                card.updateGeometry()
                card.update()
        self.group.setExclusive(exclusive)

    def field(self) -> QWidget | None:
        """Return the checked card, else the first."""
        checked = [card for card in self.cards if card.isChecked()]
        return next(iter(checked or self.cards), None)

    def pick(self, number: str) -> None:
        """Choose the card with this number, and put the keyboard there."""
        for card in self.cards:
            if card.number == number:
                card.setFocus(Qt.FocusReason.OtherFocusReason)
                card.click()


class OneQuestion(ChoiceQuestion):
    """One choice of several, each a card."""

    def build(self) -> None:
        """Listen to the cards; where an answer goes on by itself, say so before it is given."""
        super().build()
        self.group.idClicked.connect(self._clicked)
        if self.habits.sole and not self.habits.alone and is_quick(self.question.state.app):
            self.column.addWidget(Words(say("widget.quick"), "hint", self))

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
