"""How a session's summary is set: one side for everybody in the room, with nobody to be picked out."""

from dataclasses import dataclass, replace

from civicdesk.feedback.bars import StackedRow, Swatches
from civicdesk.feedback.blocks import Beside, Block, Side, Sign, Stack, Words
from civicdesk.feedback.building import GUTTER, Builder
from civicdesk.feedback.charts import counted
from civicdesk.feedback.pages import Part
from civicdesk.feedback.sentences import summary_sentence
from civicdesk.feedback.setting import Run
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.wording import day
from civicdesk.records.sheets import SessionSummary

_COUNT = 0.12
"""Share of the width for the number of people, before what they would like to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryBuilder(Builder):
    """Sets one summary in one look."""

    summary: SessionSummary

    def part(self) -> Part:
        """Return the one side with the notes at its foot; places only if they find room."""
        body = (*self._head(), self._counts(), *self._bars(), self._named(), *self._change(), *self._offers())
        places = self.places(self.say("summary.places_heading"), self.summary.entries, brief=True)
        return Part(body, Stack(self._foot(), above=self.look.section), spare=places)

    def _head(self) -> tuple[Block, ...]:
        summary = self.summary
        facts = (summary.place, day(summary.language, summary.session_date), self.say("summary.wave", wave=summary.wave))
        return self.head(self.say("summary.title"), self.say("summary.subtitle"), facts)

    def _counts(self) -> Block:
        """Set the three counts large, side by side."""
        figures = (
            (self.summary.attended, "summary.attended"),
            (self.summary.consented, "summary.consented"),
            (self.summary.completed, "summary.completed"),
        )
        number = replace(self.look.heading, size=self.look.body.size * 1.9, lead=self.look.body.size * 2.3)
        fewer = replace(self.look.strong, colour=self.look.ink.accent, lead=number.lead)
        sides = []
        for count, key in figures:
            said = Run(self.say("summary.fewer", least=self.summary.least), fewer) if count is None else Run(str(count))
            node = self.tree.add("P", alt=f"{said.text} {self.say(key)}")
            sides.append(Side(1 / len(figures), Stack((Words(node, number, (said,)), Words(node, self.look.small, (Run(self.say(key)),))))))
        return Beside(sides, GUTTER, above=self.look.section)

    def _bars(self) -> tuple[Block, ...]:
        look, bars = self.look, self.summary.bars
        blocks: list[Block] = [self.heading(self.say("summary.bars_heading"))]
        words = next((tuple(word for word, _ in bar.counts) for bar in bars if counted(bar)), ())
        if words:
            key = self.say("summary.bars_key")
            blocks.append(Swatches(self.tree.add("P", alt=f"{key} {', '.join(words)}."), key, words, look, above=look.row, keep=True))
        if any(not bar.hidden and not counted(bar) for bar in bars):
            key = self.say("summary.median_key" if words else "summary.median_alone_key")
            half = any(bar.half is not None and not counted(bar) for bar in bars)
            said = f"{key} {self.say('summary.half_key')}" if half else key
            blocks.append(self.paragraph(said, look.small, keep=True))
        for number, bar in enumerate(bars):
            drawn = not bar.hidden and (counted(bar) or bar.median is not None)
            node = self.tree.add("Figure" if drawn else "P", alt=summary_sentence(self.summary.language, bar))
            # Said once at the top of the page where all who answered are in the bar.
            people = "" if bar.n in {None, self.summary.completed} else self.say("summary.of_people", count=bar.n)
            blocks.append(StackedRow(node, bar, self.say("summary.hidden"), people, look, above=look.row * (1.4 if number else 2.4)))
        return tuple(blocks)

    def _named(self) -> Block:
        """Set the two strongest areas beside the two to work on."""
        strongest = self._names("summary.together", self.summary.together, Sign.TICK)
        sides = (strongest, self._names("summary.work_on", self.summary.work_on, Sign.DOT))
        return Beside([Side(0.5, side) for side in sides], GUTTER, above=self.look.section)

    def _names(self, key: str, names: tuple[str, ...], sign: Sign) -> Block:
        blocks: list[Block] = [self.heading(self.say(key))]
        if not names:
            return Stack((*blocks, self.paragraph(self.say("summary.nothing_named"), self.look.small)))
        items = self.tree.add("L")
        words = [Words(items.add("LI").add("LBody"), self.look.body, (Run(name),)) for name in names]
        return Stack((*blocks, *(self.point(sign, one) for one in words)))

    def _change(self) -> tuple[Block, ...]:
        if not self.summary.change_note:
            return ()
        return (self.heading(self.say("summary.change_heading")), self.paragraph(self.summary.change_note, self.look.body))

    def _offers(self) -> tuple[Block, ...]:
        shown = [(words, people) for words, people in self.summary.offers if people is not None]
        left_out = self._left_out()
        if not shown and not left_out:
            return ()
        blocks: list[Block] = [self.heading(self.say("summary.offers_heading"))]
        if shown:
            table = self.tree.add("Table")
            blocks.append(self._offer_row(table, "TH", (self.say("summary.people"), self.say("summary.offer"))))
            blocks.extend(self._offer_row(table, "TD", (str(people), words)) for words, people in shown)
        return (*blocks, *([self.paragraph(left_out, self.look.small)] if left_out else ()))

    def _left_out(self) -> str:
        """Return one line about wishes that are not in the table: those for which there is no room, and those that are hidden."""
        more = [self.say("summary.more_offers", count=self.summary.more_offers)] if self.summary.more_offers else []
        hidden = any(people is None for _, people in self.summary.offers)
        return " ".join([*more, *([self.say("summary.offers_hidden", least=self.summary.least)] if hidden else ())])

    def _offer_row(self, table: Node, role: str, cells: tuple[str, str]) -> Block:
        row = table.add("TR")
        scope = "Column" if role == "TH" else ""
        types = (self.look.small, self.look.small) if role == "TH" else (self.look.strong, self.look.body)
        words = [Words(row.add(role, scope=scope), kind, (Run(cell),)) for kind, cell in zip(types, cells, strict=True)]
        return Beside((Side(_COUNT, words[0]), Side(1 - _COUNT, words[1])), 8.0, above=self.look.row, keep=role == "TH")

    def _foot(self) -> tuple[Block, ...]:
        look, summary = self.look, self.summary
        lines = [self.say("summary.small_numbers", least=summary.least)]
        if summary.contact:
            lines.append(self.say("summary.ask", contact=summary.contact))
        panel = self.panel(self.paragraph(" ".join(lines), look.body, above=0))
        if not summary.audit_foot:
            return (panel,)
        return (panel, self.paragraph(self.say("summary.audit", audit=summary.audit_foot), look.legal))
