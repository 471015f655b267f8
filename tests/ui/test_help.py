"""The help that is always there."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.ui.screens.help.presenter import HelpPresenter
from civicdesk.ui.screens.help.state import EXAMPLES, Block, read_topic
from civicdesk.ui.screens.help.view import HelpView
from civicdesk.ui.widgets.screen import place
from tests.ui.desk import Desk, desk, in_state, too_small, unnamed


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, HelpView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def _shown(table: Desk, **facts: str) -> HelpPresenter:
    presenter = table.show(HelpPresenter(place("help", **facts), table.around))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    return presenter


def test_every_page_that_is_shipped_can_be_read(table: Desk) -> None:
    presenter = _shown(table)
    assert len(presenter.state.topics) == 12
    for topic in presenter.state.topics:
        presenter.page.topics.chips[topic.name].click()
        assert presenter.page.topic_title.text() == topic.title
        assert topic.blocks


def test_the_keys_are_listed(table: Desk) -> None:
    presenter = _shown(table, topic="8-keys")
    keys = {block.keys for topic in presenter.state.topics for block in topic.blocks if block.kind == "key"}
    assert {"Ctrl+K", "Ctrl+L", "F1", "Alt+Left", "Alt+D"} <= keys


def test_the_licences_of_what_it_is_built_on_are_named(table: Desk) -> None:
    licences = _shown(table, topic="licences").state.topics[-1]
    assert "reportlab" in {block.text for block in licences.blocks}


def test_help_in_the_help_stays_where_it_is(table: Desk) -> None:
    assert _shown(table).help()


def test_a_page_is_read_into_blocks() -> None:
    topic = read_topic("x", "# Title\n\none\ntwo\n\n## Part\n\n- item\nF1 | Help\n")
    assert topic.title == "Title"
    assert topic.blocks == (
        Block(kind="paragraph", text="one two"),
        Block(kind="subheading", text="Part"),
        Block(kind="item", text="item"),
        Block(kind="key", text="Help", keys="F1"),
    )
