"""What the page of one person shows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of the timeline."""

    key: str
    """`submission:ID`, `case:ID`, or `course:ID` of the person."""
    label: str
    state: str
    """One of the four task states; empty for what has none."""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightShown:
    """One thing that a person may ask for and that this user may do."""

    key: str
    """`restrict`, `correct:ID` of a response, `access`, `request` or `erase`."""
    label: str
    why: str
    action: str


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
    """What the person has agreed to, in the order and the words of the pack."""
    restricted: bool = False
    """Only the keeping is agreed to."""
    timeline: tuple[Happening, ...] = ()
    rights: tuple[RightShown, ...] = ()
    connects: bool = False
    """This user may bring the person together with people and places."""
    session: str = ""
    """Id of the open session, empty if none is open."""
    here: bool = False
    """The person is in the open session."""
    who_sees: bool = False
    """The words about who can see this are shown."""
    loading: bool = False
    problem: str = ""


_FACTS = (("Year of birth", "1984"), ("First half of the postcode", "PE1"), ("Language", "Polish"))
_LINES = (
    Happening(key="submission:s1", label="Questions, round 1, 4 August 2026", state="done", action="Show the sheet"),
    Happening(key="submission:s2", label="Questions, round 2, 3 November 2026", state="in_progress", action="Go on"),
    Happening(key="case:c1", label="Case study, 4 August 2026", state="done", action="Open"),
    Happening(key="course:p1", label="Scores over time, 3 rounds", state="", action="Show the line"),
)
_RIGHTS = (
    RightShown(key="restrict", label="Restrict use", why="Keep what is held, and use it for nothing else.", action="Restrict"),
    RightShown(key="correct:s1", label="Correct an answer, round 1", why="The old answer stays to be seen.", action="Correct"),
    RightShown(key="access", label="Everything held about this person", why="As paper and as a file.", action="Show"),
    RightShown(key="request", label="Requests and complaints", why="Write down what was asked; its clock runs.", action="Write down"),
    RightShown(key="erase", label="Erase this person", why="Says what goes and what stays first.", action="Erase"),
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
        agreed=("You may keep my answers on this laptop.", "You may use my answers for research, without my name."),
        timeline=_LINES,
        rights=_RIGHTS,
        connects=True,
        session="a",
        here=True,
    ),
    "not here yet": PersonState(
        person="p1", card="0001", name="Wren Fictional", facts=_FACTS, consent="yes", session="a", rights=_RIGHTS[:1]
    ),
    "cannot": PersonState(person="p1", problem="Your role does not allow this. Ask your coordinator. (ROLE-RIGHT)"),
    "withdrawn": PersonState(person="p4", card="0004", name="Ash Madeup", consent="no", timeline=_LINES[:1], rights=_RIGHTS[2:]),
    "restricted": PersonState(
        person="p1",
        card="0001",
        name="Wren Fictional",
        consent="partly",
        agreed=("You may keep my answers on this laptop.",),
        restricted=True,
        timeline=_LINES[:1],
        rights=_RIGHTS[1:],
    ),
    "who can see this": PersonState(person="p1", card="0001", name="Wren Fictional", consent="yes", who_sees=True),
}
