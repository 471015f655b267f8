"""From the forms to the library."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from civicdesk.ui.screens.forms.presenter import FormsPresenter
from civicdesk.ui.widgets.screen import place
from tests.ui.desk import Desk, desk, went


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


def test_the_library_is_one_step_from_the_forms(table: Desk) -> None:
    presenter = table.show(FormsPresenter(place("forms"), replace(table.around, words=frozenset({"library"}))))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    heard = went(presenter)
    presenter.page.library.click()
    assert heard == [("went", place("library"))]
