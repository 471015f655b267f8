"""Sealed files of answers: the workspace alone reads them, and reads as far as they are whole."""

import pytest

from civicdesk.crypto import inbox
from civicdesk.errors import Damaged

ID = "0a" * 16
PUBLIC, PRIVATE = inbox.new_pair()
ABOUT = {"submission": "s1"}
FRAMES = tuple({"ref": f"/q{number}", "value": "plainly invented"} for number in range(3))


@pytest.fixture
def written() -> bytes:
    writer = inbox.begin(PUBLIC, ID, ABOUT)
    return b"".join((writer.header, *(writer.frame(number, told) for number, told in enumerate(FRAMES))))


def test_what_was_written_comes_back(written: bytes) -> None:
    assert inbox.read(written, PRIVATE) == inbox.Opened(id=ID, about=ABOUT, frames=FRAMES, whole=True)
    assert inbox.public_of(PRIVATE) == PUBLIC


def test_nothing_of_it_can_be_read_without_the_key(written: bytes) -> None:
    assert b"invented" not in written
    assert b"s1" not in written
    with pytest.raises(Damaged, match="INBOX-KEY"):
        inbox.read(written, inbox.new_pair()[1])


@pytest.mark.parametrize("lost", [1, 3, 60, 200])
def test_a_torn_end_keeps_what_is_before_it(written: bytes, lost: int) -> None:
    found = inbox.read(written[:-lost], PRIVATE)
    assert found.frames == FRAMES[: len(found.frames)]
    assert not found.whole
    assert len(found.frames) < len(FRAMES)


def test_an_altered_frame_ends_the_reading_there(written: bytes) -> None:
    altered = bytearray(written)
    altered[-10] ^= 1
    assert inbox.read(bytes(altered), PRIVATE) == inbox.Opened(id=ID, about=ABOUT, frames=FRAMES[:2], whole=False)


def test_frames_cannot_change_places() -> None:
    writer = inbox.begin(PUBLIC, ID, ABOUT)
    swapped = writer.header + writer.frame(1, FRAMES[1]) + writer.frame(0, FRAMES[0])
    assert inbox.read(swapped, PRIVATE).frames == ()


def test_a_frame_of_another_file_is_not_taken() -> None:
    mine, other = inbox.begin(PUBLIC, ID, ABOUT), inbox.begin(PUBLIC, ID, ABOUT)
    assert inbox.read(mine.header + other.frame(0, FRAMES[0]), PRIVATE).frames == ()


def test_a_length_that_lies_is_not_believed(written: bytes) -> None:
    header = inbox.begin(PUBLIC, ID, ABOUT).header
    assert inbox.read(header + b"\xff\xff\xff\xff" + bytes(100), PRIVATE).frames == ()


@pytest.mark.parametrize("cut", [0, 5, 6, 20, 25, 80])
def test_a_beginning_that_is_cut_is_told(written: bytes, cut: int) -> None:
    with pytest.raises(Damaged, match="INBOX-FILE"):
        inbox.read(written[:cut], PRIVATE)


def test_another_id_on_the_outside_is_told(written: bytes) -> None:
    with pytest.raises(Damaged, match="INBOX-FILE"):
        inbox.read(written[:6] + bytes(16) + written[22:], PRIVATE)


def test_a_file_beyond_all_measure_is_not_read(monkeypatch: pytest.MonkeyPatch, written: bytes) -> None:
    monkeypatch.setattr(inbox, "LIMIT", 10)
    with pytest.raises(Damaged, match="INBOX-FILE"):
        inbox.read(written, PRIVATE)
