"""A session: who has arrived, each person's tasks, and closing."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.session.state import (
    BLOCKED,
    DONE,
    GIVEN,
    IN_PROGRESS,
    LOCKED_AWAY,
    NOT_STARTED,
    SHEET_LEFT,
    SHREDDED,
    TASKS,
    PersonShown,
    SessionState,
)
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import Field
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.reasons import Counts, OpenRow, Reasons
from civicdesk.ui.widgets.tables import Table
from civicdesk.ui.widgets.tasks import TaskList, TaskRow


class SessionView(Page):
    """The task list of everybody who is here."""

    add_wanted = Signal()
    sought = Signal(str)
    arrived = Signal(str)
    chosen = Signal(str)
    task_wanted = Signal(str, str)
    """Person and task."""
    close_wanted = Signal()
    close_given_up = Signal()
    closed = Signal(object)
    """{(person, matter): reason}"""
    sheets_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(back=True, wide=True)
        self._state = SessionState()
        self.trouble = Notice("error")
        self.disk = Notice("warning")
        self.body.addWidget(self.trouble)
        self.body.addWidget(self.disk)
        self.meeting = self._build_meeting()
        self.ending = self._build_ending()
        self.body.addWidget(self.meeting)
        self.body.addWidget(self.ending)
        self.add: Button = self.add_button(primary(say("session.add"), icon="user-plus"))
        self.end: Button = self.add_button(secondary(say("session.close")))
        self.cancel: Button = self.add_button(secondary(say("session.stay_open")))
        self.sheets: Button = self.add_button(secondary(say("session.sheets"), icon="printer"))
        self.add.clicked.connect(self.add_wanted)
        self.sheets.clicked.connect(self.sheets_wanted)
        self.end.clicked.connect(self._end)
        self.cancel.clicked.connect(self.close_given_up)

    def render_state(self, state: SessionState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.heading.say(_heading(state))
        self.lead.say(_lead(state))
        self.trouble.tell("error", state.problem)
        self.disk.tell("warning", say("session.disk") if state.disk_low else "")
        self.meeting.setVisible(not state.closing and not state.loading)
        self.ending.setVisible(state.closing)
        self._show_people(state, before)
        self._show_found(state)
        if state.closing and (state.open_rows != before.open_rows or not before.closing or state.counts != before.counts):
            self.counts.show_counts([(say(f"session.count.{name}"), number) for name, number in state.counts])
            self.reasons.show_rows(
                [OpenRow(key=f"{row.person} {row.matter}", words=row.words, reasons=_reasons(row.matter)) for row in state.open_rows]
            )
        self._show_buttons(state)
        self._choose_first_field(state)
        if (state.closing is not before.closing or state.loading is not before.loading) and self.isVisible():
            self.to_top()
            self.take_focus()
            self._bring_to_sight()

    def _choose_first_field(self, state: SessionState) -> None:
        """Begin at what is to be done next: the next task of the person in hand; at closing, the first open line."""
        to_choose = self.reasons.to_choose() if state.closing else None
        here = state.person()
        going_on = not state.closing and not state.closed and here is not None and here.tasks[0] != NOT_STARTED
        following = next((self.tasks.buttons[task] for task in TASKS if here and _is_open(here, task)), None) if going_on else None
        self.first_field = to_choose.cards[0] if to_choose is not None else following

    def _bring_to_sight(self) -> None:
        if self.first_field is not None:
            self.make_visible(self.first_field)

    def _show_buttons(self, state: SessionState) -> None:
        self.show_bar(shown=not state.loading and not state.closed)
        self.add.setVisible(not state.closing)
        self.end.rename(say("session.close_now" if state.closing else "session.close"))
        self.end.become("primary" if state.closing else "secondary")
        self.cancel.setVisible(state.closing)
        self.sheets.setVisible(not state.closing and bool(state.people))

    def _show_people(self, state: SessionState, before: SessionState) -> None:
        here = state.person()
        for part in (self.table, self.whose, self.tasks):
            part.setVisible(here is not None)
        self.empty.say("" if state.people or state.loading else say("session.empty"))
        if state.people != before.people:
            self.rows.show_records(state.people)
        if here is None:
            return
        self.table.go_to(state.people.index(here))
        self.whose.say(say("session.tasks_of", who=_who(here)))
        self.tasks.show_tasks([_row(task, state_of, here) for task, state_of in zip(TASKS, here.tasks, strict=True)])

    def _show_found(self, state: SessionState) -> None:
        self.matches.setVisible(bool(state.found))
        self.matches.show_tasks(
            [
                TaskRow(key=each.person, label=each.name or say("session.card", card=each.card), state="", action=say("session.here"))
                for each in state.found
            ]
        )
        self.nobody.say(say("session.nobody", text=state.sought) if state.sought else "")
        if not state.found and not state.sought:
            self.seek.put("")

    def _build_meeting(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.seek = Field("seek", say("session.seek"), say("session.seek_hint"), width=420)
        self.nobody = Words("", "hint", part)
        self.matches = TaskList()
        self.empty = Words("", "lead", part)
        self.rows: Rows[PersonShown] = Rows(
            [
                Column(heading=say("session.column.card"), words=_card),
                Column(heading=say("session.column.name"), words=_name),
                Column(heading=say("session.column.next"), words=_next),
            ],
            self,
        )
        self.table = Table(self.rows, say("session.people"), stretch=1, most=6)
        self.whose = Words("", "subheading", part)
        self.tasks = TaskList()
        for widget in (self.empty, self.seek, self.nobody, self.matches, self.table, self.whose, self.tasks):
            column.addWidget(widget)
        self.seek.entered.connect(self._seek)
        self.matches.chosen.connect(self.arrived)
        self.table.moved.connect(self._choose)
        self.table.opened.connect(self._to_tasks)
        self.tasks.chosen.connect(self._want)
        return part

    def _build_ending(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        self.counts = Counts()
        self.reasons = Reasons()
        self.reasons.settled.connect(self._to_end)
        column.addWidget(self.counts)
        column.addWidget(self.reasons)
        return part

    def _seek(self) -> None:
        self.sought.emit(self.seek.text())

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._state.people) and self._state.people[row] != self._state.person():
            self.chosen.emit(self._state.people[row].person)

    def _to_tasks(self, _row: int) -> None:
        ready = [button for button in self.tasks.buttons.values() if button.isEnabled()]
        if ready:
            ready[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _want(self, task: str) -> None:
        here = self._state.person()
        if here is not None:
            self.task_wanted.emit(here.person, task)

    def _to_end(self) -> None:
        self.end.setFocus(Qt.FocusReason.OtherFocusReason)

    def _end(self) -> None:
        if self._state.closing:
            chosen = self.reasons.chosen()
            self.closed.emit({(row.person, row.matter): chosen[f"{row.person} {row.matter}"] for row in self._state.open_rows})
        else:
            self.close_wanted.emit()


def _reasons(matter: str) -> tuple[str, ...]:
    """Return the reasons that may close a matter; a sheet that nobody took away must not lie about."""
    names: tuple[str, ...] = ("next_time", "left", "rather_not", "not_needed", "paper")
    if matter == SHEET_LEFT:
        names = (SHREDDED, LOCKED_AWAY, GIVEN)
    return tuple(say(f"session.reason.{name}") for name in names)


def _is_open(each: PersonShown, task: str) -> bool:
    return each.tasks[TASKS.index(task)] in {NOT_STARTED, IN_PROGRESS}


def _heading(state: SessionState) -> str:
    if not state.place:
        return say("widget.opening" if state.loading else "session.nowhere")
    return say("session.closing_title" if state.closing else "session.title", place=state.place)


def _lead(state: SessionState) -> str:
    if state.loading:
        return ""
    if state.closing:
        return say("session.closing_lead" if state.open_rows else "session.closing_clear")
    return say("session.closed" if state.closed else "session.lead", since=state.since, round=state.round)


def _card(each: PersonShown) -> str:
    return each.card


def _name(each: PersonShown) -> str:
    return each.name or say("session.no_name")


def _next(each: PersonShown) -> str:
    """Say what there is to do next with a person: the first task that is neither done nor closed to them."""
    for task, state in zip(TASKS, each.tasks, strict=True):
        if state in {NOT_STARTED, IN_PROGRESS}:
            return say("session.next", task=say(f"session.task.{task}"), state=say(f"widget.task.{state}"))
    return say("session.all_done")


def _who(each: PersonShown) -> str:
    return each.name or say("session.card", card=each.card)


ACTIONS: Mapping[str, str] = {DONE: "session.action.show", IN_PROGRESS: "session.action.go_on"}


def _row(task: str, state: str, person: PersonShown) -> TaskRow:
    why = ""
    if state == BLOCKED:
        why = say("session.why.survey" if task == "sheet" and person.tasks[0] == DONE else "session.why.consent")
    return TaskRow(
        key=task, label=say(f"session.task.{task}"), state=state, action=say(ACTIONS.get(state, "session.action.start")), why=why
    )
