"""Connections: who takes part, who is introduced to whom, what came of places, and what is missing here."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.connections.state import OF_ALL, OF_ONE, ConnectionsState, Form, Line, One, Part, Step, WantedLine
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, link, primary, secondary
from civicdesk.ui.widgets.chips import Chips
from civicdesk.ui.widgets.facts import FactCard
from civicdesk.ui.widgets.fields import Cards, Chooser, Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.options import CardCheck
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tables import Table
from civicdesk.ui.widgets.tasks import TaskList, TaskRow
from civicdesk.ui.widgets.topic_picker import TopicPicker

ONLY = ("everybody", "women", "men")
VISIBLE = ("worker", "team", "agencies")


class ListingForm(QWidget):
    """What somebody offers and looks for, under which name, where, and who may see it: reads and shows a `Form`."""

    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(20)
        self.wants, self.offers = _topics("wants"), _topics("offers")
        self.alias = Field("alias", say("connecting.page.field.alias"), say("connecting.page.hint.alias"), width=300)
        self.alias_used = CardCheck("alias_used", say("connecting.page.field.alias_used"))
        self.zone = Field("zone", say("connecting.page.field.zone"), say("connecting.page.hint.zone"), width=240)
        self.route = Field("route", say("connecting.page.field.route"), say("connecting.page.hint.route"))
        self.only = Cards("only", say("connecting.page.field.only"), _named("only", ONLY))
        self.visible = Cards("visible", say("connecting.page.field.visible"), _named("visible", VISIBLE))
        for part in (self.alias, self.alias_used, self.wants, self.offers, self.zone, self.route, self.only, self.visible):
            column.addWidget(part)
        for field in (self.alias, self.zone, self.route):
            field.entered.connect(self.entered)

    def offer(self, topics: Sequence[tuple[str, str]]) -> None:
        """Offer topics, as (id, words)."""
        self.wants.offer(topics)
        self.offers.offer(topics)

    def read(self) -> Form:
        """Return what is typed and chosen."""
        return Form(
            alias=self.alias.text(),
            alias_used=self.alias_used.isChecked(),
            offers=self.offers.chosen(),
            wants=self.wants.chosen(),
            zone=self.zone.text(),
            route=self.route.text(),
            only=self.only.value(),
            visible=self.visible.value(),
        )

    def show_form(self, form: Form) -> None:
        """Show what is known already."""
        self.alias.put(form.alias)
        self.alias_used.setChecked(form.alias_used)
        self.wants.put(form.wants)
        self.offers.put(form.offers)
        self.zone.put(form.zone)
        self.route.put(form.route)
        self.only.put(form.only)
        self.visible.put(form.visible)

    def tell_problem(self, problem: str, at: str) -> None:
        """Say what is to be mended beside its field."""
        for name, part in (("alias", self.alias), ("zone", self.zone), ("visible", self.visible)):
            part.tell_problem(problem if at == name else "")
        self.wants.trouble.say(problem if at == "wants" else "")


class ConnectionsView(Page):
    """Draws a part, or the step that is under way."""

    part_chosen = Signal(str)
    opened = Signal(str)
    """Key of a line of those that can be suggested or that wait."""
    opened_before = Signal(str)
    """Key of a line of those that were begun before."""
    form_wanted = Signal()
    kept = Signal(object)
    """`Form`."""
    renewed = Signal()
    taken_back = Signal()
    avoided = Signal(str)
    """Card of somebody."""
    topic_chosen = Signal(str)
    nothing_fits = Signal()
    acted = Signal(str)
    picked = Signal(str)
    """What was chosen first."""
    reason_picked = Signal(str)
    person_wanted = Signal()
    whole_wanted = Signal()
    stepped_out = Signal()
    card_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(say("connecting.page.title"), back=True, wide=True)
        self._state = ConnectionsState()
        self.trouble, self.told = Notice("error"), Notice("success")
        self.parts = Chips(ticks=False)
        self.standing = Words("", "lead", self)
        self.facts = FactCard()
        self.topic = Chooser("topic", say("connecting.page.topic"), ())
        self.empty = Words("", "lead", self)
        self.lines = TaskList()
        self.fits = link(say("connecting.page.nothing_fits"), icon="circle-help")
        self.before_title = Words("", "subheading", self)
        self.before = TaskList()
        self.rows: Rows[WantedLine] = Rows(_columns(), self)
        self.table = Table(self.rows, say("connecting.page.part.missing"), stretch=0, most=9)
        self.avoid = Field("avoid", say("connecting.page.avoid"), say("connecting.page.avoid_hint"), width=240)
        self.keep_avoid = secondary(say("connecting.page.keep_avoid"))
        self.form = ListingForm()
        self.choice = Cards("choice", say("connecting.page.choice"), ())
        self.how = Cards("how", say("connecting.page.how"), ())
        self.whole = link(say("connecting.page.whole"), icon="users")
        self._fits_row, self._avoid_row, self._whole_row = FlowRow(self.fits), FlowRow(self.keep_avoid), FlowRow(self.whole)
        for part in (
            *(self.trouble, self.told, self.parts, self.standing, self.facts, self.topic, self.empty, self.lines, self._fits_row),
            *(self.before_title, self.before, self.table, self.avoid, self._avoid_row, self.form, self.choice, self.how, self._whole_row),
        ):
            self.body.addWidget(part)
        self.first: Button = self.add_button(primary(say("connecting.page.write")))
        self.second: Button = self.add_button(secondary(say("connecting.page.renew")))
        self.third: Button = self.add_button(secondary(say("connecting.page.take_back")))
        self._wire()

    def render_state(self, state: ConnectionsState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        listing = state.step is Step.LIST
        self.steps_back = not listing
        self.caption.say(say("person.card", card=state.card) if state.card else "")
        self.heading.say(state.one.title if state.one and not listing else say(_heading(state)))
        self.lead.say(_lead(state))
        self.trouble.tell("error", "" if state.problem_at else state.problem)
        self.told.tell("info" if state.ended else "success", state.ended or state.told)
        self._show_parts(state, listing=listing)
        self._show_lists(state, before, listing=listing)
        self._show_step(state, before)
        self._show_buttons(state)
        if (state.part, state.step) != (before.part, before.step):
            self.to_top()
            self.take_focus()
        if (state.ended or state.told) and (state.ended, state.told) != (before.ended, before.told):
            announce(self, state.ended or state.told)
            self.avoid.put("")

    def typed(self) -> bool:
        """Tell whether somebody's listing is half typed."""
        return self._state.step is Step.FORM and self.form.read() != self._state.form

    def _show_parts(self, state: ConnectionsState, *, listing: bool) -> None:
        parts = OF_ONE if state.person else OF_ALL
        self.parts.show_chips([(part.value, say(f"connecting.page.part.{part.value}"), "") for part in parts], {state.part.value})
        self.parts.setVisible(listing and state.ready and not _closed(state))
        self._whole_row.setVisible(listing and state.ready and bool(state.person))
        of_listing = listing and state.part is Part.LISTING
        self.standing.say(state.standing_words if of_listing else "")
        facts = state.one.facts if state.one and not listing else state.listing if of_listing and state.listed else ()
        self.facts.show_facts(facts)
        self.facts.setVisible(bool(facts))
        for field in (self.avoid, self._avoid_row):
            field.setVisible(of_listing and state.ready and not _closed(state))
        self.avoid.tell_problem(state.problem if state.problem_at == "avoid" else "")

    def _show_lists(self, state: ConnectionsState, before: ConnectionsState, *, listing: bool) -> None:
        places = listing and state.part is Part.PLACES and state.ready
        if state.topics != before.topics:
            self.topic.offer((("", say("connecting.page.any_topic")), *state.topics))
        self.topic.put(state.topic)
        self.topic.setVisible(places)
        self._fits_row.setVisible(places and bool(state.topic))
        self.empty.say(_empty(state) if listing else "")
        self.lines.show_tasks([_row(line) for line in state.lines])
        self.lines.setVisible(listing and bool(state.lines))
        self.before_title.say(say(f"connecting.page.before.{state.part.value}") if listing and state.before else "")
        self.before.show_tasks([_row(line) for line in state.before])
        self.before.setVisible(listing and bool(state.before))
        if state.wanted != before.wanted:
            self.rows.show_records(state.wanted)
        self.table.setVisible(listing and state.part is Part.MISSING and bool(state.wanted))

    def _show_step(self, state: ConnectionsState, before: ConnectionsState) -> None:
        self.form.setVisible(state.step is Step.FORM)
        if state.step is Step.FORM:
            self.form.offer(state.topics)
            if before.step is not Step.FORM or state.form != before.form:
                self.form.show_form(state.form)
            self.form.tell_problem(state.problem, state.problem_at)
        self.first_field = self.form.alias.line if state.step is Step.FORM else None
        one = state.one or One(key="", title="")
        shown = before.one or One(key="", title="")
        if one.choices != shown.choices:
            self.choice.offer(one.choices)
        if one.hows != shown.hows:
            self.how.offer(one.hows)
        self.choice.put(one.chosen)
        self.how.put(one.how)
        self.choice.setVisible(bool(one.choices) and state.step in {Step.INTRODUCTION, Step.PLACE})
        self.how.setVisible(bool(one.hows) and state.step is Step.PLACE)
        self.choice.tell_problem(state.problem if state.problem_at == "choice" else "")
        self.how.tell_problem(state.problem if state.problem_at == "how" else "")

    def _show_buttons(self, state: ConnectionsState) -> None:
        words = _buttons(state)
        for button, word in zip((self.first, self.second, self.third), words, strict=True):
            button.setVisible(bool(word))
            button.setEnabled(not state.busy)
            if word:
                button.rename(word)
        self.show_bar(shown=any(words))

    def _wire(self) -> None:
        self.parts.turned.connect(self.part_chosen)
        self.lines.chosen.connect(self.opened)
        self.before.chosen.connect(self.opened_before)
        self.topic.picked.connect(self.topic_chosen)
        self.fits.clicked.connect(self.nothing_fits)
        self.keep_avoid.clicked.connect(self._avoid)
        self.whole.clicked.connect(self.whole_wanted)
        self.avoid.entered.connect(self._avoid)
        self.form.entered.connect(self._press)
        self.choice.picked.connect(self._pick)
        self.how.picked.connect(self._pick_how)
        self.first.clicked.connect(self._press)
        self.second.clicked.connect(self._press_second)
        self.third.clicked.connect(self._press_third)

    def _avoid(self) -> None:
        self.avoided.emit(self.avoid.text())

    def _pick(self, _name: str, value: str) -> None:
        self.picked.emit(value)

    def _pick_how(self, _name: str, value: str) -> None:
        self.reason_picked.emit(value)

    def _press(self) -> None:
        state = self._state
        if state.step is Step.FORM:
            self.kept.emit(self.form.read())
        elif state.one is not None:
            self.acted.emit(state.one.acts[0][0])
        elif state.standing == "no consent":
            self.person_wanted.emit()
        else:
            self.form_wanted.emit()

    def _press_second(self) -> None:
        state = self._state
        if state.step is Step.LIST:
            self.renewed.emit()
        elif state.step is Step.FORM or state.one is None:
            self.stepped_out.emit()
        else:
            self.acted.emit(state.one.acts[1][0])

    def _press_third(self) -> None:
        (self.taken_back if self._state.step is Step.LIST else self.card_wanted).emit()


def _topics(name: str) -> TopicPicker:
    choose, takes_away = say("connecting.page.choose_topic"), say("connecting.page.drop_topic")
    return TopicPicker(name, say(f"connecting.page.field.{name}"), choose=choose, takes_away=takes_away)


def _named(group: str, values: Sequence[str]) -> list[tuple[str, str]]:
    return [(value, say(f"connecting.{group}.{value}")) for value in values]


def _row(line: Line) -> TaskRow:
    return TaskRow(key=line.key, label=line.label, state="", why=line.why, action=line.action)


def _closed(state: ConnectionsState) -> bool:
    """Tell whether nothing could be shown at all."""
    return bool(state.problem) and not state.problem_at and not state.standing and not state.lines and bool(state.person)


def _heading(state: ConnectionsState) -> str:
    return "connecting.page.form" if state.step is Step.FORM else "connecting.page.title"


def _lead(state: ConnectionsState) -> str:
    if not state.ready:
        return "" if state.problem else say("widget.opening")
    if state.step is Step.FORM:
        return say("connecting.page.form_lead")
    return "" if state.step is not Step.LIST or _closed(state) else say(f"connecting.page.lead.{state.part.value}")


def _empty(state: ConnectionsState) -> str:
    if not state.ready or state.problem or state.lines or state.wanted or state.part is Part.LISTING:
        return ""
    if state.part is Part.PEOPLE and state.standing not in {"current", "soon"}:
        return state.standing_words
    return say(f"connecting.page.empty.{state.part.value}")


def _buttons(state: ConnectionsState) -> tuple[str, str, str]:
    if state.step is Step.FORM:
        return say("connecting.page.keep"), say("widget.cancel"), ""
    if state.one is not None:
        words = [word for _, word in state.one.acts[:2]]
        card = say("connecting.page.print" if state.printer else "connecting.page.save") if state.one.card_for else ""
        return words[0] if words else "", words[1] if len(words) > 1 else "", card
    if state.part is not Part.LISTING or not state.ready or _closed(state):
        return "", "", ""
    if state.standing == "no consent":
        return say("connecting.page.to_person"), "", ""
    if not state.listed:
        return say("connecting.page.write"), "", ""
    return say("connecting.page.change"), say("connecting.page.renew"), say("connecting.page.take_back")


def _columns() -> tuple[Column[WantedLine], ...]:
    return (
        Column(heading=say("connecting.page.column.topic"), words=lambda line: line.topic),
        Column(heading=say("connecting.page.column.people"), words=lambda line: line.people),
        Column(heading=say("connecting.page.column.zones"), words=lambda line: line.zones),
        Column(heading=say("connecting.page.column.entries"), words=lambda line: line.entries),
    )
