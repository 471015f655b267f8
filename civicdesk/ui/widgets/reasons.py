"""Open matters, each with a reason to choose, above them the counts that must fit each other."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from civicdesk.ui.widgets.fields import Chooser
from civicdesk.ui.widgets.labels import Words


class Counts(QFrame):
    """Numbers with their words, in a card."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(20, 12, 20, 12)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._labels: list[Words] = []

    def show_counts(self, counts: Sequence[tuple[str, int]]) -> None:
        """Show (words, number), one under the other."""
        for label in self._labels:
            self._grid.removeWidget(label)
            label.hide()
            label.deleteLater()
        self._labels = []
        for row, (words, number) in enumerate(counts):
            figure = Words(str(number), "fieldLabel", self)
            figure.align_end()
            label = Words(words, "body", self)
            self._grid.addWidget(figure, row, 0)
            self._grid.addWidget(label, row, 1)
            self._labels += [figure, label]


class Reasons(QWidget):
    """One list of reasons a row."""

    def __init__(self, reasons: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._reasons = tuple(reasons)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(16)
        self._rows: dict[str, Chooser] = {}

    def show_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Show (key, words) of the open matters; reasons that were chosen stay."""
        chosen = self.chosen()
        for chooser in self._rows.values():
            self._column.removeWidget(chooser)
            chooser.hide()
            chooser.deleteLater()
        self._rows = {}
        for key, words in rows:
            chooser = Chooser(key, words, self._reasons)
            chooser.put(chosen.get(key, ""))
            self._rows[key] = chooser
            self._column.addWidget(chooser)

    def chosen(self) -> Mapping[str, str]:
        """Return the reason of each key, empty where none was chosen."""
        return {key: chooser.value() for key, chooser in self._rows.items()}
