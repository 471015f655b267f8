"""Parts of the sheet screen's choices: areas as chips, places to tick, what is not right, what became of it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.buttons import secondary
from civicdesk.ui.widgets.chips import Chips
from civicdesk.ui.widgets.fields import Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.options import CardCheck


class AreaChips(QWidget):
    """Areas as chips: pressed ones are on the sheet."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(Words(say("sheet_page.areas"), "subheading", self))
        column.addWidget(Words(say("sheet_page.areas_hint"), "hint", self))
        self.row = Chips()
        self.row.turned.connect(self._turn)
        column.addWidget(self.row)

    def show_areas(self, areas: Sequence[tuple[str, str]], left_out: frozenset[str]) -> None:
        """Show the areas, as (scale, label), and which of them are left out."""
        self.setVisible(bool(areas))
        self.row.show_chips([(name, label, "") for name, label in areas], {name for name, _ in areas} - left_out)

    def left_out(self) -> frozenset[str]:
        """Return the areas that are not pressed."""
        return frozenset(name for name, chip in self.row.chips.items() if not chip.isChecked())

    def _turn(self, _name: str) -> None:
        self.changed.emit()


class PlaceCards(QWidget):
    """Places nearby: at most three go on the sheet."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(Words(say("sheet_page.places"), "subheading", self))
        self.hint = Words("", "hint", self)
        column.addWidget(self.hint)
        self.cards: dict[str, CardCheck] = {}

    def show_places(self, offers: Mapping[str, str], chosen: Sequence[str]) -> None:
        """Show what is nearby, as id and words, and what is ticked."""
        self.hint.say(say("sheet_page.places_hint") if offers else say("sheet_page.places_none"))
        if list(self.cards) != list(offers):
            for old in self.cards.values():
                self._column.removeWidget(old)
                old.hide()
                old.deleteLater()
            self.cards = {which: CardCheck(which, words) for which, words in offers.items()}
            for card in self.cards.values():
                card.clicked.connect(self.changed)
                self._column.addWidget(card)
        for which, card in self.cards.items():
            card.setChecked(which in chosen)

    def turned(self, before: Sequence[str]) -> tuple[str, bool] | None:
        """Return the place whose tick differs from those before, and whether it is ticked; None if none does."""
        now = ((which, card.isChecked()) for which, card in self.cards.items())
        return next(((which, ticked) for which, ticked in now if ticked is not (which in before)), None)


class WrongWords(QWidget):
    """Where the person says that something on the sheet is not right."""

    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addWidget(Words(say("sheet_page.wrong.title"), "subheading", self))
        self.before = Notice("info")
        column.addWidget(self.before)
        self.words = Field("wrong", say("sheet_page.wrong.label"), say("sheet_page.wrong.hint"))
        column.addWidget(self.words)
        row = FlowRow(spacing=8)
        self.keep = secondary(say("sheet_page.wrong.button"), icon="flag")
        self.keep.clicked.connect(self._say)
        row.flow.addWidget(self.keep)
        column.addWidget(row)

    def show_standing(self, *, said: bool, ready: bool) -> None:
        """Show whether it was said before, and whether it can be said now."""
        self.before.tell("info", say("sheet_page.wrong.before") if said else "")
        self.keep.setEnabled(ready)
        self.words.setEnabled(ready)

    def clear(self) -> None:
        """Let go of the words: they are kept."""
        self.words.put("")

    def _say(self) -> None:
        self.said.emit(self.words.text())


class BecameLines(QWidget):
    """What became of the sheet until now, oldest first."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(4)
        column.addWidget(Words(say("sheet_page.became"), "subheading", self))
        self.lines = Words("", "hint", self)
        column.addWidget(self.lines)

    def show_lines(self, lines: Sequence[str]) -> None:
        """Show the log."""
        self.setVisible(bool(lines))
        self.lines.say("\n".join(lines))
