"""One CivicDesk asks another of the same user to come to the front: it rings at an empty file, and whoever listens hears it."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Signal


class Bell(QObject):
    """Listens at the file; it never holds more than one sign."""

    rung = Signal()

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = file
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._hear)

    def begin(self) -> bool:
        """Listen from now on; tells whether that is possible here."""
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.touch()
        return self._watcher.addPath(str(self._file))

    def end(self) -> None:
        """Listen no more."""
        if self._watcher.files():
            self._watcher.removePaths(self._watcher.files())

    def _hear(self, _path: str) -> None:
        self.rung.emit()


def ring(file: Path) -> bool:
    """Ring for whoever listens; tells whether the bell could be reached, not whether anybody came."""
    try:
        with file.open("r+b") as there:  # a bell that nobody has hung up is not made by ringing
            there.write(b"1")
    except OSError:
        return False
    return True
