"""People: add, find and look at somebody who takes part."""

from dataclasses import dataclass

from civicdesk.errors import Refused
from civicdesk.records.answers import Submission
from civicdesk.records.cases import CaseStudy
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.consent import Standing
from civicdesk.records.ids import PersonId, SessionId
from civicdesk.records.people import Person
from civicdesk.records.sessions import Attendance, SessionState
from civicdesk.store import answers, cases, consent, sessions
from civicdesk.store import people as people_store
from civicdesk.workflows.kit import Kit, Right

OLDEST_BIRTH_YEAR = 1900


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPerson:
    """What is asked at registration. Everything but the two questions at the end may stay empty."""

    name: str = ""
    card: str = ""
    contact: str = ""
    birth_year: int | None = None
    sex: str = ""
    ethnicity: str = ""
    district: str = ""
    language: str = "en"
    sheet_format: str = "standard"
    attributes: tuple[tuple[str, str], ...] = ()
    adult: bool = True
    """Says that they are 18 or over."""
    able: bool = True
    """Is able to decide today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """One person as a list shows them."""

    id: PersonId
    card: str
    name: str
    consent: Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """All that a worker sees of one person."""

    person: Person
    consent: Standing
    submissions: tuple[Submission, ...]
    cases: tuple[CaseStudy, ...]


def next_card(kit: Kit) -> str:
    """Return the next free card number."""
    return people_store.next_card(kit.workspace)


def likely_matches(kit: Kit, name: str, birth_year: int | None) -> tuple[PersonCard, ...]:
    """Return people who may be the same person: the worker decides."""
    return tuple(_card(kit, person) for person in people_store.likely_matches(kit.workspace, name, birth_year))


def add(kit: Kit, new: NewPerson, session: SessionId | None = None) -> Outcome[Person]:
    """Register a person, and note that they are here if a session is open.

    Raises:
        Refused: FIRST-RECOVERY: the recovery sheet was not typed back yet; PERSON-ADULT, PERSON-ABLE, PERSON-YEAR, PERSON-CARD-TAKEN.
    """
    kit.must(Right.REGISTER)
    kit.must_have_recovery()
    _check(kit, new)
    person = Person(
        id=PersonId(kit.new_id()),
        card=new.card.strip() or next_card(kit),
        name=new.name.strip(),
        contact=new.contact.strip(),
        birth_year=new.birth_year,
        sex=new.sex,
        ethnicity=new.ethnicity,
        district=new.district.strip().upper(),
        language=new.language,
        sheet_format=new.sheet_format,
        registered_at=kit.now(),
        attributes=new.attributes,
    )
    with kit.workspace.writing("person-added", kit.user.id, kit.now()):
        people_store.add_person(kit.workspace, person)
        if session is not None:
            sessions.attend(kit.workspace, Attendance(session=session, person=person.id, arrived_at=kit.now()))
    return Outcome(value=person, changed=frozenset({Kind.PEOPLE, Kind.SESSIONS}))


def arrive(kit: Kit, person: PersonId, session: SessionId) -> Outcome[None]:
    """Note that somebody who is registered is here; twice is once.

    Raises:
        Refused: SESSION-CLOSED.
    """
    kit.must(Right.RUN_SESSION)
    if sessions.session(kit.workspace, session).state is SessionState.CLOSED:
        raise Refused("SESSION-CLOSED")
    if all(each.person != person for each in sessions.attendance(kit.workspace, session)):
        sessions.attend(kit.workspace, Attendance(session=session, person=person, arrived_at=kit.now()))
    return Outcome(value=None, changed=frozenset({Kind.SESSIONS}))


def find(kit: Kit, text: str = "") -> tuple[PersonCard, ...]:
    """Return people whose card or name begins with the letters typed; everybody if none are typed.

    A facilitator finds those who are in the open session, and by the whole card number somebody who has just come in.

    Raises:
        Refused: ROLE-RIGHT: no session is open, and the role may not look further.
    """
    found = people_store.find_people(kit.workspace, text) if text.strip() else people_store.people(kit.workspace)
    if not kit.may(Right.SEE_ALL_PEOPLE):
        here = _in_open_session(kit)
        found = tuple(person for person in found if person.id in here or person.card == text.strip())
    return tuple(_card(kit, person) for person in found)


def page(kit: Kit, person: PersonId) -> PersonPage:
    """Return what is shown of one person, with the case studies that this user may read.

    Raises:
        Refused: ROLE-RIGHT: a facilitator sees those who are in the open session.
    """
    if not kit.may(Right.SEE_ALL_PEOPLE) and person not in _in_open_session(kit):
        raise Refused("ROLE-RIGHT", role=kit.user.role.value)
    return PersonPage(
        person=people_store.person(kit.workspace, person),
        consent=consent.standing(kit.workspace, person),
        submissions=answers.submissions(kit.workspace, person=person),
        cases=tuple(case for case in cases.cases(kit.workspace, person=person) if kit.may_read(case)),
    )


def _in_open_session(kit: Kit) -> frozenset[PersonId]:
    """Return who is in the session that is open; without one a role that sees no further sees nobody."""
    opened = sessions.open_one(kit.workspace)
    if opened is None:
        raise Refused("ROLE-RIGHT", role=kit.user.role.value)
    return frozenset(each.person for each in sessions.attendance(kit.workspace, opened.id))


def _check(kit: Kit, new: NewPerson) -> None:
    if not new.adult:
        raise Refused("PERSON-ADULT")
    if not new.able:
        raise Refused("PERSON-ABLE")
    this_year = kit.now().year
    if new.birth_year is not None and not OLDEST_BIRTH_YEAR <= new.birth_year <= this_year:
        raise Refused("PERSON-YEAR", first=OLDEST_BIRTH_YEAR, last=this_year)


def _card(kit: Kit, person: Person) -> PersonCard:
    return PersonCard(id=person.id, card=person.card, name=person.name, consent=consent.standing(kit.workspace, person.id))
