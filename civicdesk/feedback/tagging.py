"""A pen that writes down what each mark on the page means, so that a screen reader finds a document and not a picture.

The PDF library draws but does not tag. What is drawn inside `tagged` is bracketed by a marked-content number and remembered in a tree of
`Node`s; what is drawn inside `artifact` is decoration. `finishing` writes the tree into the file.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from civicdesk.feedback.charts import Line, Rect
from civicdesk.feedback.setting import SetLine
from civicdesk.feedback.typefaces import register

A4 = (595.2756, 841.8898)
"""Width and height of the paper in points."""


@dataclass(slots=True, eq=False)
class Node:
    """One element of the document's structure (`H1`, `P`, `L`, `Figure`, ...) with its pieces in reading order."""

    role: str
    alt: str = ""
    """What a figure says, as a sentence; for words, what is read instead of pieces that stand apart."""
    scope: str = ""
    """`Column` or `Row` for a heading cell."""
    kids: list["Node | Mark"] = field(default_factory=list)
    box: tuple[float, float, float, float] | None = None
    """Left, bottom, right, top of a figure in points from the page's lower left corner."""

    @property
    def drawn(self) -> bool:
        """Tell whether anything of it stands on a page."""
        return any(isinstance(kid, Mark) or kid.drawn for kid in self.kids)

    def add(self, role: str, *, alt: str = "", scope: str = "") -> "Node":
        """Append a child and return it."""
        child = Node(role, alt=alt, scope=scope)
        self.kids.append(child)
        return child


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked piece of one page (pages from 0)."""

    page: int
    number: int


class Pen:
    """Draws on A4 pages with the origin at the top left, and tags what it draws. Points throughout."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._page = 0
        self._next_mark = 0

    @contextmanager
    def tagged(self, node: Node) -> Iterator[None]:
        """Mark what is drawn inside as the next piece of a node; a piece never holds another."""
        mark = Mark(self._page, self._next_mark)
        self._next_mark += 1
        node.kids.append(mark)
        self._canvas.addLiteral(f"/{node.role} <</MCID {mark.number}>> BDC")
        yield
        self._canvas.addLiteral("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Mark what is drawn inside as decoration: a screen reader passes it by."""
        self._canvas.addLiteral("/Artifact BMC")
        yield
        self._canvas.addLiteral("EMC")

    def next_page(self) -> None:
        """Finish the page."""
        self._canvas.showPage()
        self._page += 1
        self._next_mark = 0

    def write(self, line: SetLine, x: float, baseline: float) -> None:
        """Write a line of words."""
        text = self._canvas.beginText(x, A4[1] - baseline)
        for piece in line.pieces:
            text.setFont(register(piece.face), piece.size)
            text.setFillColor(_colour(piece.colour))
            text.textOut(piece.text)
        self._canvas.drawText(text)

    def fill(self, rect: Rect, colour: str, *, radius: float = 0.0) -> None:
        """Fill a rectangle."""
        self._ink(fill=colour)
        self._shape(rect, radius, stroke=0, fill=1)

    def outline(self, rect: Rect, colour: str, thickness: float, *, radius: float = 0.0) -> None:
        """Draw the edge of a rectangle."""
        self._ink(stroke=colour)
        self._canvas.setLineWidth(thickness)
        self._shape(rect, radius, stroke=1, fill=0)

    def strokes(self, lines: Iterable[Line], colour: str, thickness: float) -> None:
        """Draw straight lines."""
        self._ink(stroke=colour)
        self._canvas.setLineWidth(thickness)
        self._canvas.lines([(line.x1, A4[1] - line.y1, line.x2, A4[1] - line.y2) for line in lines])

    def _ink(self, *, fill: str = "", stroke: str = "") -> None:
        if fill:
            self._canvas.setFillColor(_colour(fill))
        if stroke:
            self._canvas.setStrokeColor(_colour(stroke))

    def _shape(self, rect: Rect, radius: float, *, stroke: int, fill: int) -> None:
        bottom = A4[1] - rect.bottom
        if radius:
            self._canvas.roundRect(rect.x, bottom, rect.width, rect.height, radius, stroke=stroke, fill=fill)
        else:
            self._canvas.rect(rect.x, bottom, rect.width, rect.height, stroke=stroke, fill=fill)


def box_of(rect: Rect) -> tuple[float, float, float, float]:
    """Return a rectangle as a figure's box: left, bottom, right, top from the lower left corner of the page."""
    return rect.x, A4[1] - rect.bottom, rect.right, A4[1] - rect.y


@lru_cache(maxsize=64)
def _colour(name: str) -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(name)
