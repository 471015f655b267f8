"""Many records at once score as one by one, and the line under a score comes out by hand."""

import math
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from civicdesk.records.scores import Band, Key, Method, Norm, OnMissing, Scale, ScaleItem
from civicdesk.scoring.bulk import scores
from civicdesk.scoring.key import with_hashes
from civicdesk.scoring.scales import score

OF_ITEMS = [method for method in Method if method not in {Method.SUM_OF_SCALES, Method.MEAN_OF_SCALES}]
OF_SCALES = [Method.SUM_OF_SCALES, Method.MEAN_OF_SCALES]
NAMES = ["q1", "q2", "q3", "q4"]
NORMS = [
    None,
    Norm(kind="z", mean=3.5, sd=1.25),
    Norm(kind="t", mean=-2.0, sd=4.0),
    Norm(kind="percentile", sample=(1.0, 2.0, 2.0, 40.0)),
    Norm(kind="percentile", table=((2.0, 10.0), (50.0, 90.0))),
]
sensible = st.sampled_from([None, "dk", "na", "", 1, 2, 3, 4, "1", "2", "3", "4", "2.5", "99", True, 1.0])
records = st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, sensible)), min_size=1, max_size=6)


@st.composite
def scales(draw: st.DrawFn, name: str) -> Scale:
    method = draw(st.sampled_from(OF_ITEMS))
    count = 1 if method is Method.SINGLE else draw(st.integers(1, 4))
    items = []
    for item in NAMES[:count]:
        low = draw(st.integers(-2, 1))
        ends = (float(low), float(low + draw(st.integers(3, 9))))
        weight = float(draw(st.sampled_from([1, 1, 2, -1])))
        items.append(
            ScaleItem(item=item, reverse=draw(st.booleans()), weight=weight, low=ends[0], high=ends[1], integer=draw(st.booleans()))
        )
    return Scale(
        name=name,
        method=method,
        on_missing=draw(st.sampled_from(OnMissing)),
        min_answered=draw(st.integers(0, count)),
        min_proportion=draw(st.sampled_from([0.0, 0.5, 0.8])),
        rescale=draw(st.sampled_from(["none", "pomp"])) if method is Method.SUM else "none",
        rounding=draw(st.sampled_from([None, 0, 1])),
        transform=draw(st.sampled_from([None, None, {4.0: 1.5, 10.0: 2.0}])) if method is Method.SUM else None,
        transform_round=draw(st.sampled_from([None, 0])),
        norm=draw(st.sampled_from(NORMS)),
        items=tuple(items),
        bands=(Band(name="low", start=-1e6), Band(name="high", start=3.0)),
        parent="parent",
    )


@st.composite
def keys(draw: st.DrawFn) -> Key:
    children = (draw(scales("a")), draw(scales("b")))
    parent = Scale(
        name="parent", method=draw(st.sampled_from(OF_SCALES)), on_missing=draw(st.sampled_from([OnMissing.NULL, OnMissing.PRORATE]))
    )
    choices = {"q2": {"1": 4.0, "2": 0.0}} if draw(st.booleans()) else {}
    return with_hashes(Key(id="k", version="1", scales=(*children, parent), choice_scores=choices))


@given(keys(), records)
def test_many_records_score_as_one_by_one(key: Key, given_records: list[dict[str, object]]) -> None:
    for record, briefs in zip(given_records, scores(key, given_records), strict=True):
        wanted = [(one.value, one.status, one.n_answered, one.n_applicable, one.band) for one in score(key, record)]
        assert [tuple(brief) for brief in briefs] == wanted


def by_hand(expression: str) -> float:
    """Work out one side of a step: numbers, brackets, the four signs, and how the other methods are written."""
    positive = re.fullmatch(r"\((.*)\) > 0", expression)
    if positive:
        return sum(float(one) > 0 for one in positive[1].split(", "))
    allowed = expression.replace("×", "*").replace("−", "-")
    assert re.fullmatch(r"(min|max)?[-0-9.+*/() ,]+", allowed), expression
    return float(eval(allowed, {"min": min_of, "max": max_of}))  # noqa: S307 - the line holds nothing but arithmetic, as was checked


def min_of(*numbers: float) -> float:
    return min(numbers)


def max_of(*numbers: float) -> float:
    return max(numbers)


@settings(max_examples=300)
@given(keys(), records)
def test_the_line_under_a_score_comes_out_by_hand(key: Key, given_records: list[dict[str, object]]) -> None:
    for record in given_records:
        for one in score(key, record):
            if one.value is None:
                continue
            steps = one.arithmetic.split("; ")
            for step in steps:
                side, is_equal, result = step.rpartition(" = ")
                if is_equal:
                    assert math.isclose(by_hand(side), float(result), abs_tol=0.02, rel_tol=1e-3), step
            last = re.split(" = |→ ", steps[-1])[-1]
            assert math.isclose(float(last), one.value, abs_tol=0.005), one.arithmetic


@given(keys(), records)
def test_the_line_uses_the_numbers_that_stand_beside_the_answers(key: Key, given_records: list[dict[str, object]]) -> None:
    plain_key = with_hashes(replace(key, scales=tuple(replace(one, on_missing=OnMissing.NULL) for one in key.scales)))
    for record in given_records:
        for one in score(plain_key, record):
            if one.value is not None and one.workings:
                first = one.arithmetic.split("; ")[0]
                assert all(f"{working.value:g}"[:3] in first for working in one.workings if working.value is not None), first
