"""How the answers are set behind a reflection sheet: a table for each area, and what is left of the page to write or draw on."""

from dataclasses import dataclass

from civicdesk.feedback.blocks import Beside, Block, Rule, Side, Words, WritingLines
from civicdesk.feedback.building import GUTTER, Builder
from civicdesk.feedback.pages import Part
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import EARLIER
from civicdesk.feedback.tagging import Node
from civicdesk.records.sheets import AnswerLine, Sheet

_QUESTION = 0.68
"""Share of the width for a question, beside its answer."""
_LEAST_DRAWING_LINES = 3
_DRAWING_LINES = 12
_SIDES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswersBuilder(Builder):
    """Sets the answers of one sheet in one look."""

    sheet: Sheet

    def part(self) -> Part:
        """Return the answers by area; the space to draw is left out where it would take a page of its own."""
        blocks: list[Block] = [self.heading(self._heading())]
        for area, lines in self.sheet.answers:
            if lines:
                blocks.extend(self._area(area, lines))
        drawing = WritingLines(_LEAST_DRAWING_LINES, self.look.writing, EARLIER, most=_DRAWING_LINES)
        return Part(tuple(blocks), spare=(self.heading(self.say("answers.space")), drawing), sides=_SIDES)

    def _heading(self) -> str:
        """Return what is over the answers; with a mark where the questions are still in English."""
        said = self.say("answers.heading")
        return self.say("in_english", text=said) if self.sheet.answers_language == "en" else said

    def _area(self, area: str, lines: tuple[AnswerLine, ...]) -> tuple[Block, ...]:
        look = self.look
        heading = Words(self.tree.add("H3"), look.strong, (Run(area),), above=look.section * 0.8, keep=True)
        table = self.tree.add("Table")
        rows = (self._answer(table.add("TR"), line) for line in lines)
        return (heading, Rule(above=look.row, below=look.row, keep=True), *rows)

    def _answer(self, row: Node, line: AnswerLine) -> Block:
        tongue = self.sheet.answers_language
        question = Words(row.add("TH", scope="Row", language=tongue), self.look.body, (Run(line.question),))
        answer = Words(row.add("TD", language=tongue), self.look.strong, (Run(line.answer),))
        return Beside((Side(_QUESTION, question), Side(1 - _QUESTION, answer)), GUTTER, above=self.look.row)
