"""The real program in a process of its own is locked by a desktop that goes to sleep, and what is left of it knows nobody."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from civicdesk.records.consent import Choice
from civicdesk.workflows import consent, people, session, unlock
from tests.journeys.conftest import LATER, PASSPHRASE, START, ticking
from tests.ui.fake_desktop import LoginService, private_bus

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes and their memory are read from /proc"),
]

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(__file__).with_name("programs") / "guarded.py"
PLANTED = [f"Plantedname{number:02d}" for number in range(60)]
SEEN_AT_UNLOCK = "Everything on this laptop is locked"
PATIENCE_S = 30.0
LOGIND_WAITS_S = 5.0


@dataclass
class Laptop:
    """A folder in which the program runs in processes of its own."""

    folder: Path
    address: str = ""
    fresh: list[int] = field(default_factory=list)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def workspace(self) -> Path:
        return self.home / "workspace" / "testing.civicdesk"

    @contextmanager
    def start(self, what: str) -> Iterator["subprocess.Popen[str]"]:
        """Start the program with hands that sign in and go somewhere; whatever it starts in its place is ended with it."""
        bus = {"DBUS_SYSTEM_BUS_ADDRESS": self.address or "unix:path=/nowhere", "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere"}
        own = {"XDG_DATA_HOME": str(self.folder / "data"), "XDG_CONFIG_HOME": str(self.folder / "config")}
        environment = {**os.environ, **bus, **own, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
        command = [sys.executable, str(PROGRAM), str(self.home), PASSPHRASE, what]
        with (
            (self.folder / "stderr.txt").open("ab") as errors,
            subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, cwd=ROOT, env=environment, text=True
            ) as process,
        ):
            try:
                yield process
            finally:
                if process.poll() is None:
                    process.kill()
                for other in self.others():
                    with suppress(ProcessLookupError):
                        os.kill(other, signal.SIGKILL)

    def others(self) -> list[int]:
        """Return the processes of the program itself over this home: those that a lock has started."""
        return [pid for pid in _processes() if _words(pid)[1:] == ["-m", "civicdesk", "--home", str(self.home)]]

    def is_closed(self) -> bool:
        """Tell whether nobody holds the workspace."""
        with self.workspace.with_name(f"{self.workspace.name}.lock").open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
        return True


def _processes() -> list[int]:
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]


def _words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
    except OSError:
        return []


def _wait(true: Callable[[], Any], what: str) -> Any:
    end = time.monotonic() + PATIENCE_S
    while not (found := true()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        os.sched_yield()
    return found


def _told(process: "subprocess.Popen[str]") -> dict[str, Any]:
    assert process.stdout is not None
    line = process.stdout.readline()
    told: dict[str, Any] = json.loads(line)
    return told


def _in_memory(pid: int, words: list[str]) -> set[str]:
    """Return which words a process holds, as UTF-8 or as the window's library writes them; skips where nobody may look."""
    wanted = {shape: word for word in words for shape in (word.encode(), word.encode("utf-16-le"))}
    # One search for each beginning: sixty names that begin alike are looked for once.
    beginnings = {shape[: len(shape) * 2 // 3] for shape in wanted}
    found: set[str] = set()
    try:
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for held in _written_parts(pid, memory):
                for beginning in beginnings:
                    at = held.find(beginning)
                    while at >= 0:
                        found |= {word for shape, word in wanted.items() if held.startswith(shape, at)}
                        at = held.find(beginning, at + 1)
    except PermissionError:
        pytest.skip("only root may look into the memory of this process: run this test as root")
    return found


def _written_parts(pid: int, memory: Any) -> Iterator[bytes]:
    """Give what a process has written to, part by part; libraries and fonts are mapped as they lie on the disk and hold nobody's words."""
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        span, rights = line.split()[:2]
        if rights.startswith("rw"):
            first, last = (int(end, 16) for end in span.split("-"))
            with suppress(OSError, ValueError, OverflowError):
                memory.seek(first)
                yield memory.read(last - first)


@pytest.fixture
def laptop(tmp_path: Path, ready_made: Path) -> Laptop:
    """Return a laptop with an open session, one person in it who has agreed to everything, and sixty more."""
    made = Laptop(folder=tmp_path)
    shutil.copytree(ready_made, made.workspace.parent)
    kit = unlock.open_(made.workspace, "Ada Test", PASSPHRASE, ticking(START + LATER, first_id=10**6))
    held = session.open_session(kit, session.NewSession(place="Invented Hall", facilitators=("AT",))).value
    person = people.add(kit, people.NewPerson(name="Wren Fictional"), held.id).value.id
    words = consent.statement(kit)
    choices = {purpose: Choice.YES for purpose, _ in words.purposes}
    consent.record(kit, consent.Given(person=person, session=held.id, statement=words, choices=choices, witness="AT"))
    for name in PLANTED:
        people.add(kit, people.NewPerson(name=f"{name} Invented"))
    unlock.lock(kit)
    return made


@pytest.fixture
def login(qapp: QObject, laptop: Laptop) -> Iterator[LoginService]:
    """Let a login service of our own play the desktop that the program runs on."""
    with private_bus() as address:
        laptop.address = address
        service = LoginService(address)
        yield service
        service.close()


def test_the_program_locks_before_it_lets_the_laptop_sleep_and_the_interview_goes_on_where_it_was(
    laptop: Laptop, login: LoginService, qtbot: QtBot
) -> None:
    with laptop.start("interview") as program:
        reader = _Reader(program)
        qtbot.waitUntil(lambda: reader.told is not None, timeout=60_000)
        assert "Logind" in reader.told["listening"]
        qtbot.waitUntil(lambda: login.held() == 1, timeout=10_000)
        assert not laptop.is_closed()
        asked = time.monotonic()
        login.sleep(going=True)
        qtbot.waitUntil(lambda: login.held() == 0, timeout=10_000)
        took = time.monotonic() - asked
        assert laptop.is_closed(), "sleep was let go before the workspace was closed"
        print(f"lock: {took * 1000:.0f} ms from the signal to the end of the process that held the delay")  # noqa: T201 - a figure
        program.wait(timeout=10)
        assert program.returncode == 0
        assert took <= LOGIND_WAITS_S, "the aim is one second on a quiet computer; after this time logind waits for nobody"
        _wait(laptop.others, "the fresh process")
        assert len(laptop.others()) == 1
    with laptop.start("interview") as program:
        again = _Reader(program)
        qtbot.waitUntil(lambda: again.told is not None, timeout=60_000)
        assert again.told["at"] == reader.told["at"]
        assert "Nothing is lost." in again.told["told"]


def test_after_a_lock_the_process_that_is_left_knows_no_name_and_no_passphrase(laptop: Laptop) -> None:
    with laptop.start("people") as program:
        told = _told(program)
        assert {f"{name} Invented" for name in PLANTED} <= set(told["shown"])
        assert len(_in_memory(program.pid, PLANTED)) == len(PLANTED), "the names are in the memory of the program that shows them"
        assert program.stdin is not None
        program.stdin.write("lock\n")
        program.stdin.flush()
        program.wait(timeout=20)
        assert program.returncode == 0
        assert not Path(f"/proc/{program.pid}").exists()
        (fresh,) = _wait(laptop.others, "the fresh process")
        _wait(lambda: _in_memory(fresh, [SEEN_AT_UNLOCK]), "the words of the unlock window in the memory of the fresh process")
        assert _in_memory(fresh, [*PLANTED, "Wren Fictional", PASSPHRASE]) == set()


class _Reader(QObject):
    """Reads the first line of a program while this process's own event loop goes on: it plays the desktop."""

    def __init__(self, program: "subprocess.Popen[str]") -> None:
        super().__init__()
        from PySide6.QtCore import QSocketNotifier

        self.told: Any = None
        self._program = program
        assert program.stdout is not None
        self._notifier = QSocketNotifier(program.stdout.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def _read(self) -> None:
        self._notifier.setEnabled(False)
        self.told = _told(self._program)
