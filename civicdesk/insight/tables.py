"""Tables of people by area and group that may be shown: counts and means, small numbers hidden or rounded, alone and beside earlier tables.

Every total is shown. What a reader can still work out of a hidden count is a range at least as wide as the smallest number that may be
shown. A table that was shown before is compared person by person: whoever came or went since must not be found by the difference.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from civicdesk.errors import Refused
from civicdesk.insight.bounds import Within, intervals, with_totals
from civicdesk.insight.suppression import Cell, Shown, hide_small, merge_small, merged, protect_table, round5

Method = Literal["suppress", "round5"]
Names = tuple[tuple[str, ...], ...]
Means = tuple[tuple[float | None, ...], ...]
_ROUNDED_BY = 2
"""A number that was rounded to 5 lies at most so far from the truth."""
_DOUBT = 2
"""Least width of what remains possible for a small number that was rounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person in one cell, with a value of which means are told; None if the person has none."""

    code: str
    row: str
    column: str
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a table is to be made."""

    least: int
    """Smallest number of people that may be shown."""
    method: Method = "suppress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that may be shown. Counts and means stand with their totals: last column of the rows, last row of the columns."""

    rows: Names
    """The names that stand together in each row."""
    columns: Names
    counts: Shown
    means: Means
    """Rounded to one decimal; None where too few people have a value, or where all have the same."""
    method: Method
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A table that was shown, and who was in it."""

    table: Table
    members: tuple[Member, ...]


def make(members: Sequence[Member], wish: Wish, earlier: Iterable[Earlier] = ()) -> Table:
    """Return a table of people.

    Args:
        members: each person once.
        wish: threshold and method; one method for all tables of a project.
        earlier: tables of the same variables that were shown before; the newest gives the rows and columns.

    Raises:
        Refused: INSIGHT-FEW: fewer people than may be shown; INSIGHT-TABLE: its small numbers cannot be protected; INSIGHT-BEFORE: too few
            people came or went since an earlier table, so that the difference would tell about them: repeat the earlier one.
    """
    before = tuple(earlier)
    if len(members) < wish.least:
        raise Refused("INSIGHT-FEW", people=len(members), least=wish.least)
    rows, columns = _like(members, before[-1].table) if before else _merged(members, wish.least)
    sorting = _Sorting(rows, columns)
    counts = sorting.counts(members)
    differences = [_difference(sorting, members, each, wish) for each in before]
    shown = _rounded(counts, wish.least) if wish.method == "round5" else _with_totals(counts, _protected(counts, differences, wish.least))
    return Table(
        rows=rows, columns=columns, counts=shown, means=_means(sorting, members, shown, wish.least), method=wish.method, least=wish.least
    )


class _Sorting:
    """Which row and column each name belongs to."""

    def __init__(self, rows: Names, columns: Names) -> None:
        self._rows = {name: number for number, names in enumerate(rows) for name in names}
        self._columns = {name: number for number, names in enumerate(columns) for name in names}
        self.size = len(rows), len(columns)

    def cell(self, member: Member) -> Cell:
        """Return where a person stands."""
        return self._rows[member.row], self._columns[member.column]

    def counts(self, members: Iterable[Member]) -> list[list[int]]:
        """Return how many people stand in each cell."""
        counts = [[0] * self.size[1] for _ in range(self.size[0])]
        for member in members:
            i, j = self.cell(member)
            counts[i][j] += 1
        return counts

    def knows(self, member: Member) -> bool:
        """Tell whether there is a row and a column for somebody."""
        return member.row in self._rows and member.column in self._columns


def _merged(members: Sequence[Member], least: int) -> tuple[Names, Names]:
    """Put small rows together, then small columns."""
    rows, columns = sorted({member.row for member in members}), sorted({member.column for member in members})
    counts = _Sorting(tuple((row,) for row in rows), tuple((column,) for column in columns)).counts(members)
    by_row = merge_small(counts, least=least)
    by_column = merge_small(tuple(zip(*merged(counts, by_row), strict=True)), least=least)
    return tuple(tuple(rows[each] for each in group) for group in by_row), tuple(
        tuple(columns[each] for each in group) for group in by_column
    )


def _like(members: Iterable[Member], table: Table) -> tuple[Names, Names]:
    if not all(map(_Sorting(table.rows, table.columns).knows, members)):
        raise Refused("INSIGHT-BEFORE")
    return table.rows, table.columns


@dataclass(frozen=True, slots=True)
class _Difference:
    """People who stand in only one of two tables, or elsewhere, or with another value, by cell; and the cells that were hidden before."""

    counts: list[list[int]]
    hidden: frozenset[Cell]


def _difference(sorting: _Sorting, members: Iterable[Member], earlier: Earlier, wish: Wish) -> _Difference:
    """Compare with an earlier table; too few people in a total that both show stop the new one."""
    table = earlier.table
    if not all(map(sorting.knows, earlier.members)) or (table.method, len(table.rows), len(table.columns)) != (wish.method, *sorting.size):
        raise Refused("INSIGHT-BEFORE")
    placed = [{(member.code, sorting.cell(member), member.value) for member in each} for each in (members, earlier.members)]
    changed = {(code, cell) for code, cell, _ in placed[0] ^ placed[1]}
    counts = [[0] * sorting.size[1] for _ in range(sorting.size[0])]
    for _, (i, j) in changed:
        counts[i][j] += 1
    people = len({code for code, _ in changed})
    totals = [sum(row) for row in counts] + [sum(column) for column in zip(*counts, strict=True)]
    alone = wish.method == "round5" or 1 in sorting.size
    if any(0 < total < wish.least for total in ([people] if alone else [people, *totals])):
        raise Refused("INSIGHT-BEFORE")
    return _Difference(counts, frozenset(_hidden(table.counts)))


def _protected(counts: Sequence[Sequence[int]], differences: Sequence[_Difference], least: int) -> Shown:
    """Hide cells until neither the table nor its difference from any earlier one tells a small number."""
    hidden: set[Cell] = set()
    while True:
        shown = _hide(counts, hidden, least)
        hidden = set(_hidden(shown))
        more = set(chain.from_iterable(_wanting(each, hidden, least) for each in differences)) - hidden
        if not more:
            return shown
        hidden |= more


def _wanting(difference: _Difference, hidden: set[Cell], least: int) -> Iterable[Cell]:
    """Yield the cells that must be hidden as well, so that the difference from an earlier table tells nothing."""
    shown = _hide(difference.counts, hidden | difference.hidden, least)
    return set(_hidden(shown)) - difference.hidden


def _hide(counts: Sequence[Sequence[int]], hidden: set[Cell] | frozenset[Cell], least: int) -> Shown:
    """Hide the small cells of a table; one that has a single row or column is a line with one total."""
    if len(counts) == 1:
        return (hide_small(counts[0], least=least, hidden=(j for _, j in hidden)),)
    if len(counts[0]) == 1:
        return tuple((count,) for count in hide_small([row[0] for row in counts], least=least, hidden=(i for i, _ in hidden)))
    return protect_table(counts, least=least, hidden=hidden)


def _hidden(shown: Shown) -> Iterable[Cell]:
    return ((i, j) for i, row in enumerate(shown) for j, count in enumerate(row) if count is None)


def _with_totals(counts: Sequence[Sequence[int]], shown: Shown) -> Shown:
    *rows, last = with_totals(counts)
    if len(counts) == 1:
        return ((*shown[0], rows[0][-1]), (*shown[0], last[-1]))
    if len(counts[0]) == 1:
        return (*((told[0], told[0]) for told in shown), last)
    return (*((*told, row[-1]) for told, row in zip(shown, rows, strict=True)), last)


def _rounded(counts: Sequence[Sequence[int]], least: int) -> Shown:
    """Round every count and total by itself; what the others still say of a small count must leave it in doubt."""
    whole = with_totals(counts)
    known = [[_near(count) for count in row] for row in whole]
    for row, possible in zip(counts, intervals(known), strict=False):
        for count, (low, high) in zip(row, possible, strict=False):
            if 0 < count < least and high - low < _DOUBT:
                raise Refused("INSIGHT-TABLE")
    return tuple(tuple(map(round5, row)) for row in whole)


def _near(count: int) -> Within:
    shown = round5(count)
    return Within(value=count, least=max(shown - _ROUNDED_BY, 0), most=shown + _ROUNDED_BY)


def _means(sorting: _Sorting, members: Iterable[Member], shown: Shown, least: int) -> Means:
    """Return the means of cells, rows, columns and all; a mean of a total is told only if what it says of the cells without one is safe too."""
    values: dict[Cell, list[float]] = {}
    for member in members:
        if member.value is not None:
            values.setdefault(sorting.cell(member), []).append(member.value)
    told = {cell for cell, given in values.items() if shown[cell[0]][cell[1]] is not None and _tells(given, least)}

    def over(cells: Sequence[Cell]) -> float | None:
        given = [value for cell in cells for value in values.get(cell, ())]
        rest = [value for cell in cells if cell not in told for value in values.get(cell, ())]
        return round(sum(given) / len(given), 1) if _tells(given, least) and (not rest or _tells(rest, least)) else None

    height, width = sorting.size
    rows = [[(i, j) for j in range(width)] for i in range(height)]
    cells: Mapping[Cell, float | None] = {cell: over([cell]) if cell in told else None for row in rows for cell in row}
    body = [(*(cells[cell] for cell in row), over(row)) for row in rows]
    return (*body, (*(over([(i, j) for i in range(height)]) for j in range(width)), over([cell for row in rows for cell in row])))


def _tells(given: Sequence[float], least: int) -> bool:
    """Tell whether a mean speaks of enough people, who are not all alike."""
    return len(given) >= least and min(given) < max(given)
