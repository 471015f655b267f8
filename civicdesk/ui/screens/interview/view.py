"""The page of an interview: one question or one section, by keys alone, and one line that says whether all is saved."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.pages import Repeat
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.interview import state as shown
from civicdesk.ui.screens.interview.state import InterviewState, Step
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, link, primary
from civicdesk.ui.widgets.find_page import FIND_KEY, FindPage
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.keys import PageKey
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.marked import isolated
from civicdesk.ui.widgets.message import MessagePage
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.question import AnswerHabits, show_marked
from civicdesk.ui.widgets.question_page import QuestionList, waiting_fields
from civicdesk.ui.widgets.repeat import RepeatPart
from civicdesk.ui.widgets.saved import SaveState
from civicdesk.ui.widgets.strip import Strip
from civicdesk.ui.widgets.worker_note import WorkerNote

AGAIN, YES, CHANGE, LATER, DECLINE, SURE, RETURN, LEAVE = "again", "yes", "change", "later", "decline", "sure", "return", "leave"
TAKE_OUT, RESCUE = "take_out", "rescue"
NOTE_KEY = "F2"

NO_HABITS = AnswerHabits(today=date(2000, 1, 1))
"""Until the presenter says what day it is."""


class InterviewView(QWidget):
    """Draws one state of an interview and reports what a hand did."""

    answered = Signal(str, object, object)
    """Reference, value, `Missing` or None."""
    went_on = Signal()
    went_back = Signal()
    language_chosen = Signal(str)
    sized = Signal(str)
    """Another `PageSize` was asked for."""
    stopped = Signal()
    note_wanted = Signal(str)
    """Reference of the question on which a note is to be written, or no longer."""
    noted = Signal(str, str)
    """Reference, and the words of the note."""
    added = Signal()
    taken_out = Signal(int)
    page_wanted = Signal(str)
    find_wanted = Signal()
    decided = Signal(str)
    """The key of the way taken on a page that asks for a decision."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self._habits = NO_HABITS
        self._state = InterviewState()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.strip = Strip()
        self.strip.back.clicked.connect(self.went_back)
        self.strip.stop.clicked.connect(self.stopped)
        self.strip.sized.connect(self.sized)
        self.strip.spoken.connect(self.language_chosen)
        whole.addWidget(self.strip)
        self.stack = QStackedWidget()
        whole.addWidget(self.stack, 1)
        self.page = _AskingPage()
        self.message = MessagePage()
        self.message.chosen.connect(self.decided)
        self.finder = FindPage()
        self.finder.found.connect(self.page_wanted)
        self.finder.went_back.connect(self.went_back)
        for page in (self.page, self.message, self.finder):
            self.stack.addWidget(page)
        self._fill_page()
        self._back_key = PageKey(self)
        self._back_key.pressed.connect(self.went_back)

    def use(self, habits: AnswerHabits) -> None:
        """Take over how this worker likes to answer; before the first state is shown."""
        self._habits = habits

    def render_state(self, state: InterviewState) -> None:
        """Show a state; questions that stay keep their widget and what is being typed."""
        before, self._state = self._state, state
        asking = state.step is Step.ASKING
        self.strip.setVisible(asking)
        self.stack.setCurrentWidget(self._page_of(state.step))
        if asking:
            self._show_page(state, new=before.step is not Step.ASKING or _ref(before) != _ref(state))
        elif state.step is Step.OPENING:
            self.page.heading.say(say("interview_page.opening"))
            for part in (self.page.caption, self.page.lead, self.last):
                part.say("")
            for panel in (self.cleared, self.script):
                panel.tell("info", "")
            self.questions.show_questions(())
            self.page.summary.tell(())
            self.on.hide()
        elif state.step is Step.FIND:
            self.finder.show_lines(state.lines)
        else:
            self.message.caption.say(state.confirm[0] if state.confirm and state.step is Step.CONFIRM else "")
            self.message.tell(*_message(state))
        if before.step is not state.step and not asking:
            self._page_of(state.step).take_focus()

    def _page_of(self, step: Step) -> Page:
        """Return the page on which a step stands."""
        if step is Step.FIND:
            return self.finder
        return self.page if step in {Step.ASKING, Step.OPENING} else self.message

    @property
    def back(self) -> Button:
        """The way back, which comes last in the tab order."""
        return self.strip.back

    def in_bar(self, widget: QWidget) -> bool:
        """Tell whether a control stands in the bar below the page."""
        return any(page.in_bar(widget) for page in (self.page, self.message, self.finder))

    def settle_tab_order(self) -> None:
        """Make the tab order the reading order: the line above, the page, the bar, the way back."""
        self._page_of(self._state.step).settle_tab_order()
        QWidget.setTabOrder(self.on, self.strip.back)

    def unread(self) -> bool:
        """Read what is typed and not reported yet; tells whether something of it cannot be read."""
        self.note.take()
        return len(tuple(waiting_fields(self.questions))) > 0

    def show_last(self) -> QWidget:
        """Return the widget whose paint shows that the new page is there."""
        return self.questions

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on from wherever the focus is, unless a button has it."""
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter} or event.isAutoRepeat():
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton):
            focused.click()
        elif self.stack.currentWidget() is self.page:
            self.went_on.emit()

    def _fill_page(self) -> None:
        self.cleared = Notice("info")
        self.last = Words("", "hint", self)
        self.script = Notice("info")
        self.questions = QuestionList(self._habits)
        self.questions.answered.connect(self.answered)
        self.questions.went_on.connect(self.went_on)
        self.questions.install_keys(self.page)
        self.page.questions = self.questions
        self.rows: Rows[tuple[int, str]] = Rows(
            [
                Column(heading=say("interview_page.repeat.number"), words=_number),
                Column(heading=say("interview_page.repeat.said"), words=_said),
            ],
            self,
        )
        self.repeat = RepeatPart(self.rows)
        self.repeat.added.connect(self.added)
        self.repeat.went_on.connect(self.went_on)
        self.repeat.opened.connect(self.page_wanted)
        self.repeat.taken_out.connect(self.taken_out)
        self.note = WorkerNote()
        self.note.noted.connect(self.noted)
        self.note.closed.connect(self._want_note)
        self.note_link = link(say("interview_page.note.add"), icon="pencil")
        self.note_link.setToolTip(NOTE_KEY)
        self.note_link.clicked.connect(self._want_note)
        noting = QShortcut(QKeySequence(NOTE_KEY), self)
        noting.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        noting.activated.connect(self._want_note)
        for part in (self.last, self.cleared, self.script, self.questions, self.repeat, self.note):
            self.page.body.addWidget(part)
        self.find_link = link(say("interview_page.find.link"), icon="search")
        self.find_link.clicked.connect(self.find_wanted)
        finding = QShortcut(QKeySequence(FIND_KEY), self)
        finding.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        finding.activated.connect(self.find_wanted)
        self.page.body.addWidget(FlowRow(self.note_link, self.find_link, spacing=24))
        self.on: Button = self.page.add_button(primary(say("interview_page.continue"), icon=""))
        self.on.clicked.connect(self.went_on)
        self.saved = SaveState()
        self.page.add_bar_widget(self.saved)

    def _show_page(self, state: InterviewState, *, new: bool) -> None:
        page = state.page
        if page is None:
            return
        self.strip.show_place(page, state.size, whole=not state.one_answer, resized=not state.one_answer and not state.alone)
        self.page.caption.say(shown.progress(page))
        self.page.heading.say(shown.heading(page))
        show_marked(self.page.lead, shown.notes(page))
        for part in (self.page.heading, self.page.lead, self.questions):
            turn_round(part, shown.runs_from_right(page))
        self.last.say(say("interview_page.last_answer", answer=isolated(state.last_answer)) if state.last_answer else "")
        self.cleared.tell("info", say("interview_page.cleared", labels=" · ".join(page.cleared)) if page.cleared else "")
        self.script.tell(
            "info", shown.guidance_words(page) if state.guidance else "", title=say("interview_page.script") if state.guidance else ""
        )
        if new:
            self.questions.show_questions(())
        self.questions.habits = replace(self._habits, sole=shown.is_sole(page), alone=state.alone)
        self.page.read_wide(wide=any(question.share < 1 for question in page.questions) and not shown.is_sole(page))
        self.questions.show_questions(shown.questions(state))
        if new and page.repeat is not None:
            self.rows.show_records([(at, words) for at, (_, words) in enumerate(page.repeat.instances, start=1)])
        self.repeat.show_repeat(page.repeat, new=new)
        self._show_note(state)
        self.find_link.setVisible(not state.one_answer)
        self.on.show()
        self.on.rename(say(_next_words(state)))
        if self.page.summary.references() != tuple(ref for ref, _ in state.problems):
            self.page.summary.tell(state.problems)
        if new:
            self._arrive(state)

    def _show_note(self, state: InterviewState) -> None:
        """Show the note on a question; when it is asked for, with the keyboard in it."""
        question = shown.noted(state)
        opened = bool(state.noting) and self.note.isHidden()
        self.note.show_note(question.state.ref if question else "", question.note if question else "")
        self.note_link.setVisible(question is None and not state.alone and bool(state.page and shown.asked(state.page)))
        if opened:
            self.page.make_visible(self.note)
            self.note.box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _want_note(self) -> None:
        """Go to the note on the question in hand; from the note back to the question."""
        focused = self.focusWidget()
        if self.note.isVisible() and focused is not None and self.note.isAncestorOf(focused):
            self.note.take()
            self.page.take_focus()
            if self._state.noting:
                self.note_wanted.emit(self._state.noting)
        elif self.note.isVisible():
            self.page.make_visible(self.note)
            self.note.box.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self._state.alone and (question := self.questions.in_hand()) is not None:
            self.note_wanted.emit(question.ref)

    def _arrive(self, state: InterviewState) -> None:
        """Begin a new page at its top, with the focus on the only typed field or on the heading."""
        self.page.to_top()
        first = (
            self.questions.widgets[0].field()
            if len(self.questions.widgets) == 1 and not self.questions.widgets[0].question.state.opts
            else None
        )
        self.page.first_field = self.repeat.another.cards[0] if state.page is not None and state.page.repeat is not None else first
        self.page.take_focus()
        self._aim(state)
        if state.page is not None:
            announce(self, f"{shown.progress(state.page)}. {shown.heading(state.page)}")

    def _aim(self, state: InterviewState) -> None:
        """Go to the question that was asked for, where others stand before it."""
        wanted = self.questions.of(state.aim) if len(self.questions.widgets) > 1 else None
        field = wanted.field() if wanted is not None else None
        if wanted is not None and field is not None:
            self.page.first_field = field
            self.page.make_visible(wanted)
            self.page.take_focus()


class _AskingPage(Page):
    """The page of questions: keys that nothing on it wanted are meant for the question in hand."""

    questions: QuestionList | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Offer the key to the questions first."""
        if self.questions is None or not self.questions.take_key(event):
            super().keyPressEvent(event)


def _ref(state: InterviewState) -> tuple[str, bool, Repeat | None]:
    """Return what makes a page another page: its place in the form, whether its words stand in the heading, and what may be added to."""
    if state.page is None:
        return ("", False, None)
    return (state.page.ref, shown.is_sole(state.page), state.page.repeat)


def _number(line: tuple[int, str]) -> str:
    return str(line[0])


def _said(line: tuple[int, str]) -> str:
    return line[1] or say("interview_page.repeat.blank")


def turn_round(part: QWidget, from_right: bool) -> None:  # noqa: FBT001 - one of two ways to read
    """Set a part of the page in the direction of its words, or of the window."""
    if from_right:
        part.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    else:
        part.unsetLayoutDirection()


def _next_words(state: InterviewState) -> str:
    if state.one_answer:
        return "interview_page.to_answers"
    return "interview_page.continue" if state.page is not None and state.page.following else "interview_page.check"


def _message(state: InterviewState) -> tuple[str, str, str, list[tuple[str, str]]]:
    """Return kind, heading, words and ways of a page that asks for a decision."""
    ways = {
        Step.CONFIRM: (YES, CHANGE),
        Step.NOT_SAVED: (AGAIN, RESCUE),
        Step.RESCUED: (LEAVE,),
        Step.STOP: (LATER, RETURN, DECLINE),
        Step.DECLINE: (RETURN, SURE),
        Step.TAKE_OUT: (RETURN, TAKE_OUT),
        Step.CANNOT: (LEAVE,),
    }[state.step]
    kind = {Step.NOT_SAVED: "error", Step.STOP: "info", Step.RESCUED: "info"}.get(state.step, "warning")
    heading = say(f"interview_page.message.{state.step.value}")
    text = state.confirm[1] if state.confirm and state.step is Step.CONFIRM else state.sentence
    if state.step is Step.NOT_SAVED:
        text = f"{say('interview_page.message.kept_in_hand')} {state.sentence}"
    if state.step in {Step.STOP, Step.DECLINE, Step.TAKE_OUT, Step.RESCUED}:
        text = say(f"interview_page.message.{state.step.value}_text")
    return kind, heading, text, [(way, say(f"interview_page.way.{way}")) for way in ways]


def way_back(step: Step) -> str:
    """Return what Alt+Left means on a page that asks for a decision; an answer in hand is never left behind."""
    returning = {Step.STOP, Step.DECLINE, Step.TAKE_OUT, Step.FIND}
    leaving = {Step.CANNOT, Step.RESCUED, Step.OPENING}
    return CHANGE if step is Step.CONFIRM else RETURN if step in returning else LEAVE if step in leaving else ""
