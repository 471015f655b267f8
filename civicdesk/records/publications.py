"""What of the directory is given to everybody: which entries, how they are set, and what stands beside them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.matching import Search

ANY = Search()


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which entries: those that were picked, in their order, else all that a search finds."""

    entries: tuple[EntryId, ...] = ()
    search: Search = ANY
    """With a place and no distance: those of the same postcode district."""


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How they are set."""

    language: str = "en"
    """Of our words; the entries keep their own."""
    large: bool = False
    """In 18 point."""
    title: str = ""
    """Instead of the usual one; it must not tell what somebody lives with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Entries of one group of topics, by name. `group` is empty for those without a topic of ours."""

    group: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """Entries for everybody. Nobody is named in them, and no address that is given by telephone only."""

    title: str
    day: date
    chapters: tuple[Chapter, ...]
    index: tuple[EntryId, ...] = ()
    """All entries by name."""
    sources: tuple[str, ...] = ()
    """Whose lists these are from, each with its licence."""
    topics: Mapping[str, str] = field(default_factory=dict)
    """Id -> label of the topics that entries here have."""
    days: Mapping[EntryId, tuple[str, ...]] = field(default_factory=dict)
    """Days of the week, as MO, on which an entry is, where its times name them."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Why entries were left out -> how many."""
    contact: str = ""
    """Where to say that something is wrong."""
    language: str = "en"
    large: bool = False
    practice: bool = False

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return all entries in the order of the chapters."""
        return tuple(entry for chapter in self.chapters for entry in chapter.entries)
