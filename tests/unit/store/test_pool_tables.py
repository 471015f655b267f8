"""The shape of a pool follows from what bundles say of their tables; without its libraries the program says what is missing."""

from contextlib import closing
from itertools import permutations
from pathlib import Path

import pytest

from civicdesk.errors import Damaged, Unavailable
from civicdesk.records.pooling import Pooled, TablePlace
from civicdesk.store import delta, ledger, pool, pool_tables, research_files
from tests.pool.rows import DAY, FORM, KEY, TABLES, described, field

NOBODY = Pooled(folder=Path(), change="", tables=(), counts={})


def test_a_number_that_became_a_decimal_is_a_decimal_and_one_that_became_words_is_text() -> None:
    newer = [*DAY[:5], field("pounds", "number"), field("hours")]
    (table,) = pool_tables.tables([described(FORM, DAY), described(FORM, newer, pack=2)])
    assert {column.name: column.type for column in table.columns if column.name in {"pounds", "hours", "wave"}} == {
        "pounds": "number",
        "hours": "string",
        "wave": "integer",
    }


def test_the_order_of_what_was_said_makes_no_difference() -> None:
    said = [*TABLES, described(FORM, DAY[:6], pack=2), described(FORM, [*DAY, field("more")], pack=3)]
    assert len({pool_tables.tables(order) for order in permutations(said)}) == 1


def test_what_is_written_down_of_a_table_is_read_back() -> None:
    for table in pool_tables.tables(TABLES):
        assert pool_tables.from_json(pool_tables.as_json(table)) == table


def test_a_table_without_waves_is_split_by_project_alone() -> None:
    people, day = sorted(pool_tables.tables(TABLES), key=lambda table: table.name)
    assert (people.split, day.split) == (("project",), ("project", "wave"))


def test_names_that_only_differ_in_size_of_letters_or_in_odd_signs_stay_apart() -> None:
    (table,) = pool_tables.tables([described("notes", [field("Laptop"), field("a b"), field("a/b"), field("")])])
    assert [column.name for column in table.columns] == ["Laptop_2", "a_b", "a_b_2", "_"]
    assert [column.source for column in table.columns] == ["Laptop", "a b", "a/b", ""]


def test_withdrawals_are_no_table_of_the_pool() -> None:
    assert pool_tables.tables([described("withdrawals", [field("seq", "integer")])]) == ()


@pytest.mark.parametrize(("name", "fields"), [("../people", [field("a")]), ("People", [field("a")]), ("people", [])])
def test_a_name_that_leads_elsewhere_and_a_table_of_nothing_are_refused(name: str, fields: list[dict[str, object]]) -> None:
    with pytest.raises(Damaged, match="POOL-TABLE"):
        pool_tables.tables([described(name, fields)])


def test_without_its_libraries_the_program_names_the_one_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="POOL-PACKAGE") as why:
        pool.library()
    with closing(ledger.create(tmp_path / "ledger.civicdesk", KEY)) as kept, pytest.raises(Unavailable, match="POOL-PACKAGE"):
        pool.build(kept, tmp_path / "pool")
    assert not (tmp_path / "pool").exists()
    assert why.value.facts == {"package": "duckdb"}
    with pytest.raises(Unavailable, match="POOL-PACKAGE"):
        delta.write(NOBODY, TablePlace(address=str(tmp_path)))
    with pytest.raises(Unavailable, match="POOL-PACKAGE"):
        research_files.write(NOBODY, tmp_path / "files", lambda _header, _rows: b"")
