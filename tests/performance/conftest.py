"""A workspace of the practice project, and what the machine itself does in the same run: a figure means something only beside it."""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from civicdesk.crypto.passphrase import MODEST
from civicdesk.records.consent import Choice
from civicdesk.records.ids import PersonId
from civicdesk.records.people import Role
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


def longest_hiccup_ms(seconds: float) -> float:
    """Return the longest time that a plain loop stood still: with nothing else to do, only the machine can hold it up."""
    longest, last = 0.0, time.perf_counter()
    end = last + seconds
    while last < end:
        now = time.perf_counter()
        longest = max(longest, now - last)
        last = now
    return longest * 1000
