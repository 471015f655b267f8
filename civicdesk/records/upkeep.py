"""How the directory is looked after: where entries come from, who confirmed them, and what was changed here."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId, UserId


class Method(StrEnum):
    """How somebody found out whether an entry is right."""

    PHONE = "phone"
    VISIT = "visit"
    EMAIL = "email"
    WEB = "web"
    FEED = "feed"


class Result(StrEnum):
    """What they found."""

    OK = "ok"
    CHANGED = "changed"
    CLOSED = "closed"
    NO_ANSWER = "no answer"


IN_WORDS = frozenset(
    {"name", "organisation", "description", "when", "address", "district", "email", "url", "cost", "access", "tags", "areas", "languages"}
    | {"applicants"}
)
"""Fields into which somebody types what they like: their corrections leave the laptop only where somebody ticked that nobody is in them."""

_WHERE = frozenset({"address", "district", "easting", "northing"})
"""Fields that tell where a place is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One list from outside. Without a licence nothing of it may be printed for everybody."""

    id: str
    name: str
    licence: str = ""
    attribution: str = ""
    sha256: str = ""
    """Of what was read last."""
    read_on: date | None = None
    """When it was last read whole."""
    address: str = ""
    """Where it can be fetched; empty until a coordinator gives one."""
    fetched_at: datetime | None = None
    tags: tuple[str, ...] = ()
    """What its server calls the state of each page that was fetched last, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRecord:
    """One entry as its list has it, in Open Referral UK's own shape: nothing that we do not know is lost on the way out again."""

    entry: EntryId
    feed: str
    external_id: str = ""
    """Its id in the list, if that is no UUID."""
    document: str
    """Canonical JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Somebody looked whether an entry is right."""

    entry: EntryId
    day: date
    method: Method
    result: Result
    by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalEdit:
    """One field of an entry, as somebody here knows it better. The last word for a field counts."""

    entry: EntryId
    field: str
    value: str | None
    """As it is written in a table; None takes the edit back."""
    theirs: str
    """What the list said then. As soon as it says something else, its new word is shown and this edit asks to be looked at."""
    reason: str = ""
    by: UserId
    at: datetime
    evidence: str = ""
    """How it is known: a `Method`, or empty."""
    impersonal: bool = False
    """Somebody ticked that the words hold nothing of any person: without it they do not leave the laptop."""


def leaves(edit: LocalEdit, entry: Entry) -> bool:
    """Tell whether the words of a correction may leave the laptop; else the owner of the list hears which field is wrong, and no more.

    What somebody typed freely may if somebody ticked that it holds nothing of any person; where a place is that is not public, never.
    """
    if edit.field in _WHERE and not entry.address_public:
        return False
    return edit.impersonal or edit.field not in IN_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedEdit:
    """What a worker would put right. Until a coordinator says so it is shown on this laptop alone, as a suggestion."""

    id: str
    entry: EntryId
    field: str
    value: str | None
    reason: str = ""
    evidence: str = ""
    impersonal: bool = False
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """One page of a list as it came over the network."""

    number: int
    """From 1."""
    body: bytes
    tag: str = ""
    """What the server calls this state of it; empty if it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing about a record of a list that somebody should know: what it is, where, and what was done."""

    code: str
    """Such as `DIR-EMAIL`."""
    file: str
    place: int
    """Number of the record in its file, from 1."""
    name: str
    """Of the service, as far as it has one."""
    sentence: str
    rejected: bool = False
    """The record was left out; otherwise it was taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One grant that was given, as 360Giving publishes it. Grants to individuals are known by number only, never by name."""

    id: str
    title: str
    description: str = ""
    funder: str = ""
    recipient: str = ""
    """An organisation; empty for an individual."""
    pence: int = 0
    currency: str = "GBP"
    awarded_on: date | None = None
    area: str = ""
    to_individual: bool = False
