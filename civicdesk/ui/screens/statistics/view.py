"""How the questions of a form behave: a table of scales, a table of questions, and all of one of them in a card."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.statistics.state import Asking, ItemShown, ScaleShown, StatisticsState, item_of, scale_of
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.facts import FactCard
from civicdesk.ui.widgets.fields import Chooser, Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tables import Table

MEANINGS = ("alpha", "omega", "change", "mean", "missing", "rest_r", "alpha_without", "lowest")


class StatisticsView(Page):
    """Draws the figures and reports what a hand did."""

    form_chosen = Signal(str)
    scale_chosen = Signal(str)
    item_chosen = Signal(str)
    again_wanted = Signal()
    newest_turned = Signal(bool)
    again_confirmed = Signal(str)
    """Why."""
    again_dropped = Signal()

    def __init__(self) -> None:
        super().__init__(say("statistics.title"), back=True, wide=True)
        self._state = StatisticsState()
        self.trouble, self.told, self.few = Notice("error"), Notice("success"), Notice("warning")
        self.busy = Busy()
        self.none = Words(say("statistics.no_forms"), "body", self)
        self.form = Chooser("form", say("statistics.form"), ())
        self.again = ScoreAgain()
        self.scale_rows: Rows[ScaleShown] = Rows(_scale_columns(), self)
        self.scales = Table(self.scale_rows, say("statistics.scales"), most=5)
        self.scale_facts = FactCard(self)
        self.items_title = Words("", "subheading", self)
        self.item_rows: Rows[ItemShown] = Rows(_item_columns(), self)
        self.items = Table(self.item_rows, say("statistics.items", scale=""), most=6)
        self.item_facts = FactCard(self)
        self.meanings = [Words(say("statistics.meaning.title"), "fieldLabel", self)]
        self.meanings += [Words(say(f"statistics.meaning.{each}"), "hint", self) for each in MEANINGS]
        self.meanings.append(Words(say("statistics.rounded"), "hint", self))
        parts = (self.trouble, self.told, self.busy, self.none, self.form, self.again, self.scales, self.few, self.scale_facts)
        for part in (*parts, self.items_title, self.items, self.item_facts, *self.meanings):
            self.body.addWidget(part)
        self.begin_again: Button = self.add_button(secondary(say("statistics.again"), icon="history"))
        self.form.picked.connect(self.form_chosen)
        self.scales.moved.connect(self._move_scale)
        self.items.moved.connect(self._move_item)
        self.begin_again.clicked.connect(self.again_wanted)
        self.again.newest.toggled.connect(self.newest_turned)
        self.again.go.clicked.connect(lambda: self.again_confirmed.emit(self.again.reason.text()))
        self.again.stop.clicked.connect(self.again_dropped)

    def render_state(self, state: StatisticsState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.lead.say(say("statistics.lead") if state.ready else say("statistics.loading"))
        self.trouble.tell("error", state.sentence)
        self.told.tell("success", state.told)
        self.none.setVisible(state.ready and not state.forms)
        self.form.setVisible(len(state.forms) > 1)
        if state.forms != before.forms:
            self.form.offer(state.forms)
        self.form.put(state.form)
        self._show_scales(before, state)
        self._show_items(before, state)
        self._show_asking(before, state)
        if state.working is not before.working:
            self._show_busy(busy=state.working)
        if state.told and state.told != before.told:
            announce(self, state.told)
            self.to_top()

    def _show_busy(self, *, busy: bool) -> None:
        if busy:
            self.busy.begin(say("statistics.working"), can_cancel=False)
        else:
            self.busy.end()

    def _show_scales(self, before: StatisticsState, state: StatisticsState) -> None:
        if state.scales != before.scales:
            self.scale_rows.show_records(state.scales)
            at = next((place for place, each in enumerate(state.scales) if each.name == state.scale), -1)
            if at >= 0:
                self.scales.go_to(at)
        self.scales.setVisible(bool(state.scales))
        chosen = scale_of(state)
        self.scale_facts.show_facts(chosen.facts if chosen else ())
        word = "" if chosen is None or chosen.steady else "few" if chosen.has_figures else "none"
        self.few.tell(
            "warning" if word == "few" else "info",
            say(f"statistics.{word}", scale=chosen.label) if chosen and word else "",
            title=say(f"statistics.{word}_title") if word else "",
        )
        for part in self.meanings:
            part.setVisible(bool(state.scales))

    def _show_items(self, before: StatisticsState, state: StatisticsState) -> None:
        chosen = scale_of(state)
        items = chosen.items if chosen else ()
        title = say("statistics.items", scale=chosen.label) if chosen and items else ""
        if chosen != scale_of(before):
            self.item_rows.show_records(items)
            self.items.setAccessibleName(title)
        self.items_title.say(title)
        self.items.setVisible(bool(items))
        shown = item_of(state)
        self.item_facts.show_facts(shown.facts if shown else ())

    def _show_asking(self, before: StatisticsState, state: StatisticsState) -> None:
        self.again.setVisible(state.asking is not None)
        self.begin_again.setVisible(bool(state.form) and state.asking is None)
        self.begin_again.setEnabled(not state.working)
        self.show_bar(shown=not self.begin_again.isHidden())
        if state.asking is not None:
            self.again.show_asking(state.asking, busy=state.working)
            if before.asking is None:
                self.again.reason.put("")
                self.make_visible(self.again)
                self.again.reason.line.setFocus()

    def _move_scale(self, row: int) -> None:
        if row >= 0:
            self.scale_chosen.emit(self.scale_rows.record(row).name)

    def _move_item(self, row: int) -> None:
        if row >= 0:
            self.item_chosen.emit(self.item_rows.record(row).item)


class ScoreAgain(QFrame):
    """Asks before every response of a form is scored again."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        self.reason = Field("reason", say("statistics.again_reason"))
        self.newest = CardCheck("newest", say("statistics.again_newest"))
        self.would = Words("", "body", self)
        self.go: Button = primary(say("statistics.again_go"))
        self.stop: Button = secondary(say("statistics.again_stop"))
        title = Words(say("statistics.again_title"), "subheading", self)
        for each in (title, Words(say("statistics.again_lead"), "body", self), self.reason, self.newest, self.would):
            column.addWidget(each)
        column.addWidget(FlowRow(self.go, self.stop, spacing=12))
        self.hide()

    def show_asking(self, asking: Asking, *, busy: bool) -> None:
        """Show what would be done."""
        self.newest.setChecked(asking.newest)
        self.would.say(asking.would)
        self.reason.tell_problem(asking.problem)
        for part in (self.go, self.stop, self.newest):
            part.setEnabled(not busy)


def _scale_columns() -> tuple[Column[ScaleShown], ...]:
    return (
        Column(heading=say("statistics.column.scale"), words=lambda each: each.label),
        Column(heading=say("statistics.column.complete"), words=lambda each: each.complete, number=True),
        Column(heading=say("statistics.column.alpha"), words=lambda each: each.alpha, number=True),
        Column(heading=say("statistics.column.omega"), words=lambda each: each.omega, number=True),
    )


def _item_columns() -> tuple[Column[ItemShown], ...]:
    return (
        Column(heading=say("statistics.column.question"), words=lambda each: each.question),
        Column(heading=say("statistics.column.answered"), words=lambda each: each.answered, number=True),
        Column(heading=say("statistics.column.missing"), words=lambda each: each.missing, number=True),
        Column(heading=say("statistics.column.rest_r"), words=lambda each: each.rest_r, number=True),
    )
