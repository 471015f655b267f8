"""The fonts of our papers: the shipped files only, each character checked before a line is drawn.

A character that no font has would print as an empty box, a right-to-left line with its words in the wrong order, an Indic word with its
vowels in the wrong place. The picture would look plausible to somebody who does not read it, so all three are refused.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import Any

from civicdesk import paths
from civicdesk.errors import Refused


class Face(StrEnum):
    """One shipped font file, by the name that the PDF knows it under."""

    REGULAR = "Atkinson"
    ITALIC = "Atkinson-Italic"
    SEMIBOLD = "Atkinson-SemiBold"
    BOLD = "Atkinson-Bold"
    OTHER = "Noto"
    """Cyrillic, Greek and other letters that Atkinson lacks."""


_FILES = {
    Face.REGULAR: "AtkinsonHyperlegibleNext_400Regular.ttf",
    Face.ITALIC: "AtkinsonHyperlegibleNext_400Regular_Italic.ttf",
    Face.SEMIBOLD: "AtkinsonHyperlegibleNext_600SemiBold.ttf",
    Face.BOLD: "AtkinsonHyperlegibleNext_700Bold.ttf",
    Face.OTHER: "NotoSans_400Regular.ttf",
}
_RIGHT_TO_LEFT = frozenset({"ar", "bal", "ckb", "dv", "fa", "he", "ks", "pnb", "ps", "sd", "ug", "ur", "yi"})
_BEHAVIOUR_OF_RTL = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})
_SHAPED = ((0x0900, 0x0DFF), (0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xA8E0, 0xA8FF))
"""Blocks whose letters change place or form by their neighbours: Indic scripts, Thai, Lao, Tibetan, Myanmar, Khmer."""
_BLANKS = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF))


def tidy(text: str) -> str:
    """Return text as it is printed: one line, composed letters, no invisible characters."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", text).translate(_INVISIBLE)).strip(" ")


def check(language: str, texts: Iterable[str]) -> None:
    """Refuse what could not be printed rightly, before anything is drawn.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT or SHEET-GLYPH; the last two name the character.
    """
    if language.lower().split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT:
        raise Refused("SHEET-RTL")
    for character in sorted({character for text in texts for character in tidy(text)}):
        _check_character(character)


def runs_by_face(text: str, face: Face) -> list[tuple[Face, str]]:
    """Return text cut where the font changes: what the face lacks is set in the wider font."""
    if text.isascii():
        return [(face, text)]
    return [(found, "".join(run)) for found, run in groupby(text, key=lambda character: _face_for(character, face))]


def width_of(text: str, face: Face, size: float) -> float:
    """Return the width of text in points, for letters that the face has."""
    font = _font(face).face
    return float(sum(font.charWidths.get(ord(character), font.defaultWidth) for character in text)) * size / 1000


def register(face: Face) -> str:
    """Make one font known to the PDF library, once a process, and return its name there."""
    _font(face)
    return face.value


def _check_character(character: str) -> None:
    if unicodedata.bidirectional(character) in _BEHAVIOUR_OF_RTL:
        raise Refused("SHEET-RTL")
    code = ord(character)
    facts = {"point": f"U+{code:04X}", "name": unicodedata.name(character, "unnamed character").lower()}
    if any(first <= code <= last for first, last in _SHAPED):
        raise Refused("SHEET-SCRIPT", **facts)
    if not _has(Face.REGULAR, character) and not _has(Face.OTHER, character):
        raise Refused("SHEET-GLYPH", **facts)


def _face_for(character: str, face: Face) -> Face:
    return face if _has(face, character) else Face.OTHER


def _has(face: Face, character: str) -> bool:
    return ord(character) in _font(face).face.charToGlyph


@lru_cache(maxsize=len(Face))
def _font(face: Face) -> Any:
    from reportlab.pdfbase import pdfmetrics, ttfonts

    font = ttfonts.TTFont(face.value, str(paths.resources() / "fonts" / _FILES[face]), shapable=False)
    pdfmetrics.registerFont(font)
    return font
