"""Letters that join: which glyphs a word of the Arabic script takes, and where they stand. HarfBuzz decides; nothing is remembered of a word.

The fonts set the dots of a letter apart from its body. Here a body stands for the whole letter, and dots are shapes beside it: whoever
copies the words out of a file, or has them read aloud, finds letters and not strokes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from civicdesk import paths

FILE = "NotoSansArabic_400Regular.ttf"
_FEATURES: dict[str, bool] = {}
_LANGUAGE = "ur"
"""Of the forms of letters that differ between languages of the script."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One glyph and its place, in thousandths of the letters' size from the left end of the word's baseline."""

    number: int
    text: str
    """The letters that it stands for; empty for dots and other marks, which are drawn as shapes."""
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Shaped:
    """Glyphs from left to right, and the width of all of them in thousandths of the size."""

    glyphs: tuple[Glyph, ...]
    width: float


def shape(text: str, *, right_to_left: bool) -> Shaped:
    """Return the glyphs of a stretch of letters that all run one way; brackets are mirrored on the way."""
    import uharfbuzz as harfbuzz

    buffer = harfbuzz.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if right_to_left else "ltr"
    buffer.script = "Arab"
    buffer.language = _LANGUAGE
    buffer.flags = harfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    harfbuzz.shape(_font(), buffer, _FEATURES)
    letters = _letters_of(text, [info.cluster for info in buffer.glyph_infos])
    glyphs, across, unit = [], 0.0, 1000 / _face().upem
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        said = letters.pop(info.cluster, "") if place.x_advance else ""
        glyphs.append(Glyph(info.codepoint, said, across + place.x_offset * unit, place.y_offset * unit))
        across += place.x_advance * unit
    return Shaped(tuple(glyphs), across)


def has(character: str) -> bool:
    """Tell whether the font of joined letters has a character."""
    return ord(character) in _characters()


def advance(number: int) -> float:
    """Return the width of a glyph by itself, in thousandths of the size."""
    return float(_font().get_glyph_h_advance(number) * 1000 / _face().upem)


def outline(number: int) -> str:
    """Return the outline of a glyph as PDF path operators in thousandths of the size."""
    drawn: list[str] = []
    _font().draw_glyph(number, _draw_functions(), _Trace(drawn, 1000 / _face().upem))
    return " ".join(drawn)


def subset(numbers: set[int]) -> bytes:
    """Return a font file with these glyphs alone; they keep their numbers."""
    import uharfbuzz as harfbuzz

    wanted = harfbuzz.SubsetInput()
    wanted.sets(harfbuzz.SubsetInputSets.GLYPH_INDEX).update(numbers)
    wanted.flags = harfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE | harfbuzz.SubsetFlags.NO_HINTING | harfbuzz.SubsetFlags.RETAIN_GIDS
    for table in (b"GSUB", b"GPOS", b"GDEF", b"cmap"):
        wanted.sets(harfbuzz.SubsetInputSets.DROP_TABLE_TAG).add(int.from_bytes(table, "big"))
    return bytes(harfbuzz.subset(_face(), wanted).blob.data)


def extents() -> tuple[int, int]:
    """Return how far letters reach above and below the baseline, in thousandths of the size."""
    found, unit = _font().get_font_extents("ltr"), 1000 / _face().upem
    return round(found.ascender * unit), round(found.descender * unit)


def _letters_of(text: str, clusters: list[int]) -> dict[int, str]:
    """Return the letters of each cluster by its first."""
    starts = [*sorted(set(clusters)), len(text)]
    return {start: text[start:end] for start, end in pairwise(starts)}


@dataclass(slots=True)
class _Trace:
    """An outline that is being written down; PDF has no quadratic curves, so each becomes a cubic one."""

    drawn: list[str]
    unit: float
    at: tuple[float, float] = (0.0, 0.0)

    def add(self, operator: str, *points: float) -> None:
        self.drawn.append(" ".join([*(f"{point * self.unit:.4g}" for point in points), operator]))
        self.at = (points[-2], points[-1]) if points else self.at

    def curve(self, bend_x: float, bend_y: float, x: float, y: float) -> None:
        first = (self.at[0] + (bend_x - self.at[0]) * 2 / 3, self.at[1] + (bend_y - self.at[1]) * 2 / 3)
        second = (x + (bend_x - x) * 2 / 3, y + (bend_y - y) * 2 / 3)
        self.add("c", *first, *second, x, y)


@lru_cache(maxsize=1)
def _draw_functions() -> Any:
    import uharfbuzz as harfbuzz

    functions = harfbuzz.DrawFuncs()
    functions.set_move_to_func(_adding("m"))
    functions.set_line_to_func(_adding("l"))
    functions.set_cubic_to_func(_adding("c"))
    functions.set_quadratic_to_func(lambda bend_x, bend_y, x, y, trace: trace.curve(bend_x, bend_y, x, y))
    functions.set_close_path_func(lambda trace: trace.add("h"))
    return functions


def _adding(operator: str) -> Callable[..., None]:
    def add(*points: Any) -> None:
        points[-1].add(operator, *points[:-1])

    return add


@lru_cache(maxsize=1)
def _face() -> Any:
    import uharfbuzz as harfbuzz

    return harfbuzz.Face(harfbuzz.Blob.from_file_path(str(paths.resources() / "fonts" / FILE)))


@lru_cache(maxsize=1)
def _font() -> Any:
    import uharfbuzz as harfbuzz

    return harfbuzz.Font(_face())


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    return frozenset(_face().unicodes)
