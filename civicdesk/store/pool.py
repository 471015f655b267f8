"""The pool: all rows of a ledger that count, as Parquet files that DuckDB and others read. Derived, and made anew whenever it is behind.

`views.sql` is the pool's one sign: it names the folder of the files, and is replaced when they lie there whole. Whoever reads finds the old
pool or the new one. No extension of DuckDB is ever fetched: those that are needed are built in.
"""

import hashlib
import json
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from math import isfinite
from pathlib import Path
from typing import Any

from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.pooling import Found, PoolColumn, Pooled, PoolTable
from civicdesk.store import files, pool_rows, pool_tables
from civicdesk.store.ledger import Ledger

FORMAT = "civicdesk-pool 1"
VIEWS, LIST = "views.sql", "pool.json"
_PART, _SPILL = ".part", "spill"
_SIGN = re.compile(r"-- civicdesk-pool 1 ([0-9a-f]{64})")
_ROWS = re.compile(r"rows-[0-9a-f]{16}")
_CHANGE = 16
"""Hex digits of the change that name the folder."""
_MEMORY = "1GB"
_SQL_TYPES = {"string": "varchar", "integer": "bigint", "number": "double"}
_OF_THE_WORDS = ("ParserException", "BinderException", "CatalogException", "SyntaxException")
"""Failures that speak of the query's own words; others may quote a cell."""


def change(kept: Ledger, held: pool_rows.Counts) -> str:
    """Return the hash of everything that a pool is made of: bundles, those who are to be forgotten, rows."""
    told = [
        [laptop, sorted({link.batch for link in kept.links(laptop)}), sorted(kept.gone(laptop)), sorted(found.items())]
        for laptop, found in held.items()
    ]
    return hashlib.sha256(json.dumps([FORMAT, told]).encode()).hexdigest()


def build(kept: Ledger, out: Path) -> Pooled:
    """Make the pool of a ledger in a folder, if the one that lies there is another.

    Returns:
        The pool; `made` tells whether anything was written.

    Raises:
        Unavailable: POOL-PACKAGE: DuckDB is not installed; STORE-FILE: the pool that was there is there, whole.
        Damaged: POOL-TABLE; POOL-COUNTS: the files hold other numbers of rows than the ledger. A bug.
    """
    library()
    files.make_folder(out)
    held, here = pool_rows.counts(kept), current(out)
    wanted = change(kept, held)
    if here is None or here.change != wanted:
        part = out / _PART
        try:
            shutil.rmtree(part, ignore_errors=True)
            with connected(part) as database:
                empty = Pooled(folder=part, change=wanted, tables=(), counts=held, made=True)
                pooled = _write(database, empty, pool_rows.stage(database, kept, held))
            here = _put_in_place(part, out, pooled)
        except OSError as why:
            raise Unavailable("STORE-FILE") from why
        finally:
            shutil.rmtree(part, ignore_errors=True)
    for other in (*(path for path in out.iterdir() if _ROWS.fullmatch(path.name)), out / _PART):
        if other != here.folder:
            shutil.rmtree(other, ignore_errors=True)
    return here


def current(out: Path) -> Pooled | None:
    """Return the pool that lies in a folder; None if there is none, or its files are not those that were written."""
    try:
        sign = _SIGN.match((out / VIEWS).read_text(encoding="utf-8"))
        if sign is None:
            return None
        folder = _folder(out, sign[1])
        told = json.loads((folder / LIST).read_bytes())
        if told["change"] != sign[1] or told["files"] != _digests(folder):
            return None
        tables = tuple(map(pool_tables.from_json, told["tables"]))
        return Pooled(folder=folder, change=sign[1], tables=tables, counts=told["counts"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def opened(out: Path) -> Pooled:
    """Return the pool that lies in a folder.

    Raises:
        Damaged: POOL-NONE: there is none.
    """
    found = current(out)
    if found is None:
        raise Damaged("POOL-NONE")
    return found


def query(pooled: Pooled, sql: str) -> Found:
    """Ask the pool one question. Nothing else can be read or written by it: not another file, not the network.

    Raises:
        Refused: POOL-QUERY: not one `select`; POOL-SQL: DuckDB does not understand it.
        Unavailable: POOL-PACKAGE.
    """
    with connected() as database:
        for statement in views(pooled, pooled.folder.absolute()):
            database.execute(statement)
        folder = f"{pooled.folder.absolute()}/"
        database.execute(f"set allowed_directories = [{_text(folder)}, {_text(_literal(folder))}]")
        database.execute("set enable_external_access = false")
        database.execute("set lock_configuration = true")
        error: type[Exception] = library().Error
        try:
            asked = database.extract_statements(sql.encode(errors="replace").decode())
            if len(asked) != 1 or asked[0].type.name != "SELECT":
                raise Refused("POOL-QUERY")
            answer = database.execute(asked[0])
            taken: set[str] = set()
            columns = tuple(pool_tables.free(each[0], taken) for each in answer.description)
            return Found(columns=columns, rows=tuple(tuple(map(_plain, row)) for row in answer.fetchall()))
        except error as why:
            kind = type(why).__name__
            raise Refused("POOL-SQL", said=str(why).splitlines()[0] if kind in _OF_THE_WORDS else kind) from why


def views(pooled: Pooled, place: Path | str) -> list[str]:
    """Return statements that make a view of each table.

    Args:
        pooled: the pool.
        place: folder of the files, as it stands in the statements.
    """
    return [f"create or replace view {named(table.view)} as {relation(pooled, table, place)};" for table in pooled.tables]


def relation(pooled: Pooled, table: PoolTable, place: Path | str) -> str:
    """Return a query for all rows of a table; one without rows has no files, and its columns all the same."""
    if not pooled.rows(table.name):
        types = {name: _SQL_TYPES[column.type] for column in table.columns for name in (column.name,)}
        empty = ", ".join(f"cast(null as {types.get(name, 'varchar')}) as {named(name)}" for name in table.header)
        return f"select {empty} where false"
    kinds = ", ".join(f"{_text(name)}: {'bigint' if name == pool_tables.WAVE else 'varchar'}" for name in table.split)
    where = _text("/".join([_literal(str(place)), table.name, *["*"] * len(table.split), "*.parquet"]))
    return f"select {', '.join(map(named, table.header))} from read_parquet({where}, hive_partitioning = true, hive_types = {{{kinds}}})"


def texts(database: Any, table: PoolTable) -> Iterator[tuple[str, ...]]:
    """Give all rows of a view as bundles write them: where there is no answer, the word for it stands in its place."""
    cells = [named(name) for name in table.added]
    for column in table.columns:
        text = f"cast({named(column.name)} as varchar)"
        cells.append(f"coalesce({text}, {named(column.why)}, '')" if column.why else f"coalesce({text}, '')")
    answer = database.execute(f"select {', '.join(cells)} from {named(table.view)} order by all")
    while rows := answer.fetchmany(1_000):
        yield from rows


def rows_of(pooled: Pooled) -> Mapping[str, list[tuple[str, ...]]]:
    """Return all rows of all tables as text, each with the columns that the pool adds in front.

    Raises:
        Unavailable: POOL-PACKAGE.
    """
    with connected() as database:
        for statement in views(pooled, pooled.folder):
            database.execute(statement)
        return {table.name: list(texts(database, table)) for table in pooled.tables}


def named(name: str) -> str:
    """Return a name as it stands in SQL."""
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def connected(spill: Path | None = None) -> Iterator[Any]:
    """Give a database in memory that fetches nothing and has one thread, so that the same rows become the same bytes.

    Args:
        spill: a folder that it may make for what does not fit into memory.

    Raises:
        Unavailable: POOL-PACKAGE; STORE-FILE: no room.
    """
    duckdb = library()
    settings = {"autoinstall_known_extensions": False, "autoload_known_extensions": False, "threads": 1, "memory_limit": _MEMORY}
    database = duckdb.connect(config={**settings, "temp_directory": str(spill / _SPILL) if spill else ""})
    try:
        if spill is not None:
            for folder in (spill, spill / _SPILL):
                files.make_folder(folder)
        database.execute("set enable_progress_bar = false")
        yield database
    except (duckdb.IOException, duckdb.OutOfMemoryException) as why:
        raise Unavailable("STORE-FILE") from why
    finally:
        database.close()


def library() -> Any:
    """Return DuckDB.

    Raises:
        Unavailable: POOL-PACKAGE.
    """
    try:
        import duckdb
    except ImportError as why:
        raise Unavailable("POOL-PACKAGE", package="duckdb") from why
    return duckdb


def _write(database: Any, empty: Pooled, tables: tuple[PoolTable, ...]) -> Pooled:
    """Write the staged tables into the folder of a pool that has none yet, and count them there."""
    part, pooled = empty.folder, replace(empty, tables=tables)
    for table in tables:
        folder = part / table.name
        files.make_folder(folder)
        split = ", ".join(map(named, table.split))
        options = f"format parquet, compression zstd, partition_by ({split}), overwrite_or_ignore"
        database.execute(f"copy ({_typed(table)}) to {_text(str(folder))} ({options})")
        database.execute(f"drop table {named(pool_rows.staged(table))}")
    if _counted(database, pooled) != {laptop: found for laptop, found in pooled.counts.items() if found}:
        raise Damaged("POOL-COUNTS")
    shutil.rmtree(part / _SPILL, ignore_errors=True)
    told = {
        "format": FORMAT,
        "change": pooled.change,
        "tables": list(map(pool_tables.as_json, tables)),
        "counts": pooled.counts,
        "files": _digests(part),
    }
    files.write_whole(part / LIST, json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())
    return pooled


def _counted(database: Any, pooled: Pooled) -> Mapping[str, Mapping[str, int]]:
    """Count the rows in the files themselves."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for table in pooled.tables:
        if any((pooled.folder / table.name).rglob("*.parquet")):
            whole = replace(pooled, counts={"": {table.name: 1}})
            asked = f"select laptop, count(*) from ({relation(whole, table, pooled.folder)}) group by laptop"
            for laptop, count in database.execute(asked).fetchall():
                found[laptop][table.name] = count
    return {laptop: dict(counts) for laptop, counts in found.items()}


def _put_in_place(part: Path, out: Path, pooled: Pooled) -> Pooled:
    """Make the files durable, give their folder its name, then say so in `views.sql`: the step at which the new pool counts."""
    for path in sorted(part.rglob("*")):
        files.sync_folder(path) if path.is_dir() else files.sync_file(path)
    folder = _folder(out, pooled.change)
    shutil.rmtree(folder, ignore_errors=True)
    files.put_in_place(part, folder)
    placed = replace(pooled, folder=folder)
    lines = [f"-- {FORMAT} {placed.change}", "-- Read this in the folder in which it lies.", *views(placed, folder.name)]
    files.write_whole(out / VIEWS, "\n".join([*lines, ""]).encode())
    return placed


def _folder(out: Path, change: str) -> Path:
    return out / f"rows-{change[:_CHANGE]}"


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LIST
    }


def _typed(table: PoolTable) -> str:
    """Return the query that gives staged cells their types."""
    own = [part for at, column in enumerate(table.columns, 1) for part in _cells(column, table, f"cells[{at}]")]
    return f"select {', '.join([*map(named, table.added), *own])} from {named(pool_rows.staged(table))}"


def _cells(column: PoolColumn, table: PoolTable, cell: str) -> list[str]:
    """Return a column with its type, and beside it why there is no answer. A cell that does not fit stands there as it came: nothing is lost."""
    if column.source == pool_tables.VERSION:
        return [f"row_version as {named(column.name)}"]
    if column.type == "string":
        # Not `in (...)`: of each DuckDB makes a join, and a form of 300 questions no longer fits into memory.
        words = " ".join(f"when {_text(token)} then null" for token in table.missing)
        value = f"case {cell} {words} else {cell} end" if column.why and words else cell
    else:
        number = f"try_cast({cell} as {_SQL_TYPES[column.type]})"
        value = f"case when isfinite({number}) then {number} end" if column.type == "number" else number
    if not column.why:
        return [f"{value} as {named(column.name)}"]
    not_asked = _text(table.missing[0] if table.missing else "")
    why = f"case when {value} is null then coalesce({cell}, {not_asked}) end"
    return [f"{value} as {named(column.name)}", f"{why} as {named(column.why)}"]


def _plain(value: object) -> object:
    """Return a value as everybody can write it down: dates, fractions and lists as text, and numbers that JSON has no sign for."""
    plain = isfinite(value) if isinstance(value, float) else value is None or isinstance(value, str | int)
    return value if plain else str(value)


def _literal(path: str) -> str:
    """Return a path in which no sign stands for others."""
    return re.sub(r"[*?\[]", r"[\g<0>]", path)


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
