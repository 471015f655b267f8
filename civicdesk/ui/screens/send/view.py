"""Send data: how many people, how many are held back and why, and the batches so far."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.send.state import ReleaseLine, SendState
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tables import Table


class SendView(Page):
    """Draws the counts and the list of batches."""

    prepare_wanted = Signal()
    opened = Signal(str)
    """Id of a batch."""
    escrow_wanted = Signal()
    receipt_wanted = Signal()
    look_wanted = Signal()
    words_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("send_page.title"), wide=True)
        self.practice = Notice("info", say("send_page.practice"), title=say("send_page.practice_title"))
        self.trouble = Notice("warning")
        self.busy = Busy()
        self.body.addWidget(self.practice)
        self.body.addWidget(self.trouble)
        self.told = Notice("success")
        self.body.addWidget(self.told)
        self.difference = Notice("warning")
        self.body.addWidget(self.difference)
        self.linking = Notice("info")
        self.body.addWidget(self.linking)
        self.body.addWidget(self.busy)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.eligible = _Count()
        self.held = _Held()
        row.addWidget(self.eligible, 2)
        row.addWidget(self.held, 3)
        self.body.addLayout(row)
        self.list_title = Words(say("send_page.batches"), "subheading", self)
        self.body.addWidget(self.list_title)
        self.nothing = Words(say("send_page.no_batches"), "hint", self)
        self.body.addWidget(self.nothing)
        self.rows: Rows[ReleaseLine] = Rows(_columns(), self)
        self.table = Table(self.rows, say("send_page.batches"), stretch=4)
        self.table.opened.connect(self._open)
        self.body.addWidget(self.table)
        self.prepare: Button = self.add_button(primary(say("send_page.prepare"), icon="package-check"))
        self.escrow: Button = self.add_button(secondary(say("send_page.escrow"), icon="key-round"))
        self.receipt: Button = self.add_button(secondary(say("receipt.bring_in"), icon="inbox"))
        self.receipt.clicked.connect(self.receipt_wanted)
        self.look: Button = self.add_button(secondary(say("receipt.look"), icon="search"))
        self.look.clicked.connect(self.look_wanted)
        self.words: Button = self.add_button(secondary(say("words_page.title"), icon="eye"))
        self.words.clicked.connect(self.words_wanted)
        self.prepare.clicked.connect(self.prepare_wanted)
        self.escrow.clicked.connect(self.escrow_wanted)
        self._shown: tuple[ReleaseLine, ...] = ()

    def render_state(self, state: SendState) -> None:
        """Show a state."""
        self.lead.say(
            say("send_page.lead", recipient=state.recipient) if state.recipient else "" if state.ready else say("send_page.loading")
        )
        self.practice.setVisible(state.practice)
        self.trouble.tell("warning", state.sentence)
        self.told.tell("success", state.told)
        self.difference.tell("warning", state.difference, title=say("receipt.difference_title") if state.difference else "")
        self.eligible.setVisible(state.ready)
        self.eligible.show_count(state.eligible, practice=state.practice)
        self.held.setVisible(state.ready and bool(state.held_back))
        self.held.show_reasons(state.held_back)
        self.list_title.setVisible(state.ready)
        self.nothing.setVisible(state.ready and not state.releases)
        self.table.setVisible(bool(state.releases))
        if state.releases != self._shown:
            self._shown = state.releases
            self.rows.show_records(state.releases)
        self.prepare.setEnabled(state.ready and not _why_not(state) and not state.preparing)
        self.prepare.rename(say("send_page.preparing" if state.preparing else "send_page.prepare"))
        self.escrow.setVisible(state.ready and state.allowed and not state.practice)
        self.escrow.setEnabled(not state.preparing)
        self.receipt.setVisible(state.ready and state.allowed and bool(state.releases) and not state.practice)
        self.look.setVisible(state.ready and state.allowed and bool(state.releases and state.server) and not state.practice)
        self.words.setVisible(state.ready and state.allowed and state.words)
        self.linking.tell("info", state.linking, title=say("linkage.title") if state.linking else "")
        self.note.say(_why_not(state))

    def show_busy(self, *, busy: bool, words: str = "") -> None:
        """Show that a batch is being prepared, or what else is under way, if it takes long."""
        for button in (self.look, self.receipt):
            button.setEnabled(not busy)
        if busy:
            self.busy.begin(words or say("send_page.preparing"), can_cancel=False)
        else:
            self.busy.end()

    def _open(self, row: int) -> None:
        self.opened.emit(self.rows.record(row).id)


class _Count(QFrame):
    """How many people can be sent, large."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        self._number = Words("", "heading", self)
        self._words = Words("", "body", self)
        column.addWidget(self._number)
        column.addWidget(self._words)
        column.addStretch(1)

    def show_count(self, count: int, *, practice: bool) -> None:
        """Show the count."""
        self._number.say(str(count))
        self._words.say(say("send_page.eligible_practice" if practice else "send_page.eligible", count=count))


class _Held(QFrame):
    """Who is held back: reasons and counts."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(20, 16, 20, 16)
        self._grid.setHorizontalSpacing(16)
        self._grid.setColumnStretch(1, 1)
        self._title = Words(say("send_page.held"), "fieldLabel", self)
        self._grid.addWidget(self._title, 0, 0, 1, 2)
        self._lines: list[Words] = []

    def show_reasons(self, reasons: Sequence[tuple[str, int]]) -> None:
        """Show the reasons."""
        for old in self._lines:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._lines = []
        for at, (reason, count) in enumerate(reasons, start=1):
            number, words = Words(str(count), "fieldLabel", self), Words(reason, "body", self)
            self._grid.addWidget(number, at, 0)
            self._grid.addWidget(words, at, 1)
            self._lines += [number, words]


def _columns() -> tuple[Column[ReleaseLine], ...]:
    return (
        Column(heading=say("send_page.column.at"), words=_when),
        Column(heading=say("send_page.column.people"), words=_people, number=True),
        Column(heading=say("send_page.column.responses"), words=_responses, number=True),
        Column(heading=say("send_page.column.state"), words=_state),
        Column(heading=say("send_page.column.file"), words=_file),
    )


def _when(line: ReleaseLine) -> str:
    return f"{line.at.day}/{line.at.month}/{line.at.year} {line.at:%H:%M}"


def _people(line: ReleaseLine) -> str:
    return str(line.people)


def _responses(line: ReleaseLine) -> str:
    return str(line.responses)


def _state(line: ReleaseLine) -> str:
    return say(f"send_page.state.{line.state.value}")


def _file(line: ReleaseLine) -> str:
    return line.file_name if line.files < 2 else say("send_page.files", count=line.files)


def _why_not(state: SendState) -> str:
    if not state.allowed:
        return say("send_page.why.role")
    if state.practice:
        return say("send_page.why.practice")
    return say("send_page.why.nobody") if state.ready and not state.eligible else ""
