"""Three or more times as a line: joined only where the questions were the same, in words only where chance cannot do it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from civicdesk.records.courses import Course
from civicdesk.records.scores import Band, Method, Scale, ScaleItem, ScaleScore, Status
from civicdesk.scoring.course import Time, course

ITEMS = tuple(ScaleItem(item=f"q{n}", low=0, high=4) for n in range(10))
SCALE = Scale(
    name="calm",
    label={"en": "Calm"},
    method=Method.SUM,
    items=ITEMS,
    bands=(Band(name="low", start=-5, label={"en": "Low"}), Band(name="high", start=20, label={"en": "High"})),
    low=0.0,
    high=40.0,
)
FIRST = date(2026, 1, 1)


def at(days: int, value: float | None, **more: object) -> Time:
    status = Status.MISSING if value is None else Status.OK
    made = ScaleScore(scale="calm", value=value, status=status, n_answered=10, n_applicable=10, n_items=10, rule_sha256="same")
    return Time(on=FIRST + timedelta(days=days), wave=days, score=replace(made, **more))


def line(*times: Time) -> Course:
    made = course(SCALE, times)
    assert made is not None
    return made


def test_each_time_stands_at_its_day_and_its_height() -> None:
    made = line(at(0, 0), at(25, 10), at(100, 40))
    assert [(one.along, one.share) for one in made.points] == [(0.0, 0.0), (0.25, 0.25), (1.0, 1.0)]
    assert [one.on for one in made.points] == [FIRST, date(2026, 1, 26), date(2026, 4, 11)]


def test_a_change_is_told_only_beyond_the_threshold_of_the_scale() -> None:
    made = line(at(0, 10), at(1, 12), at(2, 30), at(3, 5))
    assert [one.words for one in made.points] == ["", "same", "up", "down"]
    assert made.words == "same"
    assert line(at(0, 5), at(1, 12), at(2, 19)).words == "up"


def test_a_time_without_a_score_is_a_gap_that_the_line_goes_over() -> None:
    made = line(at(0, 10), at(1, None), at(2, 12), at(3, 14))
    assert [(one.share, one.joined, one.words) for one in made.points] == [
        (0.25, False, ""),
        (None, False, ""),
        (0.3, True, "same"),
        (0.35, True, "same"),
    ]


@pytest.mark.parametrize("other", [{"rule_sha256": "other"}, {"variant": "short"}])
def test_where_the_questions_were_not_the_same_the_line_is_broken(other: dict[str, str]) -> None:
    made = line(at(0, 10), at(1, 30, **other), at(2, 30, **other))
    assert [one.joined for one in made.points] == [False, False, True]
    assert made.points[1].words == ""
    assert made.words == ""


@pytest.mark.parametrize("times", [(), (at(0, 1), at(1, 2)), (at(0, 1), at(1, 2), at(2, None))])
def test_two_times_are_no_line(times: tuple[Time, ...]) -> None:
    assert course(SCALE, times) is None


@pytest.mark.parametrize("ends", [(None, None), (None, 1.0), (0.0, None), (3.0, 3.0)])
def test_a_scale_without_ends_has_no_line(ends: tuple[float | None, float | None]) -> None:
    assert course(replace(SCALE, low=ends[0], high=ends[1]), [at(0, 1), at(1, 2), at(2, 3)]) is None


def test_bands_begin_within_the_drawing() -> None:
    assert line(at(0, 0), at(1, 0), at(2, 0)).bands == (("low", {"en": "Low"}, 0.0), ("high", {"en": "High"}, 0.5))


def test_three_times_on_one_day_stand_at_the_start() -> None:
    assert [one.along for one in line(at(0, 1), at(0, 2), at(0, 3)).points] == [0.0, 0.0, 0.0]
