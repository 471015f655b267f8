"""Choosing a new passphrase: six words are offered, others can be had, or one's own are typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.buttons import link
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.secret import SecretField


class Card(QFrame):
    """Parts under each other in a card."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        for part in parts:
            column.addWidget(part)


class NewPassphrase(QWidget):
    """A card with six words on offer, and the field below it."""

    other_wanted = Signal()
    """Six other words."""
    entered = Signal()

    def __init__(self, label: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.offered = Words("", "mono")
        self.take = link(say("widget.new_passphrase.take"))
        self.other = link(say("widget.new_passphrase.other"))
        self.secret = SecretField(label)
        self.weak = Words("", "problem")
        column.addWidget(Card(Words(say("widget.new_passphrase.hint"), "hint"), self.offered, FlowRow(self.take, self.other)))
        column.addWidget(self.secret)
        column.addWidget(self.weak)
        self.take.clicked.connect(self._take)
        self.other.clicked.connect(self.other_wanted)
        self.secret.entered.connect(self.entered)

    def offer(self, words: str) -> None:
        """Show the words on offer."""
        self.offered.say(words)
        self.take.setVisible(bool(words))

    def text(self) -> str:
        """Return what is typed or taken."""
        return self.secret.text()

    def empty(self) -> None:
        """Forget what is typed."""
        self.secret.empty()

    def tell_problem(self, text: str) -> None:
        """Show what is to be mended; empty: nothing is."""
        self.weak.say(text)

    def _take(self) -> None:
        self.secret.put(self.offered.text())
