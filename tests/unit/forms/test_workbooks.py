"""Workbooks: rows as records, hostile files refused, conversion and its refusals by sheet, row and question."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook as Book

from civicdesk.errors import Refused
from civicdesk.forms import limits
from civicdesk.forms.convert import Converted, convert
from civicdesk.forms.workbook import read_workbook

SURVEY = [["type", "name", "label"], ["text", "who", "Who are you?"]]


def book(**sheets: Sequence[Sequence[object]]) -> bytes:
    made = Book()
    del made["Sheet"]
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


def converted(**sheets: Sequence[Sequence[object]]) -> Converted:
    data = book(**sheets)
    return convert(data, read_workbook(data))


def refused(**sheets: Sequence[Sequence[object]]) -> tuple[str, Mapping[str, object]]:
    with pytest.raises(Refused) as why:
        converted(**sheets)
    return why.value.code, why.value.facts


def test_rows_keep_their_numbers_and_only_what_is_written() -> None:
    rows: list[list[object]] = [
        ["type", "name", None],
        ["text ", None, "no column"],
        [None, None],
        [1.0, True],
        [date(2025, 3, 14), datetime(2025, 3, 14, 9, 30)],  # noqa: DTZ001 - a cell has no zone
        [2.5, time(9, 30)],
    ]
    sheet = read_workbook(book(survey=rows)).sheets["survey"]
    assert sheet.columns == ("type", "name")
    assert [(row.number, dict(row.cells)) for row in sheet.rows] == [
        (2, {"type": "text"}),
        (4, {"type": "1", "name": "TRUE"}),
        (5, {"type": "2025-03-14", "name": "2025-03-14T09:30:00"}),
        (6, {"type": "2.5", "name": "09:30:00"}),
    ]


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "FORM-FILE-TYPE"), (b"hello", "FORM-FILE-TYPE"), (b"PK\x03\x04 broken", "FORM-FILE-DAMAGED")]
)
def test_what_is_no_workbook_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refused, match=code):
        read_workbook(data)


def zipped(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return data.getvalue()


def test_another_kind_of_zip_is_no_workbook() -> None:
    with pytest.raises(Refused, match="FORM-FILE-TYPE"):
        read_workbook(zipped(**{"readme.txt": b"hello"}))


def test_a_workbook_without_its_parts_is_damaged() -> None:
    with pytest.raises(Refused, match="FORM-FILE-DAMAGED"):
        read_workbook(zipped(**{"xl/workbook.xml": b"<x/>"}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Refused, match="FORM-LIMIT") as why:
        read_workbook(zipped(**{"xl/workbook.xml": b"0" * 50_000_000}))
    assert why.value.facts["what"] == "ratio"


def test_a_document_type_in_a_workbook_is_refused() -> None:
    with pytest.raises(Refused, match="FORM-FILE-DAMAGED"):
        read_workbook(zipped(**{"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY y 'z'>]><x/>"}))


def test_a_workbook_that_is_too_large_is_refused() -> None:
    with pytest.raises(Refused, match="FORM-LIMIT"):
        read_workbook(b"PK\x03\x04" + b"0" * limits.WORKBOOK_BYTES)


@pytest.mark.parametrize("limit", ["CELLS", "MARKS"])
def test_a_workbook_that_makes_too_large_a_form_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(limits, limit, 10)
    choices = [["list_name", "name", "label::English (en)"], *(["towns", f"t{number}", "A town"] for number in range(4))]
    with pytest.raises(Refused, match="FORM-LIMIT") as why:
        read_workbook(book(survey=SURVEY, choices=choices))
    assert why.value.facts["what"] == limit.lower()


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(Refused, match="FORM-LIMIT"):
        read_workbook(book(survey=[["type"], *[["text"]] * (limits.SURVEY_ROWS + 1)]))


def test_a_formula_without_a_result_is_refused_with_its_place() -> None:
    with pytest.raises(Refused, match="FORM-FORMULA") as why:
        read_workbook(book(survey=[["type", "name"], ["text", "=1+1"]]))
    assert (why.value.facts["sheet"], why.value.facts["row"], why.value.facts["column"]) == ("survey", 2, 2)


def test_a_formula_whose_result_is_an_empty_text_is_computed() -> None:
    data = io.BytesIO(book(survey=[["type", "name"], ["text", "=1+1"]]))
    computed = io.BytesIO()
    with zipfile.ZipFile(data) as old, zipfile.ZipFile(computed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb'<c r="B2"[^>]*>', b'<c r="B2" t="str">', old.read(name)))
    assert dict(read_workbook(computed.getvalue()).sheets["survey"].rows[0].cells) == {"type": "text"}


def test_a_workbook_becomes_a_form_with_its_facts() -> None:
    found = converted(
        survey=SURVEY, settings=[["form_id", "version", "form_title"], ["greeting", "7", "Greeting"]], scales=[["name"], ["s"]]
    )
    assert (found.form_id, found.version, found.title, found.languages) == ("greeting", "7", "Greeting", ("",))
    assert found.converter.startswith("pyxform ")


def test_an_unknown_type_is_refused_with_row_and_question() -> None:
    code, facts = refused(survey=[*SURVEY, ["foo", "bar", "x"]])
    assert (code, facts["sheet"], facts["row"]) == ("FORM-ROW", "survey", 3)


def test_a_name_that_leads_to_nothing_is_refused_with_its_row() -> None:
    code, facts = refused(survey=[["type", "name", "label", "relevant"], ["text", "who", "Who?", "${nobody} = 1"]])
    assert (code, facts["row"], facts["question"]) == ("FORM-NAME", 2, "who")


def test_an_expression_that_cannot_be_read_is_refused_with_row_and_question() -> None:
    code, facts = refused(
        survey=[["type", "name", "label", "calculation"], ["text", "who", "Who?", ""], ["calculate", "age", "", "count("]]
    )
    assert (code, facts["question"]) == ("FORM-XPATH-SYNTAX", "age (survey, row 3)")


@pytest.mark.parametrize("sheets", [{"other": SURVEY}, {"survey": [["type", "name", "label"]]}])
def test_a_workbook_without_a_survey_is_refused(sheets: Mapping[str, Sequence[Sequence[object]]]) -> None:
    assert refused(**sheets)[0] == "FORM-SHEET"


def test_a_soft_check_without_its_namespace_says_which_setting_is_missing() -> None:
    code, facts = refused(survey=[["type", "name", "label", "bind::cd:confirm"], ["integer", "n", "How many?", ". < 10"]])
    assert (code, facts["sheet"], facts["column"]) == ("FORM-NAMESPACE", "settings", "namespaces")


def test_a_soft_check_reaches_the_form() -> None:
    survey = [
        ["type", "name", "label", "bind::cd:confirm", "bind::cd:confirmMsg"],
        ["integer", "n", "How many?", ". < 10", "Is that right?"],
    ]
    found = converted(survey=survey, settings=[["namespaces"], ['cd="urn:civicdesk:xforms"']])
    assert b'cd:confirm=". &lt; 10"' in found.xform


def test_a_finding_names_the_row_of_its_question() -> None:
    found = converted(survey=[["type", "name", "label"], ["geopoint", "where", "Where?"]])
    degraded = next(one for one in found.findings if one.code == "FORM-DEGRADED")
    assert (degraded.sheet, degraded.row, degraded.question) == ("survey", 2, "where")
