"""Putting an answer of a finished response right. The old answer stays, with who changed it and why."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.correct.state import AnswerShown, CorrectState, PastCorrection
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import Field
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.question import AnswerHabits
from civicdesk.ui.widgets.question_page import QuestionList
from civicdesk.ui.widgets.tables import Table


class CorrectView(Page):
    """A list to choose from, then one question with its reason."""

    opened = Signal(str)
    answered = Signal(str, object, object)
    reasoned = Signal(str)
    corrected = Signal()
    given_up = Signal()

    def __init__(self) -> None:
        super().__init__(say("correct.title"), back=True, wide=True)
        self._state = CorrectState(loading=True)
        self.trouble, self.told = Notice("error"), Notice("success")
        for notice in (self.trouble, self.told):
            self.body.addWidget(notice)
        self.rows: Rows[AnswerShown] = Rows(
            [Column(heading=say("correct.question"), words=_label), Column(heading=say("correct.answer"), words=_answer)], self
        )
        self.table = Table(self.rows, say("correct.answers"), most=9)
        self.body.addWidget(self.table)
        self.now = Words("", "body", self)
        self.body.addWidget(self.now)
        self.questions = QuestionList(AnswerHabits(today=date(2000, 1, 1)))  # until the presenter says what day it is
        self.body.addWidget(self.questions)
        self.new = Words("", "lead", self)
        self.body.addWidget(self.new)
        self.reason = Field("reason", say("correct.reason"), say("correct.reason_hint"))
        self.body.addWidget(self.reason)
        self.past_title = Words(say("correct.past"), "subheading", self)
        self.past = Words("", "body", self)
        self.body.addWidget(self.past_title)
        self.body.addWidget(self.past)
        self.open: Button = self.add_button(primary(say("correct.open")))
        self.keep: Button = self.add_button(primary(say("correct.keep")))
        self.cancel: Button = self.add_button(secondary(say("correct.cancel")))
        self._listen()

    def render_state(self, state: CorrectState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        one = state.open_one
        self.caption.say(state.title)
        self.lead.say(say("widget.opening") if state.loading else "" if one or not state.answers else say("correct.lead"))
        self.trouble.tell("error", "" if state.problem_at else state.problem)
        self.told.tell("success", state.told)
        if state.answers != before.answers:
            self.rows.show_records(state.answers)
            if state.answers:
                self.table.go_to(0)
        choosing = bool(state.answers) and one is None
        self.steps_back = one is not None
        self.table.setVisible(choosing)
        self.open.setVisible(choosing)
        self._show_one(state, one)
        self.past_title.setVisible(choosing and bool(state.past))
        self.past.say("\n\n".join(map(_past, state.past)) if choosing else "")
        self.show_bar(shown=bool(state.answers))
        if state.chosen != before.chosen:
            self.to_top()
            self.take_focus()
        if state.told and state.told != before.told:
            announce(self, state.told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a digit choose, wherever the keyboard is but in a field."""
        if not self.steps_back or not self.questions.take_key(event):
            super().keyPressEvent(event)

    def to_reason(self) -> None:
        """Put the keyboard where the reason is written."""
        self.make_visible(self.reason)
        self.reason.line.setFocus()

    def _show_one(self, state: CorrectState, one: AnswerShown | None) -> None:
        self.questions.show_questions((state.wanted,) if one and state.wanted else ())
        self.questions.setVisible(one is not None)
        self.now.say(say("correct.now", answer=one.answer or say("correct.nothing")) if one else "")
        self.new.say(say("correct.new", answer=state.new) if one and state.new else "")
        self.reason.setVisible(one is not None)
        self.reason.put(state.reason)
        self.reason.tell_problem(state.problem if state.problem_at == "reason" else "")
        self.keep.setVisible(one is not None)
        self.keep.setEnabled(not state.busy)
        self.cancel.setVisible(one is not None)

    def _listen(self) -> None:
        self.table.opened.connect(self._open)
        self.open.clicked.connect(self._open_current)
        self.questions.answered.connect(self.answered)
        self.questions.went_on.connect(self.to_reason)
        self.reason.edited.connect(self.reasoned)
        self.reason.entered.connect(self.corrected)
        self.keep.clicked.connect(self.corrected)
        self.cancel.clicked.connect(self.given_up)

    def _open_current(self) -> None:
        self._open(max(0, self.table.current()))

    def _open(self, row: int) -> None:
        self.opened.emit(self._state.answers[row].question.state.ref)


def _label(shown: AnswerShown) -> str:
    return shown.label


def _answer(shown: AnswerShown) -> str:
    return shown.answer or say("correct.nothing")


def _past(each: PastCorrection) -> str:
    nothing = say("correct.nothing")
    first = say("correct.past_line", label=each.label, before=each.before or nothing, after=each.after or nothing)
    return f"{first}\n{say('correct.past_why', who=each.who, day=each.day, reason=each.reason)}"
