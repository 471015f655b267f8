"""A picture beside a thought, for Easy Read."""

from dataclasses import dataclass

from civicdesk.feedback.blocks import Block
from civicdesk.feedback.charts import Rect
from civicdesk.feedback.pen import Pen
from civicdesk.feedback.pictures import Picture, shapes_of
from civicdesk.feedback.tagging import Node

_AIR = 0.6
"""Between a picture and its words, over the size of the letters."""


@dataclass(slots=True, eq=False)
class Pictured:
    """A picture at the start of a line, and words beside it; not cut."""

    node: Node
    """Of the picture, with its words."""
    picture: Picture | None
    """None leaves the room empty, so that all words begin in one line."""
    body: Block
    side: float
    """Of the picture's square."""
    size: float
    """Of the letters beside it."""
    ink: str
    ground: str
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        return max(self.side, self.body.measure(width - self._indent()))

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the picture, then its words in the middle of its height."""
        if self.picture is not None:
            square = Rect(x, top, self.side, self.side)
            self.node.box = pen.box_of(square)
            with pen.tagged(self.node), pen.upright(square):
                self._ink(pen, self.picture, x, top)
        inner = width - self._indent()
        lower = max(0.0, (self.side - self.body.measure(inner)) / 2)
        self.body.draw(pen, x + self._indent(), top + lower, inner)

    def _ink(self, pen: Pen, picture: Picture, x: float, top: float) -> None:
        for shape in shapes_of(picture):
            places = [(x + self.side * across, top + self.side * down) for across, down in shape.places]
            if shape.filled:
                pen.area(places, self.ground)
            pen.trail(places, self.ink, self.side * 0.045, closed=shape.closed)

    def _indent(self) -> float:
        return self.side + self.size * _AIR
