"""How papers with a code are set, such as the recovery sheet: the code large enough to type from, what it opens, and how to keep it."""

from abc import abstractmethod
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
class CodeBuilder(Builder):
    """Sets a page that keeps a code: what it opens, the code, what to do with it, and how to keep it."""

    @property
    @abstractmethod
    def word(self) -> str:
        """Under which word of the catalogue this page's sentences stand."""

    @property
    @abstractmethod
    def code(self) -> str:
        """Return the code, in groups of letters with hyphens between them."""

    @abstractmethod
    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return what the page is about: (key of the label, fact)."""

    @abstractmethod
    def steps(self) -> tuple[str, ...]:
        """Return what to do when the code is needed, in order."""

    def part(self) -> Part:
        """Return the one page."""
        look = self.look
        title = Words(self.tree.add("H1"), look.title, (Run(self._said("title")),))
        lead = self.paragraph(self._said("subtitle"), look.lead, above=0)
        rule = Rule(above=look.section * 0.55, colour=look.ink.accent, thickness=1.5)
        return Part((title, lead, rule, *self._facts(), *self._code(), *self._use(), *self._keep()))

    def _said(self, key: str) -> str:
        return self.say(f"{self.word}.{key}")

    def _facts(self) -> tuple[Block, ...]:
        blocks = []
        for number, (key, value) in enumerate(self.facts()):
            node = self.tree.add("P", alt=f"{self._said(key)}: {value}")
            sides = (
                Side(0.25, Words(node, self.look.small, (Run(self._said(key)),))),
                Side(0.75, Words(node, self.look.strong, (Run(value),))),
            )
            blocks.append(Beside(sides, 8.0, above=self.look.row if number else self.look.section))
        return tuple(blocks)

    def _code(self) -> tuple[Block, ...]:
        look = self.look
        heading = self.heading(self._said("code_heading"))
        node = self.tree.add("P", alt=self.code)
        large = replace(look.body, size=_CODE, lead=_CODE * 1.6, face=Face.SEMIBOLD)
        groups = self.code.split("-")
        lines: list[Block] = []
        for start in range(0, len(groups), _GROUPS_IN_LINE):
            said = "-".join(groups[start : start + _GROUPS_IN_LINE])
            lines.append(Words(node, large, (Run(said),)))
        lines.append(self.paragraph(self.say("recovery.mistakes"), look.small))
        picture = Scannable(self.tree.add("Figure", alt=self._said("qr")), self.code)
        return (heading, self.panel(Beside((Side(0.73, Stack(lines)), Side(0.27, picture)), GUTTER)))

    def _use(self) -> tuple[Block, ...]:
        """Set what to do as numbered steps: the order matters."""
        heading = self.heading(self._said("use_heading"))
        items = self.tree.add("L")
        return (heading, *(self._step(items.add("LI"), number, one) for number, one in enumerate(self.steps(), start=1)))

    def _step(self, item: Node, number: int, said: str) -> Block:
        look = self.look
        sides = (
            Side(_NUMBER, Words(item.add("Lbl"), replace(look.strong, colour=look.ink.accent), (Run(f"{number}."),))),
            Side(1 - _NUMBER, Words(item.add("LBody"), look.body, (Run(said),))),
        )
        return Beside(sides, 0.0, above=look.row)

    def _keep(self) -> tuple[Block, ...]:
        heading = self.heading(self._said("keep_heading"))
        items = self.tree.add("L")
        said = (self._said(f"keep_{number}") for number in (1, 2, 3))
        words = (Words(items.add("LI").add("LBody"), self.look.body, (Run(one),)) for one in said)
        return (heading, *(self.point(Sign.DOT, one) for one in words))


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryBuilder(CodeBuilder):
    """Sets the recovery sheet."""

    paper: RecoverySheet

    @property
    def word(self) -> str:
        """Return where the words of the recovery sheet stand."""
        return "recovery"

    @property
    def code(self) -> str:
        """Return the recovery code."""
        return self.paper.code

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return which workspace the code opens."""
        paper = self.paper
        return (("project", paper.project), ("workspace", paper.workspace), ("made_on", day(self.language, paper.made_on)))

    def steps(self) -> tuple[str, ...]:
        """Return how the code is typed."""
        button = say_in(self.language, "unlock.use_code")
        return tuple(self.say(f"recovery.use_{number}", button=button) for number in (1, 2, 3))


def _modules(text: str) -> list[list[bool]]:
    from reportlab.graphics.barcode.qr import QrCodeWidget

    drawn = QrCodeWidget(text, barLevel="M").qr
    drawn.make()
    return [[bool(module) for module in row] for row in drawn.modules]
