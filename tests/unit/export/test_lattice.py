"""The full-domain optimum against a search through every node."""

from collections import defaultdict
from itertools import product
from random import Random

import pytest

from civicdesk.errors import Refused
from civicdesk.export import closeness, hierarchies, measure
from civicdesk.export.lattice import optimum
from civicdesk.export.sweep import Problem, Watch

TREES = (
    hierarchies.read("age", b"".join(b"%d;%d;%d;*\n" % (age, age // 4, age // 8 + 100) for age in range(16)), for_release=False),
    hierarchies.read("area", b"a;x;*\nb;x;*\nc;y;*\n", for_release=False),
    hierarchies.read("sex", b"f;*\nm;*\n", for_release=False),
)


def _problem(seed: int, k: int, l: int, t: float | None = None) -> Problem:  # noqa: E741 - as in the program
    chance = Random(seed)  # noqa: S311 - the same invented rows in every run
    people: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for _ in range(40):
        people[str(chance.randrange(16)), chance.choice("abc"), chance.choice("fm")].append(
            chance.choice("pq") if chance.random() < 0.8 else ""
        )
    rows = sorted(people)
    told = [(answer,) for answers in people.values() for answer in answers]
    asked = closeness.ask(told, [()], l, t) if l or t else closeness.Asked()
    question = asked.questions[0] if asked.questions else closeness.Question(values=(), whole=(), ordered=False)
    return Problem(
        trees=TREES,
        floors=(0, 0, 0),
        measure=measure.of(TREES),
        tuples=tuple(rows),
        weights=tuple(len(people[row]) for row in rows),
        answers=tuple((sum(map(question.packed, people[row])),) if asked.questions else () for row in rows),
        k=k,
        asked=asked,
    )


def _by_hand(problem: Problem, limit: float) -> tuple[int, int, tuple[int, ...], int] | None:
    """Try every node."""
    found = []
    full, people = problem.measure.unit * 3, sum(problem.weights)
    for levels in product(*(range(tree.top + 1) for tree in problem.trees)):
        groups: dict[tuple[int, ...], list[int]] = defaultdict(list)
        for number, row in enumerate(problem.tuples):
            groups[tuple(tree.starts[label][level] for tree, label, level in zip(problem.trees, row, levels, strict=True))].append(number)
        loss = suppressed = 0
        for nodes, members in groups.items():
            count = sum(problem.weights[member] for member in members)
            if count >= problem.k and problem.diverse(members):
                loss += count * sum(costs[node] for costs, node in zip(problem.measure.costs, nodes, strict=True))
            else:
                loss += count * full
                suppressed += count
        if suppressed <= limit * people:
            found.append((loss, sum(levels), levels, suppressed))
    return min(found, default=None)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("k", "l", "limit"), [(3, 0, 0.0), (3, 0, 0.1), (5, 0, 1.0), (3, 2, 0.0), (4, 2, 0.3)])
def test_the_optimum_is_that_of_trying_every_node(seed: int, k: int, l: int, limit: float) -> None:  # noqa: E741 - as in the program
    problem = _problem(seed, k, l)
    best, expected = optimum(problem, limit, Watch()), _by_hand(problem, limit)
    assert expected is not None
    assert (best.loss, sum(best.levels), best.levels, best.suppressed) == expected
    assert sum(problem.weights[number] for number in best.kept) == 40 - best.suppressed


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("t", "limit"), [(0.1, 0.0), (0.2, 0.2), (0.3, 1.0)])
def test_the_optimum_with_a_distance_is_that_of_trying_every_node(seed: int, t: float, limit: float) -> None:
    problem = _problem(seed, 3, 0, t)
    best = optimum(problem, limit, Watch())
    assert (best.loss, sum(best.levels), best.levels, best.suppressed) == _by_hand(problem, limit)


def test_too_few_people_for_any_node_are_refused() -> None:
    with pytest.raises(Refused, match="EXPORT-FEW"):
        optimum(_problem(1, 41, 0), 0.5, Watch())


def test_the_search_can_be_stopped() -> None:
    with pytest.raises(Refused, match="EXPORT-CANCELLED"):
        optimum(_problem(1, 3, 0), 0.0, Watch(cancelled=lambda: True))


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    optimum(_problem(1, 3, 0), 0.0, Watch(progress=lambda done, whole: told.append((done, whole))))
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4)]
