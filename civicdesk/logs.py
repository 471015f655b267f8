"""Event log with a closed vocabulary: an event is a member of `Event` and whole numbers, so that no name can enter."""

import logging
from enum import StrEnum
from logging.handlers import RotatingFileHandler
from pathlib import Path

_logger = logging.getLogger("civicdesk.events")


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
