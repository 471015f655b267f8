"""A line with dates: one scale of one person over time, painted from the same shares as on paper. A table beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from civicdesk.ui import theme

HEIGHT, DOT, STROKE = 190, 6, 3
AIR = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One time: where it stands, whether the line goes on to it, and its date in short."""

    along: float
    share: float
    joined: bool
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A band of the scale: where it begins, and its name."""

    start: float
    label: str


class CourseLine(QWidget):
    """Bands as stretches with their names, dots at their days, a line between those that can be compared."""

    def __init__(self) -> None:
        super().__init__()
        self._dots: tuple[Dot, ...] = ()
        self._bands: tuple[Stretch, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_line(self, dots: Sequence[Dot], bands: Sequence[Stretch], sentence: str) -> None:
        """Show a line; the sentence is what a screen reader says in its place."""
        self._dots, self._bands = tuple(dots), tuple(bands)
        self.setAccessibleName(sentence)
        self.setVisible(bool(dots))
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the drawing and a line of dates."""
        return QSize(theme.current().px(480), theme.current().px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(theme.current().px(240), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bands, line, dots and dates."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setFont(theme.sized("caption"))
        line = QFontMetrics(painter.font()).height()
        area = QRectF(self._names_width(painter), AIR, 0, self.height() - line - 3 * AIR)
        area.setWidth(self.width() - area.left() - 2 * AIR)
        self._draw_bands(painter, area)
        self._draw_line(painter, area)
        self._draw_dates(painter, area, line)

    def _names_width(self, painter: QPainter) -> float:
        widest = max((painter.fontMetrics().horizontalAdvance(each.label) for each in self._bands), default=0)
        return min(widest, self.width() // 3) + 2 * AIR

    def _draw_bands(self, painter: QPainter, area: QRectF) -> None:
        look = theme.current()
        ends = [*(each.start for each in self._bands[1:]), 1.0]
        for each, end in zip(self._bands or (Stretch(start=0.0, label=""),), ends, strict=True):
            stretch = self._turned(
                QRectF(area.left(), area.bottom() - end * area.height(), area.width(), (end - each.start) * area.height())
            )
            painter.setPen(QPen(look.colour("border"), 1))
            painter.setBrush(look.colour("chart_track"))
            painter.drawRect(stretch)
            painter.setPen(look.colour("text"))
            name = self._turned(QRectF(0, stretch.top(), area.left() - AIR, stretch.height()))
            painter.drawText(name, int(self._end() | Qt.AlignmentFlag.AlignVCenter), each.label)

    def _draw_line(self, painter: QPainter, area: QRectF) -> None:
        look = theme.current()
        pen = QPen(look.colour("chart"), look.px(STROKE))
        places = [self._place(each, area) for each in self._dots]
        painter.setPen(pen)
        for each, before, here in zip(self._dots[1:], places, places[1:], strict=False):
            if each.joined:
                painter.drawLine(before, here)
        painter.setPen(QPen(look.colour("surface"), 2))
        painter.setBrush(look.colour("chart"))
        for here in places:
            painter.drawEllipse(here, look.px(DOT), look.px(DOT))

    def _draw_dates(self, painter: QPainter, area: QRectF, line: int) -> None:
        """Draw the dates that have room, the first and the last before those between."""
        painter.setPen(theme.current().colour("text"))
        taken: list[QRectF] = []
        order = sorted(range(len(self._dots)), key=lambda at: (at not in {0, len(self._dots) - 1}, at))
        for at in order:
            width = painter.fontMetrics().horizontalAdvance(self._dots[at].date) + AIR
            middle = self._place(self._dots[at], area).x()
            left = min(max(middle - width / 2, 0.0), self.width() - width)
            where = QRectF(left, self.height() - line - AIR / 2, width, line)
            if not any(where.intersects(other) for other in taken):
                painter.drawText(where, int(Qt.AlignmentFlag.AlignCenter), self._dots[at].date)
                taken.append(where)

    def _place(self, dot: Dot, area: QRectF) -> QPointF:
        inner = area.adjusted(2 * AIR, 0, -2 * AIR, 0)
        x = inner.left() + dot.along * inner.width()
        return QPointF(self.width() - x if self._mirrored() else x, area.bottom() - dot.share * area.height())

    def _turned(self, rect: QRectF) -> QRectF:
        if not self._mirrored():
            return rect
        return QRectF(self.width() - rect.right(), rect.top(), rect.width(), rect.height())

    def _end(self) -> Qt.AlignmentFlag:
        edge = Qt.AlignmentFlag.AlignLeft if self._mirrored() else Qt.AlignmentFlag.AlignRight
        return edge | Qt.AlignmentFlag.AlignAbsolute

    def _mirrored(self) -> bool:
        return self.layoutDirection() == Qt.LayoutDirection.RightToLeft
