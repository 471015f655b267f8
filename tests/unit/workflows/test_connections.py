"""What came of places, what is to be asked after, and what is missing here: small numbers are told to nobody."""

from datetime import date, timedelta

import pytest

from civicdesk.records.connecting import Connection, ConnectionState, ConnectionStep, Referral
from civicdesk.records.entries import Entry, EntryStatus
from civicdesk.records.ids import EntryId, PersonId, UserId
from civicdesk.records.people import Person
from civicdesk.records.sessions import Session
from civicdesk.records.sheets import Step
from civicdesk.store import entries, links
from civicdesk.workflows import connections, directory, listings
from civicdesk.workflows.connections import Said
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.listings import NewListing
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import begin, says_no, welcome
from tests.unit.workflows.test_introductions import later

CLUB = Entry(id=EntryId("club"), name="Placeholder fishing club", tags=("animals",), assured_date=date(2026, 2, 1))
DAY = date(2026, 3, 2)


@pytest.fixture
def wren(kit: Kit) -> Person:
    entries.keep_entries(kit.workspace, [CLUB])
    return welcome(kit, name="Wren Fictional", district="PE2")


def said(state: ConnectionState, **more: object) -> Said:
    return Said(**{"state": state, **more})


def test_what_was_ticked_on_a_sheet_was_chosen(kit: Kit, wren: Person, meeting: Session) -> None:
    talk = begin(kit, wren.id, meeting)
    entries.choose_entries(kit.workspace, wren.id, talk.submission.id, [CLUB.id, "gone"], by=kit.user.id)
    (came,) = connections.of_person(kit, wren.id)
    assert (came.name, came.came, came.weeks) == (CLUB.name, "chosen", None)


def test_what_is_said_of_a_ticked_place_follows_the_ticking(kit: Kit, wren: Person, meeting: Session) -> None:
    talk = begin(kit, wren.id, meeting)
    entries.choose_entries(kit.workspace, wren.id, talk.submission.id, [CLUB.id], by=kit.user.id)
    kept = connections.note(kit, wren.id, CLUB.id, said(ConnectionState.ATTENDED)).value
    assert [each.state for each in kept.steps] == [ConnectionState.CHOSEN, ConnectionState.ATTENDED]


def test_how_somebody_came_there_is_kept(kit: Kit, wren: Person) -> None:
    connections.note(kit, wren.id, CLUB.id, said(ConnectionState.CHOSEN))
    kept = connections.note(kit, wren.id, CLUB.id, said(ConnectionState.CONTACTED, how="together", referral=Referral.REFERRED)).value
    assert (kept.referral, kept.steps[-1].how) == (Referral.REFERRED, "together")


def test_silence_says_nothing(kit: Kit, wren: Person) -> None:
    connections.note(kit, wren.id, CLUB.id, said(ConnectionState.CHOSEN))
    (came,) = connections.of_person(later(kit, days=400), wren.id)
    assert came.came == "chosen"


def at(*steps: tuple[ConnectionState, int]) -> Connection:
    """Return a connection with these words, each so many days after the first day."""
    made = tuple(ConnectionStep(state=state, day=DAY + timedelta(days=days), by=UserId("u")) for state, days in steps)
    return Connection(person=PersonId("p"), entry=CLUB.id, steps=made)


S = ConnectionState
DUE = [
    ("chosen yesterday", at((S.CHOSEN, 0)), 1, None),
    ("chosen four weeks ago", at((S.CHOSEN, 0)), 28, 4),
    ("shown and never chosen", at((S.SHOWN, 0)), 100, None),
    ("contact made, then four weeks on", at((S.CHOSEN, 0), (S.CONTACTED, 3)), 28, 4),
    ("counted from the first time there", at((S.CHOSEN, 0), (S.ATTENDED, 20)), 40, None),
    ("four weeks after the first time", at((S.CHOSEN, 0), (S.ATTENDED, 20)), 48, 4),
    ("asked after four weeks", at((S.ATTENDED, 0), (S.STILL_GOING, 30)), 60, None),
    ("twelve weeks after the first time", at((S.ATTENDED, 0), (S.STILL_GOING, 30)), 84, 12),
    ("asked and not known", at((S.CHOSEN, 0), (S.NOT_KNOWN, 29)), 40, None),
    ("asked and not known, twelve weeks on", at((S.CHOSEN, 0), (S.NOT_KNOWN, 29)), 90, 12),
    ("asked twice", at((S.ATTENDED, 0), (S.STILL_GOING, 30), (S.STILL_GOING, 85)), 300, None),
    ("has stopped", at((S.ATTENDED, 0), (S.STOPPED, 10)), 100, None),
]


@pytest.mark.parametrize(("found", "days", "weeks"), [row[1:] for row in DUE], ids=[row[0] for row in DUE])
def test_a_place_is_asked_after_4_and_12_weeks_on(found: Connection, days: int, weeks: int | None) -> None:
    assert connections.weeks_due(found, DAY + timedelta(days=days)) == weeks


def test_still_going_says_after_how_many_weeks(kit: Kit, wren: Person) -> None:
    connections.note(kit, wren.id, CLUB.id, said(S.ATTENDED))
    hows = [connections.note(later(kit, weeks=weeks), wren.id, CLUB.id, said(S.STILL_GOING)).value.steps[-1].how for weeks in (5, 13)]
    assert hows == ["4", "12"]


def test_only_those_with_whom_one_works_are_to_be_asked(kit: Kit, wren: Person) -> None:
    connections.note(kit, wren.id, CLUB.id, said(S.CHOSEN))
    after = later(kit, weeks=5)
    found = {name: len(connections.due(held_by(after, name))) for name in ("Ada Test", "Wes Worker", "Fay Guide")}
    assert found == {"Ada Test": 1, "Wes Worker": 0, "Fay Guide": 0}


@pytest.mark.parametrize(
    ("code", "entry", "word"),
    [
        ("CONNECTION-HOW", CLUB.id, said(S.STOPPED, how="a long story")),
        ("CONNECTION-HOW", CLUB.id, said(S.STOPPED)),
        ("CONNECTION-DAY", CLUB.id, said(S.CHOSEN, day=date(2030, 1, 1))),
        ("DIRECTORY-ENTRY", EntryId("unheard of"), said(S.CHOSEN)),
    ],
)
def test_a_word_that_cannot_be_is_turned_away(kit: Kit, wren: Person, code: str, entry: EntryId, word: Said) -> None:
    with says_no(code):
        connections.note(kit, wren.id, entry, word)


def test_a_word_from_before_the_last_one_is_turned_away(kit: Kit, wren: Person) -> None:
    connections.note(kit, wren.id, CLUB.id, said(S.CHOSEN))
    with says_no("CONNECTION-DAY"):
        connections.note(kit, wren.id, CLUB.id, said(S.ATTENDED, day=date(2020, 1, 1)))


def test_a_merged_entry_has_the_name_of_the_one_that_stays(kit: Kit, wren: Person) -> None:
    from civicdesk.store import upkeep

    entries.keep_entries(kit.workspace, [Entry(id=EntryId("twin"), name="The twin")])
    connections.note(kit, wren.id, EntryId("twin"), said(S.CHOSEN))
    upkeep.merge(kit.workspace, EntryId("twin"), CLUB.id, by=kit.user.id)
    assert [each.name for each in connections.of_person(kit, wren.id)] == [CLUB.name]


def test_a_place_that_is_not_for_somebody_is_neither_suggested_nor_folded(kit: Kit, wren: Person) -> None:
    entries.keep_entries(kit.workspace, [CLUB])
    listings.avoid(kit, wren.id, entry=CLUB.id)
    found = directory.suggest(kit, directory.profile_of(kit, wren.id, ("animals",)))
    assert CLUB.id not in {each.entry.id for each in (*found.suggested, *found.folded)}


def want(kit: Kit, count: int, zone: str, topic: str = "cooking") -> None:
    """List so many people who want something."""
    for number in range(count):
        person = welcome(kit, name="Somebody Invented")
        listings.keep(kit, person.id, NewListing(alias=f"Bird {'abcdefghij'[number]}", wants=(topic,), zone=zone))


def of_topic(kit: Kit, topic: str, least: int = connections.ROOM) -> connections.Wanted:
    return next(each for each in connections.wanted(kit, least) if each.topic == topic)


def test_fewer_than_five_are_not_counted_aloud(kit: Kit) -> None:
    want(kit, 4, "PE1")
    assert of_topic(kit, "cooking").people is None


def test_what_people_want_stands_beside_what_there_is(kit: Kit) -> None:
    want(kit, 5, "PE1")
    before = of_topic(kit, "cooking")
    entries.keep_entries(
        kit.workspace,
        [
            Entry(id=EntryId("open"), name="A", tags=("Cooking",)),
            Entry(id=EntryId("shut"), name="B", tags=("cooking",), status=EntryStatus.DEFUNCT),
            Entry(id=EntryId("lost"), name="C", tags=("cooking",), missing_since=date(2025, 1, 1)),
        ],
    )
    after = of_topic(kit, "cooking")
    assert (after.people, after.entries - before.entries) == (5, 1)


def test_a_zone_is_told_only_if_the_rest_cannot_be_worked_out(kit: Kit) -> None:
    want(kit, 6, "PE1")
    want(kit, 2, "PE2")
    found = of_topic(kit, "cooking")
    assert (found.people, found.zones) == (8, ())


def test_zones_with_enough_people_are_told(kit: Kit) -> None:
    want(kit, 6, "PE1")
    want(kit, 5, "PE2")
    assert [(each.zone, each.people) for each in of_topic(kit, "cooking").zones] == [("PE1", 6), ("PE2", 5)]


def test_for_outside_ten_are_needed(kit: Kit) -> None:
    want(kit, 9, "PE1")
    assert of_topic(kit, "cooking", connections.OUTSIDE).people is None


def test_what_was_looked_for_in_vain_counts_without_a_person(kit: Kit) -> None:
    for _ in range(5):
        connections.nothing_fits(kit, ("cooking",), "PE1 1AA")
    assert of_topic(kit, "cooking").people == 5
    assert links.needs(kit.workspace, "2026-01") == {("cooking", "PE1"): 5}


@pytest.mark.parametrize(
    ("code", "topics", "zone"), [("LISTING-TOPIC", (), ""), ("LISTING-TOPIC", ("nonsense",), ""), ("LISTING-ZONE", ("cooking",), "?")]
)
def test_a_need_without_topic_or_place_is_turned_away(kit: Kit, code: str, topics: tuple[str, ...], zone: str) -> None:
    with says_no(code):
        connections.nothing_fits(kit, topics, zone)


def test_next_steps_speak_for_topics(kit: Kit, wren: Person, meeting: Session) -> None:
    for number in range(5):
        person = wren if number == 0 else welcome(kit, name="Somebody Invented")
        talk = begin(kit, person.id, meeting)
        entries.keep_steps(kit.workspace, person.id, talk.submission.id, [Step(text="Join a choir", who="", when="")], by=kit.user.id)
    assert [each.people for each in connections.wanted(kit) if each.people] == [5]
