"""Connecting people with each other and with places: listings, introductions, what came of a suggestion, and what is missing."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from civicdesk.records.consent import Mode
from civicdesk.records.ids import EntryId, PersonId, UserId

ListingId = NewType("ListingId", str)
IntroductionId = NewType("IntroductionId", str)

LASTS = timedelta(days=365)
"""As long a listing holds if nothing else was said."""
SILENCE = timedelta(days=14)
"""After so long without a word an introduction has ended."""


class Visible(StrEnum):
    """Who may see that somebody is listed, without a name: each one includes those before it."""

    WORKER = "worker"
    """The worker alone who wrote it down."""
    TEAM = "team"
    AGENCIES = "agencies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What one person offers and wants, and what they agreed to. All but the consent is kept sealed under the person's own key."""

    id: ListingId
    person: PersonId
    alias: str = ""
    """A name that the person has chosen for this; never their own."""
    offers: tuple[str, ...] = ()
    """Topics of the tree."""
    wants: tuple[str, ...] = ()
    zone: str = ""
    """Postcode district at the most; empty for anywhere around here."""
    route: str = ""
    """How to reach them; empty: through their worker."""
    only: str = ""
    """`women` or `men` if they would meet no others."""
    visible: Visible = Visible.TEAM
    alias_used: bool = False
    """Their alias may be told to the other before both have said yes."""
    method: Mode = Mode.SPOKEN
    agreed_on: date
    expires_on: date
    withdrawn_at: datetime | None = None
    by: UserId
    """The worker through whom they are reached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoided:
    """Somebody, or a place, with whom a person must not be brought together. It counts both ways and is told to nobody."""

    person: PersonId
    other: PersonId | None = None
    entry: EntryId | None = None
    by: UserId
    at: datetime


class Stage(StrEnum):
    """How far an introduction has come."""

    DRAFT = "draft"
    ASKED_FIRST = "asked first"
    FIRST_YES = "first yes"
    ASKED_SECOND = "asked second"
    BOTH_YES = "both yes"
    RELEASED = "released"
    """Each has been told how to reach the other."""
    MET = "met"
    NOT_MET = "not met"
    ENDED = "ended"
    """By a no, by silence, because somebody took part no longer: nobody is told which."""


BEFORE_RELEASE = (Stage.DRAFT, Stage.ASKED_FIRST, Stage.FIRST_YES, Stage.ASKED_SECOND, Stage.BOTH_YES)
SECOND_KNOWS = frozenset({Stage.ASKED_SECOND, Stage.BOTH_YES, Stage.RELEASED, Stage.MET, Stage.NOT_MET})


class Act(StrEnum):
    """What can be done with an introduction."""

    ASK = "ask"
    YES = "yes"
    NO = "no"
    RELEASE = "release"
    MET = "met"
    NOT_MET = "not met"
    OUTCOME = "outcome"


class MetOutcome(StrEnum):
    """What came of a meeting, as the person says; never a story."""

    NOT_KNOWN = "not known"
    IN_TOUCH = "in touch"
    ONCE = "once was enough"
    NOT_FOR_THEM = "not for them"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one side of an introduction hears of the other: what they share, and about where they live."""

    topics: tuple[str, ...]
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """Two people who may meet if both say yes to this one introduction."""

    id: IntroductionId
    first: PersonId
    """Who was looking; asked first."""
    second: PersonId
    first_hears: Told
    second_hears: Told
    stage: Stage = Stage.DRAFT
    outcome: MetOutcome = MetOutcome.NOT_KNOWN
    second_asked: bool = False
    by: UserId
    at: datetime
    stage_at: datetime


class ConnectionState(StrEnum):
    """How far somebody has come with a place or group. The last word counts; silence is no word."""

    SUGGESTED = "suggested"
    SHOWN = "shown"
    CHOSEN = "chosen"
    CONTACTED = "contact made"
    ATTENDED = "attended"
    STILL_GOING = "still going"
    STOPPED = "stopped"
    DECLINED = "declined"
    NOT_AVAILABLE = "not available"
    NOT_KNOWN = "not known"


class Referral(StrEnum):
    """How somebody came to a place."""

    SIGNPOSTED = "signposted"
    SELF = "self-referred"
    REFERRED = "referred"


HOW: dict[ConnectionState, tuple[str, ...]] = {
    ConnectionState.CONTACTED: ("self", "together", "worker"),
    ConnectionState.STOPPED: ("enough", "time", "health", "cost", "too far", "felt unwelcome", "moved", "not said"),
    ConnectionState.DECLINED: ("not now", "not for me", "something else", "not said"),
    ConnectionState.NOT_AVAILABLE: ("full", "closed", "too far", "cost", "not eligible", "felt unwelcome"),
}
"""State -> words of which one goes with it: who rang, or why."""
OVER = frozenset({ConnectionState.STOPPED, ConnectionState.DECLINED, ConnectionState.NOT_AVAILABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionStep:
    """One word on a connection."""

    state: ConnectionState
    how: str = ""
    """One of `HOW`; for still going the weeks, `4` or `12`."""
    day: date
    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One person and one entry of the directory, and what came of it. No name is in it."""

    person: PersonId
    entry: EntryId
    referral: Referral = Referral.SIGNPOSTED
    steps: tuple[ConnectionStep, ...]
    """In order; the first one is how it began."""

    @property
    def state(self) -> ConnectionState:
        """Return how far it has come."""
        return self.steps[-1].state


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmetNeed:
    """Something that somebody looked for and that is not here. No person stands beside it."""

    topic: str
    zone: str
    month: str
    """`2026-11`."""
