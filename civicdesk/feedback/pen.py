"""The pen of our papers: draws in our fonts and colours from the top left of a page, through the tags of `tagging`. Points throughout."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

from civicdesk.feedback.charts import Line, Rect
from civicdesk.feedback.joined import Letters
from civicdesk.feedback.setting import SetLine
from civicdesk.feedback.styles import A4, Format
from civicdesk.feedback.tagging import Box, Marks
from civicdesk.feedback.typefaces import register

Spot = tuple[float, float]
"""Across and down from the top left of the page."""


class Pen(Marks):
    """Draws on pages with the origin at the top left, and tags what it draws.

    On a mirrored page places are counted from the right edge: whoever lays a page out thinks from left to right in every language.
    """

    def __init__(self, canvas: Any, paper: Format = A4) -> None:
        super().__init__(canvas)
        self.paper = paper
        self.letters = Letters(canvas, _colour)
        self._way, self._from = 1.0, 0.0

    @property
    def mirrored(self) -> bool:
        """Tell whether places are counted from the right edge."""
        return self._way < 0

    def mirror(self, *, on: bool) -> None:
        """Count the places of all that follows from the right edge, or from the left again."""
        self._way, self._from = (-1.0, self.paper.width) if on else (1.0, 0.0)

    @contextmanager
    def upright(self, rect: Rect) -> Iterator[None]:
        """Draw a picture inside a rectangle as it is, wherever the rectangle stands: a tick or a clock is not mirrored."""
        before = self._way, self._from
        if self.mirrored:
            self._way, self._from = 1.0, self._placed(rect).x - rect.x
        yield
        self._way, self._from = before

    def write(self, line: SetLine, x: float, baseline: float) -> None:
        """Write a line of words."""
        x = self._from + self._way * x - (line.width if self.mirrored else 0.0)
        if line.said:
            self.letters.write(line, x, self.paper.height - baseline, self.page)
            return
        text = self.canvas.beginText(x, self.paper.height - baseline)
        for piece in line.pieces:
            text.setFont(register(piece.face), piece.size)
            text.setFillColor(_colour(piece.colour))
            text.textOut(piece.text)
        self.canvas.drawText(text)

    def fill(self, rect: Rect, colour: str, *, radius: float = 0.0) -> None:
        """Fill a rectangle."""
        self._ink(fill=colour)
        self._shape(rect, radius, stroke=0, fill=1)

    def outline(self, rect: Rect, colour: str, thickness: float, *, radius: float = 0.0) -> None:
        """Draw the edge of a rectangle."""
        self._ink(stroke=colour)
        self.canvas.setLineWidth(thickness)
        self._shape(rect, radius, stroke=1, fill=0)

    def strokes(self, lines: Iterable[Line], colour: str, thickness: float) -> None:
        """Draw straight lines."""
        self._ink(stroke=colour)
        self.canvas.setLineWidth(thickness)
        self.canvas.lines(
            [(self._across(line.x1), self.paper.height - line.y1, self._across(line.x2), self.paper.height - line.y2) for line in lines]
        )

    def area(self, corners: Sequence[Spot], colour: str) -> None:
        """Fill a shape with many corners."""
        self._ink(fill=colour)
        self.canvas.drawPath(self._path(corners, closed=True), stroke=0, fill=1)

    def trail(self, corners: Sequence[Spot], colour: str, thickness: float, *, closed: bool = False) -> None:
        """Draw a line through many points, with round ends and corners."""
        self._ink(stroke=colour)
        self.canvas.setLineWidth(thickness)
        self.canvas.setLineCap(1)
        self.canvas.setLineJoin(1)
        self.canvas.drawPath(self._path(corners, closed=closed), stroke=1, fill=0)
        self.canvas.setLineCap(0)
        self.canvas.setLineJoin(0)

    def _path(self, corners: Sequence[Spot], *, closed: bool) -> Any:
        path = self.canvas.beginPath()
        path.moveTo(self._across(corners[0][0]), self.paper.height - corners[0][1])
        for x, y in corners[1:]:
            path.lineTo(self._across(x), self.paper.height - y)
        if closed:
            path.close()
        return path

    def _ink(self, *, fill: str = "", stroke: str = "") -> None:
        if fill:
            self.canvas.setFillColor(_colour(fill))
        if stroke:
            self.canvas.setStrokeColor(_colour(stroke))

    def _shape(self, rect: Rect, radius: float, *, stroke: int, fill: int) -> None:
        rect, bottom = self._placed(rect), self.paper.height - rect.bottom
        if radius:
            self.canvas.roundRect(rect.x, bottom, rect.width, rect.height, radius, stroke=stroke, fill=fill)
        else:
            self.canvas.rect(rect.x, bottom, rect.width, rect.height, stroke=stroke, fill=fill)

    def box_of(self, rect: Rect) -> Box:
        """Return a rectangle as a figure's box: left, bottom, right, top from the lower left corner of the page."""
        placed = self._placed(rect)
        return placed.x, self.paper.height - placed.bottom, placed.right, self.paper.height - placed.y

    def _across(self, x: float) -> float:
        return self._from + self._way * x

    def _placed(self, rect: Rect) -> Rect:
        return replace(rect, x=self._from - rect.right) if self.mirrored else replace(rect, x=self._from + rect.x)


@lru_cache(maxsize=64)
def _colour(name: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(name)
