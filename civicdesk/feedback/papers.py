"""How papers about somebody's rights are set: headings, points, facts in tables; as many pages as the words need.

Such a paper must be whole, so a sign that cannot be printed is replaced and the paper says so, where a reflection sheet would be refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from civicdesk.feedback.blocks import Beside, Block, Rule, Side, Sign, Words
from civicdesk.feedback.building import GUTTER, Builder
from civicdesk.feedback.pages import Furniture, Part, lay_out, write
from civicdesk.feedback.pdf import texts
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import Look, paper_to_keep
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.typefaces import prints, tidy
from civicdesk.i18n import say_in
from civicdesk.records.papers import Line, Paper, Section

_LABEL = 0.4
"""Share of the width for a label, beside its value."""
_LONG = 240
"""Letters from which a value stands under its label, where it may go on on the next page."""


def paper_pdf(paper: Paper) -> bytes:
    """Return a paper as a tagged PDF.

    Raises:
        Refused: SHEET-RTL: a line from right to left would not read as it should.
    """
    shown = _printable(paper)
    look = _look(paper.language)
    tree = Node("Document")
    laid = lay_out(PaperBuilder(look=look, tree=tree, language=paper.language, paper=shown).part())
    furniture = Furniture(
        title=shown.title,
        language=paper.language,
        foot=lambda page, of: f"{shown.mark}. {say_in(paper.language, 'sheet.page', page=page, pages=of)}",
        practice=say_in(paper.language, "sheet.practice") if paper.practice else "",
        type=look.small,
        loud=look.strong,
    )
    return write(laid.pages, tree, furniture)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBuilder(Builder):
    """Sets one paper."""

    paper: Paper

    def part(self) -> Part:
        """Return the whole paper as one flow of pieces."""
        look, paper = self.look, self.paper
        title = Words(self.tree.add("H1"), look.title, (Run(paper.title),))
        lead = self.paragraph(paper.lead, look.lead, above=0)
        rule = Rule(above=look.section * 0.55, colour=look.ink.accent, thickness=1.5)
        sections = (block for section in paper.sections for block in self._section(section))
        return Part((title, lead, rule, *self._lines(paper.facts), *sections))

    def _section(self, section: Section) -> Iterator[Block]:
        yield self.heading(section.heading)
        for words in section.words:
            yield self.paragraph(words, self.look.body)
        if section.points:
            items = self.tree.add("L")
            for point in section.points:
                yield self.point(Sign.DOT, Words(items.add("LI").add("LBody"), self.look.body, (Run(point),)))
        yield from self._lines(section.lines)

    def _lines(self, lines: tuple[Line, ...]) -> Iterator[Block]:
        """Set short facts as tables, and long ones as paragraphs between them, since a row is never cut."""
        for long, group in groupby(lines, key=_is_long):
            table = self.tree if long else self.tree.add("Table")
            for line in group:
                if long:
                    yield self.paragraph(line.label, self.look.strong, keep=True)
                    yield self.paragraph(line.value, self.look.body, above=0)
                else:
                    yield self._row(table.add("TR"), line)

    def _row(self, row: Node, line: Line) -> Block:
        label = Words(row.add("TH", scope="Row"), self.look.body, (Run(line.label),))
        value = Words(row.add("TD"), self.look.strong, (Run(line.value),))
        return Beside((Side(_LABEL, label), Side(1 - _LABEL, value)), GUTTER, above=self.look.row * 2)


def _look(language: str) -> Look:
    """Return the smallest of the looks of papers that are kept: 12 points, for there is much to say."""
    look = paper_to_keep(language)[-1]
    return replace(look, strong=replace(look.strong, colour=look.body.colour))


def _is_long(line: Line) -> bool:
    return len(line.value) > _LONG or len(line.label) > _LONG


def _printable(paper: Paper) -> Paper:
    """Return the paper with everything that no font has, or that would print in the wrong order, replaced by a word that says so."""
    bad = frozenset(character for text in texts(paper) for character in tidy(text) if not prints(character))
    if not bad:
        return paper
    instead = say_in(paper.language, "papers.not_printable")

    def mended(text: str) -> str:
        runs = groupby(tidy(text), key=bad.__contains__)
        return tidy("".join(f" {instead} " if gone else "".join(run) for gone, run in runs))

    def line(each: Line) -> Line:
        return Line(label=mended(each.label), value=mended(each.value))

    def section(each: Section) -> Section:
        return Section(
            heading=mended(each.heading),
            words=tuple(map(mended, each.words)),
            points=tuple(map(mended, each.points)),
            lines=tuple(map(line, each.lines)),
        )

    return replace(
        paper,
        title=mended(paper.title),
        lead=f"{mended(paper.lead)} {say_in(paper.language, 'papers.some_not_printable', word=instead)}",
        mark=mended(paper.mark),
        facts=tuple(map(line, paper.facts)),
        sections=tuple(map(section, paper.sections)),
    )
