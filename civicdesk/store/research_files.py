"""Files for researchers, made from the pool: CSV, SPSS (.sav) with labels and user-missing values, and a codebook that explains both."""

import re
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civicdesk.errors import Refused, Unavailable
from civicdesk.records.pooling import PoolColumn, Pooled, PoolTable
from civicdesk.store import files, pool, pool_tables

CODEBOOK = "codebook.csv"
HEADER = ("table", "column", "text", "type", "codes", "missing", "spss_name", "spss_codes", "spss_missing")
WriteCsv = Callable[[Sequence[str], Iterable[Sequence[str]]], bytes]
"""Writes a header and rows as CSV that a spreadsheet cannot run."""
_PART = ".part"
_TEXT_BYTES, _LABEL_BYTES, _NAME_BYTES, _CELL_BYTES = 256, 120, 64, 32_767
"""What SPSS takes for the text of a variable, a label of a value, a name, a text."""
_RESERVED = frozenset({"all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"})
_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,14}")
_ODD = re.compile(r"[^A-Za-z0-9_.]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One variable of an SPSS file."""

    name: str
    column: PoolColumn
    numbers: Mapping[str, int] | None = None
    """Code -> number, where answers are codes; None where they are not."""

    @property
    def is_text(self) -> bool:
        """Its values stay text; no value is the empty text."""
        return self.column.type == "string" and self.numbers is None


def write(pooled: Pooled, folder: Path, write_csv: WriteCsv) -> tuple[str, ...]:
    """Write the files of all tables into a new folder, all or none.

    Args:
        pooled: the pool.
        folder: must not be there, or be empty.
        write_csv: writes one CSV.

    Returns:
        The names of the files.

    Raises:
        Refused: POOL-FOLDER: there is something in the folder.
        Unavailable: POOL-PACKAGE; STORE-FILE.
    """
    pyreadstat = _library()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("POOL-FOLDER", folder=folder.name)
    part = files.beside(folder, _PART)
    try:
        shutil.rmtree(part, ignore_errors=True)
        files.make_folder(part)
        codebook: list[Sequence[str]] = []
        with pool.connected() as database:
            for table in pooled.tables:
                database.execute(f"create view {pool.named(table.view)} as {pool.relation(pooled, table, pooled.folder)}")
                files.write_whole(part / f"{table.name}.csv", write_csv(_names(table), pool.texts(database, table)))
                codebook += _write_sav(pyreadstat, database, table, part)
        files.write_whole(part / CODEBOOK, write_csv(HEADER, codebook))
        if folder.exists():
            folder.rmdir()
        files.put_in_place(part, folder)
    except OSError as why:
        raise Unavailable("STORE-FILE") from why
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return tuple(sorted(path.name for path in folder.iterdir()))


def _names(table: PoolTable) -> tuple[str, ...]:
    return (*table.added, *(column.name for column in table.columns))


def _write_sav(pyreadstat: Any, database: Any, table: PoolTable, part: Path) -> list[Sequence[str]]:
    """Write the SPSS file of a table and return its part of the codebook."""
    variables = _variables(database, table)
    missing = _missing_codes(database, table, variables)
    cells = [f"{_cell(each, missing)} as {pool.named(each.name)}" for each in variables]
    frame = database.execute(f"select {', '.join(cells)} from {pool.named(table.view)} order by all").df()
    coded = [each for each in variables if each.column.why and not each.is_text]
    labels = {each.name: {float(number): _cut(word, _LABEL_BYTES) for number, word in _values(each, missing)} for each in variables}
    path = part / f"{table.name}.sav"
    pyreadstat.write_sav(
        frame,
        str(path),
        column_labels={each.name: _cut(each.column.title, _TEXT_BYTES) for each in variables},
        variable_value_labels={name: values for name, values in labels.items() if values},
        missing_ranges={each.name: [{"lo": float(min(missing.values())), "hi": float(max(missing.values()))}] for each in coded if missing},
        variable_measure={each.name: "scale" if each.column.type != "string" else "nominal" for each in variables},
        row_compress=True,
    )
    files.sync_file(path)
    return [_told(table, each, missing) for each in variables]


def _variables(database: Any, table: PoolTable) -> list[Variable]:
    taken = set(_RESERVED)
    added = [PoolColumn(name=name, source=name, title=name, type="string") for name in table.added]
    return [
        Variable(name=_spss_name(column.name, taken), column=column, numbers=_numbers(database, table, column))
        for column in (*added, *table.columns)
    ]


def _spss_name(name: str, taken: set[str]) -> str:
    """Return a name as SPSS takes it: letters, digits, points and underscores, a letter first, no point last, 64 at most."""
    plain = _ODD.sub("_", name)[: _NAME_BYTES - 4].rstrip(".")
    return pool_tables.free(plain if plain[:1].isalpha() else f"v_{plain}", taken)


def _numbers(database: Any, table: PoolTable, column: PoolColumn) -> Mapping[str, int] | None:
    """Return the number of each code: the code itself if all are whole numbers, else its place in the form's list."""
    if not column.choices or column.several or column.type != "string":
        return None
    asked = f"select distinct {pool.named(column.name)} from {pool.named(table.view)} where {pool.named(column.name)} is not null"
    listed = [code for code, _ in column.choices]
    codes = [*listed, *sorted({code for (code,) in database.execute(asked).fetchall()} - set(listed))]
    if all(map(_WHOLE.fullmatch, codes)):
        return {code: int(code) for code in codes}
    return {code: place for place, code in enumerate(codes, 1)}


def _missing_codes(database: Any, table: PoolTable, variables: Sequence[Variable]) -> Mapping[str, int]:
    """Return a number for each word that stands for no answer: below zero, and none that somebody gave as an answer."""
    numbers = [number for each in variables for number in (each.numbers or {}).values()]
    plain = [pool.named(each.column.name) for each in variables if each.column.type != "string"]
    if plain:
        lowest = database.execute(f"select least({', '.join(f'min({name})' for name in plain)}) from {pool.named(table.view)}").fetchone()[
            0
        ]
        numbers += [] if lowest is None else [int(lowest) - 1]
    digits = 2
    while numbers and min(numbers) <= 1 - 10**digits + len(table.missing):
        digits += 1
    return {token: 1 - 10**digits + place for place, token in enumerate(table.missing)}


def _cell(each: Variable, missing: Mapping[str, int]) -> str:
    """Return a variable as SQL: one column, with numbers in the place of codes and of words for no answer."""
    name, why = pool.named(each.column.name), each.column.why
    if each.is_text:
        text = f"coalesce({name}, {pool.named(why)}, '')" if why else f"coalesce({name}, '')"
        return f"case when strlen({text}) > {_CELL_BYTES} then left({text}, {_CELL_BYTES // 4}) else {text} end"
    value = f"cast({name} as double)"
    if each.numbers is not None:
        value = f"case {name} {' '.join(f'when {_text(code)} then {number}.0' for code, number in each.numbers.items())} end"
    if not why or not missing:
        return value
    words = " ".join(f"when {_text(token)} then {number}.0" for token, number in missing.items())
    too_large = f"try_cast({pool.named(why)} as double)"
    return f"coalesce({value}, case {pool.named(why)} {words} else case when isfinite({too_large}) then {too_large} end end)"


def _values(each: Variable, missing: Mapping[str, int]) -> list[tuple[int, str]]:
    words = dict(each.column.choices)
    codes = [(number, words.get(code) or code) for code, number in (each.numbers or {}).items()]
    return codes + ([(number, token) for token, number in missing.items()] if each.column.why and not each.is_text else [])


def _told(table: PoolTable, each: Variable, missing: Mapping[str, int]) -> tuple[str, ...]:
    column = each.column
    coded = column.why and not each.is_text
    return (
        table.name,
        column.name,
        column.title,
        column.type,
        "; ".join(f"{code} = {label}" for code, label in column.choices),
        " ".join(table.missing) if column.why else "",
        each.name,
        "; ".join(f"{number} = {code}" for code, number in (each.numbers or {}).items()),
        "; ".join(f"{number} = {token}" for token, number in missing.items()) if coded else "",
    )


def _cut(text: str, most: int) -> str:
    """Return as much of a text as fits into so many bytes."""
    return text.encode()[:most].decode(errors="ignore")


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _library() -> Any:
    try:
        import pyreadstat
    except ImportError as why:
        raise Unavailable("POOL-PACKAGE", package="pyreadstat") from why
    return pyreadstat
