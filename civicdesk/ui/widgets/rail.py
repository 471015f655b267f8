"""The rail: the places of the program, icon and word, and at its foot whether all is saved, who works, and the lock."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.labels import Words, rule
from civicdesk.ui.widgets.saved import SaveState

WIDTH, NARROW_WIDTH = 232, 188


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One place on the rail: the word of its screen, its label, its icon."""

    word: str
    label: str
    icon: str


class RailButton(QPushButton):
    """One place: lit when it is where one is."""

    picked = Signal(str)

    def __init__(self, destination: Destination, key: str) -> None:
        super().__init__()
        self.destination = destination
        self.setCheckable(True)
        self.setAutoExclusive(False)
        self.setAccessibleName(destination.label)
        self.setAccessibleDescription(key)
        self.setToolTip(key)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.current().px(theme.CONTROL))
        self.clicked.connect(self._pick)

    def changeEvent(self, event: QEvent) -> None:
        """Follow another text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setFixedHeight(theme.current().px(theme.CONTROL))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw icon and word; the lit one is filled and has a bar at its start edge."""
        look, lit = theme.current(), self.isChecked()
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        painter.setPen(Qt.PenStyle.NoPen)
        if lit or self.underMouse():
            painter.setBrush(look.colour("selected"))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)
        if lit:
            painter.setBrush(look.colour("primary"))
            painter.drawRoundedRect(QRectF(self.width() - 3 if mirrored else 0, 8, 3, self.height() - 16), 1.5, 1.5)
        side, gap = look.px(20), 14
        left = self.width() - gap - side if mirrored else gap
        painter.drawPixmap(left, (self.height() - side) // 2, theme.pixmap(self.destination.icon, "primary" if lit else "muted"))
        painter.setFont(theme.sized("body", 600 if lit else 400))
        painter.setPen(look.colour("primary" if lit else "text"))
        room = gap + side + 12
        words = self.rect().adjusted(8 if mirrored else room, 0, -room if mirrored else -8, 0)
        edge = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, edge | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, self.destination.label)

    def _pick(self) -> None:
        self.picked.emit(self.destination.word)


class Rail(QFrame):
    """The rail of the window."""

    picked = Signal(str)
    lock_asked = Signal()

    def __init__(self, destinations: Sequence[Destination]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName(say("window.rail"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(12, 20, 12, 16)
        whole.setSpacing(4)
        inside = QWidget()
        inside.setObjectName("railInside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        scroll = QScrollArea()
        scroll.setObjectName("railScroll")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        whole.addWidget(scroll, 1)
        self._title = Words(say("window.title"), "lead", self)
        self._title.setContentsMargins(14, 0, 0, 12)
        column.addWidget(self._title)
        self.buttons: dict[str, RailButton] = {}
        for number, destination in enumerate(destinations, start=1):
            button = RailButton(destination, f"Alt+{number}")
            button.picked.connect(self.picked)
            self.buttons[destination.word] = button
            column.addWidget(button)
        column.addStretch(1)
        self.saved = SaveState()
        self.who = Words("", "caption", self)
        self.lock = Button(say("window.lock"), "secondary", icon="lock")
        self.lock.setToolTip("Ctrl+L")
        self.lock.clicked.connect(self.lock_asked)
        whole.addWidget(rule())
        whole.addSpacing(8)
        whole.addWidget(self.saved)
        whole.addWidget(self.who)
        whole.addSpacing(8)
        whole.addWidget(self.lock)

    def light(self, word: str) -> None:
        """Light the place where one is, and no other."""
        for name, button in self.buttons.items():
            button.setChecked(name == word)

    def fit(self, window_width: int) -> None:
        """Take less room in a narrow window; the words stay."""
        scale = theme.current().text_scale / 100
        least = NARROW_WIDTH if window_width < 1100 else WIDTH
        self.setFixedWidth(round(least * (1 + (scale - 1) * 0.6)))
        self.setProperty("mirrored", self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        self.style().unpolish(self)
        self.style().polish(self)
