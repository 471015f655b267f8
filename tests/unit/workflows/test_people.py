"""People: who is added, who is found, and who is not."""

import pytest

from civicdesk.records.changes import Kind
from civicdesk.records.consent import Purpose
from civicdesk.records.sessions import Session
from civicdesk.store import sessions
from civicdesk.workflows import people, session
from civicdesk.workflows.kit import Kit
from tests.unit.workflows.conftest import begin, says_no, welcome


def add(kit: Kit, **facts: object) -> people.Outcome:
    return people.add(kit, people.NewPerson(**facts))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"adult": False}, "PERSON-ADULT"),
        ({"able": False}, "PERSON-ABLE"),
        ({"birth_year": 1899}, "PERSON-YEAR"),
        ({"birth_year": 2027}, "PERSON-YEAR"),
    ],
)
def test_who_cannot_be_added_is_told_and_nothing_is_kept(kit: Kit, facts: dict[str, object], code: str) -> None:
    with says_no(code):
        add(kit, name="Wren Fictional", **facts)
    assert people.find(kit) == ()


def test_a_card_number_belongs_to_one_person(kit: Kit) -> None:
    add(kit, card="007")
    with says_no("PERSON-CARD-TAKEN"):
        add(kit, card="007")


def test_nothing_but_the_two_questions_must_be_said(kit: Kit) -> None:
    made = add(kit).value
    assert (made.card, made.name, made.birth_year) == ("001", "", None)
    assert people.next_card(kit) == "002"


def test_what_is_typed_is_tidied(kit: Kit) -> None:
    made = add(kit, name="  Wren Fictional ", district=" zz1 ", contact=" 01632 960201 ").value
    assert (made.name, made.district, made.contact) == ("Wren Fictional", "ZZ1", "01632 960201")


def test_somebody_added_in_a_session_is_there(kit: Kit, meeting: Session) -> None:
    outcome = people.add(kit, people.NewPerson(), meeting.id)
    assert [each.person for each in sessions.attendance(kit.workspace, meeting.id)] == [outcome.value.id]
    assert outcome.changed == {Kind.PEOPLE, Kind.SESSIONS}


def test_arriving_twice_is_arriving_once(kit: Kit, meeting: Session) -> None:
    person = add(kit).value
    people.arrive(kit, person.id, meeting.id)
    people.arrive(kit, person.id, meeting.id)
    assert len(sessions.attendance(kit.workspace, meeting.id)) == 1


def test_nobody_arrives_at_a_session_that_is_closed(kit: Kit, meeting: Session) -> None:
    person = add(kit).value
    session.close(kit, meeting.id, {})
    with says_no("SESSION-CLOSED"):
        people.arrive(kit, person.id, meeting.id)


def test_people_are_found_by_the_beginning_of_a_name_or_by_the_card(kit: Kit) -> None:
    add(kit, name="Wren Fictional")
    add(kit, name="Robin Imaginary")
    assert [each.name for each in people.find(kit, "imag")] == ["Robin Imaginary"]
    assert [each.name for each in people.find(kit, "001")] == ["Wren Fictional"]
    assert [each.name for each in people.find(kit, "  ")] == ["Wren Fictional", "Robin Imaginary"]


def test_a_long_list_says_the_same_of_everybody_as_a_short_one(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    welcome(kit)
    add(kit, name="Nobody Asked")
    short = people.find(kit)
    monkeypatch.setattr(people, "FEW", 1)
    assert people.find(kit) == short


def test_somebody_who_may_be_the_same_is_offered(kit: Kit) -> None:
    made = add(kit, name="Wren Fictional", birth_year=1980).value
    assert [each.id for each in people.likely_matches(kit, "fictional wren", 1981)] == [made.id]
    assert people.likely_matches(kit, "Wren Fictional", 1950) == ()


def test_the_page_of_a_person_holds_what_was_said_and_done(kit: Kit) -> None:
    person = welcome(kit)
    talk = begin(kit, person.id)
    page = people.page(kit, person.id)
    assert page.person == person
    assert page.consent.allows(Purpose.KEEP)
    assert [each.id for each in page.submissions] == [talk.submission.id]
