"""The civic directory: taken in whole, found by words and place, offered to a person near it."""

from dataclasses import replace

import pytest

from civicdesk.records.matching import Profile, Search
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


def test_words_that_begin_nowhere_are_found_by_their_stems(kit: Kit) -> None:
    directory.import_entries(kit, LIST.encode())
    assert "Invented Choir" in names(directory.find(kit, "singers singing"))


def test_near_ones_come_first_and_far_ones_can_be_left_out(kit: Kit) -> None:
    directory.import_entries(kit, b"name,district,tags\nFar Hall,PE7 3,hall\nNear Hall,PE1 2,hall\nSome Hall,QQ1,hall\n")
    found = directory.search(kit, Search(topics=("hall",), place="PE1 1"))
    assert [each.entry.name for each in found] == ["Near Hall", "Far Hall", "Some Hall"]
    assert [each.entry.name for each in directory.search(kit, Search(topics=("hall",), place="PE1 1", within=2.0))] == ["Near Hall"]
    assert len(directory.search(kit, Search(), 1)) == 1


def test_a_wish_gets_what_suits_and_what_does_not_apart(kit: Kit) -> None:
    directory.import_entries(kit, b"name,tags,women_or_men_only\nWomen's Hall,plover,women\nHall,plover,no\n")
    found = directory.suggest(kit, Profile(topics=("plover",), gender="men"))
    assert ([each.entry.name for each in found.suggested], [each.cautions[0] for each in found.folded]) == (
        ["Hall"],
        ["Only for another gender"],
    )


def test_what_a_person_said_of_themselves_counts_and_nothing_else(kit: Kit) -> None:
    told = welcome(kit, sex="Female", birth_year=1980, district="ZZ1", language="lt")
    wish = directory.profile_of(kit, told.id, ("music",), "sing")
    year = kit.now().year
    ages = (year - 1981, year - 1980)
    alone = {"applies_as": "individual"}
    assert wish == Profile(topics=("music",), text="sing", place="ZZ1", gender="women", ages=ages, language="lt", **alone)
    assert directory.profile_of(kit, welcome(kit).id) == Profile(**alone)
