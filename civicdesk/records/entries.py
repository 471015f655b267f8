"""The civic directory: organisations and groups, as Open Referral UK names their facts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from civicdesk.records.ids import EntryId

_HIDING = re.compile(r"\b(?:domestic[ _-]?(?:abuse|violence)|refuges?)\b", re.IGNORECASE)


class EntryKind(StrEnum):
    """What an entry is. A role is a public one, such as a councillor's surgery or a duty desk; never a private person."""

    SERVICE = "service"
    GROUP = "group"
    EVENT = "event"
    ROLE = "role"
    FUNDING = "funding"


class EntryStatus(StrEnum):
    """Whether it is open, in the words of Open Referral UK."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DEFUNCT = "defunct"
    PAUSED = "temporarily closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What somebody must know before they go there. None or empty means: not known, ring first. It never means no."""

    women_or_men_only: str = ""
    """`women` or `men`; `no` if it is for everybody."""
    youngest: int | None = None
    """Age in whole years."""
    oldest: int | None = None
    free: bool | None = None
    step_free: bool | None = None
    hearing_loop: bool | None = None
    drink_drug_free: bool | None = None
    abstinence_required: bool | None = None
    """Only people come who do not drink or use at all."""
    alcohol_present: bool | None = None
    needs_car: bool | None = None
    child_welcome: bool | None = None
    evening: bool | None = None
    weekend: bool | None = None
    online: bool | None = None
    interpreter: bool | None = None
    trauma_informed: bool | None = None
    referral: str = ""
    """`self` or `professional`."""
    capacity: str = ""
    """`open`, `waiting` or `full`."""
    wait_weeks: int | None = None
    languages: tuple[str, ...] = ()
    """Codes, such as `lt`."""
    areas: tuple[str, ...] = ()
    """It is only for people who live in one of these; empty for no limit."""
    applicants: tuple[str, ...] = ()
    """Who may ask for funding: `individual`, `group`."""
    closes: date | None = None
    """Last day on which funding can be asked for."""
    easting: int | None = None
    """Metres on the National Grid."""
    northing: int | None = None


NOTHING_KNOWN = Facts()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One service or group that a person may be told about. Field names follow Open Referral UK where it has them."""

    id: EntryId
    name: str
    organisation: str = ""
    description: str = ""
    when: str = ""
    address: str = ""
    district: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
    contact_name: str = ""
    """First name of the contact only."""
    cost: str = ""
    access: str = ""
    tags: tuple[str, ...] = ()
    printable: bool = True
    """It may stand on paper and on pages for everybody."""
    address_public: bool = True
    """The address may be shown on these; if not, it is given by telephone."""
    assured_date: date | None = None
    """When somebody last confirmed that this is right."""
    kind: EntryKind = EntryKind.SERVICE
    status: EntryStatus = EntryStatus.ACTIVE
    facts: Facts = field(default=NOTHING_KNOWN)
    source: str = ""
    """Name of the list that it came from; empty for one that was added here."""
    missing_since: date | None = None
    """The day on which its list, read whole, first came without it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """One thing that is wrong in an imported table: line of the file (the header is 1), column, and what to do."""

    row: int
    column: str
    sentence: str


def is_hiding_place(name: str, tags: Iterable[str]) -> bool:
    """Tell by name and topics whether people may hide from violence there.

    It is not printed, nor its address shown, unless a coordinator says so.
    """
    return any(map(_HIDING.search, (name, *tags)))
