"""A line between a laptop and a server that can be cut after so many bytes, and counts what went over it; what is sent; what may arrive."""

import random
import socket
import threading
from contextlib import suppress
from pathlib import Path


class Line:
    """Listens on a port of this computer and passes everything on.

    Args:
        port: where the real server listens, on this computer.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self.left: int | None = None
        """Bytes that may still go to the server; None for no end."""
        self.sent = 0
        self._lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def cut_after(self, count: int | None) -> None:
        """Cut every connection once so many more bytes went to the server; None mends the line."""
        self.left, self.sent = count, 0

    def close(self) -> None:
        """Take the line down."""
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                threading.Thread(target=self._pass, args=(near, far, True), daemon=True).start()
                threading.Thread(target=self._pass, args=(far, near, False), daemon=True).start()

    def _pass(self, source: socket.socket, to: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while piece := source.recv(16_384):
                to.sendall(self._allowed(piece) if counted else piece)
                if counted and self.left == 0:
                    break
        for end in (source, to):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _allowed(self, piece: bytes) -> bytes:
        with self._lock:
            if self.left is not None:
                piece = piece[: self.left]
                self.left -= len(piece)
            self.sent += len(piece)
        return piece


def noise(size: int, seed: int) -> bytes:
    """Return bytes in which nothing repeats."""
    return random.Random(seed).randbytes(size)  # noqa: S311 - the same bytes in each run


def whole_or_nothing(folder: Path, name: str, content: bytes) -> bool:
    """Tell whether a folder holds the file whole, or nothing that counts: no file by the name that another program would take."""
    found = folder / name
    return not (folder / f"{name}.note.json").exists() and (not found.exists() or found.read_bytes() == content)
