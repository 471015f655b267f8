"""Tables of people that leave with a release: what each one tells, and who was in it."""

from dataclasses import dataclass

Names = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One person in one cell of a table."""

    code: str
    """Under which the person is released; empty for who was forgotten since, whose number still counts in what was told before."""
    row: str
    column: str
    value: float | None = None
    """Of which means are told; None where the table tells none, or the person has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedTable:
    """One table as it is told. Counts and means stand with their totals: last column of the rows, last row of the columns."""

    name: str
    """What is counted: `district by sex`, `mean of trust by district`."""
    period: str
    """Month in which it was first told, `2026-11`."""
    rows: Names
    """The names that stand together in each row."""
    columns: Names
    counts: tuple[tuple[int | None, ...], ...]
    means: tuple[tuple[float | None, ...], ...]
    method: str
    least: int
    people: tuple[Counted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTables:
    """What became of the tables that a project asks for."""

    tables: tuple[ReleasedTable, ...] = ()
    """Those that are told, the repeated ones as they were."""
    fresh: frozenset[str] = frozenset()
    """Names of those that are told for the first time."""
    left: tuple[str, ...] = ()
    """Names of those that are left out: too few people, or small figures that could not be hidden."""
    open: tuple[str, ...] = ()
    """Names of those in which a small figure could be worked out. A fault, found by a second count."""
    unknown: tuple[str, ...] = ()
    """Columns that nobody is sorted by here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """One table as it is looked at: rows beside each other, a hidden figure empty."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
