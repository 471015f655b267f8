"""Strengths first: areas that are strong, strong answers, and then what there is."""

from dataclasses import replace

from civicdesk.records.scores import Audience, Band, Direction, Key, Method, Scale, ScaleItem
from civicdesk.scoring.key import with_hashes
from civicdesk.scoring.scales import score
from civicdesk.scoring.strengths import strengths

BANDS = (Band(name="building", start=0.0, reading="low"), Band(name="strong", start=70.0, reading="high"))


def area(name: str, **rules: object) -> Scale:
    items = (ScaleItem(item=f"{name}1", low=1.0, high=4.0), ScaleItem(item=f"{name}2", low=1.0, high=4.0))
    return Scale(name=name, method=Method.MEAN_OF_POMP, items=items, bands=BANDS, **rules)


def named(answers: dict[str, int], *scales: Scale, count: int = 3) -> tuple[tuple[str, str], ...]:
    key = with_hashes(Key(id="k", version="1", scales=scales))
    return strengths(key, score(key, answers), answers, count)


THREE = (area("a"), area("b"), area("c"))


def test_strong_areas_come_first_and_the_highest_leads() -> None:
    answers = {"a1": 4, "a2": 3, "b1": 1, "b2": 1, "c1": 4, "c2": 4}
    assert named(answers, *THREE) == (("c", ""), ("a", ""))


def test_equal_areas_stand_in_the_order_of_the_form() -> None:
    assert named(dict.fromkeys(("a1", "a2", "b1", "b2", "c1", "c2"), 4), *THREE) == (("a", ""), ("b", ""), ("c", ""))


def test_a_strong_answer_stands_for_an_area_that_is_not_strong() -> None:
    answers = {"a1": 4, "a2": 1, "b1": 3, "b2": 2, "c1": 2, "c2": 2}
    assert named(answers, *THREE) == (("a", "a1"), ("b", "b1"), ("c", ""))


def test_no_more_than_asked_for() -> None:
    assert len(named(dict.fromkeys(("a1", "a2", "b1", "b2", "c1", "c2"), 4), *THREE, count=2)) == 2


def test_nothing_is_called_a_strength_where_there_is_none() -> None:
    assert named(dict.fromkeys(("a1", "a2"), 1), area("a")) == ()


def test_areas_that_a_participant_does_not_see_are_left_out() -> None:
    answers = dict.fromkeys(("a1", "a2", "b1", "b2", "c1", "c2"), 4)
    hidden = area("b", audience=Audience.WORKER)
    distress = area("c", direction=Direction.LOWER_BETTER)
    assert named(answers, area("a"), hidden, distress) == (("a", ""),)


def test_a_reversed_sentence_is_never_quoted_as_a_strength() -> None:
    one = area("a")
    turned = replace(one, items=tuple(replace(item, reverse=True) for item in one.items))
    assert named({"a1": 1, "a2": 4}, turned) == (("a", ""),)


def test_an_item_without_a_range_is_no_strength() -> None:
    open_ended = Scale(name="a", method=Method.COUNT, items=(ScaleItem(item="a1"), ScaleItem(item="a2")))
    assert named({"a1": 5, "a2": 0}, open_ended) == (("a", ""),)
