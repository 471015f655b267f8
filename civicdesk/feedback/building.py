"""What every paper's sections are built with: headings, paragraphs, points of a list, tinted panels."""

from dataclasses import dataclass

from civicdesk.feedback.blocks import Block, Point, Sign, Stack, Words
from civicdesk.feedback.pages import Part
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import EARLIER, PAPER, Look, Type
from civicdesk.feedback.tagging import Node
from civicdesk.i18n import say_in
from civicdesk.records.sheets import PrintedEntry

_UNBROKEN = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """Builds blocks in one look and one language, and appends their tags to the tree in the order of building."""

    look: Look
    tree: Node
    language: str

    def parts(self) -> tuple[Part, ...]:
        """Return the paper's parts; each kind of paper says what they are."""
        raise NotImplementedError

    def say(self, key: str, **facts: object) -> str:
        """Return words of the sheet's catalogue in the paper's language."""
        return say_in(self.language, f"sheet.{key}", **facts)

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

    def places(self, heading: str, entries: tuple[PrintedEntry, ...]) -> tuple[Block, ...]:
        """Return a heading and the places under it, kept together; nothing if there are none."""
        if not entries:
            return ()
        top = self.heading(heading)
        items = self.tree.add("L")
        places = [self._place(items, entry) for entry in entries]
        for place in places[:-1]:
            place.keep = True
        return (top, *places)

    def _place(self, items: Node, entry: PrintedEntry) -> Stack:
        look = self.look
        body = items.add("LI").add("LBody")
        facts = " ".join(sentence(part) for part in (entry.when, entry.where) if part)
        key = "places.ring_for" if entry.contact else "places.ring"
        ring = self.say(key, phone=entry.phone, contact=entry.contact) if entry.phone else ""
        name = (Run(f"{entry.name}{': ' if entry.line else '.'}", look.strong), Run(sentence(entry.line) if entry.line else ""))
        reach = (Run(f"{unbroken(ring)} "), Run(unbroken(entry.checked), look.small))
        paragraphs = (name, (Run(facts),), reach) if look.beside or look.flows else ((*name, Run(f" {facts}")), reach)
        lines = [Words(body, look.body, runs) for runs in paragraphs if any(run.text.strip() for run in runs)]
        return Stack(lines, above=look.row * 2, whole=True)


def sentence(text: str) -> str:
    """Return text with a full stop, unless it ends in a mark of its own."""
    return text if text[-1:] in ".!?" else f"{text}."


def unbroken(text: str) -> str:
    """Return text that stays on one line if it is short enough for every column."""
    return text.replace(" ", "\u00a0") if len(text) <= _UNBROKEN else text
