"""A worker's note on a question: it stays on the laptop, is in no bundle and on no sheet."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout

from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.widgets.labels import Words, field_label

IDLE_MS = 1500


class WorkerNote(QFrame):
    """A card with one field; what is written is reported when the hand rests and when the field is left."""

    noted = Signal(str, str)
    """Reference of the question, and the words."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 16)
        column.setSpacing(6)
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setFixedHeight(theme.current().px(76))
        column.addWidget(field_label(say("interview_page.note.label"), self.box))
        column.addWidget(Words(say("interview_page.note.hint"), "hint", self))
        column.addWidget(self.box)
        self._ref, self._told = "", ""
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.take)
        self.box.textChanged.connect(self._idle.start)
        self.box.installEventFilter(self)
        self.hide()

    def show_note(self, ref: str, words: str) -> None:
        """Show the note on a question, unless it is being written; without a reference the card is gone."""
        if ref != self._ref:
            self.take()
        if ref != self._ref or (self._told != words and not self.box.hasFocus()):
            self._ref, self._told = ref, words
            self.box.setPlainText(words)
            self._idle.stop()
        self.setVisible(bool(ref))

    def take(self) -> None:
        """Report what is written, once for each change."""
        self._idle.stop()
        words = self.box.toPlainText().strip()
        if self._ref and words != self._told:
            self._told = words
            self.noted.emit(self._ref, words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Report when the field is left; Esc and F2 lead back to the question."""
        if event.type() == QEvent.Type.FocusOut:
            self.take()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return True
        return super().eventFilter(watched, event)
