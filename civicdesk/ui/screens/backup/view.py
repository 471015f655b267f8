"""Backups: what there is, trying one out, and putting one back in one guided action."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.backup.state import BackupShown, BackupState, Step, chosen_of
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.buttons import Button, link, primary, secondary
from civicdesk.ui.widgets.fields import Chooser, Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.secret import SecretField
from civicdesk.ui.widgets.tables import Table

WORKING = {"make": "backup_page.making", "try": "backup_page.trying", "put_back": "backup_page.putting_back"}


class BackupView(Page):
    """Draws the list, then the page on which one backup is put back, then what came of it."""

    make_wanted = Signal()
    try_wanted = Signal()
    put_back_wanted = Signal()
    chosen = Signal(str)
    folder_wanted = Signal()
    rescue_wanted = Signal()
    confirmed = Signal()
    turned = Signal(bool)
    """Whether the recovery code is to be used."""
    restored = Signal(str, str, str)
    """Sign-in name, passphrase, recovery code: one of the last two is empty."""
    given_up = Signal()
    onward_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("backup_page.title"), back=True)
        self.told = Notice("success")
        self.trouble = Notice("error")
        self.paused = Notice("warning")
        self.busy = Busy()
        for part in (self.told, self.trouble, self.paused, self.busy):
            self.body.addWidget(part)
        self.form = self._build_form()
        for piece in (*self._build_list(), self.form):
            self.body.addWidget(piece)
        self.onward: Button = self.add_button(primary(say("backup_page.make"), icon="hard-drive"))
        self.tryout: Button = self.add_button(secondary(say("backup_page.try")))
        self.put_back: Button = self.add_button(secondary(say("backup_page.put_back")))
        self.cancel: Button = self.add_button(secondary(say("widget.cancel")))
        self.onward.clicked.connect(self._press)
        self.tryout.clicked.connect(self.try_wanted)
        self.put_back.clicked.connect(self.put_back_wanted)
        self.cancel.clicked.connect(self.given_up)
        self.paused.acted.connect(self.confirmed)
        self._state = BackupState()

    def render_state(self, state: BackupState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.heading.say(say(f"backup_page.heading.{state.step.value}"))
        self.lead.say(_lead(state))
        self.told.tell("success", state.told)
        self.trouble.tell("error", "" if state.problem_at else state.problem)
        self._show_paused(state)
        self.steps_back = state.step is Step.PUT_BACK
        self._show_list(state, before)
        self.form.setVisible(state.step is Step.PUT_BACK)
        self._show_form(state, before)
        self._show_buttons(state)
        if state.working != before.working:
            self._show_busy(state)
        if state.told and state.told != before.told:
            announce(self, state.told)
        if state.step is not before.step or (state.problem and state.problem != before.problem):
            self._begin_step(state)

    def forget(self) -> None:
        """Empty what was typed to get in."""
        self.secret.empty()
        self.code.put("")

    def _show_paused(self, state: BackupState) -> None:
        words = say("backup_page.paused_confirm" if state.may_confirm else "backup_page.paused") if state.paused else ""
        shown = state.paused and state.step is Step.LIST
        self.paused.tell("warning", words if shown else "", title=say("backup_page.paused_title") if shown else "")
        self.paused.action.rename(say("backup_page.confirm"))
        self.paused.action.setVisible(shown and state.may_confirm)

    def _show_list(self, state: BackupState, before: BackupState) -> None:
        listed = state.step is Step.LIST
        self.table.setVisible(listed and bool(state.backups))
        if state.backups != before.backups:
            self.rows.show_records(state.backups)
        shown = chosen_of(state)
        if shown is not None and self.table.current() != state.backups.index(shown):
            self.table.go_to(state.backups.index(shown))
        self.where.say(say("backup_page.where", folder=state.folder) if listed and state.backups else "")
        none = say("backup_page.none" if state.is_open else "backup_page.none_in", folder=state.folder)
        self.none.say(none if listed and state.ready and not state.backups else "")
        self.elsewhere.setVisible(listed and state.ready and not state.is_open)
        self.rescue.setVisible(listed and state.is_open)
        self.may_not.say(say("backup_page.may_not") if listed and not state.may_put_back and state.backups else "")

    def _show_form(self, state: BackupState, before: BackupState) -> None:
        self.lost.tell("warning", state.lost or say("backup_page.lost_unknown"))
        if state.names != before.names:
            self.name.offer([(name, name) for name in state.names])
        if state.step is not before.step and state.me:
            self.name.put(state.me)
        self.code.setVisible(state.by_code)
        self.secret.setVisible(not state.by_code)
        self.turn.rename(say("unlock.use_passphrase" if state.by_code else "unlock.use_code"))
        self.wrong.say(state.problem if state.problem_at == "passphrase" else "")
        self.code.tell_problem(state.problem if state.problem_at == "code" else "")
        for part in (self.name, self.code, self.secret, self.turn):
            part.setEnabled(not state.working)

    def _show_buttons(self, state: BackupState) -> None:
        listed, idle = state.step is Step.LIST, not state.working
        self.onward.rename(say(_onward(state)))
        self.onward.show_icon("hard-drive" if listed and state.is_open else "")
        self.onward.setVisible(not listed or state.is_open or bool(state.backups))
        self.onward.setEnabled(state.ready and idle)
        self.tryout.setVisible(listed and state.is_open and bool(state.backups))
        self.tryout.setEnabled(idle)
        self.put_back.setVisible(listed and state.is_open and state.may_put_back and bool(state.backups))
        self.put_back.setEnabled(idle)
        self.cancel.setVisible(state.step is Step.PUT_BACK)
        self.cancel.setEnabled(idle)
        self.back.setVisible(state.step is not Step.DONE)
        self.back.setEnabled(idle)
        self.show_bar(shown=any(not button.isHidden() for button in (self.onward, self.tryout, self.put_back, self.cancel)))

    def _show_busy(self, state: BackupState) -> None:
        if state.working:
            self.busy.begin(say(WORKING[state.working]), can_cancel=False)
        else:
            self.busy.end()

    def _begin_step(self, state: BackupState) -> None:
        field = self.code.line if state.by_code else self.secret.line
        self.first_field = field if state.step is Step.PUT_BACK and state.problem_at else None
        if self.isVisible():
            self.to_top()
            self.take_focus()

    def _build_list(self) -> tuple[QWidget, ...]:
        """Make the parts of the list; they stand in the body themselves: a table has a height of its own."""
        self.rows: Rows[BackupShown] = Rows(_columns(), self)
        self.table = Table(self.rows, say("backup_page.title"), stretch=2)
        self.table.moved.connect(self._move)
        self.table.opened.connect(self._open)
        self.none = Words("", "body", self)
        self.where = Words("", "hint", self)
        self.may_not = Words("", "hint", self)
        self.elsewhere = link(say("backup_page.elsewhere"), icon="search")
        self.elsewhere.clicked.connect(self.folder_wanted)
        self.rescue = link(say("backup_page.rescue"), icon="upload")
        self.rescue.clicked.connect(self.rescue_wanted)
        return self.none, self.table, self.where, self.may_not, FlowRow(self.elsewhere, self.rescue)

    def _build_form(self) -> QWidget:
        self.lost = Notice("warning")
        kept = [Words(say(f"backup_page.kept_{number}"), "body", self) for number in (1, 2, 3)]
        self.name = Chooser("name", say("unlock.name"), ())
        self.secret = SecretField(say("unlock.passphrase"))
        self.wrong = Words("", "problem", self)
        self.code = Field("code", say("unlock.code"), say("backup_page.code_hint"))
        self.turn = link(say("unlock.use_code"), icon="key-round")
        self.secret.entered.connect(self._press)
        self.code.entered.connect(self._press)
        self.turn.clicked.connect(self._turn)
        return _part(self.lost, *kept, self.name, self.wrong, self.secret, self.code, FlowRow(self.turn))

    def _press(self) -> None:
        if not self.onward.isEnabled():
            return
        if self._state.step is Step.DONE:
            self.onward_wanted.emit()
        elif self._state.step is Step.PUT_BACK:
            by_code = self._state.by_code
            self.restored.emit(self.name.value(), "" if by_code else self.secret.text(), self.code.text() if by_code else "")
        elif self._state.is_open:
            self.make_wanted.emit()
        else:
            self.put_back_wanted.emit()

    def _move(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self.rows.record(row).path)

    def _open(self, row: int) -> None:
        self._move(row)
        if self._state.may_put_back and not self._state.working:
            self.put_back_wanted.emit()

    def _turn(self) -> None:
        self.turned.emit(not self._state.by_code)


def _lead(state: BackupState) -> str:
    if not state.ready:
        return "" if state.problem else say("backup_page.loading")
    shown = chosen_of(state)
    if state.step is Step.PUT_BACK and shown is not None:
        return say("backup_page.lead.put_back", made=shown.made, ago=shown.ago)
    if state.step is Step.DONE:
        return say("backup_page.lead.done")
    return say("backup_page.lead.list") if state.is_open else say("backup_page.lead.locked") if state.backups else ""


def _onward(state: BackupState) -> str:
    if state.step is Step.DONE:
        return "backup_page.look"
    if state.step is Step.PUT_BACK:
        return "backup_page.do_put_back"
    return "backup_page.make" if state.is_open else "backup_page.put_back"


def _columns() -> tuple[Column[BackupShown], ...]:
    return (
        Column(heading=say("backup_page.column.made"), words=lambda each: each.made),
        Column(heading=say("backup_page.column.ago"), words=lambda each: each.ago),
        Column(heading=say("backup_page.column.checked"), words=_checked),
    )


def _checked(each: BackupShown) -> str:
    return say("backup_page.tried_at", at=each.tried) if each.tried else say("backup_page.proved")


def _part(*widgets: QWidget) -> QWidget:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    for widget in widgets:
        column.addWidget(widget)
    return part
