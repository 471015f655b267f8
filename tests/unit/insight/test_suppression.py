"""Small counts are hidden with what would give them away."""

from collections.abc import Sequence
from itertools import product
from random import Random

import pytest

from civicdesk.errors import Refused
from civicdesk.insight import suppression

Table = Sequence[Sequence[int]]


@pytest.mark.parametrize(
    ("count", "of", "shown"),
    [(0, 20, 0), (4, 20, None), (5, 20, 5), (16, 20, None), (20, 20, 20), (15, 20, 15), (2, 2, None), (0, 4, None)],
)
def test_a_count_is_hidden_if_few_said_yes_or_few_did_not(count: int, of: int, shown: int | None) -> None:
    assert suppression.hide_count(count, of=of, least=5) == shown


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([], ()),
        ([0, 0], (0, 0)),
        ([8, 9, 0], (8, 9, 0)),
        ([3, 9, 8], (None, 9, None)),
        ([3, 4, 8], (None, None, 8)),
        ([1, 1, 8, 9], (None, None, None, 9)),
        ([4, 5, 9], (None, None, 9)),
        ([2, 0, 0], (None, None, None)),
        ([0, 0, 12], (None, None, None)),
        ([3, 0, 9], (None, 0, None)),
        ([1, 2, 0], (None, None, None)),
    ],
)
def test_a_row_is_hidden_until_its_small_counts_cannot_be_worked_out(counts: list[int], shown: tuple[int | None, ...]) -> None:
    assert suppression.hide_small(counts, least=5) == shown


def _possible(counts: Table, hidden: set[tuple[int, int]], cell: tuple[int, int]) -> tuple[int, int]:
    """Try every filling of the hidden cells that agrees with all totals."""
    cells = sorted(hidden)
    rows = [sum(row) for row in counts]
    columns = [sum(column) for column in zip(*counts, strict=True)]
    found = []
    for values in product(*(range(min(rows[i], columns[j]) + 1) for i, j in cells)):
        table = [list(row) for row in counts]
        for (i, j), value in zip(cells, values, strict=True):
            table[i][j] = value
        if [sum(row) for row in table] == rows and [sum(column) for column in zip(*table, strict=True)] == columns:
            found.append(table[cell[0]][cell[1]])
    return min(found), max(found)


@pytest.mark.parametrize("seed", range(25))
def test_what_remains_possible_is_that_of_trying_everything(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same invented rows in every run
    counts = [[chance.randint(0, 3) for _ in range(3)] for _ in range(3)]
    hidden = set(chance.sample(list(product(range(3), range(3))), 5))
    for cell in sorted(hidden):
        assert suppression.interval(counts, hidden, cell) == _possible(counts, hidden, cell)


def _hidden(table: suppression.Shown) -> set[tuple[int, int]]:
    return {(i, j) for i, row in enumerate(table) for j, count in enumerate(row) if count is None}


@pytest.mark.parametrize("least", [5, 10])
@pytest.mark.parametrize("seed", range(20))
def test_no_small_cell_of_a_merged_table_can_be_worked_out(seed: int, least: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same invented rows in every run
    width = chance.randint(3, 6)
    counts: Table = [[chance.choice((0, 1, 3, 8, 20, 40)) for _ in range(width)] for _ in range(chance.randint(4, 8))]
    counts = suppression.merged(counts, suppression.merge_small(counts, least=least))
    turned = list(zip(*counts, strict=True))
    counts = list(zip(*suppression.merged(turned, suppression.merge_small(turned, least=least)), strict=True))
    hidden = _hidden(suppression.protect_table(counts, least=least))
    for i, row in enumerate(counts):
        for j, count in enumerate(row):
            if 0 < count < least:
                low, high = suppression.interval(counts, hidden, (i, j))
                assert high - low >= least


def test_a_table_without_small_cells_is_shown_whole() -> None:
    assert suppression.protect_table([[10, 20], [6, 30]], least=5) == ((10, 20), (6, 30))


def test_a_row_that_lies_in_one_cell_is_hidden() -> None:
    shown = suppression.protect_table([[0, 20, 0], [9, 30, 12], [10, 14, 16]], least=5)
    assert shown[0][1] is None


def test_a_table_that_cannot_be_protected_is_refused() -> None:
    with pytest.raises(Refused, match="INSIGHT-TABLE"):
        suppression.protect_table([[3, 20]], least=5)


def test_small_rows_go_together_and_take_the_smallest_other_with_them() -> None:
    counts = [[30, 10], [2, 3], [4, 4], [8, 7]]
    assert suppression.merge_small(counts, least=5) == ((0,), (1, 2), (3,))
    assert suppression.merge_small(counts, least=7) == ((0,), (1, 2, 3))
    assert suppression.merged(counts, ((0,), (1, 2, 3))) == ((30, 10), (14, 14))
    assert suppression.merge_small([[30, 10]], least=5) == ((0,),)
    assert suppression.merge_small([[1, 1], [1, 2]], least=5) == ((0, 1),)


def test_a_count_goes_to_the_nearest_five() -> None:
    assert [suppression.round5(count) for count in (0, 2, 3, 7, 8, 12)] == [0, 0, 5, 5, 10, 10]
