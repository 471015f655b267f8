"""What every paper's sections are built with: headings, paragraphs, points of a list, tinted panels."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

from civicdesk.feedback.blocks import Beside, Block, Point, Rule, Side, Sign, Stack, Words
from civicdesk.feedback.pages import Part
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import EARLIER, PAPER, Look, Type
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.wording import sentence
from civicdesk.i18n import apart, say_in
from civicdesk.records.sheets import PrintedEntry

GUTTER = 24.0
_UNBROKEN = 36
_NUMBER_AND_NEXT = re.compile(r"(?<=\d) (?=\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder(ABC):
    """Builds blocks in one look and one language, and appends their tags to the tree in the order of building."""

    look: Look
    tree: Node
    language: str

    @abstractmethod
    def part(self) -> Part:
        """Return the part of a paper that is built here; each kind says what it is."""

    def say(self, key: str, **facts: object) -> str:
        """Return words of the sheet's catalogue in the paper's language."""
        return say_in(self.language, f"sheet.{key}", **facts)

    def apart(self, text: str) -> str:
        """Return words that somebody wrote, so that they keep their own order in a paragraph from right to left."""
        return apart(self.language, text)

    def tongue(self, text: str) -> str:
        """Return the language of words that stand in English on a paper in another language, empty for the paper's own."""
        mark = self.say("in_english", text="").strip("\u2066\u2067\u2069 ")
        return "en" if mark and text.endswith(mark) else ""

    def heading(self, text: str) -> Words:
        """Return a heading that stays with what follows."""
        return Words(self.tree.add("H2"), self.look.heading, (Run(text),), above=self.look.section, keep=True)

    def panel_heading(self, text: str) -> Words:
        """Return a quiet heading inside a panel."""
        return Words(self.tree.add("H2"), self.look.strong, (Run(text),), keep=True)

    def paragraph(self, text: str, type_: Type, *, above: float | None = None, keep: bool = False) -> Words:
        """Return a paragraph; `above` None is the air of a row."""
        return Words(self.tree.add("P"), type_, (Run(text),), above=self.look.row if above is None else above, keep=keep)

    def point(self, sign: Sign, body: Block, *, keep: bool = False) -> Block:
        """Return a point of a list with its sign."""
        type_ = self.look.body
        return Point(sign, body, type_.size, type_.lead, self.look.ink.accent, above=self.look.row, keep=keep)

    def panel(self, *blocks: Block) -> Stack:
        """Return pieces on a tinted ground, in a frame where the paper has no tints."""
        ground = self.look.ink.panel
        edge = EARLIER if ground == PAPER else ""
        return Stack(blocks, above=self.look.section, padding=self.look.body.size * 0.7, ground=ground, edge=edge, whole=True)

    def places(self, heading: str, entries: tuple[PrintedEntry, ...], *, brief: bool = False) -> tuple[Block, ...]:
        """Return a heading and the places under it, none of them cut; nothing if there are none. `brief`: who, when, how to ring."""
        if not entries:
            return ()
        top = self.heading(heading)
        items = self.tree.add("L")
        return (top, *(self._place(items, replace(entry, line="", where="") if brief else entry) for entry in entries))

    def head(self, title: str, lead: str, facts: tuple[str, str, str]) -> tuple[Block, ...]:
        """Return title and first line with three facts beside them (below, on a flowing paper), and a rule under all."""
        look = self.look
        top = Words(self.tree.add("H1"), look.title, (Run(title),))
        first = self.paragraph(lead, look.lead, above=0)
        rule = Rule(above=look.section * 0.55, colour=look.ink.accent, thickness=1.5)
        if look.flows:
            return (top, first, self.paragraph(" ".join(unbroken(sentence(fact)) for fact in facts), look.body), rule)
        types = (look.strong, look.small, look.small)
        lines = [self.paragraph(fact, replace(type_, right=True), above=0) for fact, type_ in zip(facts, types, strict=True)]
        return (Beside((Side(0.68, Stack((top, first))), Side(0.32, Stack(lines))), GUTTER), rule)

    def _place(self, items: Node, entry: PrintedEntry) -> Block:
        """Set one place: all in one paragraph, or a line for each thing on a flowing paper."""
        return self._place_words(items.add("LI").add("LBody"), entry)

    def _place_words(self, body: Node, entry: PrintedEntry) -> Stack:
        look = self.look
        name = (Run(f"{entry.name}{': ' if entry.line else '. '}", look.strong), Run(sentence(entry.line) if entry.line else ""))
        facts = Run(" ".join(numbers_kept(sentence(part)) for part in (entry.when, entry.where) if part))
        ring = self._ring(entry)
        checked = Run(unbroken(entry.checked), look.small)
        own = self._kept_apart(_spaced(name, (facts,)))
        told = _spaced(ring, (checked,))
        paragraphs = (self._kept_apart(name), self._kept_apart((facts,)), told) if look.flows else (_spaced(own, told),)
        lines = [Words(body, look.body, runs) for runs in paragraphs if any(run.text.strip() for run in runs)]
        return Stack(lines, above=look.row * 2, whole=True)

    def _kept_apart(self, runs: tuple[Run, ...]) -> tuple[Run, ...]:
        """Return runs that keep their own order together: an address in English on a sheet in Urdu."""
        said = "".join(run.text for run in runs)
        opening, _, closing = self.apart(said).partition(said) if said else ("", "", "")
        if not opening:
            return runs
        first, last = replace(runs[0], text=f"{opening}{runs[0].text}"), runs[-1]
        return (
            (first, *runs[1:-1], replace(last, text=f"{last.text}{closing}"))
            if len(runs) > 1
            else (replace(first, text=f"{first.text}{closing}"),)
        )

    def _ring(self, entry: PrintedEntry) -> tuple[Run, ...]:
        """Return what to ring, with the number so that an eye finds it."""
        if not entry.phone:
            return ()
        said = self.say("places.ring_for" if entry.contact else "places.ring", phone=entry.phone, contact=entry.contact)
        before, _, after = said.partition(entry.phone)
        return (Run(before), Run(unbroken(entry.phone), self.look.strong), Run(after))


def _spaced(*parts: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the runs of all parts as one paragraph."""
    said = [part for part in parts if any(run.text.strip() for run in part)]
    return tuple(run for number, part in enumerate(said) for run in ((Run(" "),) if number else ()) + part)


def numbers_kept(text: str) -> str:
    """Return text in which a number stays on one line with the word after it."""
    return _NUMBER_AND_NEXT.sub("\u00a0", text)


def unbroken(text: str) -> str:
    """Return text that stays on one line if it is short enough for every column; its numbers stay whole in any case."""
    return text.replace(" ", "\u00a0") if len(text) <= _UNBROKEN else numbers_kept(text)
