"""The library of questionnaires: what each one's licence lets CivicDesk bring, and how it is scored."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Licensed(StrEnum):
    """What comes with CivicDesk. The letters are those of the column `level` of a workbook."""

    SHIPPED = "A"
    """Words and scoring; ready to use."""
    OPTIONAL = "B"
    """Scoring; off until a coordinator brings the words, unchanged, and says who answers for what people may tell."""
    SCORING = "C"
    """Scoring; the words are brought by whoever is registered or licensed."""
    OUTSIDE = "D"
    """Nothing: all of it is the user's to bring."""
    NEVER = "E"
    """Nothing, and it stays so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """An answer that asks for a conversation: the number of the item, and the comparison that raises it."""

    item: int
    op: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """How a questionnaire is scored, without a word of it."""

    items: int
    low: int
    high: int
    stem: str
    """Begins the name of each item; its number follows."""
    method: str
    direction: str
    weight: int = 1
    on_missing: str = "null"
    min_answered: int = 0
    reliability: float | None = None
    sd: float | None = None
    cutoff: float | None = None
    transform: tuple[tuple[float, float], ...] = ()
    """(raw, value) pairs."""
    risks: tuple[Risk, ...] = ()
    asks_risks: bool = False
    """The organisation says itself which answers ask for a conversation."""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryEntry:
    """One questionnaire of the library. `file` names a workbook that is shipped whole, `definition` one whose words are to be brought."""

    word: str
    name: str
    level: Licensed
    form_id: str = ""
    holder: str = ""
    licence: str = ""
    licence_url: str = ""
    notice: str = ""
    wording_locked: bool = False
    file: str = ""
    definition: Definition | None = None
    to_check: tuple[str, ...] = ()
    """Words of what nobody has compared with the source yet: `bands`, `missing`, `licence`, `risk_item`, `key` ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The library as a workspace sees it: its entries, and which of their forms are here, by form id and version."""

    entries: tuple[LibraryEntry, ...]
    here: Mapping[str, str]
