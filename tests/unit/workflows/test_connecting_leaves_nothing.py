"""What connects people stays on the laptop: a bundle, the directory that is given on and the log hold nothing of it."""

from dataclasses import replace

import pytest

from civicdesk.records.connecting import Act, ConnectionState
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.people import Person
from civicdesk.store import audit, entries, releases
from civicdesk.workflows import centre, connections, consent, directory_feed, introductions, listings, pack_making, send
from civicdesk.workflows.connections import Said
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.listings import NewListing
from tests.unit.workflows.conftest import given
from tests.unit.workflows.test_send import approved, crowd  # noqa: F401 - a fixture

LETTERS = "abcdefghij"
PLANTED = ("Zephyralias", "Quillroute")


@pytest.fixture
def connected(kit: Kit, crowd: list[Person]) -> list[Person]:  # noqa: F811 - the fixture
    """Return people who have answered, are listed, and of whom two are introduced and one must not meet another."""
    for number, person in enumerate(crowd):
        wants, offers = (("cooking",), ()) if number == 0 else ((), ("cooking",))
        told = {"alias": f"Zephyralias {LETTERS[number]}", "route": f"Quillroute {LETTERS[number]}", "wants": wants, "offers": offers}
        listings.keep(kit, person.id, NewListing(**told, zone="PE2", alias_used=True))
    listings.avoid(kit, crowd[0].id, other=crowd[7].id)
    made = introductions.draft(kit, crowd[0].id, introductions.suggest(kit, crowd[0].id)[0].key).value
    for act in (Act.ASK, Act.YES, Act.ASK, Act.YES, Act.RELEASE):
        introductions.act(kit, made.id, act)
    place = entries.entries(kit.workspace)[0].id
    connections.note(kit, crowd[1].id, place, Said(state=ConnectionState.CHOSEN))
    return crowd


def test_a_bundle_holds_nothing_of_it(kit: Kit, connected: list[Person], office: pack_making.OfficeKeys) -> None:
    batch = send.prepare(kit).value
    approved(kit, batch)
    members = centre.receive(send.seal(kit, batch.id).value.data, office.identity, {"laptop": send.laptop_key(kit)}).members
    words = (*PLANTED, *(person.id for person in connected), "cooking", "PE2")
    assert "data/people.csv" in members
    assert [(name, word) for name, data in members.items() for word in words if name.startswith("data/") and word.encode() in data] == []
    assert not any(word.encode() in data for data in members.values() for word in PLANTED)


def test_a_sent_person_who_is_listed_no_more_is_named_as_listing_and_purpose(kit: Kit, connected: list[Person]) -> None:
    batch = send.prepare(kit).value
    approved(kit, batch)
    send.seal(kit, batch.id)
    consent.withdraw(kit, replace(given(kit, connected[2].id), choices={Purpose.INTRODUCE: Choice.NO}))
    assert [scope for _, _, scope, _ in releases.tombstones(kit.workspace)] == ["introduce", "listing"]


def test_the_directory_that_is_given_on_holds_nothing_of_it(kit: Kit, connected: list[Person]) -> None:
    given_on = (*directory_feed.give_on(kit).values(), *directory_feed.give_tables(kit).values())
    assert not any(word.encode() in data for data in given_on for word in PLANTED)


def test_the_log_says_that_and_when_and_nothing_else(kit: Kit, connected: list[Person]) -> None:
    told = [f"{row.action} {row.object}" for row in audit.rows(kit.workspace)]
    assert {"listing-kept", "introduction-kept", "connection-kept"} <= {row.split()[0] for row in told}
    assert not any(word in row for row in told for word in (*PLANTED, "cooking", "PE2"))
    assert not kit.workspace.verify()
