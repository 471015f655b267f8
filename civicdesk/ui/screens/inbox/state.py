"""What the screen of an office that receives bundles shows: files, laptops and counts, never a person."""

from collections.abc import Mapping
from dataclasses import dataclass

from civicdesk.records.intake import ChainState, Holding, Status

SHOWN = 8
"""Letters of a laptop's id that tell it from the others of a project."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameLine:
    """One file that came, and what the office says to it."""

    file: str
    laptop: str
    status: Status
    again: bool = False
    why: str = ""
    """The sentence of what is wrong; empty if nothing is."""
    receipt: bool = True
    """Its receipt lies beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxState:
    """Whether the office's books are open, what came just now, and what they hold."""

    keys: str = ""
    """Name of the folder with the keys; empty before one is chosen."""
    sealed: bool = False
    """The keys ask for a passphrase."""
    ledger: str = ""
    """Name of the folder with the ledger; empty before one is chosen."""
    opened: bool = False
    busy: bool = False
    projects: tuple[str, ...] = ()
    """Name and pack version of each project that is received here."""
    came: tuple[CameLine, ...] = ()
    asked: bool = False
    """A folder was looked through, whatever was in it."""
    holdings: tuple[Holding, ...] = ()
    aside: int = 0
    """Files that wait until their laptop is enrolled."""
    sentence: str = ""
    told: str = ""


_ONE, _TWO = "7a31f0c2d94e5b66", "0c4d8e12aa97b3f5"
_HELD = (
    Holding(laptop=_ONE, bundles=3, people=24, responses=61, findings=(), counts={}),
    Holding(
        laptop=_TWO,
        bundles=2,
        people=18,
        responses=35,
        findings=(("b" * 64, ChainState.GAP),),
        counts={},
        revoked="2026-03-01",
        quarantined=1,
        conflicts=2,
    ),
)
_CAME = (
    CameLine(file="exmpl-0a1b2c3d4e5f6071-89abcdef.age", laptop=_ONE, status=Status.ACCEPTED),
    CameLine(file="exmpl-11223344556677aa-01234567.age", laptop=_ONE, status=Status.ACCEPTED, again=True),
    CameLine(
        file="exmpl-99aabbccddeeff00-76543210.age",
        laptop=_TWO,
        status=Status.QUARANTINED,
        why="This bundle comes from a laptop that is not enrolled here, or no longer. It is put aside, still sealed.",
    ),
    CameLine(file="holiday.age", laptop="", status=Status.DAMAGED, why="This file is not a sealed bundle.", receipt=False),
)
_OPEN = InboxState(keys="office-keys", ledger="office", opened=True, projects=("Example project, pack 3",), holdings=_HELD)

EXAMPLES: Mapping[str, InboxState] = {
    "closed": InboxState(),
    "keys chosen": InboxState(keys="office-keys", sealed=True, ledger="office"),
    "wrong passphrase": InboxState(
        keys="office-keys",
        sealed=True,
        ledger="office",
        sentence="This passphrase does not open the keys. Type it again. (OFFICE-PASSPHRASE)",
    ),
    "no project": InboxState(keys="office-keys", ledger="office", opened=True),
    "open": _OPEN,
    "came": InboxState(
        keys="office-keys",
        ledger="office",
        opened=True,
        projects=("Example project, pack 3",),
        asked=True,
        came=_CAME,
        holdings=_HELD,
        aside=1,
    ),
    "nothing came": InboxState(keys="k", ledger="office", opened=True, projects=("Example project, pack 3",), asked=True, holdings=_HELD),
    "taking in": InboxState(keys="k", ledger="office", opened=True, busy=True, projects=("Example project, pack 3",), holdings=_HELD),
}
