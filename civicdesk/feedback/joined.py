"""Lines with letters that run from right to left, drawn: words one after the other as they are read, each where it stands."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from civicdesk.feedback import shaping
from civicdesk.feedback.embedding import NAME, Codes
from civicdesk.feedback.setting import Piece, SetLine, Stretch
from civicdesk.feedback.shaping import Shaped
from civicdesk.feedback.typefaces import register

_EDGE = 0.032
"""Thickness of the edge of heavy letters over their size."""


@dataclass(frozen=True, slots=True)
class Written:
    """A line that was drawn: its page (from 0), its place in points from the lower left corner, and the text that it must show."""

    page: int
    x: float
    baseline: float
    width: float
    stretch: Stretch


@dataclass(slots=True)
class Letters:
    """Draws such lines on a canvas and remembers them until the file is checked."""

    canvas: Any
    colour: Callable[[str], Any]
    codes: Codes = field(default_factory=Codes)
    written: list[Written] = field(default_factory=list)

    def write(self, line: SetLine, x: float, baseline: float, page: int) -> None:
        """Write a line from its left end; `baseline` is counted from the bottom of the page."""
        if line.stretch is not None:
            self.written.append(Written(page, x, baseline, line.width, line.stretch))
        placed = []
        for piece in line.pieces:
            placed.append((piece, x))
            x += piece.width
        for piece, left in sorted(placed, key=lambda each: each[0].place):
            if piece.joined is None:
                self._write_plain(piece, left, baseline)
            else:
                self._write_joined(piece, piece.joined, left, baseline)

    def _write_plain(self, piece: Piece, x: float, baseline: float) -> None:
        text = self.canvas.beginText(x, baseline)
        text.setFont(register(piece.face), piece.size)
        text.setFillColor(self.colour(piece.colour))
        text.textOut(piece.text)
        self.canvas.drawText(text)

    def _write_joined(self, piece: Piece, joined: Shaped, x: float, baseline: float) -> None:
        """Write glyph for glyph: bodies of letters as text, dots as shapes."""
        unit = piece.size / 1000
        self.canvas.saveState()
        self.canvas.setFillColor(self.colour(piece.colour))
        if piece.heavy:
            self.canvas.setStrokeColor(self.colour(piece.colour))
        shown = [f"BT {NAME} {piece.size:g} Tf", *([f"2 Tr {piece.size * _EDGE:.3f} w"] if piece.heavy else ())]
        for glyph in joined.glyphs:
            if glyph.text:
                place = f"{x + glyph.x * unit:.2f} {baseline + glyph.y * unit:.2f}"
                shown.append(f"1 0 0 1 {place} Tm <{self.codes.code(glyph):04X}> Tj")
        shown.append("ET")
        for glyph in joined.glyphs:
            if not glyph.text:
                place = f"{x + glyph.x * unit:.2f} {baseline + glyph.y * unit:.2f}"
                edge = f"{1000 * _EDGE:g} w" if piece.heavy else ""
                shown.append(
                    f"q {unit:.5f} 0 0 {unit:.5f} {place} cm {edge} {shaping.outline(glyph.number)} {'B' if piece.heavy else 'f'} Q"
                )
        self.canvas.addLiteral(" ".join(shown))
        self.canvas.restoreState()
