"""Forms: a file is looked at before it is added, and faults are told by their place."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk import paths
from civicdesk.ui.screens.forms.presenter import FormsPresenter
from civicdesk.ui.screens.forms.state import EXAMPLES
from civicdesk.ui.screens.forms.view import FormsView
from civicdesk.ui.widgets.screen import place
from tests.ui.desk import Desk, in_state, went


@pytest.fixture
def listed(table: Desk) -> FormsPresenter:
    presenter = table.show(FormsPresenter(place("forms"), table.around))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    return presenter


def test_the_forms_of_the_pack_are_here(listed: FormsPresenter, table: Desk) -> None:
    assert listed.state.cards
    listed.page.table.go_to(0)
    assert listed.state.chosen == listed.state.cards[0].id
    assert listed.page.details.isVisible()


def test_a_file_is_looked_at_before_it_is_added(listed: FormsPresenter, table: Desk) -> None:
    workbook = paths.resources() / "instruments" / "civic-health.xlsx"
    listed.files.chosen.emit(str(workbook))
    table.bot.waitUntil(lambda: listed.state.checked is not None, timeout=30_000)
    assert listed.state.checked is not None
    assert listed.state.checked.questions > 40
    listed.page.add.click()
    table.bot.waitUntil(lambda: bool(listed.state.told), timeout=30_000)
    assert len(listed.state.cards) == 1


def test_a_file_that_is_no_form_is_explained_and_not_kept(listed: FormsPresenter, table: Desk, tmp_path: Path) -> None:
    file = tmp_path / "notes.xlsx"
    file.write_bytes(b"these are notes")
    listed.files.chosen.emit(str(file))
    table.bot.waitUntil(lambda: bool(listed.state.sentence), timeout=20_000)
    assert listed.state.checked is None
    assert not listed.state.working


def test_a_file_that_has_gone_is_explained(listed: FormsPresenter, table: Desk, tmp_path: Path) -> None:
    listed.files.chosen.emit(str(tmp_path / "gone.xlsx"))
    table.bot.waitUntil(lambda: "FILE-READ" in listed.state.sentence, timeout=20_000)


def test_one_may_think_better_of_it(listed: FormsPresenter, table: Desk) -> None:
    listed.files.chosen.emit(str(paths.resources() / "instruments" / "civic-health.xlsx"))
    table.bot.waitUntil(lambda: listed.state.checked is not None, timeout=30_000)
    listed.page.drop.click()
    assert listed.state.checked is None


def test_a_fault_is_told_by_sheet_row_and_column(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, FormsView(), EXAMPLES["cannot"])
    assert view.place.text() == EXAMPLES["cannot"].place


def test_a_form_is_saved_for_pen_and_paper(listed: FormsPresenter, table: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = listed.out.files.chosen
    monkeypatch.setattr(listed.out.files, "save_file", lambda _name, _ending: chosen.emit(str(tmp_path / "form.pdf")))
    listed.page.table.go_to(0)
    listed.page.on_paper.click()
    assert listed.page.paper.isVisible()
    listed.page.paper.save.click()
    table.bot.waitUntil(lambda: bool(listed.state.told), timeout=30_000)
    assert (tmp_path / "form.pdf").read_bytes()[:5] == b"%PDF-"
    assert listed.state.paper is None


def test_the_choices_for_paper_are_dropped(listed: FormsPresenter) -> None:
    listed.page.table.go_to(0)
    listed.page.on_paper.click()
    listed.page.paper.drop.click()
    assert not listed.page.paper.isVisible()


def test_large_print_is_chosen_by_hand(listed: FormsPresenter) -> None:
    listed.page.table.go_to(0)
    listed.page.on_paper.click()
    listed.page.paper.size_of_print.choose(2)
    assert listed.page.paper.options().large


def test_the_screen_for_filled_forms_is_one_step_away(table: Desk) -> None:
    around = replace(table.around, words=frozenset({"keying"}))
    presenter = table.show(FormsPresenter(place("forms"), around))
    heard = went(presenter)
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    presenter.page.key_in.click()
    assert [where.word for _, where in heard] == ["keying"]
