"""A workspace of the practice project, and what the machine itself does in the same run: a figure means something only beside it."""

import gc
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from civicdesk.app import Program
from civicdesk.crypto.passphrase import MODEST
from civicdesk.records.consent import Choice
from civicdesk.records.ids import PersonId
from civicdesk.records.people import Role
from civicdesk.settings import MachineSettings
from civicdesk.ui.jobs import Opened
from civicdesk.ui.widgets import habits
from civicdesk.ui.widgets.screen import Who, World, place
from civicdesk.workflows import consent, first_run, forms, people, practice, unlock
from civicdesk.workflows.kit import Kit, Tools

NAME, PASSPHRASE = "Ada Test", "seven plainly invented words of the tests"


@dataclass(frozen=True, slots=True)
class Place:
    """A locked workspace with one person who has agreed to everything."""

    path: Path
    person: PersonId
    tools: Tools


@pytest.fixture
def workspace(tmp_path: Path) -> Place:
    """Return a workspace that is ready for questions; Argon2id as cheap as the file format lets it."""
    ticks, ids = count(), count(1)
    tools = Tools(
        now=lambda: practice.FIRST_MEETING + timedelta(seconds=next(ticks)), new_id=lambda: f"{next(ids):032x}", chance=lambda: 0.5
    )
    newcomer = first_run.Newcomer(name=NAME, role=Role.COORDINATOR, passphrase=PASSPHRASE)
    joined = first_run.join(tmp_path / "workspace", practice.pack(), newcomer, tools, cost=MODEST[-1])
    kit = joined.kit
    first_run.confirm_recovery(kit, joined.recovery.code)
    forms.adopt_pack(kit)
    person = people.add(kit, people.NewPerson(name="Wren Fictional")).value.id
    words = consent.statement(kit)
    choices = {purpose: Choice.YES for purpose, _ in words.purposes}
    consent.record(kit, consent.Given(person=person, session=None, statement=words, choices=choices, witness=""))
    path = kit.workspace.path
    unlock.lock(kit)
    return Place(path, person, tools)


@pytest.fixture
def kit(workspace: Place) -> Iterator[Kit]:
    """Return the same workspace, unlocked on this thread."""
    opened = unlock.open_(workspace.path, NAME, PASSPHRASE, workspace.tools)
    yield opened
    unlock.lock(opened)


class Disk:
    """The disk under a folder: 4 KiB written and synced, again and again, as fast as anything durable can be here."""

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / "probe", os.O_WRONLY | os.O_CREAT, 0o600)
        self.spent_ms: list[float] = []

    def probe(self) -> None:
        """Write and sync once, and note how long it took."""
        began = time.perf_counter()
        os.write(self._file, b"\0" * 4096)
        os.fsync(self._file)
        self.spent_ms.append((time.perf_counter() - began) * 1000)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """Return the disk on which this test's workspace lies."""
    found = Disk(tmp_path)
    yield found
    found.close()


def share(figures: Sequence[float], of: float) -> float:
    """Return the value below which a share of the figures lies: 0.5 is the median, 1 the largest."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, int(of * len(ordered)))]


def held_up_ms() -> dict[str, float]:
    """Return for each thread of this process how long it has stood ready in all while the machine let others run; empty where nobody counts."""
    tasks = Path("/proc/self/task")
    found = {}
    for task in tasks.iterdir() if tasks.is_dir() else ():
        with suppress(OSError):  # a thread that has just ended
            found[task.name] = int((task / "schedstat").read_text().split()[1]) / 1e6
    return found


def machine_share_ms(before: Mapping[str, float], now: Mapping[str, float]) -> float:
    """Return how much of the time between two readings the machine gave to others: what the thread that was held up longest has lost."""
    return max((now[name] - before.get(name, 0.0) for name in now), default=0.0)


def _open(workspace: Place) -> Opened[Kit]:
    kit = unlock.open_(workspace.path, NAME, PASSPHRASE, workspace.tools)
    return Opened(kit, Who(name=NAME, role="coordinator", project="Practice project", practice=True))


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, workspace: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """Return the whole program with its window, unlocked; the collector and the hook of the tests come back afterwards."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    hook, tools = sys.excepthook, workspace.tools
    world = World(now=tools.now, new_id=tools.new_id, chance=tools.chance)
    program = Program(qapp, MachineSettings(theme="light"), home=workspace.path.parent, world=world, restart=lambda: None)
    habits.choose(habits.Habits())
    program.window.start_at(place("unlock"))
    program.window.show()
    signed_in: list[Who] = []
    program.store.own(partial(_open, workspace), done=signed_in.append, refused=signed_in.append)
    qtbot.waitUntil(lambda: bool(signed_in), timeout=20_000)
    assert program.window.presenter is not None
    program.window.presenter.signed_in.emit(signed_in[0])
    yield program
    program.window.empty()
    left: list[object] = []
    program.store.give_up(unlock.lock, done=left.append, refused=left.append)
    qtbot.waitUntil(lambda: bool(left), timeout=20_000)
    program.end()
    program.deleteLater()
    sys.excepthook = hook
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.unfreeze()
    gc.enable()
