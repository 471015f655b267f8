"""Small choices that stand side by side: the marks of a table or an agreement scale, and the stars of a rating."""

import math

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF

from civicdesk.ui import theme
from civicdesk.ui.widgets.options import CardCheck, CardFace, CardRadio, NumberRadio, indicator

MARK, TOUCH = 24, 44
POINTS = 5
INNER = 0.45
"""Share of a star's radius at which its inner corners lie."""


class AgreeFace(CardFace):
    """A step of an agreement scale: its words under the mark where the steps stand side by side, an ordinary card where they do not."""

    def heightForWidth(self, width: int) -> int:
        """Return the height that mark and words need."""
        if _wide(width):
            return super().heightForWidth(width)
        words = QFontMetrics(theme.sized("caption", 600)).boundingRect(
            QRect(0, 0, max(20, width - 8), 10_000), Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter, self.label
        )
        return max(theme.OPTION, _mark_height(self.number) + words.height() + 10)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: the longest word is never cut."""
        return QSize(least_width((self.label,)), theme.OPTION)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draw a card, or the mark with its words below."""
        if _wide(self.width()):
            super().paintEvent(event)
            return
        look, top = theme.current(), _mark_height(self.number)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, self, QRect(0, 0, self.width(), top))
        painter.setFont(theme.sized("caption", 600 if self.isChecked() else 400))
        painter.setPen(look.colour("text"))
        flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(self.rect().adjusted(4, top + 2, -4, 0), flags, self.label)


class MarkFace(AgreeFace):
    """A bare mark in a cell of a table: the words stand in the head of the table; an ordinary card where the cells do not fit."""

    def heightForWidth(self, width: int) -> int:
        """Return the height of a cell that a finger can hit."""
        return super().heightForWidth(width) if _wide(width) else max(TOUCH, _mark_height(self.number))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(TOUCH, TOUCH)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draw a card, or the mark and the digit that picks it."""
        if _wide(self.width()):
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, self, self.rect())


class AgreeRadio(AgreeFace, CardRadio):
    """One step of an agreement scale."""


class MarkRadio(MarkFace, CardRadio):
    """A mark in a table, one of each row."""


class MarkCheck(MarkFace, CardCheck):
    """A mark in a table, any number of each row."""


class StarRadio(NumberRadio):
    """One star of a rating: stars up to the chosen one are filled."""

    lit = False
    """It stands before the chosen star, or is the chosen one."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the star with its number below."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height()) - look.px(20)
        middle = QPointF(self.width() / 2, 4 + side / 2)
        painter.setPen(QPen(look.colour("primary" if self.lit or self.underMouse() else "border"), 2))
        painter.setBrush(look.colour("primary" if self.lit else "surface"))
        painter.drawPolygon(_star(middle, side / 2))
        painter.setFont(theme.sized("caption", 700 if self.isChecked() else 400))
        painter.setPen(look.colour("text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, self.label)


def paint_mark(painter: QPainter, button: CardFace, area: QRect) -> None:
    """Paint a mark in the middle of an area, the digit that picks it below; a chosen mark has a frame of its own."""
    look, number = theme.current(), button.number
    side = look.px(MARK)
    digits = look.px(18) if number else 0
    top = area.top() + max(2, (area.height() - side - digits) // 2)
    mark = QRectF(area.center().x() - side / 2 + 0.5, top, side, side)
    if button.isChecked() or button.underMouse():
        painter.setPen(QPen(look.colour("primary"), 1))
        painter.setBrush(look.colour("selected" if button.isChecked() else "surface"))
        painter.drawRoundedRect(QRectF(area).adjusted(1.5, 1.5, -1.5, -1.5), 8, 8)
    indicator(painter, mark, chosen=button.isChecked(), round_mark=button.round_mark)
    if number:
        painter.setFont(theme.sized("caption"))
        painter.setPen(look.colour("muted"))
        below = QRect(area.left(), round(mark.bottom()) + 1, area.width(), digits)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, number)


def _wide(width: int) -> bool:
    return width > theme.current().px(240)


def least_width(labels: tuple[str, ...]) -> int:
    """Return the width of the longest word of some labels, at least what a finger can hit."""
    metrics = QFontMetrics(theme.sized("caption", 600))
    return max([TOUCH, *(metrics.horizontalAdvance(word) + 12 for label in labels for word in label.split())])


def _mark_height(number: str) -> int:
    look = theme.current()
    return look.px(MARK) + 10 + (look.px(18) if number else 0)


def _star(middle: QPointF, radius: float) -> QPolygonF:
    corners = []
    for at in range(2 * POINTS):
        length = radius if at % 2 == 0 else radius * INNER
        turn = math.pi * at / POINTS
        corners.append(QPointF(middle.x() + length * math.sin(turn), middle.y() - length * math.cos(turn)))
    return QPolygonF(corners)
