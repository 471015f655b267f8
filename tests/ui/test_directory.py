"""The directory in the window: found while somebody types, confirmed, put right, closed and added, by keys alone."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.i18n import say
from civicdesk.records.entries import EntryStatus
from civicdesk.records.ids import EntryId
from civicdesk.ui.screens.directory.presenter import DirectoryPresenter
from civicdesk.ui.screens.directory.state import CHECK, EXAMPLES, Step
from civicdesk.ui.screens.directory.view import DirectoryView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import directory
from tests.ui.desk import Desk, desk, in_state, too_small, unnamed, went


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, DirectoryView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def opened(table: Desk, text: str = "") -> DirectoryPresenter:
    presenter = table.show(DirectoryPresenter(place("directory", text=text), table.around))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    return presenter


def at_choir(table: Desk) -> DirectoryPresenter:
    """Return the directory with the choir's page open."""
    presenter = opened(table, "imaginary recovery choir")
    QTest.keyClick(presenter.page.seek.line, Qt.Key.Key_Return)
    table.bot.waitUntil(lambda: presenter.state.step is Step.ENTRY, timeout=20_000)
    return presenter


def kept(table: Desk, presenter: DirectoryPresenter) -> object:
    shown = presenter.state.shown
    assert shown is not None
    return table.ask(partial(directory.entry, which=EntryId(shown.entry)))


def test_entries_are_found_while_somebody_types(table: Desk) -> None:
    presenter = opened(table)
    assert presenter.state.total == 150
    presenter.page.seek.line.setFocus()
    QTest.keyClicks(presenter.page.seek.line, "imaginary rec")
    table.bot.waitUntil(lambda: 0 < presenter.state.total < 10, timeout=20_000)
    assert "Imaginary Recovery Choir" in {line.name for line in presenter.state.lines}


def test_filters_narrow_and_the_list_to_check_stands_apart(table: Desk) -> None:
    presenter = opened(table)
    presenter.page.filters.chips["step_free"].click()
    table.bot.waitUntil(lambda: 0 < presenter.state.total < 150, timeout=20_000)
    presenter.page.filters.chips["step_free"].click()
    presenter.page.filters.chips[CHECK].click()
    table.bot.waitUntil(lambda: any("onfirmed" in line.confirmed for line in presenter.state.lines), timeout=20_000)
    assert presenter.state.filters == {CHECK}


def test_an_entry_is_opened_by_enter_and_left_by_back(table: Desk) -> None:
    presenter = at_choir(table)
    heard = went(presenter)
    assert presenter.page.heading.text() == "Imaginary Recovery Choir"
    presenter.page.went_back.emit()
    assert (presenter.state.step, heard) == (Step.LIST, [])
    presenter.page.went_back.emit()
    assert heard == [("back", None)]


def test_it_is_right_confirms_it_today(table: Desk) -> None:
    presenter = at_choir(table)
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: bool(presenter.state.told), timeout=20_000)
    assert kept(table, presenter).assured_date == table.around.world.now().date()


def test_a_field_is_put_right(table: Desk) -> None:
    presenter = at_choir(table)
    presenter.page.other.click()
    presenter.page.field_picked.emit("cost")
    assert presenter.page.change.text.text() == "Free"
    presenter.page.change.text.put("£1")
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.ENTRY, timeout=20_000)
    assert (kept(table, presenter).cost, ("Cost", "£1") in presenter.state.shown.facts) == ("£1", True)


@pytest.mark.parametrize(("field", "hint"), [("phone", "unknown"), ("step_free", "step_free"), ("status", "status")])
def test_a_field_says_which_words_it_takes_and_no_other_field_does(table: Desk, field: str, hint: str) -> None:
    presenter = at_choir(table)
    presenter.page.other.click()
    presenter.page.field_picked.emit(field)
    assert presenter.page.change.text.hint.text() == say(f"directory_page.hint.{hint}")


def test_what_cannot_be_is_told_and_stays_typed(table: Desk) -> None:
    presenter = at_choir(table)
    presenter.page.other.click()
    presenter.page.field_picked.emit("phone")
    presenter.page.change.text.put("call me")
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: "DIRECTORY-VALUE" in presenter.state.problem, timeout=20_000)
    assert (presenter.state.step, presenter.page.change.text.text()) == (Step.CHANGE, "call me")
    presenter.page.other.click()
    assert (presenter.state.step, presenter.state.problem) == (Step.ENTRY, "")


def test_closing_asks_first_and_then_holds(table: Desk) -> None:
    presenter = at_choir(table)
    presenter.page.third.click()
    assert presenter.state.step is Step.CLOSE
    presenter.page.onward.click()
    assert presenter.state.step is Step.ENTRY
    presenter.page.third.click()
    presenter.page.other.click()
    table.bot.waitUntil(lambda: bool(presenter.state.told), timeout=20_000)
    assert kept(table, presenter).status is EntryStatus.INACTIVE


def test_an_entry_is_added_with_its_name_at_least(table: Desk) -> None:
    presenter = opened(table)
    presenter.make_new()
    presenter.page.onward.click()
    assert presenter.state.problem
    presenter.page.new.fields["name"].put("Invented Hall")
    assert presenter.unsaved()
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.ENTRY, timeout=20_000)
    assert (kept(table, presenter).name, presenter.unsaved()) == ("Invented Hall", False)


def test_an_entry_that_is_not_there_is_told(table: Desk) -> None:
    presenter = table.show(DirectoryPresenter(place("directory", entry="none"), table.around))
    table.bot.waitUntil(lambda: "DIRECTORY-ENTRY" in presenter.state.problem, timeout=20_000)
    assert presenter.state.step is Step.LIST
