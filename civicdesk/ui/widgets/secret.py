"""A field for a passphrase: show or hide it, paste allowed, Caps Lock noticed."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.labels import Words, field_label


class SecretField(QWidget):
    """A labelled passphrase field. What is typed is never in an accessible name, a title or the clipboard."""

    entered = Signal()
    """Enter was pressed."""

    def __init__(self, label: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._label = field_label(label, self.line)
        column.addWidget(self._label)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        self.peek = Button(say("widget.secret.show"), "secondary", icon="eye")
        self.peek.clicked.connect(self._turn)
        row.addWidget(self.peek)
        column.addLayout(row)
        self.hint = Words("", "hint", self)
        column.addWidget(self.hint)
        self.line.returnPressed.connect(self.entered)
        self.line.installEventFilter(self)

    def rename(self, label: str) -> None:
        """Ask for another secret: a new passphrase instead of the old one."""
        self._label.say(label)
        self.line.setAccessibleName(label)

    def text(self) -> str:
        """Return what is typed."""
        return self.line.text()

    def put(self, text: str) -> None:
        """Set what is typed."""
        self.line.setText(text)

    def empty(self) -> None:
        """Forget what is typed, and hide again."""
        self.line.clear()
        self._echo(shown=False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice Caps Lock by a letter that comes out the other way round."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._notice_caps(event)
        return super().eventFilter(watched, event)

    def _notice_caps(self, event: QKeyEvent) -> None:
        text, held = event.text(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if len(text) == 1 and text.lower() != text.upper():
            self.hint.say(say("widget.secret.caps") if text.isupper() != held else "")

    def _turn(self) -> None:
        self._echo(shown=self.line.echoMode() == QLineEdit.EchoMode.Password)

    def _echo(self, *, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.peek.rename(say("widget.secret.hide" if shown else "widget.secret.show"))
        self.peek.show_icon("eye-off" if shown else "eye")
