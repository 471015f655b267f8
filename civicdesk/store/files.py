"""Files beside the workspace, and every file that is written for people: whole or not at all."""

import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from civicdesk import paths
from civicdesk.errors import Damaged, Refused, Unavailable

PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o600
_OTHERS = 0o077
_SIDE_LIMIT = {".keys": 1 << 20, ".people": 4 << 20}
ROOM_FOR_RESERVE = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SideFiles:
    """Where the files of one workspace lie; `docs/reference/workspace-file.md` says what each is for."""

    workspace: Path

    @property
    def keys(self) -> Path:
        """The key file."""
        return beside(self.workspace, ".keys")

    @property
    def keys_before(self) -> Path:
        """The key file as it was before the last change."""
        return beside(self.workspace, ".keys.old")

    @property
    def people(self) -> Path:
        """The sealed keys of people."""
        return beside(self.workspace, ".people")

    @property
    def rekeyed(self) -> Path:
        """The database under a new key, until it takes the place of the old one."""
        return beside(self.workspace, ".rekey")

    @property
    def tries(self) -> Path:
        """How often a wrong passphrase was typed in a row, and when: numbers alone."""
        return beside(self.workspace, ".tries")

    @property
    def journal(self) -> Path:
        """SQLite's journal. Never touched by us, only looked for."""
        return beside(self.workspace, "-journal")

    @property
    def lock(self) -> Path:
        """Who holds the workspace."""
        return beside(self.workspace, ".lock")

    @property
    def all(self) -> tuple[Path, ...]:
        """The files of a workspace that are not for others to read, the database itself among them; not all need be there."""
        return self.workspace, self.keys, self.keys_before, self.people, self.journal

    @property
    def reserve(self) -> Path:
        """Ballast that is given back when the disk is full."""
        return beside(self.workspace, ".reserve")


def beside(path: Path, ending: str) -> Path:
    """Return the path of a file whose name is another's with something added."""
    return path.with_name(path.name + ending)


def write_whole(path: Path, content: bytes) -> str:
    """Write a file so that a power cut leaves the old one or the new one, and read it back.

    Returns:
        SHA-256 of the content, in hex.

    Raises:
        Unavailable: STORE-FILE; what was there is there, and nothing else is left.
    """
    part, ready = beside(path, ".part"), False
    wanted = hashlib.sha256(content).hexdigest()
    before: bytes | None = None
    try:
        before = path.read_bytes() if path.exists() else None
        _write_durably(part, content)
        ready = True
        put_in_place(part, path)
        whole = hashlib.sha256(path.read_bytes()).hexdigest() == wanted
    except OSError as why:
        _put_back(path, part, before, named=ready and not part.exists())
        raise Unavailable("STORE-FILE") from why
    if not whole:
        _put_back(path, part, before, named=True)
        raise Unavailable("STORE-FILE")
    return wanted


def write_all(folder: Path, made: Mapping[str, bytes]) -> None:
    """Write files into a folder where nothing has their names, all or none; a name may have folders of its own, and these are made.

    Raises:
        Unavailable: STORE-FILE; what was written and made by then is gone again.
    """
    written, new = list[Path](), list[Path]()
    try:
        for name, content in made.items():
            path = folder / name
            new += [place for place in path.parents if not place.exists()]
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
            written.append(path)
    except (OSError, Unavailable) as why:
        for path in written:
            remove(path)
        for place in sorted(new, key=lambda each: len(each.parts), reverse=True):
            with suppress(OSError):
                place.rmdir()
        raise Unavailable("STORE-FILE") from why


def _put_back(path: Path, part: Path, before: bytes | None, *, named: bool) -> None:
    """Undo a writing that did not come to its end: also where it has its name, and only the folder could not be made durable."""
    with suppress(OSError):
        if named and before is None:
            path.unlink()
        elif named and before is not None:
            _write_durably(part, before)
            part.replace(path)
    with suppress(OSError):
        part.unlink(missing_ok=True)


def put_in_place(part: Path, path: Path) -> None:
    """Rename a finished file to its name, for good: the folder is written too."""
    part.replace(path)
    sync_folder(path.parent)


def take_place(ready: Path, path: Path) -> None:
    """Let a finished file take the place of another, for good.

    Raises:
        Unavailable: STORE-FILE; one of the two is there, whole. Which one, a power cut now would decide.
    """
    try:
        put_in_place(ready, path)
    except OSError as why:
        raise Unavailable("STORE-FILE") from why


def keep_private(*places: Path) -> None:
    """Take everybody else's rights from files and folders of ours: a copy or another program may have left them open to others.

    Folders that several users share, such as one for temporary files, and what belongs to somebody else are left as they are.
    """
    for place in places:
        with suppress(OSError):
            found = place.stat()
            ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
            if ours and found.st_mode & _OTHERS and not found.st_mode & stat.S_ISVTX:
                place.chmod(PRIVATE_FOLDER if place.is_dir() else _PRIVATE_FILE)


def remove(path: Path) -> None:
    """Remove a file of ours if it is there; one that cannot be removed is in nobody's way."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def set_aside(path: Path, at: str) -> Path:
    """Move a database away with everything that is one thing with it, and copy its key file there; nothing is deleted.

    Args:
        path: the workspace.
        at: a moment, as it may stand in a folder's name.

    Returns:
        The folder beside the workspace; empty if there was nothing.

    Raises:
        Unavailable: STORE-FILE.
    """
    side, folder = SideFiles(workspace=path), path.with_name(f"before-restore-{at}")
    make_folder(folder)
    keys = read_keys(path)
    try:
        if keys is not None:
            write_whole(folder / side.keys.name, keys)
        for moved in (path, side.journal):
            if moved.exists():
                moved.replace(folder / moved.name)
        sync_folder(folder)
        sync_folder(path.parent)
    except OSError as why:
        raise Unavailable("STORE-FILE") from why
    return folder


def sync_folder(folder: Path) -> None:
    """Make renames in a folder durable. Windows cannot open folders and does not need it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make what lies in a file durable, for files that another library has written."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a folder for this user alone; one that is there is left as it is.

    Raises:
        Unavailable: STORE-FILE.
    """
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as why:
        raise Unavailable("STORE-FILE") from why


def read_keys(workspace: Path) -> bytes | None:
    """Read the key file; None if there is none.

    Raises:
        Damaged: KEYS-LIMIT, the file is larger than a key file can be.
        Unavailable: STORE-FILE.
    """
    return _read_side(SideFiles(workspace=workspace).keys, ".keys")


def read_keys_before(workspace: Path) -> bytes | None:
    """Read the key file as it was before the last change; None if there is none."""
    return _read_side(SideFiles(workspace=workspace).keys_before, ".keys")


def write_keys(workspace: Path, content: bytes) -> None:
    """Replace the key file; the version before is kept beside it.

    Raises:
        Unavailable: STORE-FILE; the old file is untouched.
    """
    side = SideFiles(workspace=workspace)
    before = read_keys(workspace)
    if before is not None:
        write_whole(side.keys_before, before)
    write_whole(side.keys, content)


def read_people(workspace: Path) -> bytes | None:
    """Read the sealed keys of people; None if there are none.

    Raises:
        Damaged: KEYS-LIMIT.
        Unavailable: STORE-FILE.
    """
    return _read_side(SideFiles(workspace=workspace).people, ".people")


def write_keys_for_good(workspace: Path, content: bytes) -> None:
    """Replace the key file and its spare: nothing of the version before stays, because its secrets must be gone.

    Raises:
        Unavailable: STORE-FILE.
    """
    side = SideFiles(workspace=workspace)
    write_whole(side.keys, content)
    write_whole(side.keys_before, content)


def write_people(workspace: Path, content: bytes) -> None:
    """Replace the sealed keys of people. No older version is kept: an erased person's key must be gone.

    Raises:
        Unavailable: STORE-FILE; the old file is untouched.
    """
    write_whole(SideFiles(workspace=workspace).people, content)


def make_reserve(path: Path, size: int, ballast: Callable[[], bytes], *, least_free: int = ROOM_FOR_RESERVE) -> bool:
    """Put ballast on the disk while there is plenty of room, and tell whether it lies there now."""
    try:
        if path.exists() and path.stat().st_size >= size:
            return True
        if shutil.disk_usage(path.parent).free < least_free:
            return False
        _write_durably(path, ballast())
    except OSError:
        return False
    return True


def drop_reserve(path: Path) -> bool:
    """Give the ballast's room back; tell whether there was any."""
    try:
        path.unlink()
    except OSError:
        return False
    return True


def _read_side(path: Path, kind: str) -> bytes | None:
    try:
        return paths.read_from_outside(path, _SIDE_LIMIT[kind])
    except FileNotFoundError:
        return None
    except OSError as why:
        raise Unavailable("STORE-FILE") from why
    except Refused as why:
        raise Damaged("KEYS-LIMIT") from why


def _write_durably(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, _PRIVATE_FILE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
