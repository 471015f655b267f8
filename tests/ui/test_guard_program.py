"""The program and its watch: every reason ends in one lock, one fresh start, and empty hands."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QtMsgType
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from civicdesk import app, logs
from civicdesk.settings import MachineSettings
from civicdesk.ui import theme
from civicdesk.ui.guard import idle
from civicdesk.ui.guard.sources import Reason, Tell
from civicdesk.ui.widgets.screen import place
from tests.ui.desk import PASSPHRASE, made


class Part:
    """A desktop that holds sleep up until it is told not to."""

    def __init__(self) -> None:
        self.tell: Any = None
        self.held = True

    def begin(self, tell: Tell) -> bool:
        self.tell = tell
        return True

    def let_sleep(self) -> None:
        self.held = False

    def end(self) -> None:
        self.held = False


class Watched:
    """The program over a real workspace, with a desktop of the test's and a note of each fresh start."""

    def __init__(self, application: QApplication, home: Path) -> None:
        self.fresh: list[bool] = []
        self.ended: list[bool] = []
        self.desktop = Part()
        settings = MachineSettings(theme="light", lock_minutes=7)
        self.program = app.Program(application, settings, home=home, restart=lambda: self.fresh.append(True))
        self.program.guard._make = lambda: (self.desktop,)
        self.program.ended.connect(lambda: self.ended.append(True))

    @property
    def screen(self) -> Any:
        return self.program.window.presenter


@pytest.fixture
def watched(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """Show the unlock window over a copy of a real workspace."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    shutil.copytree(made().folder, tmp_path / "home" / "practice")
    running = Watched(qapp, tmp_path / "home")
    with qtbot.waitActive(running.program.window):
        running.program.show()
        running.program.window.activateWindow()
    running.program.watch_desktop()
    qtbot.waitUntil(lambda: bool(running.screen.state.names) and not running.program._busy, timeout=10_000)
    yield running
    if not running.ended:
        with qtbot.waitSignal(running.program.ended):
            running.program.stop()
    running.program.end()
    gc.unfreeze()
    gc.enable()
    theme.apply(qapp, theme.Look(theme="light"))


@pytest.fixture
def signed_in(watched: Watched, qtbot: QtBot) -> Watched:
    watched.screen.page.secret.put(PASSPHRASE)
    watched.screen.page.open.click()
    qtbot.waitUntil(watched.program.window.unlocked, timeout=20_000)
    return watched


@pytest.mark.parametrize("why", list(Reason))
def test_each_reason_locks_and_sleep_is_held_up_to_the_end(signed_in: Watched, qtbot: QtBot, why: Reason) -> None:
    signed_in.desktop.tell(why)
    assert signed_in.screen is None, "nothing of anybody is shown from this moment on"
    qtbot.waitUntil(lambda: bool(signed_in.ended))
    assert signed_in.fresh == [True]
    assert signed_in.desktop.held, "the end of the process gives it back, when its memory is gone"


def test_several_reasons_at_once_end_in_one_fresh_start(signed_in: Watched, qtbot: QtBot) -> None:
    for why in (Reason.LID, Reason.SCREEN, Reason.SUSPEND):
        signed_in.desktop.tell(why)
    signed_in.program.lock()
    signed_in.program.stop()
    qtbot.waitUntil(lambda: bool(signed_in.ended))
    assert (signed_in.fresh, signed_in.ended) == ([True], [True])


def test_idleness_locks_after_the_minutes_of_the_settings(signed_in: Watched, qtbot: QtBot) -> None:
    watching = signed_in.program.guard.watch
    assert idle.allow(7) == 7
    since = watching._last
    watching._clock = lambda: since + 7 * 60 - 1
    watching.look()
    assert signed_in.fresh == []
    watching._clock = lambda: since + 7 * 60
    watching.look()
    qtbot.waitUntil(lambda: bool(signed_in.ended))
    assert signed_in.fresh == [True]


def test_a_hand_puts_off_the_lock(signed_in: Watched) -> None:
    watching = signed_in.program.guard.watch
    watching._clock = lambda: 10**9
    signed_in.program.window.touched.emit()
    assert watching._last == 10**9


def test_at_the_door_nothing_is_locked_but_what_was_typed_is_forgotten_and_the_laptop_sleeps(watched: Watched) -> None:
    watched.screen.page.secret.put("half a passph")
    watched.desktop.tell(Reason.SUSPEND)
    assert watched.screen.page.secret.text() == ""
    assert not watched.desktop.held
    assert watched.fresh == []


def test_who_is_just_signing_in_is_locked_out_again(watched: Watched, qtbot: QtBot) -> None:
    watched.screen.page.secret.put(PASSPHRASE)
    watched.screen.page.open.click()
    watched.desktop.tell(Reason.SUSPEND)
    qtbot.waitUntil(lambda: bool(watched.ended), timeout=20_000)
    assert not watched.program.window.unlocked()
    assert watched.fresh == [True]


def test_the_door_is_shown_anew_even_if_closing_has_a_bug(signed_in: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(_kit: object) -> None:
        raise ValueError

    monkeypatch.setattr(app, "_close_workspace", fall)
    signed_in.program.lock()
    qtbot.waitUntil(lambda: bool(signed_in.ended))
    assert signed_in.fresh == [True]


@pytest.mark.parametrize("way", ["lock", "stop"])
def test_what_was_copied_is_gone_after_lock_and_end(signed_in: Watched, qtbot: QtBot, qapp: QApplication, way: str) -> None:
    signed_in.program.clipboard._ours = lambda: True
    qapp.clipboard().setText("07700 900123")
    getattr(signed_in.program, way)()
    assert qapp.clipboard().text() == ""
    qtbot.waitUntil(lambda: bool(signed_in.ended))


def test_another_window_can_be_asked_to_come_to_the_front(signed_in: Watched, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    came: list[bool] = []
    monkeypatch.setattr(signed_in.program.window, "come_forward", lambda: came.append(True))
    from civicdesk import paths
    from civicdesk.ui.guard import bell

    assert bell.ring(paths.bell_file())
    qtbot.waitUntil(lambda: came == [True])


def test_words_of_the_window_library_are_not_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[tuple[logs.Event, dict[str, int]]] = []
    monkeypatch.setattr(logs, "event", lambda which, **numbers: noted.append((which, numbers)))
    where: Any = type("Where", (), {"line": 12})()
    app._note_message(QtMsgType.QtWarningMsg, where, "QLineEdit: Wren Fictional")
    app._note_message(QtMsgType.QtDebugMsg, where, "more")
    assert noted == [(logs.Event.WINDOW_LIBRARY, {"kind": QtMsgType.QtWarningMsg.value, "line": 12})]


def test_the_window_listens_to_the_desktop_only_after_it_is_there(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    running = Watched(qapp, tmp_path / "home")
    running.program.watch_soon()
    assert running.desktop.tell is None
    running.program.end()
    gc.enable()


def test_other_minutes_chosen_in_the_settings_hold_at_once(signed_in: Watched, qtbot: QtBot, tmp_path: Path) -> None:
    signed_in.program.window.start_at(place("settings"))
    signed_in.screen.page.minutes.picked.emit("1")
    kept = tmp_path / "config" / "civicdesk" / "settings.toml"
    qtbot.waitUntil(lambda: kept.is_file() and "lock_minutes = 1\n" in kept.read_text())
    watching = signed_in.program.guard.watch
    since = watching._last
    watching._clock = lambda: since + 60
    watching.look()
    qtbot.waitUntil(lambda: bool(signed_in.ended))
    assert signed_in.fresh == [True]
