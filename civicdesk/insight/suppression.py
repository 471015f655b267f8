"""Hiding small counts of people so that nobody can work them out from the ones that are shown.

A count of 1 to `least` - 1 is hidden (primary). Further counts are hidden with it (secondary) until what the shown counts and totals
still say of each primary is a range of at least `least`, every hidden count being 0 or more. Primary and secondary look alike.
Source of the method: Fischetti and Salazar, "Models and algorithms for optimizing cell suppression", JASA 95, 2000 (feasible intervals);
the choice of the next cells is our own.
"""

from collections.abc import Iterable, Sequence
from itertools import product

from civicdesk.errors import Refused
from civicdesk.insight.bounds import Arc, move

Cell = tuple[int, int]
Shown = tuple[tuple[int | None, ...], ...]


def hide_count(count: int, *, of: int, least: int) -> int | None:
    """Return how many of a group said yes, None if so few did, or so few did not, or the group is so small, that it tells about them."""
    return None if of < least or 0 < count < least or 0 < of - count < least else count


def hide_small(counts: Sequence[int], *, least: int, hidden: Iterable[int] = ()) -> tuple[int | None, ...]:
    """Hide the small counts of one row whose total is shown, and as few more as keep them hidden.

    If everybody stands in one cell, everything is hidden: it would tell about each of them.

    Args:
        counts: people in each group, 0 or more.
        least: smallest number of people that may be shown.
        hidden: places that are hidden already, for another reason.
    """
    total = sum(counts)
    away = {*hidden, *(at for at, count in enumerate(counts) if 0 < count < least or count == total > 0)}
    while away and (len(away) < 2 or sum(counts[at] for at in away) < least):
        shown = [at for at, count in enumerate(counts) if at not in away and count]
        if not shown:
            return (None,) * len(counts)
        needed = least - sum(counts[at] for at in away)
        away.add(min(shown, key=lambda at: (counts[at] < needed, abs(counts[at] - needed), at)))
    return tuple(None if at in away else count for at, count in enumerate(counts))


def protect_table(counts: Sequence[Sequence[int]], *, least: int, hidden: Iterable[Cell] = ()) -> Shown:
    """Hide cells of a table whose row and column totals are shown, so that none of the small ones can be worked out.

    Args:
        counts: rows of equal length, people in each cell. Merge small rows and columns first (`merge_small`).
        least: smallest number of people that may be shown; also the least width of what remains possible for a hidden small cell.
        hidden: cells that are hidden already, for another reason.

    Raises:
        Refused: INSIGHT-TABLE: the small cells of this table cannot be protected; show fewer groups.
    """
    primary = sorted(_primary(counts, least))
    away = {*primary, *hidden}
    for cell in primary:
        while (width := _width(counts, away, cell, least)) < least:
            added = _rectangle(counts, away, cell, least - width)
            if not added:
                raise Refused("INSIGHT-TABLE")
            away |= added
    return tuple(tuple(None if (i, j) in away else count for j, count in enumerate(row)) for i, row in enumerate(counts))


def merge_small(counts: Sequence[Sequence[int]], *, least: int) -> tuple[tuple[int, ...], ...]:
    """Return which rows of a table should be shown as one.

    Those under twice the least number go together; if they are still too few, the smallest other row joins them.

    Args:
        counts: rows of equal length; hand in the columns turned round to merge columns.
        least: smallest number of people that may be shown.

    Returns:
        Numbers of the rows that stand together, in order of the first of each.
    """
    totals = [sum(row) for row in counts]
    small = [number for number, total in enumerate(totals) if total < 2 * least]
    large = [number for number, total in enumerate(totals) if total >= 2 * least]
    if small and large and sum(totals[number] for number in small) < 2 * least:
        smallest = min(large, key=lambda number: (totals[number], number))
        small.append(smallest)
        large.remove(smallest)
    return tuple(sorted([*((number,) for number in large), *([tuple(sorted(small))] if small else [])]))


def merged(counts: Sequence[Sequence[int]], groups: Iterable[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Return a table with the rows of each group added up."""
    return tuple(tuple(map(sum, zip(*(counts[number] for number in group), strict=True))) for group in groups)


def round5(count: int) -> int:
    """Return a count to the nearest 5: the other method, for every count and every total of a project alike."""
    return 5 * ((count + 2) // 5)


def interval(counts: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell) -> tuple[int, int]:
    """Return the least and the greatest value that a hidden cell can have, given all totals and all shown cells."""
    count = counts[cell[0]][cell[1]]
    most = sum(map(sum, counts))
    return count - _down(counts, hidden, cell, count), count + _up(counts, hidden, cell, most)


def _primary(counts: Sequence[Sequence[int]], least: int) -> Iterable[Cell]:
    """Yield small cells, and cells in which a whole row or column lies."""
    columns = [sum(column) for column in zip(*counts, strict=True)]
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            if 0 < count < least or (count and count in {sum(row), columns[j]}):
                yield i, j


def _width(counts: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell, enough: int) -> int:
    """Return how wide the interval of a hidden cell is; more than `enough` is not looked for."""
    down = _down(counts, hidden, cell, min(enough, counts[cell[0]][cell[1]]))
    return down + _up(counts, hidden, cell, enough - down) if down < enough else down


def _up(counts: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell, enough: int) -> int:
    return _flow(counts, hidden - {cell}, (("column", cell[1]), ("row", cell[0])), enough)


def _down(counts: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell, enough: int) -> int:
    return _flow(counts, hidden - {cell}, (("row", cell[0]), ("column", cell[1])), enough)


def _flow(counts: Sequence[Sequence[int]], hidden: set[Cell], ends: Arc, enough: int) -> int:
    """Return how much can be moved from one end to the other, at most `enough`.

    A hidden cell may grow without bound (row to column) and shrink to nothing (column to row).
    """
    room: dict[Arc, int] = {}
    for i, j in sorted(hidden):
        row, column = ("row", i), ("column", j)
        room[row, column], room[column, row] = enough, counts[i][j]
    return move(room, ends, enough)


def _rectangle(counts: Sequence[Sequence[int]], hidden: set[Cell], cell: Cell, needed: int) -> set[Cell]:
    """Return the three cells that widen the interval of a cell most (no more than needed), then cost least, then come first."""
    i, j = cell
    best: tuple[int, int] | None = None
    chosen: set[Cell] = set()
    for k, l in product(range(len(counts)), range(len(counts[0]))):  # noqa: E741 - (k, l) beside (i, j), as in the literature
        corners = {(i, l), (k, j), (k, l)}
        if k == i or l == j or corners <= hidden:
            continue
        wider = min(counts[i][l], counts[k][j]) + min(counts[i][j], counts[k][l])
        rank = -min(wider, needed), sum(counts[row][column] for row, column in corners - hidden)
        if wider and (best is None or rank < best):
            best, chosen = rank, corners
    return chosen
