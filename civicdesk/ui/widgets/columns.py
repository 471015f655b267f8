"""Controls side by side in columns of one width: fewer columns where the window is narrow or the text large."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayoutItem, QStyle

from civicdesk.ui import theme
from civicdesk.ui.widgets.flow import Flow, direction_of

LEAST: Final = 230
"""Pixels at 100 % that a question beside another needs at least."""
FOLDED_AT: Final = 200
"""Text scale in per cent from which on nothing stands beside anything."""


class Columns(Flow):
    """Lays its controls out in up to `most` columns that are at least `least` pixels wide; with `whole`, all stand in one row or none do."""

    def __init__(self, most: int, least: int, *, whole: bool = False, spacing: int = 8) -> None:
        super().__init__(spacing)
        self._most, self._least, self._whole = max(1, most), least, whole

    def sizeHint(self) -> QSize:
        """Return the size of all columns at their least width."""
        count = min(self._most, max(1, len(self._shown())))
        width = count * self._least + (count - 1) * self.spacing()
        return QSize(width, self.heightForWidth(width))

    def columns_in(self, width: int) -> int:
        """Return how many columns a width has room for."""
        fit = max(1, (width + self.spacing()) // (self._least + self.spacing()))
        wanted = min(self._most, max(1, len(self._shown())))
        if self._whole:
            return wanted if fit >= wanted else 1
        return int(min(fit, wanted))

    def _lay(self, rect: QRect, *, move: bool) -> int:
        spare = rect.height() - self._lay(QRect(0, 0, rect.width(), 0), move=False) if move else 0
        items, y = self._shown(), rect.y() + max(0, spare) // 2
        count = self.columns_in(rect.width())
        width = (rect.width() - (count - 1) * self.spacing()) // count
        direction = direction_of(self.parentWidget())
        for first in range(0, len(items), count):
            row = items[first : first + count]
            height = max(_height(item, width) for item in row)
            for at, item in enumerate(row):
                if move:
                    place = QRect(rect.x() + at * (width + self.spacing()), y, width, height)
                    item.setGeometry(QStyle.visualRect(direction, rect, place))
            y += height + self.spacing()
        return max(0, y - self.spacing() - rect.y())


class Shares(Flow):
    """Lays its controls out side by side, each with its share of the whole width; one under another where one would be too narrow."""

    def __init__(self, shares: Sequence[float], spacing: int) -> None:
        super().__init__(spacing)
        self._shares = tuple(shares)

    def _lay(self, rect: QRect, *, move: bool) -> int:
        shown = [(item, share) for item, share in zip(self._items, self._shares, strict=True) if not item.isEmpty()]
        whole = rect.width() + self.spacing()
        widths = [int(whole * share / sum(each for _, each in shown)) - self.spacing() for _, share in shown]
        look = theme.current()
        least = [max(look.px(LEAST), item.minimumSize().width()) for item, _ in shown]
        folded = look.text_scale >= FOLDED_AT or any(width < need for width, need in zip(widths, least, strict=True))
        direction = direction_of(self.parentWidget())
        x, y, line = rect.x(), rect.y(), 0
        for (item, _), width in zip(shown, widths, strict=True):
            wide = rect.width() if folded else width
            height = _height(item, wide)
            if move:
                item.setGeometry(QStyle.visualRect(direction, rect, QRect(x, y, wide, height)))
            line = max(line, height)
            if folded:
                y += height + self.spacing()
            else:
                x += width + self.spacing()
        return max(0, y - self.spacing() - rect.y()) if folded else line


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
