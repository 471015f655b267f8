"""What asks for a decision about an entry, one under the other, each with what can be said to it; and two entries beside each other."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from civicdesk.ui.widgets.buttons import Button, secondary
from civicdesk.ui.widgets.columns import Columns
from civicdesk.ui.widgets.directory_wishes import Ask, Side
from civicdesk.ui.widgets.facts import FactCard
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words, rule


class Asks(QFrame):
    """Draws asks in a card; without any it is gone."""

    answered = Signal(str, str)
    """Key of an ask, and the word that was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 12, 20, 12)
        self._column.setSpacing(8)
        self._shown: tuple[Ask, ...] = ()
        self._parts: list[QWidget] = []
        self.buttons: dict[tuple[str, str], Button] = {}

    def show_asks(self, asks: Sequence[Ask]) -> None:
        """Show these."""
        self.setVisible(bool(asks))
        if tuple(asks) == self._shown:
            return
        self._shown = tuple(asks)
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts, self.buttons = [], {}
        for at, ask in enumerate(asks):
            self._parts += ([rule()] if at else []) + self._drawn(ask)
        for part in self._parts:
            self._column.addWidget(part)

    def _drawn(self, ask: Ask) -> list[QWidget]:
        parts: list[QWidget] = [Words(ask.label, "fieldLabel")]
        parts += [Words(ask.why, "body")] if ask.why else []
        made = []
        for word, words in ask.acts:
            button = _Act(ask.key, word, words)
            button.setAccessibleName(f"{words}: {ask.label}")
            button.picked.connect(self.answered)
            self.buttons[ask.key, word] = button
            made.append(button)
        return [*parts, FlowRow(*made)] if made else parts


class _Act(Button):
    picked = Signal(str, str)

    def __init__(self, key: str, word: str, words: str) -> None:
        super().__init__(words)
        self._key, self._word = key, word
        self.clicked.connect(self._pick)

    def _pick(self) -> None:
        self.picked.emit(self._key, self._word)


class Pair(QWidget):
    """Two entries beside each other, each with the button that keeps it."""

    kept = Signal(str)
    """Id of the one that stays."""

    def __init__(self) -> None:
        super().__init__()
        grid = Columns(2, 320, spacing=24)
        self.setLayout(grid)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.sides = (_Half(), _Half())
        for side in self.sides:
            grid.addWidget(side)
            side.kept.connect(self.kept)

    def show_sides(self, sides: Sequence[Side], keep: str) -> None:
        """Show two entries; `keep` stands on their buttons."""
        for half, side in zip(self.sides, sides, strict=False):
            half.show_side(side, keep)


class _Half(QWidget):
    kept = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._entry = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.name = Words("", "subheading", self)
        self.facts = FactCard()
        self.keep = secondary("")
        for part in (self.name, self.facts, FlowRow(self.keep)):
            column.addWidget(part)
        column.addStretch(1)
        self.keep.clicked.connect(self._pick)

    def show_side(self, side: Side, keep: str) -> None:
        self._entry = side.entry
        self.name.say(side.name)
        self.facts.show_facts(side.facts)
        self.keep.rename(keep)
        self.keep.setAccessibleName(f"{keep}: {side.name}")

    def _pick(self) -> None:
        self.kept.emit(self._entry)
