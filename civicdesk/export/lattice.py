"""The full-domain optimum: one level for each column and everybody, the least loss, people without look-alikes left out whole.

Columns are fixed one after the other, those with most levels first, and equal rows are merged at each step. A branch is left when
even `*` in all columns that are still open would leave out too many people, or when what is lost already is more than the best
known loss: both can only grow further down. How like everybody's the answers are is asked at the end only: parts may be nearer than the whole.
"""

from collections import defaultdict
from dataclasses import dataclass
from math import prod

from civicdesk.errors import Refused
from civicdesk.export.closeness import Told, together
from civicdesk.export.sweep import Problem, Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """The best node of the lattice."""

    levels: tuple[int, ...]
    suppressed: int
    loss: int
    """In units of the problem's measure; each cell of a suppressed person counts 1."""
    kept: tuple[int, ...]
    """Numbers of the tuples that are released."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Merged rows. A key is one number: the group of the fixed columns, then the open columns, the next one in the lowest digit."""

    weights: dict[int, int]
    answers: dict[int, Told]
    costs: dict[int, int]
    """Group -> loss of one person in the fixed columns."""


def optimum(problem: Problem, limit: float, watch: Watch) -> Optimum:
    """Return the node of least loss; ties go to the lower sum of levels, then to the first in the order of the columns.

    Args:
        problem: people as tuples.
        limit: greatest share of people, 0 to 1, that may be suppressed.
        watch: told of progress; may ask to stop.

    Raises:
        Refused: EXPORT-FEW: even `*` everywhere leaves out more people than the limit; EXPORT-CANCELLED: somebody asked to stop.
    """
    return _Search(problem, limit, watch).go()


class _Search:
    """One search: the order of the columns, the best node so far."""

    def __init__(self, problem: Problem, limit: float, watch: Watch) -> None:
        self._problem = problem
        self._watch = watch
        self._most = int(limit * sum(problem.weights) + 1e-9)
        tops = [tree.top for tree in problem.trees]
        self._order = sorted(range(len(tops)), key=lambda at: (-tops[at], at))
        self._sizes = [len(problem.trees[at].nodes) for at in self._order]
        self._full = problem.measure.unit * len(tops)
        self._best: tuple[int, int, tuple[int, ...], int] | None = None

    def go(self) -> Optimum:
        """Search the whole lattice."""
        problem = self._problem
        rows = _Rows({}, {}, {0: 0})
        for row, weight, told in zip(problem.tuples, problem.weights, problem.answers, strict=True):
            key = 0
            for at, size in zip(reversed(self._order), reversed(self._sizes), strict=True):
                key = key * size + problem.trees[at].starts[row[at]][0]
            rows.weights[key] = weight
            if told:
                rows.answers[key] = told
        self._down(rows, ())
        if self._best is None:
            raise Refused("EXPORT-FEW", people=sum(problem.weights), k=problem.k)
        loss, _, levels, suppressed = self._best
        return Optimum(levels=levels, suppressed=suppressed, loss=loss, kept=_released(problem, levels))

    def _down(self, rows: _Rows, chosen: tuple[int, ...]) -> None:
        at = self._order[len(chosen)]
        tree, floor = self._problem.trees[at], self._problem.floors[at]
        for level in range(floor, tree.top + 1):
            if self._watch.cancelled():
                raise Refused("EXPORT-CANCELLED")
            if not chosen:
                self._watch.progress(level - floor, tree.top + 1 - floor)
            fixed = self._fix(rows, len(chosen), level)
            suppressed, loss = self._bounds(fixed, len(chosen) + 1)
            if suppressed > self._most or (self._best is not None and loss > self._best[0]):
                continue
            if len(chosen) + 1 < len(self._order):
                self._down(fixed, (*chosen, level))
            else:
                self._keep(loss, suppressed, (*chosen, level))

    def _keep(self, loss: int, suppressed: int, chosen: tuple[int, ...]) -> None:
        by_column = dict(zip(self._order, chosen, strict=True))
        levels = tuple(by_column[at] for at in range(len(by_column)))
        found = (loss, sum(levels), levels, suppressed)
        self._best = found if self._best is None else min(self._best, found)

    def _fix(self, rows: _Rows, step: int, level: int) -> _Rows:
        """Tell one more column on a level, and merge the rows that are equal then."""
        at, size, left = self._order[step], self._sizes[step], prod(self._sizes[step + 1 :])
        prices = self._problem.measure.costs[at]
        up = {way[0]: way[level] * left for way in self._problem.trees[at].starts.values()}
        fixed = _Rows(defaultdict(int), {}, {})
        for key, weight in rows.weights.items():
            group, opened = divmod(key, size * left)
            rest, digit = divmod(opened, size)
            merged = group * size * left + up[digit] + rest
            fixed.weights[merged] += weight
            if rows.answers:
                fixed.answers[merged] = _united(fixed.answers.get(merged), rows.answers[key])
        for group in {key // left for key in fixed.weights}:
            fixed.costs[group] = rows.costs[group // size] + prices[group % size]
        return fixed

    def _bounds(self, rows: _Rows, step: int) -> tuple[int, int]:
        """Return how many people, and how much loss, no node under this one can fall below."""
        left = prod(self._sizes[step:])
        holds = self._problem.asked.holds if step == len(self._order) else self._problem.asked.could_hold
        people: dict[int, int] = defaultdict(int)
        for key, weight in rows.weights.items():
            people[key // left] += weight
        answers: dict[int, Told] = {}
        for key, told in rows.answers.items():
            answers[key // left] = _united(answers.get(key // left), told)
        suppressed = kept = 0
        for group, count in people.items():
            if count >= self._problem.k and holds(answers.get(group, ())):
                kept += count * rows.costs[group]
            else:
                suppressed += count
        return suppressed, kept + suppressed * self._full


def _united(one: Told | None, other: Told) -> Told:
    return other if one is None else together((one, other))


def _released(problem: Problem, levels: tuple[int, ...]) -> tuple[int, ...]:
    """Return the tuples that stand in groups large and diverse enough at a node."""
    groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(problem.tuples):
        groups[tuple(tree.starts[label][level] for tree, label, level in zip(problem.trees, row, levels, strict=True))].append(number)
    large = (group for group in groups.values() if sum(problem.weights[member] for member in group) >= problem.k)
    return tuple(sorted(member for group in large if problem.diverse(group) for member in group))
