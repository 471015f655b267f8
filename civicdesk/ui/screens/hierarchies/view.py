"""Groupings: a table to write in, the steps that change many lines at once, and what is still wrong."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.models.cells import Cells
from civicdesk.ui.screens.hierarchies.state import HierarchiesState
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import Chooser, Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.grid import Grid
from civicdesk.ui.widgets.labels import Words, rule
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page

_DIGITS = 9
"""Of the width of a band, at the most."""


class HierarchiesView(Page):
    """Draws the table and reports what a hand did."""

    open_wanted = Signal()
    shipped_wanted = Signal(str)
    typed = Signal(int, int, str)
    """Line, cell, words."""
    gathered = Signal(object, int, str)
    """Lines, cell, name of the group."""
    added = Signal(str)
    dropped = Signal(object)
    """Lines."""
    step_wanted = Signal(str)
    """`wider`, `narrower` or `undo`."""
    bands_wanted = Signal(int)
    save_wanted = Signal()

    def __init__(self, shipped: tuple[str, ...] = ("housing",)) -> None:
        super().__init__(say("groupings.title"), back=True, wide=True)
        self._shipped = shipped
        self._state = HierarchiesState()
        self.trouble, self.told, self.faults = Notice("error"), Notice("success"), Notice("warning")
        for notice in (self.trouble, self.told):
            self.body.addWidget(notice)
        self._beginning()
        self.file = Words("", "subheading", self)
        self.cells = Cells(say("groupings.fault_here"), self)
        self.cells.typed.connect(self.typed)
        self.grid = Grid(self.cells, say("groupings.table"))
        self.how = Words(say("groupings.how"), "hint", self)
        for part in (self.file, self.faults, self.grid, self.how):
            self.body.addWidget(part)
        self._steps()
        self.save: Button = self.add_button(primary(say("groupings.save"), icon="download"))
        self.undo: Button = self.add_button(secondary(say("groupings.undo"), icon="undo-2"))
        self.save.clicked.connect(self.save_wanted)
        self.undo.clicked.connect(self._undo)
        self.render_state(self._state)

    def render_state(self, state: HierarchiesState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.lead.say(say("groupings.opening") if state.working else say("groupings.lead"))
        self.trouble.tell("error", state.sentence)
        self.told.tell("success", state.told)
        self.faults.tell("warning", "\n".join(state.faults), title=say("groupings.faults") if state.faults else "")
        full = bool(state.grouping.lines)
        self.file.say(state.name if full else "")
        levels = [say("groupings.level", number=number) for number in range(1, state.grouping.levels + 1)]
        self.cells.show_cells((say("groupings.value"), *levels), state.grouping.lines, state.marked)
        self.shipped.setVisible(not full)
        self.begin_row.setVisible(not full)
        for part in (self.grid, self.how, self.steps, self.new_row, self.group_row, self.line):
            part.setVisible(full)
        self.bands_row.setVisible(full and state.numbers)
        self.level.offer([(str(number), level) for number, level in enumerate(levels, 1)])
        self.group_row.setVisible(bool(levels))
        self.narrower.setEnabled(state.grouping.levels > 0)
        self.undo.setEnabled(state.may_undo)
        self.save.setEnabled(full and not state.working)
        self.show_bar(shown=full)
        if state.told and state.told != before.told:
            announce(self, state.told)
            self.to_top()

    def _beginning(self) -> None:
        self.open: Button = secondary(say("groupings.open"))
        self.shipped = Chooser("shipped", say("groupings.shipped"), [(name, say(f"groupings.of.{name}")) for name in self._shipped])
        self.begin: Button = secondary(say("groupings.begin"))
        self.body.addWidget(self.shipped)
        self.begin_row = FlowRow(self.begin, self.open, spacing=12)
        self.body.addWidget(self.begin_row)
        self.open.clicked.connect(self.open_wanted)
        self.begin.clicked.connect(self._begin)

    def _steps(self) -> None:
        self.group = Field("group", say("groupings.group"), say("groupings.group_hint"), width=420)
        self.level = Chooser("level", say("groupings.at"), ())
        self.gather: Button = secondary(say("groupings.gather"))
        self.group_row = _under_each_other(self.group, self.level, FlowRow(self.gather))
        self.value = Field("value", say("groupings.new"), width=420)
        self.add: Button = secondary(say("groupings.add"), icon="plus")
        self.new_row = _under_each_other(self.value, FlowRow(self.add))
        self.band_width = Field("width", say("groupings.width"), width=160)
        self.band_width.put("5")
        self.bands: Button = secondary(say("groupings.bands"))
        self.bands_row = _under_each_other(self.band_width, FlowRow(self.bands))
        self.wider: Button = secondary(say("groupings.wider"))
        self.narrower: Button = secondary(say("groupings.narrower"))
        self.drop: Button = secondary(say("groupings.drop"))
        self.steps = FlowRow(self.wider, self.narrower, self.drop, spacing=12)
        self.line = rule()
        for part in (self.group_row, self.line, self.new_row, self.bands_row, self.steps):
            self.body.addWidget(part)
        self.gather.clicked.connect(self._gather)
        self.group.entered.connect(self._gather)
        self.add.clicked.connect(self._add)
        self.value.entered.connect(self._add)
        self.drop.clicked.connect(self._drop)
        self.bands.clicked.connect(self._bands)
        self.wider.clicked.connect(self._wider)
        self.narrower.clicked.connect(self._narrower)

    def _begin(self) -> None:
        self.shipped_wanted.emit(self.shipped.value())

    def _gather(self) -> None:
        chosen, name = self.grid.chosen(), self.group.text()
        self.group.tell_problem("" if chosen and name else say("groupings.mark_first"))
        if chosen and name:
            self.gathered.emit(chosen, int(self.level.value() or 1), name)

    def _add(self) -> None:
        if self.value.text():
            self.added.emit(self.value.text())
            self.value.put("")

    def _drop(self) -> None:
        if self.grid.chosen():
            self.dropped.emit(self.grid.chosen())

    def _bands(self) -> None:
        text = self.band_width.text()
        good = text.isascii() and text.isdecimal() and len(text) <= _DIGITS and int(text) > 1
        self.band_width.tell_problem("" if good else say("groupings.width_wrong"))
        if good:
            self.bands_wanted.emit(int(text))

    def _wider(self) -> None:
        self.step_wanted.emit("wider")

    def _narrower(self) -> None:
        self.step_wanted.emit("narrower")

    def _undo(self) -> None:
        self.step_wanted.emit("undo")


def _under_each_other(*parts: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    for part in parts:
        column.addWidget(part)
    return holder
