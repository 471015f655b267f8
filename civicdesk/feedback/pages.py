"""From pieces to pages: what stands on which sheet of paper, then one drawn, tagged file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from civicdesk.feedback import reading_order
from civicdesk.feedback.blocks import Block, Words, WritingLines, is_whole
from civicdesk.feedback.embedding import embed
from civicdesk.feedback.pen import Pen
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import A4, MARGIN, Format, Type
from civicdesk.feedback.tagging import Aside, Node
from civicdesk.feedback.tagging_file import finish
from civicdesk.feedback.typefaces import Face, register
from civicdesk.i18n import runs_from_right

_INTO_MARGIN = 14.0 / MARGIN
"""Share of the lower margin into which the running foot reaches: on A4 it stands still 10 mm from the edge."""
BODY = A4.down
"""Height of a page of A4 for pieces."""

_FIRST_LINES = 60.0
"""Height of what a heading keeps beside itself of a long piece that may be cut."""
_MOST_WIDENING = 1.6
"""How much of its own height an air may grow where a page has room to spare."""


@dataclass(frozen=True, slots=True)
class Part:
    """Pieces that begin on a new page. `foot` stands at the bottom of the part's last page and is read last."""

    blocks: tuple[Block, ...]
    foot: Block | None = None
    spare: tuple[Block, ...] = ()
    """Set after the others if all of them find room on the last page, else left out."""
    sides: int = 1
    """Pages that the part should take at most."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece and its upper edge, from the top of the page's body."""

    block: Block
    top: float


Page = tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """A part on its pages. `whole`: in as few as it should take, with what may be left out."""

    pages: tuple[Page, ...]
    fits: bool
    whole: bool


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


def lay_out(part: Part, paper: Format = A4) -> Laid:
    """Put the pieces of a part on pages; nothing is cut off and no heading stands alone at the bottom."""
    pages, used = _flow(part.blocks, paper)
    foot = part.foot
    height = foot.above + foot.measure(paper.across) if foot else 0.0
    if foot and (not pages or used + height > paper.down):
        pages.append([])
        used = 0.0
    more, bottom = _below(part.spare, used, paper)
    whole = bool(pages) and bottom + height <= paper.down
    if whole and more:
        pages[-1].extend(more)
        used = bottom
    if pages:
        pages[-1], used = _with_more_lines(pages[-1], used, paper.down - height)
    if foot:
        pages[-1] = _spread(pages[-1], paper.down - height - used)
        pages[-1].append(Placed(foot, paper.down - foot.measure(paper.across)))
    fits = len(pages) <= part.sides
    return Laid(tuple(tuple(page) for page in pages), fits, fits and whole)


class Press:
    """One file while it is drawn: pages after pages, then the tree that was marked on them."""

    def __init__(self, language: str, paper: Format = A4) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self._out, self._language, self._paper = BytesIO(), language, paper
        self._canvas = Canvas(
            self._out,
            pagesize=(paper.width, paper.height),
            invariant=1,
            pageCompression=1,
            initialFontName=register(Face.REGULAR),
            lang=language,
            initialFontSize=12,
        )
        self._pen = Pen(self._canvas, paper)

    @property
    def pages(self) -> int:
        """Return how many pages are drawn."""
        return self._pen.page

    def draw(self, pages: Sequence[Page], furniture: Furniture) -> None:
        """Draw pages that were laid out; their foot counts these pages alone."""
        pen, margin = self._pen, self._paper.margin
        pen.mirror(on=runs_from_right(furniture.language))
        for number, page in enumerate(pages, start=1):
            for placed in page:
                placed.block.draw(pen, margin, margin + placed.top, self._paper.across)
            _draw_furniture(pen, self._paper, furniture, furniture.foot(number, len(pages)))
            pen.next_page()

    def leave_empty(self, words: str, type_: Type, language: str) -> None:
        """Draw a page with nothing but a line that says so."""
        self._pen.mirror(on=runs_from_right(language))
        with self._pen.artifact():
            Words(Node("Artifact"), type_, (Run(words),)).ink(self._pen, self._paper.margin, self._paper.height / 2, self._paper.across)
        self._pen.next_page()

    def begin_chapter(self, words: str) -> None:
        """Put the next page into the list of places that a reader shows beside the pages."""
        name = f"page-{self.pages}"
        self._canvas.bookmarkPage(name)
        self._canvas.addOutlineEntry(words, name)
        self._canvas.showOutline()

    def finish(self, tree: Node, title: str) -> bytes:
        """Return the finished file.

        Raises:
            Refused: SHEET-RTL: a line that runs from right to left does not read as it should.
        """
        self._canvas.save()
        finished = finish(self._out.getvalue(), tree, title=title, language=self._language)
        whole = embed(finished, self._pen.letters.codes)
        reading_order.check(whole, self._pen.letters.written)
        return whole


def write(pages: Sequence[Page], tree: Node, furniture: Furniture) -> bytes:
    """Draw pages that were laid out and return the finished file."""
    press = Press(furniture.language)
    press.draw(pages, furniture)
    return press.finish(tree, furniture.title)


def _draw_furniture(pen: Pen, paper: Format, furniture: Furniture, foot: str) -> None:
    margin = paper.margin
    marks = [(foot, furniture.type, paper.height - margin - furniture.type.lead + margin * _INTO_MARGIN)]
    if furniture.practice:
        marks.append((furniture.practice, furniture.loud, margin - furniture.loud.lead - 4.0))
    for text, type_, top in marks:
        with pen.artifact(Aside.FOOTER if text is foot else Aside.HEADER):
            Words(Node("Artifact"), type_, (Run(text),)).ink(pen, margin, top, paper.across)


def _flow(blocks: Iterable[Block], paper: Format) -> tuple[list[list[Placed]], float]:
    """Return the pieces on pages, and how much of the last page they take."""
    pages: list[list[Placed]] = [[]]
    y = 0.0
    waiting = list(blocks)
    while waiting:
        block = waiting.pop(0)
        above = block.above if pages[-1] else 0.0
        room = paper.down - y - above
        if _height_kept_together(block, waiting, paper.across) <= room:
            pages[-1].append(Placed(block, y + above))
            y += above + block.measure(paper.across)
            continue
        halves = None if block.keep else block.split(paper.across, room)
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
        y = paper.down
    return pages, y


def _below(blocks: Iterable[Block], used: float, paper: Format) -> tuple[list[Placed], float]:
    """Return pieces set below what is used of a page, and how much is used then."""
    placed = []
    for block in blocks:
        placed.append(Placed(block, used + block.above))
        used += block.above + block.measure(paper.across)
    return placed, used


def _height_kept_together(block: Block, following: Sequence[Block], width: float) -> float:
    """Return the height of a piece and of those it must not be parted from (of the last of these, its first lines)."""
    height = block.measure(width)
    for after in following if block.keep else ():
        height += after.above + (after.measure(width) if after.keep or is_whole(after) else min(after.measure(width), _FIRST_LINES))
        if not after.keep:
            break
    return height


def _with_more_lines(page: Sequence[Placed], used: float, limit: float) -> tuple[list[Placed], float]:
    """Give room that is left over to lines for writing first; return how much is used then."""
    grown, shift = [], 0.0
    for placed in page:
        block = placed.block
        if isinstance(block, WritingLines):
            more = max(0, min(block.most - block.count, int((limit - used - shift) / block.distance)))
            block = replace(block, count=block.count + more)
            grown.append(Placed(block, placed.top + shift))
            shift += more * block.distance
        else:
            grown.append(Placed(block, placed.top + shift))
    return grown, used + shift


def _spread(page: Sequence[Placed], spare: float) -> list[Placed]:
    """Share room that is left over among the airs of a page, up to a limit."""
    airs = sum(placed.block.above for placed in page[1:])
    wider = min(spare / airs, _MOST_WIDENING) if airs else 0.0
    moved, shift = [], 0.0
    for number, placed in enumerate(page):
        shift += placed.block.above * wider if number else 0.0
        moved.append(Placed(placed.block, placed.top + shift))
    return moved
