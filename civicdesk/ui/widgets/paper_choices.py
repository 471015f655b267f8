"""How a form is to be printed for pen and paper: language, size of the letters, how often a part is repeated."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from civicdesk.i18n import say
from civicdesk.records.paper_forms import REPEATS, PaperOptions
from civicdesk.ui.widgets.buttons import Button, secondary
from civicdesk.ui.widgets.fields import CardRow, Chooser
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words

MOST_REPEATS = 9


class PaperChoices(QFrame):
    """A card with the choices before a form is printed."""

    saved = Signal(object)
    printed = Signal(object)
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(Words(say("paper_page.title"), "subheading", self))
        column.addWidget(Words(say("paper_page.lead"), "hint", self))
        choices = FlowRow(spacing=24)
        self.language = Chooser("paper-language", say("paper_page.language"), ())
        times = [(str(number), say("paper_page.times", count=number)) for number in range(1, MOST_REPEATS + 1)]
        self.repeats = Chooser("paper-repeats", say("paper_page.repeats"), times)
        choices.flow.addWidget(self.language)
        choices.flow.addWidget(self.repeats)
        column.addWidget(choices)
        sizes = (("usual", say("paper_page.usual")), ("large", say("paper_page.large")))
        self.size_of_print = CardRow("paper-size", say("paper_page.size"), sizes)
        column.addWidget(self.size_of_print)
        buttons = FlowRow(spacing=12)
        self.save: Button = secondary(say("paper_page.save"), icon="download")
        self.print: Button = secondary(say("paper_page.print"), icon="printer")
        self.drop: Button = secondary(say("paper_page.drop"))
        for button in (self.save, self.print, self.drop):
            buttons.flow.addWidget(button)
        column.addWidget(buttons)
        self._languages: tuple[str, ...] = ()
        self._shown: PaperOptions | None = None
        self.save.clicked.connect(self._save)
        self.print.clicked.connect(self._print)
        self.drop.clicked.connect(self.dropped)

    def show_options(self, options: PaperOptions, languages: Sequence[str], *, can_print: bool, busy: bool) -> None:
        """Show what is chosen beforehand, once; what a hand has chosen since stays."""
        if tuple(languages) != self._languages:
            self._languages = tuple(languages)
            self.language.offer([(each, each) for each in languages])
            self._shown = None
        self.language.setVisible(len(self._languages) > 1)
        if options != self._shown:
            self._shown = options
            self.language.put(options.language)
            self.repeats.put(str(options.repeats))
            self.size_of_print.put("large" if options.large else "usual")
        self.print.setVisible(can_print)
        for button in (self.save, self.print):
            button.setEnabled(not busy)

    def take_focus(self) -> None:
        """Put the keyboard on the first choice."""
        first = self.language.box if len(self._languages) > 1 else self.repeats.box
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def options(self) -> PaperOptions:
        """Return what is chosen now."""
        return PaperOptions(
            language=self.language.value() if len(self._languages) > 1 else "",
            large=self.size_of_print.value() == "large",
            repeats=int(self.repeats.value() or REPEATS),
        )

    def _save(self) -> None:
        self.saved.emit(self.options())

    def _print(self) -> None:
        self.printed.emit(self.options())
