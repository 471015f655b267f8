"""Pages put on sheets of paper to be printed and folded: booklets folded in the middle, cards folded twice.

These files are for the printer alone: the copy in reading order has the tags.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

_QUARTERS = 4
_RATIO = 2**0.5
"""Of the sides of paper, ISO 216."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page stands on a side of a sheet: columns and rows from the lower left; turned: upside down."""

    page: int
    column: int
    row: int
    turned: bool = False


@dataclass(frozen=True, slots=True)
class _Cell:
    """What a page has of a sheet, and its own size, in points."""

    across: float
    down: float
    width: float
    height: float

    def drawn(self, place: _Place) -> bytes:
        """Return what draws a page at its place."""
        way = -1 if place.turned else 1
        x = self.across * (place.column + 0.5) - way * self.width / 2
        y = self.down * (place.row + 0.5) - way * self.height / 2
        return f"q {way} 0 0 {way} {x:.2f} {y:.2f} cm /P{place.page} Do Q".encode()


def folded_in_the_middle(pdf: bytes) -> bytes:
    """Return a booklet as sheets to be printed on both sides, turned over along the short edge, and folded in the middle.

    Args:
        pdf: pages in reading order; their number is a multiple of four.
    """

    def sides(pages: int) -> list[tuple[_Place, ...]]:
        pairs = []
        for sheet in range(pages // 4):
            low, high = 2 * sheet, pages - 1 - 2 * sheet
            pairs += [(high, low), (low + 1, high - 1)]
        return [(_Place(left, 0, 0), _Place(right, 1, 0)) for left, right in pairs]

    return _imposed(pdf, sides, (2, 1), both=True)


def folded_twice(pdf: bytes) -> bytes:
    """Return cards of up to four pages as one side of paper each: the upper half is folded back, then the left half."""

    def sides(pages: int) -> list[tuple[_Place, ...]]:
        return [
            (_Place(first, 1, 0), _Place(first + 1, 1, 1, turned=True), _Place(first + 2, 0, 1, turned=True), _Place(first + 3, 0, 0))
            for first in range(0, pages, _QUARTERS)
        ]

    return _imposed(pdf, sides, (2, 2), both=False)


def _imposed(pdf: bytes, sides: Callable[[int], list[tuple[_Place, ...]]], grid: tuple[int, int], *, both: bool) -> bytes:
    import pikepdf
    from pikepdf import Dictionary, Name

    with pikepdf.open(BytesIO(pdf)) as read, pikepdf.new() as made:
        forms = [made.copy_foreign(page.as_form_xobject()) for page in read.pages]
        width, height = (float(edge) for edge in read.pages[0].mediabox[2:])
        # The next larger size of paper is not just two of the smaller: each half is wider by a hair, and its page stands in the middle.
        long = min(width * grid[0], height * grid[1]) * _RATIO
        across, down = (long, height * grid[1]) if width * grid[0] > height * grid[1] else (width * grid[0], long)
        cell = _Cell(across / grid[0], down / grid[1], width, height)
        for side in sides(len(forms)):
            page = made.add_blank_page(page_size=(across, down))
            here = [place for place in side if place.page < len(forms)]
            page.obj.Resources = Dictionary(XObject=Dictionary({f"/P{place.page}": forms[place.page] for place in here}))
            page.obj.Contents = made.make_stream(b"\n".join(cell.drawn(place) for place in here))
        made.docinfo[Name.Title] = read.docinfo[Name.Title]
        made.Root.Lang = read.Root.Lang
        if both:
            made.Root.ViewerPreferences = Dictionary(Duplex=Name.DuplexFlipShortEdge)
        out = BytesIO()
        made.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()
