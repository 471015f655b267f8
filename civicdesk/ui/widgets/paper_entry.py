"""The one line into which a paper form is typed: digits go at once, Enter goes on, Alt keys say why there is no answer."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from civicdesk.i18n import say
from civicdesk.records.answers import Missing
from civicdesk.records.keying import KeyingItem
from civicdesk.ui.widgets.paper_keys import at_once, fits

SPECIAL = {Qt.Key.Key_D: Missing.DONT_KNOW, Qt.Key.Key_R: Missing.RATHER_NOT_SAY, Qt.Key.Key_S: Missing.SKIPPED}


class Entry(QLineEdit):
    """Takes the answer of one item after the other."""

    answered = Signal(str)
    """A value, ready to be kept."""
    entered = Signal(str)
    """Enter was pressed with this text, which may be empty."""
    gave_none = Signal(object)
    """A `Missing` instead of an answer."""
    kept_out = Signal()
    went_back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("entry")
        self.setAccessibleName(say("keying_page.entry"))
        self._item: KeyingItem | None = None
        self.textEdited.connect(self._consider)
        self.returnPressed.connect(self._enter)

    def offer(self, item: KeyingItem | None, *, busy: bool) -> None:
        """Take answers to an item from now on; keys that come while one is being kept are dropped."""
        if item != self._item:
            self._item = item
            self.clear()
        self.setReadOnly(busy or item is None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys with Alt; a digit that begins no key of this question is dropped."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if self.isReadOnly() or event.isAutoRepeat():
            event.accept()
        elif alt and event.key() in SPECIAL:
            self.gave_none.emit(SPECIAL[Qt.Key(event.key())])
        elif alt and event.key() == Qt.Key.Key_K:
            self.kept_out.emit()
        elif alt and event.key() == Qt.Key.Key_Left:
            self.went_back.emit()
        elif self._item is not None and event.text().isalnum() and not alt and not fits(self._item, self.text() + event.text()):
            event.accept()
        else:
            super().keyPressEvent(event)

    def _consider(self, text: str) -> None:
        value = at_once(self._item, text) if self._item is not None else None
        if value is not None:
            self.answered.emit(value)

    def _enter(self) -> None:
        if not self.isReadOnly():
            self.entered.emit(self.text())
