"""The library as people use it: add what comes whole, fill in the rest, and keep words that must stay as they are."""

import io
from pathlib import Path

import openpyxl
import pytest

from civicdesk.records.library import Licensed
from civicdesk.workflows import forms, library
from civicdesk.workflows.kit import Kit
from tests.unit.workflows.conftest import plain_form, says_no

WORDS = [each.word for each in library.entries()]
CONTACTS = {"holder": "Invented Holder", "safeguarding_lead": "Sam Fictional", "contacts": "Invented line"}


def filled(data: bytes, *, label: str = "Invented words", version: str = "1") -> bytes:
    """Fill in every blank cell of a workbook of the library."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for page in book.worksheets:
        for column in page.iter_cols():
            heading = str(column[0].value)
            for cell in column[1:]:
                if heading.startswith("label") and page.title in {"survey", "choices"}:
                    cell.value = f"{label} {cell.row}"
                elif heading == "version":
                    cell.value = version
                elif cell.value is None and heading in CONTACTS:
                    cell.value = CONTACTS[heading]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.parametrize("word", [each.word for each in library.entries() if each.file])
def test_what_comes_with_its_words_is_added_as_it_is(kit: Kit, word: str) -> None:
    card = forms.add(kit, library.shipped(word)).value
    assert (card.form_id, card.holder) == (library.entry(word).form_id, library.entry(word).holder)
    assert library.shelf(kit).here[card.form_id] == card.version
    assert card.notice == library.entry(word).notice


def test_what_is_filled_in_by_somebody_who_may_use_it_is_added(kit: Kit, tmp_path: Path) -> None:
    library.save_to_fill_in("core-10", tmp_path / "core.xlsx")
    with says_no("FORM-ROW"):
        forms.add(kit, (tmp_path / "core.xlsx").read_bytes())
    card = forms.add(kit, filled((tmp_path / "core.xlsx").read_bytes())).value
    assert library.shelf(kit).here["core_10"] == "1"
    assert card.licence == "CC-BY-ND-4.0"


def test_words_that_must_stay_are_kept_in_every_later_version(kit: Kit) -> None:
    blank = library.to_fill_in("core-10")
    forms.add(kit, filled(blank))
    with says_no("SCORE-WORDING-LOCKED"):
        forms.add(kit, filled(blank, label="Other words", version="2"))
    assert forms.add(kit, filled(blank, version="3")).value.version == "3"


def test_a_form_without_a_workbook_cannot_take_the_place_of_such_words(kit: Kit) -> None:
    first = filled(library.to_fill_in("core-10"))
    forms.add(kit, first)
    with says_no("SCORE-WORDING-LOCKED"):
        forms.add(kit, forms.xform(first, {}).replace(b"Invented", b"Changed"))


def test_a_version_that_has_lost_its_scoring_sheets_says_so(kit: Kit) -> None:
    book = openpyxl.load_workbook(io.BytesIO(library.shipped("ons-wellbeing")))
    settings = {cell.value: cell.column for cell in book["settings"][1]}
    book["settings"].cell(2, settings["version"]).value = "9999"
    for name in ("scales", "scale_items", "bands"):
        del book[name]
    written = io.BytesIO()
    book.save(written)
    forms.add(kit, library.shipped("ons-wellbeing"))
    card = forms.add(kit, written.getvalue()).value
    assert "SCORE-SHEETS-MISSING" in [each.code for each in forms.findings(kit, card.id)]
    assert not card.has_scores


def test_other_forms_may_change_their_words(kit: Kit) -> None:
    forms.add(kit, plain_form())
    assert forms.add(kit, plain_form(version="2")).value.version == "2"


@pytest.mark.parametrize("word", WORDS)
def test_each_says_what_to_do_or_why_it_is_not_here(word: str) -> None:
    found = library.entry(word)
    steps, why = library.steps(found), library.why_not(found)
    assert bool(why) == (found.level in {Licensed.OUTSIDE, Licensed.NEVER})
    assert bool(steps) == (found.level is not Licensed.SHIPPED)
    assert not any("library." in said for said in (*steps, why, *library.unchecked(found)))
    assert found.definition is None or "library." not in library.rule(found.definition)


def test_a_word_that_is_not_in_the_library_says_so() -> None:
    with says_no("LIBRARY-WORD"):
        library.entry("phq-99")


def test_words_that_do_not_come_along_cannot_be_taken() -> None:
    with says_no("LIBRARY-NO-WORDS"):
        library.shipped("phq-9")


@pytest.mark.parametrize("word", ["civic-health", "sure", "top"])
def test_there_is_nothing_to_fill_in_where_no_scoring_comes_along(word: str) -> None:
    with says_no("LIBRARY-NO-SCORING"):
        library.to_fill_in(word)
