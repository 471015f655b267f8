"""A table whose cells can be written in; what is typed is handed on, and shown when it comes back."""

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal

from civicdesk.ui import theme
from civicdesk.ui.models.rows import Index

Place = tuple[int, int]


class Cells(QAbstractTableModel):
    """Lines of words under headings; cells with a fault are marked by a sign, and by a word for screen readers."""

    typed = Signal(int, int, str)
    """Line, cell, and what is to stand there."""

    def __init__(self, fault: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fault = fault
        self._headings: tuple[str, ...] = ()
        self._lines: tuple[tuple[str, ...], ...] = ()
        self._marked: frozenset[Place] = frozenset()

    def show_cells(self, headings: Sequence[str], lines: Sequence[tuple[str, ...]], marked: Collection[Place]) -> None:
        """Show other words. If the table keeps its size, whoever stands in a cell stays there."""
        same = (len(headings), len(lines)) == (len(self._headings), len(self._lines))
        if not same:
            self.beginResetModel()
        self._headings, self._lines, self._marked = tuple(headings), tuple(lines), frozenset(marked)
        if not same:
            self.endResetModel()
        elif lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(headings) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of lines."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of cells in a line."""
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let every cell be written in."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, with a sign in front if something is wrong with it."""
        words, marked = self._lines[index.row()][index.column()], (index.row(), index.column()) in self._marked
        if role == Qt.ItemDataRole.EditRole:
            return words
        if role == Qt.ItemDataRole.DisplayRole:
            return f"⚠ {words}" if marked else words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._fault}: {words}" if marked else words
        if role == Qt.ItemDataRole.FontRole:
            return theme.tabular(theme.sized("body"))
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Hand on what was typed."""
        if role != Qt.ItemDataRole.EditRole or str(value) == self._lines[index.row()][index.column()]:
            return False
        self.typed.emit(index.row(), index.column(), str(value))
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the heading of a column, or the number of a line."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._headings[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)
