"""Tables from outside: read whole or not at all, with every fault named by row and column."""

import codecs
import csv
import io
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice
from typing import TypeVar

from civicdesk.directory import fields
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.entries import Entry, EntryKind, EntryStatus, RowError, is_hiding_place
from civicdesk.records.ids import EntryId

MOST_BYTES = 20 * 1024 * 1024
MOST_COLUMNS = 2_000
MOST_ROWS = 200_000
LONGEST_CELL = 100_000
MOST_SEPARATORS = 200_000
"""Commas or semicolons in one record, those inside its cells as well."""
MOST_ERRORS = 1_000

_AT_ONCE = 50
_PIECE = 1024 * 1024

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
    "address_public": "address_public",
    "assured_date": "assured_date",
    "status": "status",
    "kind": "kind",
    "minimum_age": "youngest",
    "maximum_age": "oldest",
} | {name: name for name in fields.OF_FACTS}
"""Column of the table -> what it is; names as Open Referral UK has them, and plain ones beside them."""

Word = TypeVar("Word", bound=StrEnum)

_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


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


class _Lines:
    """The lines of a table, with an eye on the cells of the record that they belong to: a hostile one would fill the memory."""

    def __init__(self, data: bytes, separator: str) -> None:
        self._text = io.TextIOWrapper(io.BytesIO(data), "utf-8-sig", newline="")
        self._separator = separator
        self.cells = 0
        """Separators since the record began; cells that hold some count more than once, but no honest one comes near the limit."""

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._text)
        self.cells += line.count(self._separator)
        if self.cells > MOST_SEPARATORS:
            raise _refused("columns", most=MOST_COLUMNS)
        return line


class _Records:
    """The records of a table, a few at a time; the limit of a cell holds for the whole process, so it is put back each time."""

    def __init__(self, data: bytes, separator: str) -> None:
        self._lines = _Lines(data, separator)
        self._reader = csv.reader(self._lines, delimiter=separator, strict=True)

    def some(self) -> list[tuple[int, list[str]]]:
        """Return the next records, each with the line on which it ends; none at the end.

        Raises:
            Refused: `IMPORT-CSV`: the next one is garbled.
        """
        limit = csv.field_size_limit(LONGEST_CELL)
        found = []
        try:
            for cells in islice(self._reader, _AT_ONCE):
                found.append((self._reader.line_num, cells))
                self._lines.cells = 0
        except csv.Error as why:
            raise _refused("garbled", row=self._reader.line_num) from why
        finally:
            csv.field_size_limit(limit)
        return found


class Table:
    """A CSV from outside. It is read anew each time its rows are asked for, so that a long one is never in memory as a whole."""

    def __init__(self, data: bytes) -> None:
        """Look at the bytes and at the header.

        Raises:
            Refused: `IMPORT-CSV` with a sentence in `problem`.
        """
        _confirm_text(data)
        self._data = data
        self._separator = _separator(data)
        self.columns = _header(next(self._filled(), (0, []))[1])

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Give line of the file and cells of each row that is not empty, the header apart.

        Raises:
            Refused: `IMPORT-CSV`, at the row that is garbled.
        """
        filled = self._filled()
        next(filled)
        for number, cells in filled:
            if any(map(str.strip, cells[len(self.columns) :])):
                raise _refused("too_many_cells", row=number)
            yield number, cells

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        records = _Records(self._data, self._separator)
        count = line = 0
        while batch := records.some():
            for last, cells in batch:
                number, line = line + 1, last
                count += 1
                if count > MOST_ROWS + 1:
                    raise _refused("rows", most=MOST_ROWS)
                if any(map(str.strip, cells)):
                    yield number, cells


def read_rows(data: bytes) -> tuple[tuple[str, ...], Iterator[tuple[int, Mapping[str, str]]]]:
    """Read a CSV from outside within the limits for files we did not make.

    Args:
        data: UTF-8, with or without a byte order mark; comma or semicolon between cells; the first row names the columns.

    Returns:
        The columns in order, and (line of the file, cells by column) for each row that is not empty. The header is line 1.

    Raises:
        Refused: `IMPORT-CSV` with a sentence in `problem`; from the rows, too, where one of them is garbled.
    """
    table = Table(data)
    blank = [""] * len(table.columns)

    def by_column(cells: list[str]) -> Mapping[str, str]:
        return dict(zip(table.columns, [*map(str.strip, cells), *blank], strict=False))

    return table.columns, ((number, by_column(cells)) for number, cells in table.rows())


class Entries:
    """The entries of one table. Each time they are asked for, the table is read from its beginning."""

    def __init__(self, data: bytes) -> None:
        """Look at the header.

        Raises:
            Refused: `IMPORT-CSV`: this is no table at all.
        """
        self._table = Table(data)
        columns = self._table.columns
        meanings = [(place, COLUMNS[name.casefold()]) for place, name in enumerate(columns) if name.casefold() in COLUMNS]
        self._places = tuple(meanings)
        self._headers = {meaning: columns[place] for place, meaning in meanings}
        self.errors: list[RowError] = _header_errors(columns, self._headers)
        """What is wrong, as far as the table was read; after a thousand faults it is not read any further."""

    def __iter__(self) -> Iterator[Entry]:
        """Give the entries up to the first fault; from there on only what else is wrong is gathered.

        Raises:
            Refused: `IMPORT-CSV`, at the row that is garbled.
        """
        self.errors = _header_errors(self._table.columns, self._headers)
        seen: set[bytes] = set()
        for number, cells in self._table.rows():
            row = _Row(number, {meaning: cells[place].strip() for place, meaning in self._places if place < len(cells)}, self._headers)
            ident = _id(row)
            entry = _entry(row, ident)
            if ident.bytes in seen:
                row.wrong("id" if "id" in self._headers else "name", "twice")
            seen.add(ident.bytes)
            self.errors += row.errors
            if not self.errors:
                yield entry
            elif len(self.errors) >= MOST_ERRORS:
                return


def read_entries(data: bytes) -> Entries:
    """Read entries of the directory from one table.

    The id is the table's if it has one, else it follows from name, organisation and district: the same list read again finds the
    same entries. Of a contact's name only the first word is kept.

    Raises:
        Refused: `IMPORT-CSV`: this is no table at all.
    """
    return Entries(data)


def entry_of(number: int, cells: Mapping[str, str], headers: Mapping[str, str]) -> tuple[Entry, tuple[RowError, ...]]:
    """Return the entry that one row says, cells by field, and what is wrong with it; `headers` are their columns in the table."""
    row = _Row(number, cells, headers)
    return _entry(row, _id(row)), tuple(row.errors)


def _confirm_text(data: bytes) -> None:
    """See that bytes are UTF-8 without NUL, piece by piece: the text of a large table is never in memory as a whole."""
    if len(data) > MOST_BYTES:
        raise _refused("size", most=MOST_BYTES // (1024 * 1024))
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _PIECE):
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + _PIECE], final=start + _PIECE >= len(data))
        except UnicodeDecodeError as why:
            raise _refused("encoding", byte=start - held + why.start + 1) from why
    nul = data.find(b"\0")
    if nul >= 0:
        raise _refused("nul", row=data.count(b"\n", 0, nul) + 1)


def _separator(data: bytes) -> str:
    """Spreadsheets of some countries put semicolons between cells: the header tells."""
    end = data.find(b"\n")
    header = data if end < 0 else data[:end]
    return ";" if header.count(b";") > header.count(b",") else ","


def _header(cells: list[str]) -> tuple[str, ...]:
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise _refused("empty")
    if len(names) > MOST_COLUMNS:
        raise _refused("columns", most=MOST_COLUMNS)
    for place, name in enumerate(names, start=1):
        if not name:
            raise _refused("unnamed", place=place)
        if name in names[: place - 1]:
            raise _refused("column_twice", column=name)
    return tuple(names)


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


def _entry(row: _Row, ident: uuid.UUID) -> Entry:
    if not row.text("name"):
        row.wrong("name", "no_name")
    for name, most in fields.LONGEST.items():
        if len(row.text(name)) > most:
            row.wrong(name, "too_long", most=most)
    facts, wrong = fields.facts_of(row.cells)
    for name, why in wrong:
        row.wrong(name, why)
    return Entry(
        id=EntryId(str(ident)),
        name=row.text("name"),
        organisation=row.text("organisation"),
        description=row.text("description"),
        when=row.text("when"),
        address=row.text("address"),
        district=row.text("district").upper(),
        phone=_matched(row, "phone", fields.PHONE),
        email=_matched(row, "email", fields.EMAIL),
        url=_matched(row, "url", fields.URL),
        contact_name=row.text("contact_name").partition(" ")[0],
        cost=row.text("cost"),
        access=row.text("access"),
        tags=_tags(row.text("tags")),
        printable=_yes_or_no(row, "printable"),
        address_public=_yes_or_no(row, "address_public"),
        assured_date=_date(row),
        status=_one_of(row, "status", EntryStatus, EntryStatus.ACTIVE),
        kind=_one_of(row, "kind", EntryKind, EntryKind.SERVICE),
        facts=facts,
    )


def _id(row: _Row) -> uuid.UUID:
    given = row.text("id")
    if given:
        with suppress(ValueError):
            return uuid.UUID(given)
    return uuid.uuid5(_NAMESPACE, given or "\n".join(row.text(name).casefold() for name in ("name", "organisation", "district")))


def _matched(row: _Row, name: str, pattern: re.Pattern[str]) -> str:
    cell = row.text(name)
    if cell and not pattern.fullmatch(cell):
        row.wrong(name, name)
    return cell


def _tags(cell: str) -> tuple[str, ...]:
    parts = cell.split(";" if ";" in cell else ",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _yes_or_no(row: _Row, name: str) -> bool:
    """Return what a cell says; an empty one says yes, but not of a place where people hide."""
    cell = row.text(name).casefold()
    if not cell:
        return not is_hiding_place(row.text("name"), (row.text("tags"),))
    if cell not in _YES_NO:
        row.wrong(name, "yes_or_no")
    return _YES_NO.get(cell, False)


def _one_of(row: _Row, name: str, values: type[Word], usual: Word) -> Word:
    cell = row.text(name).casefold()
    if cell and cell not in set(values):
        row.wrong(name, name)
        return usual
    return values(cell) if cell else usual


def _date(row: _Row) -> date | None:
    cell = row.text("assured_date")
    if not cell:
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError:
        row.wrong("assured_date", "date")
        return None
