"""The smaller parts of the window: gate, cards, secrets, save state, tasks, tables, charts, pictures."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from civicdesk.records.sheets import Bar, PageImage
from civicdesk.ui.jobs import Course
from civicdesk.ui.models.rows import Column, Rows
from civicdesk.ui.widgets import saved as saved_module
from civicdesk.ui.widgets.busy import Busy
from civicdesk.ui.widgets.buttons import primary, secondary
from civicdesk.ui.widgets.charts import BarChart, BarLine
from civicdesk.ui.widgets.fields import Cards, Chooser, Field, YesNo
from civicdesk.ui.widgets.flow import FlowRow
from civicdesk.ui.widgets.focus import FocusRing
from civicdesk.ui.widgets.gate import Gate
from civicdesk.ui.widgets.labels import spoken_name
from civicdesk.ui.widgets.options import CardCheck, CardRadio
from civicdesk.ui.widgets.page import Page
from civicdesk.ui.widgets.pictures import PagePictures, image_of
from civicdesk.ui.widgets.rail import Destination, Rail
from civicdesk.ui.widgets.reasons import OpenRow, Reasons
from civicdesk.ui.widgets.saved import SaveState
from civicdesk.ui.widgets.secret import SecretField
from civicdesk.ui.widgets.tables import Table
from civicdesk.ui.widgets.tasks import TaskList, TaskRow

Show = Callable[..., Any]


def test_keys_made_before_the_page_is_painted_are_dropped(shown: Show, qtbot: QtBot) -> None:
    line = QLineEdit()
    shown(line)
    gate = Gate(line)
    gate.shut()
    QTest.keyClicks(line, "1234")
    assert line.text() == ""
    gate.open_when_painted(line)
    qtbot.waitUntil(lambda: not gate.is_shut())
    QTest.keyClicks(line, "5")
    assert line.text() == "5"


def test_clicks_made_before_the_page_is_painted_are_dropped(shown: Show) -> None:
    button = primary("Continue")
    shown(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    gate = Gate(button)
    gate.shut()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    gate.open_now()
    assert pressed == []
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(pressed) == 1


def test_continue_is_deaf_just_after_the_paint(shown: Show, qtbot: QtBot) -> None:
    line = QLineEdit()
    shown(line)
    gate = Gate(line)
    assert not gate.deaf()
    gate.shut()
    gate.open_now()
    assert gate.deaf()
    qtbot.waitUntil(lambda: not gate.deaf(), timeout=1000)


def test_a_held_enter_presses_a_button_once(shown: Show) -> None:
    button = secondary("Back")
    shown(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    for repeat in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", repeat)
        QApplication.sendEvent(button, event)
    assert len(pressed) == 1


def test_enter_on_the_heading_presses_the_primary_button(shown: Show) -> None:
    page = Page("A heading")
    pressed: list[str] = []
    on, back = page.add_button(primary("Continue")), page.add_button(secondary("Back"))
    on.clicked.connect(lambda: pressed.append("on"))
    back.clicked.connect(lambda: pressed.append("back"))
    shown(page)
    page.take_focus()
    assert page.focusWidget() is page.heading
    QTest.keyClick(page.heading, Qt.Key.Key_Return)
    back.setFocus()
    QTest.keyClick(back, Qt.Key.Key_Return)
    assert pressed == ["on", "back"]


def test_the_heading_starts_the_page_but_is_no_tab_stop(shown: Show) -> None:
    page = Page("A heading")
    field = Field("name", "Name")
    page.body.addWidget(field)
    shown(page)
    page.take_focus()
    QTest.keyClick(page.heading, Qt.Key.Key_Tab)
    assert page.focusWidget() is field.line


def test_back_comes_last_in_the_tab_order(shown: Show) -> None:
    page = Page("A heading", back=True)
    on = page.add_button(primary("Continue"))
    shown(page)
    page.take_focus()
    QTest.keyClick(page.heading, Qt.Key.Key_Tab)
    assert page.focusWidget() is on
    QTest.keyClick(on, Qt.Key.Key_Tab)
    assert page.focusWidget() is page.back


@pytest.mark.parametrize("make", [CardRadio, CardCheck])
def test_a_card_is_a_real_button_with_name_role_and_state(shown: Show, make: type[CardRadio | CardCheck]) -> None:
    card = make("a", "Bed & breakfast", "1")
    shown(card)
    face = QAccessible.queryAccessibleInterface(card)
    assert face.role() in {QAccessible.Role.RadioButton, QAccessible.Role.CheckBox}
    assert face.text(QAccessible.Text.Name) == "Bed & breakfast"
    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(card.width() - 4, card.height() // 2))
    assert QAccessible.queryAccessibleInterface(card).state().checked == 1


def test_a_long_choice_goes_on_in_the_next_line(look: Show) -> None:
    card = CardRadio("a", "word " * 60)
    assert card.heightForWidth(300) > card.heightForWidth(900) > CardRadio("b", "word").heightForWidth(900)


def test_yes_and_no_are_1_and_2_and_their_first_letters(shown: Show) -> None:
    question = YesNo("adult", "Are they 18 or over?")
    shown(question)
    said: list[tuple[str, str]] = []
    question.picked.connect(lambda *what: said.append(what))
    assert question.value() == ""
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_Y, Qt.Key.Key_N):
        QTest.keyClick(question, key)
    assert said == [("adult", "yes"), ("adult", "no"), ("adult", "yes"), ("adult", "no")]


def test_a_digit_without_a_card_chooses_nothing(shown: Show) -> None:
    cards = Cards("role", "Role", (("a", "A"), ("b", "B")))
    shown(cards)
    QTest.keyClick(cards, Qt.Key.Key_9)
    assert cards.value() == ""
    cards.put("b")
    assert cards.value() == "b"
    cards.put("")
    assert cards.value() == ""


def test_a_drop_down_list_is_named_by_its_label_and_not_by_its_value(shown: Show) -> None:
    chooser = Chooser("name", "Your sign-in name", (("a", "AB"), ("b", "CD")))
    shown(chooser)
    labels = [
        other for other, kind in QAccessible.queryAccessibleInterface(chooser.box).relations() if kind == QAccessible.RelationFlag.Label
    ]
    assert [label.text(QAccessible.Text.Name) for label in labels] == ["Your sign-in name"]
    chooser.put("b")
    assert chooser.value() == "b"
    chooser.put("not there")
    assert chooser.value() == "b"


def test_a_passphrase_is_hidden_until_it_is_to_be_seen(shown: Show) -> None:
    secret = SecretField("Passphrase")
    shown(secret)
    assert secret.line.echoMode() == QLineEdit.EchoMode.Password
    secret.peek.click()
    assert (secret.line.echoMode(), secret.peek.text()) == (QLineEdit.EchoMode.Normal, "Hide")
    secret.put("words")
    secret.empty()
    assert (secret.text(), secret.line.echoMode()) == ("", QLineEdit.EchoMode.Password)


def test_a_passphrase_can_be_pasted(shown: Show) -> None:
    secret = SecretField("Passphrase")
    shown(secret)
    QApplication.clipboard().setText("copper lantern")
    secret.line.setFocus()
    QTest.keyClick(secret.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert secret.text() == "copper lantern"


def test_caps_lock_is_noticed_by_what_comes_out(shown: Show) -> None:
    secret = SecretField("Passphrase")
    shown(secret)
    QApplication.sendEvent(secret.line, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "A"))
    assert secret.hint.text() == "Caps Lock is on."
    QApplication.sendEvent(secret.line, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.ShiftModifier, "A"))
    assert secret.hint.text() == ""


def test_saving_is_only_told_when_it_takes_long(shown: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[tuple[str, bool]] = []
    monkeypatch.setattr(saved_module, "announce", lambda _widget, text, assertive=False: heard.append((text, assertive)))
    line = SaveState()
    shown(line)
    line.saving()
    line.saved(datetime(2026, 3, 14, 14, 2, tzinfo=UTC))
    assert line.words.text() == "Saved on this laptop, 14:02"
    line.saving()
    qtbot.waitUntil(lambda: line.words.text() == "Saving…", timeout=1500)
    line.failed()
    assert line.words.text() == "Not saved yet"
    assert heard == [("Saved on this laptop, 14:02", False), ("Not saved yet", True)]


def test_work_is_shown_after_a_second_and_can_be_cancelled(shown: Show, qtbot: QtBot) -> None:
    home = QWidget()
    column = QVBoxLayout(home)
    busy = Busy()
    column.addWidget(busy)
    shown(home)
    cancelled: list[bool] = []
    busy.cancelled.connect(lambda: cancelled.append(True))
    busy.begin("Making sheets")
    assert not busy.isVisible()
    qtbot.waitUntil(busy.isVisible, timeout=3000)
    busy.tell(3, 30)
    assert busy._count.text() == "3 of 30"
    busy.cancel.click()
    busy.end()
    assert not busy.isVisible()
    assert cancelled == [True]


def test_a_task_says_its_state_in_a_word_and_leads_on(shown: Show) -> None:
    tasks = TaskList()
    shown(tasks)
    tasks.show_tasks(
        [
            TaskRow(key="consent", label="Consent", state="done", action="Show"),
            TaskRow(key="sheet", label="Sheet", state="blocked", action="Start", why="The questions come first."),
        ]
    )
    chosen: list[str] = []
    tasks.chosen.connect(chosen.append)
    tasks.buttons["consent"].click()
    tasks.buttons["sheet"].click()
    assert chosen == ["consent"]
    face = QAccessible.queryAccessibleInterface(tasks.buttons["sheet"])
    assert face.text(QAccessible.Text.Name) == "Start: Sheet"
    assert face.text(QAccessible.Text.Description) == "Sheet: Cannot start yet. The questions come first."


def test_tasks_that_are_shown_again_keep_the_focus(shown: Show) -> None:
    tasks = TaskList()
    shown(tasks)
    rows = [TaskRow(key="a", label="A", state="done", action="Show"), TaskRow(key="b", label="B", state="not_started", action="Start")]
    tasks.show_tasks(rows)
    tasks.buttons["b"].setFocus()
    tasks.show_tasks(rows)
    assert tasks.window().focusWidget() is tasks.buttons["b"]


def test_a_table_speaks_its_headers_and_cells_and_opens_by_enter(shown: Show) -> None:
    rows: Rows[str] = Rows(
        [Column(heading="Name", words=str.title), Column(heading="Letters", words=lambda word: str(len(word)), number=True)]
    )
    table = Table(rows, "Words")
    rows.setParent(table)
    shown(table)
    rows.show_records(["one", "three"])
    opened: list[int] = []
    table.opened.connect(opened.append)
    table.go_to(1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == [1]
    assert rows.record(1) == "three"
    assert [rows.headerData(at, Qt.Orientation.Horizontal) for at in range(rows.columnCount())] == ["Name", "Letters"]
    assert rows.data(rows.index(1, 1)) == "5"
    face = QAccessible.queryAccessibleInterface(table)
    assert face.role() == QAccessible.Role.Table
    assert face.text(QAccessible.Text.Name) == "Words"


def test_fifty_thousand_rows_cost_what_the_visible_ones_cost(shown: Show) -> None:
    rows: Rows[str] = Rows([Column(heading="Name", words=str)])
    table = Table(rows, "Names")
    rows.setParent(table)
    rows.show_records([f"Person {number}" for number in range(50_000)])
    shown(table)
    assert rows.rowCount() == 50_000
    assert rows.rowCount(rows.index(0, 0)) == 0


@pytest.mark.parametrize("mirrored", [True, False])
def test_a_mirrored_table_keeps_the_order_of_words_of_the_other_direction(look: Callable[..., Any], qtbot: QtBot, mirrored: bool) -> None:
    look("light", mirrored=mirrored)
    rows: Rows[str] = Rows([Column(heading="When", words=str)])
    rows.show_records(["31 January 2026"])
    table = Table(rows, "When")
    qtbot.addWidget(table)
    painted = table.itemDelegate().displayText(rows.index(0, 0).data(), QLocale())
    assert painted == ("\u206831 January 2026\u2069" if mirrored else "31 January 2026")
    assert rows.data(rows.index(0, 0), Qt.ItemDataRole.AccessibleTextRole) == "31 January 2026", "a screen reader hears no marks"


def test_each_bar_speaks_for_itself(shown: Show) -> None:
    chart = BarChart()
    chart.show_bars(
        [
            Bar(area="Home", share=0.7, word="Strong", reading="high", earlier=0.4, change="moved up"),
            Bar(area="Money", share=None, word="Not enough answers", reading=""),
        ]
    )
    shown(chart)
    assert [spoken_name(line) for line in chart.findChildren(BarLine)] == ["Home: Strong. moved up", "Money: Not enough answers."]
    assert not chart.grab().isNull()


def test_a_page_is_shown_as_it_was_drawn(shown: Show) -> None:
    page = PageImage(width=2, height=1, stride=8, pixels=bytes([255, 0, 0, 0, 0, 255, 0, 0]))
    assert [image_of(page).pixelColor(x, 0).name() for x in (0, 1)] == ["#0000ff", "#ff0000"]
    pages = PagePictures()
    pages.show_pages([page, page], ["words of page one"])
    shown(pages)
    face = QAccessible.queryAccessibleInterface(pages._pages[0])
    assert face.text(QAccessible.Text.Name) == "Page 1 of 2"
    assert face.text(QAccessible.Text.Description) == "words of page one"


def _open_rows(*keys: str) -> list[OpenRow]:
    return [OpenRow(key=key, words=f"Card {key}", reasons=("Later", "Never")) for key in keys]


def test_reasons_that_were_chosen_stay_when_rows_come_and_go(shown: Show) -> None:
    reasons = Reasons()
    shown(reasons)
    reasons.show_rows(_open_rows("a", "b"))
    reasons.rows["b"].put("Later")
    reasons.show_rows(_open_rows("b"))
    assert reasons.chosen() == {"b": "Later"}


def test_a_digit_chooses_a_reason_and_leads_to_the_next_open_row(shown: Show, qtbot: QtBot) -> None:
    reasons = Reasons()
    shown(reasons)
    reasons.show_rows(_open_rows("a", "b"))
    qtbot.wait(1)
    reasons.rows["a"].cards[0].setFocus()
    with qtbot.waitSignal(reasons.settled):
        for key in (Qt.Key.Key_2, Qt.Key.Key_1):
            qtbot.keyClick(reasons.focusWidget(), key)
    assert reasons.chosen() == {"a": "Never", "b": "Later"}
    assert reasons.to_choose() is None


def test_a_row_of_buttons_goes_on_in_the_next_line_when_it_is_narrow(shown: Show) -> None:
    row = FlowRow(*(secondary(f"Button {number}") for number in range(4)))
    shown(row, 1000, 60)
    assert row.heightForWidth(200) > row.heightForWidth(1000)


@pytest.mark.parametrize("mirrored", [False, True])
def test_a_row_of_buttons_begins_where_the_language_begins(shown: Show, look: Show, mirrored: bool) -> None:
    look("light", mirrored=mirrored)
    first, second = secondary("One"), secondary("Two")
    row = shown(FlowRow(first, second), 600, 60)
    assert row.isVisible()
    assert (first.x() > second.x()) is mirrored


def test_the_ring_lies_around_the_control_that_has_the_focus(shown: Show, qtbot: QtBot) -> None:
    home = QWidget()
    column = QVBoxLayout(home)
    one, two = QLineEdit(), QLineEdit()
    column.addWidget(one)
    column.addWidget(two)
    ring = FocusRing(home)
    shown(home)
    two.setFocus()
    assert ring.isVisible()
    assert ring.geometry().contains(two.geometry())
    assert not ring.geometry().contains(one.geometry())
    two.hide()
    one.setFocus()
    qtbot.waitUntil(lambda: ring.geometry().contains(one.geometry()))


def test_the_ring_outlives_the_page_that_it_lies_on(shown: Show, qtbot: QtBot) -> None:
    home = QWidget()
    column = QVBoxLayout(home)
    ring = FocusRing(home)
    for _ in range(2):
        page = Page("A heading")
        field = Field("name", "Name")
        page.body.addWidget(field)
        column.addWidget(page)
        if not home.isVisible():
            shown(home)
        page.show()
        field.line.setFocus()
        qtbot.waitUntil(ring.isVisible)
        ring.come_home()
        page.hide()
        page.deleteLater()
        qtbot.wait(1)
    assert ring.parentWidget() is home


def test_the_rail_keeps_its_words_in_a_narrow_window(shown: Show) -> None:
    rail = Rail([Destination(word="today", label="Today", icon="calendar-days"), Destination(word="people", label="People", icon="users")])
    shown(rail, 232, 500)
    rail.fit(1000)
    assert rail.width() == 188
    picked: list[str] = []
    rail.picked.connect(picked.append)
    rail.buttons["people"].click()
    rail.light("people")
    assert picked == ["people"]
    assert [name for name, button in rail.buttons.items() if button.isChecked()] == ["people"]
    assert [spoken_name(button) for button in rail.buttons.values()] == ["Today", "People"]


def test_work_that_says_how_far_it_is_can_be_stopped(shown: Show, qtbot: QtBot) -> None:
    home = QWidget()
    column = QVBoxLayout(home)
    busy, course = Busy(), Course()
    column.addWidget(busy)
    shown(home)
    busy.follow(course, "Sending")
    course.tell(30, 60)
    qtbot.waitUntil(lambda: busy._count.text() == "30 of 60", timeout=3000)
    busy.cancel.click()
    assert course.is_stopped()
    assert course.wait(30)
    busy.end()
