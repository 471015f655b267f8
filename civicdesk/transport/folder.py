"""Deliver into a folder: a stick, a shared or synchronised folder, or one from which files are attached to a message."""

import errno
import hashlib
import json
import os
import re
from contextlib import suppress
from pathlib import Path

from civicdesk.errors import Refused, Unavailable
from civicdesk.transport.target import Delivery, Note, Target

FORMAT = "civicdesk-note 1.0"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_LARGEST_NOTE = 64 * 1024


class Folder(Target):
    """A folder that takes files.

    Args:
        path: the folder; it must be there when something is delivered.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, name: str, content: bytes, note: Note = Note()) -> Delivery:  # noqa: B008 - a frozen record
        """Deliver one file: written aside, made durable, renamed, read back; its note last.

        Args:
            name: file name of letters, digits, `.`, `_` and `-`.
            content: the bytes.
            note: what the note says beside name, size and hash.

        Raises:
            Refused: UPLOAD-NAME-TAKEN.
            Unavailable: UPLOAD-FOLDER (not there, or not writable), UPLOAD-FULL, UPLOAD-DIFFERS (what was read back is not
                what was written).
            ValueError: the name is not such a name. A bug.
        """
        if not _NAME.fullmatch(name):
            raise ValueError("name")
        try:
            return self._deliver(name, content, note)
        except OSError as why:
            raise Unavailable("UPLOAD-FULL" if why.errno in _FULL else "UPLOAD-FOLDER") from why

    def _deliver(self, name: str, content: bytes, note: Note) -> Delivery:
        delivery = Delivery(name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest(), already_there=False)
        beside = self._path / f"{name}.note.json"
        if beside.exists():
            if not _speaks_of(beside, delivery):
                raise Refused("UPLOAD-NAME-TAKEN")
            return Delivery(name=name, size=delivery.size, sha256=delivery.sha256, already_there=True)
        self._write(name, content)
        self._write(beside.name, _note(delivery, note))
        return delivery

    def _write(self, name: str, content: bytes) -> None:
        """Write a file so that after a power cut it is there whole, or not at all."""
        part, whole = self._path / f"{name}.part", self._path / name
        if _holds(whole, content):
            return
        try:
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.replace(whole)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        _settle(self._path)
        if not _holds(whole, content):
            raise Unavailable("UPLOAD-DIFFERS")


def _holds(path: Path, content: bytes) -> bool:
    """Tell whether a file is there with exactly these bytes."""
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except FileNotFoundError:
        return False


def _settle(folder: Path) -> None:
    """Make names in a folder durable, where the platform and the file system can do that."""
    directory = getattr(os, "O_DIRECTORY", None)
    if directory is None:
        return
    handle = os.open(folder, os.O_RDONLY | directory)
    try:
        os.fsync(handle)
    except OSError as why:
        if why.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


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


def _speaks_of(beside: Path, delivery: Delivery) -> bool:
    """Tell whether a note found in the folder is about this very file; one that cannot be read is not."""
    if beside.stat().st_size > _LARGEST_NOTE:
        return False
    try:
        told = json.loads(beside.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(told, dict) and (told.get("size"), told.get("sha256")) == (delivery.size, delivery.sha256)
