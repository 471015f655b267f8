"""How a centre collects what was delivered: it takes no notice of a file before its note says that it is whole."""

import hashlib
import json
from dataclasses import dataclass

from civicdesk.errors import Unavailable
from civicdesk.transport.delivery import FORMAT, LARGEST_NOTE, NOTE, note_of
from civicdesk.transport.target import Note, Source, Watch

SEALED = ".age"
RECEIPTS = "receipts"
"""Folder beside the bundles in which the centre puts its receipts."""
LARGEST = 101 * 1024 * 1024
"""Bytes; what is sealed is always shorter than that."""
_LARGEST_RECEIPT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A sealed file, and what its note says if it has one."""

    name: str
    content: bytes
    note: Note | None = None


def receipt_name(batch: str) -> str:
    """Return the name under which the receipt of a bundle is given back."""
    return f"{batch[:16]}.receipt.json"


def look(source: Source, *, by_hand: bool) -> tuple[str, ...]:
    """Return the names of the sealed files that are ready.

    Args:
        source: where to look.
        by_hand: files may have been put here by hand, so that none has a note; as soon as one has, each needs its own.

    Raises:
        Unavailable: UPLOAD-...
    """
    names = source.names()
    noted = {name.removesuffix(NOTE) for name in names if name.endswith(NOTE)}
    sealed = [name for name in names if name.endswith(SEALED)]
    return tuple(name for name in sealed if name in noted or (by_hand and not noted))


def collect(source: Source, name: str) -> Collected | None:
    """Return a sealed file with its note; None if it is not, or not yet, what its note says.

    Raises:
        Unavailable: UPLOAD-...
    """
    told = source.read(note_of(name), LARGEST_NOTE)
    content = source.read(name, LARGEST + 1)
    if content is None:
        return None
    if told is None:
        return Collected(name=shown(name), content=content)
    note = _note(told, content)
    return None if note is None else Collected(name=shown(name), content=content, note=note)


def shown(name: str) -> str:
    """Return a name as it is kept and shown: on a stick it may be any bytes, some of which steer a terminal or are no text."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)


def hand_back(source: Source, name: str, receipt: bytes) -> None:
    """Put a receipt beside the bundles; one that says something else under its name is an earlier word, and is replaced.

    Raises:
        Unavailable: UPLOAD-DIFFERS: what was read back is not what was written; UPLOAD-...
    """
    place = source.within(RECEIPTS)
    try:
        if place.read(name, _LARGEST_RECEIPT) == receipt:
            return
        place.write(name, receipt, Watch())
        if place.read(name, _LARGEST_RECEIPT) != receipt:
            raise Unavailable("UPLOAD-DIFFERS")
    finally:
        place.close()


def _note(told: bytes, content: bytes) -> Note | None:
    """Read a note and hold it against its file."""
    if len(told) >= LARGEST_NOTE:
        return None
    try:
        found = json.loads(told)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        return None
    if (found.get("size"), found.get("sha256")) != (len(content), hashlib.sha256(content).hexdigest()):
        return None
    return Note(**{name: str(found.get(name, "")) for name in ("batch_id", "laptop", "minisig")})
