"""Facts under each other in a card: what, and how much."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from civicdesk.ui.widgets.labels import Words


class FactCard(QFrame):
    """A card with two columns: labels that wrap, and what is said of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(20, 16, 20, 16)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        self._shown: tuple[tuple[str, str], ...] = ()
        self._parts: list[QWidget] = []

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these facts; none takes the card away."""
        self.setVisible(bool(facts))
        if tuple(facts) == self._shown:
            return
        self._shown = tuple(facts)
        for part in self._parts:
            self._grid.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []
        for at, (label, value) in enumerate(facts):
            for column, part in enumerate((Words(label, "hint", self), Words(value, "body", self))):
                self._grid.addWidget(part, at, column, Qt.AlignmentFlag.AlignTop)
                self._parts.append(part)
