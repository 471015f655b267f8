"""How a session's summary is set: one side for everybody in the room, with nobody to be picked out."""

from dataclasses import dataclass, replace

from civicdesk.feedback.bars import StackedRow, Swatches
from civicdesk.feedback.blocks import Beside, Block, Rule, Side, Sign, Stack, Words
from civicdesk.feedback.building import Builder
from civicdesk.feedback.charts import counted
from civicdesk.feedback.pages import Part
from civicdesk.feedback.sentences import summary_sentence
from civicdesk.feedback.setting import Run
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.wording import day
from civicdesk.records.sheets import SessionSummary

_GUTTER = 24.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryBuilder(Builder):
    """Sets one summary in one look."""

    summary: SessionSummary

    def parts(self) -> tuple[Part, ...]:
        """Return the summary as one part with the notes at its foot."""
        body = (*self._head(), self._counts(), *self._bars(), self._named(), *self._change(), *self._offers_and_places())
        return (Part(body, Stack(self._foot(), above=self.look.section)),)

    def _head(self) -> tuple[Block, ...]:
        look, summary = self.look, self.summary
        title = Words(self.tree.add("H1"), look.title, (Run(self.say("summary.title")),))
        lead = self.paragraph(self.say("summary.subtitle"), look.lead, above=0)
        facts = (summary.place, day(summary.language, summary.session_date), self.say("summary.wave", wave=summary.wave))
        types = (look.strong, look.small, look.small)
        lines = [self.paragraph(fact, replace(type_, right=True), above=0) for fact, type_ in zip(facts, types, strict=True)]
        band = Beside((Side(0.68, Stack((title, lead))), Side(0.32, Stack(lines))), _GUTTER)
        return (band, Rule(above=look.section * 0.55, colour=look.ink.accent, thickness=1.5))

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
        return Beside(sides, _GUTTER, above=self.look.section)

    def _bars(self) -> tuple[Block, ...]:
        look, bars = self.look, self.summary.bars
        blocks: list[Block] = [self.heading(self.say("summary.bars_heading"))]
        words = next((tuple(word for word, _ in bar.counts) for bar in bars if counted(bar)), ())
        if words:
            key = self.say("summary.bars_key")
            blocks.append(Swatches(self.tree.add("P", alt=f"{key} {', '.join(words)}."), key, words, look, above=look.row, keep=True))
        if any(not bar.hidden and not counted(bar) for bar in bars):
            blocks.append(self.paragraph(self.say("summary.median_key"), look.small, keep=True))
        for number, bar in enumerate(bars):
            drawn = not bar.hidden and (counted(bar) or bar.median is not None)
            node = self.tree.add("Figure" if drawn else "P", alt=summary_sentence(self.summary.language, bar))
            people = self.say("summary.of_people", count=bar.n) if bar.n is not None else ""
            blocks.append(StackedRow(node, bar, self.say("summary.hidden"), people, look, above=look.row * (1.4 if number else 2.4)))
        return tuple(blocks)

    def _named(self) -> Block:
        """Set the two strongest areas beside the two to work on."""
        sides = (self._names("summary.together", self.summary.together), self._names("summary.work_on", self.summary.work_on))
        return Beside([Side(0.5, side) for side in sides], _GUTTER, above=self.look.section)

    def _names(self, key: str, names: tuple[str, ...]) -> Block:
        blocks: list[Block] = [self.heading(self.say(key))]
        if not names:
            return Stack((*blocks, self.paragraph(self.say("summary.nothing_named"), self.look.small)))
        items = self.tree.add("L")
        words = [Words(items.add("LI").add("LBody"), self.look.body, (Run(name),)) for name in names]
        return Stack((*blocks, *(self.point(Sign.TICK, one) for one in words)))

    def _change(self) -> tuple[Block, ...]:
        if not self.summary.change_note:
            return ()
        return (self.heading(self.say("summary.change_heading")), self.paragraph(self.summary.change_note, self.look.body))

    def _offers_and_places(self) -> tuple[Block, ...]:
        offers = self._offers()
        places = self.places(self.say("summary.places_heading"), self.summary.entries)
        if offers and places and self.look.beside:
            return (Beside((Side(0.46, Stack(offers)), Side(0.54, Stack(places))), _GUTTER, above=self.look.section),)
        return (*offers, *places)

    def _offers(self) -> tuple[Block, ...]:
        if not self.summary.offers:
            return ()
        blocks: list[Block] = [self.heading(self.say("summary.offers_heading"))]
        table = self.tree.add("Table")
        blocks.append(self._offer_row(table, "TH", (self.say("summary.offer"), self.say("summary.people"))))
        for words, people in self.summary.offers:
            count = self.say("summary.not_shown") if people is None else str(people)
            blocks.append(self._offer_row(table, "TD", (words, count)))
        return tuple(blocks)

    def _offer_row(self, table: Node, role: str, cells: tuple[str, str]) -> Block:
        row = table.add("TR")
        scope = "Column" if role == "TH" else ""
        type_ = self.look.small if role == "TH" else self.look.body
        types = (type_, replace(type_, right=True))
        words = [Words(row.add(role, scope=scope), kind, (Run(cell),)) for kind, cell in zip(types, cells, strict=True)]
        return Beside((Side(0.73, words[0]), Side(0.27, words[1])), 8.0, above=self.look.row, keep=role == "TH")

    def _foot(self) -> tuple[Block, ...]:
        look, summary = self.look, self.summary
        lines = [self.say("summary.small_numbers", least=summary.least)]
        if summary.contact:
            lines.append(self.say("summary.ask", contact=summary.contact))
        panel = self.panel(self.paragraph(" ".join(lines), look.body, above=0))
        if not summary.audit_foot:
            return (panel,)
        return (panel, self.paragraph(self.say("summary.audit", audit=summary.audit_foot), look.legal))
