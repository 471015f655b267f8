"""Statistics of a scale: right where they are defined, silent where they are not."""

import pytest

from civicdesk.records.scores import Key, Method, Scale, ScaleItem
from civicdesk.scoring.factor import inverse_diagonal, leading
from civicdesk.scoring.reliability import item_statistics


def described(rows: list[list[object]], **rules: object):
    items = tuple(ScaleItem(item=f"q{n}", integer=False, **rules) for n in range(len(rows[0])))
    scale = Scale(name="s", method=Method.SUM, items=items)
    key = Key(id="k", version="1", scales=(scale,))
    return item_statistics(key, scale, [dict(zip((item.item for item in items), row, strict=True)) for row in rows])


def test_a_small_table_worked_out_by_hand() -> None:
    made = described([[1, 2, 3], [2, 3, 3], [3, 4, 5], [4, 4, 5]])
    assert made.alpha == pytest.approx(0.961832061068702)
    assert made.sem == pytest.approx(0.645497224367903)
    assert (made.n_rows, made.n_complete, made.mean, made.percentiles[50]) == (4, 4, 9.75, 10.0)


def test_two_items_have_no_factor() -> None:
    made = described([[1, 2], [2, 2], [3, 5]])
    assert made.alpha is not None
    assert (made.omega_minres, made.omega_ml) == (None, None)


def test_why_an_answer_is_missing_is_counted() -> None:
    made = described([[1, 2], ["dk", 2], ["na", 2], [None, 2], ["often", 2], [9, 2]], low=0.0, high=5.0)
    assert made.items[0].missing == {"dk": 1, "na": 1, "blank": 1, "invalid": 2}
    assert made.items[0].n == 1


def test_reversed_items_are_turned_first() -> None:
    assert described([[1, 1], [2, 2]], low=1.0, high=5.0, reverse=True).mean == 9.0


def test_one_item_has_no_rest() -> None:
    made = described([[1], [2], [4]])
    assert (made.alpha, made.items[0].item_rest_r, made.items[0].item_total_r) == (None, None, 1.0)


def test_twins_leave_nothing_to_divide_by() -> None:
    assert described([[1, 1, 2], [2, 2, 1], [3, 3, 5]]).lambda6 is None


def test_items_that_pull_apart_have_no_standardised_alpha() -> None:
    made = described([[1, 5], [2, 4], [3, 3]])
    assert (made.alpha, made.alpha_standardised, made.lambda6) == (None, None, None)


def test_three_items_that_cancel_out_have_no_lambda() -> None:
    made = described([[1, -1, 0], [-1, 1, 0], [1, 1, -2], [-1, -1, 2]])
    assert made.lambda6 is None


def test_pairs_without_common_records_have_no_alpha() -> None:
    made = described([[1, None], [None, 2], [3, None]])
    assert (made.alpha_pairwise, made.n_complete, made.percentiles) == (None, 0, {})


def test_the_inverse_of_a_matrix_that_needs_its_rows_exchanged() -> None:
    assert inverse_diagonal([[0.0, 1.0], [1.0, 1.0]]) == [-1.0, 0.0]


def test_items_without_anything_in_common_have_no_strong_factor() -> None:
    rows = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    made = described(rows)
    assert made.omega_minres is not None
    assert made.omega_minres < 0.1
    assert made.omega_ml is not None
    assert made.omega_ml < 0.1


def test_a_direction_that_hardly_turns_is_given_up_in_time() -> None:
    strength, _ = leading([[1.0, 0.0], [0.0, 1.0 - 1e-9]], [0.6, 0.8])
    assert strength == pytest.approx(1.0)
