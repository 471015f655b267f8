"""Choices as large cards: real radio buttons and check boxes that are painted by ourselves."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QStyle

from civicdesk.ui import theme

if TYPE_CHECKING:
    Button = QAbstractButton
else:
    Button = object  # a class of Qt cannot be mixed into another one

PAD, INDICATOR, GAP, BAR = 16, 22, 14, 3
PICTURE = 160
"""Height of a picture on a choice, in pixels at 100 %."""


class CardFace(Button):
    """What a choice looks like as a card, whether one or several may be chosen: mixed into Qt's own buttons, whose role it keeps."""

    round_mark = True
    plain = False
    """Shows no mark before its words; frame, bar and check mark say that it is chosen."""
    value: str
    label: str
    number: str
    picture: QImage

    def become(self, value: str, label: str, number: str) -> None:
        """Stand for a choice."""
        self.value, self.label, self.number = value, label, number
        self.picture = QImage()
        self._asked: tuple[tuple[int, bool, theme.Theme], int] | None = None
        self.setAccessibleName(label)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_picture(self, picture: QImage) -> None:
        """Show a picture above the words; a null one is none."""
        self.picture, self._asked = picture, None
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        """Say that wrapped words need more height on less width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the words need; a layout asks for it many times before anything changes."""
        now = (width, self.isChecked(), theme.current())
        if self._asked is None or self._asked[0] != now:
            self._asked = now, _card_height(self, width) + _picture_height(self.picture, width)
        return self._asked[1]

    def sizeHint(self) -> QSize:
        """Return a good size: as wide as the words, up to a line."""
        return _with_picture(_card_hint(self), self.picture)

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(theme.current().px(160), theme.OPTION)

    def hitButton(self, _where: QPoint, /) -> bool:
        """Take a click anywhere on the card."""
        return True

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draw the card."""
        paint_card(self)


class CardRadio(CardFace, QRadioButton):
    """One choice of several, as a card. `number` is the digit that picks it, shown at the end; empty if none does."""

    def __init__(self, value: str, label: str, number: str = "") -> None:
        super().__init__(label.replace("&", "&&"))
        self.become(value, label, number)


class CardCheck(CardFace, QCheckBox):
    """One choice that may be taken with others, as a card."""

    round_mark = False

    def __init__(self, value: str, label: str, number: str = "") -> None:
        super().__init__(label.replace("&", "&&"))
        self.become(value, label, number)


class NumberRadio(QRadioButton):
    """One step of a scale as a numbered box."""

    bare = False
    """Shows its number only when it is chosen."""

    def __init__(self, value: str, label: str) -> None:
        super().__init__(label)
        self.value, self.label, self.number = value, label, label
        self.setAccessibleName(label)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size of a box."""
        look = theme.current()
        return QSize(max(36, QFontMetrics(theme.sized("lead", 600)).horizontalAdvance(self.label) + 12), look.px(theme.OPTION))

    def minimumSizeHint(self) -> QSize:
        """Return the least size of a box."""
        return self.sizeHint()

    def hitButton(self, where: object) -> bool:
        """Take a click anywhere on the box."""
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box; the chosen one is filled, framed and carries a check mark."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box(painter, QRectF(self.rect()), chosen=self.isChecked(), over=self.underMouse())
        painter.setFont(theme.sized("lead", 700 if self.isChecked() else 400))
        painter.setPen(look.colour("text"))
        lift = look.px(6) if self.isChecked() else 0
        if self.isChecked() or not self.bare:
            painter.drawText(self.rect().adjusted(0, -lift, 0, -lift), Qt.AlignmentFlag.AlignCenter, self.label)
        if self.isChecked():
            side = look.px(14)
            tick(painter, QRectF((self.width() - side) / 2, self.height() - side - 6, side, side), look.colour("primary"))


def _end_width(number: str) -> int:
    look = theme.current()
    return look.px(20) + (QFontMetrics(theme.sized("caption")).horizontalAdvance(number) + 10 if number else 0)


def _start_width(card: CardFace) -> int:
    return PAD + (0 if card.plain else theme.current().px(INDICATOR) + GAP)


def _text_width(card: CardFace, width: int) -> int:
    return max(60, width - PAD - _start_width(card) - GAP - _end_width(card.number))


def _card_height(card: CardFace, width: int) -> int:
    metrics = QFontMetrics(theme.sized("body", 600 if card.isChecked() else 400))
    needed = metrics.boundingRect(QRect(0, 0, _text_width(card, width), 10_000), Qt.TextFlag.TextWordWrap, card.label).height()
    return max(theme.current().px(theme.OPTION - 8), theme.OPTION, needed + 2 * GAP)


def _card_hint(card: CardFace) -> QSize:
    metrics = QFontMetrics(theme.sized("body", 600))
    extra = PAD + _start_width(card) + GAP + _end_width(card.number)
    width = min(theme.current().px(560), metrics.horizontalAdvance(card.label) + extra + 8)
    return QSize(width, _card_height(card, width))


def _picture_size(picture: QImage, width: int) -> QSize:
    """Return the size of a picture on a choice of a width, in proportion; nothing for a null picture."""
    if picture.isNull():
        return QSize(0, 0)
    room = QSize(max(1, width - 2 * PAD), theme.current().px(PICTURE))
    return picture.size().scaled(room, Qt.AspectRatioMode.KeepAspectRatio)


def _picture_height(picture: QImage, width: int) -> int:
    return 0 if picture.isNull() else _picture_size(picture, width).height() + GAP


def _with_picture(hint: QSize, picture: QImage) -> QSize:
    if picture.isNull():
        return hint
    width = max(hint.width(), theme.current().px(PICTURE) + 2 * PAD)
    return QSize(width, hint.height() + _picture_height(picture, width))


def paint_card(button: CardFace) -> None:
    """Paint a choice: frame, bar at the start when chosen, mark, words, digit, and a check mark at the end when chosen."""
    look, chosen = theme.current(), button.isChecked()
    painter = QPainter(button)
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = button.rect()
    box(painter, QRectF(area), chosen=chosen, over=button.underMouse())
    side = look.px(INDICATOR)

    def mirrored(rect: QRect) -> QRect:
        return QStyle.visualRect(button.layoutDirection(), area, rect)

    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("primary"))
        painter.drawRoundedRect(QRectF(mirrored(QRect(1, 6, BAR, area.height() - 12))), 1.5, 1.5)
    below = _paint_picture(painter, button.picture, area)
    if not button.plain:
        mark = mirrored(QRect(PAD, below.top() + (below.height() - side) // 2, side, side))
        indicator(painter, QRectF(mark), chosen=chosen, round_mark=button.round_mark)
    painter.setFont(theme.sized("body", 600 if chosen else 400))
    painter.setPen(look.colour("text" if button.isEnabled() else "muted"))
    words = mirrored(QRect(_start_width(button), below.top(), _text_width(button, area.width()), below.height()))
    start = Qt.AlignmentFlag.AlignRight if button.layoutDirection() == Qt.LayoutDirection.RightToLeft else Qt.AlignmentFlag.AlignLeft
    painter.drawText(words, Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | start | Qt.AlignmentFlag.AlignAbsolute, button.label)
    room = _end_width(button.number)
    end = mirrored(QRect(area.width() - PAD - room, below.top(), room, below.height()))
    _end(painter, button, end, button.number)


def _paint_picture(painter: QPainter, picture: QImage, area: QRect) -> QRect:
    """Paint the picture of a choice at its top; return what is left for the words."""
    size = _picture_size(picture, area.width())
    if picture.isNull():
        return area
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRect(QPoint((area.width() - size.width()) // 2, GAP), size), picture)
    return area.adjusted(0, size.height() + GAP, 0, 0)


def _end(painter: QPainter, button: QAbstractButton, end: QRect, number: str) -> None:
    """Paint the digit of a choice, and the check mark of a chosen one, at the end edge."""
    look = theme.current()
    side = look.px(16)
    at_left = button.layoutDirection() == Qt.LayoutDirection.RightToLeft
    if number:
        painter.setFont(theme.sized("caption"))
        painter.setPen(look.colour("muted"))
        edge = Qt.AlignmentFlag.AlignLeft if at_left else Qt.AlignmentFlag.AlignRight
        painter.drawText(end, Qt.AlignmentFlag.AlignVCenter | edge | Qt.AlignmentFlag.AlignAbsolute, number)
    if button.isChecked():
        x = end.right() - side + 1 if at_left else end.left()
        tick(painter, QRectF(x, end.center().y() - side / 2, side, side), look.colour("primary"))


def box(painter: QPainter, area: QRectF, *, chosen: bool, over: bool) -> None:
    """Paint the frame of a choice."""
    look = theme.current()
    painter.setBrush(look.colour("selected" if chosen else "surface"))
    painter.setPen(QPen(look.colour("primary" if chosen or over else "border"), 1))
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)


def indicator(painter: QPainter, area: QRectF, *, chosen: bool, round_mark: bool) -> None:
    """Paint the mark of a radio button or a check box."""
    look = theme.current()
    inner = area.adjusted(1, 1, -1, -1)
    painter.setPen(QPen(look.colour("primary" if chosen else "border"), 2))
    painter.setBrush(look.colour("surface" if round_mark or not chosen else "primary"))
    if round_mark:
        painter.drawEllipse(inner)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("primary"))
            quarter = area.width() / 4
            painter.drawEllipse(area.adjusted(quarter, quarter, -quarter, -quarter))
        return
    painter.drawRoundedRect(inner, 4, 4)
    if chosen:
        tick(painter, area.adjusted(4, 4, -4, -4), look.colour("on_primary"))


def tick(painter: QPainter, area: QRectF, colour: QColor) -> None:
    """Paint a check mark: our own, since the letters' font has none."""
    painter.setPen(QPen(colour, max(2.0, area.width() / 7), Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = [
        QPointF(area.left() + area.width() * x, area.top() + area.height() * y) for x, y in ((0.08, 0.55), (0.38, 0.85), (0.94, 0.18))
    ]
    painter.drawPolyline(QPolygonF(points))
