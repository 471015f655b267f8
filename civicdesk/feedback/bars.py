"""Rows of a chart on paper: an area's name, its bar and its word, tagged as one figure that says its sentence."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from civicdesk.feedback.blocks import Words
from civicdesk.feedback.charts import BarShape, Line, Pattern, Rect, Segment, bar_shape, hatch, patterns_for, shape_of, stacked
from civicdesk.feedback.pen import Pen
from civicdesk.feedback.setting import Run, set_lines
from civicdesk.feedback.styles import EARLIER, HAIRLINE, PAPER, Look
from civicdesk.feedback.tagging import Node
from civicdesk.records.sheets import Bar, SummaryBar

_GAP = 14.0
_OUTLINE = 0.9
_HAIR = 0.5
_MARK = 5.0
_WIDEST = 0.36
"""Share of the width that names or words may take; longer ones go on below."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Widths in points that all rows of a chart share; the bars have what is left."""

    name: float
    word: float


def columns(bars: Sequence[Bar], look: Look, width: float) -> Columns:
    """Return columns just wide enough for the longest name and the longest word."""
    rows = [BarRow(Node("P"), bar, look, Columns(0.0, 0.0)) for bar in bars if bar.share is not None]
    names = (set_lines((Run(bar.area),), look.body, math.inf)[0].width for bar in bars)
    words = (set_lines(row.said(), look.body, math.inf)[0].width for row in rows)
    most = width * _WIDEST
    return Columns(min(max(names, default=0.0) + _HAIR, most), min(max(words, default=0.0) + _HAIR, most))


@dataclass(slots=True, eq=False)
class BarRow:
    """One area of a person's sheet. On a flowing paper its name and word stand above the bar, otherwise left and right of it."""

    node: Node
    bar: Bar
    look: Look
    columns: Columns
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        if self.look.flows:
            return self._line().measure(width) + (self._air() + self._bar_height() if self.bar.share is not None else 0.0)
        name, word = self._words()
        return max(name.measure(self.columns.name), word.measure(self._word_width(width)), self.look.bar)

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw name, bar and word; a bar makes a figure of them."""
        height = self.measure(width)
        if self.bar.share is not None:
            self.node.box = pen.box_of(Rect(x, top, width, height))
        with pen.tagged(self.node):
            if self.look.flows:
                self._draw_under_each_other(pen, x, top, width)
            else:
                self._draw_in_columns(pen, Rect(x, top, width, height))

    def _draw_in_columns(self, pen: Pen, row: Rect) -> None:
        name, word = self._words()
        start = row.x + self.columns.name + _GAP
        name.ink(pen, row.x, row.y, self.columns.name)
        shape = bar_shape(self.bar, row.right - self.columns.word - _GAP - start, self.look.bar)
        if shape is None:
            word.ink(pen, start, row.y, self._word_width(row.width))
            return
        # The main bar is centred on the first line of words; the one before stands above it.
        _draw_bar(pen, shape, start, row.y + self.look.body.lead / 2 - shape.track.y - shape.track.height / 2, self.look)
        word.ink(pen, row.right - self.columns.word, row.y, self._word_width(row.width))

    def _draw_under_each_other(self, pen: Pen, x: float, top: float, width: float) -> None:
        line = self._line()
        line.ink(pen, x, top, width)
        shape = bar_shape(self.bar, width, self.look.bar)
        if shape is not None:
            unused = self.look.bar - self._bar_height()
            _draw_bar(pen, shape, x, top + line.measure(width) + self._air() - unused, self.look)

    def _air(self) -> float:
        return self.look.body.size * 0.3

    def _bar_height(self) -> float:
        """Return the height of the bar, without the room above it if no earlier one stands there."""
        shape = bar_shape(self.bar, 1.0, self.look.bar)
        return self.look.bar if shape is None or shape.earlier is not None else shape.track.height

    def _word_width(self, width: float) -> float:
        return self.columns.word if self.bar.share is not None else width - self.columns.name - _GAP

    def _words(self) -> tuple[Words, Words]:
        return Words(self.node, self.look.body, (Run(self.bar.area),)), Words(self.node, self.look.body, self.said())

    def _line(self) -> Words:
        return Words(self.node, self.look.body, (Run(f"{self.bar.area}: ", self.look.strong), *self.said()))

    def said(self) -> tuple[Run, ...]:
        """Return the word and what changed."""
        if self.bar.share is None and not self.bar.reading:
            return (Run(self.bar.word, self.look.small),)
        star = "*" if self.bar.prorated else ""
        strong = self.look.body if self.look.flows else self.look.strong
        word = Run(f"{self.bar.word}{star}", strong)
        comma = Run("\u060c " if self.look.body.from_right else ", ")
        return (word, comma, Run(self.bar.change, self.look.small)) if self.bar.change else (word,)


def _draw_bar(pen: Pen, shape: BarShape, x: float, y: float, look: Look) -> None:
    if shape.earlier is not None:
        pen.fill(_moved(shape.earlier, x, y), EARLIER)
    pen.fill(_moved(shape.track, x, y), PAPER)
    _draw_fill(pen, _moved(shape.fill, x, y), [_moved_line(line, x, y) for line in shape.hatch], look, look.ink.ground[shape.pattern])
    inside = [line for line in shape.edges if line.x1 > shape.fill.right]
    pen.strokes([_moved_line(line, x, y) for line in inside], HAIRLINE, 0.9)
    pen.outline(_moved(shape.track, x, y), EARLIER, 0.7)
    pen.outline(_moved(shape.fill, x, y), look.ink.accent, _OUTLINE)


def _draw_fill(pen: Pen, rect: Rect, hatch: Sequence[Line], look: Look, ground: str) -> None:
    pen.fill(rect, ground)
    if hatch:
        pen.strokes(hatch, look.ink.accent, 0.8)


def _moved(rect: Rect, x: float, y: float) -> Rect:
    return replace(rect, x=rect.x + x, y=rect.y + y)


def _moved_line(line: Line, x: float, y: float) -> Line:
    return Line(line.x1 + x, line.y1 + y, line.x2 + x, line.y2 + y)


@dataclass(slots=True, eq=False)
class StackedRow:
    """One area over a group: its name, and a bar cut by words with the number of people in each piece.

    Where the counts are hidden, the bar reaches to the middle of the group; where the area is, `hidden` is said instead.
    """

    node: Node
    bar: SummaryBar
    hidden: str
    people: str
    """How many answered, said beside a bar without counts; empty if it is said elsewhere."""
    look: Look
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        return max(self._name().measure(width * _WIDEST), self.look.body.lead)

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw name and bar; a bar makes a figure of them."""
        left, wide = x + width * _WIDEST + _GAP, width * (1 - _WIDEST) - _GAP
        if self.node.role == "Figure":
            self.node.box = pen.box_of(Rect(x, top, width, self.measure(width)))
        with pen.tagged(self.node):
            self._name().ink(pen, x, top, width * _WIDEST)
            pieces = stacked(self.bar, wide, self.look.body.lead)
            for piece in pieces:
                self._draw_piece(pen, piece, left, top)
            if not pieces:
                self._draw_without_counts(pen, left, top, wide)

    def _draw_without_counts(self, pen: Pen, left: float, top: float, wide: float) -> None:
        if self.bar.hidden or self.bar.median is None:
            Words(self.node, self.look.small, (Run(self.hidden),)).ink(pen, left, top, wide)
            return
        words = Words(self.node, self.look.small, (Run(self.people),))
        room = set_lines(words.runs, words.type, math.inf)[0].width + _HAIR if self.people else 0.0
        shape = shape_of(self.bar.median / 100, wide - room - (_GAP if self.people else 0.0), self.look.bar)
        upper = top + self.look.body.lead / 2 - shape.track.y - shape.track.height / 2
        self._draw_middle(pen, shape, left, upper)
        self._draw_half(pen, _moved(shape.track, left, upper))
        if self.people:
            words.ink(pen, left + wide - room, top, room)

    def _draw_middle(self, pen: Pen, shape: BarShape, x: float, y: float) -> None:
        """Draw a plain bar with a mark at its end: the patterns belong to the words, and it must not be read as one of them."""
        track, fill = _moved(shape.track, x, y), _moved(shape.fill, x, y)
        pen.fill(track, PAPER)
        pen.fill(fill, self.look.ink.ground[Pattern.DENSE])
        pen.outline(track, EARLIER, 0.7)
        pen.fill(replace(fill, x=max(fill.x, fill.right - _MARK), width=_MARK), self.look.ink.accent)

    def _draw_half(self, pen: Pen, track: Rect) -> None:
        """Draw a line with two ends from where the middle half of the group begins to where it stops."""
        if self.bar.half is None:
            return
        low, high = (track.x + track.width * end / 100 for end in self.bar.half)
        middle, rise = track.y + track.height / 2, track.height * 0.26
        ends = [Line(x, middle - rise, x, middle + rise) for x in (low, high)]
        pen.strokes([Line(low, middle, high, middle), *ends], PAPER, 3.2)
        pen.strokes([Line(low, middle, high, middle), *ends], self.look.ink.accent, 1.4)

    def _name(self) -> Words:
        return Words(self.node, self.look.body, (Run(self.bar.area),))

    def _draw_piece(self, pen: Pen, piece: Segment, left: float, top: float) -> None:
        """Draw one piece; its number stands on a white spot so that it is read over any pattern."""
        rect = _moved(piece.rect, left, top)
        _draw_fill(pen, rect, [_moved_line(line, left, top) for line in piece.hatch], self.look, self.look.ink.ground[piece.pattern])
        pen.outline(rect, self.look.ink.accent, _OUTLINE)
        number = Words(self.node, self.look.strong, (Run(str(piece.people)),))
        wide = set_lines(number.runs, number.type, math.inf)[0].width
        spot = Rect(rect.x + (rect.width - wide) / 2 - 4.0, rect.y + 1.6, wide + 8.0, rect.height - 3.2)
        if spot.width <= rect.width:
            pen.fill(spot, PAPER, radius=3)
            number.ink(pen, spot.x + 4.0, top, wide + 1.0)


@dataclass(slots=True, eq=False)
class Swatches:
    """The key of a stacked chart: one sentence, then a patterned square before each word."""

    node: Node
    sentence: str
    words: tuple[str, ...]
    look: Look
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        return self._line().measure(width) + self.look.body.lead

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the sentence, then squares and words in one line."""
        side = self.look.body.size
        with pen.tagged(self.node):
            self._line().ink(pen, x, top, width)
            top += self._line().measure(width)
            for word, pattern in zip(self.words, patterns_for(len(self.words)), strict=True):
                square = Rect(x, top + (self.look.body.lead - side) / 2, side * 1.6, side)
                _draw_fill(pen, square, hatch(square, pattern), self.look, self.look.ink.ground[pattern])
                pen.outline(square, self.look.ink.accent, _OUTLINE)
                words = Words(self.node, self.look.body, (Run(word),))
                wide = set_lines(words.runs, words.type, math.inf)[0].width
                words.ink(pen, square.right + 6.0, top, wide + 1.0)
                x = square.right + 6.0 + wide + 18.0

    def _line(self) -> Words:
        return Words(self.node, self.look.small, (Run(self.sentence),))
