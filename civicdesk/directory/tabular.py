"""Tables from outside: read whole or not at all, with every fault named by row and column."""

import csv
import io
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches

from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.entries import Entry, RowError
from civicdesk.records.ids import EntryId

MOST_BYTES = 20 * 1024 * 1024
MOST_COLUMNS = 2_000
MOST_ROWS = 200_000
LONGEST_CELL = 100_000

_NAMESPACE = uuid.UUID("5b7c8f0e-3d0b-5c52-9d4b-7a6d1f0c2e11")
"""Ids that are no UUID are turned into one in this space, so that the same list finds its entries again."""

COLUMNS: Mapping[str, str] = {
    "id": "id",
    "name": "name",
    "organization": "organisation",
    "organisation": "organisation",
    "description": "description",
    "schedule": "when",
    "when": "when",
    "address": "address",
    "district": "district",
    "phone": "phone",
    "email": "email",
    "url": "url",
    "contact_name": "contact_name",
    "fees": "cost",
    "cost": "cost",
    "accessibility": "access",
    "access": "access",
    "tags": "tags",
    "taxonomy_terms": "tags",
    "printable": "printable",
    "print_ok": "printable",
    "assured_date": "assured_date",
    "status": "status",
}
"""Column of the table -> what it is; names as Open Referral UK has them, and plain ones beside them."""

_LONGEST = {"name": 300, "description": 20_000}
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": True}
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]+")
_URL = re.compile(r"https?://[^\s<>\"]+")
_PHONE = re.compile(r"[0-9+() /-]{3,40}(?: ?(?:ext|x)\.? ?[0-9]{1,6})?", re.IGNORECASE)


@dataclass(slots=True)
class _Row:
    """One row while it is read: its cells by meaning, and what is wrong with it."""

    number: int
    cells: Mapping[str, str]
    headers: Mapping[str, str]
    errors: list[RowError] = field(default_factory=list)

    def wrong(self, name: str, why: str, **facts: object) -> None:
        """Note a fault of one cell."""
        column = self.headers.get(name, name)
        self.errors.append(RowError(row=self.number, column=column, sentence=say(f"directory.row.{why}", **facts)))

    def text(self, name: str) -> str:
        """Return a cell, empty if the table has no such column."""
        return self.cells.get(name, "")


def read_rows(data: bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, Mapping[str, str]]]]:
    """Read a CSV from outside within the limits for files we did not make.

    Args:
        data: UTF-8, with or without a byte order mark; comma or semicolon between cells; the first row names the columns.

    Returns:
        The columns in order, and (line of the file, cells by column) for each row that is not empty. The header is line 1.

    Raises:
        Refused: `IMPORT-CSV` with a sentence in `problem`; nothing was read.
    """
    text = _decoded(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        before = 0
        for cells in reader:
            rows.append((before + 1, [cell.strip() for cell in cells]))
            before = reader.line_num
            if len(rows) > MOST_ROWS + 1:
                raise _refused("rows", most=MOST_ROWS)
    except csv.Error as why:
        raise _refused("garbled", row=reader.line_num) from why
    finally:
        csv.field_size_limit(limit)
    rows = [(number, cells) for number, cells in rows if any(cells)]
    if not rows:
        raise _refused("empty")
    return _header(rows[0][1]), iter(_cells(rows))


def read_entries(data: bytes, new_id: Callable[[], str] | None = None) -> tuple[tuple[Entry, ...], tuple[RowError, ...]]:  # noqa: ARG001 - ids follow from the rows, so that a list taken in twice stays one list
    """Read entries of the directory from one table.

    The id is the table's if it has one, else it follows from name, organisation and district: the same list read again finds the
    same entries. Of a contact's name only the first word is kept.

    Returns:
        The entries and no errors, or no entries and every error.

    Raises:
        Refused: `IMPORT-CSV`: this is no table at all.
    """
    columns, rows = read_rows(data)
    headers = {COLUMNS[name.casefold()]: name for name in columns if name.casefold() in COLUMNS}
    errors = _header_errors(columns, headers)
    entries: dict[EntryId, Entry] = {}
    for number, cells in rows:
        row = _Row(number, {COLUMNS[name.casefold()]: cell for name, cell in cells.items() if name.casefold() in COLUMNS}, headers)
        entry = _entry(row)
        if entry.id in entries:
            row.wrong("id" if "id" in headers else "name", "twice")
        entries[entry.id] = entry
        errors += row.errors
    return ((), tuple(errors)) if errors else (tuple(entries.values()), ())


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise _refused("size", most=MOST_BYTES // (1024 * 1024))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        raise _refused("encoding", byte=why.start + 1) from why
    if "\0" in text:
        raise _refused("nul", row=text.count("\n", 0, text.index("\0")) + 1)
    return text


def _separator(text: str) -> str:
    """Spreadsheets of some countries put semicolons between cells: the header tells."""
    header = text.partition("\n")[0]
    return ";" if header.count(";") > header.count(",") else ","


def _header(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise _refused("columns", most=MOST_COLUMNS)
    for place, name in enumerate(cells, start=1):
        if not name:
            raise _refused("unnamed", place=place)
        if name in cells[: place - 1]:
            raise _refused("column_twice", column=name)
    return tuple(cells)


def _cells(rows: list[tuple[int, list[str]]]) -> list[tuple[int, Mapping[str, str]]]:
    """Set rows against the columns; one that has more cells than the header has names is garbled."""
    columns = rows[0][1]
    found: list[tuple[int, Mapping[str, str]]] = []
    for number, cells in rows[1:]:
        if any(cells[len(columns) :]):
            raise _refused("too_many_cells", row=number)
        found.append((number, dict(zip(columns, [*cells, *[""] * len(columns)], strict=False))))
    return found


def _refused(why: str, **facts: object) -> Refused:
    return Refused("IMPORT-CSV", problem=say(f"directory.csv.{why}", **facts))


def _header_errors(columns: Iterable[str], headers: Mapping[str, str]) -> list[RowError]:
    """A list needs names; a column that is almost one of ours is a slip, any other is passed over."""
    errors = []
    if "name" not in headers:
        errors.append(RowError(row=1, column="name", sentence=say("directory.row.no_name_column")))
    for column in columns:
        low = column.casefold()
        near = get_close_matches(low, COLUMNS, n=1, cutoff=0.8)
        if low not in COLUMNS and near:
            errors.append(RowError(row=1, column=column, sentence=say("directory.row.column_near", near=near[0])))
        elif low in COLUMNS and headers[COLUMNS[low]] != column:
            errors.append(RowError(row=1, column=column, sentence=say("directory.row.column_again", other=headers[COLUMNS[low]])))
    return errors


def _entry(row: _Row) -> Entry:
    if not row.text("name"):
        row.wrong("name", "no_name")
    for name, most in _LONGEST.items():
        if len(row.text(name)) > most:
            row.wrong(name, "too_long", most=most)
    if row.text("status").casefold() not in {"", "active"}:
        row.wrong("status", "not_open")
    return Entry(
        id=_id(row),
        name=row.text("name"),
        organisation=row.text("organisation"),
        description=row.text("description"),
        when=row.text("when"),
        address=row.text("address"),
        district=row.text("district").upper(),
        phone=_matched(row, "phone", _PHONE),
        email=_matched(row, "email", _EMAIL),
        url=_matched(row, "url", _URL),
        contact_name=row.text("contact_name").partition(" ")[0],
        cost=row.text("cost"),
        access=row.text("access"),
        tags=_tags(row.text("tags")),
        printable=_yes_or_no(row),
        assured_date=_date(row),
    )


def _id(row: _Row) -> EntryId:
    given = row.text("id")
    try:
        return EntryId(str(uuid.UUID(given)))
    except ValueError:
        facts = given or "\n".join(row.text(name).casefold() for name in ("name", "organisation", "district"))
        return EntryId(str(uuid.uuid5(_NAMESPACE, facts)))


def _matched(row: _Row, name: str, pattern: re.Pattern[str]) -> str:
    cell = row.text(name)
    if cell and not pattern.fullmatch(cell):
        row.wrong(name, name)
    return cell


def _tags(cell: str) -> tuple[str, ...]:
    parts = cell.split(";" if ";" in cell else ",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _yes_or_no(row: _Row) -> bool:
    cell = row.text("printable").casefold()
    if cell not in _YES_NO:
        row.wrong("printable", "yes_or_no")
    return _YES_NO.get(cell, False)


def _date(row: _Row) -> date | None:
    cell = row.text("assured_date")
    if not cell:
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError:
        row.wrong("assured_date", "date")
        return None
