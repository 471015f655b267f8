"""How a reflection sheet is set: strengths first, then bars, then what comes next, with the person's choices at the foot."""

from dataclasses import dataclass, replace

from civicdesk.feedback.bars import BarRow, columns
from civicdesk.feedback.blocks import Beside, Block, Point, Rule, Side, Sign, Stack, Words, WritingLines
from civicdesk.feedback.pages import Part
from civicdesk.feedback.sentences import bar_sentence
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import EARLIER, WIDTH, Look, Type
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.wording import day, month
from civicdesk.i18n import say_in
from civicdesk.records.sheets import AnswerLine, PrintedEntry, Sheet, Step

_GUTTER = 24.0
_STEPS = 0.46
"""Share of the width for the person's next steps, beside places."""
_WRITING_LINES = 4
_WIDEST_WRITING = 30.0
_DRAWING_LINES = 6
_UNBROKEN = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Setter:
    """Sets one sheet in one look. Each section appends its tags to the tree in the order in which it is set."""

    sheet: Sheet
    look: Look
    tree: Node

    def parts(self) -> tuple[Part, ...]:
        """Return the sheet, and the part with the answers if one is wanted."""
        top = (*self._head(), *self._strengths(), *self._bars())
        next_steps = self._next()
        foot = self._foot()
        if self.look.flows:
            first = Part((*top, *next_steps, *foot))
        else:
            first = Part((*top, *next_steps), Stack(foot, above=self.look.section))
        return (first, self._answers()) if self.sheet.second_page else (first,)

    def _say(self, key: str, **facts: object) -> str:
        return say_in(self.sheet.language, f"sheet.{key}", **facts)

    def _head(self) -> tuple[Block, ...]:
        look, sheet = self.look, self.sheet
        title = Words(self.tree.add("H1"), look.title, (Run(self._say("title")),))
        yours = self._say("yours")
        lead = Words(self.tree.add("P"), look.lead, (Run(f"{self._say('for_name', name=sheet.first_name)} {yours}" if sheet.first_name else yours),))
        facts = (self._say("card", card=sheet.card), day(sheet.language, sheet.session_date), self._say("with_worker", worker=sheet.worker))
        if look.flows:
            return (title, lead, *(self._paragraph(fact, look.body, above=0) for fact in facts), Rule(above=look.section * 0.5, colour=look.ink.accent, thickness=1.5))
        lines = [self._paragraph(facts[0], replace(look.strong, right=True), above=0)]
        lines += [self._paragraph(fact, replace(look.small, right=True), above=0) for fact in facts[1:]]
        band = Beside((Side(0.68, Stack((title, lead))), Side(0.32, Stack(lines))), _GUTTER)
        return (band, Rule(above=look.section * 0.55, colour=look.ink.accent, thickness=1.5))

    def _strengths(self) -> tuple[Block, ...]:
        strengths = self.sheet.strengths
        if not strengths:
            return (self._heading("strengths.heading", count=1), self._paragraph(self._say("strengths.none"), self.look.body))
        blocks: list[Block] = [self._heading("strengths.heading", count=len(strengths))]
        items = self.tree.add("L")
        for strength in strengths:
            words = Words(items.add("LI").add("LBody"), self.look.body, (Run(strength),))
            blocks.append(self._point(Sign.TICK, words))
        return tuple(blocks)

    def _bars(self) -> tuple[Block, ...]:
        blocks: list[Block] = [self._heading("bars.heading")]
        bars = self.sheet.bars
        if not bars:
            return (*blocks, self._paragraph(self._say("bars.none"), self.look.body))
        key = self._say("bars.key")
        dates = [bar.earlier_date for bar in bars if bar.earlier is not None and bar.earlier_date is not None]
        if dates:
            key = f"{key} {self._say('bars.key_earlier', date=month(self.sheet.language, dates[0]))}"
        blocks.append(self._paragraph(key, self.look.small, keep=True))
        widths = columns(bars, self.look, WIDTH)
        for number, bar in enumerate(bars):
            alt = bar_sentence(self.sheet.language, bar)
            node = self.tree.add("Figure", alt=alt) if bar.share is not None else self.tree.add("P")
            blocks.append(BarRow(node, bar, self.look, widths, above=self.look.row * (1 if number else 1.6)))
        if self.sheet.lower_note:
            blocks.append(self._paragraph(self._say("bars.lower"), self.look.body, above=self.look.row * 1.6))
        if any(bar.prorated for bar in bars):
            blocks.append(self._paragraph(self._say("bars.prorated"), self.look.small))
        return tuple(blocks)

    def _next(self) -> tuple[Block, ...]:
        """Set steps and places beside each other, or under each other where the paper flows."""
        steps = self._steps()
        places = self._places()
        if not places or not self.look.beside:
            return (*steps, WritingLines(_WRITING_LINES if self.look.flows else _WRITING_LINES - 1, self.look.writing, EARLIER), *places)
        wide = WIDTH - _GUTTER
        taller = Stack(places).measure(wide * (1 - _STEPS)) - Stack(steps).measure(wide * _STEPS)
        distance = max(self.look.writing, min(taller / _WRITING_LINES, _WIDEST_WRITING))
        lines = WritingLines(_WRITING_LINES if taller > self.look.writing * _WRITING_LINES else _WRITING_LINES - 1, distance, EARLIER)
        sides = (Side(_STEPS, Stack((*steps, lines))), Side(1 - _STEPS, Stack(places)))
        return (Beside(sides, _GUTTER, above=self.look.section),)

    def _steps(self) -> tuple[Block, ...]:
        blocks: list[Block] = [self._heading("steps.heading")]
        if self.sheet.carried_steps:
            said = "; ".join(step.text for step in self.sheet.carried_steps)
            blocks.append(self._paragraph(f"{self._say('steps.carried')} {said}", self.look.small, keep=True))
        if self.sheet.steps:
            items = self.tree.add("L")
            blocks.extend(self._step(items, step) for step in self.sheet.steps)
        return tuple(blocks)

    def _step(self, items: Node, step: Step) -> Block:
        details = [self._say("steps.who", who=step.who)] if step.who else []
        details += [self._say("steps.when", when=step.when)] if step.when else []
        said = Run("  ".join(_unbroken(f"{detail}.") for detail in details), self.look.small)
        body = items.add("LI").add("LBody")
        if not self.look.beside:
            return self._point(Sign.BOX, Words(body, self.look.body, (Run(f"{_sentence(step.text)} "), said)), keep=True)
        lines = [Words(body, self.look.body, (run,)) for run in (Run(step.text), said) if run.text]
        return self._point(Sign.BOX, Stack(lines), keep=True)

    def _point(self, sign: Sign, body: Block, *, keep: bool = False) -> Block:
        type_ = self.look.body
        return Point(sign, body, type_.size, type_.lead, self.look.ink.accent, above=self.look.row, keep=keep)

    def _places(self) -> tuple[Block, ...]:
        if not self.sheet.entries:
            return ()
        heading = self._heading("places.heading")
        items = self.tree.add("L")
        places = [self._place(items, entry) for entry in self.sheet.entries]
        for place in places[:-1]:
            place.keep = True
        return (heading, *places)

    def _place(self, items: Node, entry: PrintedEntry) -> Block:
        look = self.look
        body = items.add("LI").add("LBody")
        facts = " ".join(_sentence(part) for part in (entry.when, entry.where) if part)
        key = "places.ring_for" if entry.contact else "places.ring"
        ring = self._say(key, phone=entry.phone, contact=entry.contact) if entry.phone else ""
        name = (Run(f"{entry.name}{': ' if entry.line else '.'}", look.strong), Run(_sentence(entry.line) if entry.line else ""))
        reach = (Run(f"{_unbroken(ring)} "), Run(_unbroken(entry.checked), look.small))
        paragraphs = (name, (Run(facts),), reach) if look.beside or look.flows else ((*name, Run(f" {facts}")), reach)
        lines = [Words(body, look.body, runs) for runs in paragraphs if any(run.text.strip() for run in runs)]
        return Stack(lines, above=look.row * 2, whole=True)

    def _foot(self) -> tuple[Block, ...]:
        look, sheet = self.look, self.sheet
        ask = self._say("rights.ask" if sheet.contact else "rights.ask_worker", worker=sheet.worker, contact=sheet.contact)
        rights: list[Block] = [self._heading_in(look.strong, "rights.heading")]
        rights.append(self._paragraph(f"{self._say('rights.body')} {ask}", look.body, above=0))
        crisis: list[Block] = []
        if sheet.crisis_lines:
            crisis = [self._heading_in(look.strong, "crisis.heading")]
            crisis += [self._paragraph(line, look.body, above=0) for line in sheet.crisis_lines]
        boxes = self._boxes(rights, crisis)
        legal = " ".join((self._say("draft.line"), *sheet.notices) if sheet.draft_questionnaire else sheet.notices)
        return (*boxes, self._paragraph(legal, look.legal, above=look.row)) if legal else boxes

    def _boxes(self, rights: list[Block], crisis: list[Block]) -> tuple[Block, ...]:
        look = self.look
        padding = look.body.size * 0.7
        edge = EARLIER if look.ink.panel == "#FFFFFF" else ""
        if not crisis:
            return (Stack(rights, above=look.section, padding=padding, ground=look.ink.panel, edge=edge, whole=True),)
        if look.flows:
            boxes = (Stack(one, above=look.section, padding=padding, ground=look.ink.panel, edge=edge, whole=True) for one in (rights, crisis))
            return tuple(boxes)
        both = Beside((Side(0.58, Stack(rights)), Side(0.42, Stack(crisis))), _GUTTER)
        return (Stack((both,), above=look.section, padding=padding, ground=look.ink.panel, edge=edge, whole=True),)

    def _answers(self) -> Part:
        blocks: list[Block] = [self._heading("answers.heading")]
        for area, lines in self.sheet.answers:
            if lines:
                blocks.append(Words(self.tree.add("H3"), self.look.strong, (Run(area),), above=self.look.section * 0.8, keep=True))
                blocks.append(Rule(above=self.look.row, below=self.look.row, keep=True))
                blocks.extend(self._answer(line) for line in lines)
        blocks.append(Words(self.tree.add("H2"), self.look.heading, (Run(self._say("answers.space")),), above=self.look.section, keep=True))
        blocks.append(WritingLines(_DRAWING_LINES, self.look.writing, EARLIER))
        return Part(tuple(blocks))

    def _answer(self, line: AnswerLine) -> Block:
        runs = (Run(f"{line.question} "), Run(line.answer, self.look.strong))
        return Words(self.tree.add("P"), self.look.body, runs, above=self.look.row)

    def _heading(self, key: str, **facts: object) -> Words:
        return Words(self.tree.add("H2"), self.look.heading, (Run(self._say(key, **facts)),), above=self.look.section, keep=True)

    def _heading_in(self, type_: Type, key: str) -> Words:
        return Words(self.tree.add("H2"), type_, (Run(self._say(key)),), keep=True)

    def _paragraph(self, text: str, type_: Type, *, above: float | None = None, keep: bool = False) -> Words:
        return Words(self.tree.add("P"), type_, (Run(text),), above=self.look.row if above is None else above, keep=keep)


def _sentence(text: str) -> str:
    return text if text[-1:] in ".!?" else f"{text}."


def _unbroken(text: str) -> str:
    """Return text that stays on one line if it is short enough for every column."""
    return text.replace(" ", "\u00a0") if len(text) <= _UNBROKEN else text
