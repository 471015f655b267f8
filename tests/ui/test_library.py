"""The library of questionnaires in the window."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.ui.screens.library.presenter import LibraryPresenter
from civicdesk.ui.screens.library.state import EXAMPLES, chosen_of
from civicdesk.ui.screens.library.view import LibraryView
from civicdesk.ui.widgets.screen import place
from tests.ui.desk import Desk, desk, in_state, too_small, unnamed


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, LibraryView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def _shown(table: Desk, word: str = "") -> LibraryPresenter:
    around = replace(table.around, words=frozenset({"statistics"}))
    presenter = table.show(LibraryPresenter(place("library", entry=word), around))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    return presenter


def test_what_is_in_the_workspace_is_told(table: Desk) -> None:
    presenter = _shown(table, "civic-health")
    entry = chosen_of(presenter.state)
    assert entry is not None
    assert entry.here
    assert presenter.page.add.isHidden()
    assert not presenter.page.figures.isHidden()


def test_a_questionnaire_with_its_words_is_added(table: Desk) -> None:
    presenter = _shown(table, "ons-wellbeing")
    presenter.page.add.click()
    table.bot.waitUntil(lambda: bool((entry := chosen_of(presenter.state)) and entry.here), timeout=20_000)
    assert "added" in presenter.state.told
    assert presenter.page.add.isHidden()


def test_the_workbook_to_fill_in_is_saved(table: Desk, tmp_path: Path) -> None:
    presenter = _shown(table, "swemwbs")
    presenter.files.chosen.emit(str(tmp_path / "mine.xlsx"))
    table.bot.waitUntil(lambda: "mine.xlsx" in presenter.state.told, timeout=20_000)
    book = openpyxl.load_workbook(tmp_path / "mine.xlsx")
    assert book.sheetnames == ["survey", "choices", "settings", "scales", "scale_items", "transforms"]


def test_a_place_that_cannot_be_written_to_is_told(table: Desk, tmp_path: Path) -> None:
    presenter = _shown(table, "swemwbs")
    presenter.files.chosen.emit(str(tmp_path / "nowhere" / "mine.xlsx"))
    table.bot.waitUntil(lambda: bool(presenter.state.sentence), timeout=20_000)
    assert not presenter.state.working


def test_why_something_is_not_here_is_said_when_it_is_chosen(table: Desk) -> None:
    presenter = _shown(table)
    words = [each.word for each in presenter.state.entries]
    presenter.page.table.go_to(words.index("top"))
    assert presenter.page.why_not.isVisible()
    assert presenter.page.add.isHidden()
    assert presenter.page.save.isHidden()


def test_the_figures_of_its_questions_are_one_step_away(table: Desk) -> None:
    presenter = _shown(table, "civic-health")
    with table.bot.waitSignal(presenter.went) as went:
        presenter.page.figures.click()
    assert (went.args[0].word, went.args[0].fact("form")) == ("statistics", "civic_health")
