"""Machine settings: what must be known before anybody has unlocked. Nothing personal; everything else lies in the workspace."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineSettings:
    """The settings of this laptop."""

    version: int = VERSION
    language: str = "en"
    """Language of the window."""
    theme: str = "system"
    """`system`, `light`, `dark` or `contrast`."""
    text_scale: int = 100
    """Size of the text in per cent, 100 to 200."""
    reduce_motion: bool = False
    """Nothing moves or fades."""
    width: int = 1180
    """Width of the window in pixels."""
    height: int = 720
    """Height of the window in pixels."""
    lock_minutes: int = 5
    """Minutes without a hand until the program locks, 1 to 15."""
    home: str = ""
    """Folder under which the workspaces lie; empty: the usual one of this system."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read, and whether the file was broken: it is then kept as `.bad` and the defaults hold."""

    settings: MachineSettings
    broken: bool = False


def read(path: Path) -> Reading:
    """Read the settings; a missing file means the defaults, a broken one too, with a notice."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Reading(settings=MachineSettings())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        _keep_aside(path)
        return Reading(settings=MachineSettings(), broken=True)
    return Reading(settings=_typed(table))


def write(path: Path, settings: MachineSettings) -> bool:
    """Write the settings whole or not at all; tells whether they were written. A full disk costs a setting, nothing else."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(_text(settings).encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        return False
    return True


def with_size(settings: MachineSettings, width: int, height: int) -> MachineSettings:
    """Return the settings with another size of the window."""
    return replace(settings, width=width, height=height)


def _typed(table: Mapping[str, object]) -> MachineSettings:
    """Take each value that has the type of its default; others are left at their default."""
    settings = MachineSettings()
    fit = {
        each.name: table[each.name]
        for each in fields(MachineSettings)
        if each.name != "version" and type(table.get(each.name)) is type(getattr(settings, each.name))
    }
    made = replace(settings, **fit)  # type: ignore[arg-type]  # each value has been compared with the type of its field
    return replace(
        made,
        text_scale=min(200, max(100, made.text_scale)),
        width=max(960, made.width),
        height=max(600, made.height),
        lock_minutes=min(15, max(1, made.lock_minutes)),
    )


def _text(settings: MachineSettings) -> str:
    return "".join(f"{name} = {_toml(value)}\n" for name, value in asdict(settings).items())


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    escaped = "".join(f"\\u{ord(sign):04x}" if sign in '\\"' or not sign.isprintable() else sign for sign in str(value))
    return f'"{escaped}"'


def _keep_aside(path: Path) -> None:
    try:
        path.replace(path.with_name(path.name + ".bad"))
    except OSError:
        return
