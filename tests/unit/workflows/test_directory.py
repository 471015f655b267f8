"""The civic directory: taken in whole, found by words and place, offered to a person near it."""

from dataclasses import replace

import pytest

from civicdesk.workflows import directory
from civicdesk.workflows.kit import Kit
from tests.unit.workflows.conftest import says_no, welcome

LIST = "name,description,district,tags,assured_date\nInvented Choir,We sing,ZZ1,music,2026-02-01\nFaraway Garden,We dig,ZZ9,garden,2024-01-01\n"


def names(found: tuple[directory.Suggestion, ...]) -> set[str]:
    return {each.entry.name for each in found}


def test_a_list_comes_in_and_is_found(kit: Kit) -> None:
    assert directory.import_entries(kit, LIST.encode()).value == 2
    assert "Invented Choir" in names(directory.find(kit, "sing"))


@pytest.mark.parametrize("row", ["Choir,x,ZZ1,a,yesterday", ",x,ZZ1,a,2026-02-01"])
def test_one_wrong_cell_is_told_and_nothing_comes_in(kit: Kit, row: str) -> None:
    before = directory.find(kit)
    with says_no("DIRECTORY-ROWS"):
        directory.import_entries(kit, f"{LIST}{row}\n".encode())
    assert directory.find(kit) == before


def test_the_entry_of_an_error_is_named_by_row_and_column(kit: Kit) -> None:
    with pytest.raises(directory.EntriesRefused) as told:
        directory.import_entries(kit, b"name,assured_date\nChoir,yesterday\n")
    assert [(each.row, each.column) for each in told.value.errors] == [(2, "assured_date")]


def test_a_file_that_is_no_list_is_told(kit: Kit) -> None:
    with says_no("IMPORT-CSV"):
        directory.import_entries(kit, b"\xff\xfe")


def test_a_person_is_offered_what_is_near_with_the_reason(kit: Kit) -> None:
    directory.import_entries(kit, LIST.encode())
    near = next(each for each in directory.for_person(kit, welcome(kit, district="zz1").id) if each.entry.name == "Invented Choir")
    assert near.reasons


def test_an_entry_tells_how_fresh_it_is(kit: Kit) -> None:
    directory.import_entries(kit, LIST.encode())
    found = {each.entry.name: each.freshness for each in directory.find(kit)}
    assert (found["Invented Choir"], found["Faraway Garden"]) == ("fresh", "old")


def test_the_entries_of_the_pack_are_here(kit: Kit) -> None:
    assert len(directory.find(kit)) > 5


def test_a_pack_without_entries_brings_none(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = replace(kit.pack(), directory=b"")
    monkeypatch.setattr(Kit, "pack", lambda _kit: pack)
    assert directory.adopt_pack(kit).value == 0
