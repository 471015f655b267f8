"""Linux: sleep, lid, the lock of the session and the switch of the user, as logind, UPower and the screen saver say them over D-Bus.

Imported after the first paint: QtDBus is not needed to unlock. Every question is asked without waiting for its answer. A desktop without such a
service says nothing, and nothing is said about it.
"""

from typing import Any

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

from civicdesk.i18n import say
from civicdesk.ui.guard.sources import Reason, Tell

LOGIND, LOGIND_PATH = "org.freedesktop.login1", "/org/freedesktop/login1"
MANAGER, SESSION = "org.freedesktop.login1.Manager", "org.freedesktop.login1.Session"
PROPERTIES = "org.freedesktop.DBus.Properties"
UPOWER = "org.freedesktop.UPower"
SAVERS = ("org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver", "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver")
OWN_SESSION = "auto"
"""Our session, or, of a program that the user's own service manager has started, the one that the user is shown in."""


class Logind(QObject):
    """Hears of sleep, lid, lock and user switch, and holds sleep up until the program has locked."""

    def __init__(self, bus: QDBusConnection | None = None) -> None:
        super().__init__()
        self._bus = bus or QDBusConnection.systemBus()
        self._tell: Tell | None = None
        self._held: QDBusMessage | None = None
        self._waiting: set[QDBusPendingCallWatcher] = set()

    def begin(self, tell: Tell) -> bool:
        """Listen, ask for our session, and take the delay."""
        if not self._bus.isConnected() or not self._bus.interface().isServiceRegistered(LOGIND).value():
            return False
        self._tell = tell
        _listen(self._bus, (LOGIND, LOGIND_PATH, MANAGER, "PrepareForSleep"), self, "sleeps(bool)")
        _listen(self._bus, (UPOWER, "", PROPERTIES, "PropertiesChanged"), self, "power(QString,QVariantMap,QStringList)")
        self._ask("GetSession", [OWN_SESSION], self._session_found)
        self._take_delay()
        return True

    def holds_delay(self) -> bool:
        """Tell whether sleep waits for us."""
        return self._held is not None

    def let_sleep(self) -> None:
        """Give the delay back: the descriptor that logind handed out is closed with the message that brought it."""
        self._held = None

    def end(self) -> None:
        """Give the delay back and hear nothing more."""
        self._tell = None
        self._waiting.clear()
        self.let_sleep()

    @Slot(bool)
    def sleeps(self, going: bool) -> None:  # noqa: FBT001 - the signal of logind hands one yes or no
        """Sleep is near (true), or over (false): the delay is taken anew for the next time."""
        if going:
            self._say(Reason.SUSPEND)
        elif self._tell is not None and self._held is None:
            self._take_delay()

    @Slot("QString", "QVariantMap", "QStringList")
    def power(self, _interface: str, changed: dict[str, Any], _gone: list[str]) -> None:
        """The lid was closed, also where that does not put the laptop to sleep."""
        if changed.get("LidIsClosed") is True:
            self._say(Reason.LID)

    @Slot("QString", "QVariantMap", "QStringList")
    def session(self, _interface: str, changed: dict[str, Any], _gone: list[str]) -> None:
        """The session was locked, or another user has come to the front."""
        if changed.get("LockedHint") is True:
            self._say(Reason.SCREEN)
        if changed.get("Active") is False:
            self._say(Reason.USER)

    @Slot()
    def locked(self) -> None:
        """Logind asks every program of the session to lock."""
        self._say(Reason.SCREEN)

    def _say(self, why: Reason) -> None:
        if self._tell is not None:
            self._tell(why)

    def _take_delay(self) -> None:
        self._ask("Inhibit", ["sleep", say("window.title"), say("guard.delay"), "delay"], self._delay_taken)

    def _delay_taken(self, watcher: QDBusPendingCallWatcher) -> None:
        reply = self._answer(watcher)
        if reply is not None and self._tell is not None:
            self._held = reply

    def _session_found(self, watcher: QDBusPendingCallWatcher) -> None:
        reply = self._answer(watcher)
        if reply is None:
            return
        session = reply.arguments()[0].path()
        _listen(self._bus, (LOGIND, session, SESSION, "Lock"), self, "locked()")
        _listen(self._bus, (LOGIND, session, PROPERTIES, "PropertiesChanged"), self, "session(QString,QVariantMap,QStringList)")

    def _ask(self, method: str, words: list[Any], then: Any) -> None:
        call = QDBusMessage.createMethodCall(LOGIND, LOGIND_PATH, MANAGER, method)
        call.setArguments(words)
        watcher = QDBusPendingCallWatcher(self._bus.asyncCall(call), self)
        self._waiting.add(watcher)
        watcher.finished.connect(then)

    def _answer(self, watcher: QDBusPendingCallWatcher) -> QDBusMessage | None:
        """Return what came back, None if it was a no."""
        self._waiting.discard(watcher)
        reply = watcher.reply()
        watcher.deleteLater()
        return reply if reply.type() == QDBusMessage.MessageType.ReplyMessage and reply.arguments() else None


class ScreenSaver(QObject):
    """Hears of the screen saver of the desktop."""

    def __init__(self, bus: QDBusConnection | None = None) -> None:
        super().__init__()
        self._bus = bus or QDBusConnection.sessionBus()
        self._tell: Tell | None = None

    def begin(self, tell: Tell) -> bool:
        """Listen to every kind of screen saver; which of them runs is found out when it speaks."""
        if not self._bus.isConnected():
            return False
        self._tell = tell
        for each in SAVERS:
            _listen(self._bus, ("", "", each, "ActiveChanged"), self, "active(bool)")
        return True

    def let_sleep(self) -> None:
        """Hold up nothing."""

    def end(self) -> None:
        """Hear nothing more."""
        self._tell = None

    @Slot(bool)
    def active(self, covered: bool) -> None:  # noqa: FBT001 - the signal of the screen saver hands one yes or no
        """The screen is covered, or seen again."""
        if covered and self._tell is not None:
            self._tell(Reason.SCREEN)


def _listen(bus: QDBusConnection, where: tuple[str, str, str, str], receiver: QObject, slot: str) -> None:
    """Call a slot at each signal; `where` is service, path, interface and name, an empty one meaning any."""
    connect: Any = bus.connect  # the stubs ask for bytes where the library takes text alone
    connect(*where, receiver, SLOT(slot))


def sources() -> tuple[Logind, ScreenSaver]:
    """Return everything that this system is asked."""
    return Logind(), ScreenSaver()
