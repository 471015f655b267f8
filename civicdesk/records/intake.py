"""What a centre takes in: the rows of one checked bundle, what became of them, and what it knows of each laptop."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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
class Arrival:
    """A bundle that was found whole: what it brings."""

    laptop: str
    link: Link
    outer_sha256: str
    rows: tuple[Row, ...]
    tombstones: tuple[tuple[int, str, str], ...]
    """(sequence, code, scope): who is to be forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of an arrival."""

    outcomes: tuple[tuple[Row, RowOutcome], ...]
    chain: ChainState
    people: int
    """People of this laptop that the centre holds now."""
    responses: int


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
