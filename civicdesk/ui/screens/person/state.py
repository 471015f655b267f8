"""What the page of one person shows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of the timeline."""

    key: str
    """`submission:ID` or `case:ID`."""
    label: str
    state: str
    """One of the four task states."""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonState:
    """One person."""

    person: str = ""
    card: str = ""
    name: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    """(label, value) of what is kept about the person, empty ones left out."""
    consent: str = "not_asked"
    """`not_asked`, `yes`, `partly`, `no`."""
    agreed: tuple[str, ...] = ()
    """Words for what the person has agreed to."""
    timeline: tuple[Happening, ...] = ()
    session: str = ""
    """Id of the open session, empty if none is open."""
    here: bool = False
    """The person is in the open session."""
    who_sees: bool = False
    """The words about who can see this are shown."""
    loading: bool = False
    problem: str = ""


_FACTS = (("Year of birth", "1984"), ("First half of the postcode", "PE1"), ("Language", "en"))
_LINES = (
    Happening(key="submission:s1", label="Questions, round 1, 4 August 2026", state="done", action="Show the sheet"),
    Happening(key="submission:s2", label="Questions, round 2, 3 November 2026", state="in_progress", action="Go on"),
    Happening(key="case:c1", label="Case study, 4 August 2026", state="done", action="Open"),
)

EXAMPLES: Mapping[str, PersonState] = {
    "loading": PersonState(loading=True),
    "empty": PersonState(person="p2", card="0002"),
    "full": PersonState(
        person="p1",
        card="0001",
        name="Wren Fictional",
        facts=_FACTS,
        consent="partly",
        agreed=("Keep answers on this laptop", "Research, without the name"),
        timeline=_LINES,
        session="a",
        here=True,
    ),
    "not here yet": PersonState(person="p1", card="0001", name="Wren Fictional", facts=_FACTS, consent="yes", session="a"),
    "cannot": PersonState(person="p1", problem="Your role does not allow this. Ask your coordinator. (ROLE-RIGHT)"),
    "withdrawn": PersonState(person="p4", card="0004", name="Ash Madeup", consent="no", timeline=_LINES[:1]),
    "who can see this": PersonState(person="p1", card="0001", name="Wren Fictional", consent="yes", who_sees=True),
}
