"""How an Easy Read sheet is set: one thought a line, a picture before each, plants that grow in place of bars."""

from dataclasses import dataclass

from civicdesk.feedback.blocks import Block, Words
from civicdesk.feedback.building import unbroken
from civicdesk.feedback.charts import Pattern
from civicdesk.feedback.easy import Pictured
from civicdesk.feedback.easy_words import RIGHTS
from civicdesk.feedback.pictures import Picture, grown
from civicdesk.feedback.sentences import bar_sentence
from civicdesk.feedback.setting import Run
from civicdesk.feedback.sheet_page import SheetBuilder
from civicdesk.feedback.tagging import Node
from civicdesk.records.sheets import Bar, PrintedEntry, Step

_SIDE = 2.3
"""Of a picture, over the size of the letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EasyBuilder(SheetBuilder):
    """Sets the sheet with pictures."""

    def head(self, title: str, lead: str, facts: tuple[str, str, str]) -> tuple[Block, ...]:
        """Return the head of the sheet, with a picture before its first line."""
        top, first, *rest = SheetBuilder.head(self, title, lead, facts)
        return (top, self._pictured(self.tree, Picture.PAGE, first), *rest)

    def _strength(self, items: Node, strength: str) -> Block:
        return self._listed(items, Picture.STAR, strength, language=self.tongue(strength))

    def _bar_rows(self, bars: tuple[Bar, ...]) -> tuple[Block, ...]:
        items = self.tree.add("L")
        return tuple(self._listed(items, grown(bar), bar_sentence(self.sheet.language, bar)) for bar in bars)

    def _step(self, items: Node, step: Step) -> Block:
        entry = items.add("LI").add("LBody")
        figure = self._figure(entry, Picture.STEPS)
        return self._beside(figure, Picture.STEPS, self._step_words(entry.add("P"), step))

    def _place(self, items: Node, entry: PrintedEntry) -> Block:
        body = items.add("LI").add("LBody")
        figure = self._figure(body, Picture.PIN)
        return self._beside(figure, Picture.PIN, self._place_words(body.add("P"), entry))

    def _rights(self) -> tuple[Block, ...]:
        heading = self.panel_heading(self.say("rights.heading"))
        items = self.tree.add("L")
        listed = [self._listed(items, picture, self.say(key)) for picture, key in RIGHTS]
        return (heading, *listed, self.paragraph(self._ask(), self.look.body))

    def _crisis(self) -> tuple[Block, ...]:
        if not self.sheet.crisis_lines:
            return ()
        items_heading = self.panel_heading(self.say("crisis.heading"))
        items = self.tree.add("L")
        return (items_heading, *(self._listed(items, Picture.PHONE, unbroken(line)) for line in self.sheet.crisis_lines))

    def _listed(self, items: Node, picture: Picture | None, words: str, *, language: str = "") -> Block:
        body = items.add("LI").add("LBody", language=language)
        figure = Node("Figure") if picture is None else self._figure(body, picture)
        return self._beside(figure, picture, Words(body.add("P"), self.look.body, (Run(words),)))

    def _pictured(self, parent: Node, picture: Picture, body: Block) -> Block:
        """Put a picture before words that are in the tree already."""
        figure = self._figure(parent, picture)
        parent.kids.insert(-2, parent.kids.pop())
        return self._beside(figure, picture, body)

    def _figure(self, parent: Node, picture: Picture) -> Node:
        return parent.add("Figure", alt=self.say(f"picture.{picture.value}"))

    def _beside(self, figure: Node, picture: Picture | None, body: Block) -> Block:
        look = self.look
        side = look.body.size * _SIDE
        return Pictured(figure, picture, body, side, look.body.size, look.ink.accent, look.ink.ground[Pattern.DENSE], above=look.row * 1.2)
