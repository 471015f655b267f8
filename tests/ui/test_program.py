"""The real window over a real workspace: from nothing to a closed session, with keys only, then lock and unlock."""

import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from civicdesk import app
from civicdesk.crypto import cost, passphrase
from civicdesk.settings import MachineSettings
from civicdesk.ui import theme

PHRASE = "copper lantern meadow orbit pebble quilt"
CHEAP = cost.PRACTICE


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], app.Program]]:
    """Start the program over one home folder, as often as wanted; the passphrase costs little."""
    monkeypatch.setattr(passphrase, "STANDARD", CHEAP)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    running: list[app.Program] = []

    def start() -> app.Program:
        settings = MachineSettings(theme="light")
        made = app.Program(qapp, settings, home=tmp_path / "home", restart=lambda: None)
        running.append(made)
        with qtbot.waitActive(made.window):
            made.show()
            made.window.activateWindow()
        return made

    yield start
    for made in running:
        if made.store._thread.is_alive():
            with qtbot.waitSignal(made.ended):
                made.stop()
        made.end()
    gc.unfreeze()
    gc.enable()
    theme.apply(qapp, theme.Look(theme="light"))


class Hands:
    """What a worker does at the keyboard."""

    def __init__(self, program: app.Program, qtbot: QtBot) -> None:
        self.program, self.qtbot = program, qtbot

    @property
    def screen(self) -> Any:
        return self.program.window.presenter

    def at(self, word: str) -> Any:
        """Wait until a screen is there and knows what it shows."""
        name = word.title().replace("_", "") + "Presenter"
        self.qtbot.waitUntil(
            lambda: type(self.screen).__name__ == name and not getattr(self.screen.state, "loading", False), timeout=10_000
        )
        self.qtbot.waitUntil(lambda: self.program.window.focusWidget() is not None, timeout=2000)
        return self.screen

    def until(self, true: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(true, timeout=10_000)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focus(), key, modifier)
        self.qtbot.wait(1)

    def type(self, text: str) -> None:
        QTest.keyClicks(self.focus(), text)

    def focus(self) -> QWidget:
        focused = self.program.window.focusWidget()
        assert focused is not None
        return focused


CTRL = Qt.KeyboardModifier.ControlModifier


def _join_practice(hands: Hands) -> None:
    first = hands.at("first_run")
    first.page.practice.setFocus()
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: first.state.step == "you")
    hands.until(lambda: hands.focus() is first.page.name.line)
    hands.type("CO")
    first.page.role.put("coordinator")
    first.page.secret.put(PHRASE)
    first.page.secret.line.setFocus()
    first.page.onward.setFocus()
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: first.state.step == "recovery" or bool(first.state.problem))
    assert first.state.problem == ""
    code = first.state.code
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: first.state.step == "retype")
    hands.type(code.lower().replace("-", " "))
    hands.press(Qt.Key.Key_Return)
    hands.at("today")


def test_a_worker_goes_from_nothing_to_a_closed_session_by_keys_alone(program: Callable[[], app.Program], qtbot: QtBot) -> None:
    running = program()
    hands = Hands(running, qtbot)
    _join_practice(hands)
    assert running.window.windowTitle() == "CivicDesk"

    today = hands.screen
    hands.press(Qt.Key.Key_N, CTRL)
    for key in (Qt.Key.Key_1, Qt.Key.Key_Return, Qt.Key.Key_Return):
        hands.press(key)
    session = hands.at("session")
    assert session.state.people == ()

    hands.press(Qt.Key.Key_N, CTRL)
    hands.at("add_person")
    hands.type("Wren Fictional1984")
    hands.press(Qt.Key.Key_1)
    hands.press(Qt.Key.Key_Return)

    consent = hands.at("consent")
    while consent.state.step == "words":
        hands.press(Qt.Key.Key_Return)
    for _ in consent.state.purposes:
        hands.press(Qt.Key.Key_1)
    hands.type("AB")
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: consent.state.step == "done" or bool(consent.state.problem))
    assert consent.state.problem == ""
    assert consent.state.may_capture

    hands.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    session = hands.at("session")
    assert [(each.name, each.tasks[0], each.tasks[1]) for each in session.state.people] == [("Wren Fictional", "done", "not_started")]

    hands.press(Qt.Key.Key_E, CTRL)
    hands.until(lambda: session.state.closing)
    assert dict(session.state.counts)["present"] == 1
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: bool(session.state.problem))
    assert "SESSION-OPEN-ROWS" in session.state.problem
    hands.until(lambda: session.page.first_field is not None)
    session.page.take_focus()
    hands.press(Qt.Key.Key_1)
    hands.until(session.page.end.hasFocus)
    hands.press(Qt.Key.Key_Return)
    today = hands.at("today")
    assert today.state.session == ""
    assert today.state.sessions == 1
    assert today.state.backup_days == 0


def test_searching_opens_the_person_who_is_meant(program: Callable[[], app.Program], qtbot: QtBot) -> None:
    running = program()
    hands = Hands(running, qtbot)
    _join_practice(hands)
    hands.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    people = hands.at("people")
    hands.until(lambda: not people.state.loading)
    hands.press(Qt.Key.Key_N, CTRL)
    hands.at("add_person")
    hands.type("Sky Invented")
    for _ in range(2):
        hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_1)
    hands.press(Qt.Key.Key_1)
    hands.press(Qt.Key.Key_Return)
    hands.at("consent")
    hands.press(Qt.Key.Key_K, CTRL)
    hands.type("sky")
    hands.press(Qt.Key.Key_Return)
    person = hands.at("person")
    assert person.state.name == "Sky Invented"
    assert person.state.consent == "not_asked"
    assert running.window.windowTitle() == "CivicDesk"


def test_lock_closes_the_workspace_and_unlock_opens_it_again(program: Callable[[], app.Program], qtbot: QtBot) -> None:
    first = program()
    hands = Hands(first, qtbot)
    _join_practice(hands)
    with qtbot.waitSignal(first.ended, timeout=10_000):
        hands.press(Qt.Key.Key_L, CTRL)
    assert first.window.presenter is None
    assert first.store.join()
    first.window.hide()

    second = program()
    hands = Hands(second, qtbot)
    unlock = hands.at("unlock")
    hands.until(lambda: bool(unlock.state.doors))
    assert unlock.state.names == ("CO",)
    waits: list[int] = []
    draw = unlock.page.render_state
    unlock.page.render_state = lambda state: (waits.append(state.wait), draw(state))
    hands.type("not the passphrase")
    begun = time.monotonic()
    hands.press(Qt.Key.Key_Return)
    hands.until(lambda: unlock.state.wrong == 1)
    if time.monotonic() < begun + 0.8:  # the second counts from the key: on a slow machine it is over when the passphrase was tried
        hands.until(lambda: 1 in waits)
    assert unlock.page.secret.text() == ""
    hands.until(lambda: unlock.state.wait == 0)
    hands.type(PHRASE)
    hands.press(Qt.Key.Key_Return)
    today = hands.at("today")
    assert today.state.project
    assert not second.window.whole()


def test_nothing_can_be_reached_before_somebody_has_unlocked(program: Callable[[], app.Program], qtbot: QtBot) -> None:
    running = program()
    hands = Hands(running, qtbot)
    hands.at("first_run")
    for key, modifier in (
        (Qt.Key.Key_K, CTRL),
        (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_L, CTRL),
        (Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier),
    ):
        hands.press(key, modifier)
    assert [place.word for place in running.window.trail] == ["first_run"]
    assert running.window.whole()


def test_the_practice_project_is_marked_on_every_page(program: Callable[[], app.Program], qtbot: QtBot) -> None:
    running = program()
    hands = Hands(running, qtbot)
    assert not running.window._practice.isVisible()
    _join_practice(hands)
    assert running.window._practice.isVisible()
    hands.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    hands.at("people")
    assert running.window._practice.isVisible()
