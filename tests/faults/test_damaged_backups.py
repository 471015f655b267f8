"""A damaged backup or project pack is told as such, and never taken in silently; what lies there stays as it is."""

import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from civicdesk.errors import CivicDeskError
from civicdesk.store import people
from civicdesk.workflows import backup, first_run, restore, unlock
from civicdesk.workflows.kit import Kit, Tools
from tests.faults.conftest import HERE
from tests.journeys.conftest import PASSPHRASE, kit, make_pack, office, ready_made, tools
from tests.unit.workflows.conftest import finished, welcome

pytestmark = pytest.mark.slow

__all__ = ["kit", "make_pack", "office", "ready_made", "tools"]  # fixtures
SEED, FLIPS_OF_BACKUPS, FLIPS_OF_PACKS = 3, 20, 240
ADA = restore.Way(name="Ada Test", passphrase=PASSPHRASE)
Mutants = Callable[[bytes, int], Iterator[tuple[str, bytes]]]


@pytest.fixture(scope="module")
def mutants() -> Iterator[Mutants]:
    """Return the harness's own maker of damaged files."""
    sys.path.insert(0, str(HERE / "harness"))
    spec = importlib.util.spec_from_file_location("harness_mutate", HERE / "harness" / "mutate.py")
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield lambda data, count: ((what, bad) for what, bad in module.mutants(data, count, Random(SEED)) if bad != data)  # noqa: S311 - the same damage in every run
    sys.path.remove(str(HERE / "harness"))


@pytest.fixture
def made(kit: Kit) -> Path:
    """Return a backup of a locked workspace with somebody in it."""
    finished(kit, welcome(kit, name="Wren Fictional").id)
    written = backup.make(kit).value
    unlock.lock(kit)
    return written


def test_a_damaged_backup_is_never_put_back_silently(
    kit: Kit,
    made: Path,
    tools: Tools,
    tmp_path: Path,
    mutants: Mutants,
) -> None:
    silent, touched, told = [], [], 0
    for what, damaged in mutants(made.read_bytes(), FLIPS_OF_BACKUPS):
        room = tmp_path / "room"
        shutil.copytree(kit.folder, room / "workspace")
        shutil.copytree(made.parent, room / "backups", dirs_exist_ok=True)
        bad, path = room / "backups" / made.name, room / "workspace" / kit.workspace.path.name
        bad.write_bytes(damaged)
        before = path.read_bytes()
        try:
            back = restore.restore(path, bad, ADA, tools).value
        except CivicDeskError:
            told += 1
            if path.read_bytes() != before:
                touched.append(what)
        else:
            if [each.name for each in people.people(back.kit.workspace)] != ["Wren Fictional"] or back.kit.workspace.verify():
                silent.append(what)
            back.kit.workspace.close()
        if bad.read_bytes() != damaged:
            touched.append(what)
        shutil.rmtree(room)
    assert (silent, touched) == ([], [])
    assert told >= FLIPS_OF_BACKUPS


def test_a_damaged_pack_is_never_taken(make_pack: Callable[..., bytes], tools: Tools, tmp_path: Path, mutants: Mutants) -> None:
    newcomer = first_run.Newcomer(name="Ada Test", role=first_run.Role.COORDINATOR, passphrase=PASSPHRASE)
    whole, taken = make_pack(), []
    for what, damaged in mutants(whole, FLIPS_OF_PACKS):
        try:
            first_run.join(tmp_path / "joined", damaged, newcomer, tools)
        except CivicDeskError:
            continue
        taken.append(what)
    assert taken == []
    assert not (tmp_path / "joined").exists()
