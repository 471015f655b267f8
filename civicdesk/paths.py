"""Where resources, settings and workspaces lie, and how a named file is read: the only reader of the environment and the platform."""

import errno
import os
import stat
import sys
from pathlib import Path

from civicdesk.errors import Refused

LARGEST_FROM_OUTSIDE = 101 * 1024 * 1024
"""Bytes of the largest file that anybody hands over: a sealed bundle. Most kinds have a smaller limit of their own."""
_PACKAGE = Path(__file__).resolve().parent


def resources() -> Path:
    """Return the folder of shipped resources, in an installed wheel or beside the package in a checkout."""
    inside = _PACKAGE / "_resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def data_home() -> Path:
    """Return the folder under which workspaces are made when nobody names another."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home() / "AppData" / "Local"))) / "CivicDesk"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "CivicDesk"
    return Path(os.environ.get("XDG_DATA_HOME", str(Path.home() / ".local" / "share"))) / "civicdesk"


def settings_file() -> Path:
    """Return the path of the machine settings; they hold nothing personal."""
    if sys.platform == "win32":
        return data_home() / "settings.toml"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Preferences" / "CivicDesk" / "settings.toml"
    return Path(os.environ.get("XDG_CONFIG_HOME", str(Path.home() / ".config"))) / "civicdesk" / "settings.toml"


def log_folder() -> Path:
    """Return the folder of the event log and of crash notices."""
    return data_home() / "logs"


def bell_file() -> Path:
    """Return the empty file at which one running CivicDesk asks another to come to the front."""
    return data_home() / "bell"


def variable(name: str) -> str | None:
    """Return one environment variable, None if it is not set or empty."""
    return os.environ.get(name) or None


def on_linux() -> bool:
    """Tell whether this is Linux, where file names, locks and signals follow POSIX."""
    return sys.platform.startswith("linux")


def read_from_outside(path: Path, most: int = LARGEST_FROM_OUTSIDE) -> bytes:
    """Read a file that a person named. A folder, a pipe and a device are none, and one that grows meanwhile is not followed.

    Args:
        path: the file.
        most: how many bytes it may have.

    Raises:
        OSError: it is not there, may not be read, or is no file.
        Refused: IMPORT-SIZE.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0))
    except ValueError as why:
        raise OSError(errno.EINVAL, "name") from why
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "no file")
        data = file.read(most + 1)
    if len(data) > most:
        raise Refused("IMPORT-SIZE", most=most // 1_000_000)
    return data
