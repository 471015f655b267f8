"""Listings, introductions and connections by the command line, as a worker would give the words."""

import pytest

from civicdesk.workflows import listings, unlock
from civicdesk.workflows.listings import NewListing
from tests.journeys.conftest import PASSPHRASE
from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal
from tests.unit.workflows.conftest import welcome


@pytest.fixture
def folk(desk: Desk) -> Desk:
    """Return a desk with one who looks for company with animals, three who offer it, and one more who looks for it."""
    kit = unlock.open_(desk.folder / "workspace" / "testing.civicdesk", "Ada Test", PASSPHRASE, desk.tools)
    for number in range(5):
        person = welcome(kit, name=f"Wren{number} Fictional", district="PE2")
        wants, offers = (("animals",), ()) if number in {0, 4} else ((), ("animals",))
        listings.keep(kit, person.id, NewListing(alias=f"Bird {'abcde'[number]}", wants=wants, offers=offers, zone="PE2 1AA"))
    unlock.lock(kit, hurry=True)
    return desk


def test_two_people_are_introduced(folk: Desk) -> None:
    offered = folk.ask("introduce", "suggest", *folk.door(), "--card", 1)
    assert {each["who"] for each in offered} == {"somebody in PE2 who likes animals"}
    begun = folk.ask("introduce", "begin", *folk.door(), "--card", 1, "--somebody", offered[0]["id"])
    for act in ("ask", "yes", "ask", "yes"):
        folk.ask("introduce", "say", *folk.door(), begun["id"], act)
    (waiting,) = folk.ask("introduce", "waiting", *folk.door())
    assert waiting["acts"] == ["release", "no"]
    folk.ask("introduce", "say", *folk.door(), begun["id"], "release")
    told = folk.ask("introduce", "contacts", *folk.door(), begun["id"])
    assert [each["reach them"] for each in told] == ["through Ada Test"] * 2
    folk.ask("introduce", "say", *folk.door(), begun["id"], "met")
    folk.ask("introduce", "say", *folk.door(), begun["id"], "outcome", "--outcome", "in touch")
    assert folk.ask("introduce", "waiting", *folk.door()) == []


def test_a_listing_is_shown_renewed_kept_apart_and_taken_back(folk: Desk) -> None:
    assert folk.ask("listing", "show", *folk.door(), "--card", 1)["zone"] == "PE2"
    folk.ask("listing", "renew", *folk.door(), "--card", 1)
    folk.ask("listing", "avoid", *folk.door(), "--card", 1, "--other-card", 2)
    assert len(folk.ask("introduce", "suggest", *folk.door(), "--card", 1)) == 2
    assert folk.ask("listing", "expiring", *folk.door()) == []
    assert folk.ask("listing", "withdraw", *folk.door(), "--card", 1)["was_listed"] is True
    assert folk.ask("listing", "show", *folk.door(), "--card", 1)["standing"] == "withdrawn"
    assert "LISTING-NONE" in refusal(folk, "introduce", "suggest", *folk.door(), "--card", 1)[2]


def test_somebody_without_a_listing_has_none_to_show(desk: Desk) -> None:
    desk.ask("person", "add", *desk.door(), "--name", "Wren Fictional")
    assert desk.ask("listing", "show", *desk.door(), "--card", 1)["standing"] == "no consent"


def test_what_came_of_a_place_is_noted(folk: Desk) -> None:
    entry = folk.ask("directory", "find", *folk.door(), "fishing")[0]["id"]
    kept = folk.ask("connection", "note", *folk.door(), "--card", 2, entry, "contact made", "--how", "self", "--referral", "self-referred")
    assert kept["state"] == "contact made"
    (came,) = folk.ask("connection", "list", *folk.door(), "--card", 2)
    assert (came["came of it"], came["how"]) == ("contact made", "self")
    assert folk.ask("connection", "due", *folk.door()) == []


def test_what_is_missing_is_counted_without_a_person(folk: Desk) -> None:
    for _ in range(2):
        folk.ask("connection", "nothing-fits", *folk.door(), "sport", "cooking", "--zone", "PE2")
    inside = {each["topic"]: each["people"] for each in folk.ask("connection", "wanted", *folk.door())}
    outside = {each["topic"]: each["people"] for each in folk.ask("connection", "wanted", *folk.door(), "--outside")}
    assert (inside["sport"], inside["animals"], outside["sport"]) == ("fewer than 5", "fewer than 5", "fewer than 10")
