"""What may stand in the way of unlocking, made for real: the window says what it is, in its own sentence, and what to do."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from civicdesk import app
from civicdesk.settings import MachineSettings
from civicdesk.ui import theme
from civicdesk.ui.screens.unlock.state import Trouble
from civicdesk.workflows import people, unlock
from tests.journeys import screens
from tests.journeys.conftest import LATER, PASSPHRASE, START, ticking
from tests.journeys.hands import CTRL, ENTER, Hands

pytestmark = [pytest.mark.slow, pytest.mark.qt_log_ignore("This plugin does not support", extend=True)]

ROOT = Path(__file__).resolve().parents[2]
HOLDER = Path(__file__).with_name("programs") / "hold.py"
ME = "Ada Test"
PICTURES = os.environ.get("CIVICDESK_DOOR_PICTURES", "")
"""A folder into which a picture of each door is put; for looking at them by hand."""


@dataclass
class Doors:
    """A home folder, and the window before it."""

    home: Path
    start: Callable[[Path], Hands]

    @property
    def workspace(self) -> Path:
        return self.home / "workspace" / "testing.civicdesk"

    def knock(self, home: Path | None = None) -> Hands:
        """Start the program, type the passphrase, press Enter, and wait for what comes of it."""
        hands = self.start(home or self.home)
        at = hands.at("unlock")
        hands.until(lambda: at.state.names, "the names")
        hands.type(PASSPHRASE)
        hands.press(ENTER)
        hands.until(lambda: hands.word != "unlock" or at.state.trouble, "an open or a shut door")
        return hands


@pytest.fixture
def doors(
    qapp: QApplication, tmp_path: Path, ready_made: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Doors]:
    """Give a home with a workspace in it, and start the program before it as often as wanted."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    theme.apply(qapp, theme.Look(theme="light"))
    running: list[app.Program] = []

    def start(home: Path) -> Hands:
        program = app.Program(qapp, MachineSettings(theme="light"), home=home, restart=lambda: None)
        running.append(program)
        program.show()
        program.window.activateWindow()
        assert QTest.qWaitForWindowActive(program.window)
        return Hands(program)

    shutil.copytree(ready_made, tmp_path / "home" / "workspace")
    yield Doors(home=tmp_path / "home", start=start)
    for program in running:
        if PICTURES:
            program.window.grab().save(str(Path(PICTURES) / f"{request.node.name}.png"))
        if program.window.presenter is not None:
            ended: list[bool] = []
            program.ended.connect(lambda ended=ended: ended.append(True))
            program.stop()
            Hands(program).until(lambda ended=ended: ended, "the end")
        program.end()
    gc.unfreeze()
    gc.enable()


@contextmanager
def held(workspace: Path) -> Iterator["subprocess.Popen[str]"]:
    """Let another program hold a workspace."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(HOLDER), str(workspace), ME]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{PASSPHRASE}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "open\n"
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def mounted(place: Path, *words: str) -> Iterator[Path]:
    """Mount something at a place for a while; the test is skipped where that is not allowed."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount: run this test as root to see a disk that is full or cannot be written to")
    place.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *words, str(place)], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        pytest.skip(f"mounting is not allowed here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], timeout=60, check=True)


def told(hands: Hands) -> str:
    """Return what the panel before the door says, with its title."""
    at: Any = hands.at("unlock")
    return str(at.page.trouble.accessibleName())


def test_of_two_windows_the_second_says_who_holds_it_since_when_and_offers_to_fetch_it(doors: Doors) -> None:
    with held(doors.workspace):
        hands = doors.knock()
        assert hands.screen.state.trouble is Trouble.BUSY
        assert told(hands).startswith("It is open already")
        assert f"in another window or program ({ME}, since " in told(hands)
        assert "Close it there first, then try again. (STORE-BUSY)" in told(hands)
        assert "T" not in told(hands).split("since ")[1].split(")")[0], "the time is written as people say it"
        assert hands.screen.page.trouble.action.text() == "Bring it to the front"
        hands.tab_to("Bring it to the front", back=True)
        hands.press(ENTER)
        assert "There is no other window that could be asked." in told(hands), "the holder of this test has no window"


def test_a_killed_holder_leaves_nothing_that_keeps_the_door_shut(doors: Doors) -> None:
    with held(doors.workspace) as holder:
        holder.kill()
        holder.wait()
        assert doors.knock().at("today")


def test_a_lock_file_that_nobody_holds_keeps_the_door_open(doors: Doors) -> None:
    lock = doors.workspace.with_name(f"{doors.workspace.name}.lock")
    lock.write_text('{"holder": "Somebody Else", "pid": 1, "since": "2026-03-02T09:00:00+00:00"}')
    hands = doors.knock()
    assert hands.at("today")
    assert "Somebody Else" not in hands.shown()


def test_a_folder_that_cannot_be_written_to_can_be_read_and_the_first_word_to_keep_is_told(doors: Doors) -> None:
    before = doors.workspace.read_bytes()
    folder = doors.workspace.parent
    with mounted(folder, "--bind", str(folder)):
        subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True, timeout=60)
        hands = doors.knock()
        today = hands.at("today")
        hands.press(Qt.Key.Key_N, CTRL)
        hands.until(lambda: today.state.starting, "the form for a session")
        hands.press(ENTER, times=2)
        hands.until(lambda: today.state.problem, "what keeps the session shut")
        assert "The disk is full or cannot be used" in today.state.problem
        assert "(STORE-WRITE)" in today.state.problem
    assert doors.workspace.read_bytes() == before


def test_a_full_disk_does_not_keep_anybody_from_their_work(doors: Doors, tmp_path: Path) -> None:
    with mounted(tmp_path / "full", "-t", "tmpfs", "-o", "size=16m", "tmpfs") as disk:
        shutil.copytree(doors.home / "workspace", disk / "workspace")
        for reserve in disk.glob("workspace/*.reserve"):
            reserve.unlink()
        _fill(disk / "rest")
        hands = doors.knock(disk)
        today = hands.at("today")
        hands.press(Qt.Key.Key_N, CTRL)
        hands.until(lambda: today.state.starting, "the form for a session")
        hands.press(ENTER, times=2)
        hands.until(lambda: today.state.problem, "what keeps the session shut")
        assert "(SESSION-DISK)" in today.state.problem
        screens.lock(hands)
        (disk / "rest").unlink()
        kit = unlock.open_(disk / "workspace" / "testing.civicdesk", ME, PASSPHRASE, ticking(START + LATER, first_id=10**6))
        assert kit.workspace.is_open
        unlock.lock(kit)


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as rest:
        size = 1 << 20
        while size:
            try:
                rest.write(bytes(size))
            except OSError:
                size //= 2


@pytest.mark.parametrize("name", ["Dropbox", "OneDrive - Invented Town", "Nextcloud"])
def test_a_folder_that_looks_synced_is_told_and_left_alone(doors: Doors, tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    shutil.move(doors.home, home)
    before = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}
    hands = doors.knock(home)
    assert hands.screen.state.trouble is Trouble.SYNCED
    assert told(hands).startswith("This folder is copied elsewhere")
    assert "move the whole folder to" in told(hands)
    assert "(STORE-FOLDER)" in told(hands)
    assert {file: file.read_bytes() for file in home.rglob("*") if file.is_file()} == before


def test_a_damaged_file_is_told_left_alone_and_leads_to_the_backups(doors: Doors) -> None:
    damaged = bytearray(doors.workspace.read_bytes())
    damaged[100:4000] = bytes(3900)
    doors.workspace.write_bytes(damaged)
    hands = doors.knock()
    assert hands.screen.state.trouble is Trouble.DAMAGED
    assert told(hands).startswith("The file is damaged")
    assert doors.workspace.read_bytes() == damaged
    if "backup" in hands.program.around.words:
        hands.tab_to("Put back a backup", back=True)
        hands.press(ENTER)
        hands.until(lambda: hands.word == "backup", "the backups")


def test_an_older_copy_of_the_file_is_told(doors: Doors) -> None:
    older = doors.workspace.read_bytes()
    kit = unlock.open_(doors.workspace, ME, PASSPHRASE, ticking(START + LATER, first_id=10**6))
    people.add(kit, people.NewPerson(name="Wren Fictional"))
    unlock.lock(kit)
    doors.workspace.write_bytes(older)
    hands = doors.knock()
    assert hands.screen.state.trouble is Trouble.ROLLED_BACK
    assert told(hands).startswith("This is an older copy")


def test_without_its_key_file_nothing_is_asked_and_no_new_one_is_made(doors: Doors) -> None:
    for file in doors.workspace.parent.glob("*.keys*"):
        file.unlink()
    hands = doors.start(doors.home)
    at = hands.at("unlock")
    hands.until(lambda: at.state.trouble, "what is wrong")
    assert told(hands).startswith("The key file is not usable")
    assert "(KEYS-MISSING)" in told(hands)
    assert list(doors.workspace.parent.glob("*.keys*")) == []


def test_an_empty_file_is_told_and_not_taken_for_a_new_one(doors: Doors) -> None:
    doors.workspace.write_bytes(b"")
    hands = doors.knock()
    assert hands.screen.state.trouble is Trouble.GONE
    assert "(STORE-EMPTY)" in told(hands)
    assert doors.workspace.read_bytes() == b""
