"""Write resources/instruments/ons-wellbeing.xlsx: the questions of the Office for National Statistics alone, in the words of civic-health.toml.

Run it after every change of those words: `python tools/make_ons_instrument.py`.
"""

import tomllib
from collections.abc import Mapping

from make_instrument import FOLDER, SOURCE, Cell, Table, sheets, workbook

TARGET = FOLDER / "ons-wellbeing.xlsx"
ASKED = ("wb_intro", "wb1", "wb2", "wb3", "wb4", "wb5", "ln1", "ln2", "ln3")
SETTINGS: Mapping[str, Cell] = {
    "form_title": "ONS personal well-being and loneliness",
    "form_id": "ons_wellbeing",
    "version": "2026112201",
    "default_language": "English (en)",
    "instrument": "ONS personal well-being and loneliness",
    "holder": "Crown copyright",
    "licence": "OGL-UK-3.0",
    "licence_url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "notice": "Contains public sector information licensed under the Open Government Licence v3.0.",
    "level": "A",
    "wording_locked": "no",
    "missing_codes": "dk ref",
    "na_codes": "na",
}


def tables() -> Mapping[str, Table]:
    """Return the sheets of the whole questionnaire, with only what belongs to these questions."""
    whole = sheets(tomllib.loads(SOURCE.read_text(encoding="utf-8")))
    survey = [{**row, "relevant": ""} for row in whole["survey"] if row.get("name") in ASKED]
    lists = {str(row["type"]).split()[1] for row in survey if str(row["type"]).startswith("select_one")}
    items = [row for row in whole["scale_items"] if row["item"] in ASKED]
    names = {row["scale"] for row in items}
    made: dict[str, Table] = {
        "survey": survey,
        "choices": [row for row in whole["choices"] if row["list_name"] in lists],
        "settings": [SETTINGS],
        "scales": [row for row in whole["scales"] if row["name"] in names],
        "scale_items": items,
    }
    for name in ("bands", "feedback"):
        rows = [row for row in whole[name] if row["scale"] in names]
        made |= {name: rows} if rows else {}
    return made


def make() -> bytes:
    """Return the workbook for the words as they stand."""
    return workbook(tables())


if __name__ == "__main__":
    TARGET.write_bytes(make())
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
