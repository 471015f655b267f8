"""What hands type is read generously, day first."""

from datetime import date, time

import pytest

from civicdesk.ui.widgets import typed

TODAY = date(2026, 3, 14)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1/2/1980", date(1980, 2, 1)),
        ("1/2/80", date(1980, 2, 1)),
        ("1/2/26", date(2026, 2, 1)),
        ("1/2/27", date(1927, 2, 1)),
        ("01.02.1980", date(1980, 2, 1)),
        ("1-2-1980", date(1980, 2, 1)),
        ("1 Feb 1980", date(1980, 2, 1)),
        ("1feb80", date(1980, 2, 1)),
        ("14 march 2026", date(2026, 3, 14)),
        ("1980-02-01", date(1980, 2, 1)),
        (" 29/2/2024 ", date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_day_first(text: str, day: date) -> None:
    assert typed.read_date(text, TODAY) == day


@pytest.mark.parametrize("text", ["", "31/2/1980", "2/13/1980", "tomorrow", "1 Ma 1980", "29/2/2023", "1/2", "99999999"])
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert typed.read_date(text, TODAY) is None


@pytest.mark.parametrize(("text", "first"), [("2/1980", date(1980, 2, 1)), ("Feb 1980", date(1980, 2, 1)), ("1980-02", date(1980, 2, 1))])
def test_a_month_is_its_first_day(text: str, first: date) -> None:
    assert typed.read_month(text, TODAY) == first


def test_a_year_is_its_first_day() -> None:
    assert typed.read_year("1980") == date(1980, 1, 1)
    assert typed.read_year("80") is None
    assert typed.read_year("2500") is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("9", time(9)),
        ("9:30", time(9, 30)),
        ("0930", time(9, 30)),
        ("2.15 pm", time(14, 15)),
        ("12am", time(0)),
        ("12 pm", time(12)),
        ("24:00", None),
        ("9:75", None),
        ("soon", None),
    ],
)
def test_a_time_is_read(text: str, moment: time | None) -> None:
    assert typed.read_time(text) == moment


@pytest.mark.parametrize(
    ("text", "value"), [("14", "14"), (" 007 ", "7"), ("-3", "-3"), ("3.5", None), ("", None), ("٣", None), ("1e3", None)]
)
def test_a_whole_number_is_read(text: str, value: str | None) -> None:
    assert typed.read_whole(text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("3.5", "3.5"), ("3,5", "3.5"), ("14", "14"), (".5", "0.5"), ("1.2.3", None), ("much", None), ("-0,25", "-0.25")]
)
def test_a_decimal_number_is_read_with_point_or_comma(text: str, value: str | None) -> None:
    assert typed.read_decimal(text) == value


def test_text_is_trimmed_and_composed_and_loses_what_cannot_be_seen() -> None:
    assert typed.tidy(" Zoe\u0308\x00\ud800 \n ok ") == "Zoë  ok"
    assert typed.tidy("one\ntwo\x07", lines=True) == "one\ntwo"


def test_a_date_is_shown_in_words() -> None:
    assert typed.date_in_words(date(1980, 2, 1)) == "1 February 1980"
