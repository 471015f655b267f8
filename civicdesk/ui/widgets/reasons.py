"""Open matters, each with a reason to choose, above them the counts that must fit each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from civicdesk.ui.widgets.fields import CardRow
from civicdesk.ui.widgets.labels import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """One open matter: its words, and the reasons that may close it."""

    key: str
    words: str
    reasons: tuple[str, ...]


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
    """The open matters, each with its reasons as cards: a digit or a click chooses, and the next open one is there."""

    settled = Signal()
    """The last open matter has its reason now."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(24)
        self.rows: dict[str, CardRow] = {}

    def show_rows(self, rows: Sequence[OpenRow]) -> None:
        """Show the open matters; reasons that were chosen stay."""
        chosen = self.chosen()
        for old in self.rows.values():
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = {}
        for each in rows:
            row = CardRow(each.key, each.words, [(word, word) for word in each.reasons])
            row.put(chosen.get(each.key, ""))
            row.picked.connect(self._lead_on)
            self.rows[each.key] = row
            self._column.addWidget(row)

    def chosen(self) -> Mapping[str, str]:
        """Return the reason of each key, empty where none was chosen."""
        return {key: row.value() for key, row in self.rows.items()}

    def to_choose(self) -> CardRow | None:
        """Return the first matter without a reason."""
        return next((row for row in self.rows.values() if not row.value()), None)

    def _lead_on(self, _key: str, _reason: str) -> None:
        following = self.to_choose()
        if following is None:
            self.settled.emit()
        else:
            following.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
