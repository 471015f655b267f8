"""Where bundles are delivered: one Protocol, and what each delivery tells."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What lies beside a delivered file, so that the centre knows it is whole. Empty fields are written as such."""

    batch_id: str = ""
    laptop: str = ""
    """Id of the laptop that sealed the file."""
    minisig: str = ""
    """Signature over the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Proof that a file has arrived: it was read back and is the same."""

    name: str
    size: int
    """Bytes."""
    sha256: str
    """64 hex digits."""
    already_there: bool
    """It had arrived before, nothing was written."""


class Target(Protocol):
    """A place that takes files: a folder now; servers later."""

    def put(self, name: str, content: bytes, note: Note = ...) -> Delivery:
        """Deliver one file; to deliver it twice is to deliver it once.

        Args:
            name: file name without a folder.
            content: the bytes.
            note: written last, as `<name>.note.json`.

        Raises:
            Refused: UPLOAD-NAME-TAKEN, another file was delivered by this name; nothing was overwritten.
            Unavailable: UPLOAD-..., the place cannot take it now; what was there is as it was.
        """
