"""What a session shows: who is here, what is left to do, and the counts at closing."""

from collections.abc import Mapping
from dataclasses import dataclass

NOT_STARTED, IN_PROGRESS, DONE, BLOCKED = "not_started", "in_progress", "done", "blocked"
TASKS = ("consent", "survey", "case_study", "sheet")
SHEET_LEFT = "sheet not handed over"
"""The matter of a sheet that lies here still."""
SHREDDED, LOCKED_AWAY, GIVEN = "shredded", "locked_away", "given_now"
"""What may be said of it at closing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    """One person in the session; `tasks` in the order of `TASKS`, each one of the four states."""

    person: str
    card: str
    name: str
    tasks: tuple[str, str, str, str]
    submission: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Somebody who may be the one who has arrived."""

    person: str
    card: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """One open matter at closing: its person, its kind, and the words of both."""

    person: str
    matter: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionState:
    """A session as its screen shows it."""

    session: str = ""
    place: str = ""
    since: str = ""
    round: int = 1
    closed: bool = False
    people: tuple[PersonShown, ...] = ()
    chosen: str = ""
    """The person whose tasks are shown."""
    found: tuple[Found, ...] = ()
    sought: str = ""
    """What was typed without finding anybody."""
    disk_low: bool = False
    loading: bool = False
    closing: bool = False
    counts: tuple[tuple[str, int], ...] = ()
    open_rows: tuple[OpenRow, ...] = ()
    problem: str = ""

    def person(self) -> PersonShown | None:
        """Return the chosen person, the first if none is chosen, None if nobody is here."""
        return next((each for each in self.people if each.person == self.chosen), next(iter(self.people), None))


_WREN = PersonShown(person="p1", card="0001", name="Wren Fictional", tasks=(DONE, IN_PROGRESS, NOT_STARTED, BLOCKED), submission="s1")
_ASH = PersonShown(person="p2", card="0002", name="", tasks=(NOT_STARTED, BLOCKED, BLOCKED, BLOCKED))
_HERE = SessionState(session="a", place="Placeholder Hall", since="10:00", people=(_WREN, _ASH))
_COUNTS = (
    ("present", 2),
    ("consented", 1),
    ("finished", 0),
    ("unfinished", 1),
    ("declined", 0),
    ("printed", 0),
    ("handed_over", 0),
    ("destroyed", 0),
)

EXAMPLES: Mapping[str, SessionState] = {
    "loading": SessionState(loading=True),
    "empty": SessionState(session="a", place="Placeholder Hall", since="10:00"),
    "people": _HERE,
    "second person": SessionState(session="a", place="Placeholder Hall", since="10:00", people=(_WREN, _ASH), chosen="p2"),
    "found": SessionState(
        session="a",
        place="Placeholder Hall",
        since="10:00",
        people=(_WREN,),
        found=(Found(person="p3", card="0003", name="Sky Invented"), Found(person="p4", card="0013", name="Skye Madeup")),
    ),
    "nobody found": SessionState(session="a", place="Placeholder Hall", since="10:00", people=(_WREN,), sought="xyz"),
    "low disk": SessionState(session="a", place="Placeholder Hall", since="10:00", disk_low=True),
    "closing": SessionState(
        session="a",
        place="Placeholder Hall",
        since="10:00",
        people=(_WREN, _ASH),
        closing=True,
        counts=_COUNTS,
        open_rows=(
            OpenRow(person="p1", matter="survey unfinished", words="Card 0001: survey not finished"),
            OpenRow(person="p2", matter="consent not asked", words="Card 0002: consent not asked"),
            OpenRow(person="p2", matter=SHEET_LEFT, words="Card 0002: sheet not handed over"),
        ),
    ),
    "closing clear": SessionState(session="a", place="Placeholder Hall", since="10:00", people=(_WREN,), closing=True, counts=_COUNTS),
    "closing stopped": SessionState(
        session="a",
        place="Placeholder Hall",
        closing=True,
        counts=_COUNTS,
        open_rows=(OpenRow(person="p1", matter="survey unfinished", words="Card 0001: survey not finished"),),
        problem="Some lines are still open. Choose a reason for each. (SESSION-OPEN-ROWS)",
    ),
    "cannot": SessionState(session="a", problem="The workspace is locked. Sign in again to go on. (STORE-LOCKED)"),
    "closed": SessionState(session="a", place="Placeholder Hall", since="10:00", closed=True, people=(_WREN,)),
}
