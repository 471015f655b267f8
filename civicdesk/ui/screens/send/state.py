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
    """Of the only file; of several it is said how many there are."""
    files: int = 1


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
    difference: str = ""
    """What the centre holds is not what was sent: says what."""
    words: bool = False
    """The pack lets words of people leave, once they were read."""
    server: str = ""
    """Where receipts can be looked for: the project names it, and its password is here; empty otherwise."""
    linking: str = ""
    """That people are linked over laptops, how many can be, and how many share a code by chance; empty where nobody is."""


_AT = datetime(2026, 3, 14, 10, 30, tzinfo=UTC)
_LINES = (
    ReleaseLine(id="2", at=_AT, people=18, responses=35, state=ReleaseState.PREPARED),
    ReleaseLine(id="1", at=_AT, people=15, responses=15, state=ReleaseState.SEALED, file_name="EXMPL-0a1b2c3d.civicbundle"),
    ReleaseLine(id="0", at=_AT, people=912, responses=1824, state=ReleaseState.SENT, file_name="EXMPL-4e5f6a7b.civicbundle", files=3),
)
_HELD = (("have no finished answers", 2), ("have not agreed to research", 4))

EXAMPLES: Mapping[str, SendState] = {
    "loading": SendState(),
    "words and links": SendState(
        ready=True,
        eligible=18,
        recipient="Example University",
        words=True,
        linking="18 people here gave a whole date of birth and can be linked. Data with link codes stays personal data.",
    ),
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
    "counts differ": SendState(
        ready=True,
        eligible=18,
        recipient="Example University",
        releases=_LINES,
        server="bundles.example",
        difference="The centre holds 17 people and 33 responses of this laptop. By what was sent it should be 18 people and 35 responses. "
        "Ask your coordinator to look into it.",
    ),
    "cannot": SendState(
        ready=True,
        allowed=False,
        eligible=18,
        recipient="Example University",
        sentence="Your role does not allow this. Ask your coordinator. (ROLE-RIGHT)",
    ),
}
