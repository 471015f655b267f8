"""Who holds a workspace: a file with an OS lock on it, so that a killed holder leaves nothing behind."""

import importlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from civicdesk.errors import Unavailable
from civicdesk.store import driver, files

_FAR = 1 << 20
"""Windows locks bytes against reading too: the locked one lies behind the text."""

open_here: set[Path] = set()
"""Workspaces that this process has open. Opening such a file once more, even to look at it, would drop SQLite's locks on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A held lock file."""

    handle: int

    def release(self) -> None:
        """Let go. The file stays, empty: removing it would let two programs hold two files of one name."""
        os.ftruncate(self.handle, 0)
        os.close(self.handle)


def take(path: Path, holder: str, since: str, *, system: str = os.name) -> Lock | None:
    """Take the lock file and write into it who we are.

    Args:
        path: the lock file.
        holder: who is holding it, in words, for the sentence that another person reads.
        since: time of taking it, ISO.
        system: `nt` locks as Windows does.

    Returns:
        None if no such file can be made here (full, read-only): SQLite's own lock is the real one.

    Raises:
        Unavailable: STORE-BUSY, with holder and since.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None
    if not _grab(handle, system):
        os.close(handle)
        raise busy(path)
    try:
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps({"holder": holder, "pid": os.getpid(), "since": since}).encode())
    except OSError:
        os.close(handle)
        return None
    return Lock(handle=handle)


def confirm_not_here(path: Path) -> None:
    """Make sure that this process does not have a workspace open, before its file is touched.

    Raises:
        Unavailable: STORE-BUSY.
    """
    if path.resolve() in open_here:
        raise busy(files.SideFiles(workspace=path).lock)


def busy(path: Path) -> Unavailable:
    """Return the failure that says who holds a workspace, as far as the lock file knows."""
    try:
        text = json.loads(path.read_bytes()[:4096])
        holder, since = str(text["holder"]), str(text["since"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        holder, since = "", ""
    return driver.busy(holder, since)


def _grab(handle: int, system: str) -> bool:
    try:
        if system == "nt":
            os.lseek(handle, _FAR, os.SEEK_SET)
            windows = importlib.import_module("msvcrt")
            windows.locking(handle, windows.LK_NBLCK, 1)
            os.lseek(handle, 0, os.SEEK_SET)
        else:
            posix = importlib.import_module("fcntl")
            posix.flock(handle, posix.LOCK_EX | posix.LOCK_NB)
    except OSError:
        return False
    return True
