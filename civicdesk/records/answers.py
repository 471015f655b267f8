"""Answers as events: the log grows, the last word counts."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from civicdesk.records.ids import InstrumentId, PersonId, QuestionRef, SessionId, SubmissionId, UserId


class SubmissionState(StrEnum):
    """Where a submission stands. `DECLINED` means that the person would rather not."""

    DRAFT = "draft"
    FINISHED = "finished"
    DECLINED = "declined"


class CaptureMode(StrEnum):
    """How the answers came in."""

    INTERVIEWER = "interviewer"
    SELF = "self"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One person's run through one version of one form in one wave; it keeps that version for ever."""

    id: SubmissionId
    person: PersonId
    session: SessionId | None
    instrument: InstrumentId
    wave: int
    mode: CaptureMode
    language: str
    state: SubmissionState
    started_at: datetime
    started_by: UserId
    collected_on: str = ""
    """ISO date of collection when it is not the day of keying: paper forms."""
    finished_at: datetime | None = None
    position: QuestionRef | None = None
    """The page that was shown last: where the interview goes on."""

    def met_on(self) -> date:
        """Return the day on which the answers were given: that of the paper form, else of the interview."""
        if self.collected_on:
            return date.fromisoformat(self.collected_on)
        return (self.finished_at or self.started_at).date()


class AnswerKind(StrEnum):
    """Why a value stands in the log."""

    GIVEN = "given"
    CLEARED = "cleared"
    """Dropped because the question or the choice went away."""
    COMPUTED = "computed"
    CORRECTED = "corrected"
    ADDED = "added"
    """A repeat instance was added; `value` is empty."""
    REMOVED = "removed"
    """A repeat instance was removed; `value` is its 0-based index."""
    CONFIRMED = "confirmed"
    """An unusual answer was asked about and holds; `value` is that answer."""
    NOTED = "noted"
    """A worker wrote a note on the question; the note is the `reason`, the answer is as before."""


class Missing(StrEnum):
    """Why there is no value although the question was dealt with. Blank alone means: not reached."""

    DONT_KNOW = "dont-know"
    RATHER_NOT_SAY = "rather-not-say"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One value given to one question at one moment. `value` is as written to the form's instance; None means none."""

    submission: SubmissionId
    question: QuestionRef
    value: str | None
    missing: Missing | None = None
    kind: AnswerKind = AnswerKind.GIVEN
    by: UserId
    at: datetime
    reason: str = ""
    """Why a finished answer was corrected, or what a worker noted; kept sealed, empty otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerNow:
    """The last word on one question."""

    question: QuestionRef
    value: str | None
    missing: Missing | None
