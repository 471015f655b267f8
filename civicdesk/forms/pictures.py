"""Pictures without what they tell about themselves: place, time, camera, comments, and smaller pictures inside.

The picture itself is not touched. What is not needed to show it is left out, and so is everything behind its end: cameras put films there.
Sources: PNG (W3C, third edition), sections 5 and 11; JPEG (ITU-T T.81), annex B, and JFIF 1.02.
"""

import struct
from typing import Final

from civicdesk.errors import Refused

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_SHOWN: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"})
"""Chunks of a PNG that say how it looks."""
_LENGTH: Final = struct.Struct(">I")
_SIZE: Final = struct.Struct(">H")
_BEHIND: Final = 12
"""Bytes of a chunk beside what it holds: length, name, checksum."""
_START, _END, _SCAN, _APP0, _APP2, _APP14, _APP15, _COMMENT = 0xD8, 0xD9, 0xDA, 0xE0, 0xE2, 0xEE, 0xEF, 0xFE
_RESTARTS: Final = range(0xD0, 0xD8)
_JFIF: Final = b"JFIF\x00"
_JFIF_SIZE: Final = 12
"""Bytes of a JFIF segment up to its small picture."""
_COLOURS: Final = b"ICC_PROFILE\x00"


def bare(content: bytes) -> bytes:
    """Return a PNG or JPEG picture without what it tells about itself; every other file as it is.

    Raises:
        Refused: FILE-PICTURE: it begins like a picture and breaks off, or makes no sense.
    """
    if content.startswith(PNG):
        return _bare_png(content)
    return _bare_jpeg(content) if content.startswith(JPEG) else content


def _bare_png(content: bytes) -> bytes:
    kept, at, name = [PNG], len(PNG), b""
    while name != b"IEND":
        if at + _BEHIND > len(content):
            raise Refused("FILE-PICTURE")
        (length,) = _LENGTH.unpack_from(content, at)
        name, end = content[at + 4 : at + 8], at + _BEHIND + length
        if end > len(content):
            raise Refused("FILE-PICTURE")
        if name in _SHOWN:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


def _bare_jpeg(content: bytes) -> bytes:
    kept, at = [content[:2]], 2
    while True:
        marker, at = _marker(content, at)
        if marker == _END:
            return b"".join((*kept, b"\xff\xd9"))
        if at + _SIZE.size > len(content):
            raise Refused("FILE-PICTURE")
        (length,) = _SIZE.unpack_from(content, at)
        end = at + length
        if length < _SIZE.size or end > len(content):
            raise Refused("FILE-PICTURE")
        kept.append(_segment(marker, content[at + _SIZE.size : end]))
        at = end
        if marker == _SCAN:
            at = _end_of_scan(content, end)
            kept.append(content[end:at])


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """Return the marker at a place, and the place behind it; it may be filled up with 0xFF in front."""
    if content[at : at + 1] != b"\xff":
        raise Refused("FILE-PICTURE")
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content) or content[at] in {0x00, 0x01, _START, *_RESTARTS}:
        raise Refused("FILE-PICTURE")
    return content[at], at + 1


def _segment(marker: int, told: bytes) -> bytes:
    """Return a segment as it is kept, empty if it is not: of what programs add, only what the colours need."""
    if marker == _APP0 and told.startswith(_JFIF) and len(told) >= _JFIF_SIZE:
        told = told[:_JFIF_SIZE] + b"\x00\x00"
    elif marker == _COMMENT or (_APP0 <= marker <= _APP15 and marker != _APP14 and not (marker == _APP2 and told.startswith(_COLOURS))):
        return b""
    return bytes((0xFF, marker)) + _SIZE.pack(len(told) + _SIZE.size) + told


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the coded points end: at the next marker that is no restart and no escaped 0xFF."""
    while (at := content.find(b"\xff", at)) >= 0 and at + 1 < len(content):
        if content[at + 1] not in {0x00, *_RESTARTS}:
            return at
        at += 2
    raise Refused("FILE-PICTURE")
