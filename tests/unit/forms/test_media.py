"""Files that a form takes: told by their bytes, within limits, and pictures without what they say about place and time."""

import struct
import zlib
from collections.abc import Callable

import pytest

from civicdesk.errors import Refused
from civicdesk.forms import media, pictures
from civicdesk.forms.engine import Run
from civicdesk.records.attachments import LARGEST, Asked, asked_of, in_words, size_in_words
from civicdesk.records.pages import NodeState

PLACE = b"GPS 51.5 -0.1 Placeholder Street"
SCAN = b"\x12\x34\xff\x00\x56\xff\xd0\x78"


def upload(media_type: str = "image/*", *app: str, **facts: object) -> NodeState:
    return NodeState(**{"ref": "/data/q", "t": "upload", "vt": "binary", "media_type": media_type, "app": app, **facts})


def chunk(name: bytes, told: bytes) -> bytes:
    return struct.pack(">I", len(told)) + name + told + struct.pack(">I", zlib.crc32(name + told))


def png(*more: bytes, behind: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return pictures.PNG + head + b"".join(more) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"") + behind


def segment(marker: int, told: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(told) + 2) + told


def jpeg(*more: bytes, scan: bytes = SCAN, behind: bytes = b"") -> bytes:
    """Return something with the parts of a JPEG; what is between them is told, not drawn."""
    return b"\xff\xd8" + b"".join(more) + segment(0xDB, b"table") + segment(0xDA, b"head") + scan + b"\xff\xd9" + behind


TELLING = {
    "place and time": segment(0xE1, b"Exif\0\0" + PLACE),
    "what was written about it": segment(0xED, b"Photoshop" + PLACE),
    "a comment": segment(0xFE, PLACE),
    "another picture": segment(0xE2, b"MPF\0" + PLACE),
    "a small picture": segment(0xE0, b"JFXX\0" + PLACE),
}


@pytest.mark.parametrize("what", TELLING)
def test_a_photograph_tells_nothing_about_itself(what: str) -> None:
    assert pictures.bare(jpeg(TELLING[what])) == jpeg()


def test_the_small_picture_in_the_head_of_a_photograph_goes() -> None:
    head = b"JFIF\0\1\2\1\0\x48\0\x48"
    assert pictures.bare(jpeg(segment(0xE0, head + b"\1\1" + PLACE))) == jpeg(segment(0xE0, head + b"\0\0"))


def test_what_the_colours_need_stays() -> None:
    told = jpeg(segment(0xE2, b"ICC_PROFILE\0\1\1sRGB"), segment(0xEE, b"Adobe\0"))
    assert pictures.bare(told) == told


def test_a_film_behind_the_photograph_goes() -> None:
    assert pictures.bare(jpeg(behind=b"ftypmp4" + PLACE)) == jpeg()


def test_a_photograph_in_several_scans_stays_whole() -> None:
    told = jpeg(scan=SCAN + segment(0xC4, b"more") + segment(0xDA, b"second") + SCAN)
    assert pictures.bare(told) == told


def test_markers_may_be_filled_up() -> None:
    told = b"\xff\xd8\xff\xff" + segment(0xFE, PLACE) + jpeg()[2:]
    assert pictures.bare(told) == jpeg()


@pytest.mark.parametrize("name", [b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"acTL", b"prVt"])
def test_a_png_tells_nothing_about_itself(name: bytes) -> None:
    assert pictures.bare(png(chunk(name, PLACE), behind=PLACE)) == png()


def test_what_a_png_needs_to_be_shown_stays() -> None:
    told = png(chunk(b"gAMA", b"\0\0\xb1\x8f"), chunk(b"tRNS", b"\0\0"))
    assert pictures.bare(told) == told


def test_other_files_stay_as_they_are() -> None:
    assert pictures.bare(b"%PDF-1.7 " + PLACE) == b"%PDF-1.7 " + PLACE


BROKEN = {
    "png cut in a chunk": png()[:-20],
    "png cut before a chunk": png()[:10],
    "png of impossible length": pictures.PNG + b"\xff\xff\xff\xffIHDR" + bytes(20),
    "jpeg without an end": jpeg()[:-2],
    "jpeg cut in a segment": jpeg()[:8],
    "jpeg cut before a length": b"\xff\xd8\xff\xe1\x00",
    "jpeg of impossible length": b"\xff\xd8\xff\xe1\x00\x01" + bytes(20),
    "jpeg without a marker": b"\xff\xd8\xff\xe1\x00\x04aabb",
    "jpeg of fillings": b"\xff\xd8\xff\xff\xff",
    "jpeg with a stray restart": b"\xff\xd8\xff\xd0\x00\x04aa",
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_breaks_off_is_no_picture(what: str) -> None:
    with pytest.raises(Refused, match="FILE-PICTURE"):
        pictures.bare(BROKEN[what])


KINDS = {
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"\xff\xd8\xff\xe0": ("image/jpeg", "jpg"),
    b"RIFF\0\0\0\0WAVEfmt ": ("audio/wav", "wav"),
    b"RIFF\0\0\0\0WEBP": ("image/webp", "webp"),
    b"ID3\3": ("audio/mpeg", "mp3"),
    b"\0\0\0\x18ftypM4A ": ("audio/mp4", "m4a"),
    b"\0\0\0\x18ftypheic": ("image/heic", "heic"),
    b"\0\0\0\x18ftypisom": ("video/mp4", "mp4"),
    b"%PDF-1.4": ("application/pdf", "pdf"),
    b"PK\3\4aa[Content_Types].xml word/document.xml": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
    ),
    b"PK\3\4something": ("application/zip", "zip"),
    "\ufeffPlainly inventéd\tletter\r\n".encode(): ("text/plain", "txt"),
    b"\0\1\2": ("application/octet-stream", "bin"),
    b"\xc3\x28 neither": ("application/octet-stream", "bin"),
}  # fmt: skip


@pytest.mark.parametrize("content", KINDS, ids=[ending for _, ending in KINDS.values()])
def test_a_file_is_what_its_bytes_say(content: bytes) -> None:
    assert media.kind_of(content) == KINDS[content]


@pytest.mark.parametrize(
    ("node", "content", "asked"),
    [
        (upload("image/*", "signature"), png(), Asked.SIGNATURE),
        (upload("image/*", "draw"), png(), Asked.DRAWING),
        (upload("image/*", "annotate", "new"), jpeg(), Asked.PICTURE),
        (upload("audio/*"), b"ID3\3", Asked.SOUND),
        (upload("audio/*"), b"\0\0\0\x18ftyp3gp4", Asked.SOUND),
        (upload("video/*"), b"\0\0\0\x18ftypisom", Asked.VIDEO),
        (upload("application/*"), b"%PDF-1.4", Asked.FILE),
        (upload(""), b"words", Asked.FILE),
    ],
)
def test_each_question_takes_its_own_kind(node: NodeState, content: bytes, asked: Asked) -> None:
    assert (media.taken(node, content).asked, asked_of(node)) == (asked, asked)


def test_what_is_kept_of_a_photograph_tells_nothing() -> None:
    assert PLACE not in media.taken(upload(), jpeg(*TELLING.values(), behind=PLACE)).content


@pytest.mark.parametrize(
    ("node", "content", "code"),
    [
        (None, png(), "INTERVIEW-VALUE"),
        (NodeState(ref="/data/q", t="input"), png(), "INTERVIEW-VALUE"),
        (upload(rel=False), png(), "INTERVIEW-VALUE"),
        (upload(ro=True), png(), "INTERVIEW-VALUE"),
        (upload(), b"", "FILE-EMPTY"),
        (upload("application/*"), bytes(LARGEST + 1), "FILE-SIZE"),
        (upload(), b"%PDF-1.4", "FILE-KIND"),
        (upload("audio/*"), png(), "FILE-KIND"),
        (upload("video/*"), b"ID3\3", "FILE-KIND"),
        (upload("application/*"), png()[:-9], "FILE-PICTURE"),
        (upload("application/*"), b"\0\0\0\x18ftypheic" + PLACE, "FILE-KIND"),
        (upload("application/*"), b"II*\0" + PLACE, "FILE-KIND"),
        (upload("video/*"), b"\0\0\0\x18ftypavif" + PLACE, "FILE-KIND"),
    ],
)
def test_what_a_question_cannot_take_is_refused(node: NodeState | None, content: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        media.taken(node, content)


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("signature-3.png", 6_200, "Signature, 6 KB"),
        ("picture-1.jpg", 240_400, "Picture, 240 KB"),
        ("video-1.mp4", 9_940_000, "Film, 9.9 MB"),
        ("sound-1.m4a", 2_000_000, "Recording, 2 MB"),
        ("file-2.pdf", 1, "PDF file, 1 byte"),
        ("holiday in Ayton.jpg", None, "JPG file"),
    ],
)
def test_a_file_is_told_by_kind_and_size_and_never_by_its_name(name: str, size: int | None, words: str) -> None:
    assert in_words(name, size) == words


def test_sizes_are_told_in_the_unit_that_fits() -> None:
    assert [size_in_words(size) for size in (999, 1_000, 999_400, 1_000_000)] == ["999 bytes", "1 KB", "999 KB", "1 MB"]


BODY = '<upload ref="/data/{name}" mediatype="image/*"><label>A picture</label></upload>'


@pytest.mark.parametrize(("written", "most"), [("640", 640), ("", 0), ("many", 0), ("-1", 0), ("1234567", 0), ("\u0663", 0)])
def test_a_form_says_how_large_its_pictures_are_to_be(opened: Callable[..., Run], written: str, most: int) -> None:
    binds = f'<bind nodeset="/data/pic" type="binary" xmlns:orx="http://openrosa.org/xforms" orx:max-pixels="{written}"/>'
    node = opened("<pic/>", binds, BODY.format(name="pic")).state()["/data/pic"]
    assert (node.t, node.vt, node.media_type, node.max_pixels) == ("upload", "binary", "image/*", most)


def test_a_question_for_words_wants_no_picture(opened: Callable[..., Run]) -> None:
    binds = '<bind nodeset="/data/q" type="string" xmlns:orx="http://openrosa.org/xforms" orx:max-pixels="640"/>'
    node = opened("<q/>", binds, '<input ref="/data/q"><label>Words</label></input>').state()["/data/q"]
    assert (node.media_type, node.max_pixels) == ("", 0)
