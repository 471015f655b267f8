"""A place to sign or to draw on with a mouse, a finger or a pen: dark ink on white in every theme, made into a picture in memory."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from civicdesk.ui import theme

WIDTH, HEIGHT, TALL = 600, 160, 240
"""Pixels at 100 %; a place to draw on is taller than one to sign on."""
PICTURE: Final = 1200
"""Pixels of the picture's width."""
INK, PAPER, LINE = QColor("#101418"), QColor("#FFFFFF"), QColor("#7B8A83")
PEN: Final = 2.6
"""Width of the ink, in pixels at 100 %."""
EDGE: Final = 0.06
"""How far from its edges the line to sign on begins, of the width."""
MOST_POINTS: Final = 20_000
Point = tuple[float, float]
"""Across and down, each from 0 to 1, so that a pad of another size shows the same."""


class SignaturePad(QWidget):
    """Strokes as they are drawn. It reports that something changed, and gives the picture when it is asked for."""

    drawn = Signal()

    def __init__(self, name: str, *, tall: bool = False) -> None:
        super().__init__()
        self._tall = tall
        self._strokes: list[list[Point]] = []
        self._drawing = False
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(theme.current().px(WIDTH))

    @property
    def empty(self) -> bool:
        """Tell whether nothing was drawn."""
        return not self._strokes

    def undo(self) -> None:
        """Take the last stroke back, also one that is still being drawn."""
        self._drawing = False
        if self._strokes:
            self._strokes.pop()
            self._changed()

    def clear(self) -> None:
        """Begin anew; a stroke that is still being drawn goes too."""
        self._drawing = False
        self._strokes = []
        self._changed()

    def picture(self) -> QImage:
        """Return what was drawn, dark on white, without the line."""
        made = blank(PICTURE, max(1, round(PICTURE * self.height() / max(1, self.width()))))
        painter = QPainter(made)
        self._ink(painter, QRectF(made.rect()), PEN * PICTURE / WIDTH)
        painter.end()
        return made

    def sizeHint(self) -> QSize:
        """Return a good size."""
        look = theme.current()
        return QSize(look.px(WIDTH), look.px(TALL if self._tall else HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(240, self.sizeHint().height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen down; a finger and a pen come as a mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._drawing = True
            self._strokes.append([self._place(event.position())])
            self._changed()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw."""
        if self._drawing and sum(map(len, self._strokes)) < MOST_POINTS:
            self._strokes[-1].append(self._place(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._drawing = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the paper, the line to sign on, and the ink."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.current().colour("border"), 1))
        painter.setBrush(PAPER)
        painter.drawRoundedRect(area, 8, 8)
        if not self._tall:
            painter.setPen(QPen(LINE, 1))
            left, down = area.width() * EDGE, area.height() * 0.78
            painter.drawLine(QPointF(left, down), QPointF(area.width() - left, down))
        self._ink(painter, QRectF(self.rect()), theme.current().px(PEN * 10) / 10)

    def _ink(self, painter: QPainter, area: QRectF, width: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(INK, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            points = [QPointF(across * area.width(), down * area.height()) for across, down in stroke]
            path = QPainterPath(points[0])
            for point in points[1:] or points:
                path.lineTo(point)
            painter.drawPoint(points[0])
            painter.drawPath(path)

    def _place(self, where: QPointF) -> Point:
        return (
            min(1.0, max(0.0, where.x() / max(1, self.width()))),
            min(1.0, max(0.0, where.y() / max(1, self.height()))),
        )

    def _changed(self) -> None:
        self.update()
        self.drawn.emit()


def typed_picture(words: str, note: str) -> QImage:
    """Return typed words as the picture of a signature, with a note that they were typed."""
    made = blank(PICTURE, round(PICTURE * HEIGHT / WIDTH))
    painter = QPainter(made)
    painter.setPen(INK)
    for text, size, area in ((words, 88, QRectF(40, 40, PICTURE - 80, 200)), (note, 34, QRectF(40, 260, PICTURE - 80, 60))):
        painter.setFont(_fitting(text, size, area.width()))
        painter.drawText(area, Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter, text)
    painter.end()
    return made


def _fitting(text: str, size: int, width: float) -> QFont:
    """Return the font in which a text is as wide as its place at most."""
    font = QFont(theme.sized("body"))
    font.setPixelSize(size)
    wide = QFontMetricsF(font).horizontalAdvance(text)
    font.setPixelSize(max(12, int(size * min(1.0, width / max(1.0, wide)))))
    return font


def blank(width: int, height: int) -> QImage:
    """Return white paper."""
    made = QImage(width, height, QImage.Format.Format_Grayscale8)
    made.fill(PAPER)
    return made
