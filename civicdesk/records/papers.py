"""Papers about somebody's rights: what is held, what was taken back, what an erasure reaches. Words and facts, ready to be set."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One fact with its label."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it, in this order: words, points, facts."""

    heading: str
    words: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper. `mark` stands at the foot of each page."""

    title: str
    lead: str
    mark: str
    language: str
    practice: bool = False
    facts: tuple[Line, ...] = ()
    sections: tuple[Section, ...] = ()
