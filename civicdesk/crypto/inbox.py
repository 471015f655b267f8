"""Sealed files of answers: written by whoever may not or cannot open the workspace now, read by the workspace alone.

    CDIN1 LF | id, 16 bytes | length, 4 bytes | sealed box to the inbox key: {key, id, about}
    then frames: length, 4 bytes | nonce, 24 bytes | XChaCha20-Poly1305 under that key, bound to the header and the frame's number

Lengths are big-endian. A file that breaks off, or was altered, is read as far as it is whole.
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass

from civicdesk.crypto import boxes, canonical, chain
from civicdesk.errors import Damaged

LIMIT = 64 * 1024 * 1024
_MAGIC = b"CDIN1\n"
_ID_SIZE = 16
_LENGTH = struct.Struct(">I")
_LONGEST = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """What a file is written with: its header comes first, then one frame after the other."""

    header: bytes
    key: bytes

    def frame(self, number: int, told: Mapping[str, object]) -> bytes:
        """Return the bytes of one frame, to be appended and made durable before anybody is told that it is kept.

        Args:
            number: 0, 1, 2 and so on.
            told: what the frame says.
        """
        sealed = boxes.seal(self.key, canonical.write(told), _place(self.header, number))
        return _LENGTH.pack(len(sealed)) + sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was read of a sealed file."""

    id: str
    about: Mapping[str, object]
    frames: tuple[Mapping[str, object], ...]
    whole: bool
    """Nothing is missing behind the last frame, as far as can be told."""


def begin(public: bytes, ident: str, about: Mapping[str, object]) -> Writer:
    """Begin a sealed file.

    Args:
        public: the inbox key of the workspace.
        ident: 32 hex digits; a file with an id that was merged before is not merged again.
        about: what the frames belong to.
    """
    key = boxes.chance(boxes.KEY_SIZE)
    sealed = boxes.seal_to(public, canonical.write({"key": canonical.pack(key), "id": ident, "about": dict(about)}))
    return Writer(header=_MAGIC + bytes.fromhex(ident) + _LENGTH.pack(len(sealed)) + sealed, key=key)


def read(written: bytes, private: bytes) -> Opened:
    """Read a sealed file, as far as it is whole.

    Raises:
        Damaged: INBOX-FILE, it is no such file, or its beginning is damaged; INBOX-KEY, it was sealed for another workspace.
    """
    if len(written) > LIMIT or not written.startswith(_MAGIC):
        raise Damaged("INBOX-FILE")
    at = len(_MAGIC) + _ID_SIZE
    box, at = _piece(written, at)
    if box is None:
        raise Damaged("INBOX-FILE")
    plain = boxes.unseal_with(private, box)
    if plain is None:
        raise Damaged("INBOX-KEY")
    header, record = written[:at], canonical.read(plain)
    ident = canonical.text(record, "id")
    if bytes.fromhex(ident) != header[len(_MAGIC) : len(_MAGIC) + _ID_SIZE]:
        raise Damaged("INBOX-FILE")
    key, frames = canonical.blob(record, "key", boxes.KEY_SIZE), list[Mapping[str, object]]()
    while at < len(written):
        sealed, following = _piece(written, at)
        told = None if sealed is None else boxes.unseal(key, sealed, _place(header, len(frames)))
        if told is None:
            break
        frames.append(canonical.read(told))
        at = following
    return Opened(id=ident, about=canonical.table(record["about"]), frames=tuple(frames), whole=at == len(written))


def submission_of(written: bytes, private: bytes) -> str:
    """Return the response to which the answers in a sealed file belong; empty if it names none.

    Raises:
        Damaged: as `read`.
    """
    return str(read(written, private).about.get("submission", ""))


def new_pair() -> tuple[bytes, bytes]:
    """Return a new inbox key: public, private."""
    return boxes.new_pair()


def public_of(private: bytes) -> bytes:
    """Return the public half of an inbox key."""
    return boxes.public_of(private)


def _piece(written: bytes, at: int) -> tuple[bytes | None, int]:
    """Return the piece that begins with its length, and where the next one begins; None if it is cut."""
    if len(written) < at + _LENGTH.size:
        return None, at
    (size,) = _LENGTH.unpack_from(written, at)
    start = at + _LENGTH.size
    if size > _LONGEST or len(written) < start + size:
        return None, at
    return written[start : start + size], start + size


def _place(header: bytes, number: int) -> bytes:
    return chain.sha256(header) + _LENGTH.pack(number)
