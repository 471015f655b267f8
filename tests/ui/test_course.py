"""Scores over time in the window."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.records.ids import PersonId, SessionId
from civicdesk.records.pages import PageSize
from civicdesk.ui.screens.course.presenter import CoursePresenter
from civicdesk.ui.screens.course.state import EXAMPLES
from civicdesk.ui.screens.course.view import CourseView
from civicdesk.ui.screens.person.presenter import PersonPresenter
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import interview, practice
from civicdesk.workflows.kit import Kit
from tests.ui.desk import Desk, desk, in_state, too_small, unnamed, went


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, CourseView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_line_and_the_table_say_the_same(shown: Callable[..., QWidget], qtbot: QtBot, mirrored: bool) -> None:
    view = in_state(shown, qtbot, CourseView(), EXAMPLES["a line"])
    if mirrored:
        view.setLayoutDirection(view.layoutDirection().RightToLeft)
    assert view.line.accessibleName() == "Know-how, from 14 March 2026 to 11 November 2026: moved up."
    assert view.rows.rowCount() == 4
    assert not view.line.grab().toImage().isNull()


def test_another_area_is_chosen_by_keys(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, CourseView(), EXAMPLES["a line"])
    with qtbot.waitSignal(view.chosen) as heard:
        view.area.box.setCurrentIndex(1)
        view.area.box.activated.emit(1)
    assert heard.args == ["skills"]


def _answer(person: str, where: str, waves: int, kit: Kit) -> None:
    for wave in range(1, waves + 1):
        start = interview.Start(person=PersonId(person), form_id=interview.default_form(kit), session=SessionId(where), wave=wave)
        talk = interview.start(kit, start).value
        talk.sized(PageSize.SECTION)
        page: Any = talk.page()
        while page.following is not None:
            for question in page.questions:
                value = practice.answer(0, 1, question.state)
                if value and question.state.t in interview.ASKED:
                    talk.answer(question.state.ref, value)
            page = talk.turn_to(talk.page(page.ref).following).value if talk.page(page.ref).following else talk.page(page.ref)
        talk.finish()


def test_after_three_rounds_the_person_s_page_leads_to_the_line(table: Desk) -> None:
    table.ask(lambda kit: _answer(table.person, table.session, 3, kit))
    page = table.show(PersonPresenter(place("person", person=table.person), table.around))
    table.bot.waitUntil(lambda: bool(page.state.timeline), timeout=20_000)
    heard = went(page)
    page.page.opened.emit(page.state.timeline[-1].key)
    assert heard == [("went", place("course", person=table.person))]
    presenter = table.show(CoursePresenter(place("course", person=table.person), table.around))
    table.bot.waitUntil(lambda: bool(presenter.state.lines), timeout=20_000)
    first = presenter.state.lines[0]
    assert [each.words for each in first.times] == ["", "About the same", "About the same"]
    presenter.page.chosen.emit(presenter.state.lines[1].name)
    assert presenter.page.area.value() == presenter.state.lines[1].name


def test_with_fewer_rounds_the_page_says_so(table: Desk) -> None:
    presenter = table.show(CoursePresenter(place("course", person=table.person), table.around))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    assert presenter.page.few.isVisible()
    assert presenter.page.line.isHidden()
