"""What a checked bundle brings to a centre, how it fits to the others of its laptop, and the receipt that says what became of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from civicdesk.errors import Damaged
from civicdesk.export import canonical, csvs, versions
from civicdesk.records.intake import Arrival, ChainState, Link, Row, RowOutcome, Taken

FORMAT = "civicdesk-receipt 1.0"
SIGNED = "minisig"
ENDS_RESEARCH = frozenset({"all", "research"})
"""Withdrawals after which a centre holds nothing of a person."""
_REFUSED = {RowOutcome.CONFLICT: "ROW-CONFLICT", RowOutcome.WITHDRAWN: "ROW-WITHDRAWN"}
_COUNTED = ("new", "updated", "same", "older", "refused")


def read(members: Mapping[str, bytes], outer_sha256: str) -> Arrival:
    """Return what a bundle brings. Its members were found sound by `bundle.check_bundle`.

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
        rows = tuple(row for resource in canonical.load(members["datapackage.json"])["resources"] for row in _rows(resource, members))
        gone = tuple((int(row["seq"]), row["person_code"], row["scope"]) for row in csvs.read(members["data/withdrawals.csv"]))
    except (KeyError, TypeError, ValueError) as why:
        raise Damaged("BUNDLE-SCHEMA", table="release.json", field="chain") from why
    return Arrival(laptop=release["laptop"], link=link, outer_sha256=outer_sha256, rows=rows, tombstones=gone)


def _rows(resource: Mapping[str, object], members: Mapping[str, bytes]) -> list[Row]:
    key = [str(name) for name in resource["schema"]["primaryKey"]]  # type: ignore[index]  # its form was checked with the bundle
    cells = csvs.read(members[str(resource["path"])])
    return [versions.row(str(resource["name"]), key, row) for row in cells if versions.VERSION in row]


def chain_states(links: Sequence[Link]) -> Mapping[str, ChainState]:
    """Judge all bundles of one laptop together, so that the order in which they came does not matter.

    A bundle follows one that is not there: gap. Two follow the same one, or one is no longer than what it follows: the laptop went on
    from an older copy; with chains of one length and two ends there are two laptops. Two bundles that differ so are both told.

    Returns:
        Batch -> state, those that are in order included.
    """
    by_batch = {link.batch: link for link in links}
    after: dict[str, list[Link]] = defaultdict(list)
    lengths: dict[int, set[str]] = defaultdict(set)
    for link in links:
        after[link.previous].append(link)
        lengths[link.count].add(link.head)
    return {link.batch: _state(link, by_batch, after[link.previous], lengths[link.count]) for link in links}


def _state(link: Link, by_batch: Mapping[str, Link], beside: Sequence[Link], ends: set[str]) -> ChainState:
    if len(ends) > 1:
        return ChainState.FORK
    before = by_batch.get(link.previous)
    if len(beside) > 1 or (before is not None and link.count <= before.count):
        return ChainState.ROLLBACK
    return ChainState.GAP if link.previous and before is None else ChainState.OK


def receipt(arrival: Arrival, taken: Taken, at: tuple[datetime, int], sign: Callable[[bytes], bytes]) -> bytes:
    """Return the signed receipt of a bundle: what a laptop compares its own counts with.

    Args:
        arrival: what came.
        taken: what became of it.
        at: when it came, of which the day is told, and the newest version of the project pack then.
        sign: makes the minisign file over the bytes of the receipt without the signature.
    """
    received, pack = at
    tables: dict[str, Counter[str]] = defaultdict(Counter)
    for row, outcome in taken.outcomes:
        tables[row.table]["refused" if outcome in _REFUSED else outcome.value] += 1
    refused = [
        {"table": row.table, "key": f"{row.code}|{row.key}", "code": _REFUSED[outcome]}
        for row, outcome in taken.outcomes
        if outcome in _REFUSED
    ]
    told: dict[str, object] = {
        "format": FORMAT,
        "batch_id": arrival.link.batch,
        "outer_sha256": arrival.outer_sha256,
        "laptop": arrival.laptop,
        "status": "accepted_with_refusals" if refused else "accepted",
        "tables": {table: {name: counts[name] for name in _COUNTED} for table, counts in tables.items()},
        "refused": refused,
        "tombstones": [seq for seq, _, _ in arrival.tombstones],
        "chain": taken.chain.value,
        "totals": {"people": taken.people, "responses": taken.responses},
        "received": f"{received:%Y-%m-%d}",
        "latest_pack": pack,
    }
    return canonical.document({**told, SIGNED: sign(canonical.dump(told)).decode()}, "receipt.json")
