"""What the program writes down about itself: events of a closed vocabulary with whole numbers, and crashes by kind and place.

No name can enter: an event is a member of `Event`, and of an exception its message, its values and its locals are dropped.
"""

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import StrEnum
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

_logger = logging.getLogger("civicdesk.events")
MOST_CRASHES = 64_000
"""Bytes of crash notices that are kept; after that the file begins anew."""
PR_SET_DUMPABLE = 4
_stacks: list[TextIO] = []
"""The file that `faulthandler` writes to: it must stay open as long as the process."""

Write = Callable[[str, Sequence[str]], object]
"""Takes the kind of an exception and the places it came through, innermost last."""


class Event(StrEnum):
    """What may be logged."""

    STARTED = "started"
    UNLOCKED = "unlocked"
    UNLOCK_REFUSED = "unlock-refused"
    LOCKED = "locked"
    ANSWER_KEPT = "answer-kept"
    SESSION_OPENED = "session-opened"
    SESSION_CLOSED = "session-closed"
    SHEET_MADE = "sheet-made"
    BUNDLE_SEALED = "bundle-sealed"
    BACKUP_MADE = "backup-made"
    INSTRUMENT_ADDED = "instrument-added"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    DAMAGED = "damaged"
    CRASHED = "crashed"
    SETTINGS_BROKEN = "settings-broken"
    WINDOW_LIBRARY = "window-library"


def event(which: Event, **numbers: int) -> None:
    """Note that something happened, with whole numbers alone (milliseconds, counts)."""
    _logger.info("%s%s", which.value, "".join(f" {name}={value:d}" for name, value in sorted(numbers.items())))


def write_to(folder: Path) -> None:
    """Write events to five rotating files of 256 KB in a folder, and nowhere else from now on; one that cannot be written is passed over."""
    for before in tuple(_logger.handlers):
        _logger.removeHandler(before)
        before.close()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "events.log", maxBytes=256_000, backupCount=4, encoding="utf-8")
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    _logger.addHandler(handler)
    _logger.setLevel(logging.INFO)
    _logger.propagate = False


def places(trace: TracebackType | None) -> tuple[str, ...]:
    """Return the places an exception came through, innermost last: package and module, line, function; no folder that may hold a user's name."""
    return tuple(f"{'/'.join(Path(frame.filename).parts[-2:])}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace))


def keep_crash(file: Path, kind: str, where: Sequence[str]) -> None:
    """Add a crash to a file; one that cannot be written is passed over."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        full = file.exists() and file.stat().st_size > MOST_CRASHES
        with file.open("w" if full else "a", encoding="utf-8") as notes:
            notes.write("\n".join([kind, *where, ""]))


def watch_crashes(write: Write) -> None:
    """Let nobody but a writer hear of exceptions that reach the end of a thread or of an object: Python's own words would quote values.

    Those of the main thread are left to the face that knows what to tell a person, but are told in the same way until it has come.
    """

    def at_the_end(kind: type[BaseException], _why: BaseException, trace: TracebackType | None) -> None:
        write(kind.__name__, places(trace))

    def of_a_thread(told: threading.ExceptHookArgs) -> None:
        write(told.exc_type.__name__, places(told.exc_traceback))

    def of_an_object(told: "sys.UnraisableHookArgs") -> None:
        write(told.exc_type.__name__, places(told.exc_traceback))

    sys.excepthook = at_the_end
    threading.excepthook = of_a_thread
    sys.unraisablehook = of_an_object


def write_stacks_to(file: Path) -> None:
    """Write the stacks of all threads, and nothing else, if the process is ended by a fault of a library."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        opened = file.open("w", encoding="utf-8")
        faulthandler.enable(opened)
        for before in _stacks:
            before.close()
        _stacks[:] = [opened]


def keep_memory_private() -> None:
    """Leave no copy of this process's memory behind when it dies, and let no other program of the same user read it (Linux).

    Elsewhere there is no such call; core files are switched off where the system knows them. Whoever is root reads all the same.
    """
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
