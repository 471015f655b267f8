"""Pieces put on pages: nothing cut off, no heading left alone."""

from civicdesk.feedback.blocks import Beside, Block, Point, Rule, Side, Sign, Stack, Words, WritingLines
from civicdesk.feedback.pages import BODY, Page, Part, lay_out
from civicdesk.feedback.setting import Run
from civicdesk.feedback.styles import WIDTH, Type
from civicdesk.feedback.tagging import Node

TYPE = Type(size=12, lead=15)


def words(text: str, *, keep: bool = False, above: float = 0.0) -> Words:
    return Words(Node("P"), TYPE, (Run(text),), above=above, keep=keep)


def letters(block: Block) -> str:
    if isinstance(block, Words):
        assert block.lines is not None
        return "".join(piece.text for line in block.lines for piece in line.pieces).replace(" ", "")
    assert isinstance(block, Stack)
    return "".join(letters(one) for one in block.blocks)


def bottoms(pages: tuple[Page, ...]) -> list[float]:
    return [placed.top + placed.block.measure(WIDTH) for page in pages for placed in page]


LONG = "A sentence that is said again and again. " * 300


def test_a_paragraph_longer_than_a_page_flows_on_without_losing_a_letter() -> None:
    pages = lay_out(Part((words(LONG),))).pages
    assert len(pages) > 1
    assert "".join(letters(placed.block) for page in pages for placed in page) == LONG.replace(" ", "")


def test_nothing_stands_below_the_bottom_of_a_page() -> None:
    blocks = tuple(words("Some words that are said here. " * 9, above=5.0) for _ in range(80))
    assert max(bottoms(lay_out(Part(blocks)).pages)) <= BODY + 1e-6


def test_a_paragraph_is_not_cut_one_line_from_its_end() -> None:
    filler = WritingLines(1, BODY - 46.0, "#000000")
    pages = lay_out(Part((filler, words("word " * 60)))).pages
    assert [len(placed.block.lines or ()) for page in pages for placed in page if isinstance(placed.block, Words)] == [2, 2]


def test_a_heading_goes_to_the_next_page_with_what_it_heads() -> None:
    filler = WritingLines(1, BODY - 40.0, "#000000")
    pages = lay_out(Part((filler, words("Heading", keep=True), WritingLines(3, 20.0, "#000000")))).pages
    assert [len(page) for page in pages] == [1, 2]


def test_a_piece_taller_than_a_page_that_cannot_be_cut_stands_alone() -> None:
    pages = lay_out(Part((words("Before"), WritingLines(1, BODY + 50.0, "#000000"), words("After")))).pages
    assert [len(page) for page in pages] == [1, 1, 1]


def test_the_foot_stands_at_the_bottom() -> None:
    (page,) = lay_out(Part((words("Words"),), words("Foot"))).pages
    assert page[-1].top + page[-1].block.measure(WIDTH) == BODY


def test_a_foot_without_room_gets_a_page_of_its_own() -> None:
    pages = lay_out(Part((WritingLines(1, BODY - 5.0, "#000000"),), words("Foot"))).pages
    assert [len(page) for page in pages] == [1, 1]


def test_a_foot_alone_is_a_page() -> None:
    assert [len(page) for page in lay_out(Part((), words("Foot"))).pages] == [1]


def test_room_to_spare_is_shared_among_the_airs() -> None:
    (page,) = lay_out(Part((words("a"), words("b", above=10.0), words("c", above=20.0)), words("Foot"))).pages
    tops = [placed.top for placed in page[:3]]
    assert tops[2] - tops[1] - 15.0 == 2 * (tops[1] - tops[0] - 15.0)
    assert tops[1] > 25.0


def lines_of(pages: tuple[Page, ...]) -> list[int]:
    return [placed.block.count for page in pages for placed in page if isinstance(placed.block, WritingLines)]


def test_lines_for_writing_take_room_that_is_left_up_to_their_most() -> None:
    blocks = (words("a"), WritingLines(1, 20.0, "#000000", most=3), words("b"))
    assert lines_of(lay_out(Part(blocks, words("Foot"))).pages) == [3]


def test_lines_for_writing_give_way_where_there_is_little_room() -> None:
    filler = Rule(below=BODY - 15.0 - 2 * 20.0 - 5.0)
    assert lines_of(lay_out(Part((filler, WritingLines(1, 20.0, "#000000", most=3)), words("Foot"))).pages) == [2]


def test_what_follows_the_lines_moves_down_with_them() -> None:
    (page,) = lay_out(Part((WritingLines(1, 20.0, "#000000", most=3), words("after")))).pages
    assert page[1].top == 60.0


def test_what_may_be_left_out_stands_above_the_foot_if_it_finds_room() -> None:
    laid = lay_out(Part((words("a"),), words("Foot"), spare=(words("b"), words("c"))))
    assert ([letters(placed.block) for placed in laid.pages[0]], laid.whole) == (["a", "b", "c", "Foot"], True)


def test_what_may_be_left_out_is_left_out_whole() -> None:
    filler = Rule(below=BODY - 40.0)
    laid = lay_out(Part((filler,), words("Foot"), spare=(words("b"), words("c"))))
    assert (len(laid.pages), len(laid.pages[0]), laid.fits, laid.whole) == (1, 2, True, False)


def test_more_sides_than_wanted_do_not_fit() -> None:
    blocks = (Rule(below=BODY - 5.0), Rule(below=BODY - 5.0))
    assert [lay_out(Part(blocks, sides=sides)).fits for sides in (1, 2)] == [False, True]


def test_a_stack_is_cut_between_its_pieces() -> None:
    stack = Stack([words(f"Line {number}", above=5.0) for number in range(200)])
    pages = lay_out(Part((stack,))).pages
    assert len(pages) > 1
    assert max(bottoms(pages)) <= BODY


def test_a_stack_is_not_cut_after_a_heading() -> None:
    stack = Stack([words("first"), words("Heading", keep=True), words("after")])
    halves = stack.split(WIDTH, 35.0)
    assert halves is not None
    assert [len(half.blocks) for half in halves] == [1, 2]


def test_a_stack_whose_first_piece_does_not_fit_is_not_cut() -> None:
    assert Stack([words("Heading", keep=True), words("after")]).split(WIDTH, 20.0) is None


def test_a_stack_that_fits_is_not_cut() -> None:
    assert Stack([words("all")]).split(WIDTH, 100.0) is None


def test_what_is_whole_is_never_cut() -> None:
    pieces: list[Block] = [
        Stack([words("a"), words("b")], whole=True),
        Rule(),
        WritingLines(3, 20.0, "#000000"),
        Beside([Side(1.0, words("a"))], 10.0),
        Point(Sign.TICK, words("a"), 12, 15, "#000000"),
    ]
    assert [piece.split(WIDTH, 5.0) for piece in pieces] == [None] * len(pieces)
