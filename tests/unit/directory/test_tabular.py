"""A list of places comes in whole, or not at all with every fault named."""

from datetime import date

import pytest

from civicdesk import i18n
from civicdesk.directory import tabular
from civicdesk.directory.tabular import read_entries, read_rows
from civicdesk.errors import Refused
from civicdesk.records.entries import RowError

HEADER = "name,organization,description,schedule,address,district,phone,email,url,contact_name,fees,accessibility,tags,printable,assured_date,status"


def table(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *rows)).encode()


def faults(data: bytes) -> list[RowError]:
    read = read_entries(data)
    list(read)
    return read.errors


def test_a_full_row_becomes_an_entry() -> None:
    row = (
        "Wren Walks,Placeholder Trust,A walk,Mon 10:00,1 Placeholder Street,pe1,01234 567890,walk@example.org,https://example.org,"
        "Robin Fictional,free,step-free,walking; social;walking,no,2026-03-31,active"
    )
    read = read_entries(table(row))
    (entry,) = read
    assert read.errors == []
    assert (entry.name, entry.organisation, entry.when, entry.district) == ("Wren Walks", "Placeholder Trust", "Mon 10:00", "PE1")
    assert (entry.contact_name, entry.tags, entry.printable, entry.assured_date) == (
        "Robin",
        ("walking", "social"),
        False,
        date(2026, 3, 31),
    )


def test_commas_between_tags_work_where_cells_are_parted_by_semicolons() -> None:
    (entry,) = read_entries(b"name;tags\nWren Walks;a, b\n")
    assert entry.tags == ("a", "b")


def test_the_same_list_read_twice_finds_the_same_entries() -> None:
    data = table("Wren Walks", "Tea at Four")
    assert [each.id for each in read_entries(data)] == [each.id for each in read_entries(data)]


def test_ids_of_the_table_are_kept_or_turned_into_ours() -> None:
    given = "6f1f5a3c-0000-4000-8000-000000000001"
    entries = list(read_entries(f"id,name\n{given},One\nsvc-17,Two\n".encode()))
    assert entries[0].id == given
    assert entries[1].id not in {"svc-17", given}


def test_columns_of_others_are_passed_over() -> None:
    (entry,) = read_entries(b"name,minimum_age\nWren Walks,18\n")
    assert entry.name == "Wren Walks"


@pytest.mark.parametrize(
    ("data", "row", "column"),
    [
        (b"organization\nX\n", 1, "name"),
        (b"name,phnoe\nX,1\n", 1, "phnoe"),
        (b"name,cost,fees\nX,1,2\n", 1, "cost"),
        (b"name,phone\n,01234\n", 2, "name"),
        (b"name\nWren\nwren\n", 3, "name"),
        (b"id,name\na,One\na,Two\n", 3, "id"),
        (b"name,phone\nX,ring me\n", 2, "phone"),
        (b"name,email\nX,nobody\n", 2, "email"),
        (b"name,url\nX,javascript:alert(1)\n", 2, "url"),
        (b"name,printable\nX,perhaps\n", 2, "printable"),
        (b"name,assured_date\nX,31/03/2026\n", 2, "assured_date"),
        (b"name,status\nX,perhaps\n", 2, "status"),
        (b"name,kind\nX,person\n", 2, "kind"),
        (b"name,step_free\nX,perhaps\n", 2, "step_free"),
        (b"name,minimum_age,maximum_age\nX,30,20\n", 2, "maximum_age"),
        (b"Name\n" + b"x" * 301 + b"\n", 2, "Name"),
        (b'name,description\n"two\nlines",ok\nX,' + b"y" * 20_001 + b"\n", 4, "description"),
    ],
)
def test_a_fault_names_its_row_and_column(data: bytes, row: int, column: str) -> None:
    error = faults(data)[0]
    assert (error.row, error.column) == (row, column)
    assert error.sentence


def test_after_a_fault_nothing_comes_in_any_more() -> None:
    assert [entry.name for entry in read_entries(b"name,phone\nOne,\nTwo,ring me\nThree,\n")] == ["One"]


def test_every_fault_is_told_at_once() -> None:
    errors = faults(b"name,phone,email\nX,ring,nobody\n,1234,\n")
    assert [(error.row, error.column) for error in errors] == [(2, "phone"), (2, "email"), (3, "name")]


def test_after_a_thousand_faults_the_rest_is_not_read() -> None:
    assert tabular.MOST_ERRORS <= len(faults(b"name,phone\n" + b"X,1\n" * 3000)) < tabular.MOST_ERRORS + 10


def test_blank_rows_and_a_byte_order_mark_do_no_harm() -> None:
    columns, rows = read_rows("\ufeffcard,q1,\n\n7,yes\n,,\n8\n".encode())
    assert columns == ("card", "q1")
    assert list(rows) == [(3, {"card": "7", "q1": "yes"}), (5, {"card": "8", "q1": ""})]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"name\nJos\xe9\n", "byte 9"),
        (b"name\nX\0Y\n", "Row 2"),
        (b'name\n"X\n', "Row"),
        (b"name\n" + b"x" * 100_001 + b"\n", "Row 2"),
        (b"name,,x\n1,2,3\n", "Column 2"),
        (b"name,name\n1,2\n", "twice"),
        (b"name\n1,2\n", "Row 2"),
        (",".join(f"c{n}" for n in range(2001)).encode() + b"\n", "2000 columns"),
        (b"name\n" + b"," * 300_000 + b"\n", "2000 columns"),
        (b"name\n" + b'"\n",' * 300_000 + b"\n", "2000 columns"),
        (b"a" * 1_048_575 + "é".encode() + b"\xff", "byte 1048578"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match="IMPORT-CSV") as refused:
        list(read_rows(data)[1])
    assert words in i18n.explain(refused.value)


def test_a_table_may_be_no_larger_than_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "MOST_BYTES", 10)
    with pytest.raises(Refused, match="IMPORT-CSV"):
        read_rows(b"name\nWren Walks\n")
    monkeypatch.undo()
    monkeypatch.setattr(tabular, "MOST_ROWS", 1)
    with pytest.raises(Refused, match="IMPORT-CSV"):
        list(read_rows(b"name\nA\nB\n")[1])


def test_reading_leaves_the_limit_of_others_alone() -> None:
    import csv

    before = csv.field_size_limit()
    read_rows(b"name\nX\n")
    assert csv.field_size_limit() == before
