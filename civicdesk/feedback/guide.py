"""Two sides of paper for whoever talks through a sheet with somebody: how to sit, where to begin, what the bars say, what never to say."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from civicdesk.feedback.bars import BarRow, columns
from civicdesk.feedback.blocks import Block, Rule, Sign, Stack, Words
from civicdesk.feedback.building import Builder
from civicdesk.feedback.fitting import Cover, fit
from civicdesk.feedback.pages import Part
from civicdesk.feedback.sentences import bar_sentence
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import WIDTH, looks
from civicdesk.feedback.tagging import Node
from civicdesk.feedback.typefaces import check
from civicdesk.i18n import say_in, spoken
from civicdesk.records.sheets import Bar, SheetMode

_FIRST = (
    ("before", ("ask", "place", "sit", "read", "time")),
    ("begin", ("first", "tell", "none")),
    ("bars", ("more", "word", "before", "same", "lower", "star")),
    ("bars_not", ("test", "other", "future", "cause")),
)
_SECOND = (
    ("wrong", ("ask", "record", "leave", "steps")),
    ("upset", ("stop", "say", "stay", "lines", "danger", "after")),
    ("never", ("score", "should", "others", "worry", "promise", "secret")),
    ("rights", ("keep", "see", "mind", "complain", "print")),
)
_LOUD = frozenset({"upset"})
"""What must be found at once: it stands on a tinted ground."""


def guide_pdf(language: str) -> bytes:
    """Return the guide as a tagged PDF of two sides.

    Raises:
        Refused: SHEET-GLYPH, SHEET-RTL, SHEET-SCRIPT.
    """
    language = spoken(language, "guide.title")
    words = [_say(language, f"{section}.{each}") for section, each in _keys()]
    check((_say(language, "title"), _say(language, "lead"), *words))
    parts: list[Callable[..., Builder]] = [
        partial(GuideBuilder, language=language, sections=_FIRST, opens=True),
        partial(GuideBuilder, language=language, sections=_SECOND, opens=False),
    ]
    cover = Cover(title=_say(language, "title"), mark=_say(language, "mark").rstrip("."), language=language, practice=False)
    return fit(looks(SheetMode.STANDARD), parts, cover).draw()


def guide_words(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the guide's headings with what stands under each, for a screen."""
    return tuple(
        (_say(language, f"{section}.heading"), tuple(_say(language, f"{section}.{each}") for each in points))
        for section, points in (*_FIRST, *_SECOND)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideBuilder(Builder):
    """Sets one side of the guide."""

    sections: tuple[tuple[str, tuple[str, ...]], ...]
    opens: bool
    """The first side, which has the title."""

    def part(self) -> Part:
        """Return one side."""
        title = self._title() if self.opens else ()
        return Part((*title, *(block for section, points in self.sections for block in self._section(section, points))))

    def _title(self) -> tuple[Block, ...]:
        look = self.look
        title = Words(self.tree.add("H1"), look.title, (Run(_say(self.language, "title")),))
        lead = self.paragraph(_say(self.language, "lead"), look.lead, above=0)
        return (title, lead, Rule(above=look.section * 0.55, colour=look.ink.accent, thickness=1.5))

    def _section(self, section: str, points: tuple[str, ...]) -> tuple[Block, ...]:
        heading = self.heading(_say(self.language, f"{section}.heading"))
        example = (self._example(),) if section == "bars" else ()
        items = self.tree.add("L")
        listed = [self.point(Sign.DOT, self._words(items, f"{section}.{each}")) for each in points]
        if section in _LOUD:
            heading.above = 0.0
            return (self.panel(heading, *listed),)
        return (heading, *example, *listed)

    def _words(self, items: Node, key: str) -> Words:
        return Words(items.add("LI").add("LBody"), self.look.body, (Run(_say(self.language, key)),))

    def _example(self) -> Block:
        """Return a bar as it stands on a sheet, so that everybody knows which is meant."""
        bar = Bar(
            area=_say(self.language, "example.area"),
            share=0.62,
            word=_say(self.language, "example.word"),
            reading="middle",
            earlier=0.34,
            change=say_in(self.language, "sheet.change.up"),
            edges=(0.4, 0.7),
        )
        node = self.tree.add("Figure", alt=f"{_say(self.language, 'example.of')} {bar_sentence(self.language, bar)}")
        return Stack((BarRow(node, bar, self.look, columns((bar,), self.look, WIDTH), above=0.0),), above=self.look.row * 3)


def _keys() -> tuple[tuple[str, str], ...]:
    return tuple((section, each) for section, points in (*_FIRST, *_SECOND) for each in ("heading", *points))


def _say(language: str, key: str) -> str:
    return say_in(language, f"guide.{key}")
