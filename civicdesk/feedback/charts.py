"""The geometry of our bars, as pure numbers: paper and window draw the same shapes.

Origin top left, y downwards, any unit. Nothing here knows a colour: `Pattern` says how a fill is told apart without one.
"""

from dataclasses import dataclass, replace
from enum import Enum

from civicdesk.records.sheets import Bar, SummaryBar


class Pattern(Enum):
    """How a fill is told apart in grey: the more there is, the denser. `value` is the gap between hatch lines over the bar's height."""

    SPARSE = 0.62
    DENSE = 0.31
    SOLID = 0.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle; `y` is its upper edge."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return the x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return the y of the lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Line:
    """A straight stroke."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BarShape:
    """One area as shapes. `earlier` is the time before: thin, grey, above."""

    track: Rect
    fill: Rect
    pattern: Pattern
    hatch: tuple[Line, ...]
    edges: tuple[Line, ...] = ()
    earlier: Rect | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One piece of a stacked bar: a word and how many people are there."""

    label: str
    people: int
    rect: Rect
    pattern: Pattern
    hatch: tuple[Line, ...]


_THIN = 0.3
"""Height of the bar of the time before, over the height of this one."""
_AIR = 0.09
"""Room between the two, over the height of this one."""
_LEAST_FILL = 0.04
"""Share of a bar that is always filled: nobody is shown an empty one."""
_PATTERNS = {"low": Pattern.SPARSE, "middle": Pattern.DENSE, "high": Pattern.SOLID}


def bar_shape(bar: Bar, width: float, height: float) -> BarShape | None:
    """Return the shapes of one area's bar inside a box, None if it has no value this time.

    Args:
        bar: the area; shares outside 0 to 1 are drawn at the nearer end.
        width: of the box.
        height: of the box; the main bar keeps one place whether or not an earlier one stands above it.
    """
    if bar.share is None:
        return None
    shape = shape_of(bar.share, width, height, _PATTERNS.get(bar.reading, Pattern.DENSE))
    top, main = shape.track.y, shape.track.height
    return replace(
        shape,
        edges=tuple(Line(width * edge, top, width * edge, top + main) for edge in bar.edges if 0 < edge < 1),
        earlier=None if bar.earlier is None else Rect(0.0, 0.0, width * _within(bar.earlier), main * _THIN),
    )


def shape_of(share: float, width: float, height: float, pattern: Pattern = Pattern.DENSE) -> BarShape:
    """Return the shapes of a bar of a share of 0 to 1, with nothing before it and no fine marks."""
    main = height / (1 + _THIN + _AIR)
    track = Rect(0.0, height - main, width, main)
    fill = replace(track, width=width * max(_LEAST_FILL, _within(share)))
    return BarShape(track=track, fill=fill, pattern=pattern, hatch=hatch(fill, pattern))


def stacked(bar: SummaryBar, width: float, height: float) -> tuple[Segment, ...]:
    """Return the pieces of one area over a group, in the order of its words; nothing if the area is hidden or nobody is counted."""
    counts = [(label, people) for label, people in bar.counts if people]
    if not counted(bar) or not counts:
        return ()
    total = sum(people for _, people in counts)
    patterns = dict(zip((label for label, _ in bar.counts), patterns_for(len(bar.counts)), strict=True))
    pieces: list[Segment] = []
    left = 0.0
    for label, people in counts:
        rect = Rect(left, 0.0, width * people / total, height)
        pieces.append(Segment(label=label, people=people, rect=rect, pattern=patterns[label], hatch=hatch(rect, patterns[label])))
        left = rect.right
    return tuple(pieces)


def counted(bar: SummaryBar) -> bool:
    """Tell whether every word of an area has its number of people: one hidden number hides the bar."""
    return not bar.hidden and bool(bar.counts) and all(people is not None for _, people in bar.counts)


def patterns_for(words: int) -> tuple[Pattern, ...]:
    """Return a pattern for each of a scale's words, the last one solid; words in the middle share theirs."""
    if words <= 1:
        return (Pattern.SOLID,) * words
    return (Pattern.SPARSE, *([Pattern.DENSE] * (words - 2)), Pattern.SOLID)


def hatch(rect: Rect, pattern: Pattern) -> tuple[Line, ...]:
    """Return the slanting strokes that fill a rectangle, clipped to it; none for a solid fill."""
    if pattern is Pattern.SOLID or rect.width <= 0 or rect.height <= 0:
        return ()
    step = rect.height * pattern.value
    count = int((rect.width + rect.height) / step)
    return tuple(_slant(rect, (number + 0.5) * step) for number in range(count) if (number + 0.5) * step < rect.width + rect.height)


def _slant(rect: Rect, offset: float) -> Line:
    """Return the stroke at 45 degrees that starts `offset` along the lower edge (extended) and rises to the left of it."""
    low_x = min(offset, rect.width)
    low_y = rect.height - (offset - low_x)
    high_x = max(0.0, offset - rect.height)
    high_y = max(0.0, rect.height - offset)
    return Line(rect.x + low_x, rect.y + low_y, rect.x + high_x, rect.y + high_y)


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))
