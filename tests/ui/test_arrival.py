"""Where the keyboard is when a page appears, and that it never gets lost."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from civicdesk.i18n import say, say_in
from civicdesk.ui import theme
from civicdesk.ui.screens.first_run.state import EXAMPLES as FIRST_RUNS
from civicdesk.ui.screens.first_run.view import FirstRunView
from civicdesk.ui.screens.unlock.state import EXAMPLES as UNLOCKS
from civicdesk.ui.screens.unlock.view import UnlockView
from civicdesk.ui.widgets.buttons import primary
from civicdesk.ui.widgets.page import Page
from tests.ui.desk import in_state


def _view(word: str) -> Any:
    return getattr(import_module(f"civicdesk.ui.screens.{word}.view"), word.title().replace("_", "") + "View")()


def _example(word: str, name: str) -> Any:
    return import_module(f"civicdesk.ui.screens.{word}.state").EXAMPLES[name]


@pytest.fixture
def page(shown: Callable[..., QWidget], qtbot: QtBot) -> Page:
    made = Page("A page", back=True)
    made.finish = made.add_button(primary("Finish"))  # type: ignore[attr-defined]  # for this test only
    shown(made)
    qtbot.wait(1)
    return made


@pytest.mark.parametrize(
    ("word", "name"),
    [
        *(("check_answers", name) for name in ("loading", "complete", "gaps")),
        *((word, "loading") for word in ("case_study", "session", "person", "consent", "today", "send", "release")),
    ],
)
def test_a_page_has_the_keyboard_on_its_heading(shown: Callable[..., QWidget], qtbot: QtBot, word: str, name: str) -> None:
    view = in_state(shown, qtbot, _view(word), _example(word, name))
    assert view.focusWidget() is view.heading
    assert view.heading.text()


@pytest.mark.parametrize("word", ["session", "person", "consent"])
def test_a_page_that_opens_says_so_and_then_its_name(shown: Callable[..., QWidget], qtbot: QtBot, word: str) -> None:
    view = in_state(shown, qtbot, _view(word), _example(word, "loading"))
    assert view.heading.text() == say("widget.opening")
    view.render_state(_example(word, {"session": "people", "person": "full", "consent": "words"}[word]))
    assert view.heading.text() != say("widget.opening")
    assert view.focusWidget() is (view.tasks.buttons["survey"] if word == "session" else view.heading)


def test_the_way_back_never_has_the_keyboard_on_arrival(qtbot: QtBot, look: Callable[..., Any]) -> None:
    page = Page("A page", back=True)
    qtbot.addWidget(page)
    page.back.setFocus()
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: page.focusWidget() is page.heading)


def test_enter_finishes_from_the_heading(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, _view("check_answers"), _example("check_answers", "complete"))
    with qtbot.waitSignal(view.finished):
        QTest.keyClick(view.focusWidget(), Qt.Key.Key_Return)


def test_a_button_that_is_switched_off_hands_the_keyboard_to_the_heading(page: Any) -> None:
    page.finish.setFocus()
    page.finish.setEnabled(False)
    assert page.focusWidget() is page.heading


def test_a_button_that_goes_hands_the_keyboard_to_the_heading(page: Any) -> None:
    page.finish.setFocus()
    page.finish.hide()
    assert page.focusWidget() is page.heading


def test_tab_still_goes_round(page: Any) -> None:
    page.take_focus()
    seen = []
    for _ in range(2):
        QTest.keyClick(page.focusWidget(), Qt.Key.Key_Tab)
        seen.append(page.focusWidget())
    assert seen == [page.finish, page.back]


def test_approving_does_not_lose_the_keyboard(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, _view("release"), _example("release", "approve"))
    view.form.secret.line.setFocus()
    view.render_state(replace(_example("release", "approve"), working=True))
    assert view.focusWidget() is view.heading


@pytest.mark.parametrize("yields", [True, False])
def test_a_page_that_the_search_box_has_opened_leaves_it_the_keyboard(shown: Callable[..., QWidget], qtbot: QtBot, yields: bool) -> None:
    home = QWidget()
    search, page = QLineEdit(home), Page("People")
    page.yields = yields
    page.setParent(home)
    page.hide()
    shown(home)
    search.setFocus()
    page.show()
    qtbot.wait(1)
    assert home.focusWidget() is (search if yields else page.heading)


def test_with_the_recovery_sheet_the_code_comes_first(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, UnlockView(), UNLOCKS["ready"])
    assert view.focusWidget() is view.secret.line
    view.render_state(UNLOCKS["by code"])
    assert view.focusWidget() is view.code.line
    view.render_state(UNLOCKS["ready"])
    assert view.focusWidget() is view.secret.line


def test_without_a_key_file_the_way_to_the_backups_comes_first(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    """Neither a passphrase nor the recovery code opens anything then: both are tried against the key file that a backup brings back."""
    view = in_state(shown, qtbot, UnlockView(), UNLOCKS["ready"])
    view.render_state(UNLOCKS["no keys"])
    assert view.focusWidget() is view.trouble.action
    assert not view.secret.isVisible()


def test_the_recovery_paper_names_the_button_as_the_window_does(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, UnlockView(), UNLOCKS["ready"])
    assert view.turn.accessibleName() in say_in("en", "sheet.recovery.use_1", button=say("unlock.use_code"))


@pytest.mark.parametrize("name", ["you", "weak", "no role"])
def test_about_you_fits_a_laptop_without_scrolling(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = FirstRunView()
    view.render_state(FIRST_RUNS[name])
    shown(view, 1366, 768)
    qtbot.wait(1)
    assert view._scroll.verticalScrollBar().maximum() == 0


def test_words_are_suggested_before_a_passphrase_is_asked_for(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, FirstRunView(), FIRST_RUNS["you"])
    assert view.suggestion.mapTo(view, view.rect().topLeft()).y() < view.secret.line.mapTo(view, view.rect().topLeft()).y()


def test_no_role_is_chosen_beforehand(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, FirstRunView(), FIRST_RUNS["you"])
    assert view.role.value() == ""


def test_a_missing_role_is_asked_for_at_its_place(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, FirstRunView(), FIRST_RUNS["you"])
    view.render_state(FIRST_RUNS["no role"])
    assert view.role.trouble.text() == FIRST_RUNS["no role"].problem
    assert view.focusWidget() is view.role.cards[0]


def test_the_icon_of_a_button_that_is_switched_off_is_seen(qtbot: QtBot, look: Callable[..., theme.Theme]) -> None:
    button = primary("Print", icon="printer")
    qtbot.addWidget(button)
    picture = button.icon().pixmap(button.iconSize(), QIcon.Mode.Disabled).toImage()
    drawn = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() > 250
    }
    assert theme.current().colour("muted").name() in drawn


@pytest.mark.parametrize(
    ("word", "name", "rows"), [("send", "ready", 3), ("session", "people", 2), ("people", "people", 0), ("forms", "list", 0)]
)
def test_a_table_is_as_high_as_its_rows(shown: Callable[..., QWidget], qtbot: QtBot, word: str, name: str, rows: int) -> None:
    view = in_state(shown, qtbot, _view(word), _example(word, name))
    table = view.table
    count = table.model().rowCount()
    assert count == (rows or count)
    spare = table.viewport().height() - count * table.rowHeight(0)
    assert 0 <= spare < table.rowHeight(0)


def test_enter_on_the_first_page_asks_for_a_pack(shown: Callable[..., QWidget], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(FirstRunView, "_ask_pack", lambda _view: asked.append(True))
    view = in_state(shown, qtbot, FirstRunView(), FIRST_RUNS["empty"])
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_Return)
    assert asked == [True]
