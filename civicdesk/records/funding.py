"""Open calls for money: who may ask for how much, for what, and until when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.upkeep import Award


class Applicant(StrEnum):
    """Who may ask for the money."""

    INDIVIDUAL = "individual"
    CONSTITUTED = "constituted group"
    UNCONSTITUTED = "unconstituted group"
    CHARITY = "charity"
    REFEREE = "through a referee"
    """A person, for whom somebody such as a worker asks."""


PERSONS = frozenset({Applicant.INDIVIDUAL, Applicant.REFEREE})
"""Who asks for one person; all others ask for a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingCall:
    """What an entry of the kind funding says beyond other entries. Its title, topics and areas are those of the entry."""

    entry: EntryId
    funder: str = ""
    funder_id: str = ""
    """Organisation identifier, such as GB-CHC-1234567."""
    applicants: tuple[Applicant, ...] = ()
    least: int | None = None
    """Smallest amount, in pence."""
    most: int | None = None
    """Largest amount, in pence."""
    purposes: tuple[str, ...] = ()
    """Codes of 360Giving: GTIP010 ..."""
    reasons: tuple[str, ...] = ()
    """Codes of 360Giving: GTIR010 ..."""
    scope: str = ""
    """Code of 360Giving for how large the area is: GLS050 is one local authority. Which areas they are stands in the entry."""
    opens: date | None = None
    """First day on which it can be asked for; None if it can be already."""
    closes: date | None = None
    """Last day; None if it is not known, or there is none."""
    rolling: bool = False
    """There is no last day."""
    pages: int | None = None
    """Pages of the form."""
    link: str = ""
    checked: date | None = None
    """When somebody last looked whether this is right."""
    watched: bool = False
    """Remind of its last day, whoever wants such a thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCall:
    """One call beside its entry, as it is shown."""

    entry: Entry
    call: FundingCall
    is_open: bool
    days_left: int | None = None
    """Days until its last day, 0 on that day; None if it has none."""
    nearby: tuple[Award, ...] = ()
    """Grants that were given for such things, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A call that closes soon and that somebody wants, or watches."""

    entry: EntryId
    title: str
    funder: str
    closes: date
    days_left: int
    within: int
    """7 or 28: the nearer of the two days of reminding that it has reached."""
    watched: bool
    topics: tuple[str, ...] = ()
    """What people want and it gives money for."""
