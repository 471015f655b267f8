"""A line over time stays within its drawing, and never joins what cannot be compared."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from civicdesk.records.scores import Band, Method, Scale, ScaleScore, Status
from civicdesk.scoring.course import LEAST, Time, course

SCALE = Scale(name="s", method=Method.MEAN, low=-3.0, high=7.0, bands=(Band(name="low", start=-3.0), Band(name="high", start=2.0)))
DAY = date(2026, 1, 1)

scores = st.builds(
    lambda value, rule, variant: ScaleScore(
        scale="s",
        value=value,
        status=Status.MISSING if value is None else Status.OK,
        n_answered=5,
        n_applicable=5,
        n_items=5,
        rule_sha256=rule,
        variant=variant,
    ),
    st.none() | st.floats(-3.0, 7.0),
    st.sampled_from(["one", "other"]),
    st.sampled_from(["full", "short"]),
)
times = st.lists(st.tuples(st.integers(0, 900), scores), max_size=8).map(
    lambda found: [
        Time(on=DAY + timedelta(days=day), wave=wave, score=one) for wave, (day, one) in enumerate(sorted(found, key=lambda x: x[0]))
    ]
)


@given(times)
def test_every_time_lies_within_the_drawing_and_only_like_is_joined(given_times: list[Time]) -> None:
    line = course(SCALE, given_times)
    valued = [one for one in given_times if one.score.value is not None]
    assert (line is None) == (len(valued) < LEAST)
    if line is None:
        return
    assert len(line.points) == len(given_times)
    assert [point.along for point in line.points] == sorted(point.along for point in line.points)
    last = None
    for point, one in zip(line.points, given_times, strict=True):
        assert 0.0 <= point.along <= 1.0
        assert (point.share is None) == (one.score.value is None)
        assert point.share is None or -1e-9 <= point.share <= 1 + 1e-9
        alike = last is not None and (last.rule_sha256, last.variant) == (one.score.rule_sha256, one.score.variant)
        assert point.joined == (alike and one.score.value is not None)
        assert bool(point.words) <= point.joined
        last = one.score if one.score.value is not None else last
