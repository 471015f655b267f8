"""The lock file: it names the holder, and a killed holder leaves nothing."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from civicdesk.errors import Unavailable
from civicdesk.store import locks


def test_a_second_holder_is_told_who_has_it(tmp_path: Path) -> None:
    lock = locks.take(tmp_path / "lock", "Ash on the blue laptop", "2026-03-02T09:00:00+00:00")
    with pytest.raises(Unavailable, match="STORE-BUSY") as why:
        locks.take(tmp_path / "lock", "Bay", "later")
    lock.release()
    assert why.value.facts == {"holder": "Ash on the blue laptop", "since": "2026-03-02T09:00:00+00:00"}


def test_a_lock_that_was_let_go_can_be_taken(tmp_path: Path) -> None:
    locks.take(tmp_path / "lock", "Ash", "then").release()
    lock = locks.take(tmp_path / "lock", "Bay", "now")
    lock.release()
    assert (tmp_path / "lock").read_bytes() == b""


def test_where_no_lock_file_can_be_made_we_go_on(tmp_path: Path) -> None:
    assert locks.take(tmp_path / "none" / "lock", "Ash", "now") is None


def test_where_nothing_can_be_written_into_it_we_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError

    monkeypatch.setattr(locks.os, "write", full)
    assert locks.take(tmp_path / "lock", "Ash", "now") is None


@pytest.mark.parametrize("content", [b"", b"not json", b"[]", b"{}", b'{"holder": "Ash"}'])
def test_a_lock_file_that_says_nothing_is_no_obstacle(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "lock").write_bytes(content)
    assert locks.busy(tmp_path / "lock").facts == {"holder": "another CivicDesk", "since": "an unknown time"}


def test_windows_locks_a_byte_behind_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    places = []

    def locking(handle: int, mode: int, count: int) -> None:
        places.append((locks.os.lseek(handle, 0, 1), mode, count))

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    lock = locks.take(tmp_path / "lock", "Ash", "now", system="nt")
    lock.release()
    assert places == [(1 << 20, 2, 1)]
