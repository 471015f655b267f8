"""The pieces of a page: each can say how tall it is, be cut in two, and draw itself with its tags."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from civicdesk.feedback.charts import Line, Rect
from civicdesk.feedback.pen import Pen
from civicdesk.feedback.setting import Run, SetLine, set_lines
from civicdesk.feedback.styles import HAIRLINE, Type
from civicdesk.feedback.tagging import Node

_LEAST_LINES = 2
"""Of a paragraph that is cut, at the bottom of a page and at the top of the next."""


class Block(Protocol):
    """A piece of a page."""

    above: float
    """Air over it, left out at the top of a page."""
    keep: bool
    """Whether the next piece must begin on the same page."""

    def measure(self, width: float) -> float:
        """Return the height in a width."""

    def split(self, width: float, height: float) -> "tuple[Block, Block] | None":
        """Return what fits into a height and the rest, None if it cannot be cut there."""

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw at a place and tag."""


@dataclass(slots=True, eq=False)
class Words:
    """A paragraph."""

    node: Node
    type: Type
    runs: tuple[Run, ...]
    above: float = 0.0
    keep: bool = False
    lines: list[SetLine] | None = None
    """Once broken."""
    broken_for: float = 0.0

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        return len(self._broken(width)) * self.type.lead

    def split(self, width: float, height: float) -> "tuple[Words, Words] | None":
        """Return the lines that fit and the rest under the same tag; never one line alone."""
        lines = self._broken(width)
        fit = min(int(height / self.type.lead), len(lines) - _LEAST_LINES)
        if fit < _LEAST_LINES:
            return None
        first = Words(self.node, self.type, self.runs, self.above, lines=lines[:fit], broken_for=width)
        return first, Words(self.node, self.type, self.runs, lines=lines[fit:], broken_for=width)

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw and tag; lines whose pieces do not stand in the order in which they are read say their words beside them."""
        said = "".join(line.said for line in self._broken(width))
        with pen.tagged(self.node.add("Span", alt=said) if said else self.node):
            self.ink(pen, x, top, width)

    def ink(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw without a tag, inside another piece's."""
        for number, line in enumerate(self._broken(width)):
            start = x + width - line.width if self.type.right else x
            pen.write(line, start, top + number * self.type.lead + self.type.baseline)

    def _broken(self, width: float) -> list[SetLine]:
        if self.lines is None or self.broken_for != width:
            self.lines, self.broken_for = set_lines(self.runs, self.type, width), width
        return self.lines


class Sign(Enum):
    """What stands before a point of a list: a drawn tick, an open box that a hand may tick, or a dot."""

    TICK = "tick"
    BOX = "box"
    DOT = "dot"


@dataclass(slots=True, eq=False)
class Point:
    """One point of a list: a sign, and pieces beside it."""

    sign: Sign
    body: Block
    size: float
    """Of the letters beside it."""
    lead: float
    colour: str
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        return self.body.measure(width - self._indent())

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the sign as decoration, then what stands beside it."""
        with pen.artifact():
            self._draw_sign(pen, x, top + self.lead / 2)
        self.body.draw(pen, x + self._indent(), top, width - self._indent())

    def _indent(self) -> float:
        return self.size * 1.5

    def _draw_sign(self, pen: Pen, left: float, middle: float) -> None:
        size = self.size
        if self.sign is Sign.BOX:
            pen.outline(Rect(left + size * 0.06, middle - size * 0.4, size * 0.8, size * 0.8), self.colour, size * 0.09, radius=1.5)
            return
        if self.sign is Sign.DOT:
            pen.fill(Rect(left + size * 0.3, middle - size * 0.16, size * 0.32, size * 0.32), self.colour, radius=size * 0.16)
            return
        low = middle + size * 0.3
        corner = left + size * 0.32
        strokes = (Line(left + size * 0.06, low - size * 0.28, corner, low), Line(corner, low, left + size * 0.84, low - size * 0.64))
        with pen.upright(Rect(left, low - size, size, size)):
            pen.strokes(strokes, self.colour, size * 0.14)


@dataclass(slots=True, eq=False)
class Rule:
    """A hairline across."""

    above: float = 0.0
    below: float = 0.0
    keep: bool = False
    colour: str = HAIRLINE
    thickness: float = 0.75

    def measure(self, width: float) -> float:  # noqa: ARG002 - as tall in any width
        """Return the height."""
        return self.thickness + self.below

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw as decoration."""
        with pen.artifact():
            pen.strokes((Line(x, top, x + width, top),), self.colour, self.thickness)


@dataclass(slots=True, eq=False)
class WritingLines:
    """Ruled lines for a hand to write on: `count` at least, up to `most` where a page has room."""

    count: int
    distance: float
    colour: str
    above: float = 0.0
    keep: bool = False
    most: int = 0

    def measure(self, width: float) -> float:  # noqa: ARG002 - as tall in any width
        """Return the height."""
        return self.count * self.distance

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw as decoration."""
        heights = (top + (number + 1) * self.distance for number in range(self.count))
        with pen.artifact():
            pen.strokes([Line(x, y, x + width, y) for y in heights], self.colour, 0.6)


@dataclass(slots=True, eq=False)
class Stack:
    """Pieces under each other as one piece that is not cut, on a tinted ground, in a frame, if it has them."""

    blocks: Sequence[Block]
    above: float = 0.0
    keep: bool = False
    padding: float = 0.0
    ground: str = ""
    edge: str = ""
    whole: bool = False
    """Never cut."""

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        return sum(height for _, _, height in _under_each_other(self.blocks, width - 2 * self.padding)) + self._airs() + 2 * self.padding

    def split(self, width: float, height: float) -> "tuple[Stack, Stack] | None":
        """Return the whole pieces that fit, and the rest; grounds and edges go with both."""
        if self.whole:
            return None
        inner = width - 2 * self.padding
        used = 2 * self.padding
        for number, block in enumerate(self.blocks):
            used += block.measure(inner) + (block.above if number else 0.0)
            if used > height:
                return self._cut(number)
        return None

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the ground, then each piece."""
        if self.ground:
            whole = Rect(x, top, width, self.measure(width))
            with pen.artifact():
                pen.fill(whole, self.ground, radius=6)
                if self.edge:
                    pen.outline(whole, self.edge, 0.75, radius=6)
        y = top + self.padding
        for block, above, height in _under_each_other(self.blocks, width - 2 * self.padding):
            block.draw(pen, x + self.padding, y + above, width - 2 * self.padding)
            y += above + height

    def _airs(self) -> float:
        return sum(block.above for block in self.blocks[1:])

    def _cut(self, number: int) -> "tuple[Stack, Stack] | None":
        while number > 0 and self.blocks[number - 1].keep:
            number -= 1
        if number == 0:
            return None
        first, rest = self.blocks[:number], self.blocks[number:]
        return (
            Stack(first, self.above, padding=self.padding, ground=self.ground, edge=self.edge),
            Stack(rest, padding=self.padding, ground=self.ground, edge=self.edge),
        )


@dataclass(slots=True, eq=False)
class Side:
    """One column: its share of the width, and what stands in it."""

    share: float
    block: Block


@dataclass(slots=True, eq=False)
class Beside:
    """Columns beside each other, read from left to right; not cut."""

    sides: Sequence[Side]
    gutter: float
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height of the tallest column."""
        return max(side.block.measure(self._width(side, width)) for side in self.sides)

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw each column from the same top."""
        for side in self.sides:
            side.block.draw(pen, x, top, self._width(side, width))
            x += self._width(side, width) + self.gutter

    def _width(self, side: Side, width: float) -> float:
        return (width - self.gutter * (len(self.sides) - 1)) * side.share


@dataclass(slots=True, eq=False)
class Parted:
    """A piece that is not cut, with a hairline in the air above it, except at the top of a page."""

    block: Block
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        return self.block.measure(width)

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the line as decoration, then the piece."""
        if top > pen.paper.margin + self.above / 2:
            with pen.artifact():
                pen.strokes((Line(x, top - self.above / 2, x + width, top - self.above / 2),), HAIRLINE, 0.75)
        self.block.draw(pen, x, top, width)


def is_whole(block: Block) -> bool:
    """Tell whether a piece stands on one page or on none."""
    return isinstance(block, Parted | Beside) or (isinstance(block, Stack) and block.whole)


def _under_each_other(blocks: Sequence[Block], width: float) -> list[tuple[Block, float, float]]:
    """Return each piece with the air above it (none over the first) and its height."""
    return [(block, block.above if number else 0.0, block.measure(width)) for number, block in enumerate(blocks)]
