"""A group's figures, and their silence where the group is small."""

from civicdesk.records.scores import Band, GroupRow, Method, Scale, ScaleScore, Status
from civicdesk.scoring.groups import group_summary

SCALE = Scale(name="s", method=Method.MEAN, bands=(Band(name="low", start=0.0), Band(name="high", start=50.0)))


def scored(value: float | None) -> ScaleScore:
    band = "" if value is None else "high" if value >= 50 else "low"
    return ScaleScore(scale="s", value=value, status=Status.OK, n_answered=1, n_applicable=1, n_items=1, band=band)


def test_a_group_is_summarised_with_people_per_band() -> None:
    row = group_summary(SCALE, [scored(value) for value in (0, 20, 40, 60, 100, None)])
    assert row == GroupRow(
        scale="s", n_people=6, n_scored=5, suppressed=False, mean=44.0, median=40.0, p25=20.0, p75=60.0, bands=(("low", 3), ("high", 2))
    )


def test_four_scored_people_show_nothing() -> None:
    row = group_summary(SCALE, [scored(value) for value in (0, 20, 40, 60, None, None)])
    assert row == GroupRow(scale="s", n_people=6, n_scored=4, suppressed=True)


def test_a_project_may_ask_for_more_people_but_not_for_fewer() -> None:
    five = [scored(10)] * 5
    assert group_summary(SCALE, five, least=10).suppressed
    assert group_summary(SCALE, five[:4], least=1).suppressed
