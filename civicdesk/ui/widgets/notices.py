"""Panels that tell something: what happened, what was kept, what to do next."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.labels import Words, show_if

ICONS = {"info": "info", "success": "check", "warning": "triangle-alert", "error": "octagon-alert"}


class Picture(QLabel):
    """An icon that follows the theme; it says nothing by itself, words stand beside it."""

    def __init__(self, name: str, colour: str = "text", size: int = 20) -> None:
        super().__init__()
        self._name, self._colour, self._size = name, colour, size
        self._draw()

    def show_icon(self, name: str, colour: str) -> None:
        """Show another icon."""
        self._name, self._colour = name, colour
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Draw again when the look changes."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.LayoutDirectionChange}:
            self._draw()

    def _draw(self) -> None:
        side = theme.current().px(self._size)
        self.setFixedSize(side, side)
        self.setPixmap(theme.pixmap(self._name, self._colour, self._size))


class Notice(QFrame):
    """A quiet panel with an icon, words, and at most one action. Kinds: info, success, warning, error."""

    acted = Signal()

    def __init__(self, kind: str = "info", text: str = "", *, title: str = "", action: str = "") -> None:
        super().__init__()
        self._kind = kind
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 14, 16, 14)
        row.setSpacing(12)
        self._picture = Picture(ICONS[kind], kind)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(4)
        self._title = Words(title, "fieldLabel", self)
        self._text = Words(text, "body", self)
        words.addWidget(self._title)
        words.addWidget(self._text)
        row.addLayout(words, 1)
        self.action = Button(action, "secondary", parent=self)
        show_if(self.action, wanted=bool(action))
        self.action.clicked.connect(self._act)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignTop)
        self.tell(kind, text, title=title)

    def tell(self, kind: str, text: str, *, title: str = "", action: str = "", icon: str = "") -> None:
        """Show other words, with the picture of their kind or one of their own; without words the panel is gone."""
        self._kind = kind
        self._picture.show_icon(icon or ICONS[kind], kind)
        self._title.say(title)
        self._text.say(text)
        if action:
            self.action.rename(action)
            self.action.show()
        show_if(self, wanted=bool(text or title))
        self.setAccessibleName(f"{title} {text}".strip())
        self.update()

    def words(self) -> str:
        """Return what the panel tells."""
        return self._text.text()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card and the bar in the colour of its kind at the start edge."""
        paint_panel(self, self._kind)

    def _act(self) -> None:
        self.acted.emit()


class ErrorSummary(QFrame):
    """What stands in the way, on top of the page: each line leads to its field."""

    asked = Signal(str)
    """The reference of the line that was followed."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Picture("octagon-alert", "error"))
        self._title = Words(say("widget.problem.title"), "subheading", self)
        row.addWidget(self._title, 1)
        self._column.addLayout(row)
        self._lines: list[_Line] = []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(say("widget.problem.title"))
        self.hide()

    def tell(self, problems: Sequence[tuple[str, str]]) -> None:
        """Show (reference, words) of what is to be mended, with the focus on the panel; an empty list takes it away."""
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [_Line(reference, text) for reference, text in problems]
        for line in self._lines:
            line.followed.connect(self.asked)
            self._column.addWidget(line)
        self.setVisible(bool(self._lines))
        if self._lines:
            announce(self, say("widget.problem.title"), assertive=True)
            self._lines[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def references(self) -> tuple[str, ...]:
        """Return the references of the lines shown."""
        return tuple(line.reference for line in self._lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card with a border in the colour of a problem."""
        paint_panel(self, "error", whole=True)


class _Line(Button):
    """One line of a summary: a link whose words go on in the next line."""

    followed = Signal(str)

    def __init__(self, reference: str, text: str) -> None:
        super().__init__(text, "link")
        self.reference = reference
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.clicked.connect(self._follow)

    def hasHeightForWidth(self) -> bool:
        """Say that wrapped words need more height on less width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the words need."""
        metrics = QFontMetrics(theme.sized("body", 600))
        needed = metrics.boundingRect(QRect(0, 0, max(60, width - 8), 10_000), Qt.TextFlag.TextWordWrap, self.accessibleName()).height()
        return max(theme.current().px(theme.TARGET), needed + 8)

    def sizeHint(self) -> QSize:
        """Return a good size."""
        width = theme.current().px(400)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(theme.current().px(120), theme.current().px(theme.TARGET))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words as a link."""
        look, mirrored = theme.current(), self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        font = theme.sized("body", 600)
        font.setUnderline(self.underMouse() or self.hasFocus())
        painter.setFont(font)
        painter.setPen(look.colour("primary"))
        edge = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        flags = Qt.TextFlag.TextWordWrap | edge | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self.rect().adjusted(4, 0, -4, 0), flags, self.accessibleName())

    def _follow(self) -> None:
        self.followed.emit(self.reference)


def paint_panel(widget: QWidget, colour: str, *, whole: bool = False) -> None:
    """Paint a card with a bar in a colour at its start edge, or with a border in that colour."""
    look = theme.current()
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setBrush(look.colour("surface"))
    painter.setPen(QPen(look.colour(colour if whole else "hairline"), 2 if whole else 1))
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1) if whole else area, 8, 8)
    if whole:
        return
    mirrored = widget.layoutDirection() == Qt.LayoutDirection.RightToLeft
    bar = QRectF(area.right() - 3.5 if mirrored else area.left(), area.top() + 4, 4, area.height() - 8)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour(colour))
    painter.drawRoundedRect(bar, 2, 2)
