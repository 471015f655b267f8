"""Connections in the window: a listing, two people who say yes one after the other, a place and what came of it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.i18n import say
from civicdesk.records.connecting import ConnectionState
from civicdesk.records.consent import Choice
from civicdesk.records.ids import PersonId
from civicdesk.ui.screens.connections.presenter import ConnectionsPresenter
from civicdesk.ui.screens.connections.state import EXAMPLES, Form, Part, Step
from civicdesk.ui.screens.connections.view import ConnectionsView
from civicdesk.ui.screens.today.due import due_of
from civicdesk.ui.screens.today.presenter import PLACES
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import connections, consent, introductions, listings, people
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.listings import NewListing
from tests.ui.desk import Desk, in_state, too_small, unnamed, went

BIRDS = ("Avocet", "Bittern", "Curlew", "Dunlin")
LONG = 20_000


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_control_has_a_name_and_can_be_hit(shown: Callable[..., QWidget], qtbot: QtBot, name: str) -> None:
    view = in_state(shown, qtbot, ConnectionsView(), EXAMPLES[name])
    assert unnamed(view) == []
    assert too_small(view) == []


def crowd(kit: Kit) -> None:
    """List four who offer what Wren looks for."""
    for bird in BIRDS:
        person = people.add(kit, people.NewPerson(name=f"{bird} Fictional", district="PE1")).value
        statement = consent.statement(kit)
        choices = {purpose: Choice.YES for purpose, _ in statement.purposes}
        consent.record(kit, consent.Given(person=person.id, session=None, statement=statement, choices=choices))
        listings.keep(kit, person.id, NewListing(alias=f"Somebody {bird[0]}", offers=("cooking",), zone="PE1"))


def opened(table: Desk, part: str = "", *, of_one: bool = True) -> ConnectionsPresenter:
    facts = {"person": table.person} if of_one else {}
    presenter = table.show(ConnectionsPresenter(place("connections", part=part, **facts), table.around))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=LONG)
    return presenter


def listed(table: Desk) -> None:
    listing = NewListing(alias="Heron", wants=("cooking",), zone="PE1", alias_used=True)
    table.ask(partial(listings.keep, person=PersonId(table.person), new=listing))


def test_what_somebody_looks_for_is_written_down(table: Desk) -> None:
    presenter = opened(table)
    page = presenter.page
    page.first.click()
    assert presenter.state.step is Step.FORM
    page.form.show_form(Form(alias="Heron", wants=("cooking",), zone="PE1 2AB"))
    assert presenter.unsaved()
    page.first.click()
    table.bot.waitUntil(lambda: presenter.state.standing == "current", timeout=LONG)
    assert dict(presenter.state.listing)["Where"] == "PE1"
    assert presenter.state.told


def test_a_name_that_is_their_own_is_said_at_its_field(table: Desk) -> None:
    presenter = opened(table)
    presenter.page.first.click()
    presenter.page.form.show_form(Form(alias="Wren", wants=("cooking",)))
    presenter.page.first.click()
    table.bot.waitUntil(lambda: presenter.state.problem_at == "alias", timeout=LONG)
    assert presenter.state.step is Step.FORM
    presenter.page.second.click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.LIST, timeout=LONG)


def test_a_listing_is_renewed_and_taken_back(table: Desk) -> None:
    listed(table)
    presenter = opened(table)
    presenter.page.second.click()
    table.bot.waitUntil(lambda: bool(presenter.state.told), timeout=LONG)
    presenter.page.third.click()
    table.bot.waitUntil(lambda: presenter.state.standing == "withdrawn", timeout=LONG)


def test_whom_one_must_not_meet_is_kept_and_taken_off(table: Desk) -> None:
    table.ask(crowd)
    presenter = opened(table)
    presenter.page.avoid.put("9999")
    presenter.page.keep_avoid.click()
    table.bot.waitUntil(lambda: presenter.state.problem_at == "avoid", timeout=LONG)
    assert presenter.page.avoid.text() == "9999"
    presenter.page.avoid.put("002")
    presenter.page.keep_avoid.click()
    table.bot.waitUntil(lambda: bool(presenter.state.before), timeout=LONG)
    presenter.page.before.buttons["avoid:0"].click()
    table.bot.waitUntil(lambda: not presenter.state.before, timeout=LONG)


def pressed(table: Desk, presenter: ConnectionsPresenter, *words: str) -> None:
    """Press what follows, and wait for the word on the first button after it."""
    for word in words:
        presenter.page.first.click()
        table.bot.waitUntil(lambda word=word: presenter.state.one is not None and presenter.state.one.acts[0][1] == word, timeout=LONG)


def begun_on_their_page(table: Desk) -> ConnectionsPresenter:
    """Begin an introduction on somebody's page, and let them say yes."""
    table.ask(crowd)
    listed(table)
    presenter = opened(table, "people")
    assert {line.label.partition(" ")[2] for line in presenter.state.lines} == {"Somebody in PE1 who likes cooking"}
    next(iter(presenter.page.lines.buttons.values())).click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.INTRODUCTION, timeout=LONG)
    pressed(table, presenter, "Says yes")
    presenter.page.first.click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.LIST and bool(presenter.state.before), timeout=LONG)
    return presenter


def opened_from_all(table: Desk) -> ConnectionsPresenter:
    presenter = opened(table, of_one=False)
    next(iter(presenter.page.lines.buttons.values())).click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.INTRODUCTION, timeout=LONG)
    return presenter


def test_two_people_are_introduced_by_button_presses_alone(table: Desk, tmp_path: Path) -> None:
    begun_on_their_page(table)
    presenter = opened_from_all(table)
    pressed(table, presenter, "Says yes", "Pass on contact details", "They have met")
    assert len([value for label, value in presenter.state.one.facts if label.startswith("Tell")]) == 2
    assert presenter.state.one.card_for == table.person
    presenter.page.third.click()
    table.ask(listings.expiring)
    presenter.out.files.chosen.emit(str(tmp_path / "card.pdf"))
    table.bot.waitUntil(lambda: (tmp_path / "card.pdf").exists() and presenter.state.told == say("papers.saved"), timeout=LONG)
    presenter.page.first.click()
    table.bot.waitUntil(lambda: presenter.state.one is not None and bool(presenter.state.one.choices), timeout=LONG)
    presenter.page.first.click()
    assert presenter.state.problem_at == "choice"
    presenter.page.choice.choose(2)
    presenter.page.first.click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.LIST, timeout=LONG)


def test_on_the_page_of_one_nothing_tells_of_the_other(table: Desk) -> None:
    """Whoever sits beside the worker sees neither the card of the other nor whether they were asked."""
    presenter = begun_on_their_page(table)
    pressed(table, opened_from_all(table), "Says yes", "Pass on contact details", "They have met")
    presenter.page.before.buttons[presenter.state.before[0].key].click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.INTRODUCTION, timeout=LONG)
    one = presenter.state.one
    told = [label for label, _ in one.facts if label.startswith("Tell")]
    assert told == [say("connecting.page.tell", card=presenter.state.card)]
    assert one.title == "Somebody in PE1 who likes cooking"


def test_a_yes_is_taken_back_on_the_page_of_who_said_it(table: Desk) -> None:
    presenter = begun_on_their_page(table)
    assert presenter.state.before[0].why == "Waiting for an answer"
    presenter.page.before.buttons[presenter.state.before[0].key].click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.INTRODUCTION, timeout=LONG)
    assert not any("Card" in value for _, value in presenter.state.one.facts)
    presenter.page.first.click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.LIST and presenter.state.before[0].action == "", timeout=LONG)
    assert presenter.state.before[0].why == "It did not come about"


def test_a_list_that_comes_late_does_not_end_a_step(table: Desk) -> None:
    table.ask(crowd)
    listed(table)
    presenter = opened(table, "people")
    next(iter(presenter.page.lines.buttons.values())).click()
    presenter.refresh()
    table.bot.waitUntil(lambda: presenter.state.step is Step.INTRODUCTION, timeout=LONG)
    table.ask(listings.expiring)
    table.bot.wait(1)
    assert presenter.state.step is Step.INTRODUCTION


def test_a_no_leads_back_with_one_neutral_sentence(table: Desk) -> None:
    table.ask(crowd)
    listed(table)
    presenter = opened(table, "people")
    next(iter(presenter.page.lines.buttons.values())).click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.INTRODUCTION, timeout=LONG)
    presenter.page.second.click()
    table.bot.waitUntil(lambda: bool(presenter.state.before) and presenter.state.step is Step.LIST, timeout=LONG)
    assert presenter.state.before[0].why == "It did not come about"
    presenter._open_introduction(presenter.state.before[0].key)
    table.bot.waitUntil(lambda: bool(presenter.state.ended), timeout=LONG)


def test_a_place_is_chosen_and_what_came_of_it_is_said(table: Desk) -> None:
    presenter = opened(table, "places")
    presenter.page.topic_chosen.emit("cooking")
    table.bot.waitUntil(lambda: bool(presenter.state.lines), timeout=LONG)
    next(iter(presenter.page.lines.buttons.values())).click()
    table.bot.waitUntil(lambda: bool(presenter.state.before), timeout=LONG)
    next(iter(presenter.page.before.buttons.values())).click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.PLACE, timeout=LONG)
    presenter.page.choice.choose(6)
    presenter.page.first.click()
    table.bot.waitUntil(lambda: presenter.state.problem_at == "how", timeout=LONG)
    presenter.page.how.choose(1)
    presenter.page.first.click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.LIST, timeout=LONG)
    (came,) = table.ask(partial(connections.of_person, person=PersonId(table.person)))
    assert (came.connection.state, came.connection.steps[-1].how) == (ConnectionState.NOT_AVAILABLE, "full")


def test_a_place_that_is_not_for_them_is_never_suggested_again(table: Desk) -> None:
    presenter = opened(table, "places")
    presenter.page.topic_chosen.emit("cooking")
    table.bot.waitUntil(lambda: bool(presenter.state.lines), timeout=LONG)
    next(iter(presenter.page.lines.buttons.values())).click()
    table.bot.waitUntil(lambda: bool(presenter.state.before), timeout=LONG)
    next(iter(presenter.page.before.buttons.values())).click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.PLACE, timeout=LONG)
    presenter.page.second.click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.LIST, timeout=LONG)
    page = table.ask(partial(listings.page, person=PersonId(table.person)))
    assert [bool(each.entry) for each, _ in page.avoided] == [True]


def test_nothing_fits_is_noted_without_a_name(table: Desk) -> None:
    presenter = opened(table, "places")
    presenter.page.topic_chosen.emit("cooking")
    table.bot.waitUntil(lambda: presenter.state.topic == "cooking" and bool(presenter.state.lines), timeout=LONG)
    presenter.page.fits.click()
    table.bot.waitUntil(lambda: bool(presenter.state.told), timeout=LONG)
    whole = opened(table, "missing", of_one=False)
    assert [line.people for line in whole.state.wanted if line.topic == "cooking"] == ["fewer than 5"]


def test_the_parts_of_everybody_are_turned_over(table: Desk) -> None:
    presenter = opened(table, of_one=False)
    for part in (Part.ASK, Part.MISSING, Part.WAITING):
        presenter.page.parts.chips[part.value].click()
        table.bot.waitUntil(lambda part=part: presenter.state.part is part and presenter.state.ready, timeout=LONG)
    assert presenter.page.empty.text() == "Nobody has asked to be connected."


def test_from_one_persons_page_one_comes_to_all(table: Desk) -> None:
    presenter = opened(table)
    heard = went(presenter)
    presenter.page.whole.click()
    assert heard == [("went", place("connections"))]


def test_what_waits_stands_on_the_start_page_and_leads_here(table: Desk) -> None:
    table.ask(crowd)
    listed(table)
    opened(table, "people").page.lines.buttons.popitem()[1].click()
    table.bot.waitUntil(lambda: len(table.ask(introductions.waiting)) == 1, timeout=LONG)
    soon = NewListing(alias="Heron", wants=("cooking",), lasts=timedelta(days=20))
    table.ask(partial(listings.keep, person=PersonId(table.person), new=soon))
    keys = {each.key for each in table.ask(due_of)}
    assert {"introductions", "expiring"} <= keys
    assert keys | {"ask_after"} <= PLACES.keys() | {"erasure"}


def test_a_listing_that_runs_out_leads_to_its_page(table: Desk) -> None:
    soon = NewListing(alias="Heron", wants=("cooking",), lasts=timedelta(days=20))
    table.ask(partial(listings.keep, person=PersonId(table.person), new=soon))
    presenter = opened(table, "ask", of_one=False)
    heard = went(presenter)
    next(iter(presenter.page.lines.buttons.values())).click()
    assert heard == [("went", place("connections", person=table.person))]
