"""The office that receives bundles: open its books, take a folder in, see what came and what is held."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.intake import Holding
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.inbox.state import SHOWN, CameLine, InboxState
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.secret import SecretField
from civicdesk.ui.widgets.tables import Table


class InboxView(Page):
    """Draws what came, and the laptops that it came from."""

    keys_wanted = Signal()
    ledger_wanted = Signal()
    open_wanted = Signal(str)
    """The passphrase of the keys, empty where they have none."""
    folder_wanted = Signal()
    pack_wanted = Signal()
    replay_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("inbox_page.title"), back=True, wide=True)
        self.trouble = Notice("warning")
        self.told = Notice("success")
        self.busy = Busy()
        for part in (self.trouble, self.told, self.busy):
            self.body.addWidget(part)
        self.door = _Door()
        self.door.keys.clicked.connect(self.keys_wanted)
        self.door.ledger.clicked.connect(self.ledger_wanted)
        self.door.secret.entered.connect(self._open)
        self.body.addWidget(self.door)
        self.came_title = Words(say("inbox_page.came"), "subheading", self)
        self.nothing = Words(say("inbox_page.nothing_came"), "hint", self)
        self.came: Rows[CameLine] = Rows(_came_columns(), self)
        self.came_table = Table(self.came, say("inbox_page.came"), stretch=2)
        self.reasons = _Lines()
        self.aside = Notice("info")
        self.aside.acted.connect(self.replay_wanted)
        self.held_title = Words(say("inbox_page.held"), "subheading", self)
        self.held: Rows[Holding] = Rows(_held_columns(), self)
        self.held_table = Table(self.held, say("inbox_page.held"), stretch=4)
        self.remarks = _Lines()
        before = (self.came_title, self.nothing, self.came_table, self.reasons, self.aside)
        for below in (*before, self.held_title, self.held_table, self.remarks):
            self.body.addWidget(below)
        self.open: Button = self.add_button(primary(say("inbox_page.open"), icon="door-open"))
        self.take: Button = self.add_button(primary(say("inbox_page.take"), icon="inbox"))
        self.pack: Button = self.add_button(secondary(say("inbox_page.pack"), icon="key-round"))
        self.open.clicked.connect(self._open)
        self.take.clicked.connect(self.folder_wanted)
        self.pack.clicked.connect(self.pack_wanted)
        self._came: tuple[CameLine, ...] = ()
        self._held: tuple[Holding, ...] = ()

    def render_state(self, state: InboxState) -> None:
        """Show a state."""
        self.lead.say(_lead(state))
        self.trouble.tell("warning", state.sentence)
        self.told.tell("success", state.told)
        self.door.setVisible(not state.opened)
        self.door.show_door(state)
        self.open.setVisible(not state.opened)
        self.open.setEnabled(bool(state.keys and state.ledger) and not state.busy)
        self.take.setVisible(state.opened)
        self.take.setEnabled(bool(state.projects) and not state.busy)
        self.pack.setVisible(state.opened)
        self.pack.setEnabled(not state.busy)
        self.note.say("" if state.projects or not state.opened else say("inbox_page.no_project"))
        self.came_title.setVisible(state.asked)
        self.nothing.setVisible(state.asked and not state.came)
        self.came_table.setVisible(bool(state.came))
        aside = state.opened and bool(state.aside)
        self.aside.tell(
            "info",
            say("inbox_page.aside", count=state.aside) if aside else "",
            action=say("inbox_page.replay") if aside else "",
        )
        self.held_title.setVisible(bool(state.holdings))
        self.held_table.setVisible(bool(state.holdings))
        if state.came != self._came:
            self._came = state.came
            self.came.show_records(state.came)
            self.reasons.show_lines([f"{line.file}: {line.why}" for line in state.came if line.why])
        if state.holdings != self._held:
            self._held = state.holdings
            self.held.show_records(state.holdings)
            self.remarks.show_lines([f"{_laptop(held)}: {', '.join(said)}" for held in state.holdings if (said := _remarks(held))])

    def _open(self) -> None:
        if self.open.isEnabled():
            self.open_wanted.emit(self.door.secret.text())


class _Door(QFrame):
    """Which keys and which ledger, and the passphrase of the keys if they have one."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        self.keys = secondary(say("inbox_page.keys"), icon="key-round")
        self.keys_name = Words("", "hint", self)
        self.ledger = secondary(say("inbox_page.ledger"), icon="hard-drive")
        self.ledger_name = Words("", "hint", self)
        self.secret = SecretField(say("inbox_page.passphrase"))
        for button, name in ((self.keys, self.keys_name), (self.ledger, self.ledger_name)):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeading)
            column.addWidget(name)
        column.addWidget(self.secret)

    def show_door(self, state: InboxState) -> None:
        """Show what was chosen."""
        self.keys_name.say(say("inbox_page.chosen", name=state.keys) if state.keys else say("inbox_page.keys_hint"))
        self.ledger_name.say(say("inbox_page.chosen", name=state.ledger) if state.ledger else say("inbox_page.ledger_hint"))
        self.secret.setVisible(state.sealed and not state.opened)
        if state.opened:
            self.secret.empty()


class _Lines(QWidget):
    """Sentences under a table, which has no room for them."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._lines: list[Words] = []
        self.hide()

    def show_lines(self, sentences: Sequence[str]) -> None:
        """Show other sentences; without any it is gone."""
        for old in self._lines:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._lines = [Words(sentence, "body", self) for sentence in sentences]
        for line in self._lines:
            self._column.addWidget(line)
        self.setVisible(bool(sentences))


def _lead(state: InboxState) -> str:
    if not state.opened:
        return say("inbox_page.lead_closed")
    return say("inbox_page.lead", projects="; ".join(state.projects)) if state.projects else say("inbox_page.lead_new")


def _came_columns() -> tuple[Column[CameLine], ...]:
    return (
        Column(heading=say("inbox_page.column.file"), words=_file),
        Column(heading=say("inbox_page.column.laptop"), words=_whose),
        Column(heading=say("inbox_page.column.verdict"), words=_verdict),
    )


def _held_columns() -> tuple[Column[Holding], ...]:
    return (
        Column(heading=say("inbox_page.column.laptop"), words=_laptop),
        Column(heading=say("inbox_page.column.bundles"), words=_bundles, number=True),
        Column(heading=say("inbox_page.column.people"), words=_people, number=True),
        Column(heading=say("inbox_page.column.responses"), words=_responses, number=True),
        Column(heading=say("inbox_page.column.remarks"), words=_remarked),
    )


def _file(line: CameLine) -> str:
    return line.file


def _whose(line: CameLine) -> str:
    return line.laptop[:SHOWN] or say("inbox_page.nobody")


def _verdict(line: CameLine) -> str:
    said = say(f"inbox_page.verdict.{'again' if line.again else line.status.value}")
    return said if line.receipt else f"{said} {say('inbox_page.no_receipt')}"


def _laptop(held: Holding) -> str:
    return held.laptop[:SHOWN]


def _bundles(held: Holding) -> str:
    return str(held.bundles)


def _people(held: Holding) -> str:
    return str(held.people)


def _responses(held: Holding) -> str:
    return str(held.responses)


def _remarked(held: Holding) -> str:
    return say("inbox_page.below" if _remarks(held) else "inbox_page.in_order")


def _remarks(held: Holding) -> tuple[str, ...]:
    """Return what somebody should look into."""
    said = [say(f"centre.chain.{state.value}") for state in sorted({state for _, state in held.findings})]
    if held.revoked:
        said.append(say("inbox_page.revoked", day=held.revoked))
    elif not held.enrolled:
        said.append(say("inbox_page.not_enrolled"))
    if held.quarantined:
        said.append(say("inbox_page.put_aside", count=held.quarantined))
    if held.conflicts:
        said.append(say("inbox_page.conflicts", count=held.conflicts))
    return tuple(said)
