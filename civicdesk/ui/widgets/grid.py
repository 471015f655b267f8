"""A table to write in: cells by typing, F2 or Enter, lines chosen by Shift and the arrow keys."""

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from civicdesk.ui.widgets.tables import Table


class Grid(Table):
    """The table. Tab leaves it; arrow keys go from cell to cell; Enter writes."""

    def __init__(self, model: QAbstractTableModel, name: str) -> None:
        super().__init__(model, name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setShowGrid(True)
        self.verticalHeader().show()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)

    def chosen(self) -> tuple[int, ...]:
        """Return the numbers of the lines in which a cell is marked, from 0."""
        return tuple(sorted({index.row() for index in self.selectionModel().selectedIndexes()}))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Write into the cell by Enter too."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if enter and self.currentIndex().isValid() and self.state() != QAbstractItemView.State.EditingState:
            self.edit(self.currentIndex())
        else:
            super().keyPressEvent(event)
