"""Wiring of the list of people."""

from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain
from civicdesk.records.changes import Kind
from civicdesk.records.consent import Choice, Standing
from civicdesk.ui.screens.people.state import NO, NOT_ASKED, PARTLY, YES, PeopleState, PersonLine
from civicdesk.ui.screens.people.view import PeopleView
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import people
from civicdesk.workflows.kit import Kit, Right


class PeoplePresenter(Presenter):
    """Find somebody and open their page."""

    kinds = frozenset({Kind.PEOPLE, Kind.CONSENT})
    destination = "people"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = PeopleView()
        super().__init__(self.page, around)
        self.page.yields = bool(where.fact("text"))
        self.state = PeopleState(text=where.fact("text"), loading=True)
        self._asked: int | None = None
        self._open_when_found = False
        self.page.sought.connect(self._seek)
        self.page.opened.connect(self._open)
        self.page.add_wanted.connect(self.make_new)
        self.page.requests_wanted.connect(self._to_requests)
        self.page.log_wanted.connect(self._to_log)
        self.page.connections_wanted.connect(self._to_connections)
        self.page.render_state(self.state)

    def begin(self) -> None:
        """Ask for the people that match."""
        verb = partial(_find, self.state.text)
        self._asked = self.around.store.submit(verb, done=self._found, refused=self._explain, instead_of=self._asked)

    def make_new(self) -> None:
        """Ctrl+N: add a person."""
        self.went.emit(place("add_person"))

    def search(self, text: str) -> bool:
        """Narrow the list by what is typed into the search box."""
        self._seek(text)
        return True

    def open_first(self) -> None:
        """Enter in the search box: open the first match, once it is found."""
        if self.state.loading:
            self._open_when_found = True
        else:
            self.page.open_current()

    def _seek(self, text: str) -> None:
        self.state = replace(self.state, text=text, loading=True)
        self._open_when_found = False
        self.begin()

    def _found(self, found: tuple[tuple[PersonLine, ...], bool, bool]) -> None:
        lines, everybody, requests = found
        self.state = replace(self.state, lines=lines, everybody=everybody, requests=requests, loading=False, problem="")
        self.page.render_state(self.state)
        if self._open_when_found:
            self._open_when_found = False
            self.page.open_current()

    def _open(self, person: str) -> None:
        self.went.emit(place("person", person=person))

    def _to_requests(self) -> None:
        self.went.emit(place("requests"))

    def _to_connections(self) -> None:
        self.went.emit(place("connections"))

    def _to_log(self) -> None:
        self.went.emit(place("activity"))

    def _explain(self, why: CivicDeskError) -> None:
        self.state = replace(self.state, loading=False, problem=explain(why))
        self.page.render_state(self.state)


def _find(text: str, kit: Kit) -> tuple[tuple[PersonLine, ...], bool, bool]:
    found = people.find(kit, text)
    lines = tuple(PersonLine(person=each.id, card=each.card, name=each.name, consent=badge(each.consent)) for each in found)
    return lines, kit.may(Right.SEE_ALL_PEOPLE), kit.may(Right.HANDLE_REQUESTS)


def badge(standing: Standing) -> str:
    """Return the word for what somebody has agreed to."""
    said = [choice for _, choice in standing.choices if choice is not Choice.NOT_ASKED]
    if not said:
        return NOT_ASKED
    if all(choice is Choice.YES for choice in said):
        return YES
    return PARTLY if Choice.YES in said else NO
