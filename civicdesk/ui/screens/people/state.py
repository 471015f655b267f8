"""What the list of people shows."""

from collections.abc import Mapping
from dataclasses import dataclass

NOT_ASKED, YES, PARTLY, NO = "not_asked", "yes", "partly", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """One person in the list; `consent` is one of the four words above."""

    person: str
    card: str
    name: str
    consent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleState:
    """The list of people, and what was typed to narrow it."""

    lines: tuple[PersonLine, ...] = ()
    text: str = ""
    everybody: bool = True
    """The user sees everybody in the project, not their own people alone."""
    requests: bool = False
    """The user may look into the register of requests."""
    loading: bool = False
    problem: str = ""


_LINES = (
    PersonLine(person="p1", card="0001", name="Wren Fictional", consent=YES),
    PersonLine(person="p2", card="0002", name="", consent=NOT_ASKED),
    PersonLine(person="p3", card="0003", name="Sky Invented", consent=PARTLY),
    PersonLine(person="p4", card="0004", name="Ash Madeup", consent=NO),
)

EXAMPLES: Mapping[str, PeopleState] = {
    "loading": PeopleState(loading=True),
    "empty": PeopleState(requests=True),
    "nobody of their own": PeopleState(everybody=False),
    "people": PeopleState(lines=_LINES, requests=True),
    "own people": PeopleState(lines=_LINES[:2], everybody=False, requests=True),
    "narrowed": PeopleState(lines=_LINES[:1], text="wre"),
    "no match": PeopleState(text="xyz"),
    "not allowed": PeopleState(problem="Your role does not allow this. Ask your coordinator. (ROLE-RIGHT)"),
}
