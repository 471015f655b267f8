"""What the screen for sending data shows: counts, never names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from civicdesk.records.releases import ReleaseState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """One batch as the list shows it."""

    id: str
    at: datetime
    people: int
    responses: int
    state: ReleaseState
    file_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendState:
    """Who could be sent, why the others are held back, and what was prepared and sent before."""

    ready: bool = False
    practice: bool = False
    eligible: int = 0
    held_back: tuple[tuple[str, int], ...] = ()
    recipient: str = ""
    two_person: bool = True
    releases: tuple[ReleaseLine, ...] = ()
    allowed: bool = True
    """This role may prepare a batch."""
    preparing: bool = False
    sentence: str = ""
    told: str = ""


_AT = datetime(2026, 3, 14, 10, 30, tzinfo=UTC)
_LINES = (
    ReleaseLine(id="2", at=_AT, people=18, responses=35, state=ReleaseState.PREPARED),
    ReleaseLine(id="1", at=_AT, people=15, responses=15, state=ReleaseState.SEALED, file_name="EXMPL-0a1b2c3d.civicbundle"),
)
_HELD = (("have no finished answers", 2), ("have not agreed to research", 4))

EXAMPLES: Mapping[str, SendState] = {
    "loading": SendState(),
    "nothing yet": SendState(ready=True, recipient="Example University"),
    "ready": SendState(ready=True, eligible=18, held_back=_HELD, recipient="Example University", releases=_LINES),
    "practice": SendState(ready=True, practice=True, eligible=24, recipient="Practice centre"),
    "preparing": SendState(ready=True, eligible=18, held_back=_HELD, recipient="Example University", preparing=True),
    "escrow saved": SendState(
        ready=True,
        eligible=18,
        recipient="Example University",
        releases=_LINES,
        told="The keys are saved as 7A31F0C2D94E5B66.escrow.age. Give the file to the coordinator, never together with the workspace.",
    ),
    "cannot": SendState(
        ready=True,
        allowed=False,
        eligible=18,
        recipient="Example University",
        sentence="Your role does not allow this. Ask your coordinator. (ROLE-RIGHT)",
    ),
}
