"""What fits a person comes first, with its reasons."""

from datetime import date

import pytest

from civicdesk.directory.freshness import freshness
from civicdesk.directory.matching import Index
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId


def entry(name: str, *tags: str, district: str = "", description: str = "", assured: date | None = None) -> Entry:
    return Entry(id=EntryId(name), name=name, tags=tags, district=district, description=description, assured_date=assured)


def names(*entries: Entry, district: str = "", tags: tuple[str, ...] = (), text: str = "") -> list[str]:
    return [found.name for found, _ in Index(entries).nearby(district, tags, text)]


def test_without_a_wish_everything_is_listed_near_ones_first() -> None:
    entries = entry("Far", district="LS1"), entry("Near", district="PE1"), entry("Next door", district="PE2"), entry("Unknown")
    assert names(*entries, district="pe1 1") == ["Near", "Next door", "Unknown", "Far"]


def test_shared_topics_lead_and_others_are_left_out() -> None:
    entries = entry("Both", "a", "b"), entry("One", "a", "c"), entry("None", "c")
    assert names(*entries, tags=("A", "b", "")) == ["Both", "One"]


def test_a_rare_topic_weighs_more_than_a_common_one() -> None:
    entries = entry("Common", "a"), entry("Rare", "b"), entry("Also", "a"), entry("Third", "a")
    assert names(*entries, tags=("a", "b"))[0] == "Rare"


def test_words_find_what_is_written_even_in_another_form() -> None:
    entries = entry("Plot", description="A garden for all"), entry("Tea", description="Tea and talk")
    assert names(*entries, text="I want to help with gardening") == ["Plot"]


def test_nothing_that_fits_is_an_empty_list() -> None:
    assert names(entry("Tea"), text="zebra") == []
    assert names(entry("Tea", "a"), tags=("b",)) == []


def test_equal_entries_stand_by_name_whatever_the_order() -> None:
    entries = [entry("b", "x"), entry("a", "x"), entry("C", "x")]
    assert names(*entries, tags=("x",)) == names(*reversed(entries), tags=("x",)) == ["a", "b", "C"]


def test_every_suggestion_says_why() -> None:
    place = entry("Plot", "garden", district="PE1", description="vegetables")
    ((_, reasons),) = Index([place]).nearby("PE1", ["Garden"], "vegetables")
    assert reasons == ("Fits: garden", "Your words: vegetables", "In your area (PE1)")
    ((_, reasons),) = Index([place]).nearby("LS1", [])
    assert reasons == ("In PE1",)


def test_a_district_in_an_odd_spelling_is_only_itself() -> None:
    assert names(entry("Odd", district="1"), entry("Other", district="2"), district="1") == ["Odd", "Other"]


@pytest.mark.parametrize(
    ("assured", "said"),
    [
        (None, "unknown"),
        (date(2026, 11, 22), "unknown"),
        (date(2026, 11, 21), "fresh"),
        (date(2026, 5, 22), "fresh"),
        (date(2026, 5, 21), "check"),
        (date(2025, 11, 22), "check"),
        (date(2025, 11, 21), "old"),
        (date(2020, 1, 1), "old"),
    ],
)
def test_an_entry_ages_from_the_day_it_was_confirmed(assured: date | None, said: str) -> None:
    assert freshness(entry("X", assured=assured), date(2026, 11, 21)) == said
