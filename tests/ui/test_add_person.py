"""Adding a person, by keys: name and year in one go, a digit a question, and nothing that was typed is lost."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from civicdesk.crypto import sealing
from civicdesk.records.ids import PersonId
from civicdesk.store import linking, projects
from civicdesk.ui.screens.add_person.presenter import AddPersonPresenter
from civicdesk.ui.screens.add_person.state import Typed, adult_by_year, from_words, name_and_year, to_words
from civicdesk.ui.widgets.fields import CardRow
from civicdesk.ui.widgets.screen import Place, place
from civicdesk.workflows import people
from tests.journeys.conftest import make_pack, office  # noqa: F401 - fixtures
from tests.ui.desk import Desk, went

Key = Qt.Key


def _adding(table: Desk) -> Any:
    presenter = table.show(AddPersonPresenter(place("add_person", session=table.session), table.around))
    table.bot.waitUntil(lambda: bool(presenter.state.card) and presenter.page.focusWidget() is not None, timeout=20_000)
    return presenter


@pytest.fixture
def adding(table: Desk) -> Any:
    """Show the empty form."""
    return _adding(table)


def _again(table: Desk, adding: Any) -> Any:
    """Leave the form, and come back to it."""
    table.shown.remove(adding)
    adding.close()
    return _adding(table)


def _press(adding: Any, *keys: Key) -> None:
    for key in keys:
        QTest.keyClick(adding.page.focusWidget(), key)
        QTest.qWait(1)


def _type(adding: Any, words: str) -> None:
    for letter in words:
        QTest.keyClicks(adding.page.focusWidget(), letter)


def _added(table: Desk, heard: list[tuple[str, Place | None]]) -> Any:
    table.bot.waitUntil(lambda: bool(heard), timeout=20_000)
    assert heard[0][1] is not None
    person = PersonId(heard[0][1].fact("person"))
    return table.ask(lambda kit: people.page(kit, person)).person


def test_name_year_and_a_digit_a_question_are_enough(adding: Any, table: Desk) -> None:
    heard = went(adding)
    assert [each.name for each in adding.state.asked] == ["sex"]
    _type(adding, "Sky Invented1984")
    _press(adding, Key.Key_1, Key.Key_3, Key.Key_Return)
    person = _added(table, heard)
    assert (person.name, person.birth_year, person.sex) == ("Sky Invented", 1984, "Another way")
    assert heard[0][1].word == "consent"


def test_whether_somebody_is_18_is_asked_where_the_year_does_not_say_it(adding: Any) -> None:
    assert adding.page.adult.isVisible()
    _type(adding, "Sky1984")
    assert not adding.page.adult.isVisible()
    assert adding.page.able.isAncestorOf(adding.page.focusWidget())
    adding.page.fields["birth_year"].line.clear()
    adding.page.fields["birth_year"].line.setFocus()
    _type(adding, str(adding.state.year - 18))
    assert adding.page.adult.isVisible()
    assert adding.page.adult.isAncestorOf(adding.page.focusWidget())


def test_what_the_project_asks_may_stay_open(adding: Any, table: Desk) -> None:
    heard = went(adding)
    _type(adding, "Sky Invented1984")
    _press(adding, Key.Key_1, Key.Key_Return)
    assert _added(table, heard).sex == ""


def test_somebody_too_young_by_the_year_of_birth_is_not_added(adding: Any, table: Desk) -> None:
    _type(adding, f"Sky{adding.state.year - 12}")
    _press(adding, Key.Key_1, Key.Key_Return)
    table.bot.waitUntil(lambda: "PERSON-ADULT" in adding.page.stopped.words(), timeout=20_000)


def test_a_form_that_is_left_half_filled_is_there_again(adding: Any, table: Desk) -> None:
    _type(adding, "Sky Invented1984")
    _press(adding, Key.Key_1, Key.Key_2)
    adding.page.fields["district"].line.setFocus()
    _type(adding, "ZZ1")
    again = _again(table, adding)
    typed = again.page.typed()
    assert (typed.name, typed.birth_year, typed.able, typed.district) == ("Sky Invented", "1984", "yes", "ZZ1")
    assert typed.said == (("sex", "Male"),)
    assert again.page.restored.isVisible()
    assert not again.unsaved()


def test_a_resting_hand_is_kept_without_leaving(adding: Any, table: Desk) -> None:
    adding._half._rest.setInterval(20)
    _type(adding, "Sky")
    table.bot.waitUntil(lambda: adding._half._kept != {}, timeout=20_000)
    again = _adding(table)
    assert again.page.fields["name"].text() == "Sky"


def test_an_empty_page_is_a_click_away(adding: Any, table: Desk) -> None:
    _type(adding, "Sky Invented1984")
    again = _again(table, adding)
    again.page.restored.action.click()
    assert to_words(again.page.typed()) == {}
    assert to_words(_again(table, again).page.typed()) == {}


@pytest.mark.parametrize("end", ["cancel", "add"])
def test_what_was_added_or_thrown_away_is_not_there_again(adding: Any, table: Desk, end: str) -> None:
    heard = went(adding)
    _type(adding, "Sky Invented1984")
    adding.keep_before_lock()
    if end == "cancel":
        adding.page.cancel.click()
    else:
        _press(adding, Key.Key_1, Key.Key_Return)
    table.bot.waitUntil(lambda: bool(heard), timeout=20_000)
    assert to_words(_again(table, adding).page.typed()) == {}


def test_a_disk_that_keeps_nothing_makes_the_frame_ask(adding: Any, table: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from civicdesk.errors import Unavailable
    from civicdesk.workflows import half_filled

    def no_disk(*_given: object) -> None:
        raise Unavailable("STORE-WRITE")

    with monkeypatch.context() as broken:
        broken.setattr(half_filled, "keep", no_disk)
        _type(adding, "Sky")
        adding.keep_before_lock()
        table.bot.waitUntil(adding.unsaved, timeout=20_000)
    _type(adding, "e")
    adding.keep_before_lock()
    table.bot.waitUntil(lambda: not adding.unsaved(), timeout=20_000)


def test_choices_beside_each_other_show_their_digits(adding: Any) -> None:
    sex = adding.page.asked["sex"]
    assert isinstance(sex, CardRow)
    assert [card.number for card in sex.cards] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Sky1984", ("Sky", "1984")),
        ("Sky Invented 1984", ("Sky Invented", "1984")),
        ("1984", ("1984", "")),
        ("Sky 2", ("Sky 2", "")),
        ("Sky1899", ("Sky1899", "")),
        ("Sky2999", ("Sky2999", "")),
        ("Card 00251984", ("Card 00251984", "")),
        ("Sky", ("Sky", "")),
    ],
)
def test_a_name_is_parted_from_a_year_behind_it(text: str, parts: tuple[str, str]) -> None:
    assert name_and_year(text, 2026) == parts


@pytest.mark.parametrize(("year", "adult"), [("1984", "yes"), ("2007", "yes"), ("2008", ""), ("2009", "no"), ("84", ""), ("", "")])
def test_the_year_of_birth_says_whether_somebody_is_18(year: str, adult: str) -> None:
    assert adult_by_year(year, 2026) == adult


def test_the_form_is_the_same_in_words() -> None:
    words = {"name": "Sky", "able": "yes", "said.sex": "Male"}
    assert to_words(from_words(words)) == words


@pytest.fixture
def linking_project(table: Desk, make_pack: Callable[..., bytes]) -> Any:  # noqa: F811 - the fixture
    """Return the form of a project that links people over laptops."""
    pack = make_pack(linkage=sealing.new_identity()[1])
    table.ask(lambda kit: projects.keep_pack(kit.workspace, pack, 1, by=kit.user.id))
    presenter = table.show(AddPersonPresenter(place("add_person"), table.around))
    table.bot.waitUntil(lambda: presenter.state.linking, timeout=20_000)
    return presenter


def test_the_whole_date_of_birth_is_asked_only_where_people_are_linked(adding: Any) -> None:
    assert adding.page.fields["birth_date"].isHidden()


def test_a_whole_date_of_birth_is_kept_with_the_person(linking_project: Any, table: Desk) -> None:
    heard = went(linking_project)
    typed = {"name": "Sky Invented", "birth_date": "3 May 1984", "adult": "yes", "able": "yes"}
    linking_project.page.put(Typed(**typed))
    linking_project.page.onward.click()
    person = _added(table, heard)
    assert person.birth_year == 1984
    assert table.ask(lambda kit: dict(linking.birth_dates(kit.workspace, {person.id}))) == {person.id: date(1984, 5, 3)}


@pytest.mark.parametrize(("told", "year"), [("31/2/1984", ""), ("3/5/1850", ""), ("3/5/1984", "1985")])
def test_a_date_of_birth_that_cannot_be_is_said(linking_project: Any, told: str, year: str) -> None:
    linking_project.page.put(Typed(name="Sky Invented", birth_date=told, birth_year=year, adult="yes", able="yes"))
    linking_project.page.onward.click()
    assert list(linking_project.state.problems) == ["birth_date"]
