"""Listings, introductions and links as they lie in the file: sealed apart, and told only as far as they hold."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from civicdesk.records.answers import Submission
from civicdesk.records.connecting import (
    Avoided,
    ConnectionState,
    ConnectionStep,
    Introduction,
    IntroductionId,
    Listing,
    ListingId,
    MetOutcome,
    Referral,
    Stage,
    Told,
    UnmetNeed,
)
from civicdesk.records.consent import Choice, Consent, Mode, Purpose, Statement
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId, PersonId, UserId
from civicdesk.records.people import Person
from civicdesk.store import consent, entries, erasing, held, introductions, links, listings, people
from civicdesk.store.workspace import Workspace

BY = UserId("wf")
DAY = date(2026, 3, 2)
CLUB = EntryId("club")
STATEMENT = Statement(version="1", language="en", text="May we?", sha256="ab" * 32, purposes=((Purpose.KEEP, "Keep"),))


def listed(person: PersonId, **more: object) -> Listing:
    facts = {"alias": "Heron", "wants": ("animals",), "zone": "PE2", "agreed_on": DAY, "expires_on": DAY + timedelta(days=365), "by": BY}
    return Listing(id=ListingId(f"l-{person}"), person=person, **{**facts, **more})


@pytest.fixture
def two(ws: Workspace, wren: Person, clock: Callable[[], datetime]) -> tuple[PersonId, PersonId]:
    """Return two people who agree to be introduced and are listed."""
    ash = Person(id=PersonId("ash"), card="002", name="Ash Madeup", registered_at=clock())
    people.add_person(ws, ash, by=BY)
    for person in (wren.id, ash.id):
        agree(ws, person, Choice.YES, clock())
        listings.keep_listing(ws, listed(person))
    return wren.id, ash.id


def agree(ws: Workspace, person: PersonId, choice: Choice, at: datetime) -> None:
    said = Consent(
        person=person, statement=STATEMENT, choices=((Purpose.KEEP, Choice.YES), (Purpose.INTRODUCE, choice)), mode=Mode.SPOKEN,
        read_aloud=True, limits_explained=True, witness="", by=BY, session=None, at=at,
    )  # fmt: skip
    consent.keep_consent(ws, said)


def introduced(ws: Workspace, two: tuple[PersonId, PersonId], *stages: Stage) -> Introduction:
    told, now = Told(topics=("animals",), zone="PE2"), ws.now()
    made = Introduction(
        id=IntroductionId("i1"), first=two[0], second=two[1], first_hears=told, second_hears=told, by=BY, at=now, stage_at=now,
    )  # fmt: skip
    introductions.begin(ws, made)
    for stage in stages:
        introductions.move(ws, made, stage, ws.now(), by=BY)
    return made


def stage_of(ws: Workspace, at: datetime | None = None) -> Stage:
    return introductions.introductions(ws, at or ws.now())[0].stage


def test_a_listing_comes_back_as_it_was_kept(ws: Workspace, two: tuple[PersonId, PersonId]) -> None:
    assert listings.listing(ws, two[0]) == listed(two[0])


def test_a_later_word_replaces_the_earlier_one(ws: Workspace, two: tuple[PersonId, PersonId]) -> None:
    listings.keep_listing(ws, listed(two[0], alias="Plover"))
    assert [each.alias for each in listings.listings(ws)] == ["Plover", "Heron"]


def test_nobody_is_listed_who_never_was(ws: Workspace, wren: Person) -> None:
    assert listings.listing(ws, wren.id) is None
    assert listings.withdraw(ws, wren.id, ws.now()) is False


def test_a_withdrawal_empties_and_is_one(ws: Workspace, two: tuple[PersonId, PersonId]) -> None:
    assert listings.withdraw(ws, two[0], ws.now(), by=BY) is True
    assert listings.withdraw(ws, two[0], ws.now(), by=BY) is False
    found = listings.listing(ws, two[0])
    assert found is not None
    assert (found.alias, found.wants, found.zone) == ("", (), "")


def test_only_who_agrees_today_counts(ws: Workspace, two: tuple[PersonId, PersonId]) -> None:
    assert set(listings.current(ws, DAY)) == set(two)
    agree(ws, two[0], Choice.NO, ws.now())
    assert set(listings.current(ws, DAY)) == {two[1]}
    assert listings.current(ws, DAY + timedelta(days=365)) == {}
    assert set(listings.agreed(ws)) == {two[1]}


def test_a_pair_counts_both_ways_until_it_is_taken_off(ws: Workspace, two: tuple[PersonId, PersonId]) -> None:
    said = Avoided(person=two[0], other=two[1], by=BY, at=ws.now())
    for _ in range(2):
        listings.keep_avoided(ws, said)
    listings.keep_avoided(ws, Avoided(person=two[0], entry=CLUB, by=BY, at=ws.now()))
    assert listings.pairs(ws) == {frozenset(two)}
    assert listings.avoided_entries(ws, two[0]) == {CLUB}
    assert len(listings.avoided_by(ws, two[0])) == 2
    listings.drop_avoided(ws, said, ws.now(), by=BY)
    assert listings.pairs(ws) == frozenset()


@pytest.mark.parametrize("stage", [Stage.DRAFT, Stage.ASKED_FIRST, Stage.ASKED_SECOND, Stage.BOTH_YES])
def test_fourteen_days_end_what_is_under_way(ws: Workspace, two: tuple[PersonId, PersonId], stage: Stage) -> None:
    introduced(ws, two, stage)
    assert stage_of(ws) is stage
    later = ws.now() + timedelta(days=15)
    assert stage_of(ws, later) is Stage.ENDED
    assert (introductions.settle(ws, later), introductions.settle(ws, later)) == (1, 0)
    assert introductions.counts(ws) == {Stage.ENDED: 1}


def test_after_the_release_no_silence_ends_it_but_a_withdrawal_does(ws: Workspace, two: tuple[PersonId, PersonId]) -> None:
    introduced(ws, two, Stage.ASKED_SECOND, Stage.RELEASED)
    assert stage_of(ws, ws.now() + timedelta(days=400)) is Stage.RELEASED
    listings.withdraw(ws, two[1], ws.now())
    assert stage_of(ws) is Stage.ENDED


def test_a_pair_that_must_not_meet_ends_it(ws: Workspace, two: tuple[PersonId, PersonId]) -> None:
    introduced(ws, two, Stage.ASKED_FIRST)
    listings.keep_avoided(ws, Avoided(person=two[1], other=two[0], by=BY, at=ws.now()))
    assert stage_of(ws) is Stage.ENDED


def test_what_came_of_it_is_kept(ws: Workspace, two: tuple[PersonId, PersonId]) -> None:
    made = introduced(ws, two, Stage.MET)
    introductions.keep_outcome(ws, made.id, MetOutcome.IN_TOUCH, by=BY)
    (found,) = introductions.introductions(ws, ws.now())
    assert (found.stage, found.outcome, found.second_asked) == (Stage.MET, MetOutcome.IN_TOUCH, False)


def test_the_second_one_has_no_row_before_they_are_asked(ws: Workspace, two: tuple[PersonId, PersonId]) -> None:
    introduced(ws, two, Stage.ASKED_FIRST)
    assert "introduction_side" not in held.about(ws, two[1])


def test_each_side_is_told_its_own_alone(ws: Workspace, two: tuple[PersonId, PersonId]) -> None:
    introduced(ws, two, Stage.ASKED_SECOND)
    listings.keep_avoided(ws, Avoided(person=two[0], other=two[1], by=BY, at=ws.now()))
    for mine, other in (two, two[::-1]):
        rows = held.about(ws, mine)
        assert [row["topics"] for row in rows["introduction_side"]] == [["animals"]]
        assert other not in str(rows)


@pytest.mark.parametrize("who", [0, 1])
def test_erasing_one_side_ends_it_for_the_other(ws: Workspace, two: tuple[PersonId, PersonId], who: int) -> None:
    introduced(ws, two, Stage.ASKED_SECOND)
    erasing.erase(ws, two[who], ws.now(), by=BY)
    (left,) = introductions.introductions(ws, ws.now())
    assert (left.stage, left.first, left.second) == (Stage.ENDED, *two)
    assert introductions.settle(ws, ws.now()) == 1
    assert ws.verify() == ()


def test_of_an_introduction_that_the_second_one_never_heard_of_nothing_is_left(ws: Workspace, two: tuple[PersonId, PersonId]) -> None:
    introduced(ws, two, Stage.ASKED_FIRST)
    erasing.erase(ws, two[0], ws.now(), by=BY)
    assert introductions.introductions(ws, ws.now()) == ()


def step(state: ConnectionState, days: int = 0, how: str = "") -> ConnectionStep:
    return ConnectionStep(state=state, how=how, day=DAY + timedelta(days=days), by=BY)


def test_words_on_a_place_follow_each_other(ws: Workspace, wren: Person) -> None:
    entries.keep_entries(ws, [Entry(id=CLUB, name="Placeholder club")])
    links.keep_step(ws, (wren.id, CLUB), step(ConnectionState.CHOSEN))
    links.keep_step(ws, (wren.id, CLUB), step(ConnectionState.CONTACTED, 1, "self"), Referral.SELF)
    links.keep_step(ws, (wren.id, CLUB), step(ConnectionState.ATTENDED, 2), Referral.SELF)
    (found,) = links.connections(ws, wren.id)
    assert (found.state, found.referral, len(found.steps)) == (ConnectionState.ATTENDED, Referral.SELF, 3)
    assert links.connections(ws, PersonId("nobody")) == ()


def test_the_last_ticks_of_a_sheet_count_each_once(ws: Workspace, wren: Person, begun: Submission) -> None:
    entries.keep_entries(ws, [Entry(id=CLUB, name="Placeholder club"), Entry(id=EntryId("walk"), name="Invented walk")])
    entries.choose_entries(ws, wren.id, begun.id, [EntryId("walk")], by=BY)
    entries.choose_entries(ws, wren.id, begun.id, [CLUB, EntryId("gone")], by=BY)
    assert [(each.entry, each.state) for each in links.connections(ws)] == [(CLUB, ConnectionState.CHOSEN)]


def test_what_is_missing_is_counted_by_topic_and_zone(ws: Workspace) -> None:
    need = UnmetNeed(topic="cooking", zone="PE1", month="2026-03")
    links.keep_needs(ws, [need, need, replace(need, month="2024-01")], by=BY)
    assert links.needs(ws, "2025-03") == {("cooking", "PE1"): 2}
