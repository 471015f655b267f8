"""Colleagues: who can sign in, and one step at a time for everything that changes it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.records.people import Role
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.users.state import ColleagueShown, Step, Typed, UsersState, chosen_of
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import Cards, Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.new_passphrase import Card, NewPassphrase
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.secret import SecretField
from civicdesk.ui.widgets.tables import Table
from civicdesk.ui.widgets.tasks import TaskList, TaskRow

REVOKED = 4
"""Lines that say what taking a way in does, and what it cannot do."""
KEYS = ("recovery", "escrow", "slot")


class UsersView(Page):
    """Draws the list, or one step."""

    chosen = Signal(str)
    step_wanted = Signal(str)
    """Value of a step."""
    added = Signal(object)
    """Name, full name, role, safeguarding lead, passphrase."""
    suggestion_wanted = Signal()
    role_given = Signal(str, bool)
    revoked = Signal()
    accepted = Signal()
    keys_wanted = Signal(str)
    """One of `KEYS`."""
    save_wanted = Signal()
    retyped = Signal(str)
    unsealed = Signal(str)
    """The passphrase of a sealed key."""
    given_up = Signal()
    unlock_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("users_page.title"), back=True)
        self.told = Notice("success")
        self.trouble = Notice("error")
        self.altered = Notice("warning")
        self.busy = Busy()
        for part in (self.told, self.trouble, self.altered, self.busy):
            self.body.addWidget(part)
        self.add_form, self.role_part, self.code_part = AddForm(), RolePart(), CodePart()
        self.code = Field("code", say("first_run.retype.code"), say("first_run.retype.hint"))
        self.sealed = SecretField(say("users_page.sealed_label"))
        self._parts: dict[Step, QWidget] = {
            Step.SEALED: self.sealed,
            Step.ADD: self.add_form,
            Step.ROLE: self.role_part,
            Step.REVOKE: _lines([say(f"users_page.revoke_{number}") for number in range(1, REVOKED + 1)]),
            Step.RETYPE: self.code,
        }
        for piece in (*self._build_list(), *self._parts.values(), self.code_part):
            self.body.addWidget(piece)
        self.onward: Button = self.add_button(primary(say("users_page.add")))
        self.other: Button = self.add_button(secondary(say("users_page.change")))
        self.third: Button = self.add_button(secondary(say("users_page.revoke")))
        self._wire()
        self._state = UsersState()

    def render_state(self, state: UsersState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        shown = chosen_of(state)
        name = shown.name if shown else ""
        self.heading.say(say(f"users_page.heading.{state.step.value}", name=name))
        self.lead.say(_lead(state))
        self.told.tell("success", state.told)
        self.trouble.tell("error", "" if state.problem_at else state.problem)
        listed = state.step is Step.LIST
        self.steps_back = not listed
        self.altered.tell("warning", say("users_page.altered") if state.altered and listed else "", action=say("users_page.accept"))
        for step, part in self._parts.items():
            part.setVisible(step is state.step)
        self.code_part.setVisible(state.step in {Step.RECOVERY, Step.SLOT})
        self._show_list(state, before)
        self.add_form.show_state(state)
        self.role_part.show_state(state, fresh=state.step is not before.step or state.chosen != before.chosen)
        self.code_part.show_state(state)
        self.code.tell_problem(state.problem if state.problem_at == "code" else "")
        self._show_buttons(state)
        if state.working != before.working:
            self._show_busy(state)
        if state.told and state.told != before.told:
            announce(self, state.told)
        if state.step is not before.step or (state.problem and state.problem != before.problem):
            self._begin_step(state, before)

    def _show_list(self, state: UsersState, before: UsersState) -> None:
        listed = state.step is Step.LIST
        self.table.setVisible(listed and bool(state.colleagues))
        if state.colleagues != before.colleagues:
            self.rows.show_records(state.colleagues)
        shown = chosen_of(state)
        if shown is not None and self.table.current() != state.colleagues.index(shown):
            self.table.go_to(state.colleagues.index(shown))
        keys = KEYS if state.allowed else KEYS[:1]
        self.keys.show_tasks([_key_row(key, state) for key in keys] if state.ready else [])
        self.keys.setVisible(state.ready and listed)
        self.keys_title.setVisible(state.ready and listed)

    def _show_buttons(self, state: UsersState) -> None:
        idle, listed = not state.working, state.step is Step.LIST
        words = {
            Step.LIST: ("users_page.add", "users_page.change", "users_page.revoke"),
            Step.ADD: ("users_page.do_add", "widget.cancel", ""),
            Step.ROLE: ("users_page.do_role", "widget.cancel", ""),
            Step.REVOKE: ("users_page.leave", "users_page.do_revoke", ""),
            Step.RECOVERY: ("first_run.recovery.onward", "widget.cancel", ""),
            Step.RETYPE: ("first_run.retype.onward", "users_page.look_again", ""),
            Step.SEALED: ("users_page.unseal", "widget.cancel", ""),
            Step.SLOT: ("users_page.slot_done", "", ""),
            Step.CLOSED: ("unlock.open", "", ""),
        }[state.step]
        for button, key in zip((self.onward, self.other, self.third), words, strict=True):
            button.setVisible(bool(key) and (not listed or (state.allowed and state.ready)))
            button.setEnabled(idle)
            if key:
                button.rename(say(key))
        self.back.setVisible(state.step is not Step.CLOSED)
        self.back.setEnabled(idle)
        self.show_bar(shown=not listed or (state.allowed and state.ready))

    def _show_busy(self, state: UsersState) -> None:
        if state.working:
            self.busy.begin(say(f"users_page.working.{state.working}"), can_cancel=False)
        else:
            self.busy.end()

    def _begin_step(self, state: UsersState, before: UsersState) -> None:
        if state.step is Step.ADD and before.step is not Step.ADD:
            self.add_form.empty()
        if state.step is Step.RETYPE and before.step is not Step.RETYPE:
            self.code.put("")
        if state.step is not Step.SEALED:
            self.sealed.empty()
        fields: dict[Step, QWidget] = {Step.ADD: self.add_form.first(state), Step.RETYPE: self.code.line, Step.SEALED: self.sealed.line}
        self.first_field = fields.get(state.step)
        if self.isVisible():
            self.to_top()
            self.take_focus()

    def _build_list(self) -> tuple[QWidget, ...]:
        """Make the parts of the list; they stand in the body themselves: a table has a height of its own."""
        self.rows: Rows[ColleagueShown] = Rows(_columns(), self)
        self.table = Table(self.rows, say("users_page.title"), stretch=1)
        self.table.moved.connect(self._move)
        self.table.opened.connect(self._open)
        self.keys_title = Words(say("users_page.keys_title"), "subheading", self)
        self.keys = TaskList()
        self.keys.chosen.connect(self.keys_wanted)
        return self.table, self.keys_title, self.keys

    def _wire(self) -> None:
        self.onward.clicked.connect(self._press)
        self.other.clicked.connect(self._press_other)
        self.third.clicked.connect(self._press_third)
        self.add_form.entered.connect(self._press)
        self.add_form.other_wanted.connect(self.suggestion_wanted)
        self.code_part.save_wanted.connect(self.save_wanted)
        self.code.entered.connect(self._press)
        self.sealed.entered.connect(self._press)
        self.altered.acted.connect(self.accepted)

    def _press(self) -> None:
        if not self.onward.isEnabled() or self.onward.isHidden():
            return
        step = self._state.step
        if step is Step.ADD:
            self.added.emit(self.add_form.typed())
        elif step is Step.ROLE:
            self.role_given.emit(*self.role_part.given())
        elif step is Step.RETYPE:
            self.retyped.emit(self.code.text())
        elif step is Step.SEALED:
            self.unsealed.emit(self.sealed.text())
        elif step is Step.CLOSED:
            self.unlock_wanted.emit()
        elif step in {Step.REVOKE, Step.SLOT}:
            self.given_up.emit()
        else:
            self.step_wanted.emit((Step.ADD if step is Step.LIST else Step.RETYPE).value)

    def _press_other(self) -> None:
        step = self._state.step
        if step is Step.LIST:
            self.step_wanted.emit(Step.ROLE.value)
        elif step is Step.REVOKE:
            self.revoked.emit()
        elif step is Step.RETYPE:
            self.step_wanted.emit(Step.RECOVERY.value)
        else:
            self.given_up.emit()

    def _press_third(self) -> None:
        self.step_wanted.emit(Step.REVOKE.value)

    def _move(self, row: int) -> None:
        if row >= 0:
            self.chosen.emit(self.rows.record(row).name)

    def _open(self, row: int) -> None:
        self._move(row)
        self.step_wanted.emit(Step.ROLE.value)


def _lead(state: UsersState) -> str:
    if state.step is Step.LIST:
        if not state.ready:
            return "" if state.problem else say("users_page.loading")
        return say("users_page.lead.list" if state.allowed else "users_page.lead.worker")
    return say(f"users_page.lead.{state.step.value}")


def _key_row(key: str, state: UsersState) -> TaskRow:
    due = key == "recovery" and state.recovery_due
    return TaskRow(
        key=key,
        label=say(f"users_page.key.{key}"),
        state="",
        action=say(f"users_page.key_action.{key}"),
        why=say("users_page.key_why.due" if due else f"users_page.key_why.{key}"),
    )


def _columns() -> tuple[Column[ColleagueShown], ...]:
    return (
        Column(heading=say("users_page.column.name"), words=_name),
        Column(heading=say("users_page.column.role"), words=_role),
        Column(heading=say("users_page.column.last"), words=lambda each: each.last or say("users_page.unknown")),
    )


def _name(each: ColleagueShown) -> str:
    name = say("users_page.named", name=each.name, full=each.full_name) if each.full_name else each.name
    return say("users_page.me", name=name) if each.me else name


def _role(each: ColleagueShown) -> str:
    role = say(f"first_run.role.{Role(each.role).value}")
    return say("users_page.and_lead", role=role) if each.lead else role


def _lines(texts: list[str]) -> QWidget:
    part = QWidget()
    column = _column(part)
    for text in texts:
        column.addWidget(Words(text, "body"))
    return part


class AddForm(QWidget):
    """Name, role, flag and first passphrase of a new colleague."""

    entered = Signal()
    other_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = _column(self)
        self.name = Field("name", say("users_page.name"), say("users_page.name_hint"), width=320)
        self.full_name = Field("full_name", say("users_page.full_name"), say("users_page.full_name_hint"), width=480)
        self.role = _roles()
        self.lead = CardCheck("lead", say("users_page.lead_flag"))
        self.passphrase = NewPassphrase(say("users_page.first_passphrase"))
        self.passphrase.entered.connect(self.entered)
        self.passphrase.other_wanted.connect(self.other_wanted)
        for part in (self.name, self.full_name, self.role, self.lead, self.passphrase):
            column.addWidget(part)

    def show_state(self, state: UsersState) -> None:
        """Show what is to be mended, and the words on offer."""
        at = state.problem_at
        self.passphrase.offer(state.suggestion)
        self.name.tell_problem(state.problem if at == "name" else "")
        self.role.tell_problem(state.problem if at == "role" else "")
        self.passphrase.tell_problem(state.problem if at == "passphrase" else "")

    def first(self, state: UsersState) -> QWidget:
        """Return the field that takes the keyboard."""
        wanted = {"role": self.role.cards[0], "passphrase": self.passphrase.secret.line}
        return wanted.get(state.problem_at, self.name.line)

    def typed(self) -> Typed:
        """Return what is typed."""
        return Typed(
            name=self.name.text(),
            full_name=self.full_name.text(),
            role=self.role.value(),
            lead=self.lead.isChecked(),
            passphrase=self.passphrase.text(),
        )

    def begun(self) -> bool:
        """Tell whether anything is typed."""
        return bool(self.name.text() or self.full_name.text() or self.passphrase.text())

    def empty(self) -> None:
        """Begin anew."""
        self.name.put("")
        self.full_name.put("")
        self.role.put("")
        self.lead.setChecked(False)
        self.passphrase.empty()


class RolePart(QWidget):
    """Another role for a colleague."""

    def __init__(self) -> None:
        super().__init__()
        column = _column(self)
        self.role = _roles()
        self.lead = CardCheck("lead", say("users_page.lead_flag"))
        for part in (self.role, self.lead):
            column.addWidget(part)

    def show_state(self, state: UsersState, *, fresh: bool) -> None:
        """Begin with the role that holds now."""
        shown = chosen_of(state)
        if fresh and shown is not None and state.step is Step.ROLE:
            self.role.put(shown.role.value)
            self.lead.setChecked(shown.lead)

    def given(self) -> tuple[str, bool]:
        """Return role and flag."""
        return self.role.value(), self.lead.isChecked()


class CodePart(QWidget):
    """A code to be kept on paper or said over the telephone, and the file that goes with it."""

    save_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = _column(self)
        self.label = Words("", "fieldLabel")
        self.code = Words("", "mono")
        self.save = secondary(say("first_run.recovery.save"), icon="printer")
        self.kept = Words("", "hint")
        self.save.clicked.connect(self.save_wanted)
        for part in (Card(self.label, self.code), FlowRow(self.save), self.kept):
            column.addWidget(part)

    def show_state(self, state: UsersState) -> None:
        """Show the code."""
        slot = state.step is Step.SLOT
        self.label.say(say("users_page.slot_code" if slot else "first_run.recovery.code"))
        self.code.say(state.code)
        self.save.rename(say("users_page.slot_save" if slot else "first_run.recovery.save"))
        self.save.setEnabled(not state.working)
        self.kept.say(say("users_page.slot_saved" if slot else "first_run.recovery.saved") if state.saved else "")


def _roles() -> Cards:
    return Cards("role", say("users_page.role"), [(role.value, say(f"first_run.role.{role.value}")) for role in Role], across=True)


def _column(part: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(16)
    return column
