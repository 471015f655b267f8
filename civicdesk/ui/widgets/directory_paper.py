"""Which paper is made of the directory, of which entries, and how it is set."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.widgets.directory_wishes import PaperWish
from civicdesk.ui.widgets.fields import Cards, Chooser, Field
from civicdesk.ui.widgets.languages import of_sheets
from civicdesk.ui.widgets.options import CardCheck

PAPERS = ("leaflet", "card", "booklet", "page")
FOLDED = frozenset({"card", "booklet"})
"""What can be put on sheets to print and fold."""


class PaperForm(QWidget):
    """Reads and shows a `PaperWish`."""

    changed = Signal(object)
    """`PaperWish`: something was chosen by which the form itself changes."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        self.paper = Cards("paper", say("directory_page.paper.which"), [(word, say(f"directory_page.paper.{word}")) for word in PAPERS])
        self.of = Cards("of", say("directory_page.paper.of"), ())
        self.large = CardCheck("large", say("directory_page.paper.large"))
        self.fold = CardCheck("fold", say("directory_page.paper.fold"))
        self.language = Chooser("language", say("directory_page.paper.language"), of_sheets())
        self.title = Field("paper_title", say("directory_page.paper.title"), say("directory_page.paper.title_hint"))
        for part in (self.paper, self.of, self.large, self.fold, self.language, self.title):
            column.addWidget(part)
        self._offered: Sequence[tuple[str, str]] = ()
        self.paper.picked.connect(self._pick)

    def show_wish(self, wish: PaperWish, ticked: int, found: int) -> None:
        """Show what is wished for; of so many ticked and found entries."""
        offered = [("found", say("directory_page.paper.found", count=found))]
        if ticked:
            offered.insert(0, ("ticked", say("directory_page.paper.ticked", count=ticked)))
        if offered != self._offered:
            self._offered = offered
            self.of.offer(offered)
        self.paper.put(wish.paper)
        self.of.put("ticked" if wish.ticked else "found")
        self.large.setChecked(wish.large)
        self.fold.setChecked(wish.fold)
        self.fold.setVisible(wish.paper in FOLDED)
        self.language.put(wish.language)
        self.title.put(wish.title)

    def read(self) -> PaperWish:
        """Return what is wished for."""
        paper = self.paper.value()
        return PaperWish(
            paper=paper,
            ticked=self.of.value() == "ticked",
            large=self.large.isChecked(),
            fold=self.fold.isChecked() and paper in FOLDED,
            language=self.language.value(),
            title=self.title.text(),
        )

    def _pick(self, _name: str, _value: str) -> None:
        self.changed.emit(self.read())
