"""A ledger under a new key is whole, or the old one is."""

from contextlib import closing
from pathlib import Path

import pytest

from civicdesk.errors import Damaged, Unavailable
from civicdesk.records.ids import ProjectId
from civicdesk.records.intake import Joined
from civicdesk.store import driver, enrolled, ledger, ledger_renewal

OLD, NEW = bytes(range(32)), bytes(range(1, 33))
PROJECT = Joined(id=ProjectId("invented"), name="Fictional Town", version=1, signer="RWinvented")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a closed ledger that knows a project."""
    with closing(ledger.create(tmp_path / "centre" / "ledger.civicdesk", OLD)) as kept:
        enrolled.keep_project(kept, PROJECT)
    return tmp_path / "centre" / "ledger.civicdesk"


def projects(path: Path, key: bytes) -> tuple[Joined, ...]:
    with closing(ledger.open_(path, key)) as kept:
        return enrolled.projects(kept)


def test_the_new_key_opens_what_the_old_one_did_and_the_old_one_nothing(path: Path) -> None:
    ledger_renewal.renew(path, OLD, NEW)
    assert projects(path, NEW) == (PROJECT,)
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        projects(path, OLD)
    assert ([each.name for each in path.parent.iterdir()], path.stat().st_mode & 0o077) == (["ledger.civicdesk"], 0)


def test_a_wrong_key_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        ledger_renewal.renew(path, NEW, OLD)
    assert path.read_bytes() == before


def test_what_a_crash_left_behind_is_no_hindrance(path: Path) -> None:
    path.with_name("ledger.civicdesk.rekey").write_bytes(b"half a ledger")
    ledger_renewal.renew(path, OLD, NEW)
    assert projects(path, NEW) == (PROJECT,)


def test_a_ledger_that_is_open_is_left_alone(path: Path) -> None:
    with closing(ledger.open_(path, OLD)), pytest.raises(Unavailable, match="STORE-BUSY"):
        ledger_renewal.renew(path, OLD, NEW)
    assert projects(path, OLD) == (PROJECT,)


def test_a_damaged_ledger_is_not_copied(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger.Ledger, "verify", lambda _self: False)
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        ledger_renewal.renew(path, OLD, NEW)


def test_a_copy_that_is_not_whole_does_not_take_the_place(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(_source: tuple[Path, bytes], target: tuple[Path, bytes]) -> None:
        ledger.create(*target).close()

    before = path.read_bytes()
    monkeypatch.setattr(ledger_renewal, "_copy", half)
    with pytest.raises(Unavailable, match="STORE-COPY"):
        ledger_renewal.renew(path, OLD, NEW)
    assert ([each.name for each in path.parent.iterdir()], path.read_bytes() == before) == (["ledger.civicdesk"], True)


def test_without_room_the_old_ledger_stays(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_source: tuple[Path, bytes], target: tuple[Path, bytes]) -> None:
        target[0].write_bytes(b"as far as it went")
        raise driver.Full("STORE-WRITE")

    monkeypatch.setattr(ledger_renewal, "_copy", full)
    with pytest.raises(Unavailable, match="STORE-WRITE"):
        ledger_renewal.renew(path, OLD, NEW)
    assert ([each.name for each in path.parent.iterdir()], projects(path, OLD)) == (["ledger.civicdesk"], (PROJECT,))
