"""Wiring of adding a person."""

from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from civicdesk.errors import CivicDeskError
from civicdesk.i18n import explain, say
from civicdesk.records.changes import Outcome
from civicdesk.records.ids import PersonId, SessionId
from civicdesk.records.people import Person
from civicdesk.ui.screens.add_person.state import AddPersonState, Asked, Likely, Typed, from_words, to_words
from civicdesk.ui.screens.add_person.view import AddPersonView
from civicdesk.ui.widgets.half import HalfFilled
from civicdesk.ui.widgets.screen import Place, Presenter, Surroundings, place
from civicdesk.ui.widgets.typed import read_date
from civicdesk.workflows import attributes, half_filled, linkage, people, session
from civicdesk.workflows.half_filled import Half
from civicdesk.workflows.kit import Kit

PAGE = "add_person"

PROBLEM_AT = {"PERSON-YEAR": "birth_year", "PERSON-CARD-TAKEN": "card"}
STOPS = {"PERSON-ADULT", "PERSON-ABLE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the form needs before anything is typed, and what was typed before it was left."""

    card: str
    session: str
    asked: tuple[Asked, ...]
    linking: bool
    half: Half | None


class AddPersonPresenter(Presenter):
    """From a name or a card number to a person, without making one twice."""

    destination = "people"

    def __init__(self, where: Place, around: Surroundings) -> None:
        self.page = AddPersonView()
        super().__init__(self.page, around)
        self._session = where.fact("session")
        self.state = AddPersonState(year=around.world.now().astimezone().year)
        self._new: people.NewPerson | None = None
        self._born: date | None = None
        self._half = HalfFilled(PAGE, PersonId(around.world.new_id()), around.store, self)
        self.page.submitted.connect(self._check)
        self.page.changed.connect(self._note)
        self.page.emptied.connect(self._empty)
        self.page.same.connect(self._is_same)
        self.page.different.connect(self._add)
        self.page.gone_back.connect(self._back)
        self.page.cancel.clicked.connect(self._give_up)
        self.page.render_state(self.state)

    def begin(self) -> None:
        """Ask for the next free card number, for the open session, and for what was typed here before."""
        self.around.store.submit(_next, done=self._offered, refused=self._explain)

    def unsaved(self) -> bool:
        """Tell whether something that is typed here could not be kept; all else is here again afterwards."""
        return self._half.failing()

    def keep_before_lock(self) -> None:
        """Keep what is typed: the form is half filled when somebody comes back."""
        self._half.keep_now()

    def close(self) -> None:
        """Keep what is typed before the view goes."""
        self._half.keep_now()
        super().close()

    def _show(self, state: AddPersonState) -> None:
        self.state = state
        self.page.render_state(state)

    def _offered(self, offered: Offered) -> None:
        self._session = self._session or offered.session
        typed = self.page.typed()
        self._show(replace(self.state, card=offered.card, asked=offered.asked, linking=offered.linking))
        if offered.half is not None and not to_words(typed):
            self._half.take_over(offered.half)
            self.page.put(from_words(offered.half.facts))
            self._show(replace(self.state, restored=True))

    def _note(self, typed: Typed) -> None:
        self._half.note(to_words(typed))

    def _empty(self) -> None:
        self._half.drop()
        self._half.person = PersonId(self.around.world.new_id())
        self.page.put(Typed())
        self._show(replace(self.state, restored=False, problems={}))
        self.page.take_focus()

    def _give_up(self) -> None:
        self._half.drop()
        self.went_back.emit()

    def _check(self, typed: Typed) -> None:
        problems = {name: say(f"add_person.{name}_choose") for name in ("adult", "able") if not getattr(typed, name)}
        year = typed.birth_year
        if year and not (year.isascii() and year.isdecimal() and len(year) == 4):
            problems["birth_year"] = say("add_person.year_bad")
        problems |= self._read_birth_date(typed)
        if problems:
            self._show(replace(self.state, problems=dict(sorted(problems.items(), key=_page_order))))
            return
        self._new = people.NewPerson(
            name=typed.name,
            card=typed.card,
            birth_year=int(year) if year else self._born.year if self._born else None,
            district=typed.district,
            adult=typed.adult == "yes",
            able=typed.able == "yes",
            id=self._half.person,
            **_about(dict(typed.said)),
        )
        self._show(replace(self.state, problems={}, busy=True))
        self.around.store.submit(partial(_likely, self._new), done=self._compared, refused=self._explain)

    def _read_birth_date(self, typed: Typed) -> dict[str, str]:
        """Take the whole date of birth, where the project asks for it; return what is wrong with it."""
        today = self.around.world.now().astimezone().date()
        told = typed.birth_date if self.state.linking else ""
        self._born = read_date(told, today)
        if told and (self._born is None or not linkage.is_date(self._born, today)):
            return {"birth_date": say("add_person.birth_date_bad")}
        if self._born is not None and typed.birth_year not in {"", str(self._born.year)}:
            return {"birth_date": say("add_person.birth_date_year")}
        return {}

    def _compared(self, likely: tuple[Likely, ...]) -> None:
        if likely:
            self._show(replace(self.state, likely=likely, busy=False))
        else:
            self._add()

    def _add(self) -> None:
        if self._new is not None:
            self._show(replace(self.state, likely=(), busy=True))
            self.around.store.submit(partial(_add, self._new, self._session, self._born), done=self._added, refused=self._explain)

    def _added(self, person: Person) -> None:
        self._half.finish()
        self._ask_consent(person.id)

    def _is_same(self, person: str) -> None:
        self._half.drop()
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
            self._half.drop()
            self._show(replace(self.state, stopped=explain(why), likely=(), busy=False))
        else:
            self._show(replace(self.state, problems={PROBLEM_AT.get(why.code, "page"): explain(why)}, likely=(), busy=False))


def _page_order(problem: tuple[str, str]) -> int:
    return ("name", "birth_year", "birth_date", "adult", "able", "card", "district").index(problem[0])


def _about(said: dict[str, str]) -> dict[str, Any]:
    """Part what the project asks into the fields of a person and further attributes."""
    own = {name: said.pop(name) for name in attributes.OWN_FIELDS & said.keys()}
    return {**own, "attributes": tuple(said.items())}


def _next(kit: Kit) -> Offered:
    opened = session.today(kit).open_session
    return Offered(
        card=people.next_card(kit),
        session=opened.id if opened else "",
        asked=tuple(Asked(name=each.name, label=each.label, choices=each.choices) for each in attributes.asked(kit)),
        linking=linkage.is_on(kit),
        half=half_filled.find(kit, PAGE),
    )


def _likely(new: people.NewPerson, kit: Kit) -> tuple[Likely, ...]:
    if not (new.adult and new.able) or not new.name.strip():
        return ()
    found = people.likely_matches(kit, new.name, new.birth_year)
    return tuple(Likely(person=each.id, label=say("add_person.match", name=each.name, card=each.card)) for each in found)


def _add(new: people.NewPerson, which: str, born: date | None, kit: Kit) -> Outcome[Person]:
    """Add the person; the half-filled form has become them."""
    attributes.must_be_offered(kit, {"sex": new.sex, "ethnicity": new.ethnicity, **dict(new.attributes)})
    added = people.add(kit, new, SessionId(which) if which else None)
    if born is not None:
        linkage.keep_birth_date(kit, added.value.id, born)
    half_filled.drop(kit, PAGE, added.value.id)
    return added


def _arrive(person: str, which: str, kit: Kit) -> object:
    return people.arrive(kit, PersonId(person), SessionId(which))
