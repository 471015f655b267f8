"""Groups on a page, questions side by side, tables of ticks, folded lists of several, numbers in groups, and what is shown instead."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from civicdesk.i18n import say
from civicdesk.records.answers import Missing
from civicdesk.records.ids import QuestionRef
from civicdesk.records.pages import NodeState, PageSize, Part, Question
from civicdesk.ui.widgets.appearances import INSTEAD, columns_of, instead_of, is_quick
from civicdesk.ui.widgets.habits import Habits, from_words, to_words
from civicdesk.ui.widgets.labels import Words, spoken_name
from civicdesk.ui.widgets.marked import isolated, runs_from_right
from civicdesk.ui.widgets.notices import Notice
from civicdesk.ui.widgets.question_page import PartBox, QuestionList, part_words
from tests.ui.asking import HABITS, heard_from

PLACES = (("library", "Library"), ("park", "Park"), ("market", "Market"))
KIDS = Part(ref=QuestionRef("/data/kids"), label="Children")
SCHOOL = Part(ref=QuestionRef("/data/kids/school"), label="At school")

Key = Qt.Key
Show = Callable[..., Any]


def ask(name: str = "q", *, inside: tuple[Part, ...] = (), share: float = 1.0, missing: Missing | None = None, **facts: Any) -> Question:
    state = NodeState(**{"ref": f"/data/{name}", "t": "input", "label": f"Question {name}", **facts})
    return Question(state=state, inside=inside, share=share, missing=missing)


def choose(name: str = "q", *app: str, multiple: bool = False, v: str = "") -> Question:
    return ask(name, t="select", opts=PLACES, app=app, multiple=multiple, v=v)


@pytest.fixture
def page(shown: Show, qtbot: QtBot) -> Show:
    """Show several questions as a page does; the page is kept until the test is over."""
    kept: list[QuestionList] = []

    def make(*questions: Question, width: int = 1093) -> QuestionList:
        listed = QuestionList(HABITS)
        kept.append(listed)
        listed.show_questions(questions)
        shown(listed, width, 2400)
        qtbot.waitUntil(lambda: all(widget.isVisible() for widget in listed.widgets))
        return listed

    return make


def headings(listed: QuestionList) -> list[tuple[str, str]]:
    return [(box.heading.objectName(), box.heading.text()) for box in listed.findChildren(PartBox) if box.heading.isVisible()]


def tops(listed: QuestionList) -> list[int]:
    return [widget.mapTo(listed, widget.rect().topLeft()).y() for widget in listed.widgets]


def test_a_group_inside_a_page_has_a_heading_and_one_inside_it_a_smaller_one(page: Show) -> None:
    listed = page(ask("a"), ask("b", inside=(KIDS,)), ask("c", inside=(KIDS, SCHOOL)), ask("d"))
    assert headings(listed) == [("subheading", "Children"), ("innerHeading", "At school")]
    assert tops(listed) == sorted(tops(listed))


def test_a_screen_reader_is_told_the_group_on_the_way_into_it(page: Show) -> None:
    listed = page(ask("b", inside=(KIDS, SCHOOL)))
    groups, face = [], QAccessible.queryAccessibleInterface(listed.widgets[0].field())
    while face is not None and face.object() is not listed:
        if face.role() == QAccessible.Role.Grouping and face.text(QAccessible.Text.Name):
            groups.append(face.text(QAccessible.Text.Name))
        face = face.parent()
    assert groups == ["Question b", "At school", "Children"]


def test_a_group_that_goes_takes_its_heading_along_and_leaves_its_neighbours_alone(page: Show, qtbot: QtBot) -> None:
    listed = page(ask("a"), ask("b", inside=(KIDS,)), ask("c"))
    stays = listed.widgets[0]
    stays.field().setFocus()
    QTest.keyClicks(stays.field(), "typed")
    listed.show_questions((ask("a"), ask("c")))
    qtbot.waitUntil(lambda: not headings(listed))
    assert listed.widgets[0] is stays
    assert (stays.field().text(), stays.field().hasFocus()) == ("typed", True)


def test_a_question_that_moves_into_a_group_keeps_what_is_typed(page: Show) -> None:
    listed = page(ask("a"), ask("b", inside=(KIDS,)))
    stays = listed.widgets[1]
    QTest.keyClicks(stays.field(), "typed")
    listed.show_questions((ask("a"), ask("b")))
    assert listed.widgets[1] is stays
    assert stays.field().text() == "typed"


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (KIDS, "Children"),
        (Part(ref=QuestionRef("/data/v[2]"), label="Visit", number=2), "Visit 2"),
        (Part(ref=QuestionRef("/data/v[2]"), label="", number=2), "Number 2"),
    ],
)
def test_a_group_is_named_by_its_label_and_which_time_it_is(part: Part, words: str) -> None:
    assert part_words(part) == words


GRID = (ask("a", share=0.5), ask("b", share=0.25), ask("c", share=0.25), ask("d", share=0.5), ask("e"))


def test_questions_stand_side_by_side_as_much_as_a_line_holds(page: Show) -> None:
    first, second, third, fourth, fifth = tops(page(*GRID))
    assert first == second == third < fourth < fifth


def test_widths_follow_the_shares(page: Show) -> None:
    widths = [widget.width() for widget in page(*GRID, width=1200).widgets]
    assert abs(widths[0] - 2 * widths[1]) <= 30
    assert widths[4] == 1200


@pytest.mark.parametrize(("scale", "width"), [(200, 1366), (100, 600)])
def test_large_text_and_a_narrow_window_fold_into_one_column(page: Show, look: Show, scale: int, width: int) -> None:
    look("light", scale)
    listed = page(*GRID, width=width)
    assert tops(listed) == sorted(set(tops(listed)))


def test_side_by_side_starts_at_the_right_where_reading_does(page: Show, look: Show) -> None:
    look(mirrored=True)
    places = [widget.x() for widget in page(*GRID).widgets[:3]]
    assert places == sorted(places, reverse=True)


def test_rows_of_ticks_take_digits_and_keep_the_order_of_the_form(page: Show) -> None:
    listed = page(choose("h", "label", multiple=True), choose("a", "list-nolabel", multiple=True))
    said = heard_from(listed)
    row = listed.widgets[1]
    row.field().setFocus()
    QTest.keyClick(row.field(), Key.Key_3)
    QTest.keyClick(row.field(), Key.Key_1)
    assert [what[1] for what in said] == ["market", "library market"]
    assert [QAccessible.queryAccessibleInterface(mark).role() for mark in row.cards] == [QAccessible.Role.CheckBox] * 3


def test_a_folded_list_of_several_says_what_is_chosen_and_takes_digits_while_it_is_closed(asked: Show) -> None:
    widget = asked(choose("q", "minimal", multiple=True, v="park"))
    said = heard_from(widget)
    assert widget.fold.text() == "Park"
    assert spoken_name(widget.fold) == "Question q Park"
    widget.fold.setFocus()
    QTest.keyClick(widget.fold, Key.Key_3)
    assert said == [("/data/q", "park market", None)]
    assert not widget.panel.isVisible()


def test_a_folded_list_of_several_opens_by_down_and_closes_by_esc(asked: Show) -> None:
    widget = asked(choose("q", "minimal", multiple=True))
    assert widget.fold.text() == say("widget.list.choose_some")
    widget.fold.setFocus()
    QTest.keyClick(widget.fold, Key.Key_Down)
    assert widget.cards[0].hasFocus()
    QTest.keyClick(widget.cards[0], Key.Key_Escape)
    assert widget.fold.hasFocus()
    assert not widget.panel.isVisible()


def test_a_folded_list_of_several_opens_by_space_and_lets_enter_go_on(asked: Show) -> None:
    widget = asked(choose("q", "minimal", multiple=True))
    gone: list[str] = []
    widget.went_on.connect(gone.append)
    widget.fold.setFocus()
    QTest.keyClick(widget.fold, Key.Key_Space)
    assert widget.panel.isVisible()
    QTest.keyClick(widget.fold, Key.Key_Return)
    assert gone == ["/data/q"]


def test_without_buttons_a_choice_shows_no_mark(asked: Show) -> None:
    plain, marked = asked(choose("q", "no-buttons")), asked(choose("q", "columns"))
    assert [card.plain for card in plain.cards] == [True] * 3
    assert plain.cards[0].sizeHint().width() < marked.cards[0].sizeHint().width()


@pytest.mark.parametrize(
    ("typed", "shown_as"), [("1234567", "1,234,567"), ("-1200", "-1,200"), ("12.5", "12.5"), ("12345.678", "12,345.678"), ("12a", "12a")]
)
def test_groups_of_digits_are_set_apart_while_they_are_typed(asked: Show, typed: str, shown_as: str) -> None:
    widget = asked(ask(vt="decimal", app=("thousands-sep",)))
    QTest.keyClicks(widget.line, typed)
    assert widget.line.text() == shown_as


def test_the_caret_stays_behind_the_same_digit(asked: Show) -> None:
    widget = asked(ask(vt="int", v="123456", app=("thousands-sep",)))
    widget.line.setCursorPosition(2)
    QTest.keyClicks(widget.line, "9")
    assert (widget.line.text(), widget.line.cursorPosition()) == ("1,293,456", 4)
    said = heard_from(widget)
    QTest.keyClick(widget.line, Key.Key_Return)
    assert said == [("/data/q", "1293456", None)]


def test_a_counter_counts_by_arrow_keys_and_by_its_buttons_and_never_below_nought(asked: Show) -> None:
    widget = asked(ask(vt="int", v="1", app=("counter",)))
    said = heard_from(widget)
    widget.line.setFocus()
    QTest.keyClick(widget.line, Key.Key_Up)
    widget.more.click()
    for _ in range(5):
        QTest.keyClick(widget.line, Key.Key_Down)
    assert [what[1] for what in said] == ["2", "3", "2", "1", "0"]
    assert spoken_name(widget.less) == "One less: Question q"


def test_a_field_for_words_is_as_high_as_the_form_says(asked: Show) -> None:
    low, high = asked(ask(app=("multiline",))), asked(ask("r", rows=10))
    assert high.box.height() - low.box.height() == 6 * low.box.fontMetrics().lineSpacing()


def test_an_answer_that_is_to_be_hidden_is_covered(asked: Show) -> None:
    assert asked(ask(vt="barcode", app=("hidden-answer",), v="5012")).line.displayText() == "●" * 4


def test_a_scale_without_ticks_shows_its_ends_and_what_is_chosen(asked: Show) -> None:
    widget = asked(ask(t="range", vt="int", app=("no-ticks",), range_start=0, range_end=4, range_step=1))
    assert [box.number for box in widget.cards if not box.bare] == ["0", "4"]
    assert [spoken_name(box) for box in widget.cards] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("app", [*INSTEAD, "ex:other.program(a=1)", "Image-map"])
def test_what_is_shown_otherwise_is_said_at_the_question(asked: Show, app: str) -> None:
    widget = asked(ask(app=(app,)))
    assert [notice.words() for notice in widget.findChildren(Notice)] == [say(f"widget.instead.{instead_of(widget.question.state)}")]


def test_a_usual_question_says_nothing_of_the_kind(asked: Show) -> None:
    assert asked(ask(app=("multiline", "w2"))).findChildren(Notice) == []


@pytest.mark.parametrize(("app", "quick"), [("quick", True), ("quickcompact-2", True), ("quicker", False), ("minimal", False)])
def test_an_author_lets_an_answer_go_on_by_one_of_two_words(app: str, quick: bool) -> None:
    assert is_quick((app,)) is quick


def test_a_number_of_columns_has_bounds() -> None:
    assert [columns_of((app,)) for app in ("columns-3", "quickcompact-2", "columns-40", "columns-0", "columns", "other-3")] == [
        3,
        2,
        12,
        1,
        0,
        0,
    ]


def test_a_note_with_a_worked_out_value_shows_it(asked: Show) -> None:
    shown_too = asked(ask(t="note", v="12"))
    assert [words.text() for words in shown_too.findChildren(Words) if words.isVisible()] == ["Question q", "12"]


def test_what_cannot_be_read_stays_when_another_answer_comes_back(page: Show) -> None:
    listed = page(ask("a", vt="int"), ask("b"))
    first, second = listed.widgets
    first.field().setFocus()
    QTest.keyClicks(first.field(), "many")
    second.field().setFocus()
    listed.show_questions((ask("a", vt="int"), ask("b", v="said")))
    assert first.field().text() == "many"
    assert first.trouble.text() == say("widget.bad.whole")


def test_a_date_that_waits_for_its_time_stays_when_another_answer_comes_back(asked: Show) -> None:
    widget = asked(ask(vt="dateTime"))
    QTest.keyClicks(widget.line, "6/3/2026")
    widget.clock.setFocus()
    widget.render_question(ask(vt="dateTime"))
    assert widget.line.text() == "6/3/2026"


def test_one_of_the_other_answers_takes_away_what_was_typed(asked: Show) -> None:
    widget = asked(ask(vt="int"))
    QTest.keyClicks(widget.line, "many")
    widget.press_special(Missing.DONT_KNOW)
    assert widget.line.text() == ""
    widget.render_question(ask(vt="int", missing=Missing.DONT_KNOW))
    assert widget.line.text() == ""


@pytest.mark.parametrize(("text", "from_right"), [("کیسا رہا؟", True), ("Wren", False), ("12, اچھا", True), ("", False), ("123", False)])
def test_the_first_letter_says_where_reading_begins(text: str, from_right: bool) -> None:
    assert runs_from_right(text) is from_right


def test_only_words_of_the_other_direction_are_isolated() -> None:
    assert (isolated("Wren"), isolated("اچھا")) == ("Wren", "\u2068اچھا\u2069")


def test_half_bold_words_of_scripts_from_the_right_are_bold(shown: Show) -> None:
    words = shown(Words("How?", "question"))
    before = words.font().weight()
    words.say("کیسا؟")
    assert words.font().weight() > before


@pytest.mark.parametrize("size", PageSize)
def test_how_much_stands_on_a_page_is_kept_as_a_word(size: PageSize) -> None:
    assert from_words(to_words(Habits(page_size=size))).page_size is size


def test_a_size_that_nobody_knows_is_the_usual_one() -> None:
    assert from_words({"page_size": "shelf"}).page_size is PageSize.QUESTION
