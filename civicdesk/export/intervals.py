"""Free intervals: columns whose values have an order are told as stretches of it, all others by the nodes of their hierarchies.

The sweep of `sweep.py`, with one column cut by windows in place of levels: at each vector people who share the labels of all other columns
are gone through in order, and each run of at least k within a width is taken. Then the runs of one set of labels are cut anew, at the least
loss. An interval over m of L leaves loses (m - 1) / (L - 1), as a node over m leaves does. Whole numbers decide everything.
Method: our own; see docs/decisions/0019-intervals.md.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import compress, product

from civicdesk.errors import Refused
from civicdesk.export.csvs import is_number
from civicdesk.export.hierarchies import Hierarchy
from civicdesk.export.keyed import Keyed, Vector
from civicdesk.export.sweep import MAX_VECTORS, Problem, Watch, sums

MOST_WIDTHS = 10
_GROWTH = Fraction(17, 10)
_HALF = 2
"""A window of a width is half as wide as it may be, as a rule: so much is a width held to cost when vectors are ordered."""
_RANGE = re.compile(r"\D{0,3}(\d+)(?:\s*[-–+]\s*\d*)?")

Cell = tuple[int, int]
"""A node and -1, or the first and the last place of an interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """A column whose values have an order."""

    at: int
    """Place among the quasi-identifiers."""
    leaves: tuple[str, ...]
    """In their order."""
    step: int
    """Loss of one leaf more, in units of the measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """People who are told alike: their distinct rows by number, and a cell for each column."""

    cells: tuple[Cell, ...]
    members: tuple[int, ...]


def in_order(tree: Hierarchy) -> tuple[str, ...]:
    """Return the leaves of a hierarchy in their order; none if they are neither numbers nor ranges of numbers."""
    leaves = [node.label for node in tree.nodes if not node.level]
    if all(map(is_number, leaves)):
        return tuple(sorted(leaves, key=lambda leaf: (float(leaf), leaf)))
    starts = [_RANGE.fullmatch(leaf) for leaf in leaves]
    found = {leaf: int(start[1]) for leaf, start in zip(leaves, starts, strict=True) if start is not None}
    return tuple(sorted(found, key=lambda leaf: (found[leaf], leaf))) if len(found) == len(set(found.values())) == len(leaves) else ()


def ordered(problem: Problem, wanted: Mapping[int, Sequence[str]]) -> tuple[Ordered, ...]:
    """Return the columns that can be told by intervals, that with most leaves first.

    Args:
        problem: people and hierarchies.
        wanted: place of a column -> its leaves in order. A column with a floor, or with people who start from a group, is left out.
    """
    found = [
        Ordered(at=at, leaves=tuple(leaves), step=problem.measure.unit // max(len(leaves) - 1, 1))
        for at, leaves in wanted.items()
        if len(leaves) > 1 and not problem.floors[at] and {row[at] for row in problem.tuples} <= set(leaves)
    ]
    return tuple(sorted(found, key=lambda each: (-len(each.leaves), each.at)))


def recode(problem: Problem, told: Sequence[Ordered], watch: Watch) -> tuple[Class, ...]:
    """Recode people with some columns told by intervals; nobody is left out, each class has at least k people.

    Args:
        problem: people, hierarchies, k and what is asked of the answers of a class.
        told: at least one column; the first one is cut by windows.
        watch: told of progress; may ask to stop.

    Raises:
        Refused: EXPORT-CANCELLED.
    """
    ground = _Ground(problem, told)
    runs, rest = _Windows(problem, told[0], ground.places[0], watch).go()
    classes = [ground.tight(run) for run in runs]
    if not problem.asked.questions:
        classes = _cut_anew(ground, classes)
    return tuple(sorted(_joined(ground, classes, rest), key=lambda each: each.members))


def loss(problem: Problem, told: Sequence[Ordered], classes: Sequence[Class]) -> int:
    """Return the loss of all people, in units of the measure."""
    ground = _Ground(problem, told)
    return sum(ground.cost(each.cells) * ground.size(each.members) for each in classes)


def labels(problem: Problem, told: Sequence[Ordered], cells: Sequence[Cell]) -> tuple[str, ...]:
    """Return cells as they are written: a leaf or node by its label, an interval as `[first, last]`."""
    leaves = {each.at: each.leaves for each in told}
    return tuple(
        tree.nodes[first].label if last < 0 else leaves[at][first] if first == last else f"[{leaves[at][first]}, {leaves[at][last]}]"
        for at, (tree, (first, last)) in enumerate(zip(problem.trees, cells, strict=True))
    )


class _Ground:
    """What is asked again and again: places in an order, common nodes, losses."""

    def __init__(self, problem: Problem, told: Sequence[Ordered]) -> None:
        self.problem = problem
        self.told = told
        numbers = [{leaf: place for place, leaf in enumerate(each.leaves)} for each in told]
        self.places = [[number[row[each.at]] for row in problem.tuples] for each, number in zip(told, numbers, strict=True)]
        self._order = {each.at: which for which, each in enumerate(told)}

    def size(self, members: Sequence[int]) -> int:
        """Return how many people stand behind some rows."""
        return sum(self.problem.weights[member] for member in members)

    def cost(self, cells: Sequence[Cell]) -> int:
        """Return the loss of one person with these cells."""
        costs = self.problem.measure.costs
        return sum(costs[at][first] if last < 0 else self._width(at, first, last) for at, (first, last) in enumerate(cells))

    def tight(self, members: Sequence[int]) -> Class:
        """Return a class with the finest cells that hold for all of its people."""
        return Class(cells=tuple(self._cell(at, members) for at in range(len(self.problem.trees))), members=tuple(sorted(members)))

    def nodes(self, each: Class) -> tuple[Cell, ...]:
        """Return the cells of all columns but the first that is told by intervals."""
        at = self.told[0].at
        return each.cells[:at] + each.cells[at + 1 :]

    def _cell(self, at: int, members: Sequence[int]) -> Cell:
        ways = {self.problem.trees[at].starts[row] for row in {self.problem.tuples[member][at] for member in members}}
        node = next(level[0] for level in zip(*ways, strict=True) if len(set(level)) == 1)
        which = self._order.get(at)
        if which is None:
            return node, -1
        places = [self.places[which][member] for member in members]
        first, last = min(places), max(places)
        return (first, last) if self._width(at, first, last) <= self.problem.measure.costs[at][node] else (node, -1)

    def _width(self, at: int, first: int, last: int) -> int:
        return (last - first) * self.told[self._order[at]].step


class _Windows:
    """The sweep: people who are left, and the runs of at least k that are taken from them."""

    def __init__(self, problem: Problem, leading: Ordered, places: Sequence[int], watch: Watch) -> None:
        self._problem, self._leading, self._watch = problem, leading, watch
        self._alive = list(range(len(problem.tuples)))
        self._weights = list(problem.weights)
        self._places = list(places)
        self._others = [at for at in range(len(problem.trees)) if at != leading.at]
        columns = list(zip(*problem.tuples, strict=True))
        self._keyed = Keyed([problem.trees[at] for at in self._others], [columns[at] for at in self._others])

    def go(self) -> tuple[list[list[int]], list[int]]:
        """Return the runs, as numbers of rows, and the rows of the fewer than k people that are left."""
        order = _order(self._problem, self._leading)
        runs: list[list[int]] = []
        for done, (vector, width) in enumerate(order):
            if sum(self._weights) < self._problem.k:
                break
            if self._watch.cancelled():
                raise Refused("EXPORT-CANCELLED")
            self._watch.progress(done, len(order))
            runs += self._take(vector, width)
        self._watch.progress(len(order), len(order))
        return runs, self._alive

    def _take(self, vector: Vector, width: int) -> list[list[int]]:
        """Take every run of at least k people with the same labels in all other columns whose values lie so close together."""
        keys = self._keyed.keys(vector) if self._others else [0] * len(self._alive)
        counts = Counter(keys)
        for at, weight in enumerate(self._weights):
            if weight > 1:
                counts[keys[at]] += weight - 1
        large = {key for key, count in counts.items() if count >= self._problem.k}
        if not large:
            return []
        taken = [list(run) for run in self._runs(keys, large, width)]
        runs = [[self._alive[at] for at in run] for run in taken]
        if taken:
            gone = {at for run in taken for at in run}
            self._drop([at not in gone for at in range(len(keys))])
        return runs

    def _runs(self, keys: Sequence[int], large: set[int], width: int) -> Iterator[list[int]]:
        leaves, count = len(self._leading.leaves), len(keys)
        line = sorted((key * leaves + self._places[at]) * count + at for at, key in enumerate(keys) if key in large)
        run: list[int] = []
        people, last = 0, -1
        for packed in line:
            spot, at = divmod(packed, count)
            key = spot // leaves
            if key != last:
                run, people, last = [], 0, key
            run.append(at)
            people += self._weights[at]
            place, behind = self._places[at], 0
            while place - self._places[run[behind]] > width:
                people -= self._weights[run[behind]]
                behind += 1
            if behind:
                del run[:behind]
            if people >= self._problem.k and self._problem.diverse([self._alive[each] for each in run]):
                yield run
                run, people = [], 0

    def _drop(self, kept: list[bool]) -> None:
        self._alive = list(compress(self._alive, kept))
        self._weights = list(compress(self._weights, kept))
        self._places = list(compress(self._places, kept))
        self._keyed.drop(kept)


def _order(problem: Problem, leading: Ordered) -> list[tuple[Vector, int]]:
    """Return all vectors of the other columns with all widths, from the least loss to the greatest."""
    total, people = sums(problem), sum(problem.weights)
    others = [at for at in range(len(problem.trees)) if at != leading.at]
    levels = [list(range(problem.floors[at], problem.trees[at].top + 1)) for at in others]
    widths = _widths(len(leading.leaves))
    while _count(levels) * len(widths) > MAX_VECTORS and max(map(len, levels)) > 2:
        inner = max(levels, key=len)
        inner.pop(len(inner) // 2)
    weighed = [{level: total[at][level] ** 2 for level in choice} for at, choice in zip(others, levels, strict=True)]
    wide = {width: (people * width * leading.step // _HALF) ** 2 for width in widths}
    made = (
        (sum(cost[level] for cost, level in zip(weighed, vector, strict=True)) + wide[width], vector, width)
        for vector in product(*levels)
        for width in widths
    )
    return [(vector, width) for _, vector, width in sorted(made)]


def _widths(leaves: int) -> list[int]:
    """Return widths from a single value to all, each so much greater than the one before."""
    found, width = {0, leaves - 1}, Fraction(1)
    while len(found) < MOST_WIDTHS and width < leaves - 1:
        found.add(round(width))
        width *= max(_GROWTH, Fraction(round(width) + 1, round(width)))
    return sorted(found)


def _count(levels: Sequence[Sequence[int]]) -> int:
    count = 1
    for choice in levels:
        count *= len(choice)
    return count


def _cut_anew(ground: _Ground, classes: Sequence[Class]) -> list[Class]:
    """Cut all people with the same labels in the other columns anew along the first one, at the least loss."""
    together: dict[tuple[Cell, ...], list[int]] = defaultdict(list)
    for each in classes:
        together[ground.nodes(each)] += each.members
    return [ground.tight(run) for members in together.values() for run in _best_cuts(ground, members)]


def _best_cuts(ground: _Ground, members: Sequence[int]) -> list[list[int]]:
    """Return runs of at least k people each with the least sum of people times width: from the first place to the last, each end at its best."""
    k, places, weights = ground.problem.k, ground.places[0], ground.problem.weights
    line = sorted(members, key=lambda member: (places[member], member))
    best: list[tuple[int, int] | None] = [(0, 0)]
    for end in range(1, len(line) + 1):
        people = heaviest = 0
        found: tuple[int, int] | None = None
        for start in range(end - 1, -1, -1):
            weight = weights[line[start]]
            people, heaviest = people + weight, max(heaviest, weight)
            before = best[start]
            if people >= k and before is not None:
                option = before[0] + people * (places[line[end - 1]] - places[line[start]]), start
                found = option if found is None or option < found else found
            if found is not None and people >= 2 * k + heaviest:
                break
        best.append(found)
    runs: list[list[int]] = []
    end = len(line)
    while end and (last := best[end]) is not None:
        runs.append(line[last[1] : end])
        end = last[1]
    return runs


def _joined(ground: _Ground, classes: list[Class], rest: Sequence[int]) -> list[Class]:
    """Let each row that is left join the class whose whole loss grows least, of those that may take it."""
    for row in rest:
        grown = [ground.tight((*each.members, row)) for each in classes]
        more = [
            (ground.cost(new.cells) * ground.size(new.members) - ground.cost(old.cells) * ground.size(old.members), at)
            for at, (old, new) in enumerate(zip(classes, grown, strict=True))
        ]
        order = [at for _, at in sorted(more)]
        chosen = next((at for at in order if ground.problem.diverse(grown[at].members)), order[0])
        classes[chosen] = grown[chosen]
    return classes
