"""A table to write in: cells by typing or F2, lines chosen by Shift and the arrow keys."""

from PySide6.QtCore import QAbstractTableModel, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from civicdesk.ui import theme


class Grid(QTableView):
    """The table. Tab leaves it; arrow keys go from cell to cell; Enter writes."""

    def __init__(self, model: QAbstractTableModel, name: str, *, most: int = 9) -> None:
        super().__init__()
        self._most = most
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setWordWrap(False)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        model.modelReset.connect(self._fit)
        self._fit()

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

    def changeEvent(self, event: QEvent) -> None:
        """Follow another text scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.model() is not None:
            self._fit()

    def _fit(self) -> None:
        """Be as high as the lines need, up to so many; more of them scroll inside."""
        height = theme.current().px(theme.CONTROL)
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        shown = max(1, min(self.model().rowCount(), self._most))
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * height + 4)
