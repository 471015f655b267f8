"""Breaking words into lines. Ragged right (or left), no hyphenation, no letters squeezed: the easiest lines to read.

Widths come from the fonts' own tables; no word is remembered after its paper is drawn. Paragraphs with letters that run from right to left
are broken as they are read; then the Unicode Bidirectional Algorithm says where on its line each stretch of letters stands.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from civicdesk.feedback import bidi
from civicdesk.feedback.shaping import Shaped, shape
from civicdesk.feedback.styles import Type
from civicdesk.feedback.typefaces import Face, face_on_level, is_unseen, runs_both_ways, runs_by_face, tidy, width_of

_JOINED_SIZE = 1.08
"""Size of joined letters over that of the letters beside them: their bodies are smaller at the same size."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words; `type` None is set as the paragraph is."""

    text: str
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Letters that are set alike."""

    text: str
    face: Face
    size: float
    colour: str
    place: int = 0
    """Where it is read in its line; pieces of a line that runs one way stand in the order in which they are read."""
    joined: Shaped | None = None
    """Its glyphs, of letters that join."""
    heavy: bool = False
    """Of joined letters: drawn with an edge, for the font has one weight."""

    @property
    def width(self) -> float:
        """Return the width in points."""
        return self.joined.width * self.size / 1000 if self.joined else width_of(self.text, self.face, self.size)


@dataclass(slots=True)
class SetLine:
    """One line: its pieces from left to right and its width."""

    pieces: list[Piece] = field(default_factory=list)
    width: float = 0.0
    said: str = ""
    """The line as it is read, where that is not the order of its pieces."""
    stretch: "Stretch | None" = None
    """Where such a line comes from."""

    def append(self, word: Sequence[Piece], width: float) -> None:
        """Put a word at the end, after a space if it is not the first."""
        if self.pieces:
            last = self.pieces[-1]
            space = Piece(" ", last.face, last.size, last.colour)
            self._join(space)
            width += space.width
        for piece in word:
            self._join(piece)
        self.width += width

    def _join(self, piece: Piece) -> None:
        last = self.pieces[-1] if self.pieces else None
        if last is not None and (last.face, last.size, last.colour) == (piece.face, piece.size, piece.colour):
            self.pieces[-1] = Piece(last.text + piece.text, piece.face, piece.size, piece.colour)
        else:
            self.pieces.append(piece)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of a paragraph that has letters from right to left, and the direction of the paragraph."""

    text: str
    start: int
    end: int
    base: int


def set_lines(runs: Sequence[Run], around: Type, width: float) -> list[SetLine]:
    """Break runs into lines of at most a width; a word wider than that is broken between letters."""
    if any(runs_both_ways(run.text) for run in runs):
        return _Paragraph.of(runs, around).lines(width)
    lines = [SetLine()]
    for word in _words(runs, around):
        for part, part_width in _fitting(word, width):
            space = width_of(" ", lines[-1].pieces[-1].face, lines[-1].pieces[-1].size) if lines[-1].pieces else 0.0
            if lines[-1].pieces and lines[-1].width + space + part_width > width:
                lines.append(SetLine())
            lines[-1].append(part, part_width)
    return lines


def _words(runs: Sequence[Run], around: Type) -> Iterator[list[Piece]]:
    word: list[Piece] = []
    for run in runs:
        type_ = run.type or around
        for part in re.split("( )", "".join(each for each in _spaced(run.text) if not is_unseen(each))):
            if part == " ":
                if word:
                    yield word
                word = []
            elif part:
                word.extend(Piece(text, face, type_.size, type_.colour) for face, text in runs_by_face(part, type_.face))
    if word:
        yield word


def _spaced(text: str) -> str:
    """Tidy, but keep one space at either end: runs of a paragraph follow each other."""
    if text.isspace():
        return " "
    return f"{' ' if text[:1].isspace() else ''}{tidy(text)}{' ' if text[-1:].isspace() else ''}"


def _fitting(word: list[Piece], width: float) -> list[tuple[list[Piece], float]]:
    """Return a word with its width, in parts if it is wider than a line."""
    whole = sum(piece.width for piece in word)
    if whole <= width:
        return [(word, whole)]
    parts: list[tuple[list[Piece], float]] = [([], 0.0)]
    for letter in (Piece(letter, piece.face, piece.size, piece.colour) for piece in word for letter in piece.text):
        if parts[-1][0] and parts[-1][1] + letter.width > width:
            parts.append(([], 0.0))
        letters, so_far = parts[-1]
        parts[-1] = ([*letters, letter], so_far + letter.width)
    return parts


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph of which some letters run from right to left: its text in reading order, and the type and level of each character."""

    text: str
    types: tuple[Type, ...]
    levels: tuple[int | None, ...]
    base: int
    shaped: dict[tuple[str, bool], Shaped] = field(default_factory=dict)
    """Words that were measured for this paragraph: each is drawn too."""

    @classmethod
    def of(cls, runs: Sequence[Run], around: Type) -> "_Paragraph":
        text = ""
        types: list[Type] = []
        for run in runs:
            said = _spaced(run.text)
            if text[-1:] in {"", " "}:
                said = said.lstrip(" ")
            text += said
            types += [run.type or around] * len(said)
        classes = [unicodedata.bidirectional(character) for character in text]
        # On a sheet from left to right an Urdu name does not turn an English sentence round; words that are all Urdu run their own way.
        base = bidi.RIGHT_TO_LEFT if around.from_right or "L" not in classes else bidi.LEFT_TO_RIGHT
        return cls(text, tuple(types), tuple(bidi.levels_of(text, base)), base)

    def lines(self, width: float) -> list[SetLine]:
        """Return the paragraph broken into lines of at most a width, each with its pieces where they stand."""
        spans: list[tuple[int, int]] = []
        filled = 0.0
        for word in re.finditer("[^ ]+", self.text):
            for start, end in self._fitting(word.start(), word.end(), width):
                filled += self._width(spans[-1][1], end) if spans else 0.0  # the blank before the word, and the word
                if spans and start == word.start() and filled <= width:
                    spans[-1] = (spans[-1][0], end)
                else:
                    spans.append((start, end))
                    filled = self._width(start, end)
        return [self._line(start, end, last=number == len(spans)) for number, (start, end) in enumerate(spans, start=1)] or [SetLine()]

    def _line(self, start: int, end: int, *, last: bool) -> SetLine:
        pieces = self._pieces(start, end)
        order = bidi.visual_order([level for level, _ in pieces])
        said = "".join(piece.text for _, piece in pieces) + ("" if last else " ")
        stretch = Stretch(self.text, start, end, self.base)
        return SetLine([pieces[place][1] for place in order], sum(piece.width for _, piece in pieces), said, stretch)

    def _width(self, start: int, end: int) -> float:
        return sum(piece.width for _, piece in self._pieces(start, end))

    def _fitting(self, start: int, end: int, width: float) -> Iterator[tuple[int, int]]:
        """Yield the parts of a word that fit into a line: as a rule the whole."""
        while self._width(start, end) > width and end - start > 1:
            cut = next((place for place in range(end - 1, start + 1, -1) if self._width(start, place) <= width), start + 1)
            yield start, cut
            start = cut
        yield start, end

    def _pieces(self, start: int, end: int) -> list[tuple[int, Piece]]:
        """Return the pieces of a line with their levels, in the order in which they are read. Words are shaped one by one."""
        classes = [unicodedata.bidirectional(character) for character in self.text[start:end]]
        levels = bidi.settled(classes, self.levels[start:end], self.base)
        shown = [place for place in range(end - start) if not is_unseen(self.text[start + place])]
        alike = groupby(shown, key=lambda place: self._kind(start + place, levels[place]))
        return [
            (level, self._piece("".join(self.text[start + place] for place in places), type_, face, level, number))
            for number, ((level, type_, face, _), places) in enumerate((kind, list(places)) for kind, places in alike)
        ]

    def _kind(self, place: int, level: int | None) -> tuple[int, Type, Face, bool]:
        """Return what letters beside each other must share so that they are set as one piece."""
        character, type_ = self.text[place], self.types[place]
        if level is None:  # a joiner goes with the letter before it
            return self._kind(place - 1, self.levels[place - 1]) if place else (self.base, type_, Face.JOINED, False)
        return level, type_, face_on_level(character, type_.face, level), character == " "

    def _piece(self, text: str, type_: Type, face: Face, level: int, place: int) -> Piece:
        if face is not Face.JOINED:
            return Piece(text, face, type_.size, type_.colour, place)
        key = text, bool(level % 2)
        if key not in self.shaped:
            self.shaped[key] = shape(text, right_to_left=key[1])
        heavy = type_.face in {Face.BOLD, Face.SEMIBOLD}
        return Piece(text, face, type_.size * _JOINED_SIZE, type_.colour, place, self.shaped[key], heavy)
