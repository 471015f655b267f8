"""All answers of a response on one page: read-only, each with a way to change it."""

from collections.abc import Iterator
from itertools import islice

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.pages import Review, ReviewLine
from civicdesk.ui.screens.check_answers.state import CheckAnswersState, problems, sections
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.labels import Words, rule
from civicdesk.ui.widgets.marked import plain
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page

AT_ONCE = 40
"""Lines that are drawn in one go; the rest follow while the page can be used."""
IN_CARD = 20
"""Lines of one card. A longer section goes on in a card of its own: each new line has Qt lay out its whole card again."""


class CheckAnswersView(Page):
    """Sections as cards, one line a question."""

    change_wanted = Signal(str)
    """Reference of the question."""
    finished = Signal()
    questions_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("check_answers.title"), back=True)
        self.trouble = Notice("warning")
        self.gaps = Notice("info")
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.gaps)
        self.list = QVBoxLayout()
        self.list.setSpacing(24)
        self.body.addLayout(self.list)
        self.finish: Button = self.add_button(primary(say("check_answers.finish")))
        self.finish.clicked.connect(self.finished)
        self.return_: Button = self.add_button(secondary(say("check_answers.questions")))
        self.return_.clicked.connect(self.questions_wanted)
        self.rows: dict[str, Button] = {}
        self._parts: list[QWidget] = []
        self._waiting: Iterator[tuple[str, ReviewLine]] = iter(())
        self._card: _Card | None = None
        self._review: Review | None = None
        self._more = QTimer(self)
        self._more.setInterval(0)
        self._more.timeout.connect(self._draw_some)

    def render_state(self, state: CheckAnswersState) -> None:
        """Show a state."""
        self.lead.say(say("check_answers.lead") if state.review else say("check_answers.loading") if not state.sentence else "")
        self.trouble.tell("warning", state.sentence)
        blank = state.review.unanswered if state.review else 0
        self.gaps.tell("info", say("check_answers.unanswered", count=blank) if blank else "")
        self.finish.setEnabled(state.review is not None and not state.finishing)
        self.finish.rename(say("check_answers.finishing" if state.finishing else "check_answers.finish"))
        self.return_.setEnabled(state.review is not None and not state.finishing)
        if state.review != self._review:
            self._draw(state.review)

    def _draw(self, review: Review | None) -> None:
        for part in self._parts:
            self.list.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._review, self._card, self._parts, self.rows = review, None, [], {}
        self._waiting = ((name, line) for name, lines in sections(review) for line in lines) if review else iter(())
        self._draw_some()
        self.summary.tell(problems(review) if review else ())
        if review is not None and not review.problems:
            announce(self, say("check_answers.spoken", count=len(review.lines)))

    def _draw_some(self) -> None:
        for name, line in islice(self._waiting, AT_ONCE):
            if self._card is None or self._card.name != name or len(self._card.lines) == IN_CARD:
                self._card = _Card(name, goes_on=self._card is not None and self._card.name == name)
                self._parts.append(self._card)
                self.list.addWidget(self._card)
            button = self._card.add(line)
            button.wanted.connect(self.change_wanted)
            self.rows[line.ref] = button
        if self._review is not None and len(self.rows) < len(self._review.lines):
            self._more.start()
        else:
            self._more.stop()
            self.settle_tab_order()


class _Card(QWidget):
    """One section: its name, and its lines in a card."""

    def __init__(self, name: str, *, goes_on: bool) -> None:
        super().__init__()
        self.name = name
        self.lines: list[_Change] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Words("" if goes_on else name, "subheading", self))
        card = QFrame()
        card.setObjectName("card")
        self._grid = QGridLayout(card)
        self._grid.setContentsMargins(20, 4, 12, 4)
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 5)
        self._grid.setColumnStretch(1, 4)
        column.addWidget(card)
        self._at = 0

    def add(self, line: ReviewLine) -> "_Change":
        """Add one question with its answer; return its button."""
        if self._at:
            self._grid.addWidget(rule(), self._at, 0, 1, 3)
            self._at += 1
        question = Words(plain(line.question), "body", self)
        answer = Words(plain(line.answer) or say("check_answers.blank"), "fieldLabel" if line.answer else "hint", self)
        question.setContentsMargins(0, 10, 0, 10)
        answer.setContentsMargins(0, 10, 0, 10)
        button = _Change(line)
        self._grid.addWidget(question, self._at, 0)
        self._grid.addWidget(answer, self._at, 1)
        self._grid.addWidget(button, self._at, 2)
        self._at += 1
        if line.problem:
            self._grid.addWidget(Words(line.problem, "problem", self), self._at, 0, 1, 3)
            self._at += 1
        self.lines.append(button)
        return button


class _Change(Button):
    """Changes one answer; it says which."""

    wanted = Signal(str)

    def __init__(self, line: ReviewLine) -> None:
        super().__init__(say("check_answers.change"), "link")
        self.setProperty("ref", line.ref)
        self.setAccessibleName(say("check_answers.change_named", question=plain(line.question)))
        self.setAccessibleDescription(line.answer or say("check_answers.blank"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._go)

    def _go(self) -> None:
        self.wanted.emit(str(self.property("ref")))
