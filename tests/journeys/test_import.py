"""Answers from paper: a whole table through the form into the workspace, scored like the recorded reference."""

import csv
import io
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from civicdesk.store import scores
from civicdesk.workflows import forms, people, respond, sheet
from civicdesk.workflows.kit import Kit

SET = Path(__file__).resolve().parents[3] / "shared" / "conformance" / "scoring-dev" / "civic-synth"


def workbook_of(key: dict) -> bytes:
    """Write an instrument for a neutral scoring key: one question an item, choices by their number, and its scoring sheets."""
    low, high = key["response_min"], key["response_max"]
    items = list(dict.fromkeys(item["item"] for scale in key["scales"] for item in scale.get("items", ())))
    bands = [[band["name"], band["from"], band["name"]] for band in key["bands"]]
    tables = {
        "survey": [["type", "name", "label"], *(["select_one answer", item, f"Invented question {item}"] for item in items)],
        "choices": [
            ["list_name", "name", "label", "score"],
            *(["answer", str(code), str(code), code] for code in range(low, high + 1)),
            *(["answer", code, code, None] for code in (*key["missing_codes"], *key["na_codes"])),
        ],
        "settings": [
            ["form_title", "form_id", "version", "missing_codes", "na_codes", "holder", "licence"],
            ["Synthetic", "civic_synth", "1", " ".join(key["missing_codes"]), " ".join(key["na_codes"]), "CivicDesk", "CC0-1.0"],
        ],
        "scales": [
            [
                *("name", "label", "method", "on_missing", "min_answered", "min_proportion"),
                *("rescale", "direction", "parent", "key_version", "source", "licence"),
            ],
            *(
                [
                    *(
                        scale["id"],
                        scale["id"],
                        scale["method"],
                        scale["on_missing"],
                        scale.get("min_answered"),
                        scale.get("min_proportion"),
                    ),
                    *(scale.get("rescale", "none"), "higher_better", scale.get("parent"), "1", "synthetic", "CC0-1.0"),
                ]
                for scale in key["scales"]
            ),
        ],
        "scale_items": [
            ["scale", "item", "reverse"],
            *(
                [scale["id"], item["item"], "yes" if item["reverse"] else "no"]
                for scale in key["scales"]
                for item in scale.get("items", ())
            ),
        ],
        "bands": [
            ["scale", "name", "from", "label"],
            *([scale["id"], *band] for scale in key["scales"] for band in bands),
        ],
    }
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@pytest.mark.skipif(not SET.exists(), reason="the conformance set civic-synth is not here")
@pytest.mark.slow
def test_974_paper_records_come_in_and_score_like_the_reference(kit: Kit, record_property: Callable[[str, object], None]) -> None:
    key = json.loads((SET / "key.json").read_text())
    forms.add(kit, workbook_of(key))
    table = respond.Table(form_id="civic_synth", card="participant", wave="occasion", ignore=frozenset({"row", "session"}), new_people=True)
    began = time.perf_counter()
    made = respond.import_table(kit, (SET / "items.csv").read_bytes(), table).value
    seconds = time.perf_counter() - began
    records = list(csv.DictReader((SET / "items.csv").read_text().splitlines()))
    expected = list(csv.DictReader((SET / "expected_scores.csv").read_text().splitlines()))
    cards = {person.id: person.card for person in people.find(kit)}
    got = {}
    for submission in sheet.list_finished(kit):
        for score in scores.latest(kit.workspace, submission.id).scores:
            got[cards[submission.person], str(submission.wave), score.scale] = score
    who = {row["row"]: (row["participant"], row["occasion"]) for row in records}
    wrong = [row for row in expected if not same(got[*who[row["row"]], row["scale"]], row)]
    record_property("figure", f"{made.responses} records imported in {seconds:.1f} s")
    sys.stderr.write(
        f"\n{made.responses} records imported in {seconds:.1f} s, {len(expected) - len(wrong)} of {len(expected)} scores equal\n"
    )
    assert made.responses == len(records) == 974
    assert len(expected) == 9740
    assert wrong == []


def same(score: object, row: dict[str, str]) -> bool:
    """Compare one score with the reference: value to 1e-6, status, band, counts."""
    value = float(row["value"]) if row["value"] else None
    equal = (value is None and score.value is None) or (None not in (value, score.value) and abs(score.value - value) < 1e-6)
    told = (score.status.value, score.band, score.n_answered, score.n_applicable)
    return equal and told == (row["status"], row["band"], int(row["n_answered"]), int(row["n_applicable"]))


def test_one_wrong_cell_is_told_by_row_and_column_and_nothing_is_kept(kit: Kit, tmp_path: Path) -> None:
    table = respond.Table(form_id="civic_health", new_people=True)
    rows = "card,wave,sk1,sk2\n901,1,da,ta\n902,1,da,perhaps\n"
    with pytest.raises(respond.TableRefused) as told:
        respond.import_table(kit, rows.encode(), table)
    assert [(each.row, each.column) for each in told.value.errors] == [(3, "sk2")]
    assert people.find(kit) == ()
    assert sheet.list_finished(kit) == ()


def test_a_misspelt_column_is_told_with_the_nearest_name(kit: Kit) -> None:
    with pytest.raises(respond.TableRefused) as told:
        respond.import_table(kit, b"card,sk11\n901,da\n", respond.Table(form_id="civic_health", new_people=True))
    assert "sk1" in told.value.errors[0].sentence
