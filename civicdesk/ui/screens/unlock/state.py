"""What the unlock window shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """Why the workspace did not open."""

    NONE = ""
    WRONG = "wrong"
    BUSY = "busy"
    NEWER = "newer"
    DAMAGED = "damaged"
    NO_KEYS = "no-keys"
    CODE = "code"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorShown:
    """A workspace that can be unlocked, with the names that may sign in."""

    path: str
    label: str
    names: tuple[str, ...]


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

    @property
    def names(self) -> tuple[str, ...]:
        """The sign-in names of the chosen workspace."""
        return self.doors[self.door].names if self.doors else ()


CODES: Mapping[str, Trouble] = {
    "KEYS-WRONG": Trouble.WRONG,
    "KEYS-CODE": Trouble.CODE,
    "KEYS-WEAK": Trouble.CODE,
    "KEYS-MISSING": Trouble.NO_KEYS,
    "STORE-BUSY": Trouble.BUSY,
    "STORE-NEWER-FILE": Trouble.NEWER,
    "STORE-DAMAGED": Trouble.DAMAGED,
    "STORE-ROLLED-BACK": Trouble.DAMAGED,
    "KEYS-DAMAGED": Trouble.DAMAGED,
}

_DOOR = DoorShown(path="practice/practice.civicdesk", label="practice", names=("WF", "CO"))

EXAMPLES: Mapping[str, UnlockState] = {
    "looking": UnlockState(looking=True),
    "ready": UnlockState(doors=(_DOOR,)),
    "several": UnlockState(doors=(_DOOR, DoorShown(path="town/town.civicdesk", label="town", names=("AB",))), door=1),
    "opening": UnlockState(doors=(_DOOR,), opening=True),
    "wrong": UnlockState(
        doors=(_DOOR,), trouble=Trouble.WRONG, sentence="This is not the passphrase. Nothing was changed. (KEYS-WRONG)", wrong=3, wait=4
    ),
    "busy": UnlockState(
        doors=(_DOOR,), trouble=Trouble.BUSY, sentence="Another CivicDesk has this workspace open. Close it there first. (STORE-BUSY)"
    ),
    "newer": UnlockState(doors=(_DOOR,), trouble=Trouble.NEWER, sentence="This file was made by a newer CivicDesk. (STORE-NEWER-FILE)"),
    "damaged": UnlockState(doors=(_DOOR,), trouble=Trouble.DAMAGED, sentence="The file is damaged and was left as it is. (STORE-DAMAGED)"),
    "no keys": UnlockState(doors=(_DOOR,), trouble=Trouble.NO_KEYS, sentence="The key file is missing. (KEYS-MISSING)", by_code=True),
    "by code": UnlockState(doors=(_DOOR,), by_code=True),
}
