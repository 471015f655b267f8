"""Whatever is answered, a score keeps its promises."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from civicdesk.records.scores import Band, Key, Method, OnMissing, Scale, ScaleItem, ScaleScore, Status
from civicdesk.scoring.change import change
from civicdesk.scoring.groups import group_summary
from civicdesk.scoring.key import canonical, from_canonical, with_hashes
from civicdesk.scoring.scales import raised, score

WITH_VALUE = {Status.OK, Status.PRORATED}
OF_ITEMS = [method for method in Method if method not in {Method.SUM_OF_SCALES, Method.MEAN_OF_SCALES, Method.SINGLE}]
NAMES = ["q1", "q2", "q3", "q4"]

anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=6),
    st.sampled_from(["dk", "ref", "na", "1", "2.0", " 3", "yes", "no", "NaN", "1e5"]),
)
answers = st.dictionaries(st.sampled_from([*NAMES, "other"]), anything)
sensible = st.fixed_dictionaries({name: st.sampled_from([None, "dk", "na", 1, 2, 3, 4, 5]) for name in NAMES})


@st.composite
def keys(draw: st.DrawFn) -> Key:
    """Draw keys such as the loader lets through: items of one range, positive weights."""
    low = draw(st.integers(-3, 3))
    high = low + draw(st.integers(1, 10))
    items = tuple(
        ScaleItem(item=name, reverse=draw(st.booleans()), weight=float(draw(st.integers(1, 4))), low=float(low), high=float(high))
        for name in NAMES[: draw(st.integers(1, 4))]
    )
    method = draw(st.sampled_from(OF_ITEMS))
    missing = [OnMissing.NULL] if method is Method.COUNT else [OnMissing.NULL, OnMissing.PRORATE]
    pomp = draw(st.booleans()) and method is not Method.MEAN_OF_POMP
    child = Scale(
        name="child",
        method=method,
        on_missing=draw(st.sampled_from(missing)),
        min_answered=draw(st.integers(0, len(items))),
        min_proportion=draw(st.sampled_from([0.0, 0.5, 0.8, 1.0])),
        rescale="pomp" if pomp else "none",
        items=items,
        parent="parent",
        bands=(Band(name="all", start=-1e6),),
    )
    twin = replace(child, name="twin", items=tuple(reversed(items)), on_missing=OnMissing.NULL)
    parent = Scale(name="parent", method=draw(st.sampled_from([Method.SUM_OF_SCALES, Method.MEAN_OF_SCALES])), on_missing=OnMissing.PRORATE)
    return with_hashes(
        Key(id="k", version="1", scales=(child, twin, parent), choice_scores={"q1": {"yes": float(high)}} if draw(st.booleans()) else {})
    )


def check(key: Key, made: tuple[ScaleScore, ...]) -> None:
    for scale, one in zip(key.scales, made, strict=True):
        assert (one.value is not None) == (one.status in WITH_VALUE)
        assert one.n_answered <= one.n_applicable <= one.n_items
        assert bool(one.band) == (one.value is not None and bool(scale.bands))
        if one.value is not None:
            assert scale.low is not None
            assert scale.high is not None
            assert scale.low - 1e-6 <= one.value <= scale.high + 1e-6


@given(keys(), answers)
def test_any_answers_give_a_value_in_range_or_a_reason(key: Key, given_answers: dict[str, object]) -> None:
    check(key, score(key, given_answers))


@given(keys(), sensible)
def test_sensible_answers_do_too(key: Key, given_answers: dict[str, object]) -> None:
    check(key, score(key, given_answers))


@given(keys(), sensible)
def test_the_order_of_items_and_answers_changes_nothing(key: Key, given_answers: dict[str, object]) -> None:
    child, twin, *_ = score(replace(key, scales=tuple(replace(scale, on_missing=OnMissing.NULL) for scale in key.scales)), given_answers)
    assert (child.status, child.n_answered) == (twin.status, twin.n_answered)
    assert child.value is None or abs(child.value - (twin.value or 0.0)) < 1e-9
    assert score(key, dict(reversed(given_answers.items()))) == score(key, given_answers)


@given(keys(), st.sampled_from(NAMES), anything)
def test_flags_never_stumble_over_an_answer(key: Key, item: str, answer: object) -> None:
    assert raised(key, item, answer) == ()


@given(keys())
def test_a_key_survives_its_canonical_text(key: Key) -> None:
    assert from_canonical(canonical(key)) == key


@given(keys(), sensible, sensible)
def test_change_turns_round_with_time(key: Key, first: dict[str, object], second: dict[str, object]) -> None:
    turned = {"up": "down", "down": "up", "same": "same", "": ""}
    for scale, before, after in zip(key.scales, score(key, first), score(key, second), strict=True):
        assert change(scale, after, before).words == turned[change(scale, before, after).words]


@given(keys(), st.lists(sensible, max_size=8))
def test_a_group_hides_everything_or_counts_everybody(key: Key, people: list[dict[str, object]]) -> None:
    scores = [score(key, one)[0] for one in people]
    row = group_summary(key.scales[0], scores)
    assert row.suppressed == (row.n_scored < 5)
    assert (row.mean is None) == row.suppressed
    assert row.bands is None or sum(count for _, count in row.bands) == row.n_scored
