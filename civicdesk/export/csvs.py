"""CSV as a bundle writes it: UTF-8, line feeds, commas, as few quotes as possible; text cells guarded against formulas."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from civicdesk.export.values import guard, unguard

MAX_COLUMNS = 2_000
MAX_ROWS = 200_000
MAX_CELL = 100_000


def write(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a table as bytes. Cells that are not numbers are guarded; `read` gives them back exactly."""
    return b"".join((_line(header).encode(), *map(line, rows)))


def line(row: Sequence[str]) -> bytes:
    """Return one row of a table as bytes, its cells guarded."""
    return _line([_safe(cell) for cell in row]).encode()


def read(data: bytes) -> list[Mapping[str, str]]:
    """Read a table that `write` wrote.

    Raises:
        ValueError: not such a table: other encoding, ragged, a column twice, beyond the limits. The argument says at which line.
    """
    lines = raw(data)
    if not lines or len(set(lines[0])) != len(lines[0]):
        raise ValueError(1)
    header = lines[0]
    for number, line in enumerate(lines, 1):
        if len(line) != len(header):
            raise ValueError(number)
    return [dict(zip(header, map(unguard, line), strict=True)) for line in lines[1:]]


def raw(data: bytes) -> list[list[str]]:
    """Read the cells of a table as they stand.

    Raises:
        ValueError: not UTF-8, NUL inside, not CSV, or beyond the limits of rows, columns and cells.
    """
    text = data.decode("utf-8")
    if "\0" in text or text.startswith("\ufeff"):
        raise ValueError(1)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[list[str]] = []
    try:
        for line in reader:
            if len(line) > MAX_COLUMNS or len(lines) > MAX_ROWS or any(len(cell) > MAX_CELL for cell in line):
                raise ValueError(len(lines) + 1)
            lines.append(line)
    except csv.Error as why:
        raise ValueError(len(lines) + 1) from why
    return lines


def is_number(cell: str) -> bool:
    """Tell whether a cell is a number as a bundle writes it: digits with a point and a sign in front, nothing else."""
    body = cell.removeprefix("-")
    whole, point, part = body.partition(".")
    return body.isascii() and whole.isdigit() and (not point or part.isdigit())


def _line(cells: Sequence[str]) -> str:
    """Write one line ourselves: Python's own writer quotes differently from version to version."""
    return ",".join(map(_quoted, cells)) + "\n" if tuple(cells) != ("",) else '""\n'


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in '",\r\n') else cell


def _safe(cell: str) -> str:
    return cell if is_number(cell) else guard(cell)
