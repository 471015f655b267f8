"""The directory: search as you type, one entry, and every step that is taken with it, one at a time."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.directory.state import OF_COORDINATORS, DirectoryState, EntryLine, ListLine, Part, Step
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.chips import Chips
from civicdesk.ui.widgets.directory_asks import Asks, Pair
from civicdesk.ui.widgets.directory_filters import DirectoryFilters
from civicdesk.ui.widgets.directory_forms import ChangeForm, NewForm, methods
from civicdesk.ui.widgets.directory_intake import Arriving, ListForm
from civicdesk.ui.widgets.directory_paper import PaperForm
from civicdesk.ui.widgets.directory_table import TickTable
from civicdesk.ui.widgets.directory_wishes import Intake, Narrow
from civicdesk.ui.widgets.facts import FactCard
from civicdesk.ui.widgets.fields import Chooser, Field
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tasks import TaskList, TaskRow

Act = tuple[str, str]
"""Word of an act, and the key of what stands on its button; both empty for a button that is not there."""
_NONE: Act = ("", "")
_CANCEL: Act = ("cancel", "widget.cancel")
_FORMS = frozenset({"keep", "keep_new", "save_paper", "look", "keep_address"})
"""Acts that take with them what stands in a form."""


class DirectoryView(Page):
    """Draws a part of the directory, or one step."""

    part_chosen = Signal(str)
    sought = Signal(str)
    narrowed = Signal(object)
    """`Narrow`."""
    panel_turned = Signal()
    opened = Signal(str)
    ticked = Signal(str)
    acted = Signal(str)
    """Word of an act."""
    looked = Signal(str, str)
    """What somebody found, and how."""
    answered = Signal(str, str)
    """Key of something that asks, and what was said to it."""
    merged = Signal(str)
    """Id of the entry that stays."""
    field_picked = Signal(str)
    filled = Signal(str, object)
    """Word of an act, and what stands in its form."""
    paper_changed = Signal(object)
    """`PaperWish`."""
    fetched = Signal(str)
    """Name of a list."""

    def __init__(self) -> None:
        super().__init__(say("directory_page.title"), back=True, wide=True)
        self._state = DirectoryState()
        self.told, self.trouble, self.stale = Notice("success"), Notice("error"), Notice("warning")
        self.busy = Busy()
        self.parts = Chips(ticks=False)
        self.seek = Field("seek", say("directory_page.seek"), width=420)
        self.filters = DirectoryFilters()
        self.empty, self.counted = Words("", "lead", self), Words("", "hint", self)
        self.tables: dict[Part, _Listed] = {part: _Listed(part) for part in Part if part is not Part.LISTS}
        self.lists = TaskList()
        self.asks, self.facts = Asks(), FactCard()
        self.history_title, self.history = Words("", "subheading", self), FactCard()
        self.method = Chooser("method", say("directory_page.how"), methods())
        self.change, self.new, self.pair = ChangeForm(), NewForm(), Pair()
        self.left_out = Words("", "body", self)
        self.changes, self.findings = _pairs("entry", "what"), _pairs("record", "why")
        self.paper, self.list, self.arriving = PaperForm(), ListForm(), Arriving(self.changes, self.findings)
        for part in (
            *(self.told, self.trouble, self.busy, self.parts, self.seek, self.filters, self.empty, self.counted),
            *(each.table for each in self.tables.values()),
            *(self.lists, self.stale, self.asks, self.facts, self.method, self.history_title, self.history, self.change, self.new),
            *(self.pair, self.left_out, self.paper, self.list, self.arriving),
        ):
            self.body.addWidget(part)
        self.onward: Button = self.add_button(primary(say("directory_page.act.open")))
        self.other, self.third, self.fourth = (self.add_button(secondary(say("directory_page.act.add"))) for _ in range(3))
        self._acts: tuple[Act, ...] = ()
        self.first_field = self.seek.line
        self._wire()

    @property
    def table(self) -> TickTable:
        """The table of the part that is shown."""
        return self.tables.get(self._state.part, self.tables[Part.FIND]).table

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
        self._show_entry(state)
        self._show_forms(state, before)
        self._show_buttons(state)
        if state.step is not before.step or state.field != before.field:
            self._begin_step(state, before)
        if state.told and state.told != before.told:
            announce(self, state.told)

    def typed_new(self) -> bool:
        """Tell whether a new entry is half typed."""
        return any(self.new.typed().values())

    def _show_list(self, state: DirectoryState, before: DirectoryState) -> None:
        listed, finding = state.step is Step.LIST, state.step is Step.LIST and state.part is Part.FIND
        parts = [part for part in Part if state.may_edit or part not in OF_COORDINATORS]
        self.parts.show_chips([(part.value, say(f"directory_page.part.{part.value}"), "") for part in parts], {state.part.value})
        self.parts.setVisible(listed)
        for each in (self.seek, self.filters):
            each.setVisible(finding)
        if listed and state.part is not before.part:
            self.first_field = self.seek.line if finding else None
        self.filters.show_narrow(state.narrow, state.topics, opened=state.opened)
        self.empty.say(_empty(state))
        for part, one in self.tables.items():
            if part is state.part:
                one.show_lines(state.lines, state.ticked, stay=before.text == state.text)
            one.table.setVisible(listed and part is state.part and bool(state.lines))
        self.lists.show_tasks([_list_row(line) for line in state.lists])
        self.lists.setVisible(listed and state.part is Part.LISTS and bool(state.lists))
        if not self.seek.line.hasFocus():
            self.seek.put(state.text)
        self.counted.say(_counted(state))
        if finding and state.ready and before.ready and (state.total, state.lines) != (before.total, before.lines):
            announce(self, self.counted.text() or self.empty.text())

    def _show_entry(self, state: DirectoryState) -> None:
        on_page = state.shown if state.step is Step.ENTRY else None
        self.stale.tell("warning", on_page.stale if on_page else "")
        self.asks.show_asks(on_page.asks if on_page else ())
        self.facts.show_facts(state.shown.facts if state.shown and state.step in {Step.ENTRY, Step.CLOSE} else ())
        self.history_title.say(say("directory_page.history.title") if on_page and on_page.history else "")
        self.history.show_facts(on_page.history if on_page else ())
        self.method.setVisible(on_page is not None)

    def _show_forms(self, state: DirectoryState, before: DirectoryState) -> None:
        self.change.setVisible(state.step is Step.CHANGE)
        self.new.setVisible(state.step is Step.ADD)
        self.pair.setVisible(state.step is Step.PAIR)
        if state.sides:
            self.pair.show_sides(state.sides, say("directory_page.keep_this_one"))
        on_paper = state.step is Step.PAPER
        self.paper.setVisible(on_paper)
        if on_paper and (before.step is not Step.PAPER or state.paper != before.paper):
            self.paper.show_wish(state.paper, len(state.ticked), state.total)
        self.left_out.say("\n".join(state.left_out) if on_paper else "")
        intake = state.intake or Intake(file="")
        by_address = state.step is Step.ADDRESS
        naming = by_address or (state.step is Step.FILE and not intake.ours)
        self.list.setVisible(naming)
        if naming and (before.step is not state.step or state.intake != before.intake):
            self.list.show_wish(intake.wish, intake.columns, intake.targets, by_address=by_address)
        looking = state.step in {Step.FILE, Step.LOOK}
        self.arriving.setVisible(looking and bool(intake.changes or intake.findings))
        if looking:
            self.changes.show_records(intake.changes)
            self.findings.show_records(intake.findings)
            self.arriving.show_findings(intake.findings, changes=bool(intake.changes))

    def _show_buttons(self, state: DirectoryState) -> None:
        acts = _acts(state)
        self._acts = (*acts, *(_NONE,) * (4 - len(acts)))
        for button, (act, key) in zip(self._bar_buttons(), self._acts, strict=True):
            button.setVisible(bool(act))
            button.setEnabled(not state.busy)
            if act:
                button.rename(say(key))
        self.show_bar(shown=any(act for act, _ in self._acts))

    def _bar_buttons(self) -> tuple[Button, ...]:
        return self.onward, self.other, self.third, self.fourth

    def _begin_step(self, state: DirectoryState, before: DirectoryState) -> None:
        if state.step is Step.CHANGE:
            self.change.begin(state.field, dict(state.shown.fields).get(state.field, "") if state.shown else "")
        if state.step is Step.ADD and before.step is not Step.ADD:
            self.new.empty()
        returned = state.step is Step.LIST and bool(state.lines) and before.step is not Step.LIST
        first: dict[Step, QWidget] = {
            Step.LIST: self.table if returned else self.seek.line,
            Step.CHANGE: self.change.text.line,
            Step.ADD: self.new.fields["name"].line,
            Step.ADDRESS: self.list.name.line,
        }
        self.first_field = first.get(state.step) if state.step is not Step.LIST or state.part is Part.FIND or returned else None
        if self.isVisible() and state.step is not before.step:
            self.to_top()
            self.take_focus()

    def _wire(self) -> None:
        self.parts.turned.connect(self.part_chosen)
        self.seek.edited.connect(self.sought)
        self.seek.entered.connect(self._open_current)
        self.filters.changed.connect(self.narrowed)
        self.filters.turned.connect(self.panel_turned)
        for listed in self.tables.values():
            listed.table.opened.connect(self._open)
            listed.table.ticked.connect(self._tick)
            listed.table.moved.connect(self._moved)
        self.lists.chosen.connect(self.fetched)
        self.asks.answered.connect(self.answered)
        self.pair.kept.connect(self.merged)
        self.change.field_picked.connect(self.field_picked)
        self.change.entered.connect(self._press)
        self.list.entered.connect(self._press)
        self.paper.changed.connect(self.paper_changed)
        self.onward.clicked.connect(self._press)
        self.other.clicked.connect(self._press_other)
        self.third.clicked.connect(self._press_third)
        self.fourth.clicked.connect(self._press_fourth)

    def _press(self) -> None:
        self._do(self._acts[0][0])

    def _press_other(self) -> None:
        self._do(self._acts[1][0])

    def _press_third(self) -> None:
        self._do(self._acts[2][0])

    def _press_fourth(self) -> None:
        self._do(self._acts[3][0])

    def _do(self, act: str) -> None:
        if act == "open":
            self._open_current()
        elif act == "tick":
            self._tick(max(0, self.table.current()))
        elif act in {"ok", "no answer", "closed"}:
            self.looked.emit(act, self.method.value())
        elif act in _FORMS:
            forms = {"keep": self.change.read, "keep_new": self.new.typed, "save_paper": self.paper.read}
            self.filled.emit(act, forms.get(act, self.list.read)())
        elif act:
            self.acted.emit(act)

    def _open_current(self) -> None:
        if self._state.lines:
            self._open(max(0, self.table.current()))

    def _open(self, row: int) -> None:
        self.opened.emit(self._state.lines[row].entry)

    def _tick(self, row: int) -> None:
        if self._state.part is Part.FIND:
            self.ticked.emit(self._state.lines[row].entry)

    def _moved(self, row: int) -> None:
        """Say on the button what it would do to the row that is current now."""
        if self._acts and self._acts[1][0] == "tick" and 0 <= row < len(self._state.lines):
            key = "untick" if self._state.lines[row].entry in self._state.ticked else "tick"
            self.other.rename(say(f"directory_page.act.{key}"))


class _Listed:
    """The table of one part."""

    def __init__(self, part: Part) -> None:
        self.rows: Rows[EntryLine] = Rows(_columns(part))
        self.table = TickTable(self.rows, say(f"directory_page.part.{part.value}"), stretch=0, most=9)
        self.rows.setParent(self.table)
        self._lines: tuple[EntryLine, ...] = ()

    def show_lines(self, lines: tuple[EntryLine, ...], ticked: tuple[str, ...], *, stay: bool) -> None:
        """Show lines; `stay` keeps the row on the entry on which it is."""
        shown = tuple(replace(line, ticked=line.entry in ticked) for line in lines)
        if shown == self._lines:
            return
        row = self.table.current()
        entry = self._lines[row].entry if stay and 0 <= row < len(self._lines) else ""
        self._lines = shown
        self.rows.show_records(shown)
        if shown:
            self.table.go_to(next((at for at, line in enumerate(shown) if line.entry == entry), 0))


def _columns(part: Part) -> tuple[Column[EntryLine], ...]:
    def heading(name: str) -> str:
        return say(f"directory_page.column.{part.value}.{name}")

    columns: list[Column[EntryLine]] = [
        Column(heading=heading("name"), words=lambda line: line.name),
        Column(heading=heading("when"), words=lambda line: line.when),
        Column(heading=heading("where"), words=lambda line: line.where),
    ]
    if part is not Part.SAME:
        columns.append(Column(heading=heading("confirmed"), words=lambda line: line.confirmed))
    if part is Part.FIND:
        columns.append(Column(heading=heading("ticked"), words=_ticked))
    return tuple(columns)


def _pairs(first: str, second: str) -> Rows[tuple[str, str]]:
    return Rows(
        (
            Column(heading=say(f"directory_page.arriving.{first}"), words=lambda line: line[0]),
            Column(heading=say(f"directory_page.arriving.{second}"), words=lambda line: line[1]),
        )
    )


def _ticked(line: EntryLine) -> str:
    return say("directory_page.ticked") if line.ticked else ""


def _acts(state: DirectoryState) -> tuple[Act, ...]:
    if state.step is Step.LIST:
        return _list_acts(state)
    own = {
        Step.ENTRY: (
            _act("ok", "right"), _act("change", "change" if state.may_edit else "propose"), _act("no answer", "no_answer"), _act("close")
        ),
        Step.CHANGE: (_act("keep", "keep" if state.may_edit else "keep_proposal"), _CANCEL),
        Step.ADD: (_act("keep_new"), _CANCEL),
        Step.CLOSE: (_CANCEL, _act("closed", "do_close")),
        Step.PAIR: (_NONE, _CANCEL),
        Step.PAPER: (_act("save_paper"), _CANCEL),
        Step.FILE: (_act("take_ours", "take") if state.intake and state.intake.ours else _act("look"), _CANCEL),
        Step.ADDRESS: (_act("keep_address"), _CANCEL),
        Step.LOOK: (_act("take") if state.intake and state.intake.can_take else _NONE, ("cancel", "directory_page.act.leave")),
    }  # fmt: skip
    return own[state.step]


def _list_acts(state: DirectoryState) -> tuple[Act, ...]:
    if state.part is Part.LISTS:
        return _act("choose_file"), _act("choose_folder"), _act("address")
    opens = _act("open", "compare" if state.part is Part.SAME else "open") if state.lines else _NONE
    if state.part is not Part.FIND:
        return (opens,)
    first = state.lines[0].entry if state.lines else ""
    ticks = (_act("tick", "untick" if first in state.ticked else "tick"), _act("paper")) if state.lines else (_NONE, _NONE)
    return opens, *ticks, _act("add") if state.may_edit else _NONE


def _act(act: str, words: str = "") -> Act:
    return act, f"directory_page.act.{words or act}"


def _list_row(line: ListLine) -> TaskRow:
    return TaskRow(key=line.name, label=line.name, state="", why=line.why, action=say("directory_page.act.fetch") if line.can_fetch else "")


def _lead(state: DirectoryState) -> str:
    if not state.ready:
        return "" if state.problem else say("widget.opening")
    if state.step is Step.LIST:
        return say(f"directory_page.lead.{state.part.value}")
    intake = state.intake or Intake(file="")
    if state.step is Step.LOOK:
        return intake.summary
    if state.step is Step.FILE:
        return say(f"directory_page.lead.{'file_ours' if intake.ours else 'file'}", file=intake.file)
    if state.step is Step.CHANGE and not state.may_edit:
        return say("directory_page.lead.propose")
    return say(f"directory_page.lead.{state.step.value}", file=intake.file)


def _empty(state: DirectoryState) -> str:
    if state.step is not Step.LIST or state.lines or state.lists or not state.ready or state.problem:
        return ""
    if state.part is Part.CHECK:
        return say("directory.said.all_confirmed")
    if state.part is not Part.FIND:
        return say(f"directory_page.nothing.{state.part.value}")
    if state.text or state.narrow != Narrow():
        return say("directory_page.no_match")
    return say("directory_page.none" if state.may_edit else "directory_page.none_worker")


def _counted(state: DirectoryState) -> str:
    if state.step is not Step.LIST or not state.lines:
        return ""
    told = say("directory_page.count", count=state.total)
    if len(state.lines) < state.total:
        told = say("directory_page.first", shown=len(state.lines), count=state.total)
    return say("directory_page.and_ticked", told=told, count=len(state.ticked)) if state.ticked else told
