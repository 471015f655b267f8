"""A booklet of the directory: pages in A5 to be read in order, with a list of what is inside, chapters, all names, and room for notes.

In large print its pages are A4. The number of pages is a multiple of four, so that `booklet_imposed` can put them on sheets to fold.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from civicdesk.feedback.blocks import Block, WritingLines
from civicdesk.feedback.charts import Line, Rect
from civicdesk.feedback.directory_entry import entry_looks, printable
from civicdesk.feedback.pages import Furniture, Page, Part, Press, lay_out
from civicdesk.feedback.pen import Pen
from civicdesk.feedback.publication_page import PublicationBuilder, group_name
from civicdesk.feedback.setting import Run, SetLine, set_lines
from civicdesk.feedback.styles import A4, A5, EARLIER, Format, Type, look_of
from civicdesk.feedback.tagging import Node
from civicdesk.i18n import say_in
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.publications import Publication

_SHEET = 4
"""Pages on one sheet of paper that is folded once."""
_SIZE = 11.5
"""Of letters, in points."""
_NAMES = 0.88
"""Size of the names in the list of all over that of other letters; in large print they are as large."""
_NUMBER = 30.0
"""Width for the number of a page."""


def booklet_pdf(publication: Publication) -> bytes:
    """Return a booklet as a tagged PDF in reading order; the same entries give the same bytes.

    Raises:
        Refused: SHEET-RTL: a line that runs from right to left does not read as it should.
    """
    return _Booklet(publication).draw()


@dataclass(slots=True, eq=False)
class Leader:
    """A name, dots and the number of a page, which can be pressed."""

    node: Node
    """A `Link`."""
    words: Run
    to: int
    """The page, from 0."""
    type: Type
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height in a width."""
        return len(self._lines(width)) * self.type.lead

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw words and number as one link, and dots between them as decoration."""
        lines, (number,) = self._lines(width), set_lines((Run(f"\u00a0{self.to + 1}"),), self.type, _NUMBER)
        with pen.tagged(self.node):
            for place, line in enumerate(lines):
                pen.write(line, x, top + place * self.type.lead + self.type.baseline)
            last = top + (len(lines) - 1) * self.type.lead + self.type.baseline
            pen.write(number, x + width - number.width, last)
        begin, end = x + lines[-1].width + 4, x + width - number.width - 4
        with pen.artifact():
            pen.strokes([Line(dot, last - 1, dot + 1, last - 1) for dot in _dots(begin, end)], EARLIER, 1)
        pen.link(self.node, pen.box_of(Rect(x, top, width, self.measure(width))), to=self.to)

    def _lines(self, width: float) -> list[SetLine]:
        return set_lines((self.words,), self.type, width - _NUMBER)


def _dots(begin: float, end: float) -> Iterator[float]:
    """Yield where dots stand: in the same places on every line."""
    place = (begin // 5 + 1) * 5
    while place < end:
        yield place
        place += 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pages(PublicationBuilder):
    """Builds the pieces of a booklet."""

    def part(self) -> Part:
        """Return the chapters."""
        return Part(tuple(block for chapter in self.publication.chapters for block in self.chapter(chapter)))

    def front(self, groups: Sequence[tuple[str, int]]) -> Part:
        """Return title and contents: each name with the page on which it begins, from 0."""
        opening = tuple(self.opening())
        heading = self.heading(self.say("inside"))
        contents = self.tree.add("TOC")
        rows = [
            replace(self._leader(contents.add("TOCI"), name, page), above=self.look.row * (1 if self.look.flows else 2))
            for name, page in groups
        ]
        return Part((*opening, heading, *rows))

    def index(self, entries: Sequence[tuple[Entry, int]]) -> Part:
        """Return all names in their order with their pages."""
        heading = self.heading(self.say("index"))
        items = self.tree.add("L")
        body, size = self.look.body, 1 if self.look.flows else _NAMES
        small = replace(body, size=body.size * size, lead=body.lead * size)
        rows = [
            replace(self._leader(items.add("LI").add("LBody"), printable(entry.name, self.language), page, self._mark), type=small)
            for entry, page in entries
        ]
        return Part((heading, *rows))

    def notes(self, paper: Format, *, first: bool) -> Part:
        """Return a page with lines to write on."""
        heading = (self.heading(self.say("notes")),) if first else ()
        distance = self.look.writing
        count = int((paper.down - (heading[0].measure(paper.across) + distance if heading else 0.0)) / distance)
        return Part((*heading, WritingLines(count, distance, EARLIER, above=distance / 2)))

    def back(self) -> Part:
        """Return the last page."""
        return Part((self.heading(self.say("back")), *self.closing()))

    def _leader(self, around: Node, name: str, page: int, language: str = "") -> Leader:
        said = self.say("to_page", name=name, page=page + 1)
        return Leader(around.add("Link", alt=said, language=language), Run(self.apart(name)), page, self.look.body)


@dataclass(slots=True)
class _Chunk:
    """A part on its pages with its tags."""

    blocks: tuple[Block, ...]
    pages: tuple[Page, ...]
    tree: Node


class _Booklet:
    """One booklet while it is put together: chapters first, then what tells their pages."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._paper = A4 if publication.large else A5
        language = publication.language
        self._look = entry_looks(language, large=True)[0] if publication.large else look_of(_SIZE, language)
        self._body = self._set(_Pages.part)

    def draw(self) -> bytes:
        """Return the file."""
        groups, chunks = self._chunks()
        press = Press(self._publication.language, self._paper)
        for chunk in chunks:
            for page in chunk.pages:
                for name in (name for name, begins in groups if begins == press.pages):
                    press.begin_chapter(name)
                press.draw([page], self._furniture(press.pages + 1))
        tree = Node("Document", kids=[kid for chunk in chunks for kid in chunk.tree.kids])
        return press.finish(tree, self._publication.title)

    def _chunks(self) -> tuple[Sequence[tuple[str, int]], list[_Chunk]]:
        """Return the names of groups with their pages, and all parts in order. The front is set again if it takes more pages than one."""
        ahead = 0
        front = None
        while front is None or len(front.pages) != ahead:
            ahead = len(front.pages) if front else 1
            groups, entries = self._places(ahead)
            groups.append((say_in(self._publication.language, "leaflet.index"), ahead + len(self._body.pages)))
            front = self._set(partial(_Pages.front, groups=groups))
        index = self._set(partial(_Pages.index, entries=entries))
        back = self._set(_Pages.back)
        taken = ahead + sum(len(chunk.pages) for chunk in (self._body, index, back))
        notes = [self._set(partial(_Pages.notes, paper=self._paper, first=not number)) for number in range(-taken % _SHEET)]
        return groups, [front, self._body, index, *notes, back]

    def _places(self, ahead: int) -> tuple[list[tuple[str, int]], list[tuple[Entry, int]]]:
        """Return the names of groups, and all entries by name, each with its page from 0."""
        placed = {id(one.block): number for number, page in enumerate(self._body.pages, start=ahead) for one in page}
        pages = iter([placed[id(block)] for block in self._body.blocks])
        groups: list[tuple[str, int]] = []
        entries: dict[EntryId, tuple[Entry, int]] = {}
        for chapter in self._publication.chapters:
            groups.append((group_name(self._publication.language, chapter.group), next(pages)))
            entries |= {entry.id: (entry, next(pages)) for entry in chapter.entries}
        return groups, [entries[ident] for ident in self._publication.index]

    def _set(self, build: Callable[[_Pages], Part]) -> _Chunk:
        publication, tree = self._publication, Node("Document")
        builder = _Pages(look=self._look, tree=tree, language=publication.language, today=publication.day, publication=publication)
        part = build(builder)
        return _Chunk(part.blocks, lay_out(part, self._paper).pages, tree)

    def _furniture(self, number: int) -> Furniture:
        publication, look = self._publication, self._look
        title = printable(publication.title, publication.language)
        said = say_in(publication.language, "leaflet.foot", title=title, page=number)
        return Furniture(
            title=publication.title,
            language=publication.language,
            foot=lambda _page, _of: said,
            practice=say_in(publication.language, "sheet.practice") if publication.practice else "",
            type=replace(look.small, size=look.small.size * 0.86, lead=look.small.lead * 0.86),
            loud=replace(look.strong, size=look.small.size * 0.86, lead=look.small.lead * 0.86),
        )
