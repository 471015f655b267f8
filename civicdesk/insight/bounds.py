"""What remains possible for each number of a table when some of its numbers are hidden or rounded.

A table with its totals is a network in which as much flows out of every node as into it: rows, columns and the grand total are nodes,
each number is an arc. The least and the greatest value of an arc, whatever the others are within their limits, is found by moving as
much as possible round the network. The limits are whole numbers, so the bounds are exact.
Source: Fischetti and Salazar, "Models and algorithms for optimizing cell suppression", JASA 95, 2000 (feasible intervals).
"""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Node = tuple[str, int]
Arc = tuple[Node, Node]
_ALL_ROWS, _ALL_COLUMNS = ("rows", 0), ("columns", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """A number and what is known of it without the other numbers of the table."""

    value: int
    least: int
    most: int


Known = Sequence[Sequence[Within]]
"""The table with its totals: the last column holds those of the rows, the last row those of the columns and the grand total."""


def intervals(known: Known) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Return the least and the greatest value that each number can have, in the shape of the table with its totals.

    Args:
        known: the true numbers add up, and lie within their own limits.
    """
    arcs = _arcs(known)
    return tuple(tuple(_interval(arcs, _arc(known, i, j)) for j in range(len(row))) for i, row in enumerate(known))


def with_totals(counts: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Return a table with the totals of its rows behind and those of its columns below."""
    rows = [(*row, sum(row)) for row in counts]
    return (*rows, tuple(map(sum, zip(*rows, strict=True))))


def _arc(known: Known, i: int, j: int) -> Arc:
    row, column = ("row", i), ("column", j)
    if i == len(known) - 1:
        return (_ALL_COLUMNS, _ALL_ROWS) if j == len(known[0]) - 1 else (column, _ALL_COLUMNS)
    return (_ALL_ROWS, row) if j == len(known[0]) - 1 else (row, column)


def _arcs(known: Known) -> Mapping[Arc, Within]:
    return {_arc(known, i, j): number for i, row in enumerate(known) for j, number in enumerate(row)}


def _interval(arcs: Mapping[Arc, Within], arc: Arc) -> tuple[int, int]:
    number = arcs[arc]
    up = _flow(arcs, arc, (arc[1], arc[0]), number.most - number.value)
    down = _flow(arcs, arc, arc, number.value - number.least)
    return number.value - down, number.value + up


def _flow(arcs: Mapping[Arc, Within], but: Arc, ends: Arc, enough: int) -> int:
    """Return how much can be moved from one end to the other without one of the arcs, at most `enough`."""
    room: dict[Arc, int] = {}
    for arc, number in arcs.items():
        if arc != but:
            room[arc], room[arc[::-1]] = number.most - number.value, number.value - number.least
    return move(room, ends, enough)


def move(room: dict[Arc, int], ends: Arc, enough: int) -> int:
    """Return how much can be moved from one end of a network to the other, at most `enough`.

    Args:
        room: how much each arc can take, each beside the arc back; it is used up.
        ends: from where to where.
        enough: more is not looked for.
    """
    near: dict[Node, list[Node]] = {}
    for start, end in room:
        near.setdefault(start, []).append(end)
    moved = 0
    while moved < enough and (way := _way(room, near, ends)):
        step = min(enough - moved, *(room[arc] for arc in way))
        for start, end in way:
            room[start, end] -= step
            room[end, start] += step
        moved += step
    return moved


def _way(room: Mapping[Arc, int], near: Mapping[Node, Sequence[Node]], ends: Arc) -> list[Arc]:
    """Return the shortest way with room on every arc, empty if there is none."""
    start, goal = ends
    came = {start: start}
    queue = deque([start])
    while queue and goal not in came:
        here = queue.popleft()
        for there in near.get(here, ()):
            if there not in came and room[here, there] > 0:
                came[there] = here
                queue.append(there)
    way: list[Arc] = []
    node = goal
    while node in came and node != start:
        way.append((came[node], node))
        node = came[node]
    return way[::-1]
