"""Tags for what ReportLab draws, so that a screen reader finds a document and not a picture.

The library draws but does not tag. Keep a tree of `Node`s in reading order beside the drawing, and draw through `Marks`: what is drawn inside
`tagged` becomes a piece of a node, what is drawn inside `artifact` is decoration. `tagging_file.finish` then writes the tree into the file.

    marks, tree = Marks(canvas), Node("Document")
    with marks.tagged(tree.add("H1")):
        canvas.drawString(72, 770, "Soup for twelve")
    marks.next_page()
    canvas.save()
    whole = finish(file.getvalue(), tree, title="Soup for twelve", language="en")

This module and `tagging_file` know nothing of the program around them: docs/reference/tagging.md says how to use them elsewhere.
Follows ISO 32000-1, 14.6 to 14.8, and ISO 14289-1 (PDF/UA-1).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points from the page's lower left corner."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked piece of one page (pages from 0)."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a link can be pressed: a place on a page, and where it leads: an address, or a page of this file (from 0)."""

    page: int
    box: Box
    address: str = ""
    to: int | None = None


@dataclass(slots=True, eq=False)
class Node:
    """One element of the document's structure (`H1`, `P`, `L`, `Table`, `Figure`, `Link`, ...) with its pieces in reading order.

    A table that goes on on the next page is one `Table` whose rows were drawn on two pages; a heading row that is drawn again there is an artifact.
    """

    role: str
    alt: str = ""
    """What a figure or a link says, as a sentence; for words, what is read instead of pieces that stand apart."""
    scope: str = ""
    """Of a heading cell: `Column`, `Row` or `Both`."""
    kids: list["Node | Mark | Spot"] = field(default_factory=list)
    box: Box | None = None
    """Of a figure."""
    language: str = ""
    """BCP 47 tag, where it is not that of what is around it."""
    columns: int = 1
    """How many columns of its table a cell takes."""
    rows: int = 1
    """How many rows of its table a cell takes."""
    numbering: str = ""
    """Of a list: `Decimal`, `Disc`, ...; empty where its points carry no numbers or signs in words."""
    title: str = ""
    """For a person who looks at the tree itself."""

    @property
    def drawn(self) -> bool:
        """Tell whether anything of it stands on a page."""
        return any(not isinstance(kid, Node) or kid.drawn for kid in self.kids)

    def add(self, role: str, *, alt: str = "", scope: str = "", language: str = "") -> "Node":
        """Append a child and return it."""
        child = Node(role, alt=alt, scope=scope, language=language)
        self.kids.append(child)
        return child


class Aside(StrEnum):
    """What a decoration is: part of the page's own furniture, or of how it is laid out."""

    HEADER = "/Type /Pagination /Subtype /Header"
    FOOTER = "/Type /Pagination /Subtype /Footer"
    LAYOUT = "/Type /Layout"


class Marks:
    """Brackets what a canvas draws. Nothing is drawn outside a bracket, and no bracket stands inside another."""

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self.page = 0
        """The page that is drawn now, from 0."""
        self._next_mark = 0
        self._open = False

    @contextmanager
    def tagged(self, node: Node) -> Iterator[None]:
        """Mark what is drawn inside as the next piece of a node."""
        mark = Mark(self.page, self._next_mark)
        with self._bracket(f"/{node.role} <</MCID {mark.number}>> BDC"):
            self._next_mark += 1
            node.kids.append(mark)
            yield

    @contextmanager
    def artifact(self, kind: Aside = Aside.LAYOUT) -> Iterator[None]:
        """Mark what is drawn inside as decoration: a screen reader passes it by."""
        with self._bracket(f"/Artifact <<{kind.value}>> BDC"):
            yield

    def link(self, node: Node, box: Box, *, address: str = "", to: int | None = None) -> None:
        """Let a place on this page lead somewhere; the words of the link are drawn inside `tagged(node)` before or after.

        Args:
            node: a `Link`; its `alt` says where it leads.
            box: what can be pressed.
            address: where it leads, outside the file.
            to: where it leads inside the file: a page, from 0.
        """
        node.kids.append(Spot(self.page, box, address, to))

    def next_page(self) -> None:
        """Finish the page."""
        self.canvas.showPage()
        self.page += 1
        self._next_mark = 0

    @contextmanager
    def _bracket(self, begin: str) -> Iterator[None]:
        if self._open:
            raise ValueError("a marked piece stands inside another")
        self._open = True
        self.canvas.addLiteral(begin)
        yield
        self.canvas.addLiteral("EMC")
        self._open = False


_INSIDE = {"LI": {"L"}, "LBody": {"LI"}, "Lbl": {"LI"}, "TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"}}
"""Role -> what it must stand in."""
_NEED_WORDS = {"Figure", "Formula", "Link"}


def faults(tree: Node) -> tuple[str, ...]:
    """Return what a reader would stumble over, each as a sentence for the writer of a document; nothing is better.

    Looked for: roles in the wrong place, figures and links without words, heading cells that head nothing, headings that skip a level.
    """
    found = [fault for parent, node in _pairs(tree) for fault in _faults_of(parent, node)]
    levels = [0, *(int(node.role[1:]) for _, node in _pairs(tree) if node.role[:1] == "H" and node.role[1:].isdecimal())]
    found += [
        f"H{after} follows H{before}" if before else f"the first heading is H{after}"
        for before, after in pairwise(levels)
        if after > before + 1
    ]
    return tuple(found)


def _pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    for kid in node.kids:
        if isinstance(kid, Node) and kid.drawn:
            yield node, kid
            yield from _pairs(kid)


def _faults_of(parent: Node, node: Node) -> Iterator[str]:
    around = _INSIDE.get(node.role)
    if around is not None and parent.role not in around:
        yield f"{node.role} stands in {parent.role}"
    if node.role in _NEED_WORDS and not node.alt:
        yield f"{node.role} without words"
    if node.role == "TH" and not node.scope:
        yield "TH without a scope"
