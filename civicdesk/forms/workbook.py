"""Workbooks: bytes in, rows out. A hostile file is refused before it is unpacked."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Final

from civicdesk.errors import Refused
from civicdesk.forms import archive as archive_check
from civicdesk.forms import limits
from civicdesk.records.instruments import Sheet, SheetRow, Workbook

_PIECE: Final = 1024 * 1024
_IN_ROWS: Final = ("xl/worksheets/", "xl/sharedstrings.xml")
"""Parts that are read row by row; all others are in memory as a whole."""
_ZIP: Final = b"PK\x03\x04"
_UNCOMPUTED: Final = re.compile(
    rb'<c(?: (?!t="str")[\w:]+="[^"<>]*")*+\s*+>\s*+<f(?:\s[^<>]*+)?(?:/>|>[^<]*+</f>)\s*+(?:<v\s*+/>|<v>\s*+</v>)?\s*+</c>'
)
"""A formula without a result; one whose result is an empty text is marked as a text. Nothing is tried twice: blanks may be millions."""
_ROWS: Final = {"survey": limits.SURVEY_ROWS, "choices": limits.CHOICE_ROWS}


def read_workbook(data: bytes) -> Workbook:
    """Read all sheets of an `.xlsx` workbook: each row with its number and its cells that are not empty, trimmed.

    Raises:
        Refused: FORM-FILE-TYPE, FORM-FILE-DAMAGED, FORM-LIMIT, FORM-MACRO, FORM-FORMULA for a formula whose result was never stored.
    """
    if len(data) > limits.WORKBOOK_BYTES:
        raise limits.over("workbook", limits.WORKBOOK_BYTES, len(data))
    if not data.startswith(_ZIP):
        raise Refused("FORM-FILE-TYPE")
    formulas = _check_zip(data)
    from openpyxl import DEFUSEDXML, load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    if not DEFUSEDXML:
        raise RuntimeError("openpyxl reads XML without defusedxml.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheets = {sheet.title: _sheet(sheet.title, sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
            book.close()
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
        OSError,
        IndexError,
    ) as why:
        raise Refused("FORM-FILE-DAMAGED") from why
    if not sheets:
        raise Refused("FORM-FILE-DAMAGED")
    _check_size(sheets)
    if formulas:
        _refuse_blank_formulas(data)
    return Workbook(sheets=sheets)


def _check_size(sheets: Mapping[str, Sheet]) -> None:
    """Refuse a workbook that would become too large a form: a row makes six tags, a text in one of several languages six more.

    Raises:
        Refused: FORM-LIMIT.
    """
    cells = sum(len(row.cells) for sheet in sheets.values() for row in sheet.rows)
    if cells > limits.CELLS:
        raise limits.over("cells", limits.CELLS, cells)
    rows = [row for name, sheet in sheets.items() if name.strip().lower() in _ROWS for row in sheet.rows]
    marks = 6 * len(rows) + 6 * sum("::" in column for row in rows for column in row.cells)
    if marks > limits.MARKS:
        raise limits.over("marks", limits.MARKS, marks)


def _check_zip(data: bytes) -> bool:
    """Look at the zip as a whole; tell whether any sheet holds a formula that was never computed.

    Raises:
        Refused: FORM-FILE-DAMAGED, FORM-LIMIT, FORM-MACRO, FORM-FILE-TYPE for a zip that is no workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive_check.check(archive)
            if not any(member.filename == "xl/workbook.xml" for member in members):
                raise Refused("FORM-FILE-TYPE")
            _weigh(archive, members)
            sheets = [member for member in members if member.filename.startswith("xl/worksheets/")]
            return any(_UNCOMPUTED.search(archive.read(member)) for member in sheets)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as why:
        raise Refused("FORM-FILE-DAMAGED") from why
    except ValueError as why:
        raise Refused("FORM-FILE-DAMAGED") from why


def _weigh(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """See that the XML of a workbook can be read in time and in memory, and that it has no document type: that would bring entities along.

    Raises:
        Refused: FORM-LIMIT, FORM-FILE-DAMAGED.
        zipfile.BadZipFile: a member is not what the list says.
    """
    tags = 0
    for member in members:
        name = member.filename.lower()
        if not name.endswith((".xml", ".rels")):
            continue
        if not name.startswith(_IN_ROWS) and member.file_size > limits.WORKBOOK_PART_BYTES:
            raise limits.over("member", limits.WORKBOOK_PART_BYTES, member.file_size)
        with archive.open(member) as content:
            before = b""
            while piece := content.read(_PIECE):
                tags += piece.count(b"<")
                if b"<!DOCTYPE" in (before + piece).replace(b"\0", b""):
                    raise Refused("FORM-FILE-DAMAGED")
                if tags > limits.WORKBOOK_TAGS:
                    raise limits.over("tags", limits.WORKBOOK_TAGS, tags)
                before = piece[-20:]


def _sheet(name: str, lines: Iterable[tuple[object, ...]]) -> Sheet:
    columns: tuple[str, ...] = ()
    rows: list[SheetRow] = []
    most = _ROWS.get(name.strip().lower(), limits.OTHER_ROWS)
    empty = 0
    for number, cells in enumerate(lines, 1):
        if number == 1:
            columns = tuple(_text(cell) for cell in cells[: limits.COLUMNS])
            continue
        written = {column: text for column, cell in zip(columns, cells, strict=False) if column and (text := _text(cell))}
        if not written:
            empty += 1
            if empty > most:
                raise limits.over("rows", most, number)
            continue
        rows.append(SheetRow(number=number, cells=written))
        if len(rows) > most:
            raise limits.over("rows", most, len(rows))
    return Sheet(name=name, columns=tuple(column for column in columns if column), rows=tuple(rows))


def _text(cell: object) -> str:
    """Write a cell as pyxform does: whole numbers without a point, TRUE and FALSE in capitals, dates in ISO form."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    text = str(cell)
    if len(text) > limits.CELL_CHARACTERS:
        raise limits.over("cell", limits.CELL_CHARACTERS, len(text))
    return text.replace("\xa0", " ").strip()


def _refuse_blank_formulas(data: bytes) -> None:
    """Refuse a workbook with a formula that no spreadsheet program has computed: its cell would read as empty.

    Raises:
        Refused: FORM-FORMULA with sheet, row and column.
    """
    from openpyxl import load_workbook

    written = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    computed = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in written.worksheets:
        results = computed[sheet.title].iter_rows(values_only=True)
        for number, (formulas, values) in enumerate(zip(sheet.iter_rows(values_only=True), results, strict=False), 1):
            for place, formula in enumerate(formulas):
                if isinstance(formula, str) and formula.startswith("=") and (place >= len(values) or values[place] is None):
                    raise Refused("FORM-FORMULA", sheet=sheet.title, row=number, column=place + 1)
    written.close()
    computed.close()
