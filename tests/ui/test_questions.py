"""Each type of question: what it shows, what it reports, and by which keys."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from civicdesk.records.answers import Missing
from civicdesk.records.pages import NodeState, Question
from civicdesk.ui.widgets import question_choice as choice
from civicdesk.ui.widgets import question_folded, question_list, question_number, question_rank, question_scale, question_table
from civicdesk.ui.widgets import question_typed as writing
from civicdesk.ui.widgets import questions as all_questions
from civicdesk.ui.widgets.digits import numbers_for
from civicdesk.ui.widgets.labels import spoken_name
from civicdesk.ui.widgets.question import AnswerHabits, QuestionWidget
from civicdesk.ui.widgets.question_page import QuestionList
from civicdesk.ui.widgets.questions import kind_of, question_widget

HABITS = AnswerHabits(today=date(2026, 3, 14), offset="+00:00")
AGREE = (("1", "Disagree"), ("2", "Neither"), ("3", "Agree"))
MANY = tuple((f"t{number}", f"Town {number}") for number in range(1, 31))
TEN = tuple((str(code), f"Step {code}") for code in range(11))

Show = Callable[..., Any]


def node(**facts: Any) -> NodeState:
    return NodeState(**{"ref": "/data/q", "t": "input", "label": "How is it?", **facts})


def ask(missing: Missing | None = None, own: bool = False, **facts: Any) -> Question:
    return Question(state=node(**facts), missing=missing, own_missing_codes=own)


@pytest.fixture
def asked(shown: Show) -> Callable[..., tuple[QuestionWidget, list[tuple[str, object, object]]]]:
    """Show one question and collect what it reports."""

    def make(question: Question, habits: AnswerHabits = HABITS) -> tuple[QuestionWidget, list[tuple[str, object, object]]]:
        widget = question_widget(question, habits)
        said: list[tuple[str, object, object]] = []
        widget.answered.connect(lambda *what: said.append(what))
        shown(widget)
        return widget, said

    return make


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({}, writing.TextQuestion),
        ({"app": ("multiline",)}, writing.LongTextQuestion),
        ({"vt": "int"}, question_number.WholeQuestion),
        ({"vt": "decimal"}, question_number.DecimalQuestion),
        ({"vt": "int", "app": ("counter",)}, question_number.CounterQuestion),
        ({"rows": 8}, writing.LongTextQuestion),
        ({"vt": "date"}, writing.DateQuestion),
        ({"vt": "time"}, writing.TimeQuestion),
        ({"vt": "dateTime"}, writing.MomentQuestion),
        ({"vt": "geopoint"}, all_questions.DegradedQuestion),
        ({"ro": True, "v": "7"}, all_questions.ShownQuestion),
        ({"t": "select", "opts": AGREE}, choice.OneQuestion),
        ({"t": "select", "opts": AGREE, "multiple": True}, choice.ManyQuestion),
        ({"t": "select", "opts": MANY}, question_list.SearchedOneQuestion),
        ({"t": "select", "opts": MANY, "multiple": True}, question_list.SearchedManyQuestion),
        ({"t": "range", "range_start": 0, "range_end": 10, "range_step": 1}, question_scale.ScaleQuestion),
        ({"t": "range", "range_start": 0, "range_end": 1000, "range_step": 1}, question_scale.SpanQuestion),
        ({"t": "rank", "opts": AGREE}, question_rank.RankQuestion),
        ({"t": "trigger"}, question_rank.TickQuestion),
        ({"t": "note"}, all_questions.NoteQuestion),
        ({"t": "model-value"}, all_questions.ShownQuestion),
        ({"t": "range"}, question_number.DecimalQuestion),
        ({"t": "range", "app": ("picker",), "range_start": 0, "range_end": 100, "range_step": 5}, question_scale.PickerQuestion),
        ({"t": "range", "app": ("rating",), "range_start": 1, "range_end": 5, "range_step": 1}, question_scale.RatingQuestion),
        ({"t": "select", "opts": AGREE, "app": ("minimal",)}, question_folded.FoldedQuestion),
        ({"t": "select", "opts": AGREE, "app": ("minimal",), "multiple": True}, question_folded.FoldedManyQuestion),
        ({"t": "select", "opts": AGREE, "app": ("minimal", "search")}, question_list.SearchedOneQuestion),
        ({"t": "select", "opts": AGREE, "app": ("autocomplete",), "multiple": True}, question_list.SearchedManyQuestion),
        ({"t": "select", "opts": AGREE, "app": ("label",)}, question_table.HeadQuestion),
        ({"t": "select", "opts": AGREE, "app": ("list-nolabel",)}, question_table.RowQuestion),
        ({"t": "select", "opts": AGREE, "app": ("list-nolabel",), "multiple": True}, question_table.ManyRowQuestion),
        ({"t": "select", "opts": MANY, "app": ("list-nolabel",)}, question_list.SearchedOneQuestion),
    ],
)
def test_each_type_has_its_widget(facts: dict[str, Any], kind: type[QuestionWidget]) -> None:
    assert kind_of(node(**facts)) is kind


@pytest.mark.parametrize(
    ("facts", "text", "value"),
    [
        ({}, " Zoe ", "Zoe"),
        ({"vt": "int"}, "14", "14"),
        ({"vt": "decimal"}, "3,5", "3.5"),
        ({"vt": "date"}, "1/2/80", "1980-02-01"),
        ({"vt": "date", "app": ("month-year",)}, "2/1980", "1980-02-01"),
        ({"vt": "date", "app": ("year",)}, "1980", "1980-01-01"),
        ({"vt": "time"}, "2.15pm", "14:15:00.000+00:00"),
    ],
)
def test_what_is_typed_is_reported_as_the_form_wants_it(asked: Show, facts: dict[str, Any], text: str, value: str) -> None:
    widget, said = asked(ask(**facts))
    QTest.keyClicks(widget.field(), text)
    QTest.keyClick(widget.field(), Qt.Key.Key_Return)
    assert said == [("/data/q", value, None)]


def test_a_date_and_a_time_are_reported_together(asked: Show) -> None:
    widget, said = asked(ask(vt="dateTime"))
    QTest.keyClicks(widget.line, "1/2/2020")
    QTest.keyClick(widget.line, Qt.Key.Key_Return)
    assert said == []
    QTest.keyClicks(widget.clock, "9:30")
    QTest.keyClick(widget.clock, Qt.Key.Key_Return)
    assert said == [("/data/q", "2020-02-01T09:30:00.000+00:00", None)]


def test_the_date_is_said_in_words_while_it_is_typed(asked: Show) -> None:
    widget, _ = asked(ask(vt="date"))
    QTest.keyClicks(widget.field(), "1/2/80")
    assert widget.below.text() == "1 February 1980"


def test_what_cannot_be_read_stays_in_the_field_with_a_kind_sentence(asked: Show) -> None:
    widget, said = asked(ask(vt="int"))
    on: list[str] = []
    widget.went_on.connect(on.append)
    QTest.keyClicks(widget.field(), "many")
    QTest.keyClick(widget.field(), Qt.Key.Key_Return)
    assert (said, on) == ([], [])
    assert widget.field().text() == "many"
    assert widget.trouble.text() == "Enter a whole number, for example 14."


def test_nothing_is_reported_twice(asked: Show) -> None:
    widget, said = asked(ask(vt="int"))
    QTest.keyClicks(widget.field(), "14")
    QTest.keyClick(widget.field(), Qt.Key.Key_Return)
    QTest.keyClick(widget.field(), Qt.Key.Key_Return)
    assert len(said) == 1


def test_long_text_is_reported_when_the_hand_rests(asked: Show, qtbot: QtBot) -> None:
    widget, said = asked(ask(app=("multiline",)))
    QTest.keyClicks(widget.field(), "a story")
    qtbot.waitUntil(lambda: said == [("/data/q", "a story", None)], timeout=4000)


def test_a_value_that_comes_back_does_not_disturb_what_is_being_typed(asked: Show) -> None:
    widget, _ = asked(ask())
    QTest.keyClicks(widget.field(), "half a wor")
    widget.render_question(ask(v="half"))
    assert widget.field().text() == "half a wor"


@pytest.mark.parametrize("key", [Qt.Key.Key_2])
@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier])
def test_a_digit_chooses_a_card(asked: Show, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    widget, said = asked(ask(t="select", opts=AGREE))
    QTest.keyClick(widget, key, modifier)
    assert said == [("/data/q", "2", None)]


def test_a_digit_with_ctrl_chooses_nothing(asked: Show) -> None:
    widget, said = asked(ask(t="select", opts=AGREE))
    QTest.keyClick(widget, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert said == []


def test_number_keys_can_be_turned_off(asked: Show) -> None:
    widget, said = asked(ask(t="select", opts=AGREE), AnswerHabits(today=date(2026, 3, 14), number_keys=False))
    QTest.keyClick(widget, Qt.Key.Key_2)
    assert said == []


def test_digits_take_and_leave_in_a_list_of_several(asked: Show) -> None:
    widget, said = asked(ask(t="select", opts=(("a", "Bus"), ("b", "Park"), ("c", "Library")), multiple=True, v="a"))
    QTest.keyClick(widget, Qt.Key.Key_3)
    QTest.keyClick(widget, Qt.Key.Key_1)
    assert [value for _, value, _ in said] == ["a c", "c"]


def test_the_codes_from_0_to_10_are_the_digits_and_1_waits_for_10(asked: Show, qtbot: QtBot) -> None:
    widget, said = asked(ask(t="select", opts=TEN))
    QTest.keyClick(widget, Qt.Key.Key_0)
    assert said[-1][1] == "0"
    QTest.keyClick(widget, Qt.Key.Key_1)
    assert said[-1][1] == "0"
    QTest.keyClick(widget, Qt.Key.Key_0)
    assert said[-1][1] == "10"
    QTest.keyClick(widget, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: said[-1][1] == "1", timeout=2000)


def test_enter_takes_the_digit_that_waits(asked: Show) -> None:
    widget, said = asked(ask(t="select", opts=TEN))
    on: list[str] = []
    widget.went_on.connect(on.append)
    QTest.keyClick(widget, Qt.Key.Key_1)
    QTest.keyClick(widget, Qt.Key.Key_Return)
    assert (said[-1][1], on) == ("1", [])


def test_a_held_digit_counts_once(asked: Show) -> None:
    widget, said = asked(ask(t="select", opts=(("a", "Bus"), ("b", "Park")), multiple=True))
    for _ in range(3):
        QTest.sendKeyEvent(QTest.KeyAction.Press, widget, Qt.Key.Key_1, "1", Qt.KeyboardModifier.NoModifier)
    assert said[0][1] == "a"


def test_numbers_stand_beside_choices() -> None:
    assert numbers_for([value for value, _ in TEN]) == tuple(str(code) for code in range(11))
    assert numbers_for(["yes", "no"]) == ("1", "2")
    assert numbers_for(["0", "1", "2"]) == ("1", "2", "3")


def test_a_scale_is_a_row_of_numbered_boxes(asked: Show) -> None:
    widget, said = asked(ask(t="range", range_start=0.0, range_end=10.0, range_step=1.0, v="7"))
    assert [card.label for card in widget.cards] == [str(step) for step in range(11)]
    assert [card.label for card in widget.cards if card.isChecked()] == ["7"]
    QTest.keyClick(widget, Qt.Key.Key_9)
    assert said == [("/data/q", "9", None)]


@pytest.mark.parametrize(
    ("ends", "steps"),
    [
        ((0, 4, 2), ("0", "2", "4")),
        ((0, 1, 0.5), ("0", "0.5", "1")),
        ((5, 3, 1), ("5", "4", "3")),
        ((0, 100, 1), ()),
        ((None, 3, 1), ()),
        ((0, 3, 0), ()),
    ],
)
def test_a_scale_has_the_steps_of_the_form(ends: tuple[float, float, float], steps: tuple[str, ...]) -> None:
    assert question_scale.steps_of(*ends) == steps


def test_an_order_is_made_with_the_keyboard_alone(asked: Show) -> None:
    widget, said = asked(ask(t="rank", opts=AGREE))
    widget.field().setFocus()
    QTest.keyClick(widget.field(), Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert said == [("/data/q", "2 1 3", None)]


def test_the_order_of_the_form_can_be_kept(asked: Show) -> None:
    widget, said = asked(ask(t="rank", opts=AGREE))
    widget.keep.click()
    assert said == [("/data/q", "1 2 3", None)]


def test_a_long_list_is_narrowed_by_typing(asked: Show) -> None:
    widget, said = asked(ask(t="select", opts=MANY))
    QTest.keyClicks(widget.line, "town 27")
    assert widget.rows.stringList() == ["Town 27"]
    QTest.keyClick(widget.line, Qt.Key.Key_Return)
    assert said == [("/data/q", "t27", None)]


def test_ten_thousand_choices_are_narrowed_at_once(asked: Show) -> None:
    towns = tuple((f"t{number}", f"Town {number}") for number in range(10_000))
    widget, _ = asked(ask(t="select", opts=towns))
    widget.line.setText("town 9999")
    assert widget.rows.rowCount() == 1


def test_what_was_chosen_in_a_long_list_stays_when_the_search_hides_it(asked: Show) -> None:
    widget, said = asked(ask(t="select", opts=MANY, multiple=True, v="t2"))
    QTest.keyClicks(widget.line, "town 27")
    assert [card.value for card in widget.cards] == ["t2", "t27"]
    widget.cards[1].click()
    assert said == [("/data/q", "t2 t27", None)]


def test_something_is_acknowledged_with_a_tick(asked: Show) -> None:
    widget, said = asked(ask(t="trigger"))
    QTest.keyClick(widget, Qt.Key.Key_1)
    assert said == [("/data/q", "OK", None)]


@pytest.mark.parametrize("missing", list(Missing))
def test_the_three_other_answers_differ_and_none_is_chosen_beforehand(asked: Show, missing: Missing) -> None:
    widget, said = asked(ask(vt="int"))
    assert not any(chip.isChecked() for chip in widget.special._chips.values())
    widget.press_special(missing)
    assert said == [("/data/q", None, missing)]


def test_another_answer_can_be_taken_back(asked: Show) -> None:
    widget, said = asked(ask(missing=Missing.SKIPPED, vt="int"))
    widget.press_special(Missing.SKIPPED)
    assert said == [("/data/q", None, None)]


def test_choices_with_their_own_codes_get_no_second_row(asked: Show) -> None:
    widget, _ = asked(ask(t="select", opts=(*AGREE, ("dk", "Don't know")), own=True))
    assert not widget.special.isVisible()


def test_a_note_can_be_read_and_not_answered(asked: Show) -> None:
    widget, _ = asked(ask(t="note"))
    assert widget.field() is None
    assert not widget.special.isVisible()


def test_what_this_version_cannot_take_is_said_and_can_be_skipped(asked: Show) -> None:
    widget, said = asked(ask(vt="geopoint"))
    assert widget.special.isVisible()
    widget.press_special(Missing.SKIPPED)
    assert said == [("/data/q", None, Missing.SKIPPED)]


def test_a_problem_of_the_form_stands_at_the_question(asked: Show) -> None:
    widget, _ = asked(ask(vt="int", bad="constraint", msg="Enter a number from 0 to 20."))
    assert widget.trouble.isVisible()
    assert widget.trouble.text() == "Enter a number from 0 to 20."


def test_the_question_names_its_group_and_its_field(asked: Show) -> None:
    widget, _ = asked(ask(t="select", opts=AGREE))
    assert spoken_name(widget) == "How is it?"
    assert [spoken_name(card) for card in widget.findChildren(QRadioButton)] == ["Disagree", "Neither", "Agree"]
    typing, _ = asked(ask(vt="int"))
    assert spoken_name(typing.field()) == "How is it?"


def test_a_label_with_an_ampersand_is_spoken_as_it_is_written(asked: Show) -> None:
    widget, _ = asked(ask(t="select", opts=(("a", "Bed & breakfast"),)))
    assert spoken_name(widget.cards[0]) == "Bed & breakfast"


def test_pasting_into_choices_does_nothing(asked: Show) -> None:
    widget, said = asked(ask(t="select", opts=AGREE))
    QTest.keyClick(widget, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert said == []


class Home(QWidget):
    """A page that hands its keys over."""

    questions: QuestionList

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.questions.take_key(event):
            super().keyPressEvent(event)


@pytest.fixture
def page(shown: Show) -> Callable[..., tuple[QWidget, QuestionList]]:
    def make(*questions: Question) -> tuple[QWidget, QuestionList]:
        home = Home()
        home.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        listed = QuestionList(HABITS)
        listed.setParent(home)
        listed.install_keys(home)
        home.questions = listed
        listed.show_questions(questions)
        shown(home)
        home.setFocus()
        return home, listed

    return make


def test_keys_on_the_page_go_to_the_first_question_that_is_not_dealt_with(page: Show) -> None:
    first, second = ask(ref="/data/a", t="select", opts=AGREE, v="1"), ask(ref="/data/b", t="select", opts=AGREE)
    home, listed = page(first, second)
    said: list[tuple[object, ...]] = []
    listed.answered.connect(lambda *what: said.append(what))
    QTest.keyClick(home, Qt.Key.Key_3)
    assert said == [("/data/b", "3", None)]


@pytest.mark.parametrize(
    ("key", "missing"), [(Qt.Key.Key_D, Missing.DONT_KNOW), (Qt.Key.Key_R, Missing.RATHER_NOT_SAY), (Qt.Key.Key_S, Missing.SKIPPED)]
)
def test_alt_and_a_letter_give_another_answer(page: Show, key: Qt.Key, missing: Missing) -> None:
    home, listed = page(ask(vt="int"))
    said: list[tuple[object, ...]] = []
    listed.answered.connect(lambda *what: said.append(what))
    QTest.keyClick(home, key, Qt.KeyboardModifier.AltModifier)
    assert said == [("/data/q", None, missing)]


def test_enter_goes_from_question_to_question_and_then_on(page: Show) -> None:
    _, listed = page(ask(ref="/data/a", vt="int"), ask(ref="/data/n", t="note"), ask(ref="/data/b", vt="int"))
    on: list[bool] = []
    listed.went_on.connect(lambda: on.append(True))
    first, second = listed.widgets[0].field(), listed.widgets[2].field()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Return)
    assert listed.window().focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Return)
    assert on == [True]


def test_a_question_that_stays_keeps_its_widget_and_one_that_goes_leaves_nothing(page: Show) -> None:
    _, listed = page(ask(ref="/data/a", vt="int"), ask(ref="/data/b", vt="int"))
    kept = listed.widgets[0]
    listed.show_questions([ask(ref="/data/a", vt="int", v="3")])
    assert listed.widgets == [kept]
    assert kept.field().text() == "3"


def test_a_long_list_of_towns_of_another_county_replaces_the_first(page: Show) -> None:
    _, listed = page(ask(t="select", opts=AGREE))
    listed.show_questions([ask(t="select", opts=(("x", "Other"),))])
    assert [card.label for card in listed.widgets[0].cards] == ["Other"]


def kept(widget: QuestionWidget, value: str) -> None:
    """Show a question as it comes back from the disk."""
    widget.render_question(replace(widget.question, state=replace(widget.question.state, v=value)))


def test_half_a_moment_is_not_dropped_when_the_page_is_left(asked: Callable[..., Any], qtbot: QtBot) -> None:
    widget, said = asked(ask(vt="dateTime"))
    widget.line.setFocus()
    qtbot.keyClicks(widget.line, "1/8/2026")
    widget.clock.setFocus()
    assert widget.trouble.text() == ""
    assert not widget.take()
    assert (widget.trouble.text(), widget.line.text(), said) == (widget.problem(), "1/8/2026", [])


def test_the_time_of_a_moment_may_be_typed_before_its_day(asked: Callable[..., Any], qtbot: QtBot) -> None:
    widget, said = asked(ask(vt="dateTime"))
    widget.clock.setFocus()
    qtbot.keyClicks(widget.clock, "9:30")
    widget.line.setFocus()
    qtbot.keyClicks(widget.line, "1/8/2026")
    assert widget.take()
    assert said == [("/data/q", "2026-08-01T09:30:00.000+00:00", None)]


def test_a_digit_that_waits_for_another_is_taken_when_the_page_is_left(asked: Callable[..., Any], qtbot: QtBot) -> None:
    widget, said = asked(ask(t="select", opts=MANY[:12]))
    qtbot.keyClick(widget.cards[0], Qt.Key.Key_1)
    assert said == []
    assert widget.take()
    assert said == [("/data/q", "t1", None)]


@pytest.mark.parametrize("facts", [{"vt": "string", "app": ("multiline",)}, {"vt": "string"}, {"vt": "int"}, {"vt": "dateTime"}])
def test_dont_know_takes_the_place_of_what_was_typed(asked: Callable[..., Any], qtbot: QtBot, facts: dict[str, Any]) -> None:
    widget, said = asked(ask(v="2026-08-01T09:30:00.000+00:00" if facts["vt"] == "dateTime" else "7", **facts))
    qtbot.keyClicks(widget.field(), "12")
    widget.press_special(Missing.DONT_KNOW)
    assert widget.take()
    assert said == [("/data/q", None, Missing.DONT_KNOW)]


def test_the_keyboard_stays_on_a_choice_that_moves_to_the_top_of_a_long_list(asked: Callable[..., Any], qtbot: QtBot) -> None:
    widget, said = asked(ask(t="select", multiple=True, opts=MANY))
    widget.cards[5].setFocus()
    qtbot.keyClick(widget.cards[5], Qt.Key.Key_Space)
    kept(widget, "t6")
    assert said == [("/data/q", "t6", None)]
    assert widget.cards[0].value == "t6"
    assert widget.cards[0].hasFocus()


def test_the_keyboard_stays_on_a_line_whose_place_in_an_order_was_kept(asked: Callable[..., Any], qtbot: QtBot) -> None:
    widget, said = asked(ask(t="rank", opts=AGREE))
    qtbot.keyClick(widget.field(), Qt.Key.Key_Space)
    held = widget.window().focusWidget()
    kept(widget, "2 1 3")
    assert said == [("/data/q", "2 1 3", None)]
    assert held is not None
    qtbot.waitUntil(held.isVisible)
    assert widget.window().focusWidget() is held
