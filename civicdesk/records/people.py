"""People in the workspace: those who take part, and those who work with them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from civicdesk.records.ids import PersonId, ProjectId, UserId


class Role(StrEnum):
    """What a user may do; the table of rights is `workflows.kit.RIGHTS`."""

    WORKER = "worker"
    FACILITATOR = "facilitator"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who can unlock the workspace. `name` is the sign-in name shown before unlocking and may be initials."""

    id: UserId
    name: str
    role: Role
    safeguarding_lead: bool = False
    full_name: str = ""
    """Kept sealed in the user's key slot; empty if the sign-in name says enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One project: what a signed pack says. `practice` projects never leave the laptop by the window."""

    id: ProjectId
    name: str
    short_code: str
    practice: bool
    recovery: bool
    """The programme is about recovery: the questions that need that are asked."""
    contact: str
    """Telephone or e-mail of the organisation, printed at the foot of each sheet."""
    crisis_lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who takes part. Every field but `id`, `card` and `registered_at` may be empty: least identity is the rule.

    `name`, `contact` and `notes` are kept sealed under the person's own key. `district` is the first half of a postcode at most.
    """

    id: PersonId
    card: str
    """Card number: the name of a person on paper and in lists where names are hidden. Unique in the project."""
    name: str = ""
    contact: str = ""
    birth_year: int | None = None
    sex: str = ""
    ethnicity: str = ""
    district: str = ""
    language: str = "en"
    sheet_format: str = "standard"
    registered_at: datetime
    attributes: tuple[tuple[str, str], ...] = field(default=())
    """Further coded facts that the project pack asks for at registration, such as housing."""
