"""What people ask for, and the register that keeps it: access, correction, erasure, objection, complaints."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from civicdesk.records.ids import PersonId, UserId

RequestId = NewType("RequestId", str)


class RequestKind(StrEnum):
    """What somebody may ask for."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    OBJECTION = "objection"
    RESTRICTION = "restriction"
    COMPLAINT = "complaint"


class RequestStep(StrEnum):
    """What may happen to a request after it came in."""

    ACKNOWLEDGED = "acknowledged"
    PAUSED = "paused"
    """Waiting for the person: who they are, or what exactly they want. The clock stands still."""
    RESUMED = "resumed"
    EXTENDED = "extended"
    """Two months longer, because it is complex; the person was told why."""
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request or complaint. `person` is None if it came from somebody who does not take part."""

    id: RequestId
    kind: RequestKind
    person: PersonId | None
    received_on: date
    by: UserId
    at: datetime
    note: str = ""
    """In the words of whoever wrote it down; sealed under the person's own key if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEvent:
    """One step of a request."""

    request: RequestId
    step: RequestStep
    day: date
    by: UserId
    at: datetime
    note: str = ""
