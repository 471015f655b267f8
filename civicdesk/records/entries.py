"""The civic directory: organisations and groups, as Open Referral UK names their facts."""

from dataclasses import dataclass
from datetime import date

from civicdesk.records.ids import EntryId


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
    assured_date: date | None = None
    """When somebody last confirmed that this is right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowError:
    """One thing that is wrong in an imported table: line of the file (the header is 1), column, and what to do."""

    row: int
    column: str
    sentence: str
