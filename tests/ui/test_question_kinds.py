"""Appearances of questions: tables, agreement scales, columns, pictures, stars, folded lists, what is marked and what is played."""

import struct
import zlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QObject, QProcess, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from civicdesk.i18n import say
from civicdesk.records.answers import Missing
from civicdesk.records.pages import NodeState, Question
from civicdesk.ui.screens.interview.kinds import DOT
from civicdesk.ui.widgets import prompts, sound
from civicdesk.ui.widgets.labels import spoken_name
from civicdesk.ui.widgets.marked import plain, rich
from civicdesk.ui.widgets.options_small import MarkRadio
from civicdesk.ui.widgets.question import AnswerHabits
from civicdesk.ui.widgets.question_choice import OneQuestion
from civicdesk.ui.widgets.question_page import QuestionList
from civicdesk.ui.widgets.question_table import HeadQuestion, RowQuestion
from tests.ui.asking import HABITS, heard_from

AGREE = (("1", "Strongly agree"), ("2", "Agree"), ("3", "Strongly disagree"))
WAVE = b"RIFF\x24\0\0\0WAVEfmt "

Key = Qt.Key
Show = Callable[..., Any]


def node(**facts: Any) -> NodeState:
    return NodeState(**{"ref": "/data/q", "t": "select", "label": "How is it?", "opts": AGREE, **facts})


def ask(files: dict[str, bytes] | None = None, **facts: Any) -> Question:
    return Question(state=node(**facts), files=files or {})


@pytest.fixture
def grid(shown: Show) -> Show:
    """Show a table of a head and two rows; it is kept until the test is over."""
    kept: list[QuestionList] = []

    def make(width: int = 900) -> QuestionList:
        listed = QuestionList(HABITS)
        kept.append(listed)
        rows = [ask(ref=f"/data/{name}", label=f"Row {name}", app=("list-nolabel",)) for name in "ab"]
        listed.show_questions([ask(ref="/data/head", app=("label",)), *rows])
        shown(listed, width)
        return listed

    return make


def test_the_columns_of_a_table_stand_in_line(grid: Show) -> None:
    head, first, second = grid().widgets
    assert [type(each) for each in (head, first, second)] == [HeadQuestion, RowQuestion, RowQuestion]
    middles = [[cell.mapTo(head.window(), cell.rect().center()).x() for cell in row.cards] for row in (first, second)]
    named = [cell.mapTo(head.window(), cell.rect().center()).x() for cell in head.cells]
    assert middles[0] == middles[1] == named


def test_a_mark_says_what_it_means(grid: Show) -> None:
    row = grid().widgets[1]
    assert [spoken_name(mark) for mark in row.cards] == [label for _, label in AGREE]
    assert spoken_name(row) == "Row a"


def test_a_mark_is_as_large_as_a_finger(grid: Show) -> None:
    marks = [mark for row in grid().widgets[1:] for mark in row.findChildren(QAbstractButton) if mark.isVisible()]
    assert marks
    assert [mark.accessibleName() for mark in marks if mark.width() < 44 or mark.height() < 44] == []


def test_a_digit_answers_the_row_in_hand_and_enter_goes_to_the_next(grid: Show) -> None:
    listed = grid()
    said = heard_from(listed)
    listed.widgets[1].field().setFocus()
    QTest.keyClick(listed.widgets[1].field(), Key.Key_2)
    QTest.keyClick(listed.widgets[1].field(), Key.Key_Return)
    assert said == [("/data/a", "2", None)]
    assert listed.widgets[2].isAncestorOf(listed.window().focusWidget())


def test_the_arrow_keys_down_and_up_change_rows_and_no_answer(grid: Show) -> None:
    listed = grid()
    said = heard_from(listed)
    listed.widgets[1].field().setFocus()
    QTest.keyClick(listed.widgets[1], Key.Key_Down)
    assert said == []


def test_the_other_answers_of_a_row_wait_behind_its_button(grid: Show) -> None:
    row = grid().widgets[1]
    said = heard_from(row)
    assert not row.special.isVisible()
    row.more.click()
    assert row.special.isVisible()
    row.press_special(Missing.DONT_KNOW)
    assert said == [("/data/a", None, Missing.DONT_KNOW)]


def test_a_narrow_table_sets_the_words_above_and_a_very_narrow_one_shows_cards(grid: Show) -> None:
    row = grid(380).widgets[1]
    assert row.words.mapTo(row, row.words.rect().bottomLeft()).y() < row.cards[0].mapTo(row, row.cards[0].rect().topLeft()).y()
    row.window().resize(240, 600)
    QTest.qWait(20)
    tops = [card.mapTo(row, card.rect().topLeft()).y() for card in row.cards]
    assert sorted(set(tops)) == tops


def test_a_row_without_a_head_is_an_ordinary_question(shown: Show) -> None:
    listed = QuestionList(HABITS)
    listed.show_questions([ask(app=("list-nolabel",))])
    shown(listed)
    assert type(listed.widgets[0]) is OneQuestion


def test_an_agreement_scale_stands_in_a_row_and_on_top_of_each_other_where_it_does_not_fit(asked: Show) -> None:
    widget = asked(ask(app=("likert",)))
    assert len({card.y() for card in widget.cards}) == 1
    widget.resize(200, 600)
    QTest.qWait(20)
    assert len({card.y() for card in widget.cards}) == len(AGREE)


@pytest.mark.parametrize(
    ("app", "columns"), [("columns-2", 2), ("columns", 3), ("columns-pack", 3), ("compact-3", 3), ("list", 3), ("", 1)]
)
def test_choices_stand_in_the_columns_that_the_form_asks_for(asked: Show, app: str, columns: int) -> None:
    widget = asked(ask(app=(app,)))
    assert len({card.x() for card in widget.cards}) == columns


def test_several_choices_in_columns_are_taken_by_digits(asked: Show) -> None:
    widget = asked(ask(app=("columns-2",), multiple=True))
    said = heard_from(widget)
    for key in (Key.Key_3, Key.Key_1):
        QTest.keyClick(widget, key)
    assert said[-1] == ("/data/q", "1 3", None)


def test_a_picture_that_came_with_the_form_stands_on_its_choice(asked: Show) -> None:
    media = {"1": {"image": "jr://images/dot.png"}, "2": {"image": "jr://images/lost.png"}}
    widget = asked(ask({"dot.png": DOT}, opts_media=media))
    assert [card.picture.isNull() for card in widget.cards] == [False, True, True]
    assert widget.cards[0].height() > widget.cards[1].height()


def test_a_picture_and_a_recording_stand_at_their_question(asked: Show) -> None:
    media = {"image": "jr://images/dot.png", "audio": "jr://audio/q.wav"}
    widget = asked(ask({"dot.png": DOT, "q.wav": WAVE}, media=media))
    assert spoken_name(widget.prompt.picture) == say("widget.prompt.picture", label="How is it?")
    assert spoken_name(widget.prompt.play) == say("widget.prompt.play_named", label="How is it?")
    assert not widget.prompt.lacking.isVisible()


def test_a_picture_that_did_not_come_is_said_to_be_lacking(asked: Show) -> None:
    widget = asked(ask(media={"image": "jr://images/lost.png"}))
    assert widget.prompt.lacking.text() == say("widget.prompt.lacking")
    assert not widget.prompt.picture.isVisible()


def _png(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
    chunks = (struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    "content",
    [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", _png(10_000, 10_000), DOT + bytes(prompts.BYTES), DOT[:20]],
    ids=["empty", "svg", "gif", "100 million points", "over 10 MB", "cut off"],
)
def test_what_is_no_picture_or_too_large_is_not_shown(content: bytes) -> None:
    assert prompts.picture(content).isNull()


def test_stars_are_filled_up_to_the_chosen_one_and_said_in_words(asked: Show) -> None:
    widget = asked(ask(t="range", opts=None, vt="int", app=("rating",), range_start=1, range_end=5, range_step=1, v="3"))
    assert [star.lit for star in widget.cards] == [True, True, True, False, False]
    assert widget.said.text() == say("widget.rating.star", value="3", of="5")
    QTest.keyClick(widget, Key.Key_4)
    assert [star.lit for star in widget.cards] == [True, True, True, True, False]


def test_an_upright_scale_has_its_highest_step_on_top(asked: Show) -> None:
    widget = asked(ask(t="range", opts=None, app=("vertical",), range_start=0, range_end=3, range_step=1))
    assert [card.label for card in sorted(widget.cards, key=QWidget.y)] == ["3", "2", "1", "0"]


@pytest.mark.parametrize(("typed", "value"), [("40", "40"), ("45", None), ("2000", None), ("word", None)])
def test_a_number_outside_its_ends_or_between_its_steps_is_not_reported(asked: Show, typed: str, value: str | None) -> None:
    widget = asked(ask(t="range", opts=None, range_start=0, range_end=1000, range_step=10))
    said = heard_from(widget)
    QTest.keyClicks(widget.line, typed)
    QTest.keyClick(widget.line, Key.Key_Return)
    assert said == ([("/data/q", value, None)] if value else [])
    assert widget.trouble.isVisible() is (value is None)


def test_a_folded_list_takes_digits_and_no_wheel(asked: Show) -> None:
    widget = asked(ask(app=("minimal",)))
    said = heard_from(widget)
    widget.box.setFocus()
    QTest.keyClick(widget.box, Key.Key_2)
    assert said == [("/data/q", "2", None)]
    assert widget.box.currentData() == "2"
    assert [widget.box.itemText(at) for at in range(2)] == [say("widget.list.choose"), "1. Strongly agree"]


def test_a_folded_list_lets_enter_go_on(asked: Show) -> None:
    widget = asked(ask(app=("minimal",), v="1"))
    on: list[str] = []
    widget.went_on.connect(on.append)
    QTest.keyClick(widget.box, Key.Key_Return)
    assert on == ["/data/q"]


def test_down_leads_from_the_search_into_the_list(asked: Show) -> None:
    widget = asked(ask(app=("autocomplete",)))
    said = heard_from(widget)
    widget.line.setFocus()
    for box in (widget.line, widget.list):
        QTest.keyClick(box, Key.Key_Down)
        QTest.qWait(20)  # until the list has laid out its lines
    QTest.keyClick(widget.list, Key.Key_Return)
    assert said == [("/data/q", "2", None)]


def test_large_numbers_are_shown_and_taken_in_groups(asked: Show) -> None:
    widget = asked(ask(t="input", opts=None, vt="int", app=("thousands-sep",), v="1234567"))
    said = heard_from(widget)
    assert widget.line.text() == "1,234,567"
    widget.line.clear()
    QTest.keyClicks(widget.line, "12,500")
    QTest.keyClick(widget.line, Key.Key_Return)
    assert said == [("/data/q", "12500", None)]


def test_masked_words_are_not_readable_over_a_shoulder(asked: Show) -> None:
    assert asked(ask(t="input", opts=None, app=("masked",))).line.echoMode() is QLineEdit.EchoMode.Password


def test_where_an_answer_goes_on_by_itself_the_page_says_so(asked: Show) -> None:
    alone = AnswerHabits(today=date(2026, 3, 14), sole=True)
    widget = asked(ask(app=("quick",)), habits=alone)
    assert say("widget.quick") in [label.text() for label in widget.findChildren(QWidget, "hint")]


@pytest.mark.parametrize(
    ("written", "shown_as", "spoken"),
    [
        ("plain words", "plain words", "plain words"),
        ("**bold** and *slanted*", "<b>bold</b> and <i>slanted</i>", "bold and slanted"),
        ("__bold__ and _slanted_", "<b>bold</b> and <i>slanted</i>", "bold and slanted"),
        ("# Title\nwords", "<b>Title</b><br>words", "Title\nwords"),
        ("- one\n- two", "• one<br>• two", "• one\n• two"),
        ("[help](https://example.org/a)", "help (https://example.org/a)", "help (https://example.org/a)"),
        ('<span style="color:red">red</span> <u>line</u>', "red <u>line</u>", "red line"),
        ("first_name_x and 2 * 3 * 4", "first_name_x and 2 * 3 * 4", "first_name_x and 2 * 3 * 4"),
        (r"\*not bold\*", "*not bold*", "*not bold*"),
        ("a < b & c", "a &lt; b &amp; c", "a < b & c"),
        ("____", "____", "____"),
    ],
)
def test_marks_of_labels_are_shown_and_spoken_as_words(written: str, shown_as: str, spoken: str) -> None:
    assert rich(written) == shown_as
    assert plain(written) == spoken


@pytest.mark.parametrize(
    "hostile",
    [
        '<img src="file:///etc/passwd">',
        "<script>x</script>",
        '<a href="https://example.org">x</a>',
        "![x](https://example.org/x.png)",
        "<b onclick=x>",
    ],
)
def test_a_label_can_load_nothing_and_lead_nowhere(hostile: str) -> None:
    assert "<img" not in rich(hostile)
    assert "<a " not in rich(hostile)
    assert "<script" not in rich(hostile)
    assert "<b " not in rich(hostile)


def test_a_marked_question_is_spoken_without_its_marks(asked: Show) -> None:
    widget = asked(ask(label="How **are** you?"))
    assert widget.words.textFormat() is Qt.TextFormat.RichText
    assert spoken_name(widget) == "How are you?"


def test_a_recording_goes_to_a_program_of_the_system(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    owner, begun = QObject(), []
    monkeypatch.setattr(sound.QStandardPaths, "findExecutable", lambda name: f"/bin/{name}" if name == "aplay" else "")
    monkeypatch.setattr(QProcess, "start", lambda _self, *words: begun.append(words))
    monkeypatch.setattr(QProcess, "write", lambda _self, content: begun.append(content))
    assert sound.play(WAVE, owner, "linux")
    assert begun == [("aplay", ["-q", "-"]), WAVE]


def test_macos_plays_from_a_file_that_goes_with_the_player(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    owner, begun = QObject(), []
    monkeypatch.setattr(sound.QStandardPaths, "findExecutable", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(QProcess, "start", lambda _self, *words: begun.append(words))
    assert sound.play(WAVE, owner, "darwin")
    assert begun[0][0] == "afplay"


def test_windows_plays_bytes_and_stops_by_none(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    played: list[object] = []

    class Winmm:
        def PlaySoundA(self, content: object, _module: object, _flags: int) -> int:
            played.append(content)
            return 1

    class Windows:
        winmm = Winmm()

    monkeypatch.setattr(sound.ctypes, "windll", Windows(), raising=False)
    owner = QObject()
    assert sound.play(WAVE, owner, "win32")
    sound.stop(owner, "win32")
    assert played == [WAVE, None]


@pytest.mark.parametrize(("recording", "platform"), [(b"ID3", "linux"), (WAVE, "linux"), (WAVE, "darwin"), (WAVE, "win32")])
def test_without_a_way_to_play_it_is_said_and_no_error(
    recording: bytes, platform: str, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(sound.QStandardPaths, "findExecutable", lambda _name: "")
    assert not sound.play(recording, QObject(), platform)


def test_no_sound_is_said_at_the_question(asked: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound.QStandardPaths, "findExecutable", lambda _name: "")
    widget = asked(ask({"q.wav": WAVE}, media={"audio": "jr://audio/q.wav"}))
    widget.prompt.play.click()
    assert widget.prompt.lacking.text() == say("widget.prompt.silent")


def test_a_mark_in_a_table_is_a_radio_button_for_a_screen_reader(grid: Show) -> None:
    assert all(isinstance(mark, MarkRadio) and mark.inherits("QRadioButton") for mark in grid().widgets[1].cards)
