"""What can be told of a file before SQLite sees it."""

import os
from pathlib import Path

import pytest

from civicdesk.errors import Damaged, Unavailable
from civicdesk.store import first_look


def test_a_file_of_random_bytes_may_be_a_workspace(tmp_path: Path) -> None:
    path = tmp_path / "w.civicdesk"
    path.write_bytes(b"\x00\xff" + os.urandom(8190))
    first_look.check(path)


def test_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="STORE-NONE"):
        first_look.check(tmp_path / "w.civicdesk")


@pytest.mark.parametrize("size", [0, 1, 4095])
def test_a_file_shorter_than_a_page_is_empty(tmp_path: Path, size: int) -> None:
    path = tmp_path / "w.civicdesk"
    path.write_bytes((b"\x00\xff\x10" * 1400)[:size])
    with pytest.raises(Damaged, match="STORE-EMPTY"):
        first_look.check(path)


@pytest.mark.parametrize(
    "content", [b"SQLite format 3\x00" + bytes(9000), b"PK\x03\x04" + bytes(9000), b"%PDF-1.7" + bytes(9000), b"Dear all,\n" * 900]
)
def test_another_kind_of_file_is_foreign(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.civicdesk"
    path.write_bytes(content)
    with pytest.raises(Damaged, match="STORE-FOREIGN"):
        first_look.check(path)


def test_a_file_of_zeros_is_not_called_foreign(tmp_path: Path) -> None:
    path = tmp_path / "w.civicdesk"
    path.write_bytes(bytes(8192))
    first_look.check(path)


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="STORE-WRITE"):
        first_look.check(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among its files")
def test_a_pipe_in_its_place_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "w.civicdesk")
    with pytest.raises(Damaged, match="STORE-FOREIGN"):
        first_look.check(tmp_path / "w.civicdesk")
