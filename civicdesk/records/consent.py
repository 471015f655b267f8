"""Consent by purpose, kept with the exact words that were read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civicdesk.records.ids import PersonId, SessionId, UserId


class Purpose(StrEnum):
    """What somebody may agree to, one by one."""

    KEEP = "keep"
    RESEARCH = "research"
    CONTACT = "contact"
    INTRODUCE = "introduce"
    STORY = "story"
    PHOTO = "photo"


class Choice(StrEnum):
    """An answer to one purpose; none is chosen beforehand."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not asked"


class Mode(StrEnum):
    """How consent was given."""

    SPOKEN = "spoken"
    SELF = "self"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The words that are read to a person, in one language; its identity is the SHA-256 of the text."""

    version: str
    language: str
    text: str
    sha256: str
    purposes: tuple[tuple[Purpose, str], ...]
    """Each purpose with its own sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What one person said, once. Later records replace earlier ones for the purposes that they name; nothing is overwritten."""

    person: PersonId
    statement: Statement
    choices: tuple[tuple[Purpose, Choice], ...]
    mode: Mode
    read_aloud: bool
    limits_explained: bool
    """The limits of confidentiality were explained first."""
    witness: str
    """Initials of the witness; empty if nobody else was there."""
    by: UserId
    session: SessionId | None
    at: datetime
    withdrawal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds for a person now: the last word on each purpose. A purpose that is absent was never asked."""

    choices: tuple[tuple[Purpose, Choice], ...]
    at: datetime | None = None

    def allows(self, purpose: Purpose) -> bool:
        """Tell whether the last word on a purpose is yes."""
        return dict(self.choices).get(purpose) is Choice.YES
