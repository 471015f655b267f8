"""Wiring of a session."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Kind
from civicdesk.records.ids import PersonId, SessionId
from civicdesk.records.sessions import OpenMatter, Session
from civicdesk.records.sessions import SessionState as Standing
from civicdesk.ui.screens.session.state import (
    BLOCKED,
    DONE,
    GIVEN,
    IN_PROGRESS,
    NOT_STARTED,
    SHEET_LEFT,
    SHREDDED,
    Found,
    OpenRow,
    PersonShown,
    SessionState,
)
from civicdesk.ui.screens.session.view import SessionView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import people, session
from civicdesk.workflows.kit import Kit

WORDS = {
    session.TaskState.NOT_STARTED: NOT_STARTED,
    session.TaskState.IN_PROGRESS: IN_PROGRESS,
    session.TaskState.DONE: DONE,
    session.TaskState.CANNOT_START: BLOCKED,
}
MOST_FOUND = 5


class SessionPresenter(Presenter):
    """Attendance, tasks and closing of one session."""

    kinds = frozenset({Kind.SESSIONS, Kind.ANSWERS, Kind.PEOPLE, Kind.CONSENT, Kind.SHEETS, Kind.CASES})
    destination = "today"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = SessionView()
        super().__init__(self.page, around)
        self._id = SessionId(where.fact("session"))
        self.state = SessionState(session=self._id, loading=True, chosen=where.fact("person"))
        self._close_at_once = bool(where.fact("closing"))
        self._asked: int | None = None
        page = self.page
        page.went_back.connect(self._back)
        page.add_wanted.connect(self.make_new)
        page.sought.connect(self._seek)
        page.arrived.connect(self._arrive)
        page.chosen.connect(self._choose)
        page.task_wanted.connect(self._go_to_task)
        page.close_wanted.connect(self.close_thing)
        page.close_given_up.connect(self._stay_open)
        page.closed.connect(self._close)
        page.sheets_wanted.connect(self._to_sheets)
        page.render_state(self.state)

    def begin(self) -> None:
        """Ask who is here."""
        self._asked = self.around.store.submit(partial(_page, self._id), done=self._found, refused=self._explain, instead_of=self._asked)

    def make_new(self) -> None:
        """Ctrl+N: add a person."""
        if not self.state.closed:
            self.went.emit(place("add_person", session=self._id))

    def close_thing(self) -> None:
        """Ctrl+E: look at the counts before closing."""
        if not self.state.closed:
            self.around.store.submit(partial(_reconcile, self._id), done=self._counted, refused=self._explain)

    def _show(self, state: SessionState) -> None:
        self.state = state
        self.page.render_state(state)

    def _found(self, state: SessionState) -> None:
        now = self.state
        self._show(replace(state, chosen=now.chosen or state.chosen, closing=now.closing, counts=now.counts, open_rows=now.open_rows))
        if self._close_at_once:
            self._close_at_once = False
            self.close_thing()

    def _counted(self, counted: tuple[tuple[tuple[str, int], ...], tuple[OpenRow, ...]]) -> None:
        self._show(replace(self.state, closing=True, counts=counted[0], open_rows=counted[1], problem=""))

    def _stay_open(self) -> None:
        self._show(replace(self.state, closing=False, problem=""))

    def _close(self, reasons: Mapping[tuple[str, str], str]) -> None:
        self.around.store.submit(partial(_close, self._id, dict(reasons)), done=self._closed, refused=self._explain)

    def _closed(self, _session: Session) -> None:
        self.replaced.emit(place("today"))

    def _seek(self, text: str) -> None:
        if text:
            self.around.store.submit(partial(_seek, text), done=partial(self._sought, text), refused=self._explain)

    def _sought(self, text: str, found: tuple[Found, ...]) -> None:
        exact = [each for each in found if text.casefold() in {each.card.casefold(), each.card.lstrip("0")}]
        only = exact if len(exact) == 1 else found
        if len(only) == 1:
            self._arrive(only[0].person)
        else:
            self._show(replace(self.state, found=found[:MOST_FOUND], sought="" if found else text))

    def _arrive(self, person: str) -> None:
        self._show(replace(self.state, found=(), sought="", chosen=person))
        self.around.store.submit(partial(_arrive, person, self._id), refused=self._explain)

    def _choose(self, person: str) -> None:
        self._show(replace(self.state, chosen=person))

    def _go_to_task(self, person: str, task: str) -> None:
        shown = next((each for each in self.state.people if each.person == person), None)
        facts = {"person": person, "session": str(self._id), "submission": shown.submission if shown else ""}
        word = {"survey": "interview"}.get(task, task)
        self.went.emit(place(word, **{name: value for name, value in facts.items() if value}))

    def _to_sheets(self) -> None:
        self.went.emit(place("sheets", session=self._id))

    def _back(self) -> None:
        if self.state.closing:
            self._stay_open()
        else:
            self.went_back.emit()

    def _explain(self, why: CivicDeskError) -> None:
        self._show(replace(self.state, loading=False, problem=explain(why)))


def _page(which: SessionId, kit: Kit) -> SessionState:
    found = session.page(kit, which)
    return SessionState(
        session=found.session.id,
        place=found.session.place,
        since=f"{found.session.opened_at.astimezone(kit.now().tzinfo):%H:%M}",
        round=found.session.wave,
        closed=found.session.state is Standing.CLOSED,
        people=tuple(_person(each) for each in found.people),
        chosen=max(found.people, key=lambda each: each.touched_at).person if found.people else "",
        disk_low=session.free_bytes(kit) < session.FREE_TO_WARN,
    )


def _person(each: session.PersonTasks) -> PersonShown:
    states = dict(each.tasks)
    return PersonShown(
        person=each.person,
        card=each.card,
        name=each.name,
        tasks=(
            WORDS[states[session.Task.CONSENT]],
            WORDS[states[session.Task.SURVEY]],
            WORDS[states[session.Task.CASE_STUDY]],
            WORDS[states[session.Task.SHEET]],
        ),
        submission=each.submission.id if each.submission else "",
    )


def _reconcile(which: SessionId, kit: Kit) -> tuple[tuple[tuple[str, int], ...], tuple[OpenRow, ...]]:
    counted = session.reconcile(kit, which)
    counts = (
        ("present", counted.present),
        ("consented", counted.consented),
        ("finished", counted.surveys_finished),
        ("unfinished", counted.surveys_unfinished),
        ("declined", counted.surveys_declined),
        ("printed", counted.sheets_printed),
        ("handed_over", counted.sheets_handed_over),
        ("destroyed", counted.sheets_destroyed),
    )
    rows = tuple(
        OpenRow(
            person=row.person,
            matter=row.matter.value,
            words=say("session.row", card=row.card, matter=say(f"session.matter.{row.matter.name.lower()}")),
        )
        for row in counted.open_rows
    )
    return counts, rows


def _close(which: SessionId, reasons: Mapping[tuple[str, str], str], kit: Kit) -> object:
    """Close the session; what a reason tells about a sheet is noted with the sheet first."""
    for (person, matter), reason in reasons.items():
        if matter == SHEET_LEFT and reason in {say(f"session.reason.{SHREDDED}"), say(f"session.reason.{GIVEN}")}:
            note = session.sheet_destroyed if reason == say(f"session.reason.{SHREDDED}") else session.handed_over
            note(kit, which, PersonId(person))
    return session.close(kit, which, {(PersonId(person), OpenMatter(matter)): reason for (person, matter), reason in reasons.items()})


def _seek(text: str, kit: Kit) -> tuple[Found, ...]:
    return tuple(Found(person=each.id, card=each.card, name=each.name) for each in people.find(kit, text))


def _arrive(person: str, which: SessionId, kit: Kit) -> object:
    return people.arrive(kit, PersonId(person), which)
