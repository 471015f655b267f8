"""The register of requests and complaints, with its clocks, and the dates on which something is to go."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.screens.requests.state import DATES, KINDS, REGISTER, DateLine, OneRequest, RequestLine, RequestsState, Typed
from civicdesk.ui.widgets.announce import announce
from civicdesk.ui.widgets.buttons import Button, link, primary, secondary
from civicdesk.ui.widgets.chips import Chips
from civicdesk.ui.widgets.digits import digit_of
from civicdesk.ui.widgets.fields import Cards, Field
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tables import Table
from civicdesk.ui.widgets.tasks import Status

Problem = tuple[str, str]
"""Words, and the field that they are about."""
SIGNS = {
    "overdue": ("octagon-alert", "error"),
    "soon": ("triangle-alert", "warning"),
    "open": ("clock", "info"),
    "paused": ("minus", "muted"),
    "done": ("check", "success"),
}


class AddPanel(QWidget):
    """What somebody asked for, who it is, when it came in, and a note."""

    typed = Signal(object)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = _column(self)
        self.kind = Cards("kind", say("requests.what"), [(kind, say(f"requests.asks.{kind}")) for kind in KINDS])
        self.card = Field("card", say("requests.whose"), say("requests.whose_hint"), width=240)
        self.day = Field("day", say("requests.came_in"), say("requests.day_hint"), width=300)
        self.note = Field("note", say("requests.note"), say("requests.note_hint"))
        for part in (self.kind, self.card, self.day, self.note):
            column.addWidget(part)
        self.kind.picked.connect(self._report)
        for field in (self.card, self.day, self.note):
            field.edited.connect(self._report)
            field.entered.connect(self.entered)

    def read(self) -> Typed:
        """Return what is chosen and typed, as it is typed."""
        return Typed(kind=self.kind.value(), card=self.card.line.text(), day=self.day.line.text(), note=self.note.line.text())

    def show_typed(self, typed: Typed, problem: Problem) -> None:
        """Show what was typed, and what is to be mended."""
        self.kind.put(typed.kind)
        self.card.put(typed.card)
        self.day.put(typed.day)
        self.note.put(typed.note)
        for part, name in ((self.kind, "kind"), (self.card, "card"), (self.day, "day"), (self.note, "note")):
            part.tell_problem(problem[0] if problem[1] == name else "")

    def _report(self, *_said: object) -> None:
        self.typed.emit(self.read())


class OnePanel(QWidget):
    """Where one request stands, what was done, and what is done now."""

    typed = Signal(object)
    entered = Signal()
    person_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._one: OneRequest | None = None
        self._inside = _column(self)
        self._status: Status | None = None
        self.facts = Words("", "body", self)
        self.person: Button = link(say("requests.to_person"), icon="users")
        self.steps_title, self.steps = Words(say("requests.steps"), "subheading", self), Words("", "body", self)
        self.step = Cards("step", say("requests.now"), ())
        self.day = Field("day", say("requests.on_day"), say("requests.day_hint"), width=300)
        self.note = Field("note", say("requests.outcome"), say("requests.outcome_hint"))
        for part in (self.facts, FlowRow(self.person), self.steps_title, self.steps, self.step, self.day, self.note):
            self._inside.addWidget(part)
        self.step.picked.connect(self._report)
        for field in (self.day, self.note):
            field.edited.connect(self._report)
            field.entered.connect(self.entered)
        self.person.clicked.connect(self._to_person)

    def read(self) -> Typed:
        """Return what is chosen and typed, as it is typed."""
        return Typed(step=self.step.value(), day=self.day.line.text(), note=self.note.line.text())

    def show_one(self, one: OneRequest, typed: Typed, problem: Problem) -> None:
        """Show one request."""
        if self._status is not None:
            self._inside.removeWidget(self._status)
            self._status.hide()
            self._status.deleteLater()
        self._status = Status(*SIGNS[one.standing], one.stands)
        self._inside.insertWidget(0, self._status)
        self.facts.say("\n".join(f"{label}: {value}" for label, value in one.facts))
        self.person.setVisible(bool(one.person))
        self.steps.say("\n".join(one.steps))
        if self._one is None or self._one.possible != one.possible:
            self.step.offer(one.possible)
        self._one = one
        self.step.put(typed.step)
        self.day.put(typed.day)
        self.note.put(typed.note)
        for part, name in ((self.step, "step"), (self.day, "day"), (self.note, "note")):
            part.setVisible(bool(one.possible))
            part.tell_problem(problem[0] if problem[1] == name else "")

    def _report(self, *_said: object) -> None:
        self.typed.emit(self.read())

    def _to_person(self) -> None:
        if self._one is not None:
            self.person_wanted.emit(self._one.person)


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(20)
    return column


class RequestsView(Page):
    """A list, a form for a new one, and one of them with what may follow."""

    part_chosen = Signal(str)
    opened = Signal(str)
    add_wanted = Signal()
    added = Signal(object)
    stepped = Signal(object)
    changed = Signal(object)
    given_up = Signal()
    person_wanted = Signal(str)
    acted = Signal(int)
    """Row of the dates of which something is to be done."""
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__(back=True, wide=True)
        self._state = RequestsState(loading=True)
        self.trouble, self.told = Notice("error"), Notice("success")
        self.overdue, self.soon = Notice("error"), Notice("warning")
        for notice in (self.trouble, self.told, self.overdue, self.soon):
            self.body.addWidget(notice)
        self.parts = Chips(ticks=False)
        self.body.addWidget(self.parts)
        self.empty = Words("", "lead", self)
        self.body.addWidget(self.empty)
        self._tables()
        self.adding, self.one = AddPanel(), OnePanel()
        self.body.addWidget(self.adding)
        self.body.addWidget(self.one)
        self.drop_words = Words("", "body", self)
        self.body.addWidget(self.drop_words)
        self._make_buttons()
        self._listen()

    def render_state(self, state: RequestsState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        listing = not (state.adding or state.one or state.dropping)
        self.steps_back = not listing
        self._head(state, listing=listing)
        self._lists(state, before, listing=listing)
        self.adding.setVisible(state.adding)
        self.adding.show_typed(state.typed, (state.problem, state.problem_at))
        self.one.setVisible(state.one is not None)
        if state.one is not None:
            self.one.show_one(state.one, state.typed, (state.problem, state.problem_at))
        self.drop_words.say(say("requests.drop_lead", card=state.dropping.card) if state.dropping else "")
        self._show_buttons(state, listing=listing)
        if _where(state) != _where(before):
            self.to_top()
            self.take_focus()
        if state.told and state.told != before.told:
            announce(self, state.told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a digit choose, wherever the keyboard is but in a field."""
        digit = digit_of(event)
        cards = self.adding.kind if self._state.adding else self.one.step if self._state.one is not None else None
        if not (digit and cards is not None and not event.isAutoRepeat() and cards.choose(int(digit))):
            super().keyPressEvent(event)

    def open_current(self) -> None:
        """Do what Enter does in the list that is shown."""
        if self._state.part == REGISTER and self._state.lines:
            self._open(max(0, self.table.current()))
        elif self._state.dates:
            self.acted.emit(max(0, self.dates.current()))

    def _head(self, state: RequestsState, *, listing: bool) -> None:
        title = say("requests.title")
        if state.adding:
            title = say("requests.add")
        elif state.one:
            title = state.one.title
        elif state.dropping:
            title = say("requests.drop_title")
        self.heading.say(title)
        self.caption.say(say("person.card", card=state.one.card) if state.one and state.one.card else "")
        self.trouble.tell("error", "" if state.problem_at else state.problem)
        self.told.tell("success", state.told)
        shown = listing and state.part == REGISTER
        self.overdue.tell("error", say("requests.overdue_count", count=state.count("overdue")) if shown and state.count("overdue") else "")
        self.soon.tell("warning", say("requests.soon_count", count=state.count("soon")) if shown and state.count("soon") else "")
        self.lead.say(say("requests.dates_lead", count=len(state.dates)) if listing and state.part == DATES and state.dates else "")

    def _lists(self, state: RequestsState, before: RequestsState, *, listing: bool) -> None:
        chips = ((REGISTER, say("requests.title"), ""), (DATES, say("requests.dates", count=len(state.dates)), ""))
        self.parts.show_chips(chips, {state.part})
        if self.parts.chips[DATES].text() != chips[1][1]:
            self.parts.chips[DATES].rename(chips[1][1])
        self.parts.setVisible(listing and state.may_erase)
        if state.lines != before.lines:
            self.rows.show_records(state.lines)
            if state.lines:
                self.table.go_to(0)
        if state.dates != before.dates:
            self.date_rows.show_records(state.dates)
            if state.dates:
                self.dates.go_to(0)
        self.table.setVisible(listing and state.part == REGISTER and bool(state.lines))
        self.dates.setVisible(listing and state.part == DATES and bool(state.dates))
        nothing = listing and not state.loading and not state.problem and not (state.lines if state.part == REGISTER else state.dates)
        self.empty.say(say("requests.none" if state.part == REGISTER else "requests.no_dates") if nothing else "")
        if state.loading:
            self.empty.say(say("widget.opening"))

    def _show_buttons(self, state: RequestsState, *, listing: bool) -> None:
        register = listing and state.part == REGISTER
        self.open.setVisible(register and bool(state.lines))
        self.add.setVisible(register and not state.loading and (bool(state.lines) or not state.problem))
        self.add.become("secondary" if state.lines else "primary")
        line = self._date_now()
        self.act.setVisible(listing and state.part == DATES and line is not None)
        if line is not None:
            self.act.rename(say(f"requests.act.{line.kept}"))
        self.keep.setVisible(state.adding or bool(state.one and state.one.possible))
        self.keep.setEnabled(not state.busy)
        self.leave.setVisible(bool(state.dropping))
        self.drop.setVisible(bool(state.dropping))
        self.drop.setEnabled(not state.busy)
        self.cancel.setVisible(state.adding)
        shown = (self.open, self.add, self.act, self.keep, self.leave)
        self.show_bar(shown=any(not button.isHidden() for button in shown))

    def _tables(self) -> None:
        self.rows: Rows[RequestLine] = Rows(
            [
                Column(heading=say("requests.column.stands"), words=_stands),
                Column(heading=say("requests.column.kind"), words=_kind),
                Column(heading=say("requests.column.card"), words=_card),
                Column(heading=say("requests.column.received"), words=_received),
            ],
            self,
        )
        self.table = Table(self.rows, say("requests.title"), stretch=0, most=8)
        self.date_rows: Rows[DateLine] = Rows(
            [
                Column(heading=say("requests.column.what"), words=_what),
                Column(heading=say("requests.column.card"), words=_date_card),
                Column(heading=say("requests.column.on"), words=_on),
            ],
            self,
        )
        self.dates = Table(self.date_rows, say("requests.dates_name"), stretch=0, most=8)
        self.body.addWidget(self.table)
        self.body.addWidget(self.dates)

    def _make_buttons(self) -> None:
        self.open: Button = self.add_button(primary(say("requests.open")))
        self.keep: Button = self.add_button(primary(say("requests.keep")))
        self.leave: Button = self.add_button(primary(say("requests.leave")))
        self.add: Button = self.add_button(secondary(say("requests.add"), icon="plus"))
        self.act: Button = self.add_button(secondary(say("requests.act.identity")))
        self.drop: Button = self.add_button(secondary(say("requests.drop")))
        self.cancel: Button = self.add_button(secondary(say("requests.cancel")))

    def _listen(self) -> None:
        self.parts.turned.connect(self.part_chosen)
        self.table.opened.connect(self._open)
        self.dates.opened.connect(self.acted)
        self.dates.moved.connect(self._moved)
        self.open.clicked.connect(self.open_current)
        self.act.clicked.connect(self.open_current)
        self.add.clicked.connect(self.add_wanted)
        self.keep.clicked.connect(self._keep)
        self.cancel.clicked.connect(self.given_up)
        self.leave.clicked.connect(self.given_up)
        self.drop.clicked.connect(self.dropped)
        self.adding.typed.connect(self.changed)
        self.adding.entered.connect(self._keep)
        self.one.typed.connect(self.changed)
        self.one.entered.connect(self._keep)
        self.one.person_wanted.connect(self.person_wanted)

    def _keep(self) -> None:
        if self._state.adding:
            self.added.emit(self.adding.read())
        elif self._state.one is not None and self._state.one.possible:
            self.stepped.emit(self.one.read())

    def _open(self, row: int) -> None:
        self.opened.emit(self._state.lines[row].key)

    def _moved(self, _row: int) -> None:
        line = self._date_now()
        if line is not None:
            self.act.rename(say(f"requests.act.{line.kept}"))

    def _date_now(self) -> DateLine | None:
        row = max(0, self.dates.current())
        return self._state.dates[row] if row < len(self._state.dates) else None


def _where(state: RequestsState) -> tuple[object, ...]:
    return state.part, state.adding, state.one.key if state.one else "", bool(state.dropping)


def _stands(line: RequestLine) -> str:
    return say(f"requests.standing.{line.standing}", stands=line.stands)


def _kind(line: RequestLine) -> str:
    return line.kind


def _card(line: RequestLine) -> str:
    return line.card or say("requests.nobody")


def _received(line: RequestLine) -> str:
    return line.received


def _what(line: DateLine) -> str:
    return say(f"requests.date.{line.kept}")


def _date_card(line: DateLine) -> str:
    return line.card


def _on(line: DateLine) -> str:
    return say("requests.passed", day=line.on) if line.passed else line.on
