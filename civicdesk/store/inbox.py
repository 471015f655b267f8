"""The inbox: sealed files of answers beside the workspace, and which of them were merged."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from civicdesk.errors import Damaged, Unavailable
from civicdesk.store import erasing, files, projects
from civicdesk.store.columns import moment
from civicdesk.store.workspace import Workspace

FOLDER, ENDING = "inbox", ".sealed"
LIMIT = 64 << 20
_KEY, _MERGED = "inbox_key", "inbox-merged-"


def folder(workspace: Path) -> Path:
    """Return where the sealed files of a workspace lie."""
    return workspace.parent / FOLDER


def waiting(workspace: Path) -> tuple[Path, ...]:
    """Return the sealed files that lie there, by name."""
    return tuple(sorted(folder(workspace).glob(f"*{ENDING}")))


def read(path: Path) -> bytes:
    """Read a sealed file.

    Raises:
        Damaged: INBOX-FILE, larger than such a file can be.
        Unavailable: STORE-FILE.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LIMIT + 1)
    except OSError as why:
        raise Unavailable("STORE-FILE") from why
    if len(content) > LIMIT:
        raise Damaged("INBOX-FILE")
    return content


def write(place: Path, ident: str, content: bytes) -> Path:
    """Keep a sealed file under a name that says nothing of anybody.

    Raises:
        Unavailable: STORE-FILE.
    """
    files.make_folder(place)
    path = place / f"{ident}{ENDING}"
    files.write_whole(path, content)
    return path


def forget(ws: Workspace, submission_of: Callable[[bytes, bytes], str]) -> None:
    """Remove the sealed files beside the workspace with answers of somebody who was forgotten; what cannot be read is left.

    Args:
        ws: the open workspace.
        submission_of: takes a sealed file and the private key; returns the response to which its answers belong.
    """
    private = key(ws) or b""
    for path in waiting(ws.path) if private else ():
        with suppress(Damaged, Unavailable):
            if erasing.forgotten(ws, [submission_of(read(path), private)]):
                files.remove(path)


def key(ws: Workspace) -> bytes | None:
    """Return the private key to which files are sealed; None before the first one was made."""
    return projects.secret(ws, _KEY)


def keep_key(ws: Workspace, private: bytes) -> None:
    """Keep the private key of the inbox."""
    projects.keep_secret(ws, _KEY, private)


def merged_at(ws: Workspace, ident: str) -> datetime | None:
    """Return when a file was merged; None if it was not."""
    kept = projects.setting(ws, f"{_MERGED}{ident}")
    return None if kept is None else moment(kept)


def note_merged(ws: Workspace, ident: str, at: datetime) -> None:
    """Note, in the transaction that merges it, that a file was merged."""
    projects.keep_setting(ws, f"{_MERGED}{ident}", at.isoformat())
