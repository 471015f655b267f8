"""The ledger of a centre: every row that was ever accepted, which bundle brought it, and who is to be forgotten.

What counts is worked out from the whole of it, so that the order in which bundles come does not matter. A file of its own, encrypted as
a workspace is: it holds rows about people, though no name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.intake import Arrival, ChainState, Conflict, Link, Row, RowOutcome, Taken
from civicdesk.store import driver, files
from civicdesk.store.driver import Connection

APPLICATION = 0x43495643
"""`PRAGMA application_id` of every ledger: "CIVC"."""
VERSION = 1
_SHAPE = """
create table bundle (
  batch text primary key, laptop text not null, previous text not null, count integer not null, head text not null,
  outer_sha256 text not null, receipt blob not null
) strict;
create table kept (
  laptop text not null, code text not null, "table" text not null, key text not null, version integer not null, sha256 text not null,
  cells text not null, batch text not null, primary key (laptop, code, "table", key, version, sha256)
) strict;
create table gone (laptop text not null, code text not null, scope text not null, primary key (laptop, code, scope)) strict;
create view now as
  select laptop, "table", code, key, version, min(sha256) as sha256, cells from kept o
  where version = (
    select max(version) from kept i where i.laptop = o.laptop and i.code = o.code and i."table" = o."table" and i.key = o.key
  )
  group by laptop, code, "table", key;
"""
"""Of a row that came with two contents under one version, that with the lesser hash counts: the same everywhere, whatever came first."""
Judge = Callable[[Sequence[Link]], Mapping[str, ChainState]]


class Ledger:
    """An open ledger. One at a time: the file is locked while it is open."""

    def __init__(self, path: Path, connection: Connection) -> None:
        self.path = path
        self._connection = connection

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def receipt(self, batch: str) -> bytes | None:
        """Return the receipt that a bundle got; None if it has not come yet."""
        found = self._rows("select receipt from bundle where batch = ?", [batch])
        return bytes(found[0][0]) if found else None

    def laptops(self) -> tuple[str, ...]:
        """Return the laptops that have sent something."""
        return tuple(laptop for (laptop,) in self._rows("select distinct laptop from bundle order by laptop"))

    def links(self, laptop: str) -> tuple[Link, ...]:
        """Return where the bundles of a laptop stand in its history, shortest chain first."""
        rows = self._rows("select batch, previous, count, head from bundle where laptop = ? order by count, batch", [laptop])
        return tuple(Link(batch=batch, previous=previous, count=count, head=head) for batch, previous, count, head in rows)

    def rows(self, laptop: str) -> tuple[Row, ...]:
        """Return the rows of a laptop that count: of each the highest version."""
        found = self._rows(
            'select "table", code, key, version, cells, sha256 from now where laptop = ? order by "table", code, key', [laptop]
        )
        return tuple(
            Row(table=table, code=code, key=key, version=version, cells=cells, sha256=sha)
            for table, code, key, version, cells, sha in found
        )

    def counts(self, laptop: str) -> Mapping[str, int]:
        """Return how many rows of a laptop count, by table."""
        return dict(self._rows('select "table", count(*) from now where laptop = ? group by "table"', [laptop]))

    def gone(self, laptop: str) -> frozenset[tuple[str, str]]:
        """Return who of a laptop is to be forgotten, as (code, scope)."""
        return frozenset((code, scope) for code, scope in self._rows("select code, scope from gone where laptop = ?", [laptop]))

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the rows that say two things under one version."""
        rows = self._rows(
            'select laptop, "table", code, key, version, count(*) from kept group by laptop, "table", code, key, version '
            "having count(*) > 1 order by 1, 2, 3, 4, 5"
        )
        return tuple(
            Conflict(laptop=laptop, table=table, code=code, key=key, version=version, ways=ways)
            for laptop, table, code, key, version, ways in rows
        )

    def verify(self) -> bool:
        """Tell whether all pages and tables are whole."""
        with driver.translated():
            answers = [
                self._connection.execute(f"pragma {question}").fetchall() for question in ("cipher_integrity_check", "integrity_check")
            ]
        return answers == [[], [("ok",)]]

    def keep(self, arrival: Arrival, ends: frozenset[str], judge: Judge, receipt: Callable[[Taken], bytes]) -> bytes:
        """Take in what a bundle brings, in one transaction; one that came before is told by its receipt and changes nothing.

        Args:
            arrival: what came.
            ends: scopes of a withdrawal after which nothing of a person is held.
            judge: says how the bundles of a laptop fit together.
            receipt: makes the receipt.

        Returns:
            The receipt.

        Raises:
            Unavailable: STORE-WRITE; nothing was taken in.
        """
        known = self.receipt(arrival.link.batch)
        if known is not None:
            return known
        with self._writing():
            self._forget(arrival, ends)
            blocked = {code for code, scope in self.gone(arrival.laptop) if scope in ends}
            outcomes = tuple((row, self._take(arrival, row, blocked)) for row in arrival.rows)
            chain = judge((*self.links(arrival.laptop), arrival.link))[arrival.link.batch]
            counts = self.counts(arrival.laptop)
            responses = sum(count for table, count in counts.items() if table.startswith("responses-"))
            made = receipt(Taken(outcomes=outcomes, chain=chain, people=counts.get("people", 0), responses=responses))
            link = arrival.link
            self._run(
                "insert into bundle (batch, laptop, previous, count, head, outer_sha256, receipt) values (?, ?, ?, ?, ?, ?, ?)",
                [link.batch, arrival.laptop, link.previous, link.count, link.head, arrival.outer_sha256, made],
            )
        return made

    def _forget(self, arrival: Arrival, ends: frozenset[str]) -> None:
        for _, code, scope in arrival.tombstones:
            self._run("insert or ignore into gone (laptop, code, scope) values (?, ?, ?)", [arrival.laptop, code, scope])
            if scope in ends:
                self._run("delete from kept where laptop = ? and code = ?", [arrival.laptop, code])

    def _take(self, arrival: Arrival, row: Row, blocked: set[str]) -> RowOutcome:
        if row.code in blocked:
            return RowOutcome.WITHDRAWN
        place = [arrival.laptop, row.code, row.table, row.key]
        held = self._rows('select version, sha256 from kept where laptop = ? and code = ? and "table" = ? and key = ?', place)
        if (row.version, row.sha256) in held:
            return RowOutcome.SAME
        self._run(
            'insert into kept (laptop, code, "table", key, version, sha256, cells, batch) values (?, ?, ?, ?, ?, ?, ?, ?)',
            [*place, row.version, row.sha256, row.cells, arrival.link.batch],
        )
        if any(version == row.version for version, _ in held):
            return RowOutcome.CONFLICT
        newest = max((version for version, _ in held), default=0)
        return RowOutcome.OLDER if row.version < newest else RowOutcome.UPDATED if newest else RowOutcome.NEW

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with driver.translated():
            return self._connection.execute(sql, values).fetchall()

    def _run(self, sql: str, values: Sequence[object]) -> None:
        with driver.translated():
            self._connection.execute(sql, values)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with driver.translated():
            self._connection.execute("begin immediate")
        try:
            yield
            with driver.translated():
                self._connection.execute("commit")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("rollback")
            raise


def create(path: Path, key: bytes) -> Ledger:
    """Make a ledger, whole or not at all, and open it.

    Raises:
        Refused: STORE-EXISTS.
        Unavailable: STORE-WRITE, STORE-FILE.
    """
    if path.exists():
        raise Refused("STORE-EXISTS")
    files.make_folder(path.parent)
    part = files.beside(path, ".part")
    files.remove(part)
    try:
        connection = driver.connect(part, key, new=True)
        try:
            driver.settle(connection)
            with driver.translated():
                connection.execute("begin immediate")
                connection.execute(f"pragma application_id = {APPLICATION}")
                connection.execute(f"pragma user_version = {VERSION}")
                driver.tools(connection).executescript(_SHAPE)
                connection.execute("commit")
        finally:
            connection.close()
        files.take_place(part, path)
    except Unavailable:
        files.remove(part)
        raise
    return open_(path, key)


def open_(path: Path, key: bytes) -> Ledger:
    """Open a ledger.

    Raises:
        Unavailable: STORE-BUSY, STORE-WRITE.
        Damaged: STORE-NONE, STORE-DAMAGED: or another key; STORE-FOREIGN: no ledger; STORE-NEWER-FILE.
    """
    if not path.exists():
        raise Damaged("STORE-NONE")
    connection = driver.connect(path, key)
    try:
        _confirm_ours(connection)
        driver.settle(connection)
    except BaseException:
        connection.close()
        raise
    return Ledger(path, connection)


def _confirm_ours(connection: Connection) -> None:
    with driver.translated():
        if connection.execute("pragma application_id").fetchone() != (APPLICATION,):
            raise Damaged("STORE-FOREIGN")
        if connection.execute("pragma user_version").fetchone() != (VERSION,):
            raise Damaged("STORE-NEWER-FILE")
