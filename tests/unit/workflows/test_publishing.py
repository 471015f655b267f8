"""The directory for everybody: what goes in, what stays out, and nobody who takes part."""

from collections.abc import Callable
from datetime import date

import pytest

from civicdesk.feedback import preview
from civicdesk.records.entries import Entry, EntryStatus, Facts
from civicdesk.records.ids import EntryId
from civicdesk.records.matching import Search
from civicdesk.records.publications import How, Which
from civicdesk.records.upkeep import Feed
from civicdesk.store import entries, upkeep
from civicdesk.workflows import directory_upkeep, listings, publishing
from civicdesk.workflows.kit import Kit
from civicdesk.workflows.publishing import Paper
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import says_no, welcome

MADE: dict[Paper, Callable[[Kit, Which, How], bytes]] = {
    Paper.LEAFLET: publishing.leaflet,
    Paper.CARD: publishing.card,
    Paper.BOOKLET: publishing.booklet,
    Paper.PAGE: publishing.web_page,
}
FEW = Which(search=Search(text="zebra"))
PLAIN = How()


def an_entry(name: str, **facts: object) -> Entry:
    told = {"id": EntryId(name), "name": name, "description": "zebra", "phone": "01632 960001", "assured_date": date(2026, 1, 10), **facts}
    return Entry(**told)


def keep(kit: Kit, *found: Entry) -> None:
    entries.keep_entries(kit.workspace, found)


def words(paper: Paper, document: bytes) -> str:
    return document.decode() if paper is Paper.PAGE else " ".join(" ".join(preview.text(document)).split())


@pytest.fixture
def zebras(kit: Kit) -> Kit:
    """Return a workspace with three entries that are found together."""
    upkeep.keep_feed(kit.workspace, Feed(id="1", name="Sample list", licence="Open Licence", attribution="Sample Council"))
    upkeep.keep_feed(kit.workspace, Feed(id="2", name="Bare list"))
    keep(
        kit,
        an_entry("Zebra Kitchen", tags=("food",), district="ZZ1 1", address="1 Sample Lane"),
        an_entry("Another Zebra", tags=("gardening",), source="Sample list", contact_name="Wren", email="wren@example.org"),
        an_entry("Hidden Zebra", address="7 Secret Lane", address_public=False, district="ZZ7 7", when="Mondays"),
    )
    return kit


@pytest.mark.parametrize("paper", Paper)
def test_every_form_has_what_was_found_and_thanks_its_list(zebras: Kit, paper: Paper) -> None:
    said = words(paper, MADE[paper](zebras, FEW, PLAIN))
    assert all(name in said for name in ("Zebra Kitchen", "Another Zebra", "Hidden Zebra"))
    assert "Sample Council. Licence: Open Licence" in said


@pytest.mark.parametrize("paper", Paper)
def test_no_person_no_listing_and_no_hidden_address_is_in_any_of_them(zebras: Kit, paper: Paper) -> None:
    person = welcome(zebras, name="Quillwort Fictional", contact="01632 960777", district="ZZ1", sheet_format="large")
    new = listings.NewListing(alias="Heron Bluewing", offers=("animals",), zone="ZZ1", alias_used=True)
    listings.keep(zebras, person.id, new)
    said = words(paper, MADE[paper](zebras, FEW, PLAIN)).casefold()
    planted = ("quillwort", "01632 960777", "heron", "bluewing", "wren", "7 secret lane", "secret lane", "zz7")
    assert [word for word in planted if word in said] == []
    assert "address given by phone" in said


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"printable": False}, "not_printable"),
        ({"status": EntryStatus.DEFUNCT}, "closed"),
        ({"facts": Facts(closes=date(2026, 1, 1))}, "closed"),
        ({"assured_date": None}, "unconfirmed"),
        ({"missing_since": date(2025, 1, 1)}, "missing"),
        ({"source": "Bare list"}, "no_licence"),
    ],
)
def test_what_stays_out_is_counted_with_its_reason(zebras: Kit, facts: dict[str, object], why: str) -> None:
    keep(zebras, an_entry("Odd Zebra", **facts))
    search = Which(search=Search(text="zebra", closed=True))
    publication = publishing.prepared(zebras, Paper.BOOKLET, search, PLAIN)
    assert publication.left_out == {why: 1}
    assert "Odd Zebra" not in {entry.name for entry in publication.entries}


def test_picked_entries_keep_their_order(zebras: Kit) -> None:
    picked = Which(entries=(EntryId("Zebra Kitchen"), EntryId("Another Zebra"), EntryId("Zebra Kitchen")))
    publication = publishing.prepared(zebras, Paper.CARD, picked, PLAIN)
    assert [entry.name for entry in publication.entries] == ["Zebra Kitchen", "Another Zebra"]
    assert publication.title == "For your pocket"


def test_an_entry_that_was_merged_into_another_is_that_one(zebras: Kit) -> None:
    directory_upkeep.merge(zebras, EntryId("Another Zebra"), EntryId("Zebra Kitchen"))
    picked = Which(entries=(EntryId("Another Zebra"), EntryId("Zebra Kitchen")))
    assert [entry.name for entry in publishing.prepared(zebras, Paper.CARD, picked, PLAIN).entries] == ["Zebra Kitchen"]


def test_words_that_no_entry_begins_with_find_what_means_the_same(zebras: Kit) -> None:
    keep(zebras, an_entry("Singers", description="we sing and whittle"))
    found = publishing.prepared(zebras, Paper.LEAFLET, Which(search=Search(text="whittling")), PLAIN)
    assert [entry.name for entry in found.entries] == ["Singers"]


def test_without_words_all_that_meets_the_choice_is_found(zebras: Kit) -> None:
    found = publishing.prepared(zebras, Paper.BOOKLET, Which(search=Search(topics=("gardening",))), PLAIN)
    assert "Another Zebra" in {entry.name for entry in found.entries}
    assert "Zebra Kitchen" not in {entry.name for entry in found.entries}


def test_a_picked_entry_that_is_not_there_is_told(zebras: Kit) -> None:
    with says_no("DIRECTORY-ENTRY"):
        publishing.card(zebras, Which(entries=(EntryId("nothing"),)), PLAIN)


def test_a_place_without_a_distance_means_its_district(zebras: Kit) -> None:
    found = publishing.prepared(zebras, Paper.LEAFLET, Which(search=Search(text="zebra", place="ZZ1")), PLAIN)
    assert [entry.name for entry in found.entries] == ["Zebra Kitchen"]


def test_a_booklet_has_chapters_and_a_leaflet_none(zebras: Kit) -> None:
    booklet = publishing.prepared(zebras, Paper.BOOKLET, FEW, PLAIN)
    assert [chapter.group for chapter in booklet.chapters] == ["food", "civic", ""]
    assert [chapter.group for chapter in publishing.prepared(zebras, Paper.LEAFLET, FEW, PLAIN).chapters] == [""]
    assert booklet.days[EntryId("Hidden Zebra")] == ("MO",)


def test_nothing_found_is_told(zebras: Kit) -> None:
    with says_no("LEAFLET-NONE"):
        publishing.leaflet(zebras, Which(search=Search(text="qqqqzz")), PLAIN)


@pytest.mark.parametrize(("paper", "most"), publishing.MOST.items())
def test_more_than_there_is_room_for_is_told_before_anything_is_drawn(zebras: Kit, paper: Paper, most: int) -> None:
    keep(zebras, *(an_entry(f"Zebra {number}") for number in range(most - 2)))
    with says_no("LEAFLET-MANY"):
        publishing.prepared(zebras, paper, FEW, PLAIN)


@pytest.mark.parametrize("title", ["Recovery places", "For people in recovery"])
def test_a_title_does_not_tell_what_its_reader_lives_with(zebras: Kit, title: str) -> None:
    with says_no("LEAFLET-TITLE"):
        publishing.leaflet(zebras, FEW, How(title=title))


def test_a_title_of_ones_own_is_taken(zebras: Kit) -> None:
    assert publishing.prepared(zebras, Paper.LEAFLET, FEW, How(title=" Places  in\nSampletown ")).title == "Places in Sampletown"


def test_a_language_that_has_no_words_for_it_is_said_in_english(zebras: Kit) -> None:
    assert publishing.prepared(zebras, Paper.LEAFLET, FEW, How(language="xx")).language == "en"


@pytest.mark.parametrize("paper", [Paper.CARD, Paper.BOOKLET])
def test_what_can_be_folded_is_put_on_sheets(zebras: Kit, paper: Paper) -> None:
    document = MADE[paper](zebras, FEW, PLAIN)
    assert preview.count(publishing.folded(paper, document)) < preview.count(document) or preview.count(document) == 1


def test_everybody_may_make_them(zebras: Kit) -> None:
    assert publishing.leaflet(held_by(zebras, "Fay Guide"), FEW, PLAIN).startswith(b"%PDF")
