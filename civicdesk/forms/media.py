"""What a form takes as a file: its kind is told by its bytes, and what it says of where and when it was made is taken out."""

from typing import Final

from civicdesk.errors import Refused
from civicdesk.forms import pictures
from civicdesk.i18n import say
from civicdesk.records.attachments import LARGEST, Asked, NewFile, asked_of
from civicdesk.records.pages import NodeState

_STARTS: Final = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (0, b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (0, b"GIF8", "image/gif", "gif"),
    (8, b"WEBP", "image/webp", "webp"),
    (0, b"II*\x00", "image/tiff", "tif"),
    (0, b"MM\x00*", "image/tiff", "tif"),
    (8, b"WAVE", "audio/wav", "wav"),
    (0, b"ID3", "audio/mpeg", "mp3"),
    (0, b"\xff\xfb", "audio/mpeg", "mp3"),
    (0, b"\xff\xf3", "audio/mpeg", "mp3"),
    (0, b"\xff\xf1", "audio/aac", "aac"),
    (0, b"OggS", "audio/ogg", "ogg"),
    (0, b"fLaC", "audio/flac", "flac"),
    (0, b"#!AMR", "audio/amr", "amr"),
    (4, b"ftypM4A", "audio/mp4", "m4a"),
    (4, b"ftyphei", "image/heic", "heic"),
    (4, b"ftyphev", "image/heic", "heic"),
    (4, b"ftypmif1", "image/heic", "heic"),
    (4, b"ftypmsf1", "image/heic", "heic"),
    (4, b"ftypavi", "image/avif", "avif"),
    (4, b"JXL ", "image/jxl", "jxl"),
    (4, b"jP  ", "image/jp2", "jp2"),
    (4, b"ftypqt", "video/quicktime", "mov"),
    (4, b"ftyp3g", "video/3gpp", "3gp"),
    (4, b"ftyp", "video/mp4", "mp4"),
    (8, b"AVI ", "video/x-msvideo", "avi"),
    (0, b"\x1aE\xdf\xa3", "video/webm", "webm"),
    (0, b"%PDF-", "application/pdf", "pdf"),
    (0, b"PK\x03\x04", "application/zip", "zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage", "doc"),
    (0, b"{\\rtf", "application/rtf", "rtf"),
)
"""(place, bytes, media type, ending), the first that fits counts."""
_INSIDE_ZIP: Final = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    (b"opendocument.text", "application/vnd.oasis.opendocument.text", "odt"),
    (b"opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet", "ods"),
)
_LOOKED_AT: Final = 4096
_KINDS: Final = {
    Asked.SIGNATURE: ("image/png", "image/jpeg"),
    Asked.DRAWING: ("image/png", "image/jpeg"),
    Asked.PICTURE: ("image/png", "image/jpeg"),
    Asked.SOUND: ("audio/", "video/mp4", "video/3gpp", "video/webm"),
    Asked.VIDEO: ("video/",),
    Asked.FILE: ("image/png", "image/jpeg", "audio/", "video/", "application/", "text/"),
}
"""What each question takes, by the beginning of the media type; some recorders put a sound into the container of a film.

Pictures of other kinds are taken nowhere: the place where they were taken would stay in them.
"""


def taken(node: NodeState | None, content: bytes) -> NewFile:
    """Return a file as it is kept: pictures without what tells where and when they were taken; other files as they are.

    Args:
        node: the question; None if there is none.
        content: the bytes, from outside.

    Raises:
        Refused: INTERVIEW-VALUE: this question takes no file; FILE-EMPTY, FILE-SIZE, FILE-KIND: it takes no such file;
            FILE-PICTURE: it begins like a picture and is none.
    """
    if node is None or node.t != "upload" or not node.rel or node.ro:
        raise Refused("INTERVIEW-VALUE")
    if not content:
        raise Refused("FILE-EMPTY")
    if len(content) > LARGEST:
        raise Refused("FILE-SIZE", most=LARGEST // 1_000_000)
    asked, (media_type, ending) = asked_of(node), kind_of(content)
    if not media_type.startswith(_KINDS[asked]):
        raise Refused("FILE-KIND", wanted=say(f"attachments.wanted.{asked.value}"))
    return NewFile(asked=asked, media_type=media_type, ending=ending, content=pictures.bare(content))


def kind_of(content: bytes) -> tuple[str, str]:
    """Return media type and ending of a file by its first bytes; text is what can be read as such."""
    found = next(((kind, ending) for at, start, kind, ending in _STARTS if content[at : at + len(start)] == start), None)
    if found == ("application/zip", "zip"):
        return next(((kind, ending) for name, kind, ending in _INSIDE_ZIP if name in content[:_LOOKED_AT]), found)
    if found is not None:
        return found
    return ("text/plain", "txt") if _is_text(content) else ("application/octet-stream", "bin")


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    return all(letter.isprintable() or letter in "\t\r\n\f\ufeff" for letter in text[:_LOOKED_AT])
