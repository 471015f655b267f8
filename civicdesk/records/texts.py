"""Free text on its way out: what is cut from it, why, and that a person read it."""

from dataclasses import dataclass
from enum import StrEnum


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
