"""Breaking words into lines. Ragged right (or left), no hyphenation, no letters squeezed: the easiest lines to read.

Widths come from the fonts' own tables; no word is remembered after its paper is drawn.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from civicdesk.feedback.styles import Type
from civicdesk.feedback.typefaces import Face, runs_by_face, tidy, width_of


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

    @property
    def width(self) -> float:
        """Return the width in points."""
        return width_of(self.text, self.face, self.size)


@dataclass(slots=True)
class SetLine:
    """One line: its pieces from left to right and its width."""

    pieces: list[Piece] = field(default_factory=list)
    width: float = 0.0

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


def set_lines(runs: Sequence[Run], around: Type, width: float) -> list[SetLine]:
    """Break runs into lines of at most a width; a word wider than that is broken between letters."""
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
        for part in re.split("( )", _spaced(run.text)):
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
