"""Every step from answers to a score, with numbers that can be checked by hand."""

import pytest

from civicdesk.records.scores import Band, Key, Method, Norm, OnMissing, Scale, ScaleItem, ScaleScore, Status
from civicdesk.scoring.key import with_hashes
from civicdesk.scoring.scales import score

FIVE = {"q1": 1, "q2": 2, "q3": 3, "q4": 4, "q5": 5}


def only(key: Key, answers: dict[str, object]) -> ScaleScore:
    (made,) = score(key, answers)
    return made


def without(*items: str) -> dict[str, object]:
    return {item: answer for item, answer in FIVE.items() if item not in items}


@pytest.mark.parametrize(
    ("method", "value", "line"),
    [
        ("sum", 15.0, "1 + 2 + 3 + 4 + 5 = 15"),
        ("mean", 3.0, "(1 + 2 + 3 + 4 + 5) / 5 = 3"),
        ("mean_of_pomp", 50.0, "1 + 2 + 3 + 4 + 5 = 15; 100 × (15 − 5) / (25 − 5) = 50"),
        ("weighted_sum", 15.0, "1 × 1 + 1 × 2 + 1 × 3 + 1 × 4 + 1 × 5 = 15"),
        ("weighted_mean", 3.0, "1 × 1 + 1 × 2 + 1 × 3 + 1 × 4 + 1 × 5 = 15; 15 / 5 = 3"),
        ("count", 5.0, "(1, 2, 3, 4, 5) > 0 = 5"),
        ("min", 1.0, "min(1, 2, 3, 4, 5) = 1"),
        ("max", 5.0, "max(1, 2, 3, 4, 5) = 5"),
    ],
)
def test_a_complete_record_scores_with_a_line_to_check_by_hand(one_scale, method: str, value: float, line: str) -> None:
    made = only(one_scale(method), FIVE)
    assert (made.value, made.status, made.arithmetic) == (value, Status.OK, line)


def test_a_single_question_is_its_own_score(one_scale) -> None:
    made = only(one_scale("single", 1), {"q1": 4})
    assert (made.value, made.arithmetic) == (4.0, "4")


def test_nothing_answered_is_no_score_even_where_missing_counts_zero(one_scale) -> None:
    made = only(one_scale("sum", on_missing=OnMissing.ZERO), {})
    assert (made.value, made.status, made.n_answered, made.n_applicable) == (None, Status.MISSING, 0, 5)


def test_one_missing_answer_takes_the_score_away_by_default(one_scale) -> None:
    made = only(one_scale("sum"), without("q3"))
    assert (made.value, made.status, made.arithmetic) == (None, Status.MISSING, "4 < 5")


def test_a_prorated_sum_is_scaled_up_to_all_items(one_scale) -> None:
    made = only(one_scale("sum", on_missing=OnMissing.PRORATE), without("q5"))
    assert (made.value, made.status, made.arithmetic) == (12.5, Status.PRORATED, "1 + 2 + 3 + 4 = 10; 10 / 4 × 5 = 12.5")


def test_too_few_answers_are_not_prorated(one_scale) -> None:
    made = only(one_scale("sum", on_missing=OnMissing.PRORATE, min_answered=4, min_proportion=0.5), without("q4", "q5"))
    assert (made.value, made.status, made.arithmetic) == (None, Status.TOO_FEW, "3 < 4")


def test_the_proportion_is_of_what_applies(one_scale) -> None:
    key = one_scale("mean", on_missing=OnMissing.PRORATE, min_proportion=0.75)
    assert only(key, {**without("q2"), "q3": "na"}).status is Status.PRORATED
    assert only(key, without("q2", "q3")).status is Status.TOO_FEW


def test_a_sum_with_a_question_that_does_not_apply_is_incomplete(one_scale) -> None:
    assert only(one_scale("sum"), {**FIVE, "q3": "na"}).status is Status.MISSING


def test_a_mean_is_over_what_applies(one_scale) -> None:
    made = only(one_scale("mean"), {**FIVE, "q3": "na"})
    assert (made.value, made.status, made.n_applicable, made.n_items) == (3.0, Status.OK, 4, 5)


def test_nothing_applies(one_scale) -> None:
    assert only(one_scale("mean"), dict.fromkeys(FIVE, "na")).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("method", "value"),
    [("sum", 12.0), ("mean", 2.4), ("mean_of_pomp", 40.0), ("weighted_sum", 12.0), ("weighted_mean", 2.4), ("count", 4.0), ("min", 0.0)],
)
def test_missing_answers_may_count_zero(one_scale, method: str, value: float) -> None:
    made = only(one_scale(method, on_missing=OnMissing.ZERO), without("q3"))
    assert (made.value, made.status, made.n_answered) == (value, Status.OK, 4)


def test_a_question_that_does_not_apply_counts_nothing_where_missing_counts_zero(one_scale) -> None:
    assert only(one_scale("mean", on_missing=OnMissing.ZERO), {**FIVE, "q5": "na"}).value == 2.5


def test_an_invalid_answer_is_never_prorated_around(one_scale) -> None:
    made = only(one_scale("sum", on_missing=OnMissing.PRORATE), {**FIVE, "q5": 9, "q4": "often"})
    assert (made.value, made.status, made.n_answered, made.n_applicable) == (None, Status.INVALID, 3, 5)
    assert made.flags == ("q4:not_a_number", "q5:out_of_range")


def test_a_reversed_item_turns_within_its_own_range(one_scale) -> None:
    items = (ScaleItem(item="q1", low=0.0, high=10.0, reverse=True), ScaleItem(item="q2", low=-2.0, high=2.0, reverse=True))
    made = only(one_scale(items=items), {"q1": 3, "q2": -1})
    assert made.value == 8.0
    assert [(one.value, one.reversed) for one in made.workings] == [(7.0, True), (1.0, True)]


def test_workings_show_every_item_and_what_became_of_it(one_scale) -> None:
    made = only(one_scale("mean", on_missing=OnMissing.PRORATE), {"q1": "1", "q2": "dk", "q3": "na", "q4": "x"})
    shown = [(one.answer, one.value, one.standing) for one in made.workings]
    assert shown == [
        ("1", 1.0, "answered"),
        ("dk", None, "missing"),
        ("na", None, "na"),
        ("x", None, "invalid:not_a_number"),
        ("", None, "missing"),
    ]


def test_weights_are_shared_among_the_answered(one_scale) -> None:
    items = (ScaleItem(item="q1", weight=3.0), ScaleItem(item="q2", weight=1.0), ScaleItem(item="q3", weight=1.0))
    mean = one_scale("weighted_mean", items=items, on_missing=OnMissing.PRORATE)
    assert only(mean, {"q1": 10, "q3": 0}).value == 7.5
    total = one_scale("weighted_sum", items=items, on_missing=OnMissing.PRORATE)
    made = only(total, {"q1": 10, "q3": 0})
    assert (made.value, made.arithmetic) == (37.5, "3 × 10 + 1 × 0 = 30; 30 / 4 × 5 = 37.5")


def test_weights_of_the_answered_that_add_up_to_nothing_give_no_score(one_scale) -> None:
    items = (ScaleItem(item="q1", weight=1.0), ScaleItem(item="q2", weight=-1.0), ScaleItem(item="q3", weight=2.0))
    made = only(one_scale("weighted_mean", items=items, on_missing=OnMissing.PRORATE), {"q1": 5, "q2": 1})
    assert (made.value, made.status) == (None, Status.TOO_FEW)


@pytest.mark.parametrize(
    ("method", "answers", "value"),
    [("sum", FIVE, 50.0), ("mean", FIVE, 50.0), ("count", FIVE, 100.0), ("max", FIVE, 100.0), ("weighted_sum", FIVE, 50.0)],
)
def test_pomp_puts_a_value_between_its_ends(one_scale, method: str, answers: dict[str, object], value: float) -> None:
    assert only(one_scale(method, rescale="pomp"), answers).value == value


def test_the_line_goes_on_to_what_a_person_sees(one_scale) -> None:
    assert only(one_scale("sum", rescale="pomp"), FIVE).arithmetic == "1 + 2 + 3 + 4 + 5 = 15; 100 × (15 − 5) / (25 − 5) = 50"


def test_negative_numbers_stand_in_brackets(one_scale) -> None:
    items = (ScaleItem(item="q1"), ScaleItem(item="q2"))
    assert only(one_scale(items=items), {"q1": -1, "q2": 1}).arithmetic == "(-1) + 1 = 0"


def test_a_number_that_rounds_to_nothing_shows_no_minus(one_scale) -> None:
    items = (ScaleItem(item="q1", integer=False),)
    assert only(one_scale(items=items), {"q1": -0.00001}).arithmetic == "0 = 0"


def test_a_value_past_the_table_has_no_score_never_the_nearest(one_scale) -> None:
    key = one_scale("sum", transform={15.0: 1.0})
    assert only(key, FIVE).value == 1.0
    made = only(key, {**FIVE, "q5": 4})
    assert (made.value, made.status, made.arithmetic) == (None, Status.NO_TRANSFORM, "1 + 2 + 3 + 4 + 4 = 14; 14 → –")


def test_a_prorated_value_is_rounded_before_the_table_only_if_the_key_says_so(one_scale) -> None:
    table = {13.0: 7.0}
    assert only(one_scale("sum", transform=table, on_missing=OnMissing.PRORATE), without("q5")).status is Status.NO_TRANSFORM
    key = one_scale("sum", transform=table, transform_round=0, on_missing=OnMissing.PRORATE)
    assert (only(key, without("q5")).value, only(key, without("q5")).status) == (7.0, Status.PRORATED)


@pytest.mark.parametrize(
    ("norm", "value"),
    [
        (Norm(kind="z", mean=12.0, sd=4.0), 0.75),
        (Norm(kind="t", mean=12.0, sd=4.0), 57.5),
        (Norm(kind="percentile", sample=(5.0, 10.0, 15.0, 20.0)), 62.5),
        (Norm(kind="percentile", table=((15.0, 80.0),)), 80.0),
    ],
)
def test_a_norm_sets_the_value_against_a_group(one_scale, norm: Norm, value: float) -> None:
    assert only(one_scale("sum", norm=norm), FIVE).value == value


def test_a_percentile_that_is_not_in_the_table_is_no_score(one_scale) -> None:
    assert only(one_scale("sum", norm=Norm(kind="percentile", table=((1.0, 1.0),))), FIVE).status is Status.NO_TRANSFORM


def test_the_band_looks_at_the_value_before_rounding(one_scale) -> None:
    key = one_scale("mean", rounding=0, bands=(Band(name="low", start=0.0), Band(name="high", start=3.0)))
    made = only(key, {**FIVE, "q5": 4})
    assert (made.value, made.band) == (3.0, "low")


def test_a_value_below_all_bands_has_none(one_scale) -> None:
    assert only(one_scale("mean", bands=(Band(name="high", start=4.0),)), FIVE).band == ""


def test_a_score_names_its_key_and_its_variant(one_scale) -> None:
    key = one_scale()
    (made,) = score(key, FIVE, variant="short")
    assert (made.key_id, made.key_version, made.variant) == ("k", "1", "short")
    assert (made.key_sha256, made.rule_sha256) == (key.sha256, key.rule_sha256["s"])


# ---- parents


def family(parent: str = "mean_of_scales", **rules: object) -> Key:
    children = tuple(
        Scale(
            name=name,
            method=Method.MEAN,
            on_missing=OnMissing.PRORATE,
            parent="p",
            items=tuple(ScaleItem(item=f"{name}{n}", low=1.0, high=5.0) for n in (1, 2)),
        )
        for name in ("a", "b", "c")
    )
    return with_hashes(Key(id="k", version="1", scales=(*children, Scale(name="p", method=Method(parent), **rules))))


WHOLE = {"a1": 1, "a2": 3, "b1": 4, "b2": 4, "c1": 3, "c2": 3}


def parent_of(key: Key, answers: dict[str, object]) -> ScaleScore:
    return score(key, answers)[-1]


def test_a_parent_is_the_plain_mean_of_its_children() -> None:
    made = parent_of(family(), WHOLE)
    assert (made.value, made.status, made.n_answered, made.arithmetic) == (3.0, Status.OK, 3, "(2 + 4 + 3) / 3 = 3")
    assert [(one.item, one.answer, one.standing) for one in made.workings] == [
        ("a", "2", "answered"),
        ("b", "4", "answered"),
        ("c", "3", "answered"),
    ]


def test_a_prorated_child_makes_the_parent_prorated() -> None:
    assert parent_of(family(), {**WHOLE, "a1": None}).status is Status.PRORATED


def test_a_child_without_a_value_is_missing_to_its_parent() -> None:
    made = parent_of(family(), {**WHOLE, "a1": None, "a2": None})
    assert (made.status, made.n_answered, made.n_applicable) == (Status.MISSING, 2, 3)


def test_a_sum_of_scales_is_prorated_to_all_children() -> None:
    made = parent_of(family("sum_of_scales", on_missing=OnMissing.PRORATE), {**WHOLE, "a1": None, "a2": None})
    assert (made.value, made.status) == (10.5, Status.PRORATED)


def test_a_child_that_does_not_apply_leaves_the_count() -> None:
    made = parent_of(family(), {**WHOLE, "a1": "na", "a2": "na"})
    assert (made.value, made.status, made.n_applicable) == (3.5, Status.OK, 2)


def test_an_invalid_child_makes_the_parent_invalid_and_is_named() -> None:
    made = parent_of(family(on_missing=OnMissing.PRORATE), {**WHOLE, "a1": 7})
    assert (made.value, made.status, made.flags) == (None, Status.INVALID, ("a1:out_of_range",))


def test_a_hand_made_parent_that_counts_zero_does_not_fall_over() -> None:
    assert parent_of(family(on_missing=OnMissing.ZERO), {**WHOLE, "a1": None, "a2": None}).value == 7 / 3
