"""The ledger of a centre: every row that was ever accepted, which bundle brought it, and who is to be forgotten.

What counts is worked out from the whole of it, so that the order in which bundles come does not matter. A file of its own, encrypted as
a workspace is: it holds rows about people, though no name.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.intake import REFUSED_ROWS, Arrival, ChainState, Conflict, Link, Loose, Row, RowOutcome, Status, Taken
from civicdesk.store import driver, files
from civicdesk.store.driver import Connection

APPLICATION = 0x43495643
"""`PRAGMA application_id` of every ledger: "CIVC"."""
VERSION = 2
_SHAPE = """
create table project (id text primary key, name text not null, version integer not null, signer text not null) strict;
create table laptop (
  id text primary key, project text not null, public_key text not null, enrolled text not null, revoked text not null
) strict;
create table file (
  sha256 text primary key, name text not null, came text not null, status text not null, code text not null, laptop text not null,
  batch text not null, receipt blob not null, held integer not null
) strict;
create table within (file text not null, laptop text not null, code text not null, primary key (file, code)) strict;
create table bundle (batch text primary key, laptop text not null, outer_sha256 text not null, receipt blob not null) strict;
create table stands (
  laptop text not null, batch text not null, previous text not null, count integer not null, head text not null,
  primary key (laptop, batch, previous, count, head)
) strict;
create table kept (
  laptop text not null, code text not null, "table" text not null, key text not null, version integer not null, sha256 text not null,
  cells text not null, batch text not null, primary key (laptop, code, "table", key, version, sha256)
) strict;
create table loose (
  laptop text not null, "table" text not null, key text not null, batch text not null, cells text not null,
  primary key (laptop, "table", key, batch)
) strict;
create table described (
  laptop text not null, project text not null, "table" text not null, pack_version integer not null, schema text not null,
  primary key (laptop, project, "table", pack_version, schema)
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
GOING, HELD, GONE = 2, 1, 0
"""Whether a sealed file lies at the centre; GOING: it is to be removed, which is done once that is written down."""
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
        found = self.rows_of("select receipt from bundle where batch = ?", [batch])
        return bytes(found[0][0]) if found else None

    def laptops(self) -> tuple[str, ...]:
        """Return the laptops that have sent something."""
        return tuple(laptop for (laptop,) in self.rows_of("select distinct laptop from bundle order by laptop"))

    def links(self, laptop: str) -> tuple[Link, ...]:
        """Return where the bundles of a laptop stand in its history, shortest chain first; rows that were sealed twice stand there twice."""
        rows = self.rows_of("select batch, previous, count, head from stands where laptop = ? order by count, batch, head", [laptop])
        return tuple(Link(batch=batch, previous=previous, count=count, head=head) for batch, previous, count, head in rows)

    def rows(self, laptop: str) -> tuple[Row, ...]:
        """Return the rows of a laptop that count: of each the highest version."""
        found = self.rows_of(
            'select "table", code, key, version, cells, sha256 from now where laptop = ? order by "table", code, key', [laptop]
        )
        return tuple(
            Row(table=table, code=code, key=key, version=version, cells=cells, sha256=sha)
            for table, code, key, version, cells, sha in found
        )

    def loose(self, laptop: str) -> tuple[tuple[str, Loose], ...]:
        """Return the rows of a laptop that belong to no person, each with the bundle that brought it."""
        found = self.rows_of('select batch, "table", key, cells from loose where laptop = ? order by "table", key, batch', [laptop])
        return tuple((batch, Loose(table=table, key=key, cells=cells)) for batch, table, key, cells in found)

    def counts(self, laptop: str) -> Mapping[str, int]:
        """Return how many rows of a laptop count, by table."""
        return dict(self.rows_of('select "table", count(*) from now where laptop = ? group by "table"', [laptop]))

    def gone(self, laptop: str) -> frozenset[tuple[str, str]]:
        """Return who of a laptop is to be forgotten, as (code, scope)."""
        return frozenset((code, scope) for code, scope in self.rows_of("select code, scope from gone where laptop = ?", [laptop]))

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the rows that say two things under one version."""
        rows = self.rows_of(
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
        """Take in what a bundle brings, in one transaction; one that came before is told by its receipt and brings no row.

        Args:
            arrival: what came.
            ends: scopes of a withdrawal after which nothing of a person is held: rows and sealed files go at once.
            judge: says how the bundles of a laptop fit together.
            receipt: makes the receipt.

        Returns:
            The receipt.

        Raises:
            Unavailable: STORE-WRITE; nothing was taken in.
        """
        known = self.receipt(arrival.link.batch)
        if known is not None:
            with self.writing():
                self._stand(arrival)
            return known
        with self.writing():
            self._forget(arrival, ends)
            blocked = {code for code, scope in self.gone(arrival.laptop) if scope in ends}
            outcomes = tuple((row, self._take(arrival, row, blocked)) for row in arrival.rows)
            for one in arrival.loose:
                loose = [arrival.laptop, one.table, one.key, arrival.link.batch, one.cells]
                self.run('insert or ignore into loose (laptop, "table", key, batch, cells) values (?, ?, ?, ?, ?)', loose)
            for told in arrival.described:
                place = [arrival.laptop, told.project, told.table, told.pack_version, told.schema]
                self.run('insert or ignore into described (laptop, project, "table", pack_version, schema) values (?, ?, ?, ?, ?)', place)
            made = receipt(self._taken(arrival, outcomes, judge))
            whole = not arrival.invalid and not any(outcome in REFUSED_ROWS for _, outcome in outcomes)
            self._keep_bundle(arrival, made, Status.ACCEPTED if whole else Status.WITH_REFUSALS)
            self._keep_within(arrival, blocked)
        return made

    def _taken(self, arrival: Arrival, outcomes: tuple[tuple[Row, RowOutcome], ...], judge: Judge) -> Taken:
        links = self.links(arrival.laptop)
        counts = self.counts(arrival.laptop)
        return Taken(
            outcomes=outcomes,
            chain=judge((*links, arrival.link))[arrival.link.batch],
            people=counts.get("people", 0),
            responses=sum(count for table, count in counts.items() if table.startswith("responses-")),
            bundles=len({link.batch for link in links} | {arrival.link.batch}),
        )

    def _keep_bundle(self, arrival: Arrival, receipt: bytes, status: Status) -> None:
        link = arrival.link
        self.run(
            "insert into bundle (batch, laptop, outer_sha256, receipt) values (?, ?, ?, ?)",
            [link.batch, arrival.laptop, arrival.outer_sha256, receipt],
        )
        self._stand(arrival)
        self.run(
            "update file set status = ?, code = '', laptop = ?, batch = ?, receipt = ? where sha256 = ?",
            [status.value, arrival.laptop, link.batch, receipt, arrival.outer_sha256],
        )

    def _stand(self, arrival: Arrival) -> None:
        """Note where a bundle stands in the history of its laptop, also if its rows came before from another place in it."""
        link = arrival.link
        place = [arrival.laptop, link.batch, link.previous, link.count, link.head]
        self.run("insert or ignore into stands (laptop, batch, previous, count, head) values (?, ?, ?, ?, ?)", place)

    def _keep_within(self, arrival: Arrival, blocked: set[str]) -> None:
        """Note whom the sealed file holds; one that holds somebody who is to be forgotten goes."""
        left_out = {one.key.partition("|")[0] for one in arrival.invalid}
        for code in sorted({row.code for row in arrival.rows} | left_out):
            self.run("insert or ignore into within (file, laptop, code) values (?, ?, ?)", [arrival.outer_sha256, arrival.laptop, code])
        for code in sorted(blocked):
            self.run(
                "update file set held = ? where held = ? and sha256 in (select file from within where laptop = ? and code = ?)",
                [GOING, HELD, arrival.laptop, code],
            )
            self.run("delete from within where laptop = ? and code = ?", [arrival.laptop, code])

    def _forget(self, arrival: Arrival, ends: frozenset[str]) -> None:
        for _, code, scope in arrival.tombstones:
            self.run("insert or ignore into gone (laptop, code, scope) values (?, ?, ?)", [arrival.laptop, code, scope])
            if scope in ends:
                self.run("delete from kept where laptop = ? and code = ?", [arrival.laptop, code])

    def _take(self, arrival: Arrival, row: Row, blocked: set[str]) -> RowOutcome:
        if row.code in blocked:
            return RowOutcome.WITHDRAWN
        place = [arrival.laptop, row.code, row.table, row.key]
        held = self.rows_of('select version, sha256 from kept where laptop = ? and code = ? and "table" = ? and key = ?', place)
        if (row.version, row.sha256) in held:
            return RowOutcome.SAME
        self.run(
            'insert into kept (laptop, code, "table", key, version, sha256, cells, batch) values (?, ?, ?, ?, ?, ?, ?, ?)',
            [*place, row.version, row.sha256, row.cells, arrival.link.batch],
        )
        if any(version == row.version for version, _ in held):
            return RowOutcome.CONFLICT
        newest = max((version for version, _ in held), default=0)
        return RowOutcome.OLDER if row.version < newest else RowOutcome.UPDATED if newest else RowOutcome.NEW

    def rows_of(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Ask one question; for the modules of the store."""
        with driver.translated():
            return self._connection.execute(sql, values).fetchall()

    def run(self, sql: str, values: Sequence[object]) -> None:
        """Change something; for the modules of the store."""
        with driver.translated():
            self._connection.execute(sql, values)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Change all of it or nothing."""
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
        Damaged: LEDGER-NONE, STORE-DAMAGED: or another key; STORE-FOREIGN: no ledger; STORE-NEWER-FILE.
    """
    if not path.exists():
        raise Damaged("LEDGER-NONE")
    files.keep_private(path)
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
