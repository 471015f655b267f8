"""The proof that a finished page reads in the right order: its letters are read off the drawn page and compared with what should be there.

A line whose words or letters stand the wrong way round looks plausible to somebody who does not read it, and no checker of PDF files
notices. So each line that does not simply run from left to right is read back from the finished file: every character with its place, from
the right edge to the left, must be what the Unicode Bidirectional Algorithm says of the text.
"""

import ctypes
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

from civicdesk.errors import Refused
from civicdesk.feedback import bidi
from civicdesk.feedback.joined import Written
from civicdesk.feedback.setting import Stretch

_EITHER_WAY = {")": "(", "]": "[", "}": "{", "»": "«", "”": "“", "’": "‘", ">": "<"}
"""Signs that a reader of files may turn round on its own where letters run from right to left."""
_NEAR = 0.6
"""Points by which a letter may stand beside its place: files keep two decimals."""


def check(document: bytes, written: Sequence[Written]) -> None:
    """Refuse a file in which a line does not read as it should.

    Raises:
        Refused: SHEET-RTL.
    """
    wrong = list(faults(document, written)) if written else []
    if wrong:
        raise Refused("SHEET-RTL")


def faults(document: bytes, written: Sequence[Written]) -> Iterator[tuple[str, str]]:
    """Yield (expected, found) of each line that does not read as it should, both from the right edge to the left."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(document)
    try:
        for number, lines in groupby(sorted(written, key=lambda line: line.page), key=lambda line: line.page):
            page = pdf[number]
            words = page.get_textpage()
            shown = list(_characters(words))
            for line in lines:
                expected, found = from_right(line.stretch), _on_line(line, shown)
                if not _same(expected, found):
                    yield expected, "".join(character for _, character in found)
            words.close()
            page.close()
    finally:
        pdf.close()


def from_right(stretch: Stretch) -> str:
    """Return the letters of a line as they must stand from the right edge to the left, without blanks and marks over letters."""
    text = stretch.text[stretch.start : stretch.end]
    classes = [unicodedata.bidirectional(character) for character in text]
    levels = bidi.levels_of(stretch.text, stretch.base)[stretch.start : stretch.end]
    order = bidi.visual_order(bidi.settled(classes, levels, stretch.base))
    return "".join(_plain(text[place]) for place in reversed(order))


def _plain(character: str) -> str:
    """Return a character as it is compared: presentation forms as letters, brackets and quotation marks whichever way they open."""
    kept = (each for each in unicodedata.normalize("NFKC", character) if unicodedata.category(each) not in {"Mn", "Cf", "Zs", "Cc"})
    return "".join(_EITHER_WAY.get(each, each) for each in kept)


def _same(expected: str, found: Sequence[tuple[float, str]]) -> bool:
    """Compare; the letters of one glyph share a place, and their order among themselves is the font's."""
    at = 0
    for _, group in groupby(found, key=lambda each: each[0]):
        letters = sorted(letter for _, said in group for letter in said)
        if sorted(expected[at : at + len(letters)]) != letters:
            return False
        at += len(letters)
    return at == len(expected)


def _on_line(line: Written, shown: Sequence[tuple[float, float, str]]) -> list[tuple[float, str]]:
    """Return what stands on a line, from the right."""
    here = [
        (x, plain)
        for x, y, character in shown
        if abs(y - line.baseline) < _NEAR and line.x - _NEAR <= x <= line.x + line.width + _NEAR and (plain := _plain(character))
    ]
    return sorted(here, key=lambda each: -each[0])


def _characters(words: object) -> Iterator[tuple[float, float, str]]:
    """Yield each character that is drawn on a page with the place where its pen was set down."""
    import pypdfium2.raw as pdfium

    for index in range(pdfium.FPDFText_CountChars(words)):
        x, y = ctypes.c_double(), ctypes.c_double()
        if not pdfium.FPDFText_IsGenerated(words, index) and pdfium.FPDFText_GetCharOrigin(words, index, x, y):
            yield x.value, y.value, chr(pdfium.FPDFText_GetUnicode(words, index))
