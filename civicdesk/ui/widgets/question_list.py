"""Questions with a long list of choices: typing narrows it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from civicdesk.i18n import say
from civicdesk.ui import theme
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.marked import isolated, plain
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.question import QuestionWidget
from civicdesk.ui.widgets.question_choice import ManyQuestion

SHOWN: Final = 40
"""Cards that a long list of check boxes shows at once; typing narrows it."""


class Narrowing:
    """A list that is searched while typing: its labels are folded once, and a longer word searches only what the shorter one has found."""

    def __init__(self) -> None:
        self._options: tuple[tuple[str, str], ...] = ()
        self._folded: list[str] = []
        self._found: list[int] = []
        self._wanted = ""

    def offer(self, options: tuple[tuple[str, str], ...]) -> bool:
        """Take the choices to search in; tells whether they are others than before."""
        if options is self._options or options == self._options:
            return False
        self._options = options
        self._folded = [label.casefold() for _, label in options]
        self._found, self._wanted = list(range(len(options))), ""
        return True

    def find(self, typed: str) -> Sequence[tuple[str, str]]:
        """Return the choices that hold what is typed, those that begin with it first."""
        wanted = typed.strip().casefold()
        among = self._found if self._wanted and wanted.startswith(self._wanted) else range(len(self._options))
        self._found = [at for at in among if wanted in self._folded[at]] if wanted else list(range(len(self._options)))
        self._wanted = wanted
        if not wanted:
            return self._options
        first = [at for at in self._found if self._folded[at].startswith(wanted)]
        rest = [at for at in self._found if not self._folded[at].startswith(wanted)]
        return [self._options[at] for at in (*first, *rest)]


class SearchedManyQuestion(ManyQuestion):
    """Several choices of a long list: what is chosen stands on top, the rest is found by typing."""

    def build(self) -> None:
        """Make the search field above the cards."""
        self._search = ""
        self._narrowing = Narrowing()
        self._picked: list[str] = []
        super().build()
        self.line = _search_line(plain(self.question.state.label))
        self.line.textChanged.connect(self._narrow)
        self.more = Words("", "hint", self)
        at = self.column.indexOf(self.trouble) + 1
        self.column.insertWidget(at, self.line)
        self.column.insertWidget(at + 1, self.more)

    def offered(self) -> tuple[tuple[str, str], ...]:
        """Return what is chosen, then what matches the search, as many as a page can hold."""
        everything = self.question.state.opts or ()
        picked = set(self._picked)
        self._narrowing.offer(everything)
        matching = [option for option in self._narrowing.find(self._search) if option[0] not in picked]
        return tuple([option for option in everything if option[0] in picked] + matching[:SHOWN])

    def show_value(self) -> None:
        """Show the chosen ones first."""
        self._picked = [value for value in self.question.state.v.split(" ") if value]
        super().show_value()
        hidden = len(self.question.state.opts or ()) - len(self.cards)
        if hasattr(self, "more"):
            self.more.say(say("widget.list.more", count=hidden) if hidden else "")

    def chosen(self) -> list[str]:
        """Return the chosen values in the order of the form, those that the search hides too."""
        here = {card.value for card in self.cards}
        keep = {card.value for card in self.cards if card.isChecked()} | {value for value in self._picked if value not in here}
        return [value for value, _ in self.question.state.opts or () if value in keep]

    def card(self, value: str, label: str, number: str) -> CardCheck:
        """Make a card without a digit: digits are typed into the search."""
        return super().card(value, label, "")

    def take_key(self, event: QKeyEvent) -> bool:
        """Leave digits to the search."""
        return False

    def _narrow(self, text: str) -> None:
        self._picked = self.chosen()
        self._search = text
        self.fill(self.offered())
        self.check(self._picked)


class SearchedOneQuestion(QuestionWidget):
    """One choice of a long list: type to narrow it, arrow keys to move, Enter or a click to choose."""

    def build(self) -> None:
        """Make the search field, the list and the line that says what is chosen."""
        self.chosen = Words("", "fieldLabel", self)
        self.line = _search_line(plain(self.question.state.label))
        self.list = Lines(plain(self.question.state.label), 224)
        self.list.setEnabled(not self.question.state.ro)
        self.line.setEnabled(not self.question.state.ro)
        self.rows = QStringListModel(self)
        self.list.setModel(self.rows)
        self._narrowing = Narrowing()
        self._shown: Sequence[tuple[str, str]] = ()
        self._words: str | None = None
        for part in (self.chosen, self.line, self.list):
            self.column.addWidget(part)
        self.line.textChanged.connect(self._narrow)
        self.line.returnPressed.connect(self._first)
        self.line.went_down.connect(self._down)
        self.list.activated.connect(self._take)
        self.list.clicked.connect(self._take)

    def show_value(self) -> None:
        """Say what is chosen and show the list."""
        others = self._narrowing.offer(self.question.state.opts or ())
        value = self.question.state.v
        label = next((plain(label) for each, label in self.question.state.opts or () if each == value), "") if value else ""
        self.chosen.say(say("widget.list.chosen", label=isolated(label)) if label else "")
        self._narrow(self.line.text(), others=others)

    def field(self) -> QWidget | None:
        """Return the search field."""
        return self.line

    def _narrow(self, text: str, *, others: bool = False) -> None:
        if text != self._words or others:
            self._words = text
            self._shown = self._narrowing.find(text)
            self.rows.setStringList([plain(label) for _, label in self._shown])
        at = next((n for n, (value, _) in enumerate(self._shown) if value == self.question.state.v), -1) if self.question.state.v else -1
        if at >= 0:
            self.list.setCurrentIndex(self.rows.index(at))

    def _down(self) -> None:
        go_into(self.list)

    def _first(self) -> None:
        if len(self._shown) == 1 or (self._shown and self.line.text().strip()):
            self.report(self._shown[0][0])

    def _take(self, index: QModelIndex) -> None:
        self.report(self._shown[index.row()][0])


class Lines(QListView):
    """A list of words to choose from, each line high enough for a finger."""

    def __init__(self, name: str, height: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setMinimumHeight(theme.current().px(height))
        self.setItemDelegate(_Tall(self))


class _Tall(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the size of a line."""
        return super().sizeHint(option, index).expandedTo(QSize(0, max(theme.CONTROL, theme.current().px(theme.CONTROL))))


class SearchLine(QLineEdit):
    """A line to search in a list: Down goes on into the list, before a scroll area takes it."""

    went_down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Down for the list."""
        if event.key() == Qt.Key.Key_Down:
            self.went_down.emit()
        else:
            super().keyPressEvent(event)


def go_into(listed: QListView) -> None:
    """Put the keyboard into a list, on the line that is chosen there or on the first."""
    listed.setFocus(Qt.FocusReason.OtherFocusReason)
    if not listed.currentIndex().isValid():
        listed.setCurrentIndex(listed.model().index(0, 0))


def _search_line(label: str) -> SearchLine:
    line = SearchLine()
    line.setPlaceholderText(say("widget.list.search"))
    line.setAccessibleName(say("widget.list.search_named", label=label))
    line.setClearButtonEnabled(False)
    return line
