"""A folder: a stick, a shared or synchronised folder, or one from which files are attached to a message."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from civicdesk.errors import Unavailable
from civicdesk.transport.target import Source, Target, Watch

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_PIECE = 1024 * 1024


class Folder(Source):
    """A folder that takes files.

    Args:
        path: the folder; it must be there when something is delivered.
        make: it is made when something is written into it.
    """

    def __init__(self, path: Path, *, make: bool = False) -> None:
        self._path = path
        self._make = make

    def names(self) -> tuple[str, ...]:
        """Return the names of the files in the folder, whatever they are: people name files by hand; see `Source.names`.

        Raises:
            Unavailable: UPLOAD-FOLDER.
        """
        with _told():
            return tuple(sorted(entry.name for entry in self._path.iterdir() if entry.is_file()))

    def within(self, folder: str) -> Target:
        """Return a folder in this one; see `Source.within`."""
        return Folder(self._path / folder, make=True)

    def read(self, name: str, most: int) -> bytes | None:
        """Return a file of the folder; see `Target.read`.

        Raises:
            Unavailable: UPLOAD-FOLDER.
        """
        with _told():
            try:
                with (self._path / name).open("rb") as file:
                    return file.read(most)
            except FileNotFoundError:
                return None

    def write(self, name: str, content: bytes, watch: Watch) -> None:
        """Write a file so that after a power cut it is there whole, or not at all.

        Raises:
            Refused: UPLOAD-CANCELLED; nothing is left.
            Unavailable: UPLOAD-FOLDER (not there, or not writable), UPLOAD-FULL; nothing is left.
        """
        part = self._path / f"{name}.part"
        with _told():
            if self._make:
                self._path.mkdir(exist_ok=True)
            try:
                with part.open("wb") as file:
                    for at in range(0, len(content), _PIECE):
                        watch.step(at, len(content))
                        file.write(content[at : at + _PIECE])
                    file.flush()
                    os.fsync(file.fileno())
                part.replace(self._path / name)
            except BaseException:
                with suppress(OSError):
                    part.unlink(missing_ok=True)
                raise
            _settle(self._path)
        watch.told(len(content), len(content))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as why:
        raise Unavailable("UPLOAD-FULL" if why.errno in _FULL else "UPLOAD-FOLDER") from why


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
