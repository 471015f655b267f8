"""What was copied here is wiped after half a minute, at the lock and at the end, if it is still there; keepers of histories are asked to leave it."""

import hashlib
from collections.abc import Callable

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

KEEP_MS = 30_000
MARKS = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"\x01\x00\x00\x00",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': b"\x00\x00\x00\x00",
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': b"\x00\x00\x00\x00",
}
"""What tells a keeper of histories that this is none of its business: Plasma and others that follow it, and Windows."""
HINT = next(iter(MARKS))


class ClipboardGuard(QObject):
    """Follows what this program copies; what others have copied is never touched."""

    def __init__(self, clipboard: QClipboard, parent: QObject | None = None, *, ours: Callable[[], bool] | None = None) -> None:
        """Follow a clipboard from now on.

        Args:
            clipboard: of the application.
            parent: who owns the guard.
            ours: tells whether what lies there was put there by this program; the offscreen platform cannot tell.
        """
        super().__init__(parent)
        self._clipboard, self._ours = clipboard, ours or clipboard.ownsClipboard
        self._digest = b""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_MS)
        self._timer.timeout.connect(self.wipe)
        clipboard.dataChanged.connect(self._changed)

    def holds(self) -> bool:
        """Tell whether something of ours may still lie there."""
        return bool(self._digest)

    def wipe(self) -> None:
        """Take away what we put there, unless somebody has copied something else since; a marked selection of ours goes too."""
        self._timer.stop()
        digest, self._digest = self._digest, b""
        if digest and (self._ours() or _digest(self._clipboard.text()) == digest):
            self._clipboard.clear(QClipboard.Mode.Clipboard)
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

    def _changed(self) -> None:
        if not self._ours() or not self._clipboard.text():
            return
        self._digest = _digest(self._clipboard.text())
        self._timer.start()
        if not self._clipboard.mimeData().hasFormat(HINT):
            # Not from inside the signal: the platform is still busy with what it tells.
            QTimer.singleShot(0, self, self._mark)

    def _mark(self) -> None:
        """Put the same words there once more, marked; as plain text, for a form needs no more."""
        text = self._clipboard.text()
        if self._digest and _digest(text) == self._digest:
            marked = QMimeData()
            marked.setText(text)
            for name, value in MARKS.items():
                marked.setData(name, value)
            self._clipboard.setMimeData(marked)


def of_application() -> QClipboard:
    """Return the clipboard of the application."""
    return QGuiApplication.clipboard()


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
