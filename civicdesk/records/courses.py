"""One scale of one person over three or more times: what a line with dates shows, and the table that says the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePoint:
    """One time. Places are shares of the drawing, so that window and paper draw the same line."""

    on: date
    wave: int
    value: float | None
    """None: not enough answers this time, or not asked."""
    along: float
    """0 at the first day, 1 at the last."""
    share: float | None
    """0 at the lowest score there can be, 1 at the highest; None without a value."""
    band: str = ""
    joined: bool = False
    """The line goes on to here: the questions were the same as at the last time with a value."""
    words: str = ""
    """`up`, `same` or `down` against that time; empty if nothing may be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One scale over time, oldest first."""

    scale: str
    label: Mapping[str, str]
    bands: tuple[tuple[str, Mapping[str, str], float], ...]
    """(name, label, share at which the band begins), lowest first."""
    points: tuple[CoursePoint, ...]
    words: str = ""
    """The last value against the first: `up`, `same`, `down`; empty if the two cannot be compared."""
