"""The shapes of bars: inside their box, told apart without colour."""

from hypothesis import given
from hypothesis import strategies as st

from civicdesk.feedback.charts import Pattern, Rect, bar_shape, hatch, patterns_for, stacked
from civicdesk.records.sheets import Bar, SummaryBar

SHARES = st.floats(0, 1)
READINGS = st.sampled_from(["low", "middle", "high", ""])


def a_bar(**changes: object) -> Bar:
    return Bar(**{"area": "A", "share": 0.5, "word": "Growing", "reading": "middle", **changes})


def a_group(*counts: int | None, hidden: bool = False) -> SummaryBar:
    words = ("Building", "Growing", "Strong")
    return SummaryBar(area="A", n=10, median=50.0, counts=tuple(zip(words, counts, strict=True)), hidden=hidden)


@given(SHARES, SHARES, READINGS)
def test_every_shape_lies_inside_its_box(share: float, earlier: float, reading: str) -> None:
    shape = bar_shape(a_bar(share=share, earlier=earlier, reading=reading, edges=(0.4, 0.7)), 200.0, 14.0)
    assert shape is not None
    assert shape.earlier is not None
    for rect in (shape.track, shape.fill, shape.earlier):
        assert min(rect.x, rect.y) >= 0
        assert rect.right <= 200.0 + 1e-9
        assert rect.bottom <= 14.0 + 1e-9


@given(st.floats(0.04, 1))
def test_the_length_of_a_bar_is_its_share(share: float) -> None:
    shape = bar_shape(a_bar(share=share), 200.0, 14.0)
    assert shape is not None
    assert shape.fill.width == 200.0 * share


def test_nobody_is_shown_an_empty_bar() -> None:
    shape = bar_shape(a_bar(share=0.0), 200.0, 14.0)
    assert shape is not None
    assert shape.fill.width == 8.0


@given(st.floats(0.1, 300), st.floats(1, 30), st.sampled_from(Pattern))
def test_strokes_never_leave_the_rectangle_they_fill(width: float, height: float, pattern: Pattern) -> None:
    rect = Rect(5.0, 7.0, width, height)
    for line in hatch(rect, pattern):
        assert rect.x - 1e-6 <= min(line.x1, line.x2)
        assert max(line.x1, line.x2) <= rect.right + 1e-6
        assert rect.y - 1e-6 <= min(line.y1, line.y2)
        assert max(line.y1, line.y2) <= rect.bottom + 1e-6


def test_more_is_denser() -> None:
    rect = Rect(0.0, 0.0, 100.0, 10.0)
    assert len(hatch(rect, Pattern.SPARSE)) < len(hatch(rect, Pattern.DENSE))
    assert hatch(rect, Pattern.SOLID) == ()


def test_the_bar_of_before_stands_above_and_is_thinner() -> None:
    shape = bar_shape(a_bar(earlier=0.3), 200.0, 14.0)
    assert shape is not None
    assert shape.earlier is not None
    assert shape.earlier.bottom < shape.track.y
    assert shape.earlier.height < shape.track.height / 2


def test_the_bar_keeps_its_place_without_one_of_before() -> None:
    with_before, without = bar_shape(a_bar(earlier=0.3), 200.0, 14.0), bar_shape(a_bar(), 200.0, 14.0)
    assert with_before is not None
    assert without is not None
    assert with_before.track == without.track


def test_an_area_without_a_value_has_no_shape() -> None:
    assert bar_shape(a_bar(share=None), 200.0, 14.0) is None


def test_fine_marks_stand_where_words_begin_but_not_at_the_ends() -> None:
    shape = bar_shape(a_bar(edges=(0.0, 0.4, 0.7, 1.0)), 100.0, 14.0)
    assert shape is not None
    assert [edge.x1 for edge in shape.edges] == [40.0, 70.0]


def test_pieces_of_a_group_add_up_to_its_bar() -> None:
    pieces = stacked(a_group(2, 0, 8), 100.0, 10.0)
    assert [(piece.label, piece.people, piece.rect.x, piece.rect.width) for piece in pieces] == [
        ("Building", 2, 0.0, 20.0),
        ("Strong", 8, 20.0, 80.0),
    ]


def test_one_hidden_number_hides_the_whole_bar() -> None:
    assert stacked(a_group(2, None, 8), 100.0, 10.0) == ()


def test_a_hidden_area_has_no_pieces() -> None:
    assert stacked(a_group(2, 3, 8, hidden=True), 100.0, 10.0) == ()


def test_a_group_in_which_nobody_is_counted_has_no_pieces() -> None:
    assert stacked(a_group(0, 0, 0), 100.0, 10.0) == ()


def test_words_have_patterns_from_sparse_to_solid() -> None:
    assert [patterns_for(words) for words in (0, 1, 2, 4)] == [
        (),
        (Pattern.SOLID,),
        (Pattern.SPARSE, Pattern.SOLID),
        (Pattern.SPARSE, Pattern.DENSE, Pattern.DENSE, Pattern.SOLID),
    ]
