"""From pieces to pages: what stands on which sheet of paper, then one drawn, tagged file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from civicdesk.feedback.blocks import Block, Words
from civicdesk.feedback.finishing import finish
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import MARGIN, WIDTH, Type
from civicdesk.feedback.tagging import A4, Node, Pen
from civicdesk.feedback.typefaces import Face, register

_INTO_MARGIN = 14.0
"""How far the running foot stands in the lower margin: still 10 mm from the edge."""
BODY = A4[1] - 2 * MARGIN - 8.0
"""Height of a page for pieces."""

_MOST_WIDENING = 1.6
"""How much of its own height an air may grow where a page has room to spare."""


@dataclass(frozen=True, slots=True)
class Part:
    """Pieces that begin on a new page. `foot` stands at the bottom of the part's last page and is read last."""

    blocks: tuple[Block, ...]
    foot: Block | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece and its upper edge, from the top of the page's body."""

    block: Block
    top: float


Page = tuple[Placed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What stands on each page beside its pieces."""

    title: str
    language: str
    foot: Callable[[int, int], str]
    """(page, pages) -> the running foot, said for eyes only."""
    practice: str = ""
    type: Type
    loud: Type


def lay_out(parts: Sequence[Part]) -> tuple[Page, ...]:
    """Put the pieces of each part on pages; nothing is cut off and no heading stands alone at the bottom."""
    pages: list[Page] = []
    for part in parts:
        pages.extend(_lay_out_part(part))
    return tuple(pages)


def write(pages: Sequence[Page], tree: Node, furniture: Furniture) -> bytes:
    """Draw pages that were laid out and return the finished file."""
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(
        out,
        pagesize=A4,
        invariant=1,
        pageCompression=1,
        initialFontName=register(Face.REGULAR),
        lang=furniture.language,
        initialFontSize=12,
    )
    pen = Pen(canvas)
    for number, page in enumerate(pages, start=1):
        for placed in page:
            placed.block.draw(pen, MARGIN, MARGIN + placed.top, WIDTH)
        _draw_furniture(pen, furniture, furniture.foot(number, len(pages)))
        pen.next_page()
    canvas.save()
    return finish(out.getvalue(), tree, title=furniture.title, language=furniture.language)


def _draw_furniture(pen: Pen, furniture: Furniture, foot: str) -> None:
    marks = [(foot, furniture.type, A4[1] - MARGIN - furniture.type.lead + _INTO_MARGIN)]
    if furniture.practice:
        marks.append((furniture.practice, furniture.loud, MARGIN - furniture.loud.lead - 4.0))
    for text, type_, top in marks:
        with pen.artifact():
            Words(Node("Artifact"), type_, (Run(text),)).ink(pen, MARGIN, top, WIDTH)


def _lay_out_part(part: Part) -> list[Page]:
    pages: list[list[Placed]] = [[]]
    y = 0.0
    waiting = list(part.blocks)
    while waiting:
        block = waiting.pop(0)
        above = block.above if pages[-1] else 0.0
        room = BODY - y - above
        if _height_kept_together(block, waiting) <= room:
            pages[-1].append(Placed(block, y + above))
            y += above + block.measure(WIDTH)
            continue
        halves = None if block.keep else block.split(WIDTH, room)
        if halves is not None:
            pages[-1].append(Placed(halves[0], y + above))
            waiting.insert(0, halves[1])
        elif pages[-1]:
            waiting.insert(0, block)
        else:  # taller than a page and not to be cut: it stands alone
            pages[-1].append(Placed(block, y))
        pages.append([])
        y = 0.0
    if not pages[-1]:
        pages.pop()
    return _with_foot(pages, part.foot, y)


def _height_kept_together(block: Block, following: Sequence[Block]) -> float:
    """Return the height of a piece and of those it must not be parted from (of the last of these, its first lines)."""
    height = block.measure(WIDTH)
    for after in following if block.keep else ():
        height += after.above + (after.measure(WIDTH) if after.keep else min(after.measure(WIDTH), 60.0))
        if not after.keep:
            break
    return height


def _with_foot(pages: list[list[Placed]], foot: Block | None, used: float) -> list[Page]:
    if foot is None:
        return [tuple(page) for page in pages]
    height = foot.measure(WIDTH)
    if not pages or used + foot.above + height > BODY:
        pages.append([])
        used = 0.0
    *before, last = pages
    spread = _spread(last, BODY - height - foot.above - used)
    return [*(tuple(page) for page in before), (*spread, Placed(foot, BODY - height))]


def _spread(page: Sequence[Placed], spare: float) -> list[Placed]:
    """Share room that is left over among the airs of a page, up to a limit."""
    airs = sum(placed.block.above for placed in page[1:])
    wider = min(spare / airs, _MOST_WIDENING) if airs else 0.0
    moved, shift = [], 0.0
    for number, placed in enumerate(page):
        shift += placed.block.above * wider if number else 0.0
        moved.append(Placed(placed.block, placed.top + shift))
    return moved
