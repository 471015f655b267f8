"""Case studies: a story told along guided prompts, with tags and with consent for each quote."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civicdesk.records.ids import CaseId, PersonId, SessionId, UserId


class QuoteConsent(StrEnum):
    """How far a person lets their own words travel."""

    NOT_ASKED = "not asked"
    NO = "no"
    INSIDE = "inside the project"
    ANONYMOUS = "anonymous in reports"
    NAMED = "with a name chosen by the person"


LEAVES = frozenset({QuoteConsent.ANONYMOUS, QuoteConsent.NAMED})
"""How far a person must let their words travel before they may leave the project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One guided question of a case study. `key` is stable, the words may be translated."""

    key: str
    question: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One code of the codebook that a passage may carry."""

    key: str
    label: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """The person's own words, verbatim, with its tags and its own consent."""

    text: str
    prompt: str
    tags: tuple[str, ...] = ()
    consent: QuoteConsent = QuoteConsent.NOT_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStudy:
    """One case study as it stands now; each saving appends a version. `texts` holds (prompt key, text)."""

    id: CaseId
    person: PersonId
    session: SessionId | None
    title: str
    texts: tuple[tuple[str, str], ...]
    quotes: tuple[Quote, ...]
    tags: tuple[str, ...]
    finished: bool
    by: UserId
    at: datetime
    version: int = 1
