"""The ascending sweep: local recoding that takes the finest groups first.

All ways of telling the columns more coarsely (vectors of levels) are tried from the least loss to the greatest. At each one, the
people who then have at least k - 1 look-alikes are taken out with those labels; the others wait for a coarser vector. Nobody is
left out. Whole numbers decide everything, so the result does not depend on the machine or on the order of the rows.
Method: our own; see docs/explanation/anonymisation.md.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress, product, repeat

from civicdesk.errors import Refused
from civicdesk.export.closeness import Asked, Told, together
from civicdesk.export.hierarchies import Hierarchy
from civicdesk.export.keyed import Keyed, Vector
from civicdesk.export.measure import Measure

MAX_VECTORS = 50_000
SMALL_RUN = 700_000
"""Tuples looked at by a first run that may be followed by two more with another order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Somebody who waits: told of progress, asked whether to go on."""

    progress: Callable[[int, int], None] = lambda _done, _all: None
    cancelled: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """People as distinct tuples of starting labels, sorted, with how many people share each."""

    trees: tuple[Hierarchy, ...]
    floors: Vector
    measure: Measure
    tuples: tuple[tuple[str, ...], ...]
    weights: tuple[int, ...]
    answers: tuple[Told, ...]
    """Tuple -> the answers of its people; no fields if nothing is asked of them."""
    k: int
    asked: Asked

    def diverse(self, members: Sequence[int]) -> bool:
        """Tell whether the sensitive answers of the people of some tuples are what is asked of a group."""
        return not self.asked.questions or self.asked.holds(together(self.answers[member] for member in members))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A group that was taken out together: the node of each column, and its tuples by number."""

    nodes: tuple[int, ...]
    members: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """The outcome of one run: groups of at least k, and the tuples of the fewer than k people that are left."""

    groups: tuple[Taken, ...]
    rest: tuple[int, ...]
    loss: int
    visits: int


def sweep(problem: Problem, watch: Watch) -> tuple[Swept, ...]:
    """Run the sweep; if the set is small, run it in two more orders as well. The first run comes first.

    Raises:
        Refused: EXPORT-CANCELLED: somebody asked to stop.
    """
    total = sums(problem)
    levels = _levels(problem, total)
    first = _Run(problem, watch).go(_order(total, levels, 2))
    if first.visits > SMALL_RUN:
        return (first,)
    return (first, *(_Run(problem, watch).go(_order(total, levels, power)) for power in (1, 3)))


def sums(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Return for each column and level the loss of all people together if that level were used for everybody."""
    return tuple(map(_sums_of_column, problem.trees, problem.measure.costs, zip(*problem.tuples, strict=True), repeat(problem.weights)))


def _sums_of_column(tree: Hierarchy, costs: Sequence[int], labels: Sequence[str], weights: Sequence[int]) -> tuple[int, ...]:
    people: Counter[str] = Counter()
    for label, weight in zip(labels, weights, strict=True):
        people[label] += weight
    return tuple(sum(count * costs[tree.starts[label][level]] for label, count in people.items()) for level in range(tree.top + 1))


def _levels(problem: Problem, total: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the levels to be tried for each column; too many vectors lose the inner levels that add least."""
    levels = [list(range(floor, tree.top + 1)) for floor, tree in zip(problem.floors, problem.trees, strict=True)]
    while _vectors(levels) > MAX_VECTORS:
        widest = max(range(len(levels)), key=lambda at: (len(levels[at]), -at))
        inner = levels[widest]
        inner.pop(min(range(1, len(inner) - 1), key=lambda at: total[widest][inner[at]] - total[widest][inner[at - 1]]))
    return levels


def _vectors(levels: Sequence[Sequence[int]]) -> int:
    count = 1
    for choice in levels:
        count *= len(choice)
    return count


def _order(total: Sequence[Sequence[int]], levels: Sequence[Sequence[int]], power: int) -> list[Vector]:
    weighed = [[value**power for value in column] for column in total]
    return sorted(product(*levels), key=lambda vector: (sum(column[level] for column, level in zip(weighed, vector, strict=True)), vector))


class _Run:
    """One pass over the vectors: the people who are left, as one column of numbers for each column and level."""

    def __init__(self, problem: Problem, watch: Watch) -> None:
        self._problem = problem
        self._watch = watch
        self._alive = list(range(len(problem.tuples)))
        self._weights = list(problem.weights)
        self._left = sum(self._weights)
        self._heavy = _heavy(self._weights)
        self._keyed = Keyed(problem.trees, list(zip(*problem.tuples, strict=True)))

    def go(self, order: Sequence[Vector]) -> Swept:
        groups: list[Taken] = []
        loss = visits = 0
        for done, vector in enumerate(order):
            if self._left < self._problem.k:
                break
            if self._watch.cancelled():
                raise Refused("EXPORT-CANCELLED")
            self._watch.progress(done, len(order))
            visits += len(self._alive)
            for group in self._take(vector):
                groups.append(group)
                loss += self._loss(group)
        self._watch.progress(len(order), len(order))
        return Swept(groups=tuple(groups), rest=tuple(self._alive), loss=loss, visits=visits)

    def _take(self, vector: Vector) -> list[Taken]:
        keys = self._keyed.keys(vector)
        counts = Counter(keys)
        for at, more in self._heavy:
            counts[keys[at]] += more
        if max(counts.values()) < self._problem.k:
            return []
        large = {key for key, count in counts.items() if count >= self._problem.k}
        members = defaultdict(list)
        for tuple_, key in zip(self._alive, keys, strict=True):
            if key in large:
                members[key].append(tuple_)
        chosen = {key: group for key, group in members.items() if self._problem.diverse(group)}
        self._drop([key not in chosen for key in keys])
        return [Taken(nodes=self._nodes(group[0], vector), members=tuple(group)) for _, group in sorted(chosen.items())]

    def _drop(self, kept: list[bool]) -> None:
        self._alive = list(compress(self._alive, kept))
        self._weights = list(compress(self._weights, kept))
        self._left = sum(self._weights)
        self._heavy = _heavy(self._weights)
        self._keyed.drop(kept)

    def _nodes(self, member: int, vector: Vector) -> tuple[int, ...]:
        row = self._problem.tuples[member]
        return tuple(tree.starts[label][level] for tree, label, level in zip(self._problem.trees, row, vector, strict=True))

    def _loss(self, group: Taken) -> int:
        each = sum(costs[node] for costs, node in zip(self._problem.measure.costs, group.nodes, strict=True))
        return each * sum(self._problem.weights[member] for member in group.members)


def _heavy(weights: Sequence[int]) -> list[tuple[int, int]]:
    """Return (place, people beyond the first) of each tuple that several people share: few, so that counting the others is quick."""
    return [(at, weight - 1) for at, weight in enumerate(weights) if weight > 1]
