"""What the screen of backups shows: those that there are, and one that is about to be put back. No names of people, counts alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """Where somebody stands."""

    LIST = "list"
    PUT_BACK = "put_back"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupShown:
    """One backup. `tried` is when it was last brought back to the side, in words; empty: never, or not to be known while locked."""

    path: str
    made: str
    ago: str
    tried: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupState:
    """The screen of backups. `problem_at` is the field that a problem belongs to, empty for the page."""

    step: Step = Step.LIST
    ready: bool = False
    is_open: bool = False
    """Somebody has unlocked the workspace: backups can be made and tried out."""
    may_put_back: bool = True
    """A coordinator, or the workspace is damaged or locked."""
    may_confirm: bool = False
    paused: bool = False
    """A backup was put back, and no coordinator has looked yet."""
    folder: str = ""
    """Name of the folder in which backups lie."""
    backups: tuple[BackupShown, ...] = ()
    chosen: str = ""
    names: tuple[str, ...] = ()
    me: str = ""
    lost: str = ""
    """What was kept since the chosen backup, in words; empty if nobody can know."""
    by_code: bool = False
    working: str = ""
    """`make`, `try` or `put_back` while it is under way."""
    told: str = ""
    problem: str = ""
    problem_at: str = ""


def chosen_of(state: BackupState) -> BackupShown | None:
    """Return the chosen backup, the newest if none is chosen."""
    return next((each for each in state.backups if each.path == state.chosen), next(iter(state.backups), None))


PROBLEM_AT: Mapping[str, str] = {
    "KEYS-WRONG": "passphrase",
    "KEYS-WAIT": "passphrase",
    "KEYS-CHARACTERS": "passphrase",
    "KEYS-CODE": "code",
    "KEYS-CODE-OTHER": "code",
}

_THREE = (
    BackupShown(path="3", made="3 March, 17:20", ago="yesterday", tried="3 March, 17:31"),
    BackupShown(path="2", made="24 February, 16:55", ago="8 days ago"),
    BackupShown(path="1", made="17 February, 17:02", ago="15 days ago"),
)
_OPEN = BackupState(ready=True, is_open=True, may_confirm=True, folder="backups", backups=_THREE, names=("WF", "CO"), me="CO")
_LOCKED = BackupState(ready=True, folder="backups", backups=_THREE, names=("WF", "CO"))
_LOST = "3 people, 12 responses and 1 session were kept since. They are not in it."

EXAMPLES: Mapping[str, BackupState] = {
    "loading": BackupState(),
    "empty": BackupState(ready=True, is_open=True, folder="backups"),
    "several": _OPEN,
    "worker": BackupState(ready=True, is_open=True, may_put_back=False, folder="backups", backups=_THREE, me="WF"),
    "made": BackupState(
        ready=True, is_open=True, folder="backups", backups=_THREE, told="The backup is made, and it was opened once to check it."
    ),
    "making": BackupState(ready=True, is_open=True, folder="backups", backups=_THREE, working="make"),
    "trying": BackupState(ready=True, is_open=True, folder="backups", backups=_THREE, working="try"),
    "tried": BackupState(
        ready=True, is_open=True, folder="backups", backups=_THREE, told="This backup can be put back: it was brought back and checked."
    ),
    "copy not whole": BackupState(
        ready=True,
        is_open=True,
        folder="backups",
        backups=_THREE,
        problem="The copy could not be proved to be whole, so it was not kept. Earlier copies are as they were. (STORE-COPY)",
    ),
    "folder not writable": BackupState(
        ready=True, is_open=True, folder="backups", problem="A file could not be written or read. Check the disk. (STORE-FILE)"
    ),
    "paused, worker": BackupState(ready=True, is_open=True, may_put_back=False, paused=True, folder="backups", backups=_THREE),
    "paused, coordinator": BackupState(ready=True, is_open=True, may_confirm=True, paused=True, folder="backups", backups=_THREE, me="CO"),
    "locked": _LOCKED,
    "locked, none": BackupState(ready=True, folder="backups"),
    "put back": BackupState(
        step=Step.PUT_BACK, ready=True, is_open=True, backups=_THREE, chosen="2", names=("WF", "CO"), me="CO", lost=_LOST
    ),
    "put back, locked": BackupState(step=Step.PUT_BACK, ready=True, backups=_THREE, chosen="3", names=("WF", "CO")),
    "put back, wrong": BackupState(
        step=Step.PUT_BACK,
        ready=True,
        backups=_THREE,
        chosen="3",
        names=("WF", "CO"),
        problem="This passphrase does not open the workspace. (KEYS-WRONG)",
        problem_at="passphrase",
    ),
    "put back, by code": BackupState(
        step=Step.PUT_BACK,
        ready=True,
        backups=_THREE,
        chosen="3",
        names=("WF", "CO"),
        by_code=True,
        problem="One letter of the recovery code is missing or different. (KEYS-CODE)",
        problem_at="code",
    ),
    "putting back": BackupState(step=Step.PUT_BACK, ready=True, backups=_THREE, chosen="3", names=("WF",), working="put_back"),
    "done": BackupState(
        step=Step.DONE,
        ready=True,
        is_open=True,
        backups=_THREE,
        told="The backup of 3 March, 17:20 is back. What was there before lies in before-restore-20260304T091500Z.",
    ),
}
