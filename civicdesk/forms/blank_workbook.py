"""A workbook that a person goes on with: rows out as bytes, numbers as numbers, a header that stays in view."""

import io
import re

from civicdesk.records.instruments import Workbook

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_WIDEST, _NARROWEST = 60, 12
"""Letters."""


def write(workbook: Workbook) -> bytes:
    """Return the bytes of an `.xlsx` with these sheets, in order. A version or a name of digits stays text where its column says so."""
    from openpyxl import Workbook as Book
    from openpyxl.styles import Font

    book = Book()
    book.remove(book.worksheets[0])
    for sheet in workbook.sheets.values():
        page = book.create_sheet(sheet.name)
        page.append(list(sheet.columns))
        for row in sheet.rows:
            page.append([_value(column, row.cells.get(column, "")) for column in sheet.columns])
        for place, column in enumerate(sheet.columns, 1):
            longest = max(len(column), *(len(row.cells.get(column, "")) for row in sheet.rows))
            header = page.cell(1, place)
            header.font = Font(bold=True)
            page.column_dimensions[header.column_letter].width = min(max(longest + 2, _NARROWEST), _WIDEST)
        page.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _value(column: str, cell: str) -> str | float | int | None:
    if not cell:
        return None
    if column in _TEXT or not _NUMBER.fullmatch(cell):
        return cell
    return float(cell) if "." in cell else int(cell)


_TEXT = frozenset({"name", "version", "key_version", "item", "form_id"})
"""Columns in which digits are a name."""
