"""The library: what comes along, and a workbook that starts nothing before everything in it is filled in."""

import importlib
from collections.abc import Mapping
from dataclasses import replace

import pytest

from civicdesk.errors import Damaged, Refused
from civicdesk.forms.workbook import read_workbook
from civicdesk.paths import resources
from civicdesk.records.instruments import SheetRow, Workbook
from civicdesk.records.library import LibraryEntry, Licensed
from civicdesk.records.scores import Key, Status
from civicdesk.scoring.key import canonical, from_canonical
from civicdesk.scoring.library import read, to_fill_in
from civicdesk.scoring.loader import read_key
from civicdesk.scoring.scales import raised, score

ENTRIES = {each.word: each for each in read((resources() / "instruments" / "library.toml").read_bytes())}
TO_BRING = [word for word, each in ENTRIES.items() if each.definition]
FILLED = {
    "holder": "Invented Holder",
    "notice": "Invented notice",
    "registered_by": "Invented Project",
    "registration_number": "0000",
    "registered_on": "2026-11-22",
    "safeguarding_lead": "Sam Fictional",
    "contacts": "Invented line",
    "op": ">=",
    "value": "3",
}


def blank(word: str) -> Workbook:
    made = ENTRIES[word].definition
    assert made is not None
    return to_fill_in(ENTRIES[word], made)


def filled(word: str, without: str = "") -> Workbook:
    """Fill in what is blank, with words that are nobody's; `without` leaves one column as it is."""
    stem = ENTRIES[word].definition.stem  # type: ignore[union-attr]  # every word that is asked for has one
    sheets = {}
    for name, sheet in blank(word).sheets.items():
        rows = []
        for row in sheet.rows:
            cells: dict[str, str] = {}
            for column, cell in row.cells.items():
                words = "Invented words" if column.startswith("label") else f"{stem}1" if column == "item" else FILLED.get(column, "")
                cells[column] = cell or ("" if column == without else words)
            rows.append(SheetRow(number=row.number, cells={column: cell for column, cell in cells.items() if cell}))
        sheets[name] = replace(sheet, rows=tuple(rows))
    return Workbook(sheets=sheets)


def key_of(word: str) -> Key:
    key, _ = read_key(filled(word))
    assert key is not None
    return key


def answers(word: str, number: int, count: int | None = None) -> Mapping[str, str]:
    made = ENTRIES[word].definition
    assert made is not None
    return {f"{made.stem}{place}": str(number) for place in range(1, (count or made.items) + 1)}


def total(word: str, given: Mapping[str, str]) -> tuple[float | None, Status]:
    (made,) = score(key_of(word), given)
    return made.value, made.status


@pytest.mark.parametrize("word", TO_BRING)
def test_no_word_of_a_questionnaire_that_is_not_ours_comes_along(word: str) -> None:
    book = blank(word)
    assert {row.cells["label::English (en)"] for sheet in ("survey", "choices") for row in book.sheets[sheet].rows} == {""}


@pytest.mark.parametrize("word", TO_BRING)
def test_what_is_blank_stops_it(word: str) -> None:
    with pytest.raises(Refused, match="SCORE-"):
        read_key(blank(word))


@pytest.mark.parametrize("word", TO_BRING)
def test_filled_in_it_becomes_a_key_for_workers(word: str) -> None:
    key = key_of(word)
    made = ENTRIES[word].definition
    assert made is not None
    assert (key.level, len(key.scales[0].items), key.scales[0].audience.value) == (ENTRIES[word].level.value, made.items, "worker")
    assert key.wording_locked == ENTRIES[word].wording_locked


@pytest.mark.parametrize(
    ("word", "column", "code"),
    [
        ("phq-9", "safeguarding_lead", "SCORE-LEVEL-B"),
        ("phq-9", "contacts", "SCORE-LEVEL-B"),
        ("phq-9", "holder", "SCORE-RIGHTS"),
        ("phq-9", "label::English (en)", "SCORE-WORDING-BLANK"),
        ("gad-7", "item", "SCORE-REQUIRED"),
        ("swemwbs", "registered_by", "SCORE-REGISTRATION"),
        ("swemwbs", "registration_number", "SCORE-REGISTRATION"),
        ("swemwbs", "registered_on", "SCORE-REGISTRATION"),
        ("who-5", "label::English (en)", "SCORE-WORDING-BLANK"),
    ],
)
def test_each_condition_of_its_level_must_be_met(word: str, column: str, code: str) -> None:
    with pytest.raises(Refused, match=code) as told:
        read_key(filled(word, without=column))
    assert told.value.facts["sheet"]
    assert told.value.facts["row"]


@pytest.mark.parametrize(
    ("word", "lowest", "highest"),
    [
        ("phq-9", 0, 27),
        ("gad-7", 0, 21),
        ("core-10", 0, 40),
        ("swemwbs", 7.0, 35.0),
        ("wemwbs", 14, 70),
        ("barc-10", 10, 60),
        ("arc-agree", 0, 50),
        ("arc-six", 50, 300),
        ("self-efficacy", 10, 40),
        ("who-5", 0, 100),
    ],
)
def test_the_ends_are_those_that_are_published(word: str, lowest: float, highest: float) -> None:
    made = ENTRIES[word].definition
    assert made is not None
    assert total(word, answers(word, made.low)) == (lowest, Status.OK)
    assert total(word, answers(word, made.high)) == (highest, Status.OK)


@pytest.mark.parametrize(("without", "codes"), [("", []), ("notice", ["SCORE-NO-NOTICE"])])
def test_a_missing_line_of_copyright_is_told(without: str, codes: list[str]) -> None:
    _, noticed = read_key(filled("swemwbs", without=without))
    assert [each.code for each in noticed if each.sheet == "settings"] == codes


def test_the_table_of_swemwbs_is_used_and_needs_every_answer() -> None:
    assert total("swemwbs", answers("swemwbs", 3)) == (19.25, Status.OK)
    assert total("swemwbs", answers("swemwbs", 3, count=6)) == (None, Status.MISSING)


def test_one_answer_of_core_10_may_be_left_out_two_may_not() -> None:
    assert total("core-10", answers("core-10", 2, count=9)) == (20.0, Status.PRORATED)
    assert total("core-10", answers("core-10", 2, count=8)) == (None, Status.TOO_FEW)


def test_an_answer_that_can_ask_for_a_conversation_raises_its_flag_at_once() -> None:
    assert [flag.name for flag in raised(key_of("phq-9"), "phq9", "1")] == ["phq_9_phq9"]
    assert raised(key_of("phq-9"), "phq9", "0") == ()


def test_registration_belongs_to_the_key_and_changes_no_older_hash() -> None:
    registered, nobody = canonical(key_of("swemwbs")), canonical(key_of("phq-9"))
    assert b'"registered_by":"Invented Project"' in registered
    assert b"registered" not in nobody
    assert from_canonical(registered) == key_of("swemwbs")


def test_what_is_shipped_has_a_file_and_what_is_outside_has_nothing() -> None:
    for each in ENTRIES.values():
        assert bool(each.file) == (each.level is Licensed.SHIPPED)
        assert bool(each.definition) == (each.level in {Licensed.OPTIONAL, Licensed.SCORING})
        assert not each.file or (resources() / "instruments" / each.file).is_file()


def test_the_workbook_of_the_ons_questions_is_what_its_tool_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(resources().parent / "tools"))
    tool = importlib.import_module("make_ons_instrument")
    assert tool.make() == (resources() / "instruments" / "ons-wellbeing.xlsx").read_bytes()


def test_the_ons_questions_are_scored_one_by_one_and_only_for_workers() -> None:
    key, _ = read_key(read_workbook((resources() / "instruments" / "ons-wellbeing.xlsx").read_bytes()))
    assert key is not None
    assert {scale.audience.value for scale in key.scales} == {"worker"}
    assert {scale.method.value for scale in key.scales if len(scale.items) == 1} == {"single"}
    assert not any(scale.parent for scale in key.scales)


def test_the_three_that_stay_outside_for_good_are_named() -> None:
    assert [each.word for each in ENTRIES.values() if each.level is Licensed.NEVER] == ["outcomes-star", "rec-cap", "top"]


def test_only_an_unchangeable_licence_locks_the_words() -> None:
    assert [each.word for each in ENTRIES.values() if each.wording_locked] == ["core-10"]


@pytest.mark.parametrize("data", [b"\xff", b"x = 1", b"instrument = 3", b"[[instrument]]\nword = 'a'\nname = 'A'\nlevel = 'Z'\n"])
def test_a_damaged_list_says_so(data: bytes) -> None:
    with pytest.raises(Damaged, match="SCORE-LIBRARY-DAMAGED"):
        read(data)


def test_an_entry_is_read_as_it_stands() -> None:
    assert read(b"[[instrument]]\nword = 'a'\nname = 'A'\nlevel = 'D'\n") == (LibraryEntry(word="a", name="A", level=Licensed.OUTSIDE),)
