"""The fonts of our papers: the shipped files only, each character checked before a line is drawn.

A character that no font has would print as an empty box, a word of a script that we cannot join with its letters in the wrong place. The
picture would look plausible to somebody who does not read it, so both are refused.
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
from civicdesk.feedback import shaping


class Face(StrEnum):
    """One shipped font file, by the name that the PDF knows it under."""

    REGULAR = "Atkinson"
    ITALIC = "Atkinson-Italic"
    SEMIBOLD = "Atkinson-SemiBold"
    BOLD = "Atkinson-Bold"
    OTHER = "Noto"
    """Cyrillic, Greek and other letters that Atkinson lacks."""
    JOINED = "Noto-Arabic"
    """Letters of the Arabic script, which join and run from right to left."""


_FILES = {
    Face.REGULAR: "AtkinsonHyperlegibleNext_400Regular.ttf",
    Face.ITALIC: "AtkinsonHyperlegibleNext_400Regular_Italic.ttf",
    Face.SEMIBOLD: "AtkinsonHyperlegibleNext_600SemiBold.ttf",
    Face.BOLD: "AtkinsonHyperlegibleNext_700Bold.ttf",
    Face.OTHER: "NotoSans_400Regular.ttf",
    Face.JOINED: shaping.FILE,
}
_FROM_RIGHT = frozenset({"R", "AL", "AN"})
_COMMANDS = frozenset({"RLE", "RLO", "LRE", "LRO", "PDF"})
"""Classes of invisible characters that turn whole stretches of text round."""
_ISOLATES = frozenset("\u2066\u2067\u2068\u2069")
"""Marks around a name or a number that keep its order apart from that of the sentence."""
_SHAPED = ((0x0900, 0x0DFF), (0x0E00, 0x0FFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xA8E0, 0xA8FF))
"""Blocks whose letters change place or form by their neighbours: Indic scripts, Thai, Lao, Tibetan, Myanmar, Khmer."""
_BLANKS = re.compile(r"[ \t\r\n\f\v\u2028\u2029]+")
_INVISIBLE = dict.fromkeys((0x00AD, 0x061C, 0x200B, 0x200E, 0x200F, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF))
_JOINERS = re.compile("(?<![\u0600-\u06ff\u0750-\u077f])[\u200c\u200d]+")
"""Between letters of the Arabic script they say what joins; elsewhere they are left over from a copy."""


def tidy(text: str) -> str:
    """Return text as it is printed: one line, composed letters, no invisible characters that mean nothing."""
    return _BLANKS.sub(" ", _JOINERS.sub("", unicodedata.normalize("NFC", text).translate(_INVISIBLE))).strip(" ")


def check(texts: Iterable[str]) -> None:
    """Refuse what could not be printed rightly, before anything is drawn.

    Raises:
        Refused: SHEET-RTL, SHEET-SCRIPT or SHEET-GLYPH; the last two name the character.
    """
    for character in sorted({character for text in texts for character in tidy(text)}):
        _check_character(character)


@lru_cache(maxsize=4096)
def prints(character: str) -> bool:
    """Tell whether a character can be printed rightly."""
    try:
        _check_character(character)
    except Refused:
        return False
    return True


def runs_by_face(text: str, face: Face) -> list[tuple[Face, str]]:
    """Return text cut where the font changes: what the face lacks is set in the wider font."""
    if text.isascii():
        return [(face, text)]
    return [(found, "".join(run)) for found, run in groupby(text, key=lambda character: _face_for(character, face))]


def runs_both_ways(text: str) -> bool:
    """Tell whether any letter of a text runs from right to left."""
    return not text.isascii() and any(_is_from_right(character) for character in text)


def is_unseen(character: str) -> bool:
    """Tell whether a character takes part in the order of a line and is not printed."""
    return character in _ISOLATES


def face_on_level(character: str, face: Face, level: int) -> Face:
    """Return the font of a character: on a stretch from right to left that of the joined letters, which has the signs between them too."""
    if level % 2 or not (_has(face, character) or _has(Face.OTHER, character)):
        return Face.JOINED
    return _face_for(character, face)


def width_of(text: str, face: Face, size: float) -> float:
    """Return the width of text in points, for letters that the face has."""
    font = _font(face).face
    return float(sum(font.charWidths.get(ord(character), font.defaultWidth) for character in text)) * size / 1000


def register(face: Face) -> str:
    """Make one font known to the PDF library, once a process, and return its name there."""
    _font(face)
    return face.value


def _check_character(character: str) -> None:
    from_right = _is_from_right(character)
    if unicodedata.bidirectional(character) in _COMMANDS or (from_right and not shaping.has(character)):
        raise Refused("SHEET-RTL")
    if from_right or character in _ISOLATES or character in "\u200c\u200d":
        return
    code = ord(character)
    facts = {"point": f"U+{code:04X}", "name": unicodedata.name(character, "unnamed character").lower()}
    if any(first <= code <= last for first, last in _SHAPED):
        raise Refused("SHEET-SCRIPT", **facts)
    if not _has(Face.REGULAR, character) and not _has(Face.OTHER, character):
        raise Refused("SHEET-GLYPH", **facts)


def _is_from_right(character: str) -> bool:
    """Tell whether a character runs from right to left, or belongs to the script that does: its comma and its digits are neutral by themselves."""
    return unicodedata.bidirectional(character) in _FROM_RIGHT or "\u0600" <= character <= "\u06ff"


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
