"""Risks against a population."""

from collections import Counter
from math import comb

import pytest

from civicdesk.export.risk import population_uniques, risks

LABELS = [("a",)] * 5 + [("b",)] * 10 + [("c",)]


def test_the_prosecutor_has_one_chance_in_the_smallest_group() -> None:
    found = risks(LABELS, None)
    assert (found.people, found.classes, found.smallest, found.uniques, found.prosecutor) == (16, 3, 1, 1, 1.0)
    assert found.prosecutor_mean == pytest.approx(3 / 16)
    assert (found.journalist, found.marketer, found.population_uniques) == (None, None, None)


def test_the_journalist_does_not_know_who_took_part() -> None:
    found = risks(LABELS[:15], 1500)
    assert found.journalist == pytest.approx(1 / 500)
    assert found.marketer == pytest.approx((5 / 500 + 10 / 1000) / 15)
    assert found.population_uniques == 0.0


def test_a_population_smaller_than_the_round_is_taken_for_the_round() -> None:
    assert risks(LABELS, 3).journalist == 1.0


def test_nobody_is_at_no_chance() -> None:
    found = risks([], 100)
    assert (found.people, found.smallest, found.prosecutor, found.prosecutor_mean, found.journalist) == (0, 0, 0.0, 0.0, None)


def test_a_large_sample_is_estimated_by_zayatz() -> None:
    n, population, sizes = 10, 20, Counter({1: 4, 2: 3})
    spread = sum(count / 7 * size * comb(population - size, n - 1) / comb(population, n) for size, count in sizes.items())
    expected = 4 * (4 / 7 * (n / population) / spread) * population / n
    assert population_uniques(sizes, population) == pytest.approx(expected)


def test_a_whole_population_has_its_own_uniques() -> None:
    assert population_uniques(Counter({1: 4, 3: 2}), 10) == pytest.approx(4.0)


def test_a_small_sample_is_estimated_by_pitman() -> None:
    sizes = Counter({1: 40, 2: 15, 3: 8, 4: 4, 5: 3, 8: 2, 12: 1})
    estimate = population_uniques(sizes, 10_000)
    assert 40 < estimate < 1000
    assert estimate < population_uniques(sizes, 100_000)


@pytest.mark.parametrize(
    "sizes",
    [
        {1: 12},
        {1: 2, 2: 1},
        {1: 1, 2: 5},
        {1: 1, 50: 1},
        {1: 30, 2: 1},
        {1: 3, 2: 3},
        {1: 2, 100: 3},
        {1: 2},
        {1: 1},
        {1: 3, 2: 1, 3: 1},
        {1: 4, 3: 1, 7: 2},
        {1: 3, 7: 1},
    ],
)
def test_where_pitman_has_no_answer_zayatz_gives_one(sizes: dict[int, int]) -> None:
    people = sum(size * count for size, count in sizes.items())
    assert 0 < population_uniques(Counter(sizes), 1000) < 1000.001
    assert population_uniques(Counter(sizes), 20 * people) > 0
