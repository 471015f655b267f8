"""The start page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from civicdesk.i18n import say
from civicdesk.ui.screens.today.state import BACKUP_LATE_DAYS, TodayState, place_beforehand, places_offered
from civicdesk.ui.widgets.buttons import Button, primary, secondary
from civicdesk.ui.widgets.fields import Cards, Field
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tasks import TaskList, TaskRow

OTHER = "other"
LEADS = {"damaged": "backup", "paused": "backup", "recovery": "recovery", "backup": "backup", "closed": "laptop"}
"""Notice -> where its button leads."""
NOTICES = ("damaged", "rescued", "not_rescued", "paused", "clock", "recovery", "backup", "disk", "closed")
KINDS = {"damaged": "error", "closed": "success", "rescued": "success"}
"""Notices that are no warnings."""


class TodayView(Page):
    """What is open, what is unfinished, and one button to start."""

    start_wanted = Signal()
    start_given_up = Signal()
    started = Signal(str, str, str)
    """Place, facilitators, round."""
    session_wanted = Signal()
    survey_wanted = Signal(str)
    """Submission of an unfinished survey."""
    place_wanted = Signal(str)
    """Key of a notice or of something due: `backup`, `recovery`, `laptop`, or the key of a `DueShown`."""

    def __init__(self) -> None:
        super().__init__(say("today.title"))
        self._state = TodayState()
        self.notices = {name: Notice("warning") for name in NOTICES}
        self.trouble = Notice("error")
        for notice in (self.trouble, *self.notices.values()):
            self.body.addWidget(notice)
        for name in LEADS:
            self.notices[name].acted.connect(self._follow)
        self.standing = Notice("info")
        self.body.addWidget(self.standing)
        self.empty = Words("", "lead", self)
        self.body.addWidget(self.empty)
        self.unfinished_title = Words(say("today.unfinished"), "subheading", self)
        self.unfinished = TaskList()
        self.body.addWidget(self.unfinished_title)
        self.body.addWidget(self.unfinished)
        self.due_title = Words(say("today.due"), "subheading", self)
        self.due = TaskList()
        self.due.chosen.connect(self.place_wanted)
        self.body.addWidget(self.due_title)
        self.body.addWidget(self.due)
        self.form = self._build_form()
        self.body.addWidget(self.form)
        self.counts = Words("", "hint", self)
        self.body.addWidget(self.counts)
        self.start: Button = self.add_button(primary(say("today.start")))
        self.room: Button = self.add_button(secondary(say("today.go_back_in")))
        self.cancel: Button = self.add_button(secondary(say("widget.cancel")))
        self.start.clicked.connect(self._press)
        self.room.clicked.connect(self.session_wanted)
        self.cancel.clicked.connect(self.start_given_up)
        self.unfinished.chosen.connect(self.survey_wanted)

    def render_state(self, state: TodayState) -> None:
        """Show a state."""
        before, self._state = self._state, state
        self.caption.say(state.project)
        self.heading.say(say("today.start_title" if state.starting else "today.title"))
        self.trouble.tell("error", "" if state.problem_at else state.problem)
        for part in (self.places, self.place):
            part.tell_problem(state.problem if state.problem_at == "place" else "")
        self.round.tell_problem(state.problem if state.problem_at == "round" else "")
        self._show_notices(state)
        plain = not state.starting and not state.loading
        self.standing.tell("info", _standing(state) if plain else "")
        quiet = not state.session and not state.unfinished and not state.due and not any(text for text, _ in _notices(state).values())
        self.empty.say(say("today.empty") if plain and quiet else "")
        self.unfinished_title.setVisible(plain and bool(state.unfinished))
        self.unfinished.setVisible(plain and bool(state.unfinished))
        self.unfinished.show_tasks([self._row(state, at) for at in range(len(state.unfinished))])
        self._show_due(state, shown=plain and bool(state.due))
        self.form.setVisible(state.starting)
        if state.starting:
            self._offer_places(state, before)
            self.people.put(self.people.text() if before.starting else state.me)
        self.counts.say("" if not plain else say("today.people", count=state.people) + " " + say("today.sessions", count=state.sessions))
        self._show_buttons(state)
        if state.starting is not before.starting:
            self.first_field = self._first_of_form() if state.starting else None
            if self.isVisible():
                self.take_focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the chosen place leads to Start, or to the line for another place; everywhere else it goes on."""
        focused = self.focusWidget()
        on_places = self._state.starting and focused is not None and self.places.isAncestorOf(focused)
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if on_places and plain and self.places.value() and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            following = self.place.line if self.places.value() == OTHER else self.start
            following.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def _offer_places(self, state: TodayState, before: TodayState) -> None:
        offered, last = places_offered(state), place_beforehand(state)
        if not before.starting or (offered, last) != (places_offered(before), place_beforehand(before)):
            self.places.offer([(str(at), each) for at, each in enumerate(offered)] + [(OTHER, say("today.place_other"))])
            self.places.put(str(offered.index(last)) if last else "")
            self.place.put("")
        self._show_line()

    def _show_line(self) -> None:
        """Show the line for a place that is not on the list, when it is wanted or there is no list."""
        listed = len(self.places.cards) > 1
        self.places.setVisible(listed)
        self.place.setVisible(not listed or self.places.value() == OTHER)

    def _first_of_form(self) -> QWidget:
        if len(self.places.cards) == 1:
            return self.place.line
        return next((card for card in self.places.cards if card.isChecked()), self.places.cards[0])

    def _pick_place(self, _name: str, value: str) -> None:
        self._show_line()
        if value == OTHER:
            self.place.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen_place(self) -> str:
        value = self.places.value()
        return self.place.text() if not self.place.isHidden() else places_offered(self._state)[int(value)] if value else ""

    def _show_buttons(self, state: TodayState) -> None:
        self.show_bar(shown=not state.loading and not state.damaged)  # what cannot be kept is not begun
        self.start.rename(_onward(state))
        self.room.setVisible(bool(state.left_at) and not state.starting)
        self.cancel.setVisible(state.starting)

    def _show_notices(self, state: TodayState) -> None:
        for name, (text, action) in _notices(state).items():
            notice = self.notices[name]
            notice.tell(KINDS.get(name, "warning"), text, action=action)
            notice.action.setVisible(bool(text and action))

    def _show_due(self, state: TodayState, *, shown: bool) -> None:
        self.due_title.setVisible(shown)
        self.due.setVisible(shown)
        rows = [TaskRow(key=each.key, label=each.label, state="", action=each.action, why=each.why) for each in state.due]
        self.due.show_tasks(rows if shown else [])

    def _follow(self) -> None:
        sender = self.sender()
        for name, key in LEADS.items():
            if self.notices[name] is sender:
                self.place_wanted.emit(key)

    def _row(self, state: TodayState, at: int) -> TaskRow:
        each = state.unfinished[at]
        return TaskRow(
            key=each.submission,
            label=say("today.card", card=each.card),
            state="in_progress",
            action=say("today.go_on"),
            why=say("today.answered", count=each.answered, began=each.began),
        )

    def _build_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.places = Cards("places", say("today.place"), ())
        self.places.picked.connect(self._pick_place)
        column.addWidget(self.places)
        self.place = Field("place", say("today.place_typed"), say("today.place_hint"), width=480)
        self.people = Field("facilitators", say("today.facilitators"), say("today.facilitators_hint"), width=480)
        self.round = Field("round", say("today.round"), say("today.round_hint"), width=120)
        self.round.put("1")
        for field in (self.place, self.people, self.round):
            field.entered.connect(self._press)
            column.addWidget(field)
        return form

    def _press(self) -> None:
        if self._state.starting:
            self.started.emit(self._chosen_place(), self.people.text(), self.round.text())
        elif self._state.left_at:
            self.survey_wanted.emit(self._state.left_at)
        elif self._state.session:
            self.session_wanted.emit()
        else:
            self.start_wanted.emit()


def _notices(state: TodayState) -> dict[str, tuple[str, str]]:
    """Return what each notice says, and the word on its button: empty, where there is nothing to say or to do."""
    late = state.backup_days is None if state.sessions else False
    late = late or (state.backup_days or 0) > BACKUP_LATE_DAYS
    backup = say("today.backup_none") if state.backup_days is None else say("today.backup_late", count=state.backup_days)
    damaged = say("today.damaged", made=state.newest_backup) if state.newest_backup else say("today.damaged_none")
    recovery = say("today.recovery_used") if state.recovery_used else say("today.recovery") if state.recovery_open else ""
    paused = say("today.paused_confirm" if state.may_confirm else "today.paused") if state.paused else ""
    return {
        "damaged": (damaged if state.damaged else "", say("today.put_back") if state.newest_backup else ""),
        "rescued": (say("today.rescued", count=state.rescued) if state.rescued else "", ""),
        "not_rescued": (say("today.not_rescued", count=state.not_rescued) if state.not_rescued else "", ""),
        "paused": (paused, say("today.look") if state.may_confirm else ""),
        "clock": (say("today.clock") if state.clock_back else "", ""),
        "recovery": (recovery, say("today.new_sheet")),
        "backup": (backup if late else "", say("today.back_up")),
        "disk": (say("today.disk") if state.disk_low else "", ""),
        "closed": (say("today.closed") if state.just_closed and not state.starting else "", say("today.laptop")),
    }


def _onward(state: TodayState) -> str:
    """Name the button that Enter presses: after unlocking it leads back to the very question."""
    if state.starting:
        return say("today.begin")
    if state.left_at:
        return say("today.go_on_with", card=next(each.card for each in state.unfinished if each.submission == state.left_at))
    return say("today.go_back_in" if state.session else "today.start")


def _standing(state: TodayState) -> str:
    """Say where somebody left off: after a crash or a power cut these are the first words that are read."""
    left = len(state.unfinished)
    if state.session:
        return say("today.open", place=state.place, count=left) if left else say("today.open_done", place=state.place)
    return say("today.left", count=left) if left else ""
