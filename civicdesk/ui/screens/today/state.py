"""What the start page shows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfinishedShown:
    """A survey that was begun: the card number, how many answers it has, and its ids."""

    submission: str
    person: str
    session: str
    card: str
    answered: int
    began: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueShown:
    """Something that is due: what, why, and the word on its button; without one somebody else does it. No name of anybody."""

    key: str
    label: str
    why: str
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayState:
    """The start page."""

    project: str = ""
    session: str = ""
    """Id of the open session, empty if none is open."""
    place: str = ""
    unfinished: tuple[UnfinishedShown, ...] = ()
    left_at: str = ""
    """Submission of the survey in which they were when the laptop was locked or went dark; empty if it was none, or later."""
    people: int = 0
    sessions: int = 0
    backup_days: int | None = 0
    disk_low: bool = False
    clock_back: bool = False
    recovery_open: bool = False
    """The recovery sheet was never typed back."""
    recovery_used: bool = False
    """The recovery code was used, so a new sheet is to be printed."""
    paused: bool = False
    """A backup was put back, and no coordinator has looked."""
    may_confirm: bool = False
    damaged: bool = False
    """Reading goes on, writing is off."""
    newest_backup: str = ""
    """When the newest backup was made, in words."""
    rescued: int = 0
    """Answers that a sealed rescue file brought back after this unlocking."""
    not_rescued: int = 0
    """Rescue files that could not be taken in; they stay where they are."""
    just_closed: bool = False
    """A session was closed a moment ago."""
    due: tuple[DueShown, ...] = ()
    starting: bool = False
    """The form for a new session is shown."""
    last_place: str = ""
    places: tuple[str, ...] = ()
    """Where the project meets, as its pack says."""
    me: str = ""
    loading: bool = False
    problem: str = ""
    problem_at: str = ""


BACKUP_LATE_DAYS = 7


def places_offered(state: TodayState) -> tuple[str, ...]:
    """Return the places to choose from: those of the project, and where the last session was."""
    return tuple(dict.fromkeys(each for each in (*state.places, state.last_place) if each))


def place_beforehand(state: TodayState) -> str:
    """Return the place that is chosen beforehand: the last one, or the only one there is; else empty."""
    offered = places_offered(state)
    return state.last_place or (offered[0] if len(offered) == 1 else "")


_DRAFT = UnfinishedShown(submission="s", person="p", session="a", card="0007", answered=12, began="2 March, 14:02")
_DUE = (
    DueShown(key="erasure", label="Erasing somebody is not finished", why="Connect the backup folder, then go on.", action="Go on"),
    DueShown(key="requests", label="2 requests are due", why="1 is over its time.", action="Look"),
    DueShown(key="retention", label="14 people reach a date this month", why="Decide what is kept.", action="Look"),
    DueShown(key="send", label="1 batch waits", why="A second person looks at it before it is sealed.", action="Look"),
)
_CONNECTING = (
    DueShown(key="introductions", label="2 introductions wait", why="Somebody is to be asked, or told.", action="Look"),
    DueShown(key="ask_after", label="1 place to ask after", why="Ask how it went there, 4 and 12 weeks on.", action="Look"),
    DueShown(key="expiring", label="1 person to ask whether they still take part", why="It holds for a year.", action="Look"),
    DueShown(key="funding", label="2 calls for money close soon", why="Invented Garden Fund closes in 6 days", action="Look"),
)
_PLACES = ("Placeholder Hall", "Specimen Bridge Clinic")

EXAMPLES: Mapping[str, TodayState] = {
    "loading": TodayState(loading=True),
    "empty": TodayState(project="Fictional Town", people=24, sessions=2),
    "open": TodayState(project="Fictional Town", session="a", place="Placeholder Hall", unfinished=(_DRAFT,), people=24, sessions=3),
    "unfinished": TodayState(project="Fictional Town", unfinished=(_DRAFT, _DRAFT), people=24, sessions=3),
    "clock went backwards": TodayState(project="Fictional Town", clock_back=True),
    "backup late": TodayState(project="Fictional Town", backup_days=9, disk_low=True, recovery_open=True),
    "no backup": TodayState(project="Fictional Town", backup_days=None, people=3, sessions=1),
    "due": TodayState(project="Fictional Town", people=24, sessions=3, due=_DUE),
    "due, people and places": TodayState(project="Fictional Town", people=24, sessions=3, due=_CONNECTING),
    "due, somebody else does it": TodayState(
        project="Fictional Town",
        people=24,
        sessions=3,
        due=(DueShown(key="erasure", label="Erasing somebody is not finished", why="A coordinator finishes it."),),
    ),
    "rescued": TodayState(project="Fictional Town", people=24, sessions=3, rescued=2),
    "not rescued": TodayState(project="Fictional Town", people=24, sessions=3, not_rescued=1),
    "recovery code used": TodayState(project="Fictional Town", people=24, sessions=3, recovery_used=True),
    "paused, worker": TodayState(project="Fictional Town", people=24, sessions=3, paused=True),
    "paused, coordinator": TodayState(project="Fictional Town", people=24, sessions=3, paused=True, may_confirm=True),
    "damaged": TodayState(project="Fictional Town", people=24, sessions=3, damaged=True, newest_backup="yesterday, 17:20"),
    "damaged, no backup": TodayState(project="Fictional Town", people=24, sessions=3, damaged=True),
    "closed a moment ago": TodayState(project="Fictional Town", people=24, sessions=3, just_closed=True),
    "left in a survey": TodayState(
        project="Fictional Town", session="a", place="Placeholder Hall", unfinished=(_DRAFT,), left_at="s", people=24, sessions=3
    ),
    "open, nothing unfinished": TodayState(project="Fictional Town", session="a", place="Placeholder Hall", people=2, sessions=3),
    "starting": TodayState(project="Fictional Town", starting=True, last_place="Placeholder Hall", me="WF", places=_PLACES),
    "starting for the first time": TodayState(project="Fictional Town", starting=True, me="WF", places=_PLACES),
    "starting at the only place": TodayState(project="Fictional Town", starting=True, me="WF", places=_PLACES[:1]),
    "starting without place": TodayState(
        project="Fictional Town",
        starting=True,
        me="WF",
        problem="Choose or type the place of this session. (SESSION-PLACE)",
        problem_at="place",
    ),
}
