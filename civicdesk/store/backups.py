"""Backups: copies of the workspace, each proved by another process, the newest of them kept, with one copy of the sealed keys of people."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from civicdesk.errors import Damaged, Unavailable
from civicdesk.store import files
from civicdesk.store.actions import Action
from civicdesk.store.workspace import Workspace

_OLDEST = timedelta(days=90)
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(?P<workspace>.+)-(?P<made>\d{8}T\d{6}Z)\.civicdesk")


def back_up(ws: Workspace, to: Path, keep: int | None) -> Path:
    """Look for damage, copy the workspace into a folder, have the copy proved, and let older ones go.

    Args:
        ws: the open workspace.
        to: the backup folder, made if it is not there.
        keep: how many copies stay; none older than 90 days stays but the newest. None removes none: somebody may be about to put
            one of them back.

    Returns:
        The copy.

    Raises:
        Unavailable: STORE-WRITE, STORE-FILE, STORE-COPY; earlier backups are untouched.
        Damaged: STORE-DAMAGED, pages of the workspace are not what was written; earlier backups are untouched.
    """
    at = ws.now().astimezone(UTC)
    ws.check_pages()
    if ws.damaged:
        raise Damaged("STORE-DAMAGED")
    files.make_folder(to)
    copy = to / f"{ws.path.stem}-{at.strftime(_STAMP)}.civicdesk"
    ws.copy_to(copy)
    keys = files.read_keys(ws.path)
    if keys is not None:
        files.write_keys(copy, keys)
    copy_side_files(ws.path, to)
    if keep is not None:
        let_go(ws, to, keep)
    ws.note(Action.BACKED_UP)
    return copy


def let_go(ws: Workspace, folder: Path, keep: int) -> None:
    """Remove backups that are one too many or too old; the newest stays.

    Raises:
        Unavailable: STORE-FILE.
    """
    at = ws.now()
    ours = [path for path in backups(folder) if path.name.startswith(f"{ws.path.stem}-")]
    for place, old in enumerate(ours):
        if place > 0 and (place >= keep or at - made_at(old) > _OLDEST):
            try:
                old.unlink()
                files.SideFiles(workspace=old).keys.unlink(missing_ok=True)
            except OSError as why:
                raise Unavailable("STORE-FILE") from why


def drop_older_copies(workspace: Path) -> int:
    """Remove copies of the database that lie beside it: from before it changed its shape, and from before a backup was put back.

    Returns:
        How many databases went.

    Raises:
        Unavailable: STORE-FILE.
    """
    aside = [folder / workspace.name for folder in workspace.parent.glob("before-restore-*") if folder.is_dir()]
    older = [*workspace.parent.glob(f"{workspace.name}.before-*"), *(path for path in aside if path.exists())]
    try:
        for path in older:
            path.unlink()
        for place in aside:
            for left in (files.SideFiles(workspace=place).journal, files.SideFiles(workspace=place).keys):
                left.unlink(missing_ok=True)
            place.parent.rmdir()
    except OSError as why:
        raise Unavailable("STORE-FILE") from why
    return len(older)


def copy_side_files(workspace: Path, folder: Path) -> None:
    """Replace the one copy of the keys of people in a backup folder, with the key file that they belong to.

    Raises:
        Unavailable: STORE-FILE.
    """
    keys, people = files.read_keys(workspace), files.read_people(workspace)
    if people is not None:
        files.write_whole(folder / f"{workspace.name}.people", people)
        if keys is not None:
            files.write_whole(folder / f"{workspace.name}.keys", keys)


def backups(folder: Path) -> tuple[Path, ...]:
    """Return the backups in a folder, the newest first; none if there is no such folder."""
    if not folder.is_dir():
        return ()
    found = [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    return tuple(sorted(found, key=lambda path: (made_at(path), path.name), reverse=True))


def made_at(backup: Path) -> datetime:
    """Return when a backup was made, from its name.

    Raises:
        ValueError: it is no backup's name.
    """
    return datetime.strptime(_parts(backup)["made"], _STAMP).replace(tzinfo=UTC)


def workspace_name(backup: Path) -> str:
    """Return the file name of the workspace that a backup was made of.

    Raises:
        ValueError: it is no backup's name.
    """
    return f"{_parts(backup)['workspace']}.civicdesk"


def _parts(backup: Path) -> re.Match[str]:
    match = _NAME.fullmatch(backup.name)
    if match is None:
        raise ValueError("Not the name of a backup.")
    return match
