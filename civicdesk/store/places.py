"""Where a workspace may lie: on a disk of this computer, and in no folder that a program copies elsewhere."""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from civicdesk import paths
from civicdesk.errors import Refused

_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "9p", "afs", "ncpfs", "ceph", "glusterfs", "lustre", "davfs", "virtiofs"}
)
_SYNCED_NAMES = frozenset(
    {
        "dropbox",
        "google drive",
        "googledrive",
        "my drive",
        "nextcloud",
        "owncloud",
        "icloud drive",
        "mobile documents",
        "cloudstorage",
        "pcloud",
        "syncthing",
    }
)
_SYNC_MARKS = (".dropbox", ".stfolder", ".sync.ffs_db", ".nextcloudsync.log", ".owncloudsync.log")
_ONEDRIVE = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_WINDOWS_REMOTE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookups:
    """How this computer is asked about a folder; tests hand in their own answers."""

    mounts: Callable[[], str]
    """The table of mounts as Linux shows it; empty where there is none."""
    remote: Callable[[Path], bool]
    """Whether Windows says that the drive is another computer's."""
    sync_roots: Callable[[], tuple[str, ...]]
    """Folders that the environment names as synced."""


def check_place(folder: Path, lookups: Lookups | None = None) -> None:
    """Make sure that a folder is a place for a workspace.

    Raises:
        Refused: STORE-FOLDER, with `why` = network or synced.
    """
    ask = lookups or this_computer()
    place = folder.absolute().resolve()
    if _on_network(place, ask):
        raise Refused("STORE-FOLDER", why="network")
    if _synced(place, ask):
        raise Refused("STORE-FOLDER", why="synced")


def this_computer() -> Lookups:
    """Return the lookups that ask the running system."""
    return Lookups(mounts=linux_mounts, remote=windows_remote, sync_roots=_onedrive_roots)


def _on_network(place: Path, ask: Lookups) -> bool:
    if str(place).startswith("\\\\") or ask.remote(place):
        return True
    kind = _file_system(place, ask.mounts())
    return kind in _NETWORK or kind.startswith("fuse.")


def _file_system(place: PurePath, mounts: str) -> str:
    """Return the type of the mount that lies nearest above a place; empty if no mount is known. The last of equal ones is on top."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        words = line.split(" ")
        if len(words) < 3:
            continue
        point = words[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        depth = len(PurePath(point).parts)
        if place.is_relative_to(point) and depth >= best:
            best, kind = depth, words[2]
    return kind


def _synced(place: Path, ask: Lookups) -> bool:
    if any(place.is_relative_to(root) for root in ask.sync_roots()):
        return True
    names = [part.casefold() for part in place.parts]
    if any(name in _SYNCED_NAMES or name == "onedrive" or name.startswith("onedrive -") for name in names):
        return True
    return any((above / mark).exists() for above in (place, *place.parents) for mark in _SYNC_MARKS)


def linux_mounts(table: Path = Path("/proc/mounts")) -> str:
    """Read Linux' table of mounts; empty where there is none."""
    try:
        return table.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def windows_remote(place: Path, windows: Any = None) -> bool:
    """Ask Windows whether a drive is another computer's; no on other systems."""
    api = windows or getattr(ctypes, "windll", None)
    return api is not None and api.kernel32.GetDriveTypeW(place.anchor) == _WINDOWS_REMOTE


def _onedrive_roots() -> tuple[str, ...]:
    return tuple(root for root in (paths.variable(name) for name in _ONEDRIVE) if root)
