"""What a checked bundle brings to a centre, how it fits to the others of its laptop, and the receipt that says what became of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from civicdesk.errors import Damaged
from civicdesk.export import canonical, csvs, versions
from civicdesk.records.intake import REFUSED_ROWS, Arrival, ChainState, Described, Invalid, Link, Loose, Row, Status, Taken

FORMAT = "civicdesk-receipt 1.0"
SIGNED = "minisig"
ENDS_RESEARCH = frozenset({"all", "research"})
"""Withdrawals after which a centre holds nothing of a person."""
_WITHDRAWALS = "withdrawals"
_COUNTED = ("new", "updated", "same", "older", "refused")
_MOST_TOLD = 10_000
"""Rows that a receipt names; all are counted in it."""
_LARGEST = 2**31
Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a centre says to a file that it did not take in."""

    batch: str
    laptop: str
    outer_sha256: str
    status: Status
    code: str


def read(members: Mapping[str, bytes], outer_sha256: str, invalid: Sequence[Invalid] = ()) -> Arrival:
    """Return what a bundle brings. Its members were found sound by `bundle.check_bundle`.

    Args:
        members: of the archive.
        outer_sha256: of the sealed file.
        invalid: rows that were found not to fit their columns, by member and line; they are left out.

    Raises:
        Damaged: BUNDLE-SCHEMA, the release record does not say where the bundle stands, or a version is no number.
    """
    release = canonical.load(members["release.json"])
    try:
        link = Link(
            batch=release["batch_id"],
            previous=str(release["previous_batch"]),
            count=int(release["chain"]["count"]),
            head=str(release["chain"]["head"]),
        )
        resources = canonical.load(members["datapackage.json"])["resources"]
        tables = [_Read(resource, members, invalid) for resource in resources]
        arrival = Arrival(
            laptop=release["laptop"],
            link=link,
            outer_sha256=outer_sha256,
            rows=tuple(row for table in tables for row in table.rows()),
            tombstones=tuple(told for table in tables for told in table.tombstones()),
            loose=tuple(row for table in tables for row in table.loose()),
            invalid=tuple(one for table in tables for one in table.invalid()),
            described=tuple(_described(resource, release) for resource in resources),
        )
        _confirm_storable(arrival)
    except (KeyError, TypeError, ValueError, OverflowError) as why:
        raise Damaged("BUNDLE-SCHEMA", table="release.json", field="chain") from why
    return arrival


def _described(resource: Mapping[str, Any], release: Mapping[str, Any]) -> Described:
    return Described(
        project=str(release["project"]),
        pack_version=int(release["pack_version"]),
        table=str(resource.get("piece_of") or resource["name"]),
        schema=canonical.dump(resource["schema"]).decode().rstrip("\n"),
    )


def _confirm_storable(arrival: Arrival) -> None:
    """See that nothing is of a kind or size that a table cannot hold: whoever signs a bundle may still have made it by hand."""
    link = arrival.link
    f"{link.batch} {link.previous} {link.head} {arrival.laptop}".encode()
    if not 0 <= link.count <= _LARGEST or not all(0 <= row.version <= _LARGEST for row in arrival.rows):
        raise ValueError("number")


class _Read:
    """The rows of one member, but those that are left out."""

    def __init__(self, resource: Mapping[str, Any], members: Mapping[str, bytes], invalid: Sequence[Invalid]) -> None:
        self._table = str(resource.get("piece_of") or resource["name"])
        self._key = [str(name) for name in resource["schema"]["primaryKey"]]
        path = str(resource["path"])
        self._invalid = {one.line: one for one in invalid if one.table == path}
        every = dict(enumerate(csvs.read(members[path]), 2))
        self._left_out = {line: every[line] for line in self._invalid}
        self._cells = [row for line, row in every.items() if line not in self._invalid]

    def invalid(self) -> list[Invalid]:
        return [
            replace(one, table=self._table, key="|".join(self._left_out[line].get(name, "") for name in self._key))
            for line, one in self._invalid.items()
        ]

    def rows(self) -> list[Row]:
        return [versions.row(self._table, self._key, row) for row in self._cells if versions.VERSION in row]

    def tombstones(self) -> list[tuple[int, str, str]]:
        mine = self._cells if self._table == _WITHDRAWALS else []
        return [(int(row["seq"]), row["person_code"], row["scope"]) for row in mine]

    def loose(self) -> list[Loose]:
        mine = self._cells if self._table != _WITHDRAWALS else []
        return [
            Loose(table=self._table, key="|".join(row[name] for name in self._key), cells=canonical.dump(row).decode().rstrip("\n"))
            for row in mine
            if versions.VERSION not in row
        ]


def chain_states(links: Sequence[Link]) -> Mapping[str, ChainState]:
    """Judge all bundles of one laptop together, so that the order in which they came does not matter.

    A bundle follows one that is not there: gap. Two follow the same one, or one is no longer than what it follows: the laptop went on
    from an older copy; with chains of one length and two ends there are two laptops. Two bundles that differ so are both told.
    Rows that a laptop sealed more than once have one batch id: they stand where they were sealed first.

    Returns:
        Batch -> state, those that are in order included, shortest chain first.
    """
    by_batch: dict[str, Link] = {}
    lengths: dict[int, set[str]] = defaultdict(set)
    for link in sorted(links, key=lambda link: (link.count, link.batch, link.head, link.previous)):
        by_batch.setdefault(link.batch, link)
        lengths[link.count].add(link.head)
    after: dict[str, list[Link]] = defaultdict(list)
    for link in by_batch.values():
        after[link.previous].append(link)
    return {link.batch: _state(link, by_batch, after[link.previous], lengths[link.count]) for link in by_batch.values()}


def _state(link: Link, by_batch: Mapping[str, Link], beside: Sequence[Link], ends: set[str]) -> ChainState:
    if len(ends) > 1:
        return ChainState.FORK
    before = by_batch.get(link.previous)
    if len(beside) > 1 or (before is not None and link.count <= before.count):
        return ChainState.ROLLBACK
    return ChainState.GAP if link.previous and before is None else ChainState.OK


def receipt(arrival: Arrival, taken: Taken, at: tuple[datetime, int], sign: Sign) -> bytes:
    """Return the signed receipt of a bundle that was taken in: what a laptop compares its own counts with.

    Args:
        arrival: what came.
        taken: what became of it.
        at: when it came, of which the day is told, and the newest version of the project pack then.
        sign: makes the minisign file over the bytes of the receipt without the signature.
    """
    tables: dict[str, Counter[str]] = defaultdict(Counter)
    for row, outcome in taken.outcomes:
        tables[row.table]["refused" if outcome in REFUSED_ROWS else outcome.value] += 1
    refused: list[dict[str, object]] = [
        {"table": row.table, "key": f"{row.code}|{row.key}", "code": REFUSED_ROWS[outcome]}
        for row, outcome in taken.outcomes
        if outcome in REFUSED_ROWS
    ]
    for one in arrival.invalid:
        tables[one.table]["refused"] += 1
        refused.append({"table": one.table, "key": one.key, "code": "ROW-INVALID", "line": one.line, "field": one.field})
    said = Said(
        batch=arrival.link.batch,
        laptop=arrival.laptop,
        outer_sha256=arrival.outer_sha256,
        status=Status.WITH_REFUSALS if refused else Status.ACCEPTED,
        code="",
    )
    more = {
        "tables": {table: {name: counts[name] for name in _COUNTED} for table, counts in tables.items()},
        "refused": refused[:_MOST_TOLD],
        "tombstones": [seq for seq, _, _ in arrival.tombstones],
        "chain": taken.chain.value,
    }
    return _signed({**_facts(said, taken, at), **more}, sign)


def turned_away(said: Said, held: Taken, at: tuple[datetime, int], sign: Sign) -> bytes:
    """Return the signed receipt of a bundle that was not taken in, or not yet.

    Args:
        said: which file, and why.
        held: what the centre holds of its laptop all the same.
        at: when it came, of which the day is told, and the newest version of the project pack then.
        sign: makes the minisign file over the bytes of the receipt without the signature.
    """
    more: dict[str, object] = {"tables": {}, "refused": [], "tombstones": [], "chain": held.chain.value, "code": said.code}
    return _signed({**_facts(said, held, at), **more}, sign)


def _facts(said: Said, held: Taken, at: tuple[datetime, int]) -> dict[str, object]:
    received, pack = at
    return {
        "format": FORMAT,
        "batch_id": said.batch,
        "outer_sha256": said.outer_sha256,
        "laptop": said.laptop,
        "status": said.status.value,
        "totals": {"people": held.people, "responses": held.responses},
        "bundles": held.bundles,
        "received": f"{received:%Y-%m-%d}",
        "latest_pack": pack,
    }


def _signed(told: Mapping[str, object], sign: Sign) -> bytes:
    return canonical.document({**told, SIGNED: sign(canonical.dump(told)).decode()}, "receipt.json")
