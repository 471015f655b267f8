"""Words broken into lines: nothing lost, nothing over the edge."""

import math

from hypothesis import given
from hypothesis import strategies as st

from civicdesk.feedback.setting import Run, SetLine, set_lines
from civicdesk.feedback.styles import Type
from civicdesk.feedback.typefaces import Face, tidy

BODY = Type(size=12, lead=15)
BOLD = Type(size=12, lead=15, face=Face.BOLD)
LETTERS = st.text("abcdefghij ŵŷąžłЖд-.", max_size=120)


def said(lines: list[SetLine]) -> str:
    return " ".join("".join(piece.text for piece in line.pieces) for line in lines)


@given(LETTERS, st.floats(20, 400))
def test_no_line_is_wider_than_its_place(text: str, width: float) -> None:
    assert [line for line in set_lines((Run(text),), BODY, width) if line.width > width + 1e-6] == []


@given(LETTERS, st.floats(20, 400))
def test_no_letter_is_lost(text: str, width: float) -> None:
    assert said(set_lines((Run(text),), BODY, width)).replace(" ", "") == tidy(text).replace(" ", "")


@given(LETTERS)
def test_the_width_of_a_line_is_that_of_its_pieces(text: str) -> None:
    (line,) = set_lines((Run(text),), BODY, math.inf)
    assert math.isclose(line.width, sum(piece.width for piece in line.pieces), abs_tol=1e-6)


def test_a_word_in_two_faces_stays_together() -> None:
    lines = set_lines((Run("one two "), Run("Strong", BOLD), Run(", moved")), BODY, 60)
    assert [line for line in ("".join(piece.text for piece in line.pieces) for line in lines) if "Strong" in line] == ["Strong,"]


def test_letters_that_one_face_lacks_come_from_the_wider_one() -> None:
    (line,) = set_lines((Run("Жanna"),), BODY, 400)
    assert [(piece.text, piece.face) for piece in line.pieces] == [("Ж", Face.OTHER), ("anna", Face.REGULAR)]


def test_a_word_wider_than_the_line_is_broken_between_letters() -> None:
    lines = set_lines((Run("hello@" + "placeholder" * 5),), BODY, 80)
    assert len(lines) > 3


def test_a_space_that_must_not_break_does_not() -> None:
    lines = set_lines((Run("Ring first: 01632\u00a0960123"),), BODY, 80)
    assert "".join(piece.text for piece in lines[-1].pieces) == "01632\u00a0960123"


def test_nothing_is_one_empty_line() -> None:
    assert [(line.pieces, line.width) for line in set_lines((Run("  "),), BODY, 100)] == [([], 0.0)]
