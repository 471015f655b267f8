"""A score as a worker reads it, in words: no Qt here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingShown:
    """How one question went into a score, in words."""

    question: str
    answer: str
    counts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreShown:
    """One score: its value in words, what stands behind it, and how it can be redone by hand."""

    name: str
    label: str
    value: str
    status: str
    change: str = ""
    arithmetic: str = ""
    workings: tuple[WorkingShown, ...] = ()
