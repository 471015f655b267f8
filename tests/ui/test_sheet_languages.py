"""A sheet in another language, chosen in the window: drawn, marked where nobody has checked the words, and back in English."""

import pytest

from civicdesk import i18n
from civicdesk.ui.screens.settings.view import SettingsView
from civicdesk.ui.screens.sheet.presenter import SheetPresenter
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.languages import of_sheets, shipped
from civicdesk.ui.widgets.screen import place
from tests.ui.desk import Desk, finish_interview


@pytest.fixture
def finished(table: Desk) -> SheetPresenter:
    submission = finish_interview(table)
    presenter: SheetPresenter = table.show(SheetPresenter(place("sheet", submission=submission, just="finished"), table.around))
    table.bot.waitUntil(lambda: bool(presenter.state.pages), timeout=20_000)
    return presenter


def choose(desk: Desk, sheet: SheetPresenter, language: str) -> None:
    """Choose a language in the list, as a hand would, and wait until the sheet is drawn in it."""
    box = sheet.page.choices.language.box
    box.setCurrentIndex(box.findData(language))
    box.activated.emit(box.currentIndex())
    title = i18n.say_in(language, "sheet.title")
    desk.bot.waitUntil(lambda: bool(sheet.state.words) and title in sheet.state.words[0] and not sheet.state.drawing, timeout=20_000)


def test_a_sheet_is_drawn_in_urdu_and_in_english_again(finished: SheetPresenter, table: Desk) -> None:
    choose(table, finished, "ur")
    assert finished.state.told == ""
    choose(table, finished, "en")


def test_the_list_says_which_languages_nobody_has_checked() -> None:
    marked = {code: "not yet checked" in name for code, name in of_sheets()}
    assert marked == {code: not i18n.is_checked(code) for code, _ in of_sheets()}
    assert next(iter(marked)) == "en"
    assert len(marked) >= 7


def test_the_program_is_not_offered_in_a_language_that_covers_sheets_alone() -> None:
    assert [code for code, _ in shipped()] == ["en"]


def test_the_settings_name_the_languages_of_sheets(table: Desk) -> None:
    view = SettingsView()
    table.bot.addWidget(view)
    said = " ".join(words.text() for words in view.findChildren(Words))
    assert "Polski (not yet checked)" in said
    assert "اردو (not yet checked)" in said
