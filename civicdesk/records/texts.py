"""Free text on its way out: what is cut from it, why, and that a person read it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civicdesk.records.ids import PersonId, UserId


class CutKind(StrEnum):
    """What a stretch of a text seems to be. The order is the order in which one wins over another."""

    EMAIL = "email"
    WEB = "web"
    HANDLE = "handle"
    NHS = "nhs"
    NATIONAL_INSURANCE = "national_insurance"
    PHONE = "phone"
    BIRTH_DATE = "birth_date"
    VEHICLE = "vehicle"
    REFERENCE = "reference"
    ADDRESS = "address"
    POSTCODE = "postcode"
    ROSTER = "roster"
    NAME = "name"
    """Looks like a name; nobody can say whether of a person, a place or an organisation."""
    READER = "reader"
    """Cut by the person who read the text."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cut:
    """One stretch of a text, `text[start:end]`, that is to be taken out."""

    start: int
    end: int
    kind: CutKind


class WordsKind(StrEnum):
    """Where words come from."""

    QUOTE = "quote"
    """A quote of a case study, with its own consent."""
    NOTE = "note"
    """An answer in words in a finished form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words of a person as they stand now, that may leave once they were read."""

    person: PersonId
    kind: WordsKind
    source: str
    """Where they lie: the case study, or the response and its question."""
    domain: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the person decided who read one passage, and whether a second person agrees."""

    number: int
    """Row in the workspace."""
    cuts: tuple[Cut, ...]
    text: str
    """As it would leave."""
    kept_back: bool
    """It was read, and it stays here."""
    read_by: UserId
    read_at: datetime
    agreed_by: UserId | None = None
    agreed_at: datetime | None = None

    def is_agreed(self, *, alone: bool) -> bool:
        """Tell whether enough people have read it; `alone` where the pack lets one person do it."""
        return self.agreed_by is not None and (alone or self.agreed_by != self.read_by)
