import errno
import hashlib
import json
import os
from pathlib import Path

import pytest

from civicdesk.errors import Refused, Unavailable
from civicdesk.transport.delivery import deliver
from civicdesk.transport.folder import Folder
from civicdesk.transport.target import Delivery, Note, Parcel, Watch

NAME = "demo-0123456789abcdef-01234567.age"
NOTE = f"{NAME}.note.json"
CONTENT = b"sealed rows " * 1000


def put(folder: Path, name: str = NAME, content: bytes = CONTENT, note: Note = Note()) -> Delivery:  # noqa: B008 - a frozen record
    """Deliver one file into a folder."""
    return deliver(Folder(folder), Parcel(name=name, content=content, note=note))


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def failing_fsync(monkeypatch: pytest.MonkeyPatch, code: int, call: int) -> None:
    """Let one call of fsync fail as a full or broken disk does."""
    calls = iter(range(100))
    real = os.fsync

    def fsync(handle: int) -> None:
        if next(calls) == call:
            raise OSError(code, os.strerror(code))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)


def test_a_delivered_file_is_there_with_its_note(tmp_path: Path) -> None:
    delivery = put(tmp_path, note=Note(batch_id="b1", laptop="l1", minisig="s1"))
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert names(tmp_path) == {NAME, NOTE}
    assert not delivery.already_there


def test_a_note_says_what_the_centre_compares(tmp_path: Path) -> None:
    delivery = put(tmp_path, note=Note(batch_id="b1", laptop="l1", minisig="s1"))
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    assert json.loads((tmp_path / NOTE).read_bytes()) == {
        "format": "civicdesk-note 1.0",
        "file": NAME,
        "size": len(CONTENT),
        "sha256": sha256,
        "batch_id": "b1",
        "laptop": "l1",
        "minisig": "s1",
    }
    assert (delivery.name, delivery.size, delivery.sha256) == (NAME, len(CONTENT), sha256)


def test_to_deliver_twice_is_to_deliver_once(tmp_path: Path) -> None:
    put(tmp_path)
    before = (tmp_path / NOTE).stat().st_mtime_ns
    assert put(tmp_path).already_there
    assert (tmp_path / NOTE).stat().st_mtime_ns == before


def test_a_file_that_the_centre_took_away_is_not_sent_again(tmp_path: Path) -> None:
    put(tmp_path)
    (tmp_path / NAME).unlink()
    assert put(tmp_path).already_there
    assert names(tmp_path) == {NOTE}


def test_another_file_by_the_same_name_is_never_overwritten(tmp_path: Path) -> None:
    put(tmp_path)
    with pytest.raises(Refused, match="UPLOAD-NAME-TAKEN"):
        put(tmp_path, content=CONTENT + b"x")
    assert (tmp_path / NAME).read_bytes() == CONTENT


@pytest.mark.parametrize("told", [b"", b"[]", b"\xff", b"[" * 10_000, b"{}", b" " * 70_000])
def test_a_note_that_cannot_be_read_keeps_the_name_taken(tmp_path: Path, told: bytes) -> None:
    (tmp_path / NOTE).write_bytes(told)
    with pytest.raises(Refused, match="UPLOAD-NAME-TAKEN"):
        put(tmp_path)
    assert names(tmp_path) == {NOTE}


@pytest.mark.parametrize("left", [CONTENT[:100], CONTENT])
def test_a_delivery_that_was_cut_short_is_finished(tmp_path: Path, left: bytes) -> None:
    (tmp_path / NAME).write_bytes(left)
    (tmp_path / f"{NAME}.part").write_bytes(b"left over")
    assert not put(tmp_path).already_there
    assert (tmp_path / NAME).read_bytes() == CONTENT
    assert NOTE in names(tmp_path)


def test_a_missing_folder_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="UPLOAD-FOLDER"):
        put(tmp_path / "stick")


def test_a_file_in_place_of_the_folder_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "stick").write_bytes(b"")
    with pytest.raises(Unavailable, match="UPLOAD-FOLDER"):
        put(tmp_path / "stick")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    failing_fsync(monkeypatch, code, call=0)
    with pytest.raises(Unavailable, match="UPLOAD-FULL"):
        put(tmp_path)
    assert names(tmp_path) == set()


def test_a_disk_that_fails_while_names_are_settled_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_fsync(monkeypatch, errno.EIO, call=1)
    with pytest.raises(Unavailable, match="UPLOAD-FOLDER"):
        put(tmp_path)
    assert NOTE not in names(tmp_path)


def test_a_file_system_that_cannot_settle_names_is_still_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_fsync(monkeypatch, errno.EINVAL, call=1)
    assert not put(tmp_path).already_there


def test_a_platform_without_open_folders_is_still_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_DIRECTORY")
    assert not put(tmp_path).already_there


def test_a_stick_that_reads_back_something_else_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Folder.read
    monkeypatch.setattr(Folder, "read", lambda folder, name, most: (real(folder, name, most) or b"")[:-1] + b"?" if name == NAME else None)
    with pytest.raises(Unavailable, match="UPLOAD-DIFFERS"):
        put(tmp_path)
    assert NOTE not in names(tmp_path)


@pytest.mark.parametrize("name", ["", "../up.age", "a/b.age", "a\\b.age", ".hidden", "x" * 152, "name with blanks"])
def test_a_name_never_leaves_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        put(tmp_path, name=name)


def test_a_delivery_can_be_stopped_and_leaves_nothing(tmp_path: Path) -> None:
    asked = iter([False, True])
    with pytest.raises(Refused, match="UPLOAD-CANCELLED"):
        deliver(Folder(tmp_path), Parcel(name=NAME, content=CONTENT), Watch(cancelled=lambda: next(asked)))
    assert names(tmp_path) == set()


def test_how_far_it_is_ends_at_the_whole(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    deliver(Folder(tmp_path), Parcel(name=NAME, content=CONTENT), Watch(told=lambda sent, whole: told.append((sent, whole))))
    assert told == sorted(told)
    assert told[-1] == (len(CONTENT), len(CONTENT))
