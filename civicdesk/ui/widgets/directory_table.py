"""A table of entries of which some are ticked by the space bar."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from civicdesk.ui.widgets.tables import Table


class TickTable(Table):
    """A table whose current row is ticked, or not any more, by the space bar."""

    ticked = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick by the space bar, but never by one that is held down."""
        if event.key() == Qt.Key.Key_Space and self.current() >= 0:
            if not event.isAutoRepeat():
                self.ticked.emit(self.current())
        else:
            super().keyPressEvent(event)
