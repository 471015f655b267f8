"""A row of small buttons that stay pressed: topics, tags, areas, parts of a screen. It goes on in the next line where it must."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal

from civicdesk.ui.widgets.buttons import Button
from civicdesk.ui.widgets.flow import FlowRow

Chip = tuple[str, str, str]
"""Key, words, and what they mean (for screen readers and as a tip); the last may be empty."""


class Chips(FlowRow):
    """Chips by their keys. What a press means is the screen's business: it renders the row again."""

    turned = Signal(str)
    """Key of the chip that was pressed."""

    def __init__(self, *, ticks: bool = True) -> None:
        super().__init__()
        self._ticks = ticks
        self.chips: dict[str, Button] = {}

    def show_chips(self, chips: Sequence[Chip], pressed: Collection[str]) -> None:
        """Show these chips and press those; the same ones keep the focus."""
        if list(self.chips) != [key for key, _, _ in chips]:
            self._offer(chips)
        for key, chip in self.chips.items():
            chip.setChecked(key in pressed)
            if self._ticks:
                chip.show_icon("check" if key in pressed else "")

    def _offer(self, chips: Sequence[Chip]) -> None:
        for old in self.chips.values():
            self.flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.chips = {key: Button(words, "chip") for key, words, _ in chips}
        for key, _, meaning in chips:
            chip = self.chips[key]
            chip.setToolTip(meaning)
            chip.setAccessibleDescription(meaning)
            chip.clicked.connect(self._turn)
            self.flow.addWidget(chip)

    def _turn(self) -> None:
        sender = self.sender()
        for key, chip in self.chips.items():
            if chip is sender:
                self.turned.emit(key)
                return
