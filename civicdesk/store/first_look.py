"""What can be told of a file before SQLite sees it: missing, empty, or plainly something else."""

from pathlib import Path

from civicdesk.errors import Damaged, Unavailable
from civicdesk.store import locks
from civicdesk.store.driver import PAGE

_OTHERS = (
    b"SQLite format 3\x00",
    b"PK\x03\x04",
    b"%PDF-",
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"\xd0\xcf\x11\xe0",
    b"age-encryption.org/",
    b"\x1f\x8b\x08",
)
_TEXT = bytes(range(9, 14)) + bytes(range(32, 127))


def check(path: Path) -> None:
    """Make sure that a file may be a workspace. It is only looked at; SQLite would take an empty file for a new one.

    Raises:
        Damaged: STORE-NONE, there is no file; STORE-EMPTY, fewer bytes than one page; STORE-FOREIGN, another kind of file.
        Unavailable: STORE-BUSY, this process has it open; STORE-WRITE, the disk or the file's rights say no.
    """
    locks.confirm_not_here(path)
    try:
        size = path.stat().st_size
        if path.is_fifo() or path.is_char_device():  # to open one would wait for ever, or never end
            raise Damaged("STORE-FOREIGN")
        with path.open("rb") as file:
            beginning = file.read(512)
    except FileNotFoundError:
        raise Damaged("STORE-NONE") from None
    except OSError as why:
        raise Unavailable("STORE-WRITE", reason="disk") from why
    if _foreign(beginning):
        raise Damaged("STORE-FOREIGN")
    if size < PAGE:
        raise Damaged("STORE-EMPTY")


def _foreign(beginning: bytes) -> bool:
    """An encrypted file begins with random bytes: a known kind or plain text cannot be one."""
    return beginning.startswith(_OTHERS) or (len(beginning) >= 16 and not beginning.translate(None, _TEXT))
