"""The rules of introductions: zones, words, turns; and what a person is told of what is held about it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from civicdesk.directory import introducing, told
from civicdesk.records.connecting import Act, Introduction, IntroductionId, Listing, ListingId, Stage, Told
from civicdesk.records.ids import PersonId, UserId

DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def listing(name: str, zone: str = "PE2", wants: tuple[str, ...] = ("animals",)) -> Listing:
    return Listing(
        id=ListingId(f"l-{name}"), person=PersonId(name), wants=wants, zone=zone, agreed_on=DAY, expires_on=DAY, by=UserId("u"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("pe2", "PE2"), ("PE2 8XY", "PE2"), ("pe28xy", "PE2"), ("PE12 3", "PE12"), ("SW1A 1AA", "SW1A"), ("", ""), ("by the river", None)],
)
def test_a_zone_is_a_district_or_nothing(typed: str, kept: str | None) -> None:
    assert introducing.zone(typed) == kept


@pytest.mark.parametrize(("zone", "wider"), [("PE2", "Peterborough"), ("ZZ9", "ZZ"), ("", "")])
def test_the_wider_place_is_an_authority_or_the_letters(zone: str, wider: str) -> None:
    assert introducing.around(zone) == wider


HERE = [("all in one zone", "PE2", ["PE2", "PE2"], "PE2"), ("some around", "PE2", ["PE1", "PE3"], "Peterborough")]
HERE += [("too few", "PE2", ["PE1"], None), ("elsewhere does not count", "PE2", ["LS1", "LS1"], None)]
HERE += [("anywhere counts all", "", ["PE1", "LS1"], "")]


@pytest.mark.parametrize(("zone", "others", "said"), [row[1:] for row in HERE], ids=[row[0] for row in HERE])
def test_three_others_must_be_alike(zone: str, others: list[str], said: str | None) -> None:
    of = listing("b", zone)
    listed = [listing("a"), of, *(listing(f"c{number}", each) for number, each in enumerate(others))]
    found = introducing.described(of, ("animals",), listed, PersonId("a"))
    assert (found.zone if found else None) == said


def at(stage: Stage) -> Introduction:
    told_of = Told(topics=("animals",), zone="PE2")
    return Introduction(
        id=IntroductionId("i"), first=PersonId("a"), second=PersonId("b"), first_hears=told_of, second_hears=told_of, stage=stage,
        by=UserId("u"), at=AT, stage_at=AT,
    )  # fmt: skip


@pytest.mark.parametrize("stage", Stage)
def test_each_stage_has_its_turn_and_its_acts(stage: Stage) -> None:
    found = at(stage)
    assert bool(introducing.whose_turn(found)) is bool(introducing.acts(found))
    for act in Act:
        assert (introducing.after(found, act) is None) is (act not in introducing.acts(found))


@pytest.mark.parametrize("stage", Stage)
def test_silence_ends_only_what_is_not_settled(stage: Stage) -> None:
    left = introducing.days_left(at(stage), DAY + timedelta(days=20))
    assert left == (None if stage in {Stage.RELEASED, Stage.MET, Stage.NOT_MET, Stage.ENDED} else 0)


def test_what_is_held_is_told_in_words() -> None:
    words = '{"alias": "Heron", "offers": [], "wants": ["animals"], "zone": "PE2", "route": "", "only": ""}'
    rows = {
        "person_listing": [{"words": words, "expires_on": "2027-03-02"}],
        "avoid": [{"at": AT.isoformat()}],
        "introduction_side": [{"at": AT.isoformat(), "topics": ["animals"]}, {"at": AT.isoformat()}],
        "connection": [{"n": 1, "entry": "club"}],
        "connection_step": [
            {"connection": 1, "state": "stopped", "how": "time", "day": "2026-03-02"},
            {"connection": 1, "state": "chosen", "how": "", "day": "2026-03-02"},
            {"connection": 2, "state": "chosen", "how": "", "day": "2026-03-02"},
        ],
    }
    lines = told.connections(rows, {"club": "Placeholder club"}).lines
    assert [line.label for line in lines].count("Told about Placeholder club") == 2
    assert "Looks for: animals. Under the name: Heron. In PE2." in [line.value for line in lines]
    assert "Has stopped: No time, 2 March 2026" in [line.value for line in lines]


def test_a_listing_taken_back_is_not_told() -> None:
    assert told.connections({"person_listing": [{"withdrawn_at": AT.isoformat()}]}, {}).lines == ()
