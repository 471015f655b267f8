"""What of the directory may be given to everybody, in which order, and from where it comes."""

from datetime import date, timedelta

import pytest

from civicdesk.directory import publishing
from civicdesk.records.entries import Entry, EntryKind, EntryStatus, Facts
from civicdesk.records.ids import EntryId
from civicdesk.records.upkeep import Feed

TODAY = date(2026, 11, 22)
LISTS = {
    "Sample list": Feed(id="1", name="Sample list", licence="Open Government Licence v3.0", attribution="Sample Council"),
    "Bare list": Feed(id="2", name="Bare list"),
    "Plain list": Feed(id="3", name="Plain list", licence="CC BY 4.0", attribution="Plain list"),
}


def an_entry(name: str = "Invented Choir", **facts: object) -> Entry:
    return Entry(**{"id": EntryId(name), "name": name, "assured_date": date(2026, 10, 1), "phone": "01632 960001", **facts})


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({}, ""),
        ({"printable": False}, "not_printable"),
        ({"status": EntryStatus.PAUSED}, "closed"),
        ({"facts": Facts(closes=date(2026, 11, 21))}, "closed"),
        ({"facts": Facts(closes=TODAY)}, ""),
        ({"assured_date": None}, "unconfirmed"),
        ({"assured_date": TODAY + timedelta(days=1)}, "unconfirmed"),
        ({"assured_date": date(2024, 11, 23)}, ""),
        ({"assured_date": date(2024, 11, 22)}, "unconfirmed"),
        ({"missing_since": TODAY - timedelta(days=90)}, ""),
        ({"missing_since": TODAY - timedelta(days=91)}, "missing"),
        ({"source": "Sample list"}, ""),
        ({"source": "Bare list"}, "no_licence"),
        ({"source": "A list that nobody knows"}, "no_licence"),
        ({"name": "Tea at 7 Secret Lane", "address": "Hope House, 7 Secret Lane", "address_public": False}, "address"),
        ({"name": "Tea at 7 Secret Lane", "address": "Hope House, 7 Secret Lane"}, ""),
        ({"name": "Hope House", "address": "Hope House, 7 Secret Lane", "address_public": False}, ""),
    ],
)
def test_an_entry_is_given_to_everybody_or_there_is_a_reason(facts: dict[str, object], why: str) -> None:
    assert publishing.why_not(an_entry(**facts), TODAY, LISTS) == why


def test_nobody_is_named_and_nobody_written_to() -> None:
    shown = publishing.public(an_entry(contact_name="Wren", email="wren.fictional@example.org"))
    assert (shown.contact_name, shown.email) == ("", "")


def test_an_address_that_is_not_public_stands_nowhere() -> None:
    hidden = an_entry(
        address="7 Secret Lane, Sampletown, ZZ1 1ZZ",
        address_public=False,
        district="ZZ1 1",
        access="The door is at 7 secret lane",
        description="Ring the bell. ZZ1 1ZZ.",
        when="Mondays",
        facts=Facts(easting=500_000, northing=300_000),
    )
    shown = publishing.public(hidden)
    assert (shown.address, shown.district, shown.access, shown.description) == ("", "", "", "")
    assert (shown.facts.easting, shown.facts.northing, shown.when) == (None, None, "Mondays")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("7 Secret Lane\nSampletown", {"description": "We meet at 7 Secret Lane."}),
        ("7 Secret Lane, Sampletown ZZ1 1ZZ", {"description": "Come to zz11zz."}),
        ("Hidden House, 7 Secret Lane", {"when": "Mondays at 7, Secret  Lane"}),
        ("7 Secret Lane, ZZ1 1ZZ", {"url": "https://maps.example.org/?q=7+Secret+Lane"}),
        ("7 Secret Lane, ZZ1 1ZZ", {"url": "https://maps.example.org/zz1%201zz"}),
    ],
)
def test_a_secret_address_is_found_however_it_is_written(address: str, told: dict[str, str]) -> None:
    shown = publishing.public(an_entry(address=address, address_public=False, **told))
    assert [getattr(shown, name) for name in told] == [""]


def test_a_secret_address_takes_nothing_else_with_it() -> None:
    told = {"description": "Tea and talk in Sampletown", "url": "https://example.org/tea", "when": "Mondays at 7"}
    shown = publishing.public(an_entry(address="7 Secret Lane, Sampletown, ZZ1 1ZZ", address_public=False, **told))
    assert {name: getattr(shown, name) for name in told} == told


def test_a_public_address_keeps_its_words_and_its_district() -> None:
    shown = publishing.public(an_entry(address="7 Sample Lane", district="ZZ1 1", access="7 Sample Lane has a ramp"))
    assert (shown.address, shown.district, shown.access) == ("7 Sample Lane", "ZZ1 1", "7 Sample Lane has a ramp")


def test_markup_and_signs_that_turn_lines_round_are_taken_out() -> None:
    shown = publishing.public(an_entry("Choir<script>alert(1)</script> \u202eof\u2028<b>Sample</b> &amp; Town\u200b"))
    assert shown.name == "Choir of Sample & Town"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "https://exämple.org", "no address"])
def test_only_a_plain_web_address_is_given(url: str) -> None:
    assert publishing.public(an_entry(url=url)).url == ""
    assert publishing.public(an_entry(url="https://example.org/a")).url == "https://example.org/a"


def test_a_number_that_cannot_be_dialled_is_not_given() -> None:
    assert publishing.public(an_entry(phone="ask for Wren")).phone == ""


def test_a_long_text_ends_with_a_whole_sentence_or_a_whole_word() -> None:
    sentences = publishing.public(
        an_entry(description=f"We sing on Mondays and have tea, all year round, with anybody who likes. {'More words. ' * 90}")
    )
    words = publishing.public(an_entry(description="word " * 90))
    assert sentences.description.startswith("We sing on Mondays")
    assert sentences.description.endswith(".")
    assert len(sentences.description) <= 200
    assert words.description.endswith("word…")
    assert len(words.description) <= 200


def test_entries_stand_under_the_group_of_their_first_topic_by_name() -> None:
    entries = [
        an_entry("The Zebra Kitchen", tags=("cooking", "gardening")),
        an_entry("Ápple Kitchen", tags=("FOOD",)),
        an_entry("Allotments", tags=("no topic of ours", "gardening", "food")),
        an_entry("Odd one"),
        an_entry("A grant", kind=EntryKind.FUNDING, tags=("food",)),
    ]
    found = [(chapter.group, [entry.name for entry in chapter.entries]) for chapter in publishing.chapters(entries)]
    assert found == [
        ("food", ["Ápple Kitchen", "The Zebra Kitchen"]),
        ("civic", ["Allotments"]),
        ("fund", ["A grant"]),
        ("", ["Odd one"]),
    ]


def test_what_was_asked_for_decides_where_an_entry_stands() -> None:
    (chapter,) = publishing.chapters([an_entry(tags=("cooking", "gardening"))], ("Gardening",))
    assert chapter.group == "civic"


def test_each_list_is_thanked_once_as_its_licence_asks() -> None:
    entries = [an_entry("a", source="Sample list"), an_entry("b", source="Sample list"), an_entry("c", source="Plain list"), an_entry("d")]
    assert publishing.sources(entries, LISTS, "en") == (
        "Plain list. Licence: CC BY 4.0",
        "Sample list: Sample Council. Licence: Open Government Licence v3.0",
    )


def test_a_place_brings_what_is_in_its_district_and_what_is_everywhere() -> None:
    near, online, far = an_entry(district="ZZ1 2"), an_entry(facts=Facts(online=True)), an_entry(district="ZZ2 1")
    assert [publishing.nearby(each, "zz1") for each in (near, online, far)] == [True, True, False]


def test_only_topics_of_ours_have_labels_here() -> None:
    found = publishing.topic_labels([an_entry(tags=("Gardening", "something else")), an_entry(tags=("food",))])
    assert list(found.items()) == [("food", "food"), ("gardening", "gardening")]
