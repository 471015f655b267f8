"""A page that was left half filled: it comes back to the one who typed it, the same day, and goes with the person."""

import json
from dataclasses import replace
from datetime import timedelta

from civicdesk.records.ids import PersonId
from civicdesk.store import projects
from civicdesk.workflows import attributes, consent, erasure, half_filled, people
from civicdesk.workflows.half_filled import KEPT_FOR, Half
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import says_no, welcome

PAGE = "consent"
SOMEBODY = PersonId("d" * 32)


def half(person: PersonId, **facts: str) -> Half:
    return Half(person=person, facts=facts)


def later(kit: Kit, by: timedelta) -> Kit:
    return replace(kit, tools=replace(kit.tools, now=lambda: kit.now() + by))


def test_a_page_comes_back_as_it_was_left(kit: Kit) -> None:
    first, second = welcome(kit).id, welcome(kit).id
    half_filled.keep(kit, PAGE, half(first, keep="yes"))
    half_filled.keep(kit, PAGE, half(second, keep="no"))
    half_filled.keep(kit, PAGE, half(first, keep="yes", research="no"))
    assert half_filled.find(kit, PAGE, first) == half(first, keep="yes", research="no")
    assert half_filled.find(kit, PAGE, second) == half(second, keep="no")
    assert half_filled.find(kit, PAGE) == half(first, keep="yes", research="no")
    assert half_filled.find(kit, "add_person") is None


def test_it_is_gone_when_it_is_dropped_and_twice_is_once(kit: Kit) -> None:
    person = welcome(kit).id
    half_filled.keep(kit, PAGE, half(person, keep="yes"))
    half_filled.drop(kit, PAGE, person)
    half_filled.drop(kit, PAGE, person)
    assert half_filled.find(kit, PAGE, person) is None


def test_a_colleague_does_not_see_it(kit: Kit) -> None:
    half_filled.keep(kit, PAGE, half(SOMEBODY, name="Wren Fictional"))
    assert half_filled.find(held_by(kit, "Ben Second"), PAGE) is None


def test_another_day_it_is_asked_anew(kit: Kit) -> None:
    half_filled.keep(kit, PAGE, half(SOMEBODY, keep="yes"))
    assert half_filled.find(later(kit, KEPT_FOR - timedelta(hours=1)), PAGE) is not None
    assert half_filled.find(later(kit, KEPT_FOR), PAGE) is None


def test_words_lie_sealed_under_the_persons_own_key(kit: Kit) -> None:
    half_filled.keep(kit, PAGE, half(SOMEBODY, name="Wren Fictional"))
    written = json.dumps(projects.settings(kit.workspace))
    assert SOMEBODY in written
    assert "Wren" not in written
    assert b"Wren".hex() not in written


def test_somebody_who_was_forgotten_takes_it_along(kit: Kit) -> None:
    person = welcome(kit).id
    half_filled.keep(kit, PAGE, half(person, keep="yes"))
    erasure.erase(kit, person)
    assert half_filled.find(kit, PAGE, person) is None
    assert half_filled.find(kit, PAGE) is None


def test_a_person_can_be_added_under_the_key_of_their_half_filled_page(kit: Kit) -> None:
    half_filled.keep(kit, "add_person", half(SOMEBODY, name="Wren Fictional"))
    added = people.add(kit, people.NewPerson(name="Wren Fictional", id=SOMEBODY)).value
    assert people.page(kit, SOMEBODY).person.name == added.name == "Wren Fictional"
    assert consent.history(kit, SOMEBODY) == ()


def test_the_pack_says_what_is_asked_about_a_person(kit: Kit) -> None:
    (sex,) = attributes.asked(kit)
    assert (sex.name, sex.label, sex.choices) == ("sex", "Sex", ("Female", "Male", "Another way", "Rather not say"))


def test_what_is_said_later_is_kept_and_may_be_taken_back(kit: Kit) -> None:
    person = welcome(kit).id
    assert attributes.change(kit, person, {"sex": "Female"}).value.sex == "Female"
    assert attributes.known(people.page(kit, person).person) == {"sex": "Female"}
    assert attributes.change(kit, person, {"sex": "Female"}).changed == frozenset()
    assert attributes.change(kit, person, {"sex": ""}).value.sex == ""


def test_a_choice_that_the_pack_does_not_offer_is_not_kept(kit: Kit) -> None:
    person = welcome(kit).id
    for said in ({"sex": "Other"}, {"housing": "Hostel"}):
        with says_no("PERSON-ATTRIBUTE"):
            attributes.change(kit, person, said)
    assert attributes.known(people.page(kit, person).person) == {}
