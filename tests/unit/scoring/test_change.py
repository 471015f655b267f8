"""What may be said of two scores, and what may not."""

from dataclasses import replace

import pytest

from civicdesk.records.scores import ChangeClass, Direction, Method, Scale, ScaleScore, Status
from civicdesk.scoring.change import change, changes

PERCENT = Scale(name="s", method=Method.MEAN_OF_POMP, low=0.0, high=100.0)
KNOWN = replace(PERCENT, sd=8.0, reliability=0.84)


def scored(value: float | None, answered: int = 5, rule: str = "r", variant: str = "full") -> ScaleScore:
    status = Status.MISSING if value is None else Status.OK
    return ScaleScore(
        scale="s", value=value, status=status, n_answered=answered, n_applicable=5, n_items=5, rule_sha256=rule, variant=variant
    )


def test_a_reliable_change_is_told_with_its_figures() -> None:
    made = change(KNOWN, scored(30), scored(42))
    assert (made.difference, made.klass, made.rule, made.words) == (12, ChangeClass.IMPROVED, "reliability", "up")
    assert made.rci == pytest.approx(2.65165042944955)
    assert made.threshold == pytest.approx(8.869947)


@pytest.mark.parametrize(
    ("before", "after", "klass", "words"),
    [(30, 38, "unchanged", "same"), (42, 30, "deteriorated", "down"), (30, 30, "unchanged", "same")],
)
def test_small_changes_are_about_the_same(before: float, after: float, klass: str, words: str) -> None:
    made = change(KNOWN, scored(before), scored(after))
    assert (made.klass, made.words) == (klass, words)


@pytest.mark.parametrize(
    ("direction", "before", "after", "klass"),
    [
        (Direction.LOWER_BETTER, 20, 9, "recovered"),
        (Direction.LOWER_BETTER, 40, 25, "improved"),
        (Direction.LOWER_BETTER, 9, 25, "deteriorated"),
        (Direction.HIGHER_BETTER, 5, 40, "recovered"),
        (Direction.HIGHER_BETTER, 40, 60, "improved"),
        (Direction.NEUTRAL, 5, 40, "changed"),
        (Direction.NEUTRAL, 40, 5, "changed"),
        (Direction.NEUTRAL, 40, 41, "unchanged"),
    ],
)
def test_crossing_the_cutoff_to_the_good_side_has_its_own_class(direction: Direction, before: float, after: float, klass: str) -> None:
    scale = replace(KNOWN, direction=direction, cutoff=10.0)
    assert change(scale, scored(before), scored(after)).klass == klass


def test_a_standard_error_goes_before_reliability() -> None:
    made = change(replace(KNOWN, sem=1.0), scored(30), scored(33))
    assert (made.rule, made.words) == ("sem", "up")


def test_a_scale_without_error_counts_every_difference() -> None:
    scale = replace(PERCENT, sd=8.0, reliability=1.0)
    assert change(scale, scored(30), scored(31)).words == "up"
    assert change(scale, scored(30), scored(30)).words == "same"
    assert change(scale, scored(30), scored(31)).rci is None


@pytest.mark.parametrize(
    ("answered", "points"), [(2, 45), (3, 40), (4, 35), (5, 30), (6, 25), (9, 25), (10, 20), (19, 20), (20, 15), (50, 15)]
)
def test_without_reliability_the_cautious_rule_asks_for_many_points(answered: int, points: float) -> None:
    just, short = scored(10 + points, answered), scored(9 + points, answered)
    assert change(PERCENT, scored(10, answered + 3), just).words == "up"
    assert change(PERCENT, scored(10, answered), short).words == "same"
    assert change(PERCENT, scored(10, answered), just).rule == "cautious"


def test_points_are_of_the_length_of_the_scale() -> None:
    scale = replace(PERCENT, low=0.0, high=10.0)
    assert change(scale, scored(2), scored(5)).threshold == pytest.approx(3.0)


@pytest.mark.parametrize("scale", [PERCENT, replace(PERCENT, low=None)])
def test_one_answer_or_an_open_scale_never_shows_change(scale: Scale) -> None:
    made = change(scale, scored(0, 1), scored(100, 1))
    assert (made.rule, made.klass, made.words, made.difference) == ("never", None, "", 100)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (scored(None), scored(5)),
        (scored(5), scored(None)),
        (scored(5), scored(5, rule="other")),
        (scored(5), scored(5, variant="short")),
    ],
)
def test_unlike_scores_are_not_compared(before: ScaleScore, after: ScaleScore) -> None:
    made = change(KNOWN, before, after)
    assert (made.rule, made.difference, made.klass, made.words) == ("not comparable", None, None, "")
    assert (made.before, made.after) == (before.value, after.value)


def test_only_scales_that_were_scored_both_times_are_compared() -> None:
    other = replace(KNOWN, name="other")
    made = changes([KNOWN, other], [scored(30)], [scored(42), replace(scored(5), scale="other")])
    assert {name: one.words for name, one in made.items()} == {"s": "up"}
