"""Where resources, settings and workspaces lie: the only reader of the environment and the platform."""

import os
import sys
from pathlib import Path

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


def variable(name: str) -> str | None:
    """Return one environment variable, None if it is not set or empty."""
    return os.environ.get(name) or None


def on_linux() -> bool:
    """Tell whether this is Linux, where file names, locks and signals follow POSIX."""
    return sys.platform.startswith("linux")
