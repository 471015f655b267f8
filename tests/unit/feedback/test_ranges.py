"""Where a score lies between the ends of its scale."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from civicdesk.feedback.ranges import ends, share_of
from civicdesk.records.scores import Method, Norm, Scale


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (0.0, 100.0)),
        ({"method": Method.SUM}, (2.0, 8.0)),
        ({"method": Method.MEAN}, (1.0, 4.0)),
        ({"method": Method.MAX}, (1.0, 4.0)),
        ({"method": Method.COUNT}, (0.0, 2.0)),
        ({"method": Method.WEIGHTED_SUM}, (2.0, 8.0)),
        ({"method": Method.SUM, "rescale": "pomp"}, (0.0, 100.0)),
        ({"method": Method.SUM, "transform": {7.0: 7.0, 35.0: 35.0}}, (7.0, 35.0)),
        ({"norm": Norm(kind="z", mean=1, sd=1)}, None),
        ({"method": Method.SUM, "items": ()}, None),
    ],
    ids=["mean of percents", "sum", "mean", "max", "count", "weighted", "rescaled", "table", "norm", "nothing"],
)
def test_the_ends_of_a_scale_follow_from_its_rule(
    make_scale: Callable[..., Scale], change: dict[str, object], expected: tuple[float, float] | None
) -> None:
    assert ends(make_scale("s", "S", ("a", "b"), **change)) == expected


def test_a_negative_weight_swaps_the_ends_of_its_item(make_scale: Callable[..., Scale]) -> None:
    scale = make_scale("s", "S", ("a", "b"), method=Method.WEIGHTED_SUM)
    turned = replace(scale, items=(scale.items[0], replace(scale.items[1], weight=-1.0)))
    assert ends(turned) == (-3.0, 3.0)


def test_an_item_without_a_range_leaves_the_scale_without_ends(make_scale: Callable[..., Scale]) -> None:
    scale = make_scale("s", "S", ("a", "b"), method=Method.SUM)
    assert ends(replace(scale, items=(replace(scale.items[0], low=None), scale.items[1]))) is None


@pytest.mark.parametrize(("value", "share"), [(-5.0, 0.0), (0.0, 0.0), (25.0, 0.25), (100.0, 1.0), (120.0, 1.0)])
def test_a_share_stays_between_nothing_and_all(make_scale: Callable[..., Scale], value: float, share: float) -> None:
    assert share_of(make_scale("s", "S", ("a", "b")), value) == share


def test_a_scale_of_one_possible_value_has_no_share(make_scale: Callable[..., Scale]) -> None:
    assert share_of(make_scale("s", "S", ("a", "b"), transform={1.0: 5.0}, method=Method.SUM), 5.0) is None
