"""Nobody has touched the laptop for a while."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

LEAST, USUAL, MOST = 1, 5, 15
"""Minutes without a hand until the program locks."""
LOOK_MS = 5_000
_minutes = USUAL


def allow(minutes: int) -> int:
    """Choose after how many minutes this process locks, from now on; outside 1 to 15 they are brought inside. Returns what holds."""
    global _minutes  # noqa: PLW0603 - one process has one window; the settings and the watch are two rooms of it
    _minutes = min(MOST, max(LEAST, minutes))
    return _minutes


class IdleWatch(QObject):
    """Looks every five seconds how long nobody has touched anything; the clock must go on while the laptop sleeps."""

    idle = Signal()

    def __init__(self, clock: Callable[[], float], parent: QObject | None = None) -> None:
        """Make a watch that rests.

        Args:
            clock: seconds that never jump back, for example since the laptop was started.
            parent: who owns the watch.
        """
        super().__init__(parent)
        self._clock = clock
        self._last = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Watch from now on."""
        self.touch()
        self._timer.start()

    def touch(self) -> None:
        """A hand did something."""
        self._last = self._clock()

    def look(self) -> None:
        """Say it once if it has been long enough."""
        if self._timer.isActive() and self._clock() - self._last >= _minutes * 60:
            self._timer.stop()
            self.idle.emit()

    def end(self) -> None:
        """Watch no more."""
        self._timer.stop()
