"""Filters of the directory, days in words, and entries that may be the same."""

import pytest

from civicdesk.directory import duplicates, searching
from civicdesk.records.entries import Entry, EntryKind, EntryStatus, Facts
from civicdesk.records.ids import EntryId
from civicdesk.records.matching import Search

FACTS = Facts(free=True, step_free=True, women_or_men_only="women", youngest=18, oldest=30)
PLOT = Entry(
    id=EntryId("p"), name="Plot", when="Tuesdays 10 to 12", district="PE1 1", tags=("Gardening",), kind=EntryKind.GROUP, facts=FACTS
)
EVERYBODY = Entry(id=EntryId("e"), name="Hall", district="ZZ1")


@pytest.mark.parametrize(
    ("when", "found"),
    [
        ("Tuesdays 10 to 12", "TU"),
        ("Mon and Thu", "MO TH"),
        ("Tues, Thurs - Sat", "TU TH FR SA"),
        ("Monday to Friday 9 to 16", "MO TU WE TH FR"),
        ("Fri - Mon", "FR SA SU MO"),
        ("Every day 9 to 3", "MO TU WE TH FR SA SU"),
        ("weekdays and Sundays", "MO TU WE TH FR SU"),
        ("at weekends", "SA SU"),
        ("First Wednesday 18:00", "WE"),
        ("by telephone first", ""),
        ("money advice in the sunny room", ""),
    ],
)
def test_days_are_read_from_words(when: str, found: str) -> None:
    assert searching.days(when) == frozenset(found.split())


@pytest.mark.parametrize(
    ("wanted", "met"),
    [
        ({}, True),
        ({"topics": ("gardening", "x")}, True),
        ({"topics": ("x",)}, False),
        ({"kinds": (EntryKind.GROUP,)}, True),
        ({"kinds": (EntryKind.EVENT,)}, False),
        ({"day": "TU"}, True),
        ({"day": "WE"}, False),
        ({"needs": ("step_free",)}, True),
        ({"needs": ("step_free", "hearing_loop")}, False),
        ({"free": True}, True),
        ({"gender": "women"}, True),
        ({"gender": "men"}, False),
        ({"age": 18}, True),
        ({"age": 31}, False),
        ({"place": "PE1 2", "within": 2.0}, True),
        ({"place": "PE1 2", "within": 0.1}, False),
        ({"place": "ZZ1", "within": 5.0}, False),
    ],
)
def test_an_entry_meets_every_filter_or_is_not_shown(wanted: dict[str, object], met: bool) -> None:
    assert searching.meets(PLOT, Search(**wanted)) is met


@pytest.mark.parametrize(
    ("wanted", "met"), [({"gender": "men"}, True), ({"age": 99}, True), ({"free": True}, False), ({"needs": ("evening",)}, False)]
)
def test_what_is_not_known_is_not_so_but_shuts_nobody_out(wanted: dict[str, object], met: bool) -> None:
    assert searching.meets(EVERYBODY, Search(**wanted)) is met


def test_a_closed_place_is_shown_only_if_asked_for() -> None:
    closed = Entry(id=EntryId("c"), name="Gone", status=EntryStatus.DEFUNCT)
    assert [searching.meets(closed, Search(closed=asked)) for asked in (False, True)] == [False, True]


def test_an_online_group_is_near_everybody_and_an_unknown_place_by_its_district() -> None:
    online = Entry(id=EntryId("o"), name="Call", district="PE1", facts=Facts(online=True))
    odd = Entry(id=EntryId("q"), name="Odd", district="QQ1 4")
    assert searching.meets(online, Search(place="ZZ1", within=1.0))
    assert [searching.meets(odd, Search(place=place, within=1.0)) for place in ("QQ1", "QQ2")] == [True, False]
    assert (searching.kilometres(online, "PE1"), searching.kilometres(PLOT, "")) == (None, None)


def entry(ident: str, name: str, **more: str) -> Entry:
    return Entry(id=EntryId(ident), name=name, **more)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry("a", "The Invented Choir", phone="01632 960100"), entry("b", "Choir, Invented", phone="(01632) 960100")),
        (entry("a", "Sampleton Food Bank", district="PE1 1"), entry("b", "Sampleton Foodbank", district="PE1 2")),
        (
            entry("a", "Riverside Men's Shed", url="https://example.org/"),
            entry("b", "Riverside Men's Shed (Sampleton)", url="https://example.org"),
        ),
    ],
)
def test_names_alike_at_one_place_or_number_may_be_one(one: Entry, other: Entry) -> None:
    assert [(pair.one.id, pair.other.id) for pair in duplicates.pairs([other, one])] == [("a", "b")]


def test_others_are_left_alone() -> None:
    assert duplicates.pairs([entry("a", "Choir", district="PE1"), entry("b", "Walking group", district="PE1")]) == ()
    assert duplicates.pairs([entry("a", "Fishing", district="PE1"), entry("b", "Angling", district="ZZ1")]) == ()
    assert duplicates.pairs([entry("a", "Invented Cafe", district="PE1"), entry("b", "Invented Climate Cafe", district="PE1")]) == ()
    assert duplicates.likeness("The", "the") == 1.0
