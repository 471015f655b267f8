"""Wrong passphrases in a row: kept as numbers, forgotten after the right one, and never in anybody's way."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from civicdesk.store import files, tries
from civicdesk.store.tries import Tries

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "w.civicdesk"


def test_what_was_noted_is_read(path: Path) -> None:
    tries.note(path, Tries(wrong=3, at=AT))
    assert tries.read(path) == Tries(wrong=3, at=AT)


def test_nothing_is_noted_at_first_and_after_the_right_one(path: Path) -> None:
    assert tries.read(path) is None
    tries.note(path, Tries(wrong=3, at=AT))
    tries.clear(path)
    assert tries.read(path) is None
    tries.clear(path)


@pytest.mark.parametrize(
    "written", [b"{", b"[]", b'{"wrong": 1}', b'{"wrong": 0, "at": "2026-03-02T09:00:00+00:00"}', b'{"wrong": 1, "at": "2026-03-02"}']
)
def test_what_makes_no_sense_is_nothing(path: Path, written: bytes) -> None:
    files.SideFiles(workspace=path).tries.write_bytes(written)
    assert tries.read(path) is None


def test_a_folder_that_cannot_be_written_to_is_passed_over(tmp_path: Path) -> None:
    tries.note(tmp_path / "nowhere" / "w.civicdesk", Tries(wrong=1, at=AT))
    assert not (tmp_path / "nowhere").exists()
