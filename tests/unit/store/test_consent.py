"""Consent: the last word on each purpose holds, and nothing that was said is lost."""

from dataclasses import replace

import pytest

from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Standing, Statement
from civicdesk.records.ids import PersonId, UserId
from civicdesk.records.people import Person
from civicdesk.records.sessions import Session
from civicdesk.store import audit, consent, people
from civicdesk.store.workspace import Workspace

WORDS = Statement(
    version="1", language="en", text="We would like to write down what you tell us.", sha256="ab" * 32,
    purposes=((Purpose.KEEP, "Keep my answers"), (Purpose.RESEARCH, "Use them for learning")),
)  # fmt: skip


@pytest.fixture
def given(wren: Person, meeting: Session, clock) -> Consent:
    return Consent(
        person=wren.id, statement=WORDS, choices=((Purpose.KEEP, Choice.YES), (Purpose.RESEARCH, Choice.YES)), mode=Mode.SPOKEN,
        read_aloud=True, limits_explained=True, witness="AB", by=UserId("wf"), session=meeting.id, at=clock(),
    )  # fmt: skip


def test_nobody_has_agreed_before_being_asked(ws: Workspace, wren: Person) -> None:
    assert consent.standing(ws, wren.id) == Standing(choices=(), at=None)


def test_what_was_said_holds(ws: Workspace, given: Consent) -> None:
    consent.keep_consent(ws, given)
    assert consent.standing(ws, given.person) == Standing(choices=given.choices, at=given.at)


def test_a_later_word_replaces_only_the_purposes_that_it_names(ws: Workspace, given: Consent, clock) -> None:
    consent.keep_consent(ws, given)
    later = replace(given, choices=((Purpose.RESEARCH, Choice.NO),), at=clock(), withdrawal=True, session=None, witness="")
    consent.keep_consent(ws, later)
    standing = consent.standing(ws, given.person)
    assert (dict(standing.choices), standing.at) == ({Purpose.KEEP: Choice.YES, Purpose.RESEARCH: Choice.NO}, later.at)


def test_everything_ever_said_is_in_the_history(ws: Workspace, given: Consent, clock) -> None:
    later = replace(given, choices=((Purpose.RESEARCH, Choice.NO),), at=clock(), withdrawal=True)
    consent.keep_consent(ws, given)
    consent.keep_consent(ws, later)
    assert consent.history(ws, given.person) == (given, later)


def test_those_who_agree_to_a_purpose_are_found(ws: Workspace, given: Consent, clock) -> None:
    consent.keep_consent(ws, given)
    consent.keep_consent(ws, replace(given, choices=((Purpose.RESEARCH, Choice.NO),), at=clock()))
    found = [consent.allowing(ws, purpose) for purpose in (Purpose.KEEP, Purpose.RESEARCH, Purpose.PHOTO)]
    assert found == [frozenset({PersonId("wren")}), frozenset(), frozenset()]


def test_what_holds_for_everybody_is_what_holds_for_each(ws: Workspace, given: Consent, clock) -> None:
    people.add_person(ws, Person(id=PersonId("ash"), card="002", registered_at=clock()))
    consent.keep_consent(ws, given)
    consent.keep_consent(ws, replace(given, choices=((Purpose.RESEARCH, Choice.NO), (Purpose.PHOTO, Choice.YES)), at=clock()))
    consent.keep_consent(ws, replace(given, person=PersonId("ash")))
    asked = [given.person, PersonId("ash")]
    assert consent.standings(ws) == {person: consent.standing(ws, person) for person in asked}


def test_the_words_that_were_read_are_kept_once(ws: Workspace, given: Consent) -> None:
    consent.keep_statement(ws, WORDS)
    consent.keep_statement(ws, WORDS)
    consent.keep_consent(ws, given)
    assert consent.statements(ws) == (WORDS,)


def test_changed_words_are_another_statement(ws: Workspace) -> None:
    newer = replace(WORDS, version="2", text="Other words.", sha256="cd" * 32)
    consent.keep_statement(ws, WORDS)
    consent.keep_statement(ws, newer)
    assert consent.statements(ws) == (WORDS, newer)


def test_the_initials_of_a_witness_lie_sealed(ws: Workspace, given: Consent) -> None:
    consent.keep_consent(ws, replace(given, witness="Bay Placeholder"))
    assert "Bay" not in repr(ws.rows("select * from consent"))


def test_taking_back_is_called_so_in_the_audit(ws: Workspace, given: Consent) -> None:
    consent.keep_consent(ws, replace(given, withdrawal=True))
    assert audit.rows(ws)[-1].action == "withdrawn"
    assert ws.verify() == ()
