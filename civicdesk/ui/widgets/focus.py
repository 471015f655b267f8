"""The focus ring: drawn on the page around the focused control, never on it, so that it is seen on every colour."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from shiboken6 import isValid

from civicdesk.ui import theme

OFFSET, WIDTH = 2, 3
SEEN = 3.0
_MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


class FocusRing(QWidget):
    """One ring for one window: 3 px dark outside, 2 px yellow inside (on a dark page the other way round), 2 px away from the control."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._home = window
        self._around: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._move_focus)

    def come_home(self) -> None:
        """Leave the page that the ring lies on: before that page is deleted with all that lies on it."""
        self._unwatch()
        self._around = None
        self.hide()
        if self.parentWidget() is not self._home:
            self.setParent(self._home)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the control when it, or something that holds it, moves."""
        if event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the two lines."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outer, inner = ring_colours(look)
        painter.setPen(QPen(look.colour(outer), WIDTH))
        edge = QRectF(self.rect())
        painter.drawRoundedRect(edge.adjusted(1.5, 1.5, -1.5, -1.5), 10, 10)
        painter.setPen(QPen(look.colour(inner), 2))
        painter.drawRoundedRect(edge.adjusted(4, 4, -4, -4), 8, 8)

    def _move_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not isValid(self) or not isValid(self._home):
            return  # the window is being taken down, and its last control has just given up the focus
        self._unwatch()
        inside = isinstance(new, QWidget) and self._home.isAncestorOf(new) and not isinstance(new, QLabel)
        self._around = new if inside else None
        if self._around is None:
            self.come_home()
            return
        holder = self._holder(self._around)
        if self.parentWidget() is not holder:
            self.setParent(holder)
        self._watch(self._around, holder)
        self._place()
        _scroll_to(self._around, holder)

    def _holder(self, control: QWidget) -> QWidget:
        """Return the inside of the scroll area around a control, so that the ring scrolls and is cut with it; else the window."""
        above = control.parentWidget()
        while above is not None and above is not self._home:
            outer = above.parentWidget()
            scroll = outer.parentWidget() if outer is not None else None
            if isinstance(scroll, QScrollArea) and scroll.widget() is above:
                return above
            above = outer
        return self._home

    def _watch(self, control: QWidget, holder: QWidget) -> None:
        step: QWidget | None = control
        while step is not None and step is not holder:
            step.installEventFilter(self)
            self._watched.append(step)
            step = step.parentWidget()

    def _unwatch(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []

    def _place(self) -> None:
        around, holder = self._around, self.parentWidget()
        if around is None or holder is None or not isValid(around) or not around.isVisible():
            self.hide()
            return
        room = OFFSET + WIDTH + 1
        area = QRect(around.mapTo(holder, QPoint(0, 0)), around.size())
        self.setGeometry(area.adjusted(-room, -room, room, room))
        self.raise_()
        self.show()


def ring_colours(look: theme.Theme) -> tuple[str, str]:
    """Return the tokens of the outer and the inner line: outside is the one that is seen on the page."""
    dark_page = theme.contrast(look.tokens["focus_outer"], look.tokens["bg"]) < SEEN
    return ("focus_inner", "focus_outer") if dark_page else ("focus_outer", "focus_inner")


def _scroll_to(control: QWidget, holder: QWidget) -> None:
    """Scroll until the control and its ring are seen: nothing that has the focus hides behind a pinned bar."""
    port = holder.parentWidget()
    scroll = port.parentWidget() if port is not None else None
    if isinstance(scroll, QScrollArea):
        scroll.ensureWidgetVisible(control, 12, 16)
