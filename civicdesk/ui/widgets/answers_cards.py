"""Answers that come in from other programs, and go out to them: what is to be said before a file or a folder is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.buttons import Button, secondary
from civicdesk.ui.widgets.fields import Chooser, Field, YesNo
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.secret import SecretField

SHAPES = ("xml", "csv", "audit")
CARD = "card"
"""Name of the question or column that usually holds the card number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeInWish:
    """What was said before answers come in."""

    card: str
    new_people: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveOutWish:
    """What was said before answers go out."""

    shapes: frozenset[str]
    second: str
    passphrase: str


class TakeInCard(QFrame):
    """Asks which question holds the card number, and whether new people may come along; then for the file."""

    wanted = Signal(object)
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = _column(self)
        column.addWidget(Words(say("forms_page.take_in.title"), "subheading", self))
        column.addWidget(Words(say("forms_page.take_in.lead"), "hint", self))
        self.card = Field("card-question", say("forms_page.take_in.card"), say("forms_page.take_in.card_hint"), width=280)
        self.card.put(CARD)
        self.new_people = YesNo("new-people", say("forms_page.take_in.new_people"), say("forms_page.take_in.new_people_hint"))
        self.new_people.put("no")
        self.choose: Button = secondary(say("forms_page.take_in.choose"))
        self.drop: Button = secondary(say("forms_page.take_in.drop"))
        for part in (self.card, self.new_people, _row(self.choose, self.drop)):
            column.addWidget(part)
        self.choose.clicked.connect(self._want)
        self.card.entered.connect(self._want)
        self.drop.clicked.connect(self.dropped)
        self.hide()

    def take_focus(self) -> None:
        """Put the keyboard on the first field."""
        self.card.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _want(self) -> None:
        if self.choose.isEnabled():
            self.wanted.emit(TakeInWish(card=self.card.text() or CARD, new_people=self.new_people.value() == "yes"))


class GiveOutCard(QFrame):
    """Says that the files are not sealed, asks for their shapes, and for a second coordinator where the project wants two."""

    wanted = Signal(object)
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = _column(self)
        column.addWidget(Words(say("forms_page.give_out.title"), "subheading", self))
        column.addWidget(Words(say("forms_page.give_out.lead"), "body", self))
        self.shapes = {shape: CardCheck(shape, say(f"forms_page.give_out.{shape}")) for shape in SHAPES}
        self.aware = CardCheck("aware", say("forms_page.give_out.aware"))
        self.second = Chooser("second", say("forms_page.give_out.second"), ())
        self.secret = SecretField(say("forms_page.give_out.passphrase"))
        self.secret.line.setObjectName("second-passphrase")
        self.choose: Button = secondary(say("forms_page.give_out.choose"))
        self.drop: Button = secondary(say("forms_page.give_out.drop"))
        for part in (*self.shapes.values(), self.second, self.secret, self.aware, _row(self.choose, self.drop)):
            column.addWidget(part)
        self._busy = False
        for check in (*self.shapes.values(), self.aware):
            check.toggled.connect(self._look)
        self.secret.line.textChanged.connect(self._look)
        self.choose.clicked.connect(self._want)
        self.drop.clicked.connect(self.dropped)
        self.hide()

    def offer(self, seconds: Sequence[str], *, busy: bool) -> None:
        """Offer second coordinators; none means that nobody has to agree."""
        self._busy = busy
        if [(name, name) for name in seconds] != [
            (self.second.box.itemData(at), self.second.box.itemText(at)) for at in range(self.second.box.count())
        ]:
            self.second.offer([(name, name) for name in seconds])
        self.second.setVisible(bool(seconds))
        self.secret.setVisible(bool(seconds))
        self._look()

    def begin(self) -> None:
        """Begin anew: nothing is ticked, no passphrase stands there, and the keyboard is on the first tick."""
        for check in (*self.shapes.values(), self.aware):
            check.setChecked(False)
        self.secret.empty()
        self.shapes["xml"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        """Let a folder be chosen once everything that must be said is said."""
        agreed = self.secret.isHidden() or bool(self.secret.text())
        ticked = any(check.isChecked() for check in self.shapes.values())
        self.choose.setEnabled(not self._busy and ticked and self.aware.isChecked() and agreed)

    def _want(self) -> None:
        shapes = frozenset(shape for shape, check in self.shapes.items() if check.isChecked())
        second = "" if self.second.isHidden() else self.second.value()
        self.wanted.emit(GiveOutWish(shapes=shapes, second=second, passphrase=self.secret.text()))
        self.secret.empty()


def _column(frame: QFrame) -> QVBoxLayout:
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(20, 16, 20, 16)
    column.setSpacing(12)
    return column


def _row(*buttons: Button) -> QWidget:
    row = FlowRow(spacing=12)
    for button in buttons:
        row.flow.addWidget(button)
    return row
