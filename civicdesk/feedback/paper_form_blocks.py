"""The pieces of a paper form that a hand fills in: combs of boxes, rows of numbers, rows of a grid."""

from collections.abc import Sequence
from dataclasses import dataclass

from civicdesk.feedback.blocks import Block, Words
from civicdesk.feedback.charts import Line, Rect
from civicdesk.feedback.pen import Pen
from civicdesk.feedback.setting import Run, set_lines
from civicdesk.feedback.styles import EARLIER, Type
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.typefaces import runs_by_face, tidy, width_of

EDGE = 0.9
"""Thickness of a box that a pen fills in."""
_BETWEEN_GROUPS = 0.45
"""Of a box: the gap between day and month."""


def wide(text: str, type_: Type) -> float:
    """Return the width of words on one line, in points."""
    return sum(width_of(part, face, type_.size) for face, part in runs_by_face(tidy(text), type_.face))


@dataclass(slots=True, eq=False)
class Indented:
    """A piece that stands further in."""

    body: Block
    by: float
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        return self.body.measure(width - self.by)

    def split(self, width: float, height: float) -> "tuple[Indented, Indented] | None":
        """Return what fits and the rest, both further in."""
        halves = self.body.split(width - self.by, height)
        return None if halves is None else (Indented(halves[0], self.by, self.above), Indented(halves[1], self.by))

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw further in."""
        self.body.draw(pen, x + self.by, top, width - self.by)


@dataclass(slots=True, eq=False)
class Comb:
    """Boxes for single digits or letters, in groups with a gap between them."""

    groups: Sequence[int]
    size: float
    """Of one box, in points."""
    above: float = 0.0
    keep: bool = False
    mark: str = ""
    """Drawn between the groups: a point, a colon."""

    def measure(self, width: float) -> float:  # noqa: ARG002 - as tall in any width
        """Return the height."""
        return self.size * 1.15

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw as decoration; boxes become narrower where the room is short."""
        across = sum(self.groups) + _BETWEEN_GROUPS * (len(self.groups) - 1)
        box = min(self.size, width / across)
        with pen.artifact():
            for number, group in enumerate(self.groups):
                pen.outline(Rect(x, top, box * group, self.size), EARLIER, EDGE)
                pen.strokes([Line(x + box * place, top, x + box * place, top + self.size) for place in range(1, group)], EARLIER, EDGE)
                x += box * group
                if self.mark and number + 1 < len(self.groups):
                    self._draw_mark(pen, x + box * _BETWEEN_GROUPS / 2, top)
                x += box * _BETWEEN_GROUPS

    def _draw_mark(self, pen: Pen, middle: float, top: float) -> None:
        for height in (0.32, 0.68) if self.mark == ":" else (0.85,):
            pen.fill(Rect(middle - 1, top + self.size * height - 1, 2, 2), EARLIER, radius=1)


@dataclass(slots=True, eq=False)
class StepRow:
    """A row of boxes with a number over each of them."""

    node: Node
    numbers: Sequence[str]
    type: Type
    size: float
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        return len(self._rows(width)) * self._row_height()

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw boxes as decoration, then the numbers as one line of words."""
        rows, cell = self._rows(width), self._cell(width)
        with pen.artifact():
            for row, numbers in enumerate(rows):
                y = top + row * self._row_height() + self.type.lead
                for place in range(len(numbers)):
                    pen.outline(Rect(x + place * cell + (cell - self.size) / 2, y, self.size, self.size), EARLIER, EDGE, radius=1.5)
        with pen.tagged(self.node):
            for row, numbers in enumerate(rows):
                for place, number in enumerate(numbers):
                    line = set_lines((Run(number),), self.type, width)[0]
                    y = top + row * self._row_height() + self.type.baseline
                    pen.write(line, x + place * cell + (cell - line.width) / 2, y)

    def _row_height(self) -> float:
        return self.type.lead + self.size * 1.3

    def _cell(self, width: float) -> float:
        """Return the width of one step: less air where that puts all of them on one line."""
        least = max(self.size * 1.25, max(wide(number, self.type) for number in self.numbers) + 4)
        return max(least, min(self.size * 1.7, width / len(self.numbers)))

    def _rows(self, width: float) -> list[Sequence[str]]:
        most = max(1, int(width / self._cell(width) + 0.01))
        return [self.numbers[start : start + most] for start in range(0, len(self.numbers), most)]


@dataclass(slots=True, eq=False)
class Cell:
    """One box of a grid, with what is typed for it beside it."""

    node: Node
    key: str
    type: Type
    size: float
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:  # noqa: ARG002 - as tall in any width
        """Return the height."""
        return max(self.size, self.type.lead) + 4

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the box in the middle of its column, the key behind it."""
        left = x + (width - self.size) / 2
        with pen.artifact():
            pen.outline(Rect(left, top + 2, self.size, self.size), EARLIER, EDGE, radius=1.5)
        line = set_lines((Run(self.key),), self.type, width)[0]
        with pen.tagged(self.node):
            pen.write(line, left + self.size + 2.5, top + 2 + self.size / 2 + self.type.size * 0.334)


@dataclass(slots=True, eq=False)
class Centred:
    """A few words in the middle of their column: the head of a grid."""

    words: Words
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        return self.words.measure(width)

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw each line in the middle."""
        type_ = self.words.type
        with pen.tagged(self.words.node):
            for number, line in enumerate(set_lines(self.words.runs, type_, width)):
                pen.write(line, x + (width - line.width) / 2, top + number * type_.lead + type_.baseline)
