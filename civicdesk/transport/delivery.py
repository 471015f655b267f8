"""How a file is delivered, the same for every place: look whether it is there, send it, read it back, put its note last.

The centre takes no notice of a file without a note, so a line that is cut at any moment leaves nothing that counts. A name is looked
up before anything is sent: some servers accept a header that forbids overwriting, and overwrite all the same.
"""

import hashlib
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

from civicdesk.errors import Refused, Unavailable
from civicdesk.transport.target import NAME, Delivery, Note, Parcel, Target, Watch

FORMAT = "civicdesk-note 1.0"
NOTE = ".note.json"
WAITS = (2.0, 8.0, 30.0)
"""Seconds before each further try when the line was lost."""
_LINE = "UPLOAD-LINE"
LARGEST_NOTE = 64 * 1024


def deliver(target: Target, parcel: Parcel, watch: Watch = Watch(), wait: Callable[[float], object] | None = None) -> Delivery:  # noqa: B008 - a frozen record
    """Deliver one file; to deliver it twice is to deliver it once.

    Args:
        target: the place.
        parcel: the file and what its note says.
        watch: who looks on, and may stop it.
        wait: waits some seconds before a further try; without it a lost line is told at once.

    Raises:
        Refused: UPLOAD-NAME-TAKEN: another file was delivered by this name, nothing was overwritten; UPLOAD-CANCELLED.
        Unavailable: UPLOAD-DIFFERS: what was read back is not what was written; UPLOAD-..., the place cannot take it now.
        ValueError: no such name can be delivered. A bug.
    """
    if not NAME.fullmatch(parcel.name):
        raise ValueError("name")
    for seconds in WAITS if wait is not None else ():
        try:
            return _try(target, parcel, watch)
        except Unavailable as why:
            if why.code != _LINE or wait is None:
                raise
        wait(seconds)
    return _try(target, parcel, watch)


def _try(target: Target, parcel: Parcel, watch: Watch) -> Delivery:
    with closing(target):
        return _deliver(target, parcel, watch)


def _deliver(target: Target, parcel: Parcel, watch: Watch) -> Delivery:
    content, beside = parcel.content, note_of(parcel.name)
    delivery = Delivery(name=parcel.name, size=len(content), sha256=hashlib.sha256(content).hexdigest(), already_there=False)
    watch.step(0, delivery.size)
    told = target.read(beside, LARGEST_NOTE)
    if told is not None:
        if not _speaks_of(told, delivery):
            raise Refused("UPLOAD-NAME-TAKEN")
        return replace(delivery, already_there=True)
    _put(target, parcel.name, content, watch)
    _put(target, beside, _note(delivery, parcel.note), Watch())
    return delivery


def note_of(name: str) -> str:
    """Return the name of the note that belongs to a file."""
    return f"{name}{NOTE}"


def _put(target: Target, name: str, content: bytes, watch: Watch) -> None:
    """Write a file unless it is there already, and look at what arrived."""
    if target.read(name, len(content) + 1) == content:
        return
    target.write(name, content, watch)
    if target.read(name, len(content) + 1) != content:
        raise Unavailable("UPLOAD-DIFFERS")


def _note(delivery: Delivery, note: Note) -> bytes:
    told = {
        "format": FORMAT,
        "file": delivery.name,
        "size": delivery.size,
        "sha256": delivery.sha256,
        "batch_id": note.batch_id,
        "laptop": note.laptop,
        "minisig": note.minisig,
    }
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode()


def _speaks_of(note: bytes, delivery: Delivery) -> bool:
    """Tell whether a note that was found is about this very file; one that cannot be read is not."""
    if len(note) >= LARGEST_NOTE:
        return False
    try:
        told = json.loads(note)
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and (told.get("size"), told.get("sha256")) == (delivery.size, delivery.sha256)
