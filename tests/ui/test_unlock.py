"""The door: what keeps it shut is told with its own title and picture, with the way out, and a wait outlives the program."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.ui.guard.bell import Bell
from civicdesk.ui.jobs import Lane
from civicdesk.ui.screens.unlock import view as unlock_view
from civicdesk.ui.screens.unlock.presenter import UnlockPresenter
from civicdesk.ui.screens.unlock.state import EXAMPLES, Trouble
from civicdesk.ui.screens.unlock.view import UnlockView
from civicdesk.ui.widgets.screen import Surroundings, World, place
from civicdesk.workflows import unlock
from civicdesk.workflows.kit import Tools
from tests.ui.desk import NAME, PASSPHRASE, made

NOW = datetime(2026, 8, 4, 11, 0, tzinfo=UTC)
TOOLS = Tools(now=lambda: NOW, new_id=lambda: "0" * 32, chance=lambda: 0.5)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a home with a copy of a real workspace in it."""
    shutil.copytree(made().folder, tmp_path / "home" / "practice")
    return tmp_path / "home"


def _file(home: Path) -> Path:
    return next(home.glob("*/*.civicdesk"))


Door = Callable[..., Any]


@pytest.fixture
def door(home: Path, shown: Callable[..., QWidget], qtbot: QtBot) -> Iterator[Door]:
    """Stand before the door of that home, with a clock and the words of the screens that there are."""
    lane: Lane[Any] = Lane("store")
    opened: list[UnlockPresenter] = []

    def stand(now: datetime = NOW, words: frozenset[str] = frozenset({"backup"})) -> UnlockPresenter:
        world = World(now=lambda: now, new_id=lambda: "0" * 32, chance=lambda: 0.5)
        presenter = UnlockPresenter(place("unlock"), Surroundings(store=lane, work=lane, world=world, home=home, words=words))
        opened.append(presenter)
        shown(presenter.view)
        presenter.begin()
        waits: list[int] = []
        lane.busy.connect(waits.append)
        qtbot.waitUntil(lambda: not presenter.state.looking and not lane._waiting)
        return presenter

    yield stand
    for presenter in opened:
        presenter.close()
    assert lane.join()


def test_the_wait_after_wrong_passphrases_outlives_the_program(home: Path, door: Door) -> None:
    for number in range(4):
        with pytest.raises(Refused):
            unlock.open_(_file(home), NAME, "not this", replace(TOOLS, now=lambda number=number: NOW - timedelta(minutes=9 - number)))
    with pytest.raises(Refused):
        unlock.open_(_file(home), NAME, "not this", TOOLS)
    before = door(NOW + timedelta(seconds=3))
    assert before.state.wait == 13
    assert before.page.note.text() == say("unlock.wait", count=13)
    assert not before.page.open.isEnabled()
    assert door(NOW + timedelta(seconds=16)).state.wait == 0


def test_a_wrong_passphrase_makes_everybody_wait(door: Door, qtbot: QtBot) -> None:
    before = door()
    before.page.secret.put("not this")
    before.page.open.click()
    qtbot.waitUntil(lambda: before.state.wait == 1, timeout=10_000)
    assert before.state.trouble is Trouble.WRONG
    assert before.page.secret.text() == ""
    qtbot.waitUntil(lambda: before.state.wait == 0)


def test_a_countdown_is_seen_each_second_and_spoken_rarely(shown: Callable[..., QWidget], monkeypatch: pytest.MonkeyPatch) -> None:
    spoken: list[str] = []
    monkeypatch.setattr(unlock_view, "announce", lambda _widget, text: spoken.append(text))
    view = UnlockView()
    shown(view)
    seen = []
    for left in range(45, -1, -1):
        view.render_state(replace(EXAMPLES["ready"], wait=left))
        seen.append(view.note.text())
    assert len(set(seen)) == 46
    assert spoken == [say("unlock.wait", count=left) for left in (45, 40, 20)] + [say("unlock.wait_over")]


def test_who_holds_it_and_since_when_is_told_as_people_say_it(home: Path, door: Door, qtbot: QtBot) -> None:
    held = unlock.open_(_file(home), NAME, PASSPHRASE, replace(TOOLS, now=lambda: NOW - timedelta(minutes=46)))
    before = door()
    before.page.secret.put(PASSPHRASE)
    before.page.open.click()
    qtbot.waitUntil(lambda: before.state.trouble is Trouble.BUSY)
    unlock.lock(held)
    assert f"({NAME}, since 10:14)" in before.page.trouble.words()


def test_the_other_window_is_asked_to_come_to_the_front(
    home: Path, door: Door, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    other = Bell(tmp_path / "data" / "civicdesk" / "bell")
    assert other.begin()
    before = door()
    before._show(replace(before.state, trouble=Trouble.BUSY, sentence="Somebody has it open. (STORE-BUSY)"))
    with qtbot.waitSignal(other.rung):
        before.page.trouble.action.click()
    other.end()
    assert say("unlock.rung") in before.page.trouble.words()
    assert before.page.trouble.action.isHidden()


@pytest.mark.parametrize(("content", "code"), [(None, "KEYS-MISSING"), (b"{", "KEYS-DAMAGED")])
def test_without_a_key_file_nothing_is_asked_and_the_way_leads_to_the_backups(
    home: Path, door: Door, qtbot: QtBot, content: bytes | None, code: str
) -> None:
    for file in home.glob("*/*.keys*"):
        file.unlink()
        if content is not None:
            file.write_bytes(content)
    before = door()
    assert before.state.trouble is Trouble.NO_KEYS
    assert code in before.page.trouble.words()
    assert not before.page.secret.isVisible()
    assert not before.page.open.isVisible()
    qtbot.waitUntil(lambda: before.page.window().focusWidget() is before.page.trouble.action)
    went: list[object] = []
    before.went.connect(went.append)
    before.page.trouble.action.click()
    assert went == [place("backup", workspace=str(_file(home)))]


def test_a_way_that_this_version_does_not_have_is_not_offered(home: Path, door: Door) -> None:
    for file in home.glob("*/*.keys*"):
        file.unlink()
    assert door(words=frozenset()).page.trouble.action.isHidden()


def test_the_lock_of_the_desktop_makes_the_door_forget_what_was_typed(door: Door) -> None:
    before = door()
    before.page.secret.put(PASSPHRASE)
    before.keep_before_lock()
    assert before.page.secret.text() == ""


@pytest.mark.parametrize("trouble", [each for each in Trouble if each not in {Trouble.NONE, Trouble.OTHER}])
def test_each_trouble_has_a_title_and_a_picture_of_its_own(trouble: Trouble) -> None:
    assert say(f"unlock.trouble.{trouble.value}")
    assert trouble in unlock_view._PICTURES
    assert any(state.trouble is trouble for state in EXAMPLES.values()) or trouble is Trouble.WAIT


def test_a_passphrase_may_be_pasted_and_looked_at(door: Door) -> None:
    before = door()
    line = before.page.secret.line
    assert line.echoMode() is QLineEdit.EchoMode.Password
    QGuiApplication.clipboard().setText("words from a keeper of passphrases")
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    QGuiApplication.clipboard().clear()
    assert before.page.secret.text() == "words from a keeper of passphrases"
    before.page.secret.peek.click()
    assert line.echoMode() is QLineEdit.EchoMode.Normal
    assert before.page.secret.peek.accessibleName() == say("widget.secret.hide")


def test_caps_lock_is_noticed(door: Door) -> None:
    before = door()
    QTest.keyClick(before.page.secret.line, "A")
    assert before.page.secret.hint.text() == say("widget.secret.caps")
