"""A session: one meeting of workers and people at one place, from opening to closing."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civicdesk.records.ids import PersonId, ProjectId, SessionId, UserId


class SessionState(StrEnum):
    """Where a session stands."""

    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session. `wave` counts the rounds of the project from 1."""

    id: SessionId
    project: ProjectId
    place: str
    facilitators: tuple[str, ...]
    language: str
    wave: int
    state: SessionState
    opened_at: datetime
    opened_by: UserId
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """Somebody was there."""

    session: SessionId
    person: PersonId
    arrived_at: datetime
    left_at: datetime | None = None


class OpenMatter(StrEnum):
    """What may still be open when a session is closed."""

    SURVEY_UNFINISHED = "survey unfinished"
    SURVEY_NOT_STARTED = "survey not started"
    CONSENT_NOT_ASKED = "consent not asked"
    SHEET_NOT_PRINTED = "sheet not printed"
    SHEET_NOT_HANDED_OVER = "sheet not handed over"
    CASE_UNFINISHED = "case study unfinished"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationRow:
    """One open matter at closing; it is dealt with by a reason, which is kept."""

    person: PersonId
    card: str
    matter: OpenMatter
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """Counts of a session that must fit each other, and what is open."""

    present: int
    consented: int
    surveys_finished: int
    surveys_unfinished: int
    surveys_declined: int
    sheets_printed: int
    sheets_handed_over: int
    sheets_destroyed: int
    """Shredded, because nobody took them away."""
    cases_finished: int
    open_rows: tuple[ReconciliationRow, ...]
