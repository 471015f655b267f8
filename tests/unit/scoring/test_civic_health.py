"""The questionnaire that is shipped: whole, kind, and written from its words."""

import importlib.util
import io
import re
import tomllib
from pathlib import Path

import openpyxl
import pytest

from civicdesk.paths import resources
from civicdesk.records.instruments import Sheet, SheetRow, Workbook
from civicdesk.records.scores import Audience, Key
from civicdesk.scoring.loader import read_key
from civicdesk.scoring.readability import grade, words_in
from civicdesk.scoring.scales import score

SHIPPED = resources() / "instruments" / "civic-health.xlsx"
TOOL = Path(__file__).resolve().parents[3] / "tools" / "make_instrument.py"
AREAS = ("skills", "knowhow", "attitudes", "networks", "belonging", "takingpart", "opportunities", "services", "influence")
BANNED = (
    "safe|low risk|no risk|depressed|relapse|addict|abuser|clean|dirty|failed|refused|non-compliant|abnormal|poor|weak|bad|only|must|should"
    "|clinical|recovered|deteriorated|risk|score"
)


@pytest.fixture(scope="module")
def workbook() -> Workbook:
    book = openpyxl.load_workbook(io.BytesIO(SHIPPED.read_bytes()), read_only=True, data_only=True)
    sheets = {}
    for tab in book:
        head, *rows = tab.iter_rows(values_only=True)
        cells = [{str(name): str(cell) for name, cell in zip(head, row, strict=False) if cell is not None} for row in rows]
        sheets[tab.title] = Sheet(
            name=tab.title, columns=tuple(map(str, head)), rows=tuple(SheetRow(number=n, cells=row) for n, row in enumerate(cells, 2))
        )
    return Workbook(sheets=sheets)


@pytest.fixture(scope="module")
def key(workbook: Workbook) -> Key:
    made, _ = read_key(workbook)
    assert made is not None
    return made


def test_the_workbook_is_what_the_tool_writes() -> None:
    spec = importlib.util.spec_from_file_location("make_instrument", TOOL)
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.make() == SHIPPED.read_bytes()


def test_its_only_warning_is_that_the_pilot_is_still_to_come(workbook: Workbook) -> None:
    assert [finding.code for finding in read_key(workbook)[1]] == ["SCORE-CAUTIOUS"]


def test_it_converts_without_a_warning() -> None:
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    convert(xlsform=io.BytesIO(SHIPPED.read_bytes()), warnings=warnings, validate=False, file_type=".xlsx")
    assert warnings == []


def test_it_has_nine_areas_of_44_questions_and_18_in_the_short_form(key: Key) -> None:
    areas = [scale for scale in key.scales if scale.parent == "civic_health"]
    items = [item for scale in areas for item in scale.items]
    assert [scale.name for scale in areas] == list(AREAS)
    assert (len(items), sum(item.short_form for item in items)) == (44, 18)
    assert all(sum(item.short_form for item in scale.items) == 2 for scale in areas)


def test_no_distress_and_no_total_reaches_a_participant(key: Key) -> None:
    seen = {scale.name for scale in key.scales if scale.audience is Audience.PARTICIPANT}
    assert seen == set(AREAS)
    assert next(scale for scale in key.scales if scale.name == "civic_health").audience is Audience.COORDINATOR


def test_every_item_names_its_source_and_the_title_says_draft(key: Key, workbook: Workbook) -> None:
    assert all(item.source for scale in key.scales for item in scale.items)
    assert "draft" in workbook.sheets["settings"].rows[0].cells["form_title"]
    assert (key.level, key.variant_question) == ("A", "cd_variant")


def test_every_band_and_every_change_of_an_area_has_words(key: Key) -> None:
    for scale in key.scales:
        if scale.name in AREAS:
            assert {one.on for one in scale.feedback} == {"building", "growing", "strong", "up", "same", "down"}


def feedback_texts() -> list[str]:
    with (SHIPPED.parent / "civic-health.toml").open("rb") as file:
        said = tomllib.load(file)["feedback"]
    return [text for area in said.values() for row in area.values() for text in row[:2]]


@pytest.mark.parametrize("text", sorted(set(feedback_texts())))
def test_words_for_a_participant_are_short_plain_and_kind(text: str) -> None:
    assert words_in(text) <= 20
    assert grade(text) <= 6
    assert not re.search(rf"\b({BANNED})\b", text.lower())
    assert "!" not in text


def test_a_full_form_scores_every_area(key: Key) -> None:
    best = {item.item: item.high for scale in key.scales for item in scale.items}
    answers = {item: _code(key, item, value) for item, value in best.items()}
    scored = {one.scale: one for one in score(key, answers)}
    assert all(scored[area].value == 100 and scored[area].band == "strong" for area in AREAS)
    assert scored["civic_health"].value == 100


def test_a_short_form_scores_every_area_too(key: Key) -> None:
    answers = {item.item: _code(key, item.item, item.low) if item.short_form else "na" for scale in key.scales for item in scale.items}
    scored = {one.scale: one for one in score(key, answers, variant="short")}
    assert all(scored[area].value == 0 and scored[area].band == "building" for area in AREAS)


def _code(key: Key, item: str, value: float | None) -> str:
    scores = key.choice_scores.get(item, {})
    return next((code for code, number in scores.items() if number == value), f"{value:g}")
