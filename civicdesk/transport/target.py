"""Where bundles are delivered and collected: two Protocols, what is handed to them, and what each delivery tells."""

import re
from collections.abc import Callable, Sized
from dataclasses import dataclass, field
from typing import Protocol

from civicdesk.errors import Refused, Unavailable

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}")
"""Names under which files are delivered."""
MOST_NAMES = 100_000
"""Files of a folder that are listed: a server that never ends its list is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What lies beside a delivered file, so that the centre knows it is whole. Empty fields are written as such."""

    batch_id: str = ""
    laptop: str = ""
    """Id of the laptop that sealed the file."""
    minisig: str = ""
    """Signature over the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One file to deliver."""

    name: str
    """Letters, digits, `.`, `_` and `-`; no folder."""
    content: bytes
    note: Note = field(default_factory=Note)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Who looks on while something is sent."""

    told: Callable[[int, int], None] = lambda _sent, _all: None
    """Gets bytes sent and bytes in all."""
    cancelled: Callable[[], bool] = lambda: False

    def step(self, sent: int, whole: int) -> None:
        """Tell how far it is.

        Raises:
            Refused: UPLOAD-CANCELLED: the person wants it to stop here.
        """
        if self.cancelled():
            raise Refused("UPLOAD-CANCELLED")
        self.told(sent, whole)


class Target(Protocol):
    """A place that takes files: a folder, or a server of one of three kinds."""

    def read(self, name: str, most: int) -> bytes | None:
        """Return a file whole, or its first `most` bytes if it is longer; None if there is none by this name.

        Raises:
            Unavailable: UPLOAD-..., the place cannot be asked now.
        """

    def write(self, name: str, content: bytes, watch: Watch) -> None:
        """Put a file in place whole: aside first where the place can rename, going on where a cut line left off where it can do that.

        Raises:
            Refused: UPLOAD-CANCELLED; what was sent so far may lie aside.
            Unavailable: UPLOAD-..., the place cannot take it now; what stood under the name is as it was.
        """

    def close(self) -> None:
        """Let go of the line, if one is held; what is asked next opens another."""
        return


class Source(Target, Protocol):
    """A place in which one can look around: where a centre collects what was delivered, and puts its receipts."""

    def names(self) -> tuple[str, ...]:
        """Return the names of the files that lie in it, sorted. Folders are left out, and names that no delivery has.

        Raises:
            Unavailable: UPLOAD-..., the place cannot be asked now.
        """

    def within(self, folder: str) -> Target:
        """Return a folder in it. It need not be there: it is made when something is written into it."""


def confirm_few(names: Sized, host: str) -> None:
    """See that a list of files does not go on for ever.

    Raises:
        Unavailable: UPLOAD-MANY.
    """
    if len(names) > MOST_NAMES:
        raise Unavailable("UPLOAD-MANY", host=host, most=MOST_NAMES)
