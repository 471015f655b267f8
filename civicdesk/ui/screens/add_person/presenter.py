"""Wiring of adding a person."""

from dataclasses import replace
from functools import partial

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.ids import PersonId, SessionId
from civicdesk.records.people import Person
from civicdesk.ui.screens.add_person.state import AddPersonState, Likely
from civicdesk.ui.screens.add_person.view import AddPersonView, Typed
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.workflows import people, session
from civicdesk.workflows.kit import Kit

PROBLEM_AT = {"PERSON-YEAR": "birth_year", "PERSON-CARD-TAKEN": "card"}
STOPS = {"PERSON-ADULT", "PERSON-ABLE"}


class AddPersonPresenter(Presenter):
    """From a name or a card number to a person, without making one twice."""

    destination = "people"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = AddPersonView()
        super().__init__(self.page, around)
        self._session = where.fact("session")
        self.state = AddPersonState()
        self._new: people.NewPerson | None = None
        self.page.submitted.connect(self._check)
        self.page.same.connect(self._is_same)
        self.page.different.connect(self._add)
        self.page.gone_back.connect(self._back)
        self.page.render_state(self.state)

    def begin(self) -> None:
        """Ask for the next free card number, and for the open session."""
        self.around.store.submit(_next, done=self._offered, refused=self._explain)

    def _show(self, state: AddPersonState) -> None:
        self.state = state
        self.page.render_state(state)

    def _offered(self, offered: tuple[str, str]) -> None:
        card, opened = offered
        self._session = self._session or opened
        self._show(replace(self.state, card=card))

    def _check(self, typed: Typed) -> None:
        problems = {name: say(f"add_person.{name}_choose") for name in ("adult", "able") if not getattr(typed, name)}
        year = typed.birth_year
        if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
            problems["birth_year"] = say("add_person.year_bad")
        if problems:
            self._show(replace(self.state, problems=dict(sorted(problems.items(), key=_page_order))))
            return
        self._new = people.NewPerson(
            name=typed.name,
            card=typed.card,
            birth_year=int(year) if year else None,
            district=typed.district,
            adult=typed.adult == "yes",
            able=typed.able == "yes",
        )
        self._show(replace(self.state, problems={}, busy=True))
        self.around.store.submit(partial(_likely, self._new), done=self._compared, refused=self._explain)

    def _compared(self, likely: tuple[Likely, ...]) -> None:
        if likely:
            self._show(replace(self.state, likely=likely, busy=False))
        else:
            self._add()

    def _add(self) -> None:
        if self._new is not None:
            self._show(replace(self.state, likely=(), busy=True))
            self.around.store.submit(partial(_add, self._new, self._session), done=self._added, refused=self._explain)

    def _added(self, person: Person) -> None:
        self._ask_consent(person.id)

    def _is_same(self, person: str) -> None:
        if self._session:
            self.around.store.submit(partial(_arrive, person, self._session), done=partial(self._arrived, person), refused=self._explain)
        else:
            self.replaced.emit(place("person", person=person))

    def _arrived(self, _person: str, _value: object) -> None:
        self.went_back.emit()

    def _ask_consent(self, person: str) -> None:
        facts = {"person": person, "session": self._session}
        self.replaced.emit(place("consent", **{name: value for name, value in facts.items() if value}))

    def _back(self) -> None:
        if self.state.likely or self.state.stopped:
            self._show(replace(self.state, likely=(), stopped="", busy=False))
        else:
            self.went_back.emit()

    def _explain(self, why: CivicDeskError) -> None:
        if why.code in STOPS:
            self._show(replace(self.state, stopped=explain(why), likely=(), busy=False))
        else:
            self._show(replace(self.state, problems={PROBLEM_AT.get(why.code, "page"): explain(why)}, likely=(), busy=False))


def _page_order(problem: tuple[str, str]) -> int:
    return ("name", "birth_year", "adult", "able", "card", "district").index(problem[0])


def _next(kit: Kit) -> tuple[str, str]:
    opened = session.today(kit).open_session
    return people.next_card(kit), opened.id if opened else ""


def _likely(new: people.NewPerson, kit: Kit) -> tuple[Likely, ...]:
    if not (new.adult and new.able) or not new.name.strip():
        return ()
    found = people.likely_matches(kit, new.name, new.birth_year)
    return tuple(Likely(person=each.id, label=say("add_person.match", name=each.name, card=each.card)) for each in found)


def _add(new: people.NewPerson, which: str, kit: Kit) -> object:
    return people.add(kit, new, SessionId(which) if which else None)


def _arrive(person: str, which: str, kit: Kit) -> object:
    return people.arrive(kit, PersonId(person), SessionId(which))
