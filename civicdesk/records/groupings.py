"""A hierarchy while somebody works on it, and what is wrong with it."""

from dataclasses import dataclass

Line = tuple[str, ...]
"""A value with its groups, the narrowest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """Values and the groups in which they lie. All lines have the same number of cells, at least one."""

    lines: tuple[Line, ...] = ()

    @property
    def levels(self) -> int:
        """How many steps there are between a value and `*`."""
        return len(self.lines[0]) - 1 if self.lines else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that a release would stumble over: line and cell from 0, what it is, and the words that it is about."""

    line: int
    cell: int
    kind: str
    """`empty`, `twice`, `parents`, `reserved`, or `gap`, which is about no cell: both numbers are -1."""
    words: tuple[str, ...] = ()
