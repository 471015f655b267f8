"""Write resources/instruments/civic-health.xlsx from the words in civic-health.toml and, for sheets, in civic-health/LANGUAGE.toml.

The same words give the same bytes.

Run it after every change of the words: `python tools/make_instrument.py`.
"""

import io
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "instruments"
SOURCE, TARGET = FOLDER / "civic-health.toml", FOLDER / "civic-health.xlsx"

LANGUAGE = "English (en)"
AREAS = ("skills", "knowhow", "attitudes", "networks", "belonging", "takingpart", "opportunities", "services", "influence")
BANDS = (("building", 0, "Building", "low"), ("growing", 40, "Growing", "middle"), ("strong", 70, "Strong", "high"))

FULL_ONLY = "${cd_variant} != 'short'"
RECOVERY_ONLY = f"{FULL_ONLY} and ${{cd_recovery}} = 'yes'"
LONELINESS_ONLY = f"{FULL_ONLY} and ${{cd_loneliness}} = 'yes'"

TRANSLATED = ("pl", "lt", "ro", "pt", "cy", "ur")
"""What a sheet says about the areas is said in these too; the questions are not."""

Words = Mapping[str, Any]
Cell = str | int | float
Table = Sequence[Mapping[str, Cell]]


def sheets(words: Words) -> Mapping[str, Table]:
    """Return the sheets of the workbook as rows of named cells."""
    return {
        "survey": list(survey(words)),
        "choices": list(choices(words)),
        "settings": [words["settings"]],
        "scales": list(scales(words)),
        "scale_items": list(scale_items(words)),
        "bands": list(bands(words)),
        "feedback": list(feedback(words)),
    }


def survey(words: Words) -> Iterator[Mapping[str, Cell]]:
    """Yield one group a section and one row a question."""
    label, hint, message = f"label::{LANGUAGE}", f"hint::{LANGUAGE}", f"constraint_message::{LANGUAGE}"
    yield {"type": "start", "name": "start"}
    for section in words["section"]:
        yield {"type": "begin_group", "name": section["name"], label: section["label"]}
        for question in section["questions"]:
            row = {"type": question["type"], "name": question["name"], label: question["label"], hint: question.get("hint", "")}
            row |= {"default": question.get("default", ""), "relevant": relevant(section, question)}
            if question.get("zero_to_ten"):
                row |= {"constraint": ". >= 0 and . <= 10", message: "Choose a whole number from 0 to 10."}
            if question.get("only_none"):
                row |= {
                    "constraint": "not(selected(., 'none') and count-selected(.) > 1)",
                    message: "Tick the last one alone, or take its tick away.",
                }
            yield row
        yield {"type": "end_group"}


def relevant(section: Words, question: Words) -> str:
    """Return when a question is asked."""
    if section["name"] == "about_form" or question.get("short"):
        return ""
    if question.get("recovery"):
        return RECOVERY_ONLY
    return LONELINESS_ONLY if question.get("loneliness") else FULL_ONLY


def choices(words: Words) -> Iterator[Mapping[str, Cell]]:
    """Yield the choices of each list; don't know, prefer not to say and does not apply have no score."""
    for name, options in words["choices"].items():
        for code, text, *score in options:
            yield {"list_name": name, "name": code, f"label::{LANGUAGE}": text, "score": score[0] if score else ""}


def scales(words: Words) -> Iterator[Mapping[str, Cell]]:
    """Yield the nine areas, the whole, and what is reported by itself."""
    key, label = words["key"], f"label::{LANGUAGE}"
    names = {section["name"]: section["label"] for section in words["section"]}
    rights = {"key_version": key["version"], "source": key["source"], "licence": key["licence"]}
    for area in AREAS:
        yield {
            "name": area,
            label: names[area],
            **{f"label::{said['language']}": said["areas"][area] for said in words.get("translated", ())},
            "method": "mean_of_pomp",
            "on_missing": "prorate",
            "min_answered": 2,
            "min_proportion": 0.5,
            "direction": "higher_better",
            "parent": "civic_health",
            "audience": "participant",
            **rights,
        }
    yield {
        "name": "civic_health",
        label: "Civic health, all areas (draft)",
        "method": "mean_of_scales",
        "on_missing": "prorate",
        "min_answered": 7,
        "direction": "higher_better",
        "audience": "coordinator",
        **rights,
    }
    for one in words["reported"]:
        yield {
            "name": one["name"],
            label: one["label"],
            "method": "single" if len(one["items"]) == 1 else "sum",
            "on_missing": "null",
            "direction": one["direction"],
            "audience": "worker",
            "key_version": key["version"],
            "source": one["source"],
            "licence": "OGL-UK-3.0",
        }


def scale_items(words: Words) -> Iterator[Mapping[str, Cell]]:
    """Yield each item of each scale with its range, its form and where its words come from."""
    questions = {question["name"]: question for section in words["section"] for question in section["questions"]}
    belongs = {section["name"]: [question["name"] for question in section["questions"]] for section in words["section"]}
    members = {area: belongs[area] for area in AREAS} | {one["name"]: one["items"] for one in words["reported"]}
    for scale, items in members.items():
        for item in items:
            question = questions[item]
            low, high = ends(words, question)
            yield {
                "scale": scale,
                "item": item,
                "reverse": "no",
                "weight": 1,
                "min": low,
                "max": high,
                "short_form": "yes" if question.get("short") else "no",
                "source": question.get("source", "CivicDesk (CC0-1.0)"),
            }


def ends(words: Words, question: Words) -> tuple[int, int]:
    """Return the least and the greatest score of a question."""
    if question.get("zero_to_ten"):
        return 0, 10
    scores = [score[0] for _, _, *score in words["choices"][question["type"].split()[1]] if score]
    return min(scores), max(scores)


def bands(words: Words) -> Iterator[Mapping[str, Cell]]:
    """Yield the bands; those of the areas are provisional until a pilot has been counted."""
    label = f"label::{LANGUAGE}"
    for scale in (*AREAS, "civic_health"):
        for name, start, text, reading in BANDS:
            other = {f"label::{said['language']}": said["bands"][name] for said in words.get("translated", ())}
            yield {"scale": scale, "name": name, "from": start, label: text, **other, "reading": reading}
    for one in words["reported"]:
        for name, text, start, reading in one["bands"]:
            yield {"scale": one["name"], "name": name, "from": start, label: text, "reading": reading}


def feedback(words: Words) -> Iterator[Mapping[str, Cell]]:
    """Yield what a person is told about each band and each change of each area."""
    band_names = {name for name, *_ in BANDS}
    for area in AREAS:
        for on, (text, *more) in words["feedback"][area].items():
            step, tags = [*more, "", ""][:2]
            yield {
                "scale": area,
                "band": on if on in band_names else "",
                "change": "" if on in band_names else on,
                "audience": "participant",
                f"text::{LANGUAGE}": text,
                f"next_step::{LANGUAGE}": step,
                **translated(words, area, on),
                "directory_tags": tags,
            }


def translated(words: Words, area: str, on: str) -> Mapping[str, Cell]:
    """Return what is said in the other languages: words and next step."""
    cells: dict[str, Cell] = {}
    for said in words.get("translated", ()):
        texts = {**said["feedback"], **said["feedback"][area]}[on]
        cells[f"text::{said['language']}"] = texts[0]
        if len(texts) > 1:
            cells[f"next_step::{said['language']}"] = texts[1]
    return cells


# ---- the workbook: a few fixed parts, so that no clock and no library version is in its bytes

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def workbook(tables: Mapping[str, Table]) -> bytes:
    """Return the bytes of an .xlsx with these sheets, in order."""
    names = list(tables)
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELS}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(names) + 1)
    )
    links += f'<Relationship Id="rId{len(names) + 1}" Type="{_RELS}/styles" Target="styles.xml"/>'
    types = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>' for n in range(1, len(names) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>{types}'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": worksheet(tables[name]) for n, name in enumerate(names, 1)},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as file:
        for name, text in parts.items():
            file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), (_HEAD + text).encode())
    return made.getvalue()


def worksheet(table: Table) -> str:
    """Return one sheet: a bold header that stays in view, and one row a mapping."""
    columns = list(dict.fromkeys(name for row in table for name in row))
    widths = "".join(f'<col min="{n}" max="{n}" width="{width(table, name)}" customWidth="1"/>' for n, name in enumerate(columns, 1))
    rows = [cells(1, columns, style=1)]
    rows += [cells(number, [row.get(name, "") for name in columns], style=0) for number, row in enumerate(table, 2)]
    return (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:{column(len(columns) - 1)}{len(rows)}"/><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>{''.join(rows)}</sheetData></worksheet>"
    )


def width(table: Table, name: str) -> int:
    """Return a column's width in letters, so that most cells can be read."""
    return min(60, max(len(name), *(len(str(row.get(name, ""))) for row in table)) + 2)


def cells(number: int, values: Sequence[Cell], style: int) -> str:
    """Return one row; empty cells are left out."""
    made = "".join(cell(f"{column(place)}{number}", value, style) for place, value in enumerate(values) if value != "")
    return f'<row r="{number}">{made}</row>'


def cell(place: str, value: Cell, style: int) -> str:
    """Return one cell: numbers as numbers, all else as text."""
    if isinstance(value, str):
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{place}" s="{style}"><v>{value:g}</v></c>'


def column(place: int) -> str:
    """Return the letters of a column, counted from 0."""
    return (column(place // 26 - 1) if place >= 26 else "") + chr(ord("A") + place % 26)


def make() -> bytes:
    """Return the workbook for the words as they stand."""
    words = tomllib.loads(SOURCE.read_text(encoding="utf-8"))
    said = [tomllib.loads((FOLDER / SOURCE.stem / f"{language}.toml").read_text(encoding="utf-8")) for language in TRANSLATED]
    return workbook(sheets({**words, "translated": said}))


if __name__ == "__main__":
    TARGET.write_bytes(make())
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
