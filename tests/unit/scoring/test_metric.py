"""Rounding, and the ends between which a value lies."""

import pytest

from civicdesk.records.scores import Key, Method, Norm, OnMissing, Scale, ScaleItem
from civicdesk.scoring.key import with_hashes
from civicdesk.scoring.metric import half_up, looked_up
from civicdesk.scoring.ranges import raw_ends


@pytest.mark.parametrize(
    ("value", "digits", "rounded"),
    [
        (2.5, 0, 3.0),
        (-2.5, 0, -2.0),
        (1.25, 1, 1.3),
        (13.75, 0, 14.0),
        (0.285, 2, 0.29),
        (1.0049999999999999, 2, 1.01),
        (7.0, 3, 7.0),
        (0.0, 0, 0.0),
    ],
)
def test_halves_go_up_as_a_person_would_round_them(value: float, digits: int, rounded: float) -> None:
    assert half_up(value, digits) == rounded


def test_a_table_forgives_what_binary_fractions_lose() -> None:
    assert looked_up({0.3: 1.0}, 0.1 + 0.2) == 1.0


ITEMS = (ScaleItem(item="a", low=0.0, high=3.0, weight=2.0), ScaleItem(item="b", low=1.0, high=5.0, weight=-1.0))


@pytest.mark.parametrize(
    ("method", "ends"),
    [
        ("sum", (1.0, 8.0)),
        ("weighted_sum", (-5.0, 5.0)),
        ("mean_of_pomp", (0.0, 100.0)),
        ("count", (0.0, 2.0)),
        ("mean", (0.0, 5.0)),
    ],
)
def test_the_ends_follow_from_the_items(method: str, ends: tuple[float, float]) -> None:
    assert raw_ends(Scale(name="s", method=Method(method), items=ITEMS)) == ends


def test_an_item_without_a_range_leaves_the_ends_open() -> None:
    assert raw_ends(Scale(name="s", method=Method.SUM, items=(*ITEMS, ScaleItem(item="c")))) is None


def ends_of(*scales: Scale) -> tuple[float | None, float | None]:
    last = with_hashes(Key(id="k", version="1", scales=scales)).scales[-1]
    return last.low, last.high


@pytest.mark.parametrize(
    ("norm", "ends"),
    [
        (Norm(kind="z", mean=1.0, sd=7.0), (0.0, 1.0)),
        (Norm(kind="t", mean=1.0, sd=7.0), (50.0, 60.0)),
        (Norm(kind="percentile", sample=(1.0,)), (0.0, 100.0)),
    ],
)
def test_a_norm_moves_the_ends(norm: Norm, ends: tuple[float, float]) -> None:
    assert ends_of(Scale(name="s", method=Method.SUM, items=ITEMS, norm=norm)) == ends


def test_a_table_gives_the_ends() -> None:
    assert ends_of(Scale(name="s", method=Method.SUM, items=ITEMS, transform={1.0: 5.0, 8.0: 2.0})) == (2.0, 5.0)


@pytest.mark.parametrize(("method", "ends"), [("mean_of_scales", (1.0, 8.0)), ("sum_of_scales", (2.0, 16.0))])
def test_a_parent_has_the_ends_of_its_children(method: str, ends: tuple[float, float]) -> None:
    children = [Scale(name=name, method=Method.SUM, items=ITEMS, parent="p") for name in "ab"]
    assert ends_of(*children, Scale(name="p", method=Method(method), on_missing=OnMissing.PRORATE)) == ends


def test_a_parent_of_an_open_scale_is_open() -> None:
    child = Scale(name="a", method=Method.SUM, items=(ScaleItem(item="c"),), parent="p")
    assert ends_of(child, Scale(name="p", method=Method.MEAN_OF_SCALES)) == (None, None)
