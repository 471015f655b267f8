"""One answer becomes one number, or says why not."""

import pytest

from civicdesk.records.scores import Flag, Key, Method, Scale, ScaleItem
from civicdesk.scoring.answers import as_number, as_text, read
from civicdesk.scoring.scales import raised

KEY = Key(
    id="k",
    version="1",
    scales=(Scale(name="s", method=Method.SUM, items=(ScaleItem(item="q", low=0.0, high=3.0), ScaleItem(item="c"))),),
    choice_scores={"c": {"yes": 1.0, "no": 0.5, "2": 2.0}},
    choice_missing={"c": frozenset({"skip"})},
    choice_na={"c": frozenset({"away"})},
    flags=(
        Flag(item="q", op=">=", value="2", name="high"),
        Flag(item="q", op="<", value="1", name="low"),
        Flag(item="c", op="=", value="yes", name="said yes"),
        Flag(item="c", op=">", value="0.5", name="more than no"),
        Flag(item="free", op="=", value="help", name="asked"),
        Flag(item="free", op="!=", value="fine", name="not fine"),
        Flag(item="free", op=">", value="fine", name="never"),
    ),
)
NUMBER = ScaleItem(item="q", low=0.0, high=3.0)
CHOICE = ScaleItem(item="c")


@pytest.mark.parametrize("answer", [None, "", "  ", "dk", "ref", " dk "])
def test_nothing_and_the_missing_codes_are_missing(answer: object) -> None:
    assert read(KEY, NUMBER, answer) == (None, "missing")


def test_na_leaves_the_question_out() -> None:
    assert read(KEY, NUMBER, "na") == (None, "na")


@pytest.mark.parametrize(
    ("answer", "number"), [("2", 2.0), (" 3 ", 3.0), ("+1", 1.0), ("2.0", 2.0), (1, 1.0), (True, 1.0), (False, 0.0), (3.0, 3.0)]
)
def test_numbers_in_the_range_count(answer: object, number: float) -> None:
    assert read(KEY, NUMBER, answer) == (number, "answered")


@pytest.mark.parametrize("answer", ["often", "NaN", "inf", "1e2", "٣", "1.", ".5", "1 2", float("nan"), float("inf"), 10**400])
def test_what_is_no_plain_number_is_invalid(answer: object) -> None:
    assert read(KEY, NUMBER, answer) == (None, "invalid:not_a_number")


def test_half_a_choice_is_invalid() -> None:
    assert read(KEY, NUMBER, "1.5") == (None, "invalid:not_a_choice")


@pytest.mark.parametrize("answer", ["4", "-1", 99])
def test_an_answer_outside_the_range_is_never_moved_into_it(answer: object) -> None:
    assert read(KEY, NUMBER, answer) == (None, "invalid:out_of_range")


def test_a_decimal_item_takes_fractions() -> None:
    assert read(KEY, ScaleItem(item="q", integer=False), "1.5") == (1.5, "answered")


def test_an_item_without_a_range_takes_no_number_past_exact_counting() -> None:
    assert read(KEY, ScaleItem(item="q"), 1e16) == (None, "invalid:out_of_range")


@pytest.mark.parametrize(
    ("answer", "read_as"),
    [
        ("yes", (1.0, "answered")),
        ("no", (0.5, "answered")),
        (2, (2.0, "answered")),
        ("skip", (None, "missing")),
        ("away", (None, "na")),
        ("maybe", (None, "invalid:not_a_number")),
        ("3", (None, "invalid:not_a_choice")),
        ("YES", (None, "invalid:not_a_number")),
    ],
)
def test_a_choice_counts_as_its_score_and_codes_match_exactly(answer: object, read_as: tuple[float | None, str]) -> None:
    assert read(KEY, CHOICE, answer) == read_as


def test_whole_numbers_are_written_as_codes() -> None:
    assert [as_text(one) for one in (None, " x ", 3.0, 3.5, 4, True)] == ["", "x", "3", "3.5", "4", "True"]


def test_no_answer_is_no_number() -> None:
    assert as_number(None) is None


@pytest.mark.parametrize(
    ("item", "answer", "names"),
    [
        ("q", "3", ["high"]),
        ("q", "0", ["low"]),
        ("q", "1", []),
        ("q", "9", []),
        ("q", None, []),
        ("q", "na", []),
        ("q", "dk", []),
        ("c", "yes", ["said yes", "more than no"]),
        ("c", "no", []),
        ("c", "odd", []),
        ("free", "help", ["asked", "not fine"]),
        ("free", "fine", []),
        ("free", "5", ["not fine"]),
        ("other", "1", []),
    ],
)
def test_flags_look_at_the_answer_as_given(item: str, answer: object, names: list[str]) -> None:
    assert [flag.name for flag in raised(KEY, item, answer)] == names


def test_a_flag_looks_at_the_number_before_reversing() -> None:
    scale = Scale(name="s", method=Method.SUM, items=(ScaleItem(item="q", low=0.0, high=3.0, reverse=True),))
    key = Key(id="k", version="1", scales=(scale,), flags=(Flag(item="q", op=">=", value="3", name="high"),))
    assert raised(key, "q", 3)
    assert not raised(key, "q", 0)
