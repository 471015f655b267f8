"""How far it is, without a map."""

import pytest

from civicdesk.directory import geography
from civicdesk.records.entries import Entry, Facts
from civicdesk.records.ids import EntryId


@pytest.mark.parametrize("code", ["PE1 1", "pe1 1ab", " PE1  1AB "])
def test_a_postcode_is_found_by_its_sector(code: str) -> None:
    assert geography.place(code) == geography.places()["PE1 1"]


@pytest.mark.parametrize("code", ["PE1", "PE1 8ZZ"])
def test_an_unknown_sector_is_found_by_its_district(code: str) -> None:
    assert geography.place(code) == geography.places()["PE1"]


def test_a_place_knows_its_authority_by_code_and_name() -> None:
    assert (geography.areas("PE1 1"), geography.areas("QQ1")) == (("E06000031", "Peterborough"), ())


def test_the_straight_line_is_in_kilometres() -> None:
    assert geography.kilometres((0, 0), (3000, 4000)) == 5.0


def test_an_entry_is_where_its_own_coordinates_say_and_else_where_its_postcode_says() -> None:
    exact = Entry(id=EntryId("x"), name="X", district="PE1", facts=Facts(easting=5, northing=6))
    by_code = Entry(id=EntryId("x"), name="X", district="PE1 1", facts=Facts(easting=5))
    assert geography.point(exact) == (5, 6)
    assert geography.point(by_code) == geography.places()["PE1 1"].point
    assert geography.point(Entry(id=EntryId("x"), name="X")) is None
