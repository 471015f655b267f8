"""A desktop of the tests' own: a private bus with a login service, a power service and a screen saver on it, that say what the test wants."""

import os
import select
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import ClassInfo, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusObjectPath, QDBusUnixFileDescriptor

LOGIND, LOGIND_PATH, MANAGER = "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"
SESSION_PATH, SESSION = "/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session"
OTHER_SESSION = "/org/freedesktop/login1/session/_32"
PROPERTIES = "org.freedesktop.DBus.Properties"
UPOWER, UPOWER_PATH = "org.freedesktop.UPower", "/org/freedesktop/UPower"


@contextmanager
def private_bus() -> Iterator[str]:
    """Start a message bus that nobody else knows, and give its address; the test is skipped where there is no such program."""
    program = shutil.which("dbus-daemon")
    if program is None:
        pytest.skip("the program dbus-daemon is not on this computer: nothing can play the login service (apt-get install dbus)")
    command = [program, "--session", "--nofork", "--nopidfile", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


@ClassInfo({"D-Bus Interface": MANAGER})  # type: ignore[call-arg]  # the stubs know the form with keywords alone
class LoginService(QObject):
    """Plays logind: hands out delays as ends of pipes, so that one can see when they are given back."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.bus = QDBusConnection.connectToBus(address, f"logind {id(self)}")
        self.asked: list[tuple[str, str]] = []
        self._ends: list[int] = []
        assert self.bus.registerObject(LOGIND_PATH, self, QDBusConnection.RegisterOption.ExportAllSlots)
        assert self.bus.registerService(LOGIND)

    @Slot(str, str, str, str, result="QDBusUnixFileDescriptor")  # type: ignore[arg-type]  # Qt's own type by its name
    def Inhibit(self, what: str, who: str, why: str, mode: str) -> QDBusUnixFileDescriptor:
        self.asked.append((what, mode))
        mine, theirs = os.pipe()
        self._ends.append(mine)
        handed = QDBusUnixFileDescriptor(theirs)
        os.close(theirs)
        return handed

    @Slot(str, result="QDBusObjectPath")  # type: ignore[arg-type]  # Qt's own type by its name
    def GetSession(self, name: str) -> QDBusObjectPath:
        assert name == "auto"
        return QDBusObjectPath(SESSION_PATH)

    def held(self) -> int:
        """Return how many of the delays that were handed out are still held by somebody."""
        return sum(not select.select([end], [], [], 0)[0] for end in self._ends)

    def say(self, path: str, interface: str, name: str, *words: Any) -> None:
        """Send a signal to whoever listens."""
        signal = QDBusMessage.createSignal(path, interface, name)
        signal.setArguments(list(words))
        assert self.bus.send(signal)

    def sleep(self, *, going: bool) -> None:
        """Say that sleep is near, or over."""
        self.say(LOGIND_PATH, MANAGER, "PrepareForSleep", going)

    def close(self) -> None:
        """Leave the bus."""
        for end in self._ends:
            os.close(end)
        self.bus.unregisterService(LOGIND)
        QDBusConnection.disconnectFromBus(self.bus.name())
