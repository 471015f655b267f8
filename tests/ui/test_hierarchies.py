"""The page of groupings: a table to write in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from civicdesk.ui.screens.hierarchies.presenter import HierarchiesPresenter
from civicdesk.ui.screens.hierarchies.state import EXAMPLES
from civicdesk.ui.screens.hierarchies.view import HierarchiesView
from civicdesk.ui.widgets.screen import place
from tests.ui.desk import Desk, in_state, too_small, unnamed


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, HierarchiesView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def _mark(presenter: HierarchiesPresenter, *lines: int) -> None:
    grid = presenter.page.grid
    chosen = QItemSelection(grid.model().index(lines[0], 0), grid.model().index(lines[-1], 0))
    grid.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def _begun(table: Desk) -> HierarchiesPresenter:
    presenter = table.show(HierarchiesPresenter(place("hierarchies"), table.around))
    presenter.page.shipped.put("housing")
    presenter.page.begin.click()
    table.bot.waitUntil(lambda: bool(presenter.state.grouping.lines), timeout=20_000)
    return presenter


def test_a_line_is_added_put_into_a_group_and_saved(table: Desk, tmp_path: Path) -> None:
    presenter = _begun(table)
    page, last = presenter.page, len(presenter.state.grouping.lines)
    page.value.put("Houseboat")
    page.add.click()
    assert presenter.state.grouping.lines[-1] == ("Houseboat", "")
    assert presenter.state.faults
    _mark(presenter, last)
    page.group.put("Settled")
    page.gather.click()
    assert presenter.state.faults == ()
    assert presenter.unsaved()
    presenter.saving.chosen.emit(str(tmp_path / "mine.csv"))
    table.bot.waitUntil(lambda: "mine.csv" in presenter.state.told, timeout=20_000)
    assert "Houseboat;Settled;*" in (tmp_path / "mine.csv").read_text(encoding="utf-8")
    assert not presenter.unsaved()


def test_what_is_changed_while_a_table_is_written_is_not_called_saved(table: Desk, tmp_path: Path) -> None:
    presenter = _begun(table)
    presenter.saving.chosen.emit(str(tmp_path / "mine.csv"))
    presenter.page.value.put("Houseboat")
    presenter.page.add.click()
    table.bot.waitUntil(lambda: "mine.csv" in presenter.state.told, timeout=20_000)
    assert presenter.unsaved()


def test_a_cell_is_written_by_keys_and_taken_back(table: Desk) -> None:
    presenter = _begun(table)
    grid, before = presenter.page.grid, presenter.state.grouping
    grid.setFocus()
    grid.setCurrentIndex(grid.model().index(0, 1))
    table.bot.keyClick(grid, Qt.Key.Key_Return)
    line = grid.findChild(QLineEdit)
    assert line is not None
    line.setText("At home")
    table.bot.keyClick(line, Qt.Key.Key_Return)
    table.bot.waitUntil(lambda: presenter.state.grouping.lines[0][1] == "At home", timeout=5_000)
    presenter.page.undo.click()
    assert presenter.state.grouping == before


def test_steps_and_bands_change_the_whole_table(table: Desk) -> None:
    presenter = _begun(table)
    page = presenter.page
    levels = presenter.state.grouping.levels
    page.wider.click()
    assert presenter.state.grouping.levels == levels + 1
    page.narrower.click()
    _mark(presenter, 0, 1)
    page.drop.click()
    page.shipped_wanted.emit("age")
    table.bot.waitUntil(lambda: presenter.state.numbers, timeout=20_000)
    page.band_width.put("one")
    page.bands.click()
    assert page.band_width.trouble.text()
    page.band_width.put("10")
    page.bands.click()
    assert presenter.state.grouping.lines[25][:2] == ("25", "20-29")


def test_a_group_needs_marked_lines_and_a_name(table: Desk) -> None:
    presenter = _begun(table)
    presenter.page.grid.clearSelection()
    presenter.page.gather.click()
    assert presenter.page.group.trouble.text()


def test_a_file_that_cannot_be_read_is_told(table: Desk, tmp_path: Path) -> None:
    presenter = table.show(HierarchiesPresenter(place("hierarchies"), table.around))
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe")
    presenter.opening.chosen.emit(str(tmp_path / "bad.csv"))
    table.bot.waitUntil(lambda: "bad.csv" in presenter.state.sentence, timeout=20_000)
