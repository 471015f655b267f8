"""Tables over tuples of records: a column is a heading and a way to say a record in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from civicdesk.ui import theme

Record = TypeVar("Record")
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Record]):
    """One column: its heading, the words of a record in it, and whether they are numbers (set at the end edge)."""

    heading: str
    words: Callable[[Record], str]
    number: bool = False


class Rows(QAbstractTableModel, Generic[Record]):
    """A read-only table over records; 50,000 of them cost what the visible ones cost."""

    def __init__(self, columns: Sequence[Column[Record]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._records: tuple[Record, ...] = ()

    def show_records(self, records: Sequence[Record]) -> None:
        """Show other records."""
        self.beginResetModel()
        self._records = tuple(records)
        self.endResetModel()

    def record(self, row: int) -> Record:
        """Return the record of a row."""
        return self._records[row]

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of records."""
        return 0 if parent is not None and parent.isValid() else len(self._records)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the words of a cell, or where they stand in it."""
        column = self._columns[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return column.words(self._records[index.row()])
        if role == Qt.ItemDataRole.FontRole:
            return theme.tabular(theme.sized("body"))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return (Qt.AlignmentFlag.AlignTrailing if column.number else Qt.AlignmentFlag.AlignLeading) | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the heading of a column."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].heading
        return None
