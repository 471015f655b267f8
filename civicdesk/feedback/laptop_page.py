"""How the page about a laptop is set: what is on it, how it is kept, where copies are, and what to do when it is lost."""

from dataclasses import dataclass, replace

from civicdesk.feedback.blocks import Beside, Block, Rule, Side, Words
from civicdesk.feedback.building import Builder
from civicdesk.feedback.pages import Part
from civicdesk.feedback.setting import Run
from civicdesk.feedback.tagging import Node
from civicdesk.records.laptop import LaptopPaper, Section

_LABEL = 0.36
"""Share of the width for what a line is about."""
_NUMBER = 0.05
"""Share of the width for the number of a step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaptopBuilder(Builder):
    """Sets the page about a laptop."""

    paper: LaptopPaper

    def part(self) -> Part:
        """Return the one side."""
        look, paper = self.look, self.paper
        title = Words(self.tree.add("H1"), look.title, (Run(paper.title),))
        lead = self.paragraph(paper.lead, look.lead, above=0)
        rule = Rule(above=look.section * 0.55, colour=look.ink.accent, thickness=1.5)
        sections = tuple(block for section in paper.sections for block in self._section(section))
        return Part((title, lead, rule, *sections, *self._steps(), self.paragraph(paper.foot, look.small, above=look.section)))

    def _section(self, section: Section) -> tuple[Block, ...]:
        """Set a heading over a table without lines: each row has its own header, so that it is read out with its fact."""
        heading = self.heading(section.heading)
        table = self.tree.add("Table")
        return (heading, *(self._row(table.add("TR"), what, said) for what, said in section.lines))

    def _row(self, row: Node, what: str, said: str) -> Block:
        look = self.look
        sides = (
            Side(_LABEL, Words(row.add("TH", scope="Row"), look.small, (Run(what),))),
            Side(1 - _LABEL, Words(row.add("TD"), look.body, (Run(said),))),
        )
        return Beside(sides, 8.0, above=look.row)

    def _steps(self) -> tuple[Block, ...]:
        """Set what to do as numbered steps: the order matters."""
        items = None
        blocks: list[Block] = [self.heading(self.paper.steps_heading)]
        for number, said in enumerate(self.paper.steps, start=1):
            items = items or self.tree.add("L")
            item = items.add("LI")
            label = replace(self.look.strong, colour=self.look.ink.accent)
            sides = (
                Side(_NUMBER, Words(item.add("Lbl"), label, (Run(f"{number}."),))),
                Side(1 - _NUMBER, Words(item.add("LBody"), self.look.body, (Run(said),))),
            )
            blocks.append(Beside(sides, 0.0, above=self.look.row))
        return tuple(blocks)
