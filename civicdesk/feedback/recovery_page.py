"""How the recovery sheet is set: the code large enough to type from, what it opens, and how to keep it."""

from dataclasses import dataclass, replace
from itertools import groupby

from civicdesk.feedback.blocks import Beside, Block, Rule, Side, Sign, Stack, Words
from civicdesk.feedback.building import GUTTER, Builder
from civicdesk.feedback.charts import Rect
from civicdesk.feedback.pages import Part
from civicdesk.feedback.pen import Pen
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import PAPER, TEXT
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.typefaces import Face
from civicdesk.feedback.wording import day
from civicdesk.i18n import say_in
from civicdesk.records.sheets import RecoverySheet

_GROUPS_IN_LINE = 4
_CODE = 25
"""Size of the code's letters in points: four groups in a line beside the picture."""
_NUMBER = 0.05
"""Share of the width for the number of a step."""
_QUIET = 4
"""Modules of white that a scanner needs around the picture."""


@dataclass(slots=True, eq=False)
class Scannable:
    """A square picture for a scanner, as wide as its place."""

    node: Node
    text: str
    above: float = 0.0
    keep: bool = False

    def measure(self, width: float) -> float:
        """Return the height, which is the width."""
        return width

    def split(self, width: float, height: float) -> None:  # noqa: ARG002 - never cut
        """Return None."""
        return

    def draw(self, pen: Pen, x: float, top: float, width: float) -> None:
        """Draw the dark modules of each row as strips."""
        rows = _modules(self.text)
        side = width / (len(rows) + 2 * _QUIET)
        self.node.box = pen.box_of(Rect(x, top, width, width))
        with pen.tagged(self.node), pen.upright(Rect(x, top, width, width)):
            pen.fill(Rect(x, top, width, width), PAPER)
            for number, row in enumerate(rows):
                column = 0
                for dark, run in groupby(row):
                    count = len(list(run))
                    if dark:
                        strip = Rect(x + (column + _QUIET) * side, top + (number + _QUIET) * side, count * side, side)
                        pen.fill(strip, TEXT)
                    column += count


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryBuilder(Builder):
    """Sets the recovery sheet."""

    paper: RecoverySheet

    def part(self) -> Part:
        """Return the one page."""
        look = self.look
        title = Words(self.tree.add("H1"), look.title, (Run(self.say("recovery.title")),))
        lead = self.paragraph(self.say("recovery.subtitle"), look.lead, above=0)
        rule = Rule(above=look.section * 0.55, colour=look.ink.accent, thickness=1.5)
        return Part((title, lead, rule, *self._facts(), *self._code(), *self._use(), *self._keep()))

    def _facts(self) -> tuple[Block, ...]:
        paper = self.paper
        facts = (
            ("recovery.project", paper.project),
            ("recovery.workspace", paper.workspace),
            ("recovery.made_on", day(self.language, paper.made_on)),
        )
        blocks = []
        for number, (key, value) in enumerate(facts):
            node = self.tree.add("P", alt=f"{self.say(key)}: {value}")
            sides = (
                Side(0.25, Words(node, self.look.small, (Run(self.say(key)),))),
                Side(0.75, Words(node, self.look.strong, (Run(value),))),
            )
            blocks.append(Beside(sides, 8.0, above=self.look.row if number else self.look.section))
        return tuple(blocks)

    def _code(self) -> tuple[Block, ...]:
        look = self.look
        heading = self.heading(self.say("recovery.code_heading"))
        node = self.tree.add("P", alt=self.paper.code)
        large = replace(look.body, size=_CODE, lead=_CODE * 1.6, face=Face.SEMIBOLD)
        groups = self.paper.code.split("-")
        lines: list[Block] = []
        for start in range(0, len(groups), _GROUPS_IN_LINE):
            said = "-".join(groups[start : start + _GROUPS_IN_LINE])
            lines.append(Words(node, large, (Run(said),)))
        lines.append(self.paragraph(self.say("recovery.mistakes"), look.small))
        picture = Scannable(self.tree.add("Figure", alt=self.say("recovery.qr")), self.paper.code)
        return (heading, self.panel(Beside((Side(0.73, Stack(lines)), Side(0.27, picture)), GUTTER)))

    def _use(self) -> tuple[Block, ...]:
        """Set what to do as numbered steps: the order matters."""
        heading = self.heading(self.say("recovery.use_heading"))
        items = self.tree.add("L")
        button = say_in(self.language, "unlock.use_code")
        said = [self.say(f"recovery.use_{number}", button=button) for number in (1, 2, 3)]
        return (heading, *(self._step(items.add("LI"), number, one) for number, one in enumerate(said, start=1)))

    def _step(self, item: Node, number: int, said: str) -> Block:
        look = self.look
        sides = (
            Side(_NUMBER, Words(item.add("Lbl"), replace(look.strong, colour=look.ink.accent), (Run(f"{number}."),))),
            Side(1 - _NUMBER, Words(item.add("LBody"), look.body, (Run(said),))),
        )
        return Beside(sides, 0.0, above=look.row)

    def _keep(self) -> tuple[Block, ...]:
        heading = self.heading(self.say("recovery.keep_heading"))
        items = self.tree.add("L")
        said = (self.say(f"recovery.keep_{number}") for number in (1, 2, 3))
        words = (Words(items.add("LI").add("LBody"), self.look.body, (Run(one),)) for one in said)
        return (heading, *(self.point(Sign.DOT, one) for one in words))


def _modules(text: str) -> list[list[bool]]:
    from reportlab.graphics.barcode.qr import QrCodeWidget

    drawn = QrCodeWidget(text, barLevel="M").qr
    drawn.make()
    return [[bool(module) for module in row] for row in drawn.modules]
