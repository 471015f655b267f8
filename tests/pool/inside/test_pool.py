"""The pool is made of the ledger's rows that count, with types, and made anew only when the ledger has gone on."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.pooling import Reckoned
from civicdesk.store import files, ledger, pool, pool_rows
from civicdesk.store.ledger import Ledger
from civicdesk.workflows import pool as office
from tests.pool.inside.conftest import Ask
from tests.pool.rows import DAY, FORM, TABLES, arrival, choice, day, described, field, loose, person, take

Rows = list[tuple[object, ...]]


def bytes_in(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_answers_have_types_and_what_is_missing_stands_beside_them(kept: Ledger, tmp_path: Path, ask: Ask) -> None:
    take(kept, arrival("1", person("ann"), day("ann"), person("bob"), day("bob", pounds="NOT_ASKED", hours="SKIPPED", trust="WITHHELD")))
    pool.build(kept, tmp_path / "pool")
    found = ask(
        tmp_path / "pool",
        "select pounds, pounds_why, hours, hours_why, trust, trust_why, ticks from responses_day order by laptop, person_code",
    )
    assert found == [(3, None, 1.5, None, "ta", None, "a b"), (None, "NOT_ASKED", None, "SKIPPED", None, "WITHHELD", "a b")]
    assert ask(tmp_path / "pool", "select sum(pounds), avg(hours), typeof(any_value(pounds)) from responses_day") == [(3, 1.5, "BIGINT")]


def test_files_are_split_by_project_and_wave_and_say_where_rows_are_from(kept: Ledger, tmp_path: Path, ask: Ask) -> None:
    take(kept, arrival("1", person("ann"), day("ann"), day("ann", 2)), arrival("1", person("bob"), day("bob"), laptop="l2"))
    made = pool.build(kept, tmp_path / "pool")
    found = sorted(path.relative_to(made.folder).parent.as_posix() for path in made.folder.rglob("*.parquet"))
    assert found == ["people/project=test-project", f"{FORM}/project=test-project/wave=1", f"{FORM}/project=test-project/wave=2"]
    rows = ask(tmp_path / "pool", "select project, wave, laptop, person_code from responses_day order by all")
    assert rows == [("test-project", 1, "l1", "ann"), ("test-project", 1, "l2", "bob"), ("test-project", 2, "l1", "ann")]


def test_a_second_time_nothing_is_touched(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann"), day("ann")))
    first = pool.build(kept, tmp_path / "pool")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "pool").rglob("*")}
    again = pool.build(kept, tmp_path / "pool")
    assert (first.made, again.made, again.change) == (True, False, first.change)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "pool").rglob("*")} == before


def test_the_same_rows_become_the_same_bytes(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", *(day(f"p{number}", wave) for number in range(40) for wave in (1, 2))))
    pool.build(kept, tmp_path / "one")
    pool.build(kept, tmp_path / "two")
    assert bytes_in(tmp_path / "one") == bytes_in(tmp_path / "two")


def test_a_pool_that_is_behind_is_made_anew(kept: Ledger, tmp_path: Path, ask: Ask) -> None:
    take(kept, arrival("1", person("ann"), day("ann")))
    pool.build(kept, tmp_path / "pool")
    take(kept, arrival("2", day("ann", version=2, pounds="7")))
    assert pool.build(kept, tmp_path / "pool").made
    assert ask(tmp_path / "pool", "select pounds, row_version from responses_day") == [(7, 2)]
    assert len(list((tmp_path / "pool").glob("rows-*"))) == 1


def test_a_pool_with_a_file_less_is_made_anew(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann"), day("ann")))
    made = pool.build(kept, tmp_path / "pool")
    next(made.folder.rglob("*.parquet")).unlink()
    assert pool.build(kept, tmp_path / "pool").made
    assert pool.current(tmp_path / "pool") is not None


def test_a_pool_with_a_damaged_file_is_none_and_is_made_anew(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann"), day("ann")))
    file = next(pool.build(kept, tmp_path / "pool").folder.rglob("*.parquet"))
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    with pytest.raises(Damaged, match="POOL-NONE"):
        office.query(tmp_path / "pool", "select * from people")
    assert pool.build(kept, tmp_path / "pool").made
    assert office.query(tmp_path / "pool", "select person_code from people").rows == (("ann",),)


def test_whoever_is_to_be_forgotten_is_in_no_file(kept: Ledger, tmp_path: Path, ask: Ask) -> None:
    take(kept, arrival("1", person("ann-code"), day("ann-code"), person("bob-code"), day("bob-code")))
    pool.build(kept, tmp_path / "pool")
    take(kept, arrival("2", gone=["ann-code"]))
    pool.build(kept, tmp_path / "pool")
    assert ask(tmp_path / "pool", "select person_code from people") == [("bob-code",)]
    assert ask(tmp_path / "pool", "select distinct person_code from read_parquet('**/*.parquet', union_by_name = true)") == [("bob-code",)]
    assert [path for path in (tmp_path / "pool").rglob("*") if path.is_file() and b"ann-code" in path.read_bytes()] == []


def test_a_table_that_everybody_left_is_empty_and_keeps_its_columns(kept: Ledger, tmp_path: Path, ask: Ask) -> None:
    take(kept, arrival("1", person("ann"), day("ann")), arrival("2", gone=["ann"]))
    pool.build(kept, tmp_path / "pool")
    assert ask(tmp_path / "pool", "select count(*), count(pounds), typeof(sum(wave)) from responses_day") == [(0, 0, "HUGEINT")]


@pytest.mark.parametrize("cut", ["copy", "put_in_place", "write_whole"])
def test_a_cut_at_any_step_leaves_the_old_pool_whole(
    kept: Ledger, tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch, cut: str
) -> None:
    take(kept, arrival("1", person("ann"), day("ann")))
    pool.build(kept, tmp_path / "pool")
    take(kept, arrival("2", person("bob"), day("bob")))
    with monkeypatch.context() as broken:
        fail(broken, cut)
        with pytest.raises(Unavailable, match="STORE-FILE"):
            pool.build(kept, tmp_path / "pool")
        assert ask(tmp_path / "pool", "select count(*) from responses_day") == [(1,)]
    assert pool.build(kept, tmp_path / "pool").made
    assert ask(tmp_path / "pool", "select count(*) from responses_day") == [(2,)]
    assert sorted(path.name[:5] for path in (tmp_path / "pool").iterdir()) == ["rows-", "views"]


def fail(broken: pytest.MonkeyPatch, cut: str) -> None:
    def no_room(*_: object, **__: object) -> None:
        raise OSError(28, "no room")

    def no_file(*_: object, **__: object) -> None:
        raise Unavailable("STORE-FILE")

    if cut == "copy":
        broken.setattr(pool_rows, "stage", no_room)
    else:
        broken.setattr(files, cut, no_file if cut == "write_whole" else no_room)


def test_numbers_agree_with_the_ledger_and_the_receipts(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann"), day("ann"), day("ann", 2)), arrival("1", person("bob"), laptop="l2"), arrival("2", gone=["ann"]))
    made = office.make(kept, tmp_path / "pool")
    assert made.counts == {"l1": {}, "l2": {"people": 1}}
    told = office.reckon(kept, made)
    assert told[1] == Reckoned(laptop="l2", people=1, responses=0, told_people=1, told_responses=0, rows=1, held=1)
    assert [one.agrees for one in told] == [True, True]


def test_files_with_other_numbers_than_the_ledger_are_no_pool(kept: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(kept, arrival("1", person("ann"), day("ann")))
    real: Callable[..., Rows] = pool_rows._each
    monkeypatch.setattr(pool_rows, "_each", lambda *told: list(real(*told))[:-1])
    with pytest.raises(Damaged, match="POOL-COUNTS"):
        pool.build(kept, tmp_path / "pool")
    assert pool.current(tmp_path / "pool") is None


def test_a_form_that_changed_has_one_table_and_nothing_is_lost(kept: Ledger, tmp_path: Path, ask: Ask) -> None:
    newer = [*DAY[:5], field("pounds"), choice("trust", "ta", "new"), field("Trust"), field("trust_why")]
    tables = (described("people", TABLES[0].schema and [field("person_code", always=True)]), described(FORM, newer, pack=2))
    later = arrival("2", day("bob", pounds="about 3", trust="new", Trust="x", trust_why="y"), tables=tables)
    take(kept, arrival("1", day("ann")), later)
    made = pool.build(kept, tmp_path / "pool")
    columns = "person_code, pounds, hours, hours_why, trust, trust_why, Trust_2, Trust_2_why, trust_why_2"
    assert ask(tmp_path / "pool", f"select {columns} from responses_day order by 1") == [
        ("ann", "3", 1.5, None, "ta", None, None, "NOT_ASKED", None),
        ("bob", "about 3", 1.5, None, "new", None, "x", None, "y"),
    ]
    (table,) = (table for table in made.tables if table.name == FORM)
    trust = next(column for column in table.columns if column.name == "trust")
    assert [code for code, _ in trust.choices] == ["ta", "new", "td", "da"]


def test_the_order_in_which_bundles_came_changes_no_byte(tmp_path: Path, kept: Ledger) -> None:
    first, second = arrival("1", person("ann"), day("ann")), arrival("1", person("bob"), day("bob"), laptop="l2")
    take(kept, first, second)
    pool.build(kept, tmp_path / "one")
    other = ledger.create(tmp_path / "other" / "ledger.civicdesk", bytes(32))
    take(other, second, first)
    pool.build(other, tmp_path / "two")
    other.close()
    assert bytes_in(tmp_path / "one") == bytes_in(tmp_path / "two")


def test_numbers_that_no_column_can_hold_stay_as_they_came(kept: Ledger, tmp_path: Path, ask: Ask) -> None:
    take(kept, arrival("1", day("ann", pounds="9" * 30)))
    pool.build(kept, tmp_path / "pool")
    assert ask(tmp_path / "pool", "select pounds, pounds_why from responses_day") == [(None, "9" * 30)]


@pytest.mark.parametrize("cell", ["9" * 400, "-" + "9" * 400])
def test_a_number_without_end_is_no_number(kept: Ledger, tmp_path: Path, ask: Ask, cell: str) -> None:
    take(kept, arrival("1", day("ann", hours=cell)))
    pool.build(kept, tmp_path / "pool")
    assert ask(tmp_path / "pool", "select hours, hours_why from responses_day") == [(None, cell)]


def test_a_form_of_many_questions_fits_into_memory(kept: Ledger, tmp_path: Path, ask: Ask) -> None:
    tables = (described(FORM, [*DAY[:5], *(field(f"q{number}") for number in range(300))]),)
    take(kept, arrival("1", day("ann", q7="SKIPPED", q299="yes"), tables=tables))
    pool.build(kept, tmp_path / "pool")
    assert ask(tmp_path / "pool", "select q7, q7_why, q8_why, q299 from responses_day") == [(None, "SKIPPED", "NOT_ASKED", "yes")]


@pytest.mark.parametrize("cell", ["=1+1", "'@SUM(A1)", "a'b\"c,d\ne", "ta\u202e", "{}", "[1]", "null"])
def test_text_is_what_it_was_to_the_letter(kept: Ledger, tmp_path: Path, ask: Ask, cell: str) -> None:
    take(kept, arrival("1", day("ann", trust=cell)))
    pool.build(kept, tmp_path / "pool")
    assert ask(tmp_path / "pool", "select trust, trust_why from responses_day") == [(cell, None)]


def test_rows_of_no_person_stand_with_the_bundle_that_brought_them(kept: Ledger, tmp_path: Path, ask: Ask) -> None:
    notes = described("notes", [field("note_id", always=True), field("text", always=True)])
    one = replace(arrival("1", person("ann"), tables=(*TABLES, notes)), loose=(loose("notes", "n1", note_id="n1", text="=hello"),))
    take(kept, one)
    assert pool.build(kept, tmp_path / "pool").counts == {"l1": {"people": 1, "notes": 1}}
    assert ask(tmp_path / "pool", "select project, laptop, batch, text from notes") == [("test-project", "l1", "l1-1", "=hello")]


def test_a_query_reads_the_pool_and_nothing_else(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann"), day("ann"), day("ann", 2)))
    out = tmp_path / "it's a pool"
    office.make(kept, out)
    (tmp_path / "secret.csv").write_text("a,b\n", encoding="utf-8")
    found = office.query(out, "select wave, count(*) as people from responses_day group by wave order by wave")
    assert (found.columns, found.rows) == (("wave", "people"), ((1, 1), (2, 1)))
    for sql in (
        f"select * from read_csv('{tmp_path / 'secret.csv'}')",
        "select * from read_text('/etc/hostname')",
        "select nothing from people",
        "select \udcff",
    ):
        with pytest.raises(Refused, match="POOL-SQL"):
            office.query(out, sql)
    for sql in ("drop view people", "select 1; select 2", f"copy people to '{tmp_path}/x.csv'", "install httpfs", "set threads = 2", ""):
        with pytest.raises(Refused, match="POOL-QUERY"):
            office.query(out, sql)


@pytest.mark.parametrize("name", ["pool [2026]", "pool?", "pool*", "po{o,l}"])
def test_a_folder_may_have_any_name(kept: Ledger, tmp_path: Path, name: str) -> None:
    take(kept, arrival("1", person("ann"), day("ann")))
    office.make(kept, tmp_path / name)
    assert office.query(tmp_path / name, "select person_code from responses_day").rows == (("ann",),)
    assert len(office.write_research_files(tmp_path / name, tmp_path / "files")) == 5


def test_columns_of_one_name_are_told_apart(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann")))
    pool.build(kept, tmp_path / "pool")
    assert office.query(tmp_path / "pool", "select 1 as n, 2 as N").columns == ("n", "N_2")


def test_what_a_query_finds_can_be_written_down(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann")))
    pool.build(kept, tmp_path / "pool")
    found = office.query(tmp_path / "pool", "select 1.5, date '2026-11-22', [1, 2], null, true, 2, 0.5::double, 'a' from people")
    assert found.rows == (("1.5", "2026-11-22", "[1, 2]", None, True, 2, 0.5, "a"),)
    assert office.query(tmp_path / "pool", "select 'nan'::double, 'inf'::double").rows == (("nan", "inf"),)


def test_a_refused_query_repeats_no_cell(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", day("ann-code")))
    pool.build(kept, tmp_path / "pool")
    with pytest.raises(Refused) as why:
        office.query(tmp_path / "pool", "select cast(person_code as integer) from responses_day")
    assert "ann-code" not in str(why.value.facts)


def test_where_no_pool_lies_none_is_asked(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="POOL-NONE"):
        office.query(tmp_path, "select 1")


def test_a_list_that_was_written_over_is_no_pool(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann")))
    made = pool.build(kept, tmp_path / "pool")
    for wrong in (b"{}", b"[", b'{"change": "x"}'):
        (made.folder / pool.LIST).write_bytes(wrong)
        assert pool.current(tmp_path / "pool") is None
    (tmp_path / "pool" / pool.VIEWS).write_text("select 1", encoding="utf-8")
    assert pool.current(tmp_path / "pool") is None


def test_what_a_stopped_run_left_behind_goes_with_the_next(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann")))
    made = pool.build(kept, tmp_path / "pool")
    shutil.copytree(made.folder, tmp_path / "pool" / "rows-0000000000000000")
    (tmp_path / "pool" / ".part").mkdir()
    assert not pool.build(kept, tmp_path / "pool").made
    assert sorted(path.name for path in (tmp_path / "pool").iterdir()) == [made.folder.name, "views.sql"]


def test_nothing_that_is_not_the_pools_own_is_cleared_away(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann")))
    theirs = tmp_path / "pool" / "rows-of-2025" / "kept.txt"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("kept", encoding="utf-8")
    pool.build(kept, tmp_path / "pool")
    assert theirs.read_text(encoding="utf-8") == "kept"


def test_nothing_is_fetched_and_nothing_needs_to_be(kept: Ledger, tmp_path: Path) -> None:
    with pool.connected() as database:
        found = database.execute("select name, value from duckdb_settings() where name like 'auto%_known_extensions'").fetchall()
    assert sorted(found) == [("autoinstall_known_extensions", "false"), ("autoload_known_extensions", "false")]
    assert duckdb.__version__.startswith("2.")


def test_a_disk_without_room_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="STORE-FILE"), pool.connected() as database:
        database.execute(f"copy (select 1) to '{tmp_path}/nowhere/rows.parquet'")


def test_rows_that_no_bundle_has_described_stop_the_pool(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann"), day("ann"), tables=TABLES[:1]))
    with pytest.raises(Damaged, match="POOL-TABLE"):
        pool.build(kept, tmp_path / "pool")


def test_pages_make_no_difference(kept: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(kept, arrival("1", *(day(f"p{number:02}", wave) for number in range(20) for wave in (1, 2))))
    pool.build(kept, tmp_path / "one")
    monkeypatch.setattr(pool_rows, "PAGE", 3)
    monkeypatch.setattr(pool_rows, "PEOPLE", 7)
    pool.build(kept, tmp_path / "two")
    assert bytes_in(tmp_path / "one") == bytes_in(tmp_path / "two")
