"""What a Linux desktop says over D-Bus, said by services of the tests' own on a private bus: sleep, lid, lock, users, screen saver."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtDBus import QDBusConnection
from pytestqt.qtbot import QtBot

from civicdesk.ui.guard.linux import Logind, ScreenSaver
from civicdesk.ui.guard.sources import Reason
from tests.ui.fake_desktop import (
    OTHER_SESSION,
    PROPERTIES,
    SESSION,
    SESSION_PATH,
    UPOWER,
    UPOWER_PATH,
    LoginService,
    private_bus,
)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with private_bus() as where:
        yield where


@pytest.fixture
def login(qapp: QObject, address: str) -> Iterator[LoginService]:
    service = LoginService(address)
    yield service
    service.close()


@pytest.fixture
def bus(address: str) -> Iterator[QDBusConnection]:
    yield QDBusConnection.connectToBus(address, "the program")
    QDBusConnection.disconnectFromBus("the program")


Listening = tuple[Logind, list[Reason]]


@pytest.fixture
def listening(login: LoginService, bus: QDBusConnection, qtbot: QtBot) -> Iterator[Listening]:
    """Give a listener that has taken the delay and found its session, and what it has heard."""
    assert bus.registerService(UPOWER)
    heard: list[Reason] = []
    logind = Logind(bus)
    assert logind.begin(heard.append)
    qtbot.waitUntil(lambda: logind.holds_delay() and not logind._waiting)
    yield logind, heard
    logind.end()
    bus.unregisterService(UPOWER)


def test_sleep_waits_for_us_from_the_beginning(login: LoginService, listening: Listening) -> None:
    assert login.asked == [("sleep", "delay")]
    assert login.held() == 1


SIGNALS: dict[str, tuple[Callable[[LoginService], None], Reason]] = {
    "sleep is near": (lambda login: login.sleep(going=True), Reason.SUSPEND),
    "the session is to be locked": (lambda login: login.say(SESSION_PATH, SESSION, "Lock"), Reason.SCREEN),
    "the screen is locked": (
        lambda login: login.say(SESSION_PATH, PROPERTIES, "PropertiesChanged", SESSION, {"LockedHint": True}, ["IdleHint"]),
        Reason.SCREEN,
    ),
    "another user is in front": (
        lambda login: login.say(SESSION_PATH, PROPERTIES, "PropertiesChanged", SESSION, {"Active": False}, ["IdleHint"]),
        Reason.USER,
    ),
}


@pytest.mark.parametrize("what", SIGNALS)
def test_the_desktop_asks_for_the_lock(login: LoginService, listening: Listening, qtbot: QtBot, what: str) -> None:
    say, why = SIGNALS[what]
    say(login)
    qtbot.waitUntil(lambda: listening[1] == [why])
    assert login.held() == 1, "sleep waits until somebody has locked"


def test_a_closed_lid_asks_for_the_lock(bus: QDBusConnection, login: LoginService, listening: Listening, qtbot: QtBot) -> None:
    login.bus, ours = bus, login.bus
    login.say(UPOWER_PATH, PROPERTIES, "PropertiesChanged", UPOWER, {"LidIsClosed": True}, ["DaemonVersion"])
    login.bus = ours
    qtbot.waitUntil(lambda: listening[1] == [Reason.LID])


def test_what_is_no_reason_is_passed_over(login: LoginService, listening: Listening, qtbot: QtBot) -> None:
    login.sleep(going=False)
    login.say(OTHER_SESSION, SESSION, "Lock")
    login.say(OTHER_SESSION, PROPERTIES, "PropertiesChanged", SESSION, {"Active": False}, ["IdleHint"])
    login.say(SESSION_PATH, PROPERTIES, "PropertiesChanged", SESSION, {"Active": True, "LockedHint": False}, ["IdleHint"])
    login.say(SESSION_PATH, SESSION, "Unlock")
    login.say(SESSION_PATH, SESSION, "Lock")  # the last one is heard, so the others have come too
    qtbot.waitUntil(lambda: bool(listening[1]))
    assert listening[1] == [Reason.SCREEN]


def test_a_program_with_nothing_open_holds_up_nothing_and_takes_the_delay_anew(
    login: LoginService, listening: Listening, qtbot: QtBot
) -> None:
    logind, heard = listening
    login.sleep(going=True)
    qtbot.waitUntil(lambda: heard == [Reason.SUSPEND])
    logind.let_sleep()
    qtbot.waitUntil(lambda: login.held() == 0)
    login.sleep(going=False)
    qtbot.waitUntil(lambda: login.held() == 1)


def test_who_has_ended_hears_nothing_and_holds_nothing(login: LoginService, listening: Listening, qtbot: QtBot) -> None:
    logind, heard = listening
    logind.end()
    login.sleep(going=True)
    qtbot.waitUntil(lambda: login.held() == 0)
    assert heard == []


def test_a_bus_without_a_login_service_is_no_trouble(qapp: QObject, bus: QDBusConnection) -> None:
    assert not Logind(bus).begin(lambda _why: None)


def test_a_desktop_without_a_bus_is_no_trouble(qapp: QObject) -> None:
    nowhere = QDBusConnection.connectToBus("unix:path=/nowhere", "nowhere")
    assert not Logind(nowhere).begin(lambda _why: None)
    assert not ScreenSaver(nowhere).begin(lambda _why: None)
    QDBusConnection.disconnectFromBus("nowhere")


@pytest.mark.parametrize("interface", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
def test_a_screen_saver_asks_for_the_lock_when_it_comes_and_not_when_it_goes(
    login: LoginService, bus: QDBusConnection, qtbot: QtBot, interface: str
) -> None:
    heard: list[Reason] = []
    saver = ScreenSaver(bus)
    assert saver.begin(heard.append)
    login.say("/ScreenSaver", interface, "ActiveChanged", False)
    login.say("/ScreenSaver", interface, "ActiveChanged", True)
    qtbot.waitUntil(lambda: heard == [Reason.SCREEN])
    saver.end()
