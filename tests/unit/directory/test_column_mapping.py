"""Somebody else's table: its columns guessed, its cells brought into our spelling."""

from datetime import date

import pytest

from civicdesk.directory import feeds
from civicdesk.directory.column_mapping import guess
from civicdesk.directory.feeds import Read
from civicdesk.records.entries import Entry
from civicdesk.records.upkeep import Feed

TODAY = date(2026, 11, 21)


def read(columns: dict[str, str], *rows: str) -> Read:
    table = "\r\n".join((",".join(columns), *rows)).encode()
    return feeds.read({"town.csv": table}, Feed(id="town", name="Town"), TODAY, {name: field for name, field in columns.items() if field})


def one(columns: dict[str, str], row: str) -> Entry:
    (entry,) = read(columns, row).entries.values()
    return entry


@pytest.mark.parametrize(
    ("column", "field"),
    [("Group Name", "name"), ("POST CODE", "postcode"), ("tel. no.", "phone"), ("E-mail", "email"), ("Opening times", "when"), ("min_age", "youngest"), ("step_free", "step_free")],
)  # fmt: skip
def test_a_column_is_known_by_its_name_however_it_is_written(column: str, field: str) -> None:
    assert guess([column]) == {column: field}


def test_a_column_that_says_nothing_is_left_alone_and_only_one_can_say_the_name() -> None:
    assert guess(["Shoe size", "Name", "Title", "Venue", "Town"]) == {"Name": "name", "Venue": "address", "Town": "address"}


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("free", "Y", True), ("free", "n", False), ("free", "✓", True), ("free", "?", None), ("step_free", "yes", True),
    ],
)  # fmt: skip
def test_ticks_and_letters_say_yes_and_no(field: str, cell: str, value: bool | None) -> None:
    assert getattr(one({"A": "name", "B": field}, f"Choir,{cell}").facts, field) is value


@pytest.mark.parametrize(
    ("cell", "day"), [("01/02/2026", "2026-02-01"), ("1.2.2026", "2026-02-01"), ("2026-02-01", "2026-02-01"), ("31/02/2026", "None")]
)
def test_days_are_read_as_they_are_written_here(cell: str, day: str) -> None:
    assert str(one({"A": "name", "B": "assured_date"}, f"Choir,{cell}").assured_date) == day


def test_parts_of_an_address_are_joined_and_the_postcode_gives_the_district() -> None:
    entry = one({"N": "name", "A": "address", "B": "address", "P": "postcode"}, "Choir,1 Placeholder Street,Sampleton,zz1 1aa")
    assert (entry.address, entry.district) == ("1 Placeholder Street, Sampleton, ZZ1 1AA", "ZZ1 1")


def test_what_is_no_postcode_is_kept_as_it_is() -> None:
    assert one({"N": "name", "P": "postcode"}, "Choir,ZZ9").district == "ZZ9"


def test_words_for_open_and_closed_and_addresses_without_a_beginning_are_understood() -> None:
    entry = one({"N": "name", "S": "status", "U": "url", "T": "tags"}, 'Choir,Closed,www.example.org,"arts, music"')
    assert (entry.status.value, entry.url, entry.tags) == ("inactive", "https://www.example.org", ("arts", "music"))


def test_an_id_of_the_table_finds_its_entry_again_under_another_name() -> None:
    columns = {"Ref": "id", "N": "name"}
    assert list(read(columns, "7,Choir").entries) == list(read(columns, "7,Other choir").entries)
    ident = "00000000-0000-4000-8000-000000000001"
    assert list(read(columns, f"{ident},Choir").entries) == [ident]


def test_a_row_without_a_name_is_left_out_and_a_private_address_as_well() -> None:
    found = read({"N": "name", "E": "email"}, ",x@example.org", "Choir,wren@gmail.com")
    assert ([entry.email for entry in found.entries.values()], found.rejected) == ([""], 1)
    assert {("DIR-NAME", 2), ("DIR-PERSON", 3)} <= {(finding.code, finding.place) for finding in found.findings}


def test_the_same_row_twice_is_one_entry_and_a_short_row_is_no_fault() -> None:
    found = read({"N": "name", "P": "phone"}, "Choir", "Choir,01632 960100")
    assert (len(found.entries), "DIR-DUP" in {finding.code for finding in found.findings}) == (1, True)
