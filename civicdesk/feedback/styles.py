"""Type, colour and space of our papers. Points throughout."""

from dataclasses import dataclass, replace

from civicdesk.feedback.charts import Pattern
from civicdesk.feedback.typefaces import Face
from civicdesk.i18n import runs_from_right
from civicdesk.records.sheets import SheetMode

MARGIN = 42.52
"""15 mm."""
WIDTH = 595.2756 - 2 * MARGIN
_FOOT = 8.0
"""What the running foot takes of a page's height."""

_CLOSEST_WRITING = 20.0
"""7 mm, as in a ruled exercise book."""

_CLOSE_LINES, _CLOSEST_LINES = 1.21, 1.15
"""Distance of lines over the size of their letters, on pages with little room."""
_JOINED_LEAD = 1.1
"""Distance of lines of joined letters over that of other letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A size of paper, with the margin that stays empty around what is set on it."""

    width: float
    height: float
    margin: float = MARGIN

    @property
    def across(self) -> float:
        """Return the width for pieces."""
        return self.width - 2 * self.margin

    @property
    def down(self) -> float:
        """Return the height for pieces."""
        return self.height - 2 * self.margin - _FOOT


A4 = Format(width=595.2756, height=841.8898)
A5 = Format(width=419.5276, height=595.2756, margin=34.02)
A6 = Format(width=297.6378, height=419.5276, margin=22.68)

TEXT = "#17201C"
MUTED = "#4E5B55"
HAIRLINE = "#C3CDC8"
EARLIER = "#7B8A83"
PAPER = "#FFFFFF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """The colours of a paper. Each pattern has a ground and strokes, so that words stay apart in a grey copy."""

    accent: str
    ground: dict[Pattern, str]
    panel: str


COLOUR = Ink(
    accent="#0B5C4B",
    ground={Pattern.SPARSE: PAPER, Pattern.DENSE: "#B5D8CC", Pattern.SOLID: "#0B5C4B"},
    panel="#EEF5F2",
)
GREY = Ink(
    accent="#17201C",
    ground={Pattern.SPARSE: PAPER, Pattern.DENSE: PAPER, Pattern.SOLID: "#17201C"},
    panel=PAPER,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """One way of setting words."""

    size: float
    lead: float
    face: Face = Face.REGULAR
    colour: str = TEXT
    right: bool = False
    from_right: bool = False
    """Whether its paragraphs run from right to left."""

    @property
    def baseline(self) -> float:
        """Return how far below the top of a line its letters stand: capitals sit in the middle of the line."""
        return self.lead / 2 + self.size * 0.334


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """All sizes of one paper. `flows`: areas stand above their bars, and pages may follow."""

    title: Type
    lead: Type
    heading: Type
    body: Type
    strong: Type
    small: Type
    legal: Type
    ink: Ink
    bar: float
    """Height of a bar with the one before."""
    row: float
    """Least air between two rows."""
    section: float
    """Least air above a heading."""
    writing: float
    """Distance of ruled lines."""
    flows: bool = False


def looks(mode: SheetMode, language: str = "en") -> tuple[Look, ...]:
    """Return the looks to try for a mode, best first; the last is used even if it needs a further page.

    Other languages say the same in more letters than English: for them there is one more, with its lines closest together.
    """
    found = _looks(mode, closest=language != "en")
    return tuple(_turned(look) for look in found) if runs_from_right(language) else found


def _looks(mode: SheetMode, *, closest: bool) -> tuple[Look, ...]:
    ink = GREY if mode is SheetMode.BLACK_AND_WHITE else COLOUR
    if mode is SheetMode.LARGE:
        large = _flowing(_look(18, ink))
        return (replace(large, title=replace(large.title, size=30, lead=38), heading=replace(large.heading, size=24, lead=31)),)
    if mode is SheetMode.EASY:
        return (_flowing(_look(14, ink)),)
    two_sides = _look(13, ink)
    tight = _tight(_look(12, ink))
    last = (_tight(tight, _CLOSEST_LINES), two_sides) if closest else (two_sides,)
    return (_look(14, ink), _look(13, ink), _look(12, ink), tight, *last)


def paper_to_keep(language: str = "en") -> tuple[Look, ...]:
    """Return the looks to try for a paper with few words, which is read in a hurry."""
    found = tuple(_look(size, COLOUR) for size in (16, 14, 12))
    return tuple(_turned(look) for look in found) if runs_from_right(language) else found


def look_of(size: float, language: str = "en") -> Look:
    """Return the look of a paper whose letters have one size."""
    look = _look(size, COLOUR)
    return _turned(look) if runs_from_right(language) else look


def _look(size: float, ink: Ink) -> Look:
    """Return a look whose every size follows from its body text. Air is the least that is calm; pages with room to spare get more."""
    body = Type(size=size, lead=round(size * 1.27, 2))
    return Look(
        title=Type(size=size * 2, lead=size * 2.2, face=Face.BOLD, colour=ink.accent),
        lead=Type(size=size * 1.1, lead=size * 1.5, colour=MUTED),
        heading=Type(size=round(size * 1.22, 2), lead=size * 1.62, face=Face.BOLD, colour=ink.accent),
        body=body,
        strong=replace(body, face=Face.SEMIBOLD),
        small=replace(body, colour=MUTED),
        legal=Type(size=9, lead=11.5, colour=MUTED),
        ink=ink,
        bar=size * 1.2,
        row=size * 0.17,
        section=size * 0.75,
        writing=max(size * 1.75, _CLOSEST_WRITING + 2),
    )


def _turned(look: Look) -> Look:
    """Return a look for paragraphs from right to left: joined letters reach higher and deeper, so lines stand further apart."""
    names = ("title", "lead", "heading", "body", "strong", "small", "legal")
    types = {name: getattr(look, name) for name in names}
    return replace(
        look,
        **{name: replace(type_, from_right=True, lead=round(type_.lead * _JOINED_LEAD, 2)) for name, type_ in types.items()},
    )


def _flowing(look: Look) -> Look:
    return replace(look, legal=look.small, row=look.body.size * 0.4, section=look.body.size * 1.1, writing=look.body.size * 2, flows=True)


def _tight(look: Look, lines: float = _CLOSE_LINES) -> Look:
    """Return a look with letters as large and less air between lines: for the fullest sheets, and languages with longer words."""
    lead = round(look.body.size * lines, 2)
    body, strong, small = (replace(type_, lead=lead) for type_ in (look.body, look.strong, look.small))
    title = replace(look.title, lead=look.title.size)
    airs = replace(look, row=look.row * 0.5, section=look.section * 0.75, writing=_CLOSEST_WRITING, bar=look.body.size * 1.1)
    return replace(airs, title=title, body=body, strong=strong, small=small)
