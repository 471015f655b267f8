"""How a reflection sheet is set: strengths first, then bars, then what comes next, with the person's choices at the foot."""

from dataclasses import dataclass, replace

from civicdesk.feedback.bars import BarRow, columns
from civicdesk.feedback.blocks import Beside, Block, Rule, Side, Sign, Stack, Words, WritingLines
from civicdesk.feedback.building import Builder, sentence, unbroken
from civicdesk.feedback.pages import Part
from civicdesk.feedback.sentences import bar_sentence
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import EARLIER, WIDTH
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.wording import day, month
from civicdesk.records.sheets import AnswerLine, Sheet, Step

_GUTTER = 24.0
_STEPS = 0.46
"""Share of the width for the person's next steps, beside places."""
_QUESTION = 0.68
"""Share of the width for a question, beside its answer."""
_WRITING_LINES = 4
_WIDEST_WRITING = 30.0
_DRAWING_LINES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBuilder(Builder):
    """Sets one sheet in one look."""

    sheet: Sheet

    def parts(self) -> tuple[Part, ...]:
        """Return the sheet, and the part with the answers if one is wanted."""
        body = (*self._head(), *self._strengths(), *self._bars(), *self._next())
        foot = self._foot()
        first = Part((*body, *foot)) if self.look.flows else Part(body, Stack(foot, above=self.look.section))
        return (first, self._answers()) if self.sheet.second_page else (first,)

    def _head(self) -> tuple[Block, ...]:
        look, sheet = self.look, self.sheet
        title = Words(self.tree.add("H1"), look.title, (Run(self.say("title")),))
        yours = self.say("yours")
        lead = self.paragraph(f"{self.say('for_name', name=sheet.first_name)} {yours}" if sheet.first_name else yours, look.lead, above=0)
        facts = (self.say("card", card=sheet.card), day(sheet.language, sheet.session_date), self.say("with_worker", worker=sheet.worker))
        rule = Rule(above=look.section * 0.55, colour=look.ink.accent, thickness=1.5)
        if look.flows:
            return (title, lead, *(self.paragraph(fact, look.body, above=0) for fact in facts), rule)
        types = (look.strong, look.small, look.small)
        lines = [self.paragraph(fact, replace(type_, right=True), above=0) for fact, type_ in zip(facts, types, strict=True)]
        return (Beside((Side(0.68, Stack((title, lead))), Side(0.32, Stack(lines))), _GUTTER), rule)

    def _strengths(self) -> tuple[Block, ...]:
        strengths = self.sheet.strengths
        heading = self.heading(self.say("strengths.heading", count=max(1, len(strengths))))
        if not strengths:
            return (heading, self.paragraph(self.say("strengths.none"), self.look.body))
        items = self.tree.add("L")
        words = (Words(items.add("LI").add("LBody"), self.look.body, (Run(strength),)) for strength in strengths)
        return (heading, *(self.point(Sign.TICK, one) for one in words))

    def _bars(self) -> tuple[Block, ...]:
        heading = self.heading(self.say("bars.heading"))
        bars = self.sheet.bars
        if not bars:
            return (heading, self.paragraph(self.say("bars.none"), self.look.body))
        blocks: list[Block] = [heading, self.paragraph(self._key(), self.look.small, keep=True)]
        widths = columns(bars, self.look, WIDTH)
        for number, bar in enumerate(bars):
            node = self.tree.add("P" if bar.share is None else "Figure", alt=bar_sentence(self.sheet.language, bar))
            blocks.append(BarRow(node, bar, self.look, widths, above=self.look.row * (1 if number else 1.6)))
        if self.sheet.lower_note:
            blocks.append(self.paragraph(self.say("bars.lower"), self.look.body, above=self.look.row * 1.6))
        if any(bar.prorated for bar in bars):
            blocks.append(self.paragraph(self.say("bars.prorated"), self.look.small))
        for block in blocks[len(bars) + 1 : -1]:  # what is said below the bars stays with the last of them
            block.keep = True
        return tuple(blocks)

    def _key(self) -> str:
        dates = [bar.earlier_date for bar in self.sheet.bars if bar.earlier is not None and bar.earlier_date is not None]
        if not dates:
            return self.say("bars.key")
        return f"{self.say('bars.key')} {self.say('bars.key_earlier', date=month(self.sheet.language, dates[0]))}"

    def _next(self) -> tuple[Block, ...]:
        """Set steps and places beside each other, or under each other where the look says so."""
        steps = self._steps()
        places = self.places(self.say("places.heading"), self.sheet.entries)
        look = self.look
        if not places or not look.beside:
            return (*steps, WritingLines(_WRITING_LINES if look.flows else _WRITING_LINES - 1, look.writing, EARLIER), *places)
        wide = WIDTH - _GUTTER
        taller = Stack(places).measure(wide * (1 - _STEPS)) - Stack(steps).measure(wide * _STEPS)
        distance = max(look.writing, min(taller / _WRITING_LINES, _WIDEST_WRITING))
        lines = WritingLines(_WRITING_LINES if taller > look.writing * _WRITING_LINES else _WRITING_LINES - 1, distance, EARLIER)
        sides = (Side(_STEPS, Stack((*steps, lines))), Side(1 - _STEPS, Stack(places)))
        return (Beside(sides, _GUTTER, above=look.section),)

    def _steps(self) -> tuple[Block, ...]:
        blocks: list[Block] = [self.heading(self.say("steps.heading"))]
        if self.sheet.carried_steps:
            said = " ".join(sentence(step.text) for step in self.sheet.carried_steps)
            blocks.append(self.paragraph(f"{self.say('steps.carried')} {said}", self.look.small, keep=True))
        if self.sheet.steps:
            items = self.tree.add("L")
            blocks.extend(self._step(items, step) for step in self.sheet.steps)
        return tuple(blocks)

    def _step(self, items: Node, step: Step) -> Block:
        details = [self.say("steps.who", who=step.who)] if step.who else []
        details += [self.say("steps.when", when=step.when)] if step.when else []
        said = Run(" ".join(unbroken(sentence(detail)) for detail in details), self.look.small)
        body = items.add("LI").add("LBody")
        if not self.look.beside:
            return self.point(Sign.BOX, Words(body, self.look.body, (Run(f"{sentence(step.text)} "), said)), keep=True)
        lines = [Words(body, self.look.body, (run,)) for run in (Run(sentence(step.text)), said) if run.text]
        return self.point(Sign.BOX, Stack(lines), keep=True)

    def _foot(self) -> tuple[Block, ...]:
        look, sheet = self.look, self.sheet
        key = "rights.ask" if sheet.contact else "rights.ask_worker"
        ask = self.say(key, worker=sheet.worker, contact=unbroken(sheet.contact))
        rights: tuple[Block, ...] = (
            self.panel_heading(self.say("rights.heading")),
            self.paragraph(f"{self.say('rights.body')} {ask}", look.body, above=0),
        )
        panels = self._panels(rights, self._crisis())
        for panel in panels:
            panel.keep = True
        legal = " ".join((self.say("draft.line"), *sheet.notices) if sheet.draft_questionnaire else sheet.notices)
        return (*panels, self.paragraph(legal, look.legal)) if legal else tuple(panels)

    def _crisis(self) -> tuple[Block, ...]:
        if not self.sheet.crisis_lines:
            return ()
        heading = self.panel_heading(self.say("crisis.heading"))
        return (heading, *(self.paragraph(line, self.look.body, above=0) for line in self.sheet.crisis_lines))

    def _panels(self, rights: tuple[Block, ...], crisis: tuple[Block, ...]) -> tuple[Block, ...]:
        if not crisis:
            return (self.panel(*rights),)
        if self.look.flows:
            return (self.panel(*rights), self.panel(*crisis))
        return (self.panel(Beside((Side(0.58, Stack(rights)), Side(0.42, Stack(crisis))), _GUTTER)),)

    def _answers(self) -> Part:
        look = self.look
        blocks: list[Block] = [self.heading(self.say("answers.heading"))]
        for area, lines in self.sheet.answers:
            if lines:
                blocks.append(Words(self.tree.add("H3"), look.strong, (Run(area),), above=look.section * 0.8, keep=True))
                blocks.append(Rule(above=look.row, below=look.row, keep=True))
                table = self.tree.add("Table")
                blocks.extend(self._answer(table.add("TR"), line) for line in lines)
        blocks.append(self.heading(self.say("answers.space")))
        blocks.append(WritingLines(_DRAWING_LINES, look.writing, EARLIER))
        return Part(tuple(blocks))

    def _answer(self, row: Node, line: AnswerLine) -> Block:
        question = Words(row.add("TH", scope="Row"), self.look.body, (Run(line.question),))
        answer = Words(row.add("TD"), self.look.strong, (Run(line.answer),))
        return Beside((Side(_QUESTION, question), Side(1 - _QUESTION, answer)), _GUTTER, above=self.look.row)
