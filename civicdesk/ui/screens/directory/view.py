"""The directory: search as you type, one entry, and putting it right, one step at a time."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.directory.state import CHECK, FILTERS, DirectoryState, EntryLine, Step
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.chips import Chips
from civicdesk.ui.widgets.facts import FactCard
from civicdesk.ui.widgets.fields import Chooser, Field
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tables import Table

NEW_FIELDS = ("name", "description", "when", "address", "district", "phone", "cost", "tags")
"""What is asked of a new entry; the rest can be put right later."""
FIELDS = (*NEW_FIELDS, "organisation", "email", "url", "access", "step_free", "free", "capacity", "women_or_men_only", "status")
_HINTED = frozenset({"tags", "district", "step_free", "free", "capacity", "women_or_men_only", "status"})
"""Fields that take certain words only, or words in a certain form."""
_BUTTONS = {
    Step.LIST: ("directory_page.open", "directory_page.add", ""),
    Step.ENTRY: ("directory_page.right", "directory_page.change", "directory_page.closed"),
    Step.CHANGE: ("directory_page.keep", "widget.cancel", ""),
    Step.ADD: ("directory_page.keep_new", "widget.cancel", ""),
    Step.CLOSE: ("widget.cancel", "directory_page.do_close", ""),
}


class DirectoryView(Page):
    """Draws the list, or one step."""

    sought = Signal(str)
    turned = Signal(str)
    """Word of a filter."""
    opened = Signal(str)
    step_wanted = Signal(str)
    confirmed = Signal()
    shut = Signal()
    field_picked = Signal(str)
    changed = Signal(str)
    added = Signal(object)
    """Field name -> text."""

    def __init__(self) -> None:
        super().__init__(say("directory_page.title"), back=True, wide=True)
        self._state = DirectoryState()
        self.told, self.trouble = Notice("success"), Notice("error")
        self.seek = Field("seek", say("directory_page.seek"), width=420)
        self.filters = Chips()
        self.empty = Words("", "lead", self)
        self.rows: Rows[EntryLine] = Rows(_columns(), self)
        self.table = Table(self.rows, say("directory_page.title"), stretch=0, most=9)
        self.facts = FactCard()
        self.change = _Change()
        self.new = _New()
        parts = (self.told, self.trouble, self.seek, self.filters, self.empty, self.table, self.facts, self.change, self.new)
        for part in parts:
            self.body.addWidget(part)
        self.onward: Button = self.add_button(primary(say("directory_page.open")))
        self.other: Button = self.add_button(secondary(say("directory_page.add")))
        self.third: Button = self.add_button(secondary(say("directory_page.closed")))
        self._wire()

    def render_state(self, state: DirectoryState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        listed = state.step is Step.LIST
        self.steps_back = not listed
        self.back.setVisible(not listed)
        name = state.shown.name if state.shown else ""
        self.heading.say(say(f"directory_page.heading.{state.step.value}", name=name))
        self.lead.say(_lead(state))
        self.told.tell("success", state.told)
        self.trouble.tell("error", state.problem)
        self._show_list(state, before)
        self.facts.show_facts(state.shown.facts if state.shown and state.step in {Step.ENTRY, Step.CLOSE} else ())
        self.change.setVisible(state.step is Step.CHANGE)
        self.new.setVisible(state.step is Step.ADD)
        self._show_buttons(state)
        if state.step is not before.step or state.field != before.field:
            self._begin_step(state, before)
        if state.told and state.told != before.told:
            announce(self, state.told)

    def typed_new(self) -> bool:
        """Tell whether a new entry is half typed."""
        return any(self.new.typed().values())

    def _show_list(self, state: DirectoryState, before: DirectoryState) -> None:
        listed = state.step is Step.LIST
        for part in (self.seek, self.filters):
            part.setVisible(listed)
        chips = [(word, say(f"directory_page.filter.{word}"), "") for word in (*FILTERS, CHECK)]
        self.filters.show_chips(chips, state.filters)
        self.empty.say(_empty(state))
        if state.lines != before.lines:
            self.rows.show_records(state.lines)
            if state.lines:
                self.table.go_to(0)
        self.table.setVisible(listed and bool(state.lines))
        if not self.seek.line.hasFocus():
            self.seek.put(state.text)
        self.note.say(_counted(state))

    def _show_buttons(self, state: DirectoryState) -> None:
        for button, key in zip((self.onward, self.other, self.third), _BUTTONS[state.step], strict=True):
            button.setVisible(bool(key) and _offered(key, state))
            if key:
                button.rename(say(key))
        self.show_bar(shown=any(not button.isHidden() for button in (self.onward, self.other, self.third)))

    def _begin_step(self, state: DirectoryState, before: DirectoryState) -> None:
        if state.step is Step.CHANGE:
            self.change.show_field(state)
        if state.step is Step.ADD and before.step is not Step.ADD:
            self.new.empty()
        first: dict[Step, QWidget] = {Step.LIST: self.seek.line, Step.CHANGE: self.change.text.line, Step.ADD: self.new.fields["name"].line}
        self.first_field = first.get(state.step)
        if self.isVisible() and state.step is not before.step:
            self.to_top()
            self.take_focus()

    def _wire(self) -> None:
        self.seek.edited.connect(self.sought)
        self.seek.entered.connect(self._open_current)
        self.filters.turned.connect(self.turned)
        self.table.opened.connect(self._open)
        self.onward.clicked.connect(self._press)
        self.other.clicked.connect(self._press_other)
        self.third.clicked.connect(self._press_third)
        self.change.which.picked.connect(self.field_picked)
        self.change.text.entered.connect(self._press)

    def _press(self) -> None:
        step = self._state.step
        if step is Step.LIST:
            self._open_current()
        elif step is Step.ENTRY:
            self.confirmed.emit()
        elif step is Step.CHANGE:
            self.changed.emit(self.change.text.text())
        elif step is Step.ADD:
            self.added.emit(self.new.typed())
        else:
            self.step_wanted.emit(Step.ENTRY.value)

    def _press_other(self) -> None:
        step = self._state.step
        if step is Step.CLOSE:
            self.shut.emit()
        else:
            onward = {Step.LIST: Step.ADD, Step.ENTRY: Step.CHANGE, Step.CHANGE: Step.ENTRY, Step.ADD: Step.LIST}
            self.step_wanted.emit(onward[step].value)

    def _press_third(self) -> None:
        self.step_wanted.emit(Step.CLOSE.value)

    def _open_current(self) -> None:
        if self._state.lines:
            self._open(max(0, self.table.current()))

    def _open(self, row: int) -> None:
        self.opened.emit(self._state.lines[row].entry)


class _Change(QWidget):
    """One field, and what is right."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        self.which = Chooser("field", say("directory_page.which"), [(name, say(f"directory_page.field.{name}")) for name in FIELDS])
        self.text = Field("text", say("directory_page.text"))
        column.addWidget(self.which)
        column.addWidget(self.text)

    def show_field(self, state: DirectoryState) -> None:
        """Show what the chosen field says now."""
        self.which.put(state.field)
        self.text.hint.say(say(f"directory_page.hint.{state.field if state.field in _HINTED else 'unknown'}"))
        self.text.put(dict(state.shown.fields).get(state.field, "") if state.shown else "")


class _New(QWidget):
    """What is asked of a new entry."""

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        hints = {name: say(f"directory_page.hint.{name}") for name in _HINTED.intersection(NEW_FIELDS)}
        self.fields = {name: Field(name, say(f"directory_page.field.{name}"), hints.get(name, "")) for name in NEW_FIELDS}
        for one in self.fields.values():
            column.addWidget(one)

    def typed(self) -> dict[str, str]:
        """Return what was typed, by field."""
        return {name: one.text().strip() for name, one in self.fields.items()}

    def empty(self) -> None:
        """Begin anew."""
        for one in self.fields.values():
            one.put("")


def _offered(key: str, state: DirectoryState) -> bool:
    if key == "directory_page.open":
        return bool(state.lines)
    return state.may_edit or key not in {"directory_page.add", "directory_page.change"}


def _lead(state: DirectoryState) -> str:
    if not state.ready:
        return "" if state.problem else say("widget.opening")
    if state.step is Step.LIST and CHECK in state.filters:
        return say("directory_page.lead.check")
    return say(f"directory_page.lead.{state.step.value}")


def _empty(state: DirectoryState) -> str:
    if state.step is not Step.LIST or state.lines or not state.ready or state.problem:
        return ""
    if CHECK in state.filters:
        return say("directory.said.all_confirmed")
    if state.text or state.filters:
        return say("directory_page.no_match")
    return say("directory_page.none" if state.may_edit else "directory_page.none_worker")


def _counted(state: DirectoryState) -> str:
    if state.step is not Step.LIST or not state.lines:
        return ""
    if len(state.lines) < state.total:
        return say("directory_page.first", shown=len(state.lines), count=state.total)
    return say("directory_page.count", count=state.total)


def _columns() -> tuple[Column[EntryLine], ...]:
    return (
        Column(heading=say("directory_page.column.name"), words=lambda line: line.name),
        Column(heading=say("directory_page.column.when"), words=lambda line: line.when),
        Column(heading=say("directory_page.column.where"), words=lambda line: line.where),
        Column(heading=say("directory_page.column.confirmed"), words=lambda line: line.confirmed),
    )
