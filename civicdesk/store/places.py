"""Where a workspace may lie: on a disk of this computer, and in no folder that a program copies elsewhere."""

import ctypes
import os
import struct
import sys
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
_SYNC_ATTRIBUTES = ("com.microsoft.onedrive", "user.onedrive", "com.dropbox.", "com.google.drivefs.", "com.apple.fileprovider.")
"""Beginnings of extended attributes that sync programs leave on what they look after (as their makers' forums name them; not tried)."""
_CLOUD_TAG, _CLOUD_MASK = 0x9000001A, 0xFFFF0FFF
"""Reparse tags of Windows' cloud files, IO_REPARSE_TAG_CLOUD and its sixteen variants (Microsoft, ntifs.h)."""
_MAC_FLAGS, _MAC_LOCAL, _MAC_SIZE = 64, 0x1000, 4096
"""Where `f_flags` lies in macOS' struct statfs with 64-bit inodes, its bit MNT_LOCAL, and room for the whole (Apple, sys/mount.h)."""
_MAC_ATTRIBUTES = 65536
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
    reparse_tag: Callable[[Path], int] = lambda _: 0
    """What Windows notes on a folder that another program fills; 0 for nothing."""
    attributes: Callable[[Path], tuple[str, ...]] = lambda _: ()
    """Names of a folder's extended attributes."""


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
    mac = sys.platform == "darwin"
    return Lookups(
        mounts=linux_mounts,
        remote=mac_remote if mac else windows_remote,
        sync_roots=_onedrive_roots,
        reparse_tag=windows_reparse_tag,
        attributes=mac_attributes if mac else linux_attributes,
    )


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
    above = (place, *place.parents)
    if any(ask.reparse_tag(folder) & _CLOUD_MASK == _CLOUD_TAG for folder in above):
        return True
    if any(name.casefold().startswith(_SYNC_ATTRIBUTES) for folder in above for name in ask.attributes(folder)):
        return True
    return any((folder / mark).exists() for folder in above for mark in _SYNC_MARKS)


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


def windows_reparse_tag(folder: Path) -> int:
    """Return what Windows notes on a folder that another program fills; 0 on other systems, and where there is no such folder."""
    try:
        return int(getattr(folder.lstat(), "st_reparse_tag", 0))
    except OSError:
        return 0


def linux_attributes(folder: Path) -> tuple[str, ...]:
    """Return the names of a folder's extended attributes; none where the disk has none."""
    try:
        return tuple(os.listxattr(folder))
    except (OSError, AttributeError):
        return ()


def mac_remote(place: Path, system: Any = None) -> bool:
    """Ask macOS whether a folder lies on another computer's disk; of a folder that is not there yet, the one above it is asked."""
    library = system or ctypes.CDLL(None)
    answer = ctypes.create_string_buffer(_MAC_SIZE)
    for folder in (place, *place.parents):
        if library.statfs(os.fsencode(folder), answer) == 0:
            (flags,) = struct.unpack_from("=I", answer.raw, _MAC_FLAGS)
            return not flags & _MAC_LOCAL
    return False


def mac_attributes(folder: Path, system: Any = None) -> tuple[str, ...]:
    """Ask macOS for the names of a folder's extended attributes; none where there is no such folder."""
    library = system or ctypes.CDLL(None)
    answer = ctypes.create_string_buffer(_MAC_ATTRIBUTES)
    size = library.listxattr(os.fsencode(folder), answer, _MAC_ATTRIBUTES, 0)
    return tuple(name.decode("utf-8", "replace") for name in answer.raw[: max(size, 0)].split(b"\0") if name)


def _onedrive_roots() -> tuple[str, ...]:
    return tuple(root for root in (paths.variable(name) for name in _ONEDRIVE) if root)
