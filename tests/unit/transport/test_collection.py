"""Collecting what was delivered: only whole files, and receipts beside them."""

import json
from pathlib import Path

import pytest

from civicdesk.errors import Unavailable
from civicdesk.transport.collection import RECEIPTS, Collected, collect, hand_back, look
from civicdesk.transport.delivery import deliver
from civicdesk.transport.folder import Folder
from civicdesk.transport.target import Note, Parcel, Target, Watch

CONTENT = b"sealed rows " * 1000
NOTE = Note(batch_id="b" * 64, laptop="c" * 16, minisig="four lines")


def put(folder: Path, name: str, note: Note = NOTE) -> None:
    deliver(Folder(folder), Parcel(name=name, content=CONTENT, note=note))


def test_on_a_stick_a_sealed_file_is_enough(tmp_path: Path) -> None:
    (tmp_path / "a bundle (1).age").write_bytes(CONTENT)
    (tmp_path / "words.txt").write_bytes(b"")
    (tmp_path / "folder.age").mkdir()
    assert look(Folder(tmp_path), by_hand=True) == ("a bundle (1).age",)
    assert collect(Folder(tmp_path), "a bundle (1).age") == Collected(name="a bundle (1).age", content=CONTENT)


def test_where_files_have_notes_one_without_is_still_on_its_way(tmp_path: Path) -> None:
    put(tmp_path, "whole.age")
    (tmp_path / "cut.age").write_bytes(CONTENT[:-1])
    assert look(Folder(tmp_path), by_hand=True) == ("whole.age",)


def test_on_a_server_every_file_needs_its_note(tmp_path: Path) -> None:
    (tmp_path / "cut.age").write_bytes(CONTENT[:-1])
    assert look(Folder(tmp_path), by_hand=False) == ()


def test_what_the_note_says_comes_with_the_file(tmp_path: Path) -> None:
    put(tmp_path, "whole.age")
    found = collect(Folder(tmp_path), "whole.age")
    assert found == Collected(name="whole.age", content=CONTENT, note=NOTE)


@pytest.mark.parametrize(
    "change",
    [{"size": 1}, {"sha256": "0" * 64}, {"format": "another"}],
)
def test_a_file_that_is_not_what_its_note_says_is_left_alone(tmp_path: Path, change: dict[str, object]) -> None:
    put(tmp_path, "a.age")
    note = tmp_path / "a.age.note.json"
    note.write_text(json.dumps({**json.loads(note.read_bytes()), **change}))
    assert collect(Folder(tmp_path), "a.age") is None


@pytest.mark.parametrize("note", [b"{", b"[]", b"[" * 5000, b" " * 70_000])
def test_a_note_that_cannot_be_read_says_nothing(tmp_path: Path, note: bytes) -> None:
    put(tmp_path, "a.age")
    (tmp_path / "a.age.note.json").write_bytes(note)
    assert collect(Folder(tmp_path), "a.age") is None


def test_a_file_that_went_meanwhile_is_no_file(tmp_path: Path) -> None:
    assert collect(Folder(tmp_path), "a.age") is None


def test_a_receipt_is_put_beside_the_bundles_once_and_a_later_word_replaces_it(tmp_path: Path) -> None:
    for word in (b"first", b"first", b"second"):
        hand_back(Folder(tmp_path), "a.receipt.json", word)
        assert (tmp_path / RECEIPTS / "a.receipt.json").read_bytes() == word
    assert [path.name for path in (tmp_path / RECEIPTS).iterdir()] == ["a.receipt.json"]


def test_a_place_that_cannot_be_written_on_is_told(tmp_path: Path) -> None:
    (tmp_path / RECEIPTS).write_bytes(b"a file where the folder should be")
    with pytest.raises(Unavailable, match="UPLOAD-FOLDER"):
        hand_back(Folder(tmp_path), "a.receipt.json", b"word")


class Forgetful(Folder):
    """A place that says it has written."""

    def within(self, folder: str) -> Target:
        return Forgetful(self._path)

    def write(self, name: str, content: bytes, watch: Watch) -> None:
        super().write(name, content[:-1], watch)


def test_a_receipt_that_did_not_arrive_whole_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="UPLOAD-DIFFERS"):
        hand_back(Forgetful(tmp_path), "a.receipt.json", b"word")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="UPLOAD-FOLDER"):
        look(Folder(tmp_path / "nowhere"), by_hand=True)
