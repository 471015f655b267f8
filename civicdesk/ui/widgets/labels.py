"""Words on a page: headings, paragraphs, labels with their buddies."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from civicdesk.ui.widgets.marked import runs_from_right


class Words(QLabel):
    """Wrapped words in one of the theme's kinds: heading, subheading, lead, question, fieldLabel, hint, caption, problem, mono, or body."""

    def __init__(self, text: str = "", kind: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(kind)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._at_end = False
        self._align()
        self.say(text)

    def say(self, text: str) -> None:
        """Show other words; a label without words takes no room. Scripts read from the right have no half-bold letters: theirs are bold."""
        self.setText(text)
        heavy = runs_from_right(text)
        if heavy is not bool(self.property("heavy")):
            self.setProperty("heavy", heavy)
            self.style().unpolish(self)
            self.style().polish(self)
        show_if(self, wanted=bool(text))

    def minimumSizeHint(self) -> QSize:
        """Ask for one line at least; the layout asks for the height that the width needs."""
        hint = super().minimumSizeHint()
        return QSize(hint.width(), min(hint.height(), self.fontMetrics().height())) if self.wordWrap() else hint

    def align_end(self) -> None:
        """Set the words at the end edge."""
        self._at_end = True
        self._align()

    def changeEvent(self, event: QEvent) -> None:
        """Start at the other edge when the language turns round, whatever the language of the words."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        edge = Qt.AlignmentFlag.AlignRight if mirrored is not self._at_end else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(edge | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)


def show_if(widget: QWidget, *, wanted: bool) -> None:
    """Show or hide a widget; one that has no parent yet is never shown, since it would open a window of its own."""
    if not wanted:
        widget.hide()
    elif widget.parentWidget() is not None:
        widget.show()


class Heading(Words):
    """The heading of a page: takes the focus when the page appears, so that a screen reader starts here; no tab stop."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, "heading", parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)


def field_label(text: str, buddy: QWidget) -> Words:
    """Make the label of a field: it names the field for screen readers."""
    label = Words(text, "fieldLabel")
    label.setBuddy(buddy)
    buddy.setAccessibleName(text)
    return label


def rule() -> QFrame:
    """Make a hairline across the page."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def spoken_name(widget: QWidget) -> str:
    """Return the name that a screen reader is told, empty if there is none."""
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name) if face is not None else ""
