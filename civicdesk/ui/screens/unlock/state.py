"""What the unlock window shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """Why the workspace did not open; each has a title and a picture of its own."""

    NONE = ""
    WRONG = "wrong"
    WAIT = "wait"
    BUSY = "busy"
    NEWER = "newer"
    DAMAGED = "damaged"
    ROLLED_BACK = "rolled_back"
    GONE = "gone"
    NO_KEYS = "no_keys"
    SYNCED = "synced"
    NETWORK = "network"
    WRITE = "write"
    CODE = "code"
    OTHER = "other"


class WayOut(StrEnum):
    """What a button beside the trouble does."""

    NONE = ""
    RAISE = "raise"
    RESTORE = "restore"


class Asked(StrEnum):
    """What became of the wish to see the other window."""

    NOT_YET = ""
    RUNG = "rung"
    NOBODY = "not_rung"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorShown:
    """A workspace that can be unlocked, with the names that may sign in; without names, `trouble` says what is wrong with it."""

    path: str
    label: str
    names: tuple[str, ...]
    trouble: Trouble = Trouble.NONE
    sentence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockState:
    """The unlock window. `wait` is in seconds; while it is not 0, nothing can be tried."""

    doors: tuple[DoorShown, ...] = ()
    door: int = 0
    looking: bool = False
    opening: bool = False
    by_code: bool = False
    trouble: Trouble = Trouble.NONE
    sentence: str = ""
    wrong: int = 0
    wait: int = 0
    asked: Asked = Asked.NOT_YET
    """Whether the other window has been asked to come to the front."""
    can_restore: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """The sign-in names of the chosen workspace."""
        return self.doors[self.door].names if self.doors else ()

    @property
    def way_out(self) -> WayOut:
        """What the button beside the trouble does."""
        if self.trouble is Trouble.BUSY and self.asked is Asked.NOT_YET:
            return WayOut.RAISE
        return WayOut.RESTORE if self.trouble in RESTORED and self.can_restore else WayOut.NONE


RESTORED = frozenset({Trouble.DAMAGED, Trouble.ROLLED_BACK, Trouble.GONE, Trouble.NO_KEYS})
"""What a backup mends."""

CODES: Mapping[str, Trouble] = {
    "KEYS-WRONG": Trouble.WRONG,
    "KEYS-WAIT": Trouble.WAIT,
    "KEYS-CODE": Trouble.CODE,
    "KEYS-WEAK": Trouble.CODE,
    "KEYS-MISSING": Trouble.NO_KEYS,
    "KEYS-DAMAGED": Trouble.NO_KEYS,
    "STORE-BUSY": Trouble.BUSY,
    "STORE-NEWER-FILE": Trouble.NEWER,
    "STORE-DAMAGED": Trouble.DAMAGED,
    "STORE-CUT": Trouble.DAMAGED,
    "STORE-ROLLED-BACK": Trouble.ROLLED_BACK,
    "STORE-NONE": Trouble.GONE,
    "STORE-EMPTY": Trouble.GONE,
    "STORE-FOREIGN": Trouble.GONE,
    "STORE-WRITE": Trouble.WRITE,
}
"""Code of a failure -> trouble; STORE-FOLDER says by a fact whether the folder is synced or on a network."""

_DOOR = DoorShown(path="practice/practice.civicdesk", label="practice", names=("WF", "CO"))
_SHUT = DoorShown(
    path="town/town.civicdesk",
    label="town",
    names=(),
    trouble=Trouble.NO_KEYS,
    sentence="The key file (.keys) is missing beside the workspace. Put it back from the backup folder. (KEYS-MISSING)",
)
_BUSY = "This workspace is open already, in another window or program (CO, since 09:14). Close it there first, then try again. (STORE-BUSY)"
_OLDER = "This is an older copy of your work: something was kept after it. Look for the newer file. (STORE-ROLLED-BACK)"
_SYNCED = "Another program copies this folder to other computers. Move the folder to this computer's own disk. (STORE-FOLDER)"
_FAR = "This folder lies on another computer. Move it to this computer's own disk. (STORE-FOLDER)"
_FULL = "Nothing can be written beside this workspace, so it was not opened. Nothing was changed. (STORE-WRITE)"

EXAMPLES: Mapping[str, UnlockState] = {
    "looking": UnlockState(looking=True),
    "ready": UnlockState(doors=(_DOOR,)),
    "several": UnlockState(doors=(_DOOR, DoorShown(path="town/town.civicdesk", label="town", names=("AB",))), door=1),
    "opening": UnlockState(doors=(_DOOR,), opening=True),
    "wrong": UnlockState(
        doors=(_DOOR,), trouble=Trouble.WRONG, sentence="This is not the passphrase. Nothing was changed. (KEYS-WRONG)", wrong=3, wait=4
    ),
    "waiting since before": UnlockState(doors=(_DOOR,), wait=42),
    "busy": UnlockState(doors=(_DOOR,), trouble=Trouble.BUSY, sentence=_BUSY),
    "rung": UnlockState(doors=(_DOOR,), trouble=Trouble.BUSY, sentence=_BUSY, asked=Asked.RUNG),
    "nobody to ring for": UnlockState(doors=(_DOOR,), trouble=Trouble.BUSY, sentence=_BUSY, asked=Asked.NOBODY),
    "newer": UnlockState(doors=(_DOOR,), trouble=Trouble.NEWER, sentence="This file was made by a newer CivicDesk. (STORE-NEWER-FILE)"),
    "damaged": UnlockState(doors=(_DOOR,), trouble=Trouble.DAMAGED, sentence="The file is damaged and was left as it is. (STORE-DAMAGED)"),
    "older copy": UnlockState(doors=(_DOOR,), trouble=Trouble.ROLLED_BACK, sentence=_OLDER),
    "empty file": UnlockState(doors=(_DOOR,), trouble=Trouble.GONE, sentence="This file is empty or cut short. (STORE-EMPTY)"),
    "no keys": UnlockState(doors=(_SHUT,), trouble=_SHUT.trouble, sentence=_SHUT.sentence),
    "synced": UnlockState(doors=(_DOOR,), trouble=Trouble.SYNCED, sentence=_SYNCED),
    "network": UnlockState(doors=(_DOOR,), trouble=Trouble.NETWORK, sentence=_FAR),
    "read only": UnlockState(doors=(_DOOR,), trouble=Trouble.WRITE, sentence=_FULL),
    "by code": UnlockState(doors=(_DOOR,), by_code=True),
    "wrong code": UnlockState(
        doors=(_DOOR,), by_code=True, trouble=Trouble.CODE, sentence="This is not the code of the sheet. (KEYS-CODE)"
    ),
}
