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
from civicdesk.store import answers, caseload, cases, consent, sessions
from civicdesk.store import people as people_store
from civicdesk.workflows.kit import Kit, Right

OLDEST_BIRTH_YEAR = 1900
FEW = 50
"""So many people's consent is asked for one by one; that of more at once."""


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
    id: PersonId | None = None
    """Known beforehand only where a half-filled page was kept under the person's own key."""
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
        id=new.id or PersonId(kit.new_id()),
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
    """Return people whose card or name begins with the letters typed; everybody whom the user sees if none are typed.

    By the whole card number also somebody else is found: they have just come in, and the worker notes that they are here.
    """
    found = people_store.find_people(kit.workspace, text) if text.strip() else people_store.people(kit.workspace)
    seen = caseload.seen_by(kit.workspace, kit.user.id)
    if seen is not None:
        found = tuple(person for person in found if person.id in seen or _same_card(person, text))
    if len(found) <= FEW:
        return tuple(_card(kit, person) for person in found)
    known, nothing = consent.standings(kit.workspace), Standing(choices=())
    return tuple(PersonCard(id=each.id, card=each.card, name=each.name, consent=known.get(each.id, nothing)) for each in found)


def by_card(kit: Kit, card: str) -> PersonId:
    """Return the person with a card number; zeros in front do not matter.

    Raises:
        Refused: PERSON-NONE.
    """
    wanted = card.strip()
    found = find(kit, wanted)
    exact = [each.id for each in found if each.card == wanted] or [each.id for each in found if each.card.lstrip("0") == wanted.lstrip("0")]
    if not wanted or not exact:
        raise Refused("PERSON-NONE")
    return exact[0]


def page(kit: Kit, person: PersonId) -> PersonPage:
    """Return what is shown of one person, with the case studies that this user may read.

    Raises:
        Refused: ROLE-RIGHT: the person is not among those with whom this user works, nor in the open session.
    """
    kit.must_see(person)
    return PersonPage(
        person=people_store.person(kit.workspace, person),
        consent=consent.standing(kit.workspace, person),
        submissions=answers.submissions(kit.workspace, person=person),
        cases=tuple(case for case in cases.cases(kit.workspace, person=person) if kit.may_read(case)),
    )


def _same_card(person: Person, text: str) -> bool:
    """Tell whether a text is the whole number of a card, with or without the zeros in front."""
    return bool(text.strip()) and text.strip() in {person.card, person.card.lstrip("0")}


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
