"""Everything that may ask for the lock, in one place: no hand for minutes, sleep, lid, screen, another user."""

import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from civicdesk.ui.guard.idle import IdleWatch
from civicdesk.ui.guard.sources import Reason, Source

LATER_MS = 250
"""How long after the first paint a desktop is asked: not before the window is there for the hand."""

Sources = Callable[[], Sequence[Source]]


class Guard(QObject):
    """Listens to the desktop from shortly after the first paint to the end of the process, and to idleness while somebody is signed in."""

    wanted = Signal(object)
    """`Reason` why the program is to lock; whether anything is open is asked by whoever hears it."""
    idle = Signal()

    def __init__(self, clock: Callable[[], float], sources: Sources, parent: QObject | None = None) -> None:
        """Make a guard that rests.

        Args:
            clock: seconds since any moment, that go on while the laptop sleeps.
            sources: what is listened to; made when it is wanted, for a desktop's libraries are loaded then.
            parent: who owns the guard.
        """
        super().__init__(parent)
        self._make, self._sources, self._begun = sources, tuple[Source, ...](), False
        self._heard: tuple[str, ...] = ()
        self.watch = IdleWatch(clock, self)
        self.watch.idle.connect(self.idle)

    def begin(self) -> None:
        """Listen to the desktop."""
        if not self._begun:
            self._begun = True
            self._sources = tuple(self._make())
            self._heard = tuple(type(each).__name__ for each in self._sources if each.begin(self._tell))

    def available(self) -> tuple[str, ...]:
        """Return the names of what this desktop has; what it lacks is no trouble."""
        return self._heard

    def let_sleep(self) -> None:
        """Nothing is open: hold up sleep no longer."""
        for each in self._sources:
            each.let_sleep()

    def end(self) -> None:
        """Hear nothing more."""
        self._begun = True
        self.watch.end()
        for each in self._sources:
            each.end()
        self._sources = ()

    def _tell(self, why: Reason) -> None:
        self.wanted.emit(why)


def desktop(window: int, platform: str = sys.platform) -> Sequence[Source]:
    """Return what is listened to on a system; `window` is the system's number of our window."""
    if platform.startswith("linux"):
        from civicdesk.ui.guard import linux

        return linux.sources()
    if platform == "win32":
        from civicdesk.ui.guard import windows

        return (windows.Messages(window),)
    if platform == "darwin":
        from civicdesk.ui.guard import mac

        return (mac.Centres(),)
    return ()
