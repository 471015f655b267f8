"""The page of one person."""

from PySide6.QtCore import Signal

from civicdesk.i18n import say
from civicdesk.ui.screens.person.state import PersonState
from civicdesk.ui.widgets.buttons import Button, link, primary, secondary
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.tasks import Status, TaskList, TaskRow

BADGES = {"not_asked": ("circle-help", "muted"), "yes": ("check", "success"), "partly": ("info", "info"), "no": ("x", "error")}


class PersonView(Page):
    """Consent, what was done when, and what can be done now."""

    consent_wanted = Signal()
    withdrawal_wanted = Signal()
    arrived = Signal()
    session_wanted = Signal()
    opened = Signal(str)
    right_wanted = Signal(str)
    """Key of what the person asks for."""
    connections_wanted = Signal()
    who_sees_turned = Signal()

    def __init__(self) -> None:
        super().__init__(back=True)
        self._state = PersonState(loading=True)
        self.trouble = Notice("error")
        self.banner = Notice("warning")
        for notice in (self.trouble, self.banner):
            self.body.addWidget(notice)
        self.facts = Words("", "hint", self)
        self.body.addWidget(self.facts)
        self.consent_title = Words(say("person.consent"), "subheading", self)
        self.body.addWidget(self.consent_title)
        self._badge: Status | None = None
        self.agreed = Words("", "body", self)
        self.body.addWidget(self.agreed)
        self.ask = secondary(say("person.ask"))
        self.withdraw = secondary(say("person.withdraw"))
        self._buttons_row = FlowRow(self.ask, self.withdraw)
        self.body.addWidget(self._buttons_row)
        self.timeline_title = Words(say("person.timeline"), "subheading", self)
        self.timeline = TaskList()
        self.nothing = Words("", "hint", self)
        for part in (self.timeline_title, self.timeline, self.nothing):
            self.body.addWidget(part)
        self.connections_title = Words(say("person.connections.title"), "subheading", self)
        self.connections = secondary(say("person.connections.open"), icon="users")
        self._connections_row = FlowRow(self.connections)
        self.body.addWidget(self.connections_title)
        self.body.addWidget(self._connections_row)
        self.rights_title = Words(say("person.rights"), "subheading", self)
        self.rights = TaskList()
        self.body.addWidget(self.rights_title)
        self.body.addWidget(self.rights)
        self.who_sees = link(say("person.who_sees"), icon="eye")
        self.who_sees_text = Notice("info")
        self.body.addWidget(FlowRow(self.who_sees))
        self.body.addWidget(self.who_sees_text)
        self.now: Button = self.add_button(primary(say("person.arrive")))
        self._listen()

    def render_state(self, state: PersonState) -> None:
        """Show a state."""
        self._state = state
        self.caption.say(say("person.card", card=state.card) if state.name else "")
        self.heading.say(_heading(state))
        self.trouble.tell("error", state.problem)
        self.banner.tell("warning", _banner(state))
        self.facts.say(" · ".join(f"{label}: {value}" for label, value in state.facts))
        self._show_consent(state)
        self._show_timeline(state)
        self._show_rights(state)
        for shown in (self.connections_title, self._connections_row):
            shown.setVisible(state.connects)
        self.who_sees_text.tell("info", say("person.who_sees_text") if state.who_sees else "")
        for part in (self.consent_title, self.who_sees, self.timeline_title, self._buttons_row):
            part.setVisible(bool(state.card))
        self.show_bar(shown=bool(state.session) and not state.loading)
        self.now.rename(say("person.to_session" if state.here else "person.arrive"))

    def _show_consent(self, state: PersonState) -> None:
        if self._badge is not None:
            self.body.removeWidget(self._badge)
            self._badge.hide()
            self._badge.deleteLater()
        icon, colour = BADGES[state.consent]
        self._badge = Status(icon, colour, say(f"person.badge.{state.consent}"))
        self.body.insertWidget(self.body.indexOf(self.consent_title) + 1, self._badge)
        self._badge.setVisible(bool(state.card))
        self.agreed.say("\n".join(state.agreed))
        self.ask.rename(say("person.ask" if state.consent == "not_asked" else "person.ask_again"))
        self.withdraw.setVisible(state.consent in {"yes", "partly"})

    def _show_timeline(self, state: PersonState) -> None:
        self.timeline.setVisible(bool(state.timeline))
        self.timeline.show_tasks([TaskRow(key=each.key, label=each.label, state=each.state, action=each.action) for each in state.timeline])
        self.nothing.say("" if state.timeline or not state.card else say("person.nothing"))

    def _show_rights(self, state: PersonState) -> None:
        for part in (self.rights_title, self.rights):
            part.setVisible(bool(state.rights))
        self.rights.show_tasks(
            [TaskRow(key=each.key, label=each.label, state="", why=each.why, action=each.action) for each in state.rights]
        )

    def _listen(self) -> None:
        self.ask.clicked.connect(self.consent_wanted)
        self.withdraw.clicked.connect(self.withdrawal_wanted)
        self.timeline.chosen.connect(self.opened)
        self.rights.chosen.connect(self.right_wanted)
        self.connections.clicked.connect(self.connections_wanted)
        self.who_sees.clicked.connect(self.who_sees_turned)
        self.now.clicked.connect(self._now)

    def _now(self) -> None:
        if self._state.here:
            self.session_wanted.emit()
        else:
            self.arrived.emit()


def _banner(state: PersonState) -> str:
    if state.consent == "no":
        return say("person.withdrawn")
    return say("person.restricted") if state.restricted else ""


def _heading(state: PersonState) -> str:
    if state.name or state.card:
        return state.name or say("person.card", card=state.card)
    return say("widget.opening" if state.loading else "person.nobody")
