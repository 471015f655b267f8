"""The pool of a centre: all rows that count, of all laptops, as tables with types."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolColumn:
    """One column of a pooled table."""

    name: str
    source: str
    """Its name in the bundles."""
    title: str
    """The question, or what it is."""
    type: str
    """`string`, `integer` or `number`."""
    choices: tuple[tuple[str, str], ...] = ()
    """(code, label) in the order of the form; empty if any answer may stand here."""
    several: bool = False
    """Several codes, joined by blanks."""
    why: str = ""
    """Name of the column beside it that says why there is no answer; empty if there always is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolTable:
    """One pooled table."""

    name: str
    columns: tuple[PoolColumn, ...]
    """As they came in the bundles; the pool adds `project` and `laptop`, and `batch` where rows belong to no person."""
    missing: tuple[str, ...]
    """Words that stand for an answer that is not there."""
    of_people: bool
    """Its rows belong to people and have versions."""
    waves: bool
    """Its rows belong to waves: the files are split by them."""

    @property
    def view(self) -> str:
        """Its name in a query."""
        return self.name.replace("-", "_")

    @property
    def split(self) -> tuple[str, ...]:
        """The columns by which its files are split."""
        return ("project", "wave") if self.waves else ("project",)

    @property
    def added(self) -> tuple[str, ...]:
        """The columns that say where a row is from, before its own ones."""
        return ("project", "laptop") if self.of_people else ("project", "laptop", "batch")

    @property
    def header(self) -> tuple[str, ...]:
        """All columns in order."""
        own = (name for column in self.columns for name in (column.name, column.why) if name)
        return (*self.added, *own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """A pool that lies in a folder."""

    folder: Path
    """Where its files lie."""
    change: str
    """Hash of everything that it was made of: tells whether the ledger has gone on since."""
    tables: tuple[PoolTable, ...]
    counts: Mapping[str, Mapping[str, int]]
    """Laptop -> table -> rows."""
    made: bool = False
    """It was made just now; otherwise nothing had changed."""

    def rows(self, table: str) -> int:
        """Return how many rows a table has."""
        return sum(counts.get(table, 0) for counts in self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoned:
    """What is counted of one laptop at three places: they must say the same."""

    laptop: str
    people: int
    responses: int
    told_people: int
    """In the latest receipt that the laptop got."""
    told_responses: int
    rows: int
    """Of all tables, in the pool."""
    held: int
    """Of all tables, in the ledger."""

    @property
    def agrees(self) -> bool:
        """All three say the same."""
        return (self.people, self.responses, self.rows) == (self.told_people, self.told_responses, self.held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a query of the pool found."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablePlace:
    """Where Delta tables lie: a folder, or a bucket with the keys to it."""

    address: str
    """A folder, or `s3://bucket/folder`."""
    endpoint: str = ""
    """`https://...` of the S3 server."""
    region: str = "us-east-1"
    access_key: str = ""
    secret: str = ""
