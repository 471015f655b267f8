"""Finds a question of the form by its words, its section or its answer, and leads to it."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent

from civicdesk.i18n import say
from civicdesk.records.pages import ReviewLine
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import secondary
from civicdesk.ui.widgets.labels import Words, field_label
from civicdesk.ui.widgets.marked import plain
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.question_list import Lines, Narrowing, SearchLine, go_into

FIND_KEY = "Ctrl+F"


class FindPage(Page):
    """A line to type in and the questions that fit: Enter goes to the first or to the chosen one, Esc back to where one was."""

    found = Signal(str)
    """Reference of the question to go to."""

    def __init__(self) -> None:
        super().__init__(say("interview_page.find.title"))
        self.line = SearchLine()
        self.line.setObjectName("find")
        self.label = field_label(say("interview_page.find.label"), self.line)
        self.count = Words("", "hint", self)
        self.list = Lines(say("interview_page.find.list"), 264)
        self.rows = QStringListModel(self)
        self.list.setModel(self.rows)
        for part in (self.label, self.line, self.count, self.list):
            self.body.addWidget(part)
        self.first_field = self.line
        self.return_ = self.add_button(secondary(say("interview_page.way.return")))
        self.return_.clicked.connect(self.went_back)
        self._narrowing = Narrowing()
        self._shown: Sequence[tuple[str, str]] = ()
        self.line.textChanged.connect(self._narrow)
        self.line.returnPressed.connect(self._first)
        self.line.went_down.connect(self._down)
        self.list.activated.connect(self._take)
        self.list.clicked.connect(self._take)

    def show_lines(self, lines: Sequence[ReviewLine]) -> None:
        """Offer the questions that are asked now."""
        self._narrowing.offer(tuple((line.ref, _words(line)) for line in lines))
        self.line.clear()
        self._narrow("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.went_back.emit()
        else:
            super().keyPressEvent(event)

    def _narrow(self, typed: str) -> None:
        self._shown = self._narrowing.find(typed)
        self.rows.setStringList([words for _, words in self._shown])
        told = say("interview_page.find.count", count=len(self._shown))
        self.count.say(told)
        if typed:
            announce(self, told)

    def _down(self) -> None:
        if self._shown:
            go_into(self.list)

    def _first(self) -> None:
        if self._shown and self.line.text().strip():
            self.found.emit(self._shown[0][0])

    def _take(self, index: QModelIndex) -> None:
        self.found.emit(self._shown[index.row()][0])


def _words(line: ReviewLine) -> str:
    """Return one line of the list: the question and, behind it, its answer."""
    question, answer = (" ".join(plain(text).split()) for text in (line.question, line.answer))
    return say("interview_page.find.answered", question=question, answer=answer) if answer else question
