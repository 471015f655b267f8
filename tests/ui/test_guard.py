"""What asks for the lock when nobody watches: idleness by a clock of the test's, and what other systems say, said by the test."""

import ctypes
from collections.abc import Callable, Iterator
from ctypes import wintypes
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from civicdesk.ui.guard import bell, idle, mac, watch, windows
from civicdesk.ui.guard.idle import IdleWatch
from civicdesk.ui.guard.sources import Reason, Tell
from civicdesk.ui.guard.watch import Guard


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def move(self, **by: float) -> None:
        self.seconds += timedelta(**by).total_seconds()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _usual_minutes() -> Iterator[None]:
    idle.allow(idle.USUAL)
    yield
    idle.allow(idle.USUAL)


def _idle(clock: Clock) -> tuple[IdleWatch, list[bool]]:
    watching, heard = IdleWatch(clock), []
    watching.idle.connect(lambda: heard.append(True))
    watching.begin()
    return watching, heard


def test_five_minutes_without_a_hand_are_told_once(qapp: QObject, clock: Clock) -> None:
    watching, heard = _idle(clock)
    clock.move(minutes=4, seconds=59)
    watching.look()
    assert heard == []
    clock.move(seconds=1)
    watching.look()
    watching.look()
    assert heard == [True]


def test_any_hand_begins_the_minutes_anew(qapp: QObject, clock: Clock) -> None:
    watching, heard = _idle(clock)
    clock.move(minutes=4)
    watching.touch()
    clock.move(minutes=4)
    watching.look()
    assert heard == []


@pytest.mark.parametrize(("wanted", "holds"), [(1, 1), (15, 15), (0, 1), (-3, 1), (99, 15)])
def test_the_minutes_are_a_setting_from_1_to_15(qapp: QObject, clock: Clock, wanted: int, holds: int) -> None:
    assert idle.allow(wanted) == holds
    watching, heard = _idle(clock)
    clock.move(minutes=holds, seconds=-1)
    watching.look()
    assert heard == []
    clock.move(seconds=1)
    watching.look()
    assert heard == [True]


def test_other_minutes_hold_from_the_next_look_on(qapp: QObject, clock: Clock) -> None:
    watching, heard = _idle(clock)
    clock.move(minutes=2)
    idle.allow(1)
    watching.look()
    assert heard == [True]


def test_the_hours_of_a_sleep_count(qapp: QObject, clock: Clock) -> None:
    watching, heard = _idle(clock)
    clock.move(hours=8)
    watching.look()
    assert heard == [True]


def test_a_watch_that_rests_says_nothing(qapp: QObject, clock: Clock) -> None:
    watching, heard = _idle(clock)
    watching.end()
    clock.move(hours=1)
    watching.look()
    assert heard == []


class Part:
    """A part of a desktop that says what the test wants."""

    def __init__(self, *, there: bool = True) -> None:
        self.there, self.tell, self.slept, self.ended = there, None, 0, 0

    def begin(self, tell: Tell) -> bool:
        self.tell: Any = tell
        return self.there

    def let_sleep(self) -> None:
        self.slept += 1

    def end(self) -> None:
        self.ended += 1


def test_the_guard_hears_every_part_of_the_desktop_and_knows_which_are_there(qapp: QObject, clock: Clock, qtbot: QtBot) -> None:
    parts = (Part(), Part(there=False))
    guard = Guard(clock, lambda: parts)
    assert parts[0].tell is None, "nothing is asked before the window is there"
    guard.begin()
    guard.begin()
    assert guard.available() == ("Part",)
    with qtbot.waitSignal(guard.wanted) as heard:
        parts[0].tell(Reason.SUSPEND)
    assert heard.args == [Reason.SUSPEND]
    guard.let_sleep()
    guard.end()
    assert [(part.slept, part.ended) for part in parts] == [(1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("platform", "names"), [("linux", ["Logind", "ScreenSaver"]), ("win32", ["Messages"]), ("darwin", ["Centres"]), ("aix", [])]
)
def test_each_system_has_its_own_parts(qapp: QObject, platform: str, names: list[str]) -> None:
    assert [type(each).__name__ for each in watch.desktop(0, platform)] == names


# Windows, with messages of the test's own


class Library:
    """A library of Windows that notes what it is asked."""

    def __init__(self, asked: list[tuple[object, ...]]) -> None:
        self._asked = asked

    def __getattr__(self, name: str) -> Callable[..., int]:
        def call(*words: object) -> int:
            self._asked.append((name, words[0]))
            return 77

        return call


@pytest.fixture
def asked() -> list[tuple[object, ...]]:
    return []


@pytest.fixture
def heard() -> list[Reason]:
    return []


@pytest.fixture
def messages(qapp: QObject, asked: list[tuple[object, ...]], heard: list[Reason]) -> Iterator[windows.Messages]:
    library = Library(asked)
    made = windows.Messages(4711, SimpleNamespace(wtsapi32=library, user32=library))
    assert made.begin(heard.append)
    yield made
    made.end()


def _send(messages: windows.Messages, number: int, word: int, more: int = 0, kind: bytes = b"windows_generic_MSG") -> None:
    message = wintypes.MSG()
    message.message, message.wParam, message.lParam = number, word, more
    assert messages.nativeEventFilter(kind, ctypes.addressof(message)) == (False, 0)


@pytest.mark.parametrize(
    ("number", "word", "why"),
    [
        (windows.WM_POWERBROADCAST, windows.PBT_APMSUSPEND, [Reason.SUSPEND]),
        (windows.WM_POWERBROADCAST, 0x0012, []),
        (windows.WM_WTSSESSION_CHANGE, windows.SESSION_LOCK, [Reason.SCREEN]),
        (windows.WM_WTSSESSION_CHANGE, windows.CONSOLE_DISCONNECT, [Reason.USER]),
        (windows.WM_WTSSESSION_CHANGE, windows.REMOTE_DISCONNECT, [Reason.USER]),
        (windows.WM_WTSSESSION_CHANGE, 0x8, []),
        (0x0200, windows.PBT_APMSUSPEND, []),
    ],
)
def test_windows_asks_for_the_lock_by_messages(
    messages: windows.Messages, heard: list[Reason], number: int, word: int, why: list[Reason]
) -> None:
    _send(messages, number, word)
    assert heard == why


@pytest.mark.parametrize(("setting", "value", "why"), [(windows.LID, 0, [Reason.LID]), (windows.LID, 1, []), (bytes(16), 0, [])])
def test_windows_tells_of_the_lid(messages: windows.Messages, heard: list[Reason], setting: bytes, value: int, why: list[Reason]) -> None:
    told = windows.PowerSetting((ctypes.c_ubyte * 16).from_buffer_copy(setting), 4, (ctypes.c_ubyte * 4)(value))
    _send(messages, windows.WM_POWERBROADCAST, windows.PBT_POWERSETTINGCHANGE, ctypes.addressof(told))
    assert heard == why


def test_windows_is_asked_for_what_does_not_come_by_itself_and_let_go_of_again(
    messages: windows.Messages, asked: list[tuple[object, ...]], heard: list[Reason]
) -> None:
    messages.end()
    messages.end()
    _send(messages, windows.WM_POWERBROADCAST, windows.PBT_APMSUSPEND)
    assert heard == []
    assert asked == [
        ("WTSRegisterSessionNotification", 4711),
        ("RegisterPowerSettingNotification", 4711),
        ("WTSUnRegisterSessionNotification", 4711),
        ("UnregisterPowerSettingNotification", 77),
    ]


def test_a_message_of_another_kind_is_not_read(messages: windows.Messages, heard: list[Reason]) -> None:
    _send(messages, windows.WM_POWERBROADCAST, windows.PBT_APMSUSPEND, kind=b"xcb_generic_event_t")
    assert heard == []


def test_without_windows_there_are_no_messages(qapp: QObject) -> None:
    assert not windows.Messages(1).begin(lambda _why: None)


# macOS, with a runtime of the test's own


class FakeRuntime:
    """Two notification centres that the test speaks through."""

    def __init__(self) -> None:
        self.observers: dict[str, tuple[int, Any]] = {}
        self.forgotten: list[tuple[int, int]] = []

    def centres(self) -> tuple[int, int]:
        return 1, 2

    def observe(self, centre: int, name: str, call: Any) -> int:
        self.observers[name] = (centre, call)
        return len(self.observers)

    def forget(self, centre: int, observer: int) -> None:
        self.forgotten.append((centre, observer))


@pytest.mark.parametrize(
    ("name", "centre", "why"),
    [
        ("NSWorkspaceWillSleepNotification", 1, Reason.SUSPEND),
        ("NSWorkspaceScreensDidSleepNotification", 1, Reason.LID),
        ("NSWorkspaceSessionDidResignActiveNotification", 1, Reason.USER),
        ("com.apple.screenIsLocked", 2, Reason.SCREEN),
        ("com.apple.screensaver.didstart", 2, Reason.SCREEN),
    ],
)
def test_macos_asks_for_the_lock_by_names(heard: list[Reason], name: str, centre: int, why: Reason) -> None:
    runtime = FakeRuntime()
    centres = mac.Centres(runtime)
    assert centres.begin(heard.append)
    where, call = runtime.observers[name]
    call(0, 0, 0)
    assert (where, heard) == (centre, [why])
    centres.let_sleep()
    centres.end()
    call(0, 0, 0)
    assert heard == [why]
    assert len(runtime.forgotten) == 5


def test_without_macos_there_are_no_notification_centres(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    assert not mac.Centres().begin(lambda _why: None)


# The bell between two windows


def test_a_ring_is_heard_by_whoever_listens(qapp: QObject, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "data" / "bell"
    listening = bell.Bell(file)
    assert listening.begin()
    with qtbot.waitSignal(listening.rung):
        assert bell.ring(file)
    listening.end()
    assert file.read_bytes() == b"1"


def test_a_bell_that_nobody_has_hung_up_is_told_and_not_made(tmp_path: Path) -> None:
    assert not bell.ring(tmp_path / "bell")
    assert not (tmp_path / "bell").exists()


# The clipboard


@pytest.fixture
def copying(qtbot: QtBot) -> Iterator[tuple[Any, QLineEdit]]:
    from civicdesk.ui.guard import clipboard

    guard = clipboard.ClipboardGuard(clipboard.of_application(), ours=lambda: True)
    line = QLineEdit("07700 900123")
    qtbot.addWidget(line)
    line.selectAll()
    line.copy()
    yield guard, line
    guard.deleteLater()
    clipboard.of_application().clear()


def _clip() -> Any:
    from civicdesk.ui.guard import clipboard

    return clipboard.of_application()


def test_what_was_copied_is_marked_as_a_secret(copying: tuple[Any, QLineEdit], qtbot: QtBot) -> None:
    from civicdesk.ui.guard.clipboard import MARKS

    qtbot.waitUntil(lambda: _clip().mimeData().hasFormat("x-kde-passwordManagerHint"))
    assert _clip().text() == "07700 900123"
    assert {name: bytes(_clip().mimeData().data(name).data()) for name in MARKS} == MARKS
    assert _clip().mimeData().hasFormat('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"')


def test_what_was_copied_is_wiped_after_half_a_minute(copying: tuple[Any, QLineEdit], qtbot: QtBot) -> None:
    guard = copying[0]
    assert guard._timer.interval() == 30_000
    assert guard._timer.isActive()
    guard._timer.timeout.emit()
    assert _clip().text() == ""
    assert not guard.holds()


def test_what_others_have_copied_since_is_left_alone(copying: tuple[Any, QLineEdit]) -> None:
    guard = copying[0]
    guard._ours = lambda: False
    _clip().setText("from another program")
    guard.wipe()
    assert _clip().text() == "from another program"


def test_what_a_keeper_of_histories_has_taken_over_unchanged_is_wiped_too(copying: tuple[Any, QLineEdit]) -> None:
    guard = copying[0]
    guard._ours = lambda: False
    guard.wipe()
    assert _clip().text() == ""


def test_what_others_copy_is_never_followed(qapp: QObject) -> None:
    from civicdesk.ui.guard import clipboard

    guard = clipboard.ClipboardGuard(clipboard.of_application(), ours=lambda: False)
    _clip().setText("from another program")
    assert not guard.holds()
    guard.wipe()
    assert _clip().text() == "from another program"
    guard.deleteLater()
    _clip().clear()
