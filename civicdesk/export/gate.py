"""What the release gate looks at: the rows before and after recoding, and the facts that only the workspace knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from civicdesk.export import canonical
from civicdesk.export.kanonymity import Recoded, Rules
from civicdesk.export.settings import quasi_of
from civicdesk.records.releases import Batch, ExportSettings, IntruderForm, ReleasePerson
from civicdesk.records.tables import DrawnTables, ReleasedTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the workspace says at the moment of the snapshot."""

    today: date
    eligible: int
    """People who may be released: those in this batch and those who wait for the next round."""
    held_back: tuple[tuple[str, int], ...]
    """Reason -> number of people who were not taken, eligible or not."""
    covered: frozenset[str]
    """Codes of the people whose standing consent covers the release."""
    withdrawn: frozenset[str] = frozenset()
    """Codes of people released earlier who have withdrawn since and whose withdrawal no receipt has acknowledged."""
    roster: frozenset[str] = frozenset()
    """Names, nicknames and other names of everybody in the workspace. Compared, never kept."""
    chain_holds: bool = True
    """The audit chain was verified."""
    preparer: str = ""
    approver: str = ""
    """User ids; the approver is empty until somebody approves."""
    intruder: IntruderForm | None = None
    intruder_scope: str = ""
    """`scope(settings)` when the form was filled in; empty if that is not known."""
    earlier: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Code -> released cells, for people of earlier releases."""
    lost_by_group: tuple[tuple[str, int, int], ...] = ()
    """(sex or ethnicity group, people in the group, of whom not released)."""
    waiting_rows: int = 0
    """People of earlier releases whose new answers wait, because too few have any."""
    tables: DrawnTables = field(default_factory=DrawnTables)
    """Tables of people that go with the rows."""
    known_tables: Mapping[tuple[str, str], ReleasedTable] = field(default_factory=dict)
    """(name, month) -> table as it was released before."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Check -> reason typed by the coordinator for going on in spite of a WARN."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One release as the gate sees it."""

    settings: ExportSettings
    rules: Rules
    people: tuple[ReleasePerson, ...]
    """Before recoding, everybody in the batch."""
    recoded: Recoded
    """Everybody in the batch, those of earlier releases included."""
    cohort: Recoded
    """Those who are released for the first time."""
    batch: Batch
    withheld: Mapping[str, int]
    """`form column` -> rare ticks that were taken out."""
    facts: Facts


def scope(settings: ExportSettings) -> str:
    """Return what an intruder form holds for: the hash of the quasi-identifiers and the recipient. It expires when they change."""
    quasi = [[one.column, one.hierarchy, one.floor] for one in quasi_of(settings)]
    return sha256(canonical.dump({"quasi": quasi, "recipient": settings.recipient, "class": settings.recipient_class})).hexdigest()
