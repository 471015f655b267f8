"""Files for researchers: what is read back from SPSS and CSV is what the pool holds, and what is missing is missing there too."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyreadstat
import pytest

from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.export.csvs import read
from civicdesk.store import files, pool
from civicdesk.store.ledger import Ledger
from civicdesk.workflows import pool as office
from tests.pool.inside.conftest import Ask
from tests.pool.rows import DAY, FORM, MISSING, TABLES, arrival, choice, day, described, field, loose, person, take

TRUST = {1.0: "Label of td", 2.0: "Label of da", 3.0: "Label of ta"}
LOST = {-99.0: "NOT_ASKED", -98.0: "SKIPPED", -97.0: "RATHER_NOT_SAY", -96.0: "DONT_KNOW", -95.0: "WITHHELD"}


def written(kept: Ledger, tmp_path: Path) -> Path:
    office.make(kept, tmp_path / "pool")
    office.write_research_files(tmp_path / "pool", tmp_path / "files")
    return tmp_path / "files"


def read_sav(path: Path, *, with_missing: bool = True) -> tuple[list[dict[str, Any]], Any]:
    frame, told = pyreadstat.read_sav(str(path), user_missing=with_missing)
    return frame.to_dict("records"), told


@pytest.fixture
def few(kept: Ledger) -> Ledger:
    """Return a ledger with three answers, two of which are full of gaps."""
    gaps = dict(zip(("pounds", "hours", "trust", "ticks"), MISSING, strict=False))
    take(
        kept,
        arrival(
            "1", person("ann"), day("ann", ticks="a b"), person("bob", "SKIPPED"), day("bob", **gaps), day("bob", 2, pounds="WITHHELD")
        ),
    )
    return kept


def test_spss_reads_back_what_the_pool_holds(few: Ledger, tmp_path: Path, ask: Ask) -> None:
    rows, _ = read_sav(written(few, tmp_path) / f"{FORM}.sav")
    assert [(row["laptop"], row["person_code"], row["wave"]) for row in rows] == [
        ("l1", "ann", 1.0),
        ("l1", "bob", 1.0),
        ("l1", "bob", 2.0),
    ]
    assert [(row["pounds"], row["hours"], row["trust"], row["ticks"]) for row in rows] == [
        (3.0, 1.5, 3.0, "a b"),
        (-99.0, -98.0, -97.0, "DONT_KNOW"),
        (-95.0, 1.5, 3.0, "a b"),
    ]
    counted = ask(tmp_path / "pool", "select count(*), count(pounds), count(trust) from responses_day")
    assert counted == [(3, 1, 2)]


def test_what_is_missing_is_missing_to_spss_and_still_says_why(few: Ledger, tmp_path: Path) -> None:
    path = written(few, tmp_path) / f"{FORM}.sav"
    rows, told = read_sav(path, with_missing=False)
    assert [row["pounds"] == row["pounds"] for row in rows] == [True, False, False]
    assert told.variable_value_labels["pounds"] == LOST
    _, told = read_sav(path)
    assert told.missing_ranges["pounds"] == [{"lo": -99.0, "hi": -95.0}]


def test_variables_carry_their_questions_and_codes_their_words(few: Ledger, tmp_path: Path) -> None:
    _, told = read_sav(written(few, tmp_path) / f"{FORM}.sav")
    assert told.column_names_to_labels["trust"] == "What is trust?"
    assert told.variable_value_labels["trust"] == {**TRUST, **LOST}
    assert (told.variable_measure["trust"], told.variable_measure["pounds"]) == ("nominal", "scale")


def test_codes_that_are_numbers_stay_those_numbers(kept: Ledger, tmp_path: Path) -> None:
    tables = (described(FORM, [*DAY[:5], choice("trust", "0", "5", "10"), choice("odd", "01", "1"), choice("nought", "0", "-0")]),)
    take(kept, arrival("1", day("ann", trust="10", odd="1", nought="-0"), tables=tables))
    (row,), told = read_sav(written(kept, tmp_path) / f"{FORM}.sav")
    assert (row["trust"], row["odd"], row["nought"]) == (10.0, 2.0, 2.0)
    assert told.variable_value_labels["trust"][5.0] == "Label of 5"


def test_no_answer_is_ever_taken_for_a_missing_one(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", day("ann", pounds="-99"), day("bob", pounds="-9998"), day("cid", pounds="SKIPPED")))
    rows, told = read_sav(written(kept, tmp_path) / f"{FORM}.sav", with_missing=False)
    assert [row["pounds"] for row in rows][:2] == [-99.0, -9998.0]
    assert told.variable_value_labels["pounds"][-99998.0] == "SKIPPED"


@pytest.mark.parametrize("hours", ["9" * 400, "-" + "9" * 400])
def test_a_number_without_end_stops_no_file(kept: Ledger, tmp_path: Path, hours: str) -> None:
    take(kept, arrival("1", day("ann", hours=hours)))
    folder = written(kept, tmp_path)
    (row,), _ = read_sav(folder / f"{FORM}.sav")
    assert row["hours"] != row["hours"]
    assert read((folder / f"{FORM}.csv").read_bytes())[0]["hours"] == hours


def test_a_text_too_long_for_spss_is_cut_there_and_whole_in_the_csv(kept: Ledger, tmp_path: Path) -> None:
    tables = (described(FORM, [*DAY[:5], field("said")]),)
    take(kept, arrival("1", day("ann", said="é" * 40_000), tables=tables))
    folder = written(kept, tmp_path)
    (row,), _ = read_sav(folder / f"{FORM}.sav")
    assert row["said"] == "é" * 8_191
    assert read((folder / f"{FORM}.csv").read_bytes())[0]["said"] == "é" * 40_000


def test_a_code_that_no_list_knows_gets_a_number_of_its_own(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", day("ann", trust="odd one")))
    (row,), told = read_sav(written(kept, tmp_path) / f"{FORM}.sav")
    assert (row["trust"], told.variable_value_labels["trust"][4.0]) == (4.0, "odd one")


def test_names_that_spss_does_not_take_get_others_and_the_codebook_says_which(kept: Ledger, tmp_path: Path) -> None:
    names = ("with", "größe", "_x", "a.", "a" * 80, "A" * 80)
    tables = (described(FORM, [*DAY[:5], *(field(name) for name in names)]),)
    take(kept, arrival("1", day("ann", **dict.fromkeys(names, "said")), tables=tables))
    folder = written(kept, tmp_path)
    (row,), _ = read_sav(folder / f"{FORM}.sav")
    codebook = {
        line["column"]: line["spss_name"] for line in csv.DictReader(io.StringIO((folder / "codebook.csv").read_text(encoding="utf-8")))
    }
    assert [row[codebook[name]] for name in names[:5]] == ["said"] * 5
    assert (codebook["with"], codebook["_x"], codebook["a."]) == ("with_2", "v__x", "a")
    assert len({name.casefold() for name in codebook.values()}) == len(codebook)


def test_csv_says_what_the_bundle_said_and_no_spreadsheet_runs_it(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", day("ann", pounds="NOT_ASKED", hours="-2.5", trust='=HYPERLINK("x")')))
    data = (written(kept, tmp_path) / f"{FORM}.csv").read_bytes()
    assert b"\"'=HYPERLINK(" in data
    (line,) = read(data)
    assert (line["pounds"], line["hours"], line["trust"], line["ticks"]) == ("NOT_ASKED", "-2.5", '=HYPERLINK("x")', "a b")


def test_the_codebook_tells_every_column_of_every_table(few: Ledger, tmp_path: Path) -> None:
    lines = read((written(few, tmp_path) / "codebook.csv").read_bytes())
    told = {(line["table"], line["column"]): line for line in lines}
    trust = told[FORM, "trust"]
    assert (trust["text"], trust["codes"].split("; ")[0], trust["spss_codes"]) == (
        "What is trust?",
        "td = Label of td",
        "1 = td; 2 = da; 3 = ta",
    )
    assert (told[FORM, "pounds"]["spss_missing"].split("; ")[0], told[FORM, "pounds"]["missing"]) == ("-99 = NOT_ASKED", " ".join(MISSING))
    assert {table for table, _ in told} == {"people", FORM}


def test_a_table_without_rows_is_written_all_the_same(kept: Ledger, tmp_path: Path) -> None:
    take(kept, arrival("1", person("ann"), tables=TABLES))
    folder = written(kept, tmp_path)
    assert sorted(path.name for path in folder.iterdir()) == ["codebook.csv", "people.csv", "people.sav", f"{FORM}.csv", f"{FORM}.sav"]
    assert read_sav(folder / f"{FORM}.sav")[0] == []


def test_a_folder_with_something_in_it_is_left_alone(few: Ledger, tmp_path: Path) -> None:
    office.make(few, tmp_path / "pool")
    (tmp_path / "files").mkdir()
    assert len(office.write_research_files(tmp_path / "pool", tmp_path / "files")) == 5
    with pytest.raises(Refused, match="POOL-FOLDER"):
        office.write_research_files(tmp_path / "pool", tmp_path / "files")
    assert len(list((tmp_path / "files").iterdir())) == 5


def test_where_no_pool_lies_no_files_are_written(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="POOL-NONE"):
        office.write_research_files(tmp_path, tmp_path / "files")
    assert not (tmp_path / "files").exists()
    assert pool.current(tmp_path) is None


def test_a_table_of_words_alone_needs_no_numbers(kept: Ledger, tmp_path: Path) -> None:
    notes = described("notes", [field("note_id", always=True), field("text")])
    one = replace(arrival("1", tables=(notes,)), loose=(loose("notes", "n1", note_id="n1", text="SKIPPED"),))
    take(kept, one)
    (row,), told = read_sav(written(kept, tmp_path) / "notes.sav")
    assert (row["batch"], row["text"]) == ("l1-1", "SKIPPED")
    assert told.missing_ranges == {}


def test_a_disk_without_room_leaves_no_files(few: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.make(few, tmp_path / "pool")

    def no_room(*_: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr(files, "sync_file", no_room)
    with pytest.raises(Unavailable, match="STORE-FILE"):
        office.write_research_files(tmp_path / "pool", tmp_path / "files")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["centre", "pool"]
