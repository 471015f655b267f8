"""The office's list of laptops, `laptops.toml` beside `pack.toml`: who is enrolled, who was revoked, and why. The program alone writes it."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from civicdesk.errors import Refused
from civicdesk.records.releases import Laptop

FILE = "laptops.toml"
_HEAD = "# Laptops of this project. CivicDesk writes this file: civicdesk central enrol, civicdesk central revoke.\n"
_NAMES = ("id", "public_key", "enrolled", "revoked", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A laptop as the office knows it."""

    laptop: Laptop
    reason: str = ""
    """Why it was revoked. It stays in the office: packs do not say it."""


def read(data: bytes | None) -> tuple[Listed, ...]:
    """Read the list; None, where there is no file yet, is an empty one.

    Raises:
        Refused: ENROL-LIST: it is not what the program wrote.
    """
    try:
        rows = tomllib.loads(data.decode("utf-8"))["laptops"] if data is not None else []
        return tuple(_listed(row) for row in rows)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as why:
        raise Refused("ENROL-LIST", file=FILE) from why


def write(listed: tuple[Listed, ...]) -> bytes:
    """Return the file."""
    return (_HEAD + "".join(map(_block, listed)) + ("" if listed else "laptops = []\n")).encode()


def laptops(data: bytes | None) -> tuple[Laptop, ...]:
    """Return the laptops of a list as they stand in a pack. Raises: Refused("ENROL-LIST")."""
    return tuple(each.laptop for each in read(data))


def _listed(row: Mapping[str, str]) -> Listed:
    told = {name: row[name] for name in _NAMES}
    if not all(isinstance(value, str) for value in told.values()):
        raise TypeError
    return Listed(reason=told.pop("reason"), laptop=Laptop(**told))


def _block(each: Listed) -> str:
    """Write one laptop. JSON's texts are TOML's too, but for DEL, which nobody types."""
    told = {**{name: getattr(each.laptop, name) for name in _NAMES[:-1]}, "reason": each.reason.replace("\x7f", "")}
    return "\n[[laptops]]\n" + "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in told.items())
