"""The page about this laptop: counts on the screen, a page on paper, and nobody's name in either."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.feedback import preview
from civicdesk.i18n import say
from civicdesk.ui.screens.laptop.presenter import LaptopPresenter
from civicdesk.ui.screens.laptop.state import EXAMPLES
from civicdesk.ui.screens.laptop.view import LaptopView
from civicdesk.ui.widgets import paper
from civicdesk.ui.widgets.labels import Words
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import enrolment
from tests.ui.desk import Desk, desk, in_state


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


def _shown(table: Desk) -> LaptopPresenter:
    presenter = table.show(LaptopPresenter(place("laptop"), table.around))
    table.bot.waitUntil(lambda: presenter.state.paper is not None, timeout=20_000)
    return presenter


def test_the_facts_are_shown_and_name_nobody(table: Desk) -> None:
    said = " ".join(label.text() for label in _shown(table).page.findChildren(Words))
    assert say("laptop.people_named", count=1, all=1) in said
    assert [name for name in ("Wren", "Fictional") if name in said] == []


def test_the_page_is_saved_where_somebody_chose(table: Desk, tmp_path: Path) -> None:
    presenter = _shown(table)
    presenter.files.chosen.emit(str(tmp_path / "page.pdf"))
    table.bot.waitUntil(lambda: bool(presenter.state.told), timeout=30_000)
    assert len(preview.text((tmp_path / "page.pdf").read_bytes())) == 1


def test_a_folder_that_is_not_there_is_told(table: Desk, tmp_path: Path) -> None:
    presenter = _shown(table)
    presenter.files.chosen.emit(str(tmp_path / "nowhere" / "page.pdf"))
    table.bot.waitUntil(lambda: "STORE-FILE" in presenter.state.problem, timeout=30_000)
    assert not presenter.state.working


def test_a_printer_that_does_not_answer_is_told(table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper, "printers", lambda: ("Invented printer",))
    monkeypatch.setattr(paper, "print_pages", lambda *_given: False)
    presenter = _shown(table)
    presenter.print_shown()
    table.bot.waitUntil(lambda: presenter.state.problem == say("laptop_page.no_printer"), timeout=30_000)


def test_the_six_words_are_shown_and_the_enrolment_file_is_saved(table: Desk, tmp_path: Path) -> None:
    presenter = _shown(table)
    words = table.ask(lambda kit: enrolment.own(kit).words)
    assert words in " ".join(label.text() for label in presenter.page.own.findChildren(Words))
    presenter.page.enrol.click()
    presenter.enrolment_files.chosen.emit(str(tmp_path / "enrolment.json"))
    table.bot.waitUntil(lambda: presenter.state.told == say("enrolment.saved"), timeout=30_000)
    assert enrolment.read((tmp_path / "enrolment.json").read_bytes()).words == words


def test_a_laptop_that_the_office_knows_saves_no_file(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, LaptopView(), EXAMPLES["enrolled"])
    assert (view.enrol.isVisible(), view.own_lead.isVisible(), view.own.isVisible()) == (False, False, True)
