"""The audit chain: one row for each write, tied to the row before, with the hashes of the rows that were written."""

import hashlib
import hmac
import json
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime, timedelta

from civicdesk.records.sealing import Head
from civicdesk.store import schema
from civicdesk.store.driver import Connection

WRITE, EVENT, ERASED = "write", "event", "erased"
_HASH = 32
_START = bytes(_HASH)
_MOST_COMPARED = 50
"""Rows that do not fit and are compared with one another: of more than that, many were altered, and no pair tells anything."""
_COLUMNS = "seq, at, offset_min, mono_ms, user, action, kind, object, after, prev, mac"

Span = tuple[str, int, int]
"""Table, first and last row number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRow:
    """One row of the audit. `object` names the rows that were written: `answer_log:17-19 submission:4`."""

    seq: int
    at: str
    """UTC, ISO."""
    offset_min: int
    """Minutes that the clock on the wall was ahead of UTC."""
    mono_ms: int
    """Milliseconds of a clock that nobody can set; it starts anew with the computer."""
    user: str
    action: str
    kind: str
    object: str
    after: bytes
    """SHA-256 over the written rows: one for each span of a growing table, one for each row of a changing one."""
    prev: bytes
    mac: bytes

    def signed(self) -> bytes:
        """Return what the MAC is taken over, together with the MAC of the row before."""
        facts = (self.seq, self.at, self.offset_min, self.mono_ms, self.user, self.action, self.kind, self.object, self.after.hex())
        return self.prev + json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that does not fit: the key of its sentence and its facts."""

    what: str
    table: str = ""
    row: int = 0


class Chain:
    """The chain of one open workspace."""

    def __init__(self, connection: Connection, mac: Callable[[bytes], bytes]) -> None:
        self._connection = connection
        self._mac = mac
        self._names: dict[str, tuple[bytes, ...]] = {}

    def last(self) -> AuditRow | None:
        """Return the newest row."""
        found = self._connection.execute(f"select {_COLUMNS} from audit order by seq desc limit 1").fetchone()
        return None if found is None else _row(found)

    def at(self, seq: int) -> AuditRow | None:
        """Return one row."""
        found = self._connection.execute(f"select {_COLUMNS} from audit where seq = ?", [seq]).fetchone()
        return None if found is None else _row(found)

    def rows(self, after: int = 0) -> Iterator[AuditRow]:
        """Give all rows in order, from the one that follows a number."""
        return map(_row, self._connection.execute(f"select {_COLUMNS} from audit where seq > ? order by seq", [after]))

    def append(self, written: Iterable[Span], *, who: tuple[str, str, str], at: datetime, mono_ms: int) -> AuditRow:
        """Add a row inside the transaction that it describes.

        Args:
            written: rows that this transaction wrote.
            who: user, action and kind (write, event or erased).
            at: when, zoned.
            mono_ms: milliseconds of the monotonic clock.
        """
        spans = _merged(written)
        if unknown := {table for table, _, _ in spans} - schema.GROWING - schema.CHANGING:
            raise ValueError(f"Not a recorded table: {sorted(unknown)}.")
        last = self.last()
        after = b"" if who[2] == ERASED else b"".join(self._hashes(spans))
        bare = AuditRow(
            seq=last.seq + 1 if last else 1,
            at=at.astimezone(UTC).isoformat(timespec="milliseconds"),
            offset_min=int((at.utcoffset() or timedelta()) / timedelta(minutes=1)),
            mono_ms=mono_ms,
            user=who[0],
            action=who[1],
            kind=who[2],
            object=_written_down(spans),
            after=after,
            prev=last.mac if last else _START,
            mac=b"",
        )
        row = replace(bare, mac=self._mac(bare.signed()))
        self._connection.execute(f"insert into audit ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", astuple(row))
        return row

    def head(self, branch: str) -> Head:
        """Return the last link, as it is kept outside the file."""
        last = self.last()
        return (
            Head(seq=0, mac="", at="", branch=branch) if last is None else Head(seq=last.seq, mac=last.mac.hex(), at=last.at, branch=branch)
        )

    def reaches(self, head: Head, branch: str) -> bool:
        """Tell whether a head that was kept outside lies on this chain."""
        if head.seq == 0:
            return True
        row = self.at(head.seq)
        return row is not None and hmac.compare_digest(row.mac.hex(), head.mac) and head.branch in {"", branch}

    def is_cut(self) -> bool:
        """Tell whether rows are there that no entry names: the end of the audit was taken away. An older copy lacks them too."""
        return any(found.what == "unrecorded-row" for found in self.verify())

    def verify(self) -> tuple[Found, ...]:
        """Compare the chain with itself and with every recorded row."""
        found: list[Found] = []
        spans: dict[str, dict[tuple[int, int], bytes]] = {table: {} for table in schema.GROWING}
        latest: dict[str, dict[int, bytes]] = {table: {} for table in schema.CHANGING}
        before, seq = _START, 0
        for row in self.rows():
            found.extend(self._broken(row, before, seq))
            before, seq = row.mac, row.seq
            _remember(row, spans, latest)
        for table in sorted(schema.GROWING):
            found.extend(self._grown(table, spans[table]))
        for table in sorted(schema.CHANGING):
            found.extend(self._changed(table, latest[table]))
        return tuple(found)

    def _broken(self, row: AuditRow, before: bytes, seq: int) -> Iterator[Found]:
        if row.seq != seq + 1:
            yield Found(what="missing-entry", table="audit", row=seq + 1)
        elif row.prev != before:
            yield Found(what="order", table="audit", row=row.seq)
        if not hmac.compare_digest(self._mac(row.signed()), row.mac):
            yield Found(what="altered-entry", table="audit", row=row.seq)

    def _grown(self, table: str, spans: Mapping[tuple[int, int], bytes]) -> Iterator[Found]:
        """Walk a growing table and its spans side by side; look closer at the spans that do not fit."""
        waiting = sorted(spans.items(), reverse=True)
        digest, there = hashlib.sha256(), 0
        wrong: dict[tuple[int, int], bytes] = {}

        def judge() -> Iterator[Found]:
            span, expected = waiting.pop()
            if expected not in {b"", digest.digest()}:
                if there == span[1] - span[0] + 1:
                    wrong[span] = expected
                else:
                    yield Found(what="missing-row", table=table, row=span[0])

        for number, content in self._contents(table, 1, None):
            while waiting and number > waiting[-1][0][1]:
                yield from judge()
                digest, there = hashlib.sha256(), 0
            if not waiting or number < waiting[-1][0][0]:
                yield Found(what="unrecorded-row", table=table, row=number)
            else:
                digest.update(content)
                there += 1
        while waiting:
            yield from judge()
            digest, there = hashlib.sha256(), 0
        yield from self._misplaced(table, wrong)

    def _changed(self, table: str, latest: dict[int, bytes]) -> Iterator[Found]:
        wrong: dict[tuple[int, int], bytes] = {}
        for number, content in self._contents(table, 1, None):
            expected = latest.pop(number, None)
            if expected is None:
                yield Found(what="unrecorded-row", table=table, row=number)
            elif expected != hashlib.sha256(content).digest():
                wrong[number, number] = expected
        yield from self._misplaced(table, wrong)
        for number in latest:
            yield Found(what="missing-row", table=table, row=number)

    def _misplaced(self, table: str, wrong: Mapping[tuple[int, int], bytes]) -> Iterator[Found]:
        """Tell rows that changed places from rows that say something else: what one should hold is looked for in the others."""
        for span, expected in wrong.items():
            others = (other for other in list(wrong)[:_MOST_COMPARED] if other != span and other[1] - other[0] == span[1] - span[0])
            moved = any(self._digest(table, other, span[0]) == expected for other in others)
            yield Found(what="swapped-row" if moved else "altered-row", table=table, row=span[0])

    def _digest(self, table: str, span: tuple[int, int], first: int) -> bytes:
        """Return the hash that rows would have if their numbers began with another one."""
        return hashlib.sha256(b"".join(content for _, content in self._contents(table, *span, shift=first - span[0]))).digest()

    def _hashes(self, spans: Sequence[Span]) -> Iterator[bytes]:
        for table, first, last in spans:
            contents = (content for _, content in self._contents(table, first, last))
            if table in schema.GROWING:
                digest = hashlib.sha256()
                for content in contents:
                    digest.update(content)
                yield digest.digest()
            else:
                yield from (hashlib.sha256(content).digest() for content in contents)

    def _contents(self, table: str, first: int, last: int | None, shift: int = 0) -> Iterator[tuple[int, bytes]]:
        """Give row numbers with the rows' stored values as bytes; empty columns are left out, so that a new one changes no hash.

        Args:
            table: nothing is given of one that the file does not have yet.
            first: number of the first row.
            last: number of the last row; None for all.
            shift: what is added to each number.
        """
        names = self._columns(table)
        if not names:
            return
        limits = [first] if last is None else [first, last]
        until = "" if last is None else " and n <= ?"
        for values in self._connection.execute(f"select * from {table} where n >= ?{until} order by n", limits):
            moved = (values[0] + shift, *values[1:]) if shift else values
            yield values[0], b"".join(name + _bytes(value) for name, value in zip(names, moved, strict=True) if value is not None)

    def _columns(self, table: str) -> tuple[bytes, ...]:
        if table not in self._names:
            listed = self._connection.execute(f"pragma table_info({table})").fetchall()
            self._names[table] = tuple(f"{column[1]}=".encode() for column in listed)
        return self._names[table]


def _row(values: Sequence[object]) -> AuditRow:
    return AuditRow(**dict(zip(AuditRow.__slots__, values, strict=True)))  # type: ignore[arg-type]  # a STRICT table holds these types


def _bytes(value: object) -> bytes:
    """Return a stored value with its type and length, so that no two rows look alike."""
    if isinstance(value, str):
        text = value.encode()
        return b"s%d:%b" % (len(text), text)
    if isinstance(value, bytes):
        return b"b%d:%b" % (len(value), value)
    if isinstance(value, float):
        return b"f" + struct.pack(">d", value)
    return f"i{value};".encode()


def _merged(written: Iterable[Span]) -> tuple[Span, ...]:
    """Put spans that touch each other together, in order of table and row."""
    merged: list[Span] = []
    for table, first, last in sorted(written):
        if merged and merged[-1][0] == table and first <= merged[-1][2] + 1:
            merged[-1] = (table, merged[-1][1], max(last, merged[-1][2]))
        else:
            merged.append((table, first, last))
    return tuple(merged)


def _written_down(spans: Iterable[Span]) -> str:
    return " ".join(f"{table}:{first}" if first == last else f"{table}:{first}-{last}" for table, first, last in spans)


def spans_of(row: AuditRow) -> tuple[Span, ...]:
    """Read the spans that an audit row names; a name that makes no sense is passed over, its row has the wrong MAC anyway."""
    spans: list[Span] = []
    for word in row.object.split():
        table, _, numbers = word.partition(":")
        first, _, last = numbers.partition("-")
        if first.isdecimal() and (last or first).isdecimal():
            spans.append((table, int(first), int(last or first)))
    return tuple(spans)


def _remember(row: AuditRow, spans: dict[str, dict[tuple[int, int], bytes]], latest: dict[str, dict[int, bytes]]) -> None:
    """Note the newest hash of everything that an audit row names; what it erased is expected no more."""
    place = 0
    for table, first, last in spans_of(row):
        if row.kind == ERASED:
            _forget(spans.get(table, {}), first, last)
            for number in range(first, last + 1):
                latest.get(table, {}).pop(number, None)
        elif table in spans:
            spans[table][first, last] = row.after[place : place + _HASH]
            place += _HASH
        elif table in latest:
            for number in range(first, last + 1):
                latest[table][number] = row.after[place : place + _HASH]
                place += _HASH
        else:
            return  # not our writing: such a row has the wrong MAC


def _forget(spans: dict[tuple[int, int], bytes], first: int, last: int) -> None:
    """Expect no hash any more of the spans that lost a row; the rows that are left in them are still known."""
    for span in [known for known in spans if known[0] <= last and first <= known[1]]:
        spans[span] = b""
