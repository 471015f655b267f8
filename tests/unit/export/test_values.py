"""Values as they are released."""

import pytest

from civicdesk.export import values


@pytest.mark.parametrize(
    ("given", "released"),
    [(None, "NOT_ASKED"), ("", "SKIPPED"), ("  ", "SKIPPED"), ("dk", "DONT_KNOW"), ("ref", "RATHER_NOT_SAY"), (" da ", "da")],
)
def test_a_missing_answer_says_why(given: str | None, released: str) -> None:
    assert values.cell(given) == released


def test_ticks_stand_in_one_order() -> None:
    assert values.ticks("learn help  learn") == "help learn"
    assert values.is_missing(values.ticks("SKIPPED"))


@pytest.mark.parametrize("text", ["=1+1", " =1", "'=1", "''@x", "+44", "-x", "\t", "\r\n", "\u200b=1", "＝1", "\u00a0-"])
def test_a_formula_is_guarded_and_comes_back(text: str) -> None:
    assert values.guard(text) == "'" + text
    assert values.unguard("'" + text) == text


@pytest.mark.parametrize("text", ["", "plain", "'quoted'", "  a=b", "1-2", "''", " "])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert values.guard(text) == text
    assert values.unguard(text) == text


def test_all_missing_answers_are_one_answer() -> None:
    assert values.distinct(["a", "SKIPPED", "NOT_ASKED", "a", "b"]) == 3
