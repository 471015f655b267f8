"""Bars for the room."""

from dataclasses import replace

from civicdesk.insight.views import session_bars
from civicdesk.records.scores import Band, GroupRow, Method, Scale

BANDS = (
    Band(name="low", start=0, label={"en": "Building"}),
    Band(name="mid", start=2, label={"en": "Growing", "pl": "Rosnące"}),
    Band(name="high", start=3),
)
SKILLS = Scale(name="skills", label={"en": "Skills"}, method=Method.MEAN, bands=BANDS)
KNOW = Scale(name="know", method=Method.MEAN, bands=BANDS)


def _row(scale: str, n: int, *counts: int, suppressed: bool = False) -> GroupRow:
    bands = tuple(zip(("low", "mid", "high"), counts, strict=True)) if counts else None
    return GroupRow(scale=scale, n_people=n + 1, n_scored=n, suppressed=suppressed, median=2.5, bands=bands)


def test_a_bar_shows_counts_by_band_in_order() -> None:
    (bar,) = session_bars((KNOW, SKILLS), (_row("skills", 20, 5, 15, 0),), least=5, language="pl")
    assert (bar.area, bar.n, bar.median, bar.hidden) == ("Skills", 20, 2.5, False)
    assert bar.counts == (("Building", 5), ("Rosnące", 15), ("high", 0))


def test_a_small_count_takes_another_with_it() -> None:
    (bar,) = session_bars((SKILLS,), (_row("skills", 20, 2, 9, 9),), least=5)
    assert bar.counts == (("Building", None), ("Growing", None), ("high", 9))


def test_a_group_that_is_too_small_is_not_told() -> None:
    (bar,) = session_bars((KNOW,), (_row("know", 4, 1, 1, 2),), least=5)
    assert (bar.area, bar.n, bar.median, bar.hidden) == ("know", None, None, True)
    assert bar.counts == (("Building", None), ("Growing", None), ("high", None))


def test_a_group_that_scoring_suppressed_is_not_told() -> None:
    (bar,) = session_bars((SKILLS,), (_row("skills", 9, suppressed=True),), least=5)
    assert bar.hidden


def test_a_room_that_is_of_one_mind_is_not_told_by_its_median() -> None:
    (bar,) = session_bars((SKILLS,), (_row("skills", 9, 0, 9, 0),), least=5)
    assert (bar.n, bar.median, {count for _, count in bar.counts}) == (9, None, {None})


def test_half_of_a_group_is_told_from_ten_people_and_only_with_something_else() -> None:
    rows = [replace(_row("skills", n, 5, n - 5, 0), p25=1.5, p75=3.0) for n in (9, 10)]
    assert [session_bars((SKILLS,), (row,), least=5)[0].half for row in rows] == [None, (1.5, 3.0)]
    of_one_mind = replace(_row("skills", 12, 0, 12, 0), p25=2.5, p75=2.5)
    assert (session_bars((SKILLS,), (of_one_mind,), least=5)[0].half is None) == (
        session_bars((SKILLS,), (of_one_mind,), least=5)[0].median is None
    )
    assert session_bars((SKILLS,), (_row("skills", 20, 5, 15, 0),), least=5)[0].half is None
