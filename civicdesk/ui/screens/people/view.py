"""The list of people."""

from PySide6.QtCore import Qt, Signal

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.people.state import PeopleState, PersonLine
from civicdesk.ui.widgets.buttons import Button, link, primary, secondary
from civicdesk.ui.widgets.fields import Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tables import Table


class PeopleView(Page):
    """Search, narrow, open."""

    sought = Signal(str)
    opened = Signal(str)
    add_wanted = Signal()
    requests_wanted = Signal()
    log_wanted = Signal()
    connections_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("people.title"), wide=True)
        self._state = PeopleState()
        self.trouble = Notice("error")
        self.body.addWidget(self.trouble)
        self.seek = Field("seek", say("people.seek"), width=420)
        self.body.addWidget(self.seek)
        self.empty = Words("", "lead", self)
        self.body.addWidget(self.empty)
        self.rows: Rows[PersonLine] = Rows(
            [
                Column(heading=say("people.column.card"), words=_card),
                Column(heading=say("people.column.name"), words=_name),
                Column(heading=say("people.column.consent"), words=_consent),
            ],
            self,
        )
        self.table = Table(self.rows, say("people.title"), stretch=1, most=9)
        self.body.addWidget(self.table)
        self.own = Words("", "hint", self)
        self.body.addWidget(self.own)
        self.requests = link(say("people.requests"), icon="inbox")
        self.log = link(say("people.log"), icon="history")
        self.connections = link(say("people.connections"), icon="users")
        self.body.addWidget(FlowRow(self.connections, self.requests, self.log, spacing=16))
        self.open: Button = self.add_button(primary(say("people.open")))
        self.add: Button = self.add_button(secondary(say("people.add"), icon="user-plus"))
        self.open.clicked.connect(self.open_current)
        self.add.clicked.connect(self.add_wanted)
        self.requests.clicked.connect(self.requests_wanted)
        self.log.clicked.connect(self.log_wanted)
        self.connections.clicked.connect(self.connections_wanted)
        self.table.opened.connect(self._open)
        self.seek.edited.connect(self.sought)
        self.seek.entered.connect(self.open_current)

    def render_state(self, state: PeopleState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.trouble.tell("error", state.problem)
        self.empty.say(_empty(state))
        if state.lines != before.lines:
            self.rows.show_records(state.lines)
            if state.lines:
                self.table.go_to(0)
        self.table.setVisible(bool(state.lines))
        self.own.say("" if state.everybody or state.loading else say("people.own"))
        self.requests.setVisible(state.requests)
        self.open.setVisible(bool(state.lines))
        self.add.become("secondary" if state.lines else "primary")
        if not self.seek.line.hasFocus():
            self.seek.put(state.text)
        self.note.say(say("people.count", count=len(state.lines)) if state.lines else "")

    def open_current(self) -> None:
        """Open the current person: the first, unless another one was chosen."""
        if self._state.lines:
            self._open(max(0, self.table.current()))

    def to_list(self) -> None:
        """Put the focus on the list."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, row: int) -> None:
        self.opened.emit(self._state.lines[row].person)


def _empty(state: PeopleState) -> str:
    if state.lines or state.loading or state.problem:
        return ""
    if state.text:
        return say("people.no_match", text=state.text)
    return say("people.empty" if state.everybody else "people.empty_own")


def _card(line: PersonLine) -> str:
    return line.card


def _name(line: PersonLine) -> str:
    return line.name or say("people.no_name")


def _consent(line: PersonLine) -> str:
    return say(f"people.consent.{line.consent}")
