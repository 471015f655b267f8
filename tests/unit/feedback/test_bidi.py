"""The order of letters where the test files of the Unicode Database do not reach: hundreds of nested marks, hundreds of brackets."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk.feedback.bidi import levels_of, settled, visual_order

MARKS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANY = st.text(st.sampled_from(f"aZ1۱آہ ,-%([])\u0301\t{MARKS}"), max_size=60)


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("\u2067", "\u2069"),
        ("\u2066", "\u2069"),
        ("\u2068", "\u2069"),
        ("\u202b", "\u202c"),
        ("\u202e", "\u202c"),
        ("\u202a\u2067", "\u2069\u202c"),
    ],
    ids=["right-to-left isolates", "left-to-right isolates", "isolates by first letter", "embeddings", "overrides", "one in the other"],
)
@pytest.mark.parametrize("depth", [1, 62, 200])
def test_after_any_number_of_nested_marks_the_text_goes_on_as_before(opening: str, closing: str, depth: int) -> None:
    levels = levels_of(f"a{opening * depth}b{closing * depth}c", 0)
    assert (levels[0], levels[-1]) == (0, 0)
    assert max(level for level in levels if level is not None) <= 126


def test_an_isolate_inside_too_many_embeddings_is_closed_with_them() -> None:
    text = "a" + "\u202b" * 130 + "\u2067b\u2069" + "\u202c" * 130 + "c"
    assert levels_of(text, 0)[-1] == 0


def test_an_end_without_a_beginning_changes_nothing() -> None:
    assert levels_of("a\u2069\u202cb", 0) == [0, 0, None, 0]


def test_more_than_sixty_three_open_brackets_are_not_paired() -> None:
    paired, unpaired = ("(" * count + "آ" + ")" * count + "a" for count in (63, 64))
    assert levels_of(paired, 1)[0] == 1
    assert all(level is not None for level in levels_of(unpaired, 1))


def test_a_mark_on_a_bracket_goes_with_it() -> None:
    levels = levels_of("آ(b)\u0301 c", 1)
    assert levels[3] == levels[4]


@given(ANY, st.sampled_from([0, 1]))
def test_every_letter_that_is_shown_has_one_place_on_the_line(text: str, base: int) -> None:
    levels = settled([unicodedata.bidirectional(each) for each in text], levels_of(text, base), base)
    shown = [place for place, level in enumerate(levels) if level is not None]
    assert sorted(visual_order(levels)) == shown


@given(st.text(st.sampled_from("abc ,.-()[]1290"), max_size=60))
def test_text_that_runs_from_left_to_right_is_left_as_it_is(text: str) -> None:
    assert visual_order(levels_of(text, 0)) == list(range(len(text)))
