"""What a centre takes in: the rows of one checked bundle, what became of them, and what it knows of each laptop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from civicdesk.records.ids import ProjectId


class ChainState(StrEnum):
    """How a bundle fits to the others of its laptop."""

    OK = "ok"
    GAP = "gap"
    """The bundle that it follows has not come yet."""
    ROLLBACK = "rollback"
    """The laptop went on from an older copy of its work."""
    FORK = "fork"
    """Two laptops go on from one copy."""


class RowOutcome(StrEnum):
    """What became of one row."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    OLDER = "older"
    CONFLICT = "conflict"
    WITHDRAWN = "withdrawn"


class Status(StrEnum):
    """What a centre says to a file."""

    ACCEPTED = "accepted"
    WITH_REFUSALS = "accepted_with_refusals"
    REFUSED = "refused"
    QUARANTINED = "quarantined"
    """Its laptop is unknown or revoked: kept sealed until somebody has enrolled it."""
    DAMAGED = "damaged"
    """Nobody can tell whose it is: no receipt."""
    ARRIVED = "arrived"
    """Not looked at yet."""


TAKEN = frozenset({Status.ACCEPTED, Status.WITH_REFUSALS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """A laptop whose bundles a centre takes."""

    project: ProjectId
    id: str
    """16 hex digits, the start of the hash of its signing key."""
    public_key: str
    """As minisign writes it."""
    enrolled: str = ""
    """Day, may be empty."""
    revoked: str = ""
    """Day from which nothing of it is taken; empty if it is in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A project whose bundles a centre takes, as the newest pack here tells it."""

    id: ProjectId
    name: str
    version: int
    signer: str
    """Public key of the coordinator, who signs the packs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """A file that came to a centre, and what became of it."""

    sha256: str
    name: str
    came: date
    status: Status = Status.ARRIVED
    code: str = ""
    """Why it was turned away or put aside; empty if it was not."""
    laptop: str = ""
    batch: str = ""
    receipt: bytes = b""
    held: bool = True
    """The sealed file still lies at the centre."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """A row that belongs to no person: words that were read and let go, a cell of a table, a correction of the directory."""

    table: str
    key: str
    cells: str
    """All its cells, as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalid:
    """A row that does not fit its columns."""

    table: str
    line: int
    """In its file, the header being 1."""
    field: str
    key: str = ""
    """Person code and key of the row, as a receipt tells them."""


REFUSED_ROWS = {RowOutcome.CONFLICT: "ROW-CONFLICT", RowOutcome.WITHDRAWN: "ROW-WITHDRAWN"}
"""Outcome of a row that was not taken -> code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Where a bundle stands in the history of its laptop."""

    batch: str
    previous: str
    """Batch that the laptop sealed before; empty for its first."""
    count: int
    """Rows of the laptop's audit chain at sealing."""
    head: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a released table."""

    table: str
    code: str
    key: str
    """What tells the row from the others of this person and table."""
    version: int
    cells: str
    """All its cells, as JSON."""
    sha256: str
    """Hash of the cells but the version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a bundle says of one of its tables: its columns, their types, their codes. Nothing of a person stands in it."""

    project: str
    pack_version: int
    table: str
    schema: str
    """The table's schema as the descriptor of the bundle has it, as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A bundle that was found whole: what it brings."""

    laptop: str
    link: Link
    outer_sha256: str
    rows: tuple[Row, ...]
    tombstones: tuple[tuple[int, str, str], ...]
    """(sequence, code, scope): who is to be forgotten."""
    described: tuple[Described, ...] = ()
    """Its tables."""
    loose: tuple[Loose, ...] = ()
    invalid: tuple[Invalid, ...] = ()
    """Rows that were left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of an arrival."""

    outcomes: tuple[tuple[Row, RowOutcome], ...]
    chain: ChainState
    people: int
    """People of this laptop that the centre holds now."""
    responses: int
    bundles: int = 1
    """Bundles of this laptop that were taken in, this one included: tells which of two receipts is the later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two rows that say something else under one version: the centre keeps both and asks."""

    laptop: str
    table: str
    code: str
    key: str
    version: int
    ways: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a centre holds of one laptop, to be compared with what the laptop says."""

    laptop: str
    bundles: int
    people: int
    responses: int
    findings: tuple[tuple[str, ChainState], ...]
    """(batch, what is wrong with it), in the order of the laptop's chain."""
    counts: Mapping[str, int]
    """Table -> rows."""
    enrolled: bool = True
    revoked: str = ""
    """Day from which nothing of it is taken; empty if it is in use."""
    quarantined: int = 0
    """Files that were put aside."""
    conflicts: int = 0
    """Rows that say two things under one version."""
