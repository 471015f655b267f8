"""Tables of records: real tables for screen readers, one row at a time, Enter opens."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QLocale, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from civicdesk.ui import theme

ISOLATE, END_ISOLATE = "\u2068", "\u2069"
"""First strong isolate, and the end of it (Unicode UAX 9)."""
_LOOKED_AT = 100
"""Rows whose words say how wide a column is; of tens of thousands the rest is not asked."""


class _Cells(QStyledItemDelegate):
    """Keeps words of the other direction in their own order: a date or an English question in a mirrored table."""

    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:
        """Return the words of a cell, set apart where the table is mirrored."""
        words = super().displayText(value, locale)
        table = self.parent()
        mirrored = isinstance(table, QTableView) and table.layoutDirection() == Qt.LayoutDirection.RightToLeft
        return f"{ISOLATE}{words}{END_ISOLATE}" if mirrored else words


class _Marked(_Cells):
    """Draws a bar at the start edge of the selected row: fill alone is too faint."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """Draw the cell, then the bar."""
        super().paint(painter, option, index)
        table = self.parent()
        if isinstance(table, QTableView) and table.selectionModel().isSelected(index):
            area = table.visualRect(index)
            mirrored = table.layoutDirection() == Qt.LayoutDirection.RightToLeft
            painter.fillRect(area.right() - 2 if mirrored else area.left(), area.top(), 3, area.height(), theme.current().colour("primary"))


class Table(QTableView):
    """A table over a model of records. The last column of words takes the room that is left."""

    opened = Signal(int)
    """Row that was opened by Enter or a double click."""
    moved = Signal(int)
    """Row that is current now."""

    def __init__(self, model: QAbstractTableModel, name: str, *, stretch: int = 0, most: int = 8) -> None:
        super().__init__()
        self._most = most
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setItemDelegate(_Cells(self))
        self.setItemDelegateForColumn(0, _Marked(self))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.current().px(theme.CONTROL))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setResizeContentsPrecision(_LOOKED_AT)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentRowChanged.connect(self._move)
        model.modelReset.connect(self._fit)
        self._fit()

    def current(self) -> int:
        """Return the current row, -1 if there is none."""
        return self.currentIndex().row()

    def go_to(self, row: int) -> None:
        """Make a row current."""
        self.setCurrentIndex(self.model().index(row, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open by Enter."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.current() >= 0:
            self.opened.emit(self.current())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow another text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.model() is not None:
            self._fit()

    def _fit(self) -> None:
        """Be as high as the rows need, up to so many; more of them scroll inside."""
        shown = max(1, min(self.model().rowCount(), self._most))
        self.verticalHeader().setDefaultSectionSize(theme.current().px(theme.CONTROL))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * self.verticalHeader().defaultSectionSize() + 4)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    def _move(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.moved.emit(now.row())
