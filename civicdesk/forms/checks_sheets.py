"""What the checker finds in a workbook itself, by sheet, row and column: misspelt columns, missing translations, questions that name people."""

import difflib
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from civicdesk.forms.rows import by_path, kind_of, sheet_named
from civicdesk.i18n import say
from civicdesk.records.instruments import Finding, Level, Sheet, SheetRow, Workbook

Grade = Callable[[str], float]
"""Text -> the school grade at which it is read, of an English text."""

_KNOWN: Final = {
    "survey": frozenset(
        {"type", "name", "label", "hint", "guidance_hint", "required", "required_message", "relevant", "relevance", "constraint"}
        | {"constraint_message", "calculation", "calculate", "default", "trigger", "readonly", "read_only", "appearance", "parameters"}
        | {"choice_filter", "repeat_count", "count", "media", "image", "audio", "video", "big-image", "save_to", "autoplay"}
        | {"bind", "body", "instance", "noapperrorstring", "query", "rows", "intent", "disabled", "notes", "note", "comment", "comments"}
    ),
    "choices": frozenset({"list_name", "list name", "name", "value", "label", "media", "image", "audio", "video", "big-image", "score"}),
    "settings": frozenset(
        {"form_title", "form_id", "version", "default_language", "instance_name", "style", "namespaces", "allow_choice_duplicates"}
        | {"title", "id_string", "public_key", "submission_url", "auto_send", "auto_delete", "omit_instanceid", "clean_text_values"}
    ),
}
_OTHERS: Final = frozenset({"survey", "choices", "settings", "external_choices", "entities", "osm"})
"""Sheets that other programs know."""
_LIKELY: Final = 0.75
_TRANSLATED: Final = re.compile(r"(label|hint|guidance_hint|required_message|constraint_message)\s*::?\s*(.+)", re.IGNORECASE)
_PEOPLE: Final[Mapping[str, re.Pattern[str]]] = {
    "name": re.compile(
        r"\b(full|first|last|given|family|maiden|middle|your|their|respondents?|participants?|persons?|childs?)[ _’']*s?[ _]+names?\b"
        r"|\b(fore|sur|nick)name\b|\bwhat are you called\b"
    ),
    "phone": re.compile(r"\b(tele)?phone\b|\bmobile number\b|\b(tel|phone|mobile|cell)[ _]?(no|num|number)\b|\bwhatsapp\b"),
    "email": re.compile(r"\be-?mail\b"),
    "address": re.compile(r"\b(home |postal |street |full )?address\b|\bpost ?code\b|\bzip code\b|\bwhere do you live\b|\bhouse number\b"),
    "birth": re.compile(r"\bdate of birth\b|\bbirth ?da(te|y)\b|\bdob\b|\bborn on\b"),
    "number": re.compile(
        r"\bnhs (no|num|number)\b|\bnational insurance\b|\bpassport\b|\bdriving licen[cs]e\b|\b(national|identity|id) (card|number)\b|\bnino\b"
    ),
    "bank": re.compile(r"\bbank account\b|\bsort code\b|\baccount number\b|\bcard number\b"),
}
_TYPES: Final = {
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "start-geopoint"), "place"),
    **dict.fromkeys(("image", "photo", "audio", "video", "background-audio"), "media"),
}
_ASKED: Final = re.compile(r"(text|integer|int|decimal|date|datetime|barcode)\b", re.IGNORECASE)
_HARD: Final = 9.0
"""School grade above which a text is told of: the reading age of about 14 years."""
_FEW_WORDS: Final = 10
"""The grade of fewer words says little."""


def look(workbook: Workbook, grade: Grade | None = None) -> tuple[Finding, ...]:
    """Return what an author should know about a workbook that was converted.

    Args:
        workbook: its sheets.
        grade: how hard an English text is; None leaves the reading level out.
    """
    rows = by_path(workbook)
    return (
        *_columns(workbook),
        *_sheets(workbook),
        *_translations(workbook),
        *_identifiers(rows),
        *(_reading(workbook, rows, grade) if grade else ()),
    )


def _finding(code: str, sentence: str, place: tuple[str, int, str], question: str = "") -> Finding:
    sheet, row, column = place
    return Finding(level=Level.WARNING, code=code, sentence=sentence, sheet=sheet, row=row, column=column, question=question)


def _columns(workbook: Workbook) -> Iterator[Finding]:
    """Columns that look like misspelt ones, and columns of the survey that nobody knows."""
    for name, known in _KNOWN.items():
        sheet = sheet_named(workbook, name)
        for column in sheet.columns if sheet else ():
            base = re.split(r"\s*::?\s*", column.strip())[0].lower()
            if base in known:
                continue
            near = difflib.get_close_matches(base, sorted(known), n=1, cutoff=_LIKELY)
            if near:
                yield _finding("FORM-COLUMN", say("forms.finding.column", column=column, near=near[0]), (name, 1, column))
            elif name == "survey":
                yield _finding("FORM-COLUMN", say("forms.finding.column_unknown", column=column), (name, 1, column))


def _sheets(workbook: Workbook) -> Iterator[Finding]:
    """What other programs leave out: our own sheets, and soft checks."""
    own = [name for name in workbook.sheets if name.strip().lower() not in _OTHERS]
    if own:
        yield _finding("FORM-DIFFERS", say("forms.differs.sheets", sheets=", ".join(own)), (own[0], 1, ""))
    survey = sheet_named(workbook, "survey")
    for column in survey.columns if survey else ():
        if column.lower().replace(" ", "").startswith("bind::cd:confirm"):
            yield _finding("FORM-DIFFERS", say("forms.differs.confirm", column=column), ("survey", 1, column))
            return


def _translations(workbook: Workbook) -> Iterator[Finding]:
    """Texts that one language has and another lacks."""
    for name in ("survey", "choices"):
        sheet = sheet_named(workbook, name)
        if sheet is not None:
            yield from _missing(name, sheet)


def _missing(name: str, sheet: Sheet) -> Iterator[Finding]:
    columns: dict[str, dict[str, str]] = {}
    for column in sheet.columns:
        match = _TRANSLATED.fullmatch(column.strip())
        if match:
            columns.setdefault(match[2].strip(), {})[match[1].lower()] = column
    kinds = sorted({kind for held in columns.values() for kind in held})
    for language, held in columns.items():
        wanted = [
            (row, kind) for row in sheet.rows for kind in kinds if any(row.cells.get(other.get(kind, "")) for other in columns.values())
        ]
        lacking = [(row, kind) for row, kind in wanted if not row.cells.get(held.get(kind, ""))]
        if lacking:
            row, kind = lacking[0]
            column = held.get(kind, f"{kind}::{language}")
            sentence = say(
                "forms.finding.translation", language=language, missing=len(lacking), of=len(wanted), row=row.number, column=column
            )
            yield _finding("FORM-LANGUAGE", sentence, (name, row.number, column), row.cells.get("name", ""))


def _texts(row: SheetRow, kind: str = "label") -> Iterator[tuple[str, str]]:
    """Return (column, text) of a row's labels, in every language."""
    yield from ((column, text) for column, text in row.cells.items() if re.split(r"\s*::?\s*", column)[0].lower() == kind)


def _identifiers(rows: Mapping[str, SheetRow]) -> Iterator[Finding]:
    """Questions whose answers say who somebody is."""
    for row in rows.values():
        kind = kind_of(row).partition(" ")[0]
        told = _TYPES.get(kind)
        if told is None and _ASKED.match(kind):
            said = " ".join([*(text for _, text in _texts(row)), row.cells.get("name", "").replace("_", " ")]).lower()
            told = next((name for name, pattern in _PEOPLE.items() if pattern.search(said)), None)
        if told is not None:
            name = row.cells.get("name", "")
            column = "type" if kind in _TYPES else "label"
            yield _finding("FORM-IDENTIFIER", say(f"forms.identifier.{told}", question=name), ("survey", row.number, column), name)


def _reading(workbook: Workbook, rows: Mapping[str, SheetRow], grade: Grade) -> Iterator[Finding]:
    """English texts that are hard to read."""
    for row in rows.values():
        for column, text in (*_texts(row), *_texts(row, "hint")):
            plain = re.sub(r"\$\{[^}]*\}|<[^>]*>|[*_#`]", " ", text)
            if _is_english(column, workbook) and len(plain.split()) >= _FEW_WORDS and (found := grade(plain)) > _HARD:
                name = row.cells.get("name", "")
                sentence = say("forms.finding.reading", question=name, age=round(found) + 5)
                yield _finding("FORM-READING", sentence, ("survey", row.number, column), name)


def _is_english(column: str, workbook: Workbook) -> bool:
    """Tell whether a column is in English; one that names no language is in the form's default language."""
    _, _, language = column.partition("::")
    settings = sheet_named(workbook, "settings")
    default = next((row.cells.get("default_language", "") for row in settings.rows), "") if settings else ""
    said = (language or default).strip().lower()
    return not said or said.startswith("english") or "(en" in said or said in {"en", "en-gb", "default"}
