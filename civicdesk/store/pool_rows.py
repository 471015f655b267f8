"""Rows on their way from the ledger into the pool: page by page, so that memory holds them once and in short form."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from civicdesk.errors import Damaged
from civicdesk.records.intake import Described
from civicdesk.records.pooling import PoolTable
from civicdesk.store import pool_tables
from civicdesk.store.ledger import Ledger

PAGE, PEOPLE = 5_000, 500
"""Rows that are brought at once; people whose rows are read at once."""
Place = tuple[str, str]
"""Laptop, table."""
Counts = Mapping[str, Mapping[str, int]]
"""Laptop -> table -> rows."""


def counts(kept: Ledger) -> Counts:
    """Return how many rows of each laptop go into each table of the pool."""
    loose = 'select "table", count(*) from loose where laptop = ? group by "table"'
    places = 'select "table", count(*) from (select distinct code, "table", key from kept where laptop = ?) group by "table"'
    return {laptop: dict(kept.rows_of(loose, [laptop]) + kept.rows_of(places, [laptop])) for laptop in kept.laptops()}


def last_receipt(kept: Ledger, laptop: str) -> bytes:
    """Return the receipt of the bundle of a laptop that was taken in last."""
    ((receipt,),) = kept.rows_of("select receipt from bundle where laptop = ? order by rowid desc limit 1", [laptop])
    return bytes(receipt)


def described(kept: Ledger) -> tuple[Described, ...]:
    """Return what all bundles said of their tables."""
    rows = kept.rows_of('select distinct project, pack_version, "table", schema from described order by 1, 2, 3, 4')
    return tuple(Described(project=project, pack_version=pack, table=table, schema=schema) for project, pack, table, schema in rows)


def projects(kept: Ledger) -> Mapping[str, str]:
    """Return laptop -> project. A laptop belongs to one; its key is made when it joins."""
    return {
        laptop: project for laptop, project, _ in kept.rows_of("select laptop, project, max(pack_version) from described group by laptop")
    }


def staged(table: PoolTable) -> str:
    """Return the name of the table in which rows wait for their types."""
    return f"staged {table.name}"


def stage(database: Any, kept: Ledger, held: Counts) -> tuple[PoolTable, ...]:
    """Bring all rows that count into a database, their cells still as text.

    Args:
        database: DuckDB, in memory.
        kept: the ledger.
        held: what `counts` says of it.

    Returns:
        The tables, each staged under its name.

    Raises:
        Damaged: POOL-TABLE: a table that no bundle has described.
    """
    tables = {table.name: table for table in pool_tables.tables(described(kept))}
    full = {name for found in held.values() for name in found}
    tables = {name: table for name, table in tables.items() if table.of_people or name in full}
    for table in tables.values():
        database.execute(
            f'create table "{staged(table)}" (project varchar, laptop varchar, batch varchar, row_version bigint, cells varchar[])'
        )
    of_laptop = projects(kept)
    for laptop in held:
        pages: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
        for name, row in _each(kept, laptop):
            if name not in tables:
                raise Damaged("POOL-TABLE", table=name[:40])
            pages[name].append(row)
            if len(pages[name]) == PAGE:
                _bring(database, tables[name], (of_laptop[laptop], laptop), pages.pop(name))
        for name, rows in sorted(pages.items()):
            _bring(database, tables[name], (of_laptop[laptop], laptop), rows)
    return tuple(tables.values())


def _each(kept: Ledger, laptop: str) -> Iterator[tuple[str, tuple[str, int, str]]]:
    """Give (table, (bundle, version, cells)) of each row of a laptop in the ledger's own order; rows of people are told by no bundle."""
    codes = [code for (code,) in kept.rows_of("select distinct code from kept where laptop = ? order by code", [laptop])]
    asked = 'select "table", version, cells from now where laptop = ? and code between ? and ? order by code, "table", key'
    for at in range(0, len(codes), PEOPLE):
        some = codes[at : at + PEOPLE]
        for table, version, cells in kept.rows_of(asked, [laptop, some[0], some[-1]]):
            yield table, ("", version, cells)
    for batch, row in kept.loose(laptop):
        yield row.table, (batch, 0, row.cells)


def _bring(database: Any, table: PoolTable, place: Place, rows: list[tuple[str, int, str]]) -> None:
    names = [column.source for column in table.columns]
    cells = [[one.get(name) for name in names] for one in json.loads(f"[{','.join(written for _, _, written in rows)}]")]
    database.execute(
        f"""insert into "{staged(table)}" select ?, ?, unnest(from_json(?, '["VARCHAR"]')), unnest(from_json(?, '["BIGINT"]')),
        unnest(from_json(?, '[["VARCHAR"]]'))""",
        [*place, json.dumps([batch for batch, _, _ in rows]), json.dumps([version for _, version, _ in rows]), json.dumps(cells)],
    )
