"""How a reflection sheet is set: strengths first, then bars, then what comes next, with the person's choices at the foot."""

from dataclasses import dataclass

from civicdesk.feedback.bars import BarRow, columns
from civicdesk.feedback.blocks import Beside, Block, Side, Sign, Stack, Words, WritingLines
from civicdesk.feedback.building import GUTTER, Builder, numbers_kept, unbroken
from civicdesk.feedback.easy_words import bars_key, say_for, says_prorated
from civicdesk.feedback.pages import Part
from civicdesk.feedback.sentences import bar_sentence
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import EARLIER, WIDTH
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.wording import day, sentence
from civicdesk.i18n import is_checked
from civicdesk.records.sheets import Bar, Sheet, SheetMode, Step

_WRITING_LINES = 3
_LEAST_WRITING_LINES = 1
_RIGHTS = 0.64
"""Share of the width for the person's choices, beside whom to ring."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBuilder(Builder):
    """Sets the sheet itself in one look."""

    sheet: Sheet

    def part(self) -> Part:
        """Return the sheet: one side, with the person's choices at its foot, or flowing on."""
        body = (*self._head(), *self._strengths(), *self._bars(), *self._next())
        foot = self._foot()
        return Part((*body, *foot)) if self.look.flows else Part(body, Stack(foot, above=self.look.section))

    def say(self, key: str, **facts: object) -> str:
        """Return words of the sheet's catalogue, in Easy Read the easy ones."""
        return say_for(self.sheet, key, **facts)

    def _head(self) -> tuple[Block, ...]:
        sheet, yours = self.sheet, self.say("yours")
        lead = f"{self.say('for_name', name=sheet.first_name)} {yours}" if sheet.first_name else yours
        facts = (self.say("card", card=sheet.card), day(sheet.language, sheet.session_date), self.say("with_worker", worker=sheet.worker))
        return self.head(self.say("title"), lead, facts)

    def _strengths(self) -> tuple[Block, ...]:
        strengths = self.sheet.strengths
        heading = self.heading(self.say("strengths.heading", count=max(1, len(strengths))))
        if not strengths:
            return (heading, self.paragraph(self.say("strengths.none"), self.look.body))
        items = self.tree.add("L")
        return (heading, *(self._strength(items, each) for each in strengths))

    def _strength(self, items: Node, strength: str) -> Block:
        body = items.add("LI").add("LBody", language=self.tongue(strength))
        return self.point(Sign.TICK, Words(body, self.look.body, (Run(strength),)))

    def _bars(self) -> tuple[Block, ...]:
        heading = self.heading(self.say("bars.heading"))
        bars = self.sheet.bars
        if not bars:
            return (heading, self.paragraph(self.say("bars.none"), self.look.body))
        blocks: list[Block] = [heading, self.paragraph(bars_key(self.sheet), self.look.small, keep=True)]
        blocks += self._bar_rows(bars)
        if self.sheet.lower_note:
            blocks.append(self.paragraph(self.say("bars.lower"), self.look.body, above=self.look.row * 1.6))
        if says_prorated(self.sheet):
            blocks.append(self.paragraph(self.say("bars.prorated"), self.look.small))
        for block in blocks[len(bars) + 1 : -1]:  # what is said below the bars stays with the last of them
            block.keep = True
        return tuple(blocks)

    def _bar_rows(self, bars: tuple[Bar, ...]) -> tuple[Block, ...]:
        widths = columns(bars, self.look, WIDTH)
        rows = []
        for number, bar in enumerate(bars):
            node = self.tree.add("P" if bar.share is None else "Figure", alt=bar_sentence(self.sheet.language, bar))
            rows.append(BarRow(node, bar, self.look, widths, above=self.look.row if number else self._under_key(bar)))
        return tuple(rows)

    def _under_key(self, first: Bar) -> float:
        """Return the air between the key and the first bar: the thin bar of last time rises into it."""
        return self.look.row * 1.6 + (self.look.body.size * 0.3 if first.earlier is not None and not self.look.flows else 0.0)

    def _next(self) -> tuple[Block, ...]:
        """Set the person's steps, lines to write on, and places."""
        least = _WRITING_LINES if self.look.flows else _LEAST_WRITING_LINES
        lines = WritingLines(least, self.look.writing, EARLIER, most=_WRITING_LINES)
        return (*self._steps(), lines, *self.places(self.say("places.heading"), self.sheet.entries))

    def _steps(self) -> tuple[Block, ...]:
        blocks: list[Block] = [self.heading(self.say("steps.heading"))]
        if self.sheet.carried_steps:
            said = " ".join(self.apart(sentence(step.text)) for step in self.sheet.carried_steps)
            blocks.append(self.paragraph(f"{self.say('steps.carried')} {said}", self.look.small, keep=True))
        if self.sheet.steps:
            items = self.tree.add("L")
            blocks.extend(self._step(items, step) for step in self.sheet.steps)
        return tuple(blocks)

    def _step(self, items: Node, step: Step) -> Block:
        return self.point(Sign.BOX, self._step_words(items.add("LI").add("LBody"), step), keep=True)

    def _step_words(self, node: Node, step: Step) -> Words:
        details = [self.say("steps.who", who=step.who)] if step.who else []
        details += [self.say("steps.when", when=step.when)] if step.when else []
        said = Run(" ".join(unbroken(sentence(detail)) for detail in details), self.look.small)
        return Words(node, self.look.body, (Run(f"{self.apart(sentence(step.text))} "), said))

    def _foot(self) -> tuple[Block, ...]:
        panels = self._panels(self._rights(), self._crisis())
        for panel in () if self.sheet.mode is SheetMode.EASY else panels:
            panel.keep = True
        return (*panels, *self._legal())

    def _rights(self) -> tuple[Block, ...]:
        words = f"{self.say('rights.body')} {self.say('rights.wrong')} {self._ask()}"
        return (self.panel_heading(self.say("rights.heading")), self.paragraph(words, self.look.body, above=0))

    def _ask(self) -> str:
        """Return whom to ask about any of it."""
        key = "rights.ask" if self.sheet.contact else "rights.ask_worker"
        return self.say(key, worker=self.sheet.worker, contact=unbroken(self.sheet.contact))

    def _legal(self) -> tuple[Block, ...]:
        """Set what is said of the questions and of the translation, then the notices, which are in English on every sheet."""
        sheet = self.sheet
        own = [self.say("draft.line")] if sheet.draft_questionnaire else []
        own += [] if is_checked(sheet.language) else [self.say("unchecked")]
        if sheet.language == "en":
            own += sheet.notices
        blocks = [self.paragraph(" ".join(own), self.look.legal)] if own else []
        if sheet.notices and sheet.language != "en":
            node = self.tree.add("P", language="en")
            blocks.append(Words(node, self.look.legal, (Run(" ".join(sheet.notices)),), above=0.0 if blocks else self.look.row))
        return tuple(blocks)

    def _crisis(self) -> tuple[Block, ...]:
        if not self.sheet.crisis_lines:
            return ()
        heading = self.panel_heading(self.say("crisis.heading"))
        return (heading, *(self.paragraph(numbers_kept(line), self.look.body, above=0) for line in self.sheet.crisis_lines))

    def _panels(self, rights: tuple[Block, ...], crisis: tuple[Block, ...]) -> tuple[Block, ...]:
        if not crisis:
            return (self.panel(*rights),)
        if self.look.flows:
            return (self.panel(*rights), self.panel(*crisis))
        return (self.panel(Beside((Side(_RIGHTS, Stack(rights)), Side(1 - _RIGHTS, Stack(crisis))), GUTTER)),)
