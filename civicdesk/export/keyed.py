"""Who looks alike at some levels, by one number each: the columns of the people who are left, kept as numbers for every level."""

from collections.abc import Sequence
from itertools import compress
from operator import add

from civicdesk.export.hierarchies import Hierarchy

REMEMBERED = 1_000_000
"""Numbers that are kept for the next vectors of levels."""

Vector = tuple[int, ...]


class Keyed:
    """Rows as one column of numbers for each column and level; equal sums are equal labels."""

    def __init__(self, trees: Sequence[Hierarchy], columns: Sequence[Sequence[str]]) -> None:
        self._columns: list[list[list[int]]] = []
        self._parts: dict[tuple[int, Vector], Sequence[int]] = {}
        self._rows = len(columns[0]) if columns else 0
        stride = 1
        for tree, labels in zip(trees, columns, strict=True):
            numbers = {start: tuple(node * stride for node in way) for start, way in tree.starts.items()}
            ways = [numbers[label] for label in labels]
            self._columns.append([[way[level] for way in ways] for level in range(tree.top + 1)])
            stride *= len(tree.nodes)

    def keys(self, vector: Vector) -> list[int]:
        """Return one number for each row that is left: the same for rows with the same labels at these levels."""
        middle = len(vector) // 2
        return list(map(add, self._part(0, vector[:middle]), self._part(middle, vector[middle:])))

    def drop(self, kept: Sequence[bool]) -> None:
        """Take rows out."""
        self._columns = [[list(compress(level, kept)) for level in column] for column in self._columns]
        self._rows = sum(kept)
        self._parts.clear()

    def _part(self, first: int, levels: Vector) -> Sequence[int]:
        """Return what some columns add to the key of each row; the next vectors often ask for the same."""
        known = self._parts.get((first, levels))
        if known is None:
            if len(self._parts) * self._rows > REMEMBERED:
                self._parts.clear()
            columns = [self._columns[at][level] for at, level in enumerate(levels, first)]
            known = list(map(sum, zip(*columns, strict=True))) if columns else [0] * self._rows
            self._parts[first, levels] = known
        return known
