"""Files beside the workspace: whole or not at all."""

import hashlib
import os
import stat
from pathlib import Path

import pytest

from civicdesk.errors import Damaged, Unavailable
from civicdesk.store import files


def names_in(folder: Path) -> list[str]:
    return sorted(found.name for found in folder.iterdir())


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    digest = files.write_whole(tmp_path / "sheet.pdf", b"content")
    assert (tmp_path / "sheet.pdf").read_bytes() == b"content"
    assert digest == hashlib.sha256(b"content").hexdigest()


def test_nothing_else_is_left_after_writing(tmp_path: Path) -> None:
    files.write_whole(tmp_path / "sheet.pdf", b"content")
    assert names_in(tmp_path) == ["sheet.pdf"]


def test_a_written_file_is_for_this_user_alone(tmp_path: Path) -> None:
    files.write_whole(tmp_path / "sheet.pdf", b"content")
    assert stat.S_IMODE((tmp_path / "sheet.pdf").stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "sheet.pdf").write_bytes(b"old")
    (tmp_path / "sheet.pdf.part").mkdir()
    with pytest.raises(Unavailable, match="STORE-FILE"):
        files.write_whole(tmp_path / "sheet.pdf", b"new")
    assert (tmp_path / "sheet.pdf").read_bytes() == b"old"


def test_a_part_is_removed_when_its_place_is_taken(tmp_path: Path) -> None:
    (tmp_path / "sheet.pdf").mkdir()
    with pytest.raises(Unavailable, match="STORE-FILE"):
        files.write_whole(tmp_path / "sheet.pdf", b"new")
    assert names_in(tmp_path) == ["sheet.pdf"]


def test_a_file_that_reads_back_otherwise_is_told(tmp_path: Path) -> None:
    class Swapping(type(tmp_path)):
        """A path on a disk that takes what is written and gives back nothing."""

        def read_bytes(self) -> bytes:
            return b""

    with pytest.raises(Unavailable, match="STORE-FILE"):
        files.write_whole(Swapping(tmp_path / "sheet.pdf"), b"new")


def test_a_folder_that_cannot_be_opened_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def windows(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(files.os, "open", windows)
    files.sync_folder(tmp_path)


def test_a_workspace_folder_is_for_this_user_alone(tmp_path: Path) -> None:
    files.make_folder(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(Unavailable, match="STORE-FILE"):
        files.make_folder(tmp_path / "a" / "b")


def test_files_of_one_kind_are_written_together_with_their_folders(tmp_path: Path) -> None:
    files.write_all(tmp_path / "new", {"one": b"1", "inner/two": b"2"})
    assert [(tmp_path / "new" / name).read_bytes() for name in ("one", "inner/two")] == [b"1", b"2"]


def test_if_one_of_them_cannot_be_written_none_is_there_and_no_folder_that_was_made(tmp_path: Path) -> None:
    (tmp_path / "stays").write_bytes(b"of before")
    with pytest.raises(Unavailable, match="STORE-FILE"):
        files.write_all(tmp_path, {"inner/one": b"1", "stays/two": b"2"})
    assert [path.name for path in tmp_path.rglob("*")] == ["stays"]


def test_a_folder_in_which_something_else_lies_by_now_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def another_comes_first(path: Path, _content: bytes) -> str:
        (path.parent / "of somebody else").write_bytes(b"")
        raise Unavailable("STORE-FILE")

    monkeypatch.setattr(files, "write_whole", another_comes_first)
    with pytest.raises(Unavailable, match="STORE-FILE"):
        files.write_all(tmp_path / "new", {"one": b"1"})
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["of somebody else"]


def test_the_key_file_keeps_the_version_before(tmp_path: Path) -> None:
    workspace = tmp_path / "w.civicdesk"
    files.write_keys(workspace, b"one")
    files.write_keys(workspace, b"two")
    assert files.read_keys(workspace) == b"two"
    assert files.read_keys_before(workspace) == b"one"


def test_the_first_key_file_has_no_version_before(tmp_path: Path) -> None:
    files.write_keys(tmp_path / "w.civicdesk", b"one")
    assert files.read_keys_before(tmp_path / "w.civicdesk") is None


def test_no_older_keys_of_people_are_kept(tmp_path: Path) -> None:
    workspace = tmp_path / "w.civicdesk"
    files.write_people(workspace, b"one")
    files.write_people(workspace, b"two")
    assert files.read_people(workspace) == b"two"
    assert names_in(tmp_path) == ["w.civicdesk.people"]


@pytest.mark.parametrize(("ending", "limit"), [(".keys", 1 << 20), (".people", 4 << 20)])
def test_a_side_file_that_is_far_too_large_is_not_read(tmp_path: Path, ending: str, limit: int) -> None:
    workspace = tmp_path / "w.civicdesk"
    read = files.read_keys if ending == ".keys" else files.read_people
    files.beside(workspace, ending).write_bytes(bytes(limit))
    assert read(workspace) == bytes(limit)
    files.beside(workspace, ending).write_bytes(bytes(limit + 1))
    with pytest.raises(Damaged, match="KEYS-LIMIT"):
        read(workspace)


def test_a_side_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "w.civicdesk.keys").mkdir()
    with pytest.raises(Unavailable, match="STORE-FILE"):
        files.read_keys(tmp_path / "w.civicdesk")


def test_a_reserve_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "w.reserve"
    made = [files.make_reserve(path, 10, lambda: b"x" * 10), files.make_reserve(path, 10, lambda: b"y" * 10)]
    assert (made, path.read_bytes()) == ([True, True], b"x" * 10)


def test_no_reserve_is_made_when_room_is_short(tmp_path: Path) -> None:
    assert not files.make_reserve(tmp_path / "w.reserve", 10, lambda: b"x" * 10, least_free=1 << 62)
    assert names_in(tmp_path) == []


def test_a_reserve_that_cannot_be_made_is_done_without(tmp_path: Path) -> None:
    assert not files.make_reserve(tmp_path / "none" / "w.reserve", 10, lambda: b"x" * 10)


def test_a_reserve_is_given_back_once(tmp_path: Path) -> None:
    path = tmp_path / "w.reserve"
    path.write_bytes(b"x")
    assert [files.drop_reserve(path), files.drop_reserve(path)] == [True, False]


def test_keys_that_must_be_gone_leave_no_spare(tmp_path: Path) -> None:
    path = tmp_path / "w.civicdesk"
    files.write_keys(path, b"first")
    files.write_keys(path, b"second")
    files.write_keys_for_good(path, b"third")
    assert (files.read_keys(path), files.read_keys_before(path)) == (b"third", b"third")


def test_helpers_of_a_workspace_lie_beside_it(tmp_path: Path) -> None:
    side = files.SideFiles(workspace=tmp_path / "w.civicdesk")
    assert [side.rekeyed.name, side.tries.name] == ["w.civicdesk.rekey", "w.civicdesk.tries"]


def test_a_file_that_cannot_take_its_place_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "w").write_bytes(b"there")
    with pytest.raises(Unavailable, match="STORE-FILE"):
        files.take_place(tmp_path / "missing", tmp_path / "w")
    assert (tmp_path / "w").read_bytes() == b"there"


def test_a_file_is_removed_if_it_can_be(tmp_path: Path) -> None:
    (tmp_path / "ours").write_bytes(b"")
    for name in ("ours", "ours", "folder"):
        (tmp_path / "folder").mkdir(exist_ok=True)
        files.remove(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_workspace_is_set_aside_with_its_journal_and_a_copy_of_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "w.civicdesk"
    for name in ("w.civicdesk", "w.civicdesk-journal", "w.civicdesk.keys"):
        (tmp_path / name).write_bytes(name.encode())
    aside = files.set_aside(path, "20260302T090000Z")
    assert sorted(each.name for each in aside.iterdir()) == ["w.civicdesk", "w.civicdesk-journal", "w.civicdesk.keys"]
    assert sorted(each.name for each in tmp_path.iterdir()) == [aside.name, "w.civicdesk.keys"]


def test_a_workspace_without_a_key_file_is_set_aside_too(tmp_path: Path) -> None:
    (tmp_path / "w.civicdesk").write_bytes(b"damaged")
    aside = files.set_aside(tmp_path / "w.civicdesk", "20260302T090000Z")
    assert [each.name for each in aside.iterdir()] == ["w.civicdesk"]


def test_what_cannot_be_set_aside_is_told(tmp_path: Path) -> None:
    (tmp_path / "w.civicdesk").write_bytes(b"damaged")
    (tmp_path / "before-restore-x" / "w.civicdesk").mkdir(parents=True)
    with pytest.raises(Unavailable, match="STORE-FILE"):
        files.set_aside(tmp_path / "w.civicdesk", "x")


@pytest.mark.parametrize("before", [None, b"old"])
def test_a_folder_that_cannot_be_made_durable_brings_back_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: bytes | None
) -> None:
    path = tmp_path / "sheet.pdf"
    if before is not None:
        path.write_bytes(before)

    def broken(_folder: Path) -> None:
        raise OSError

    monkeypatch.setattr(files, "sync_folder", broken)
    with pytest.raises(Unavailable, match="STORE-FILE"):
        files.write_whole(path, b"new")
    assert {found.name: found.read_bytes() for found in tmp_path.iterdir()} == ({} if before is None else {"sheet.pdf": before})


def test_a_file_that_cannot_be_read_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Unreadable(type(tmp_path)):
        """A path on a worn disk."""

        def read_bytes(self) -> bytes:
            raise OSError

    (tmp_path / "sheet.pdf").write_bytes(b"old")
    with pytest.raises(Unavailable, match="STORE-FILE"):
        files.write_whole(Unreadable(tmp_path / "sheet.pdf"), b"new")
    assert (tmp_path / "sheet.pdf").read_bytes() == b"old"


def test_files_and_folders_of_ours_are_closed_to_others(tmp_path: Path) -> None:
    folder, file = tmp_path / "work", tmp_path / "work" / "w.civicdesk"
    folder.mkdir(mode=0o755)
    file.write_bytes(b"x")
    file.chmod(0o644)
    files.keep_private(folder, file, tmp_path / "none")
    assert [stat.S_IMODE(place.stat().st_mode) for place in (folder, file)] == [0o700, 0o600]


def test_a_folder_that_several_share_is_left_as_it_is(tmp_path: Path) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    files.keep_private(shared)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777


def test_a_file_of_somebody_else_is_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "w.civicdesk"
    file.write_bytes(b"x")
    file.chmod(0o644)
    monkeypatch.setattr(os, "getuid", lambda: file.stat().st_uid + 1)
    files.keep_private(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
