"""A newer project pack before it is taken in: what it changes, what to compare when another key has signed it, and two ways on."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.laptop import NewerPack
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice


class NewerPackCard(QFrame):
    """Draws a newer pack; without one it is hidden."""

    taken = Signal(str)
    """Take it in; with the six words as they were typed, empty where none are asked."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        self.heading = Words("", "subheading", self)
        self.lead = Words("", "body", self)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(4)
        self.revoked = Notice("warning")
        self.new_key = Notice("warning")
        self.words = Field("pack_words", say("packs.words"))
        self.trouble = Notice("warning")
        self.take: Button = primary("")
        self.leave: Button = secondary(say("packs.leave"))
        column.addWidget(self.heading)
        column.addWidget(self.lead)
        column.addLayout(self._lines)
        for part in (self.revoked, self.new_key, self.words, self.trouble, FlowRow(self.take, self.leave, spacing=12)):
            column.addWidget(part)
        self.take.clicked.connect(self._take)
        self.words.entered.connect(self._take)
        self.leave.clicked.connect(self.left)
        self._shown: tuple[str, ...] = ()
        self._parts: list[Words] = []
        self.hide()

    def show_pack(self, found: NewerPack | None, problem: str, *, working: bool) -> None:
        """Show a pack with what was wrong with taking it in; None takes the card away and forgets the words."""
        self.setVisible(found is not None)
        if found is None:
            self.words.put("")
            return
        self.heading.say(say("packs.title", version=found.version))
        self.lead.say(say("packs.lead", present=found.present))
        self._list(found.changes)
        self.revoked.tell("warning", say("packs.revoked", day=found.revoked) if found.revoked else "")
        self.new_key.tell("warning", say("packs.new_key") if found.new_key else "")
        self.words.setVisible(found.new_key)
        self.trouble.tell("warning", problem)
        self.take.rename(say("packs.taking" if working else "packs.take", version=found.version))
        for button in (self.take, self.leave):
            button.setEnabled(not working)

    def _list(self, changes: Sequence[str]) -> None:
        if tuple(changes) == self._shown:
            return
        self._shown = tuple(changes)
        for part in self._parts:
            self._lines.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = [Words(f"• {sentence}", "body", self) for sentence in changes]
        for part in self._parts:
            self._lines.addWidget(part)
            part.show()

    def _take(self) -> None:
        if self.take.isEnabled():
            self.taken.emit(self.words.text())
