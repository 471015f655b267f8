"""What a centre says of a bundle's place among the others, and the receipt."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from civicdesk.errors import Damaged
from civicdesk.export import canonical, container, intake
from civicdesk.records.intake import Arrival, ChainState, Link, Row, RowOutcome, Taken
from civicdesk.records.releases import BundleHeader


def link(batch: str, previous: str = "", count: int = 0, head: str = "") -> Link:
    return Link(batch=batch, previous=previous, count=count or ord(batch[0]), head=head or batch)


@pytest.mark.parametrize(
    ("links", "wanted"),
    [
        ([link("a"), link("b", "a"), link("c", "b")], {"a": "ok", "b": "ok", "c": "ok"}),
        ([link("a"), link("c", "b")], {"a": "ok", "c": "gap"}),
        ([link("a"), link("b", "a"), link("x", "a")], {"a": "ok", "b": "rollback", "x": "rollback"}),
        ([link("a", count=9), link("b", "a", count=9, head="a")], {"a": "ok", "b": "rollback"}),
        ([link("a", count=9), link("b", "a", count=8)], {"a": "ok", "b": "rollback"}),
        ([link("a"), link("b", "a", count=200), link("x", "a", count=200)], {"a": "ok", "b": "fork", "x": "fork"}),
        ([link("a"), link("b", "a"), link("a", "b", count=200, head="z")], {"a": "ok", "b": "ok"}),
        ([link("a"), link("a", count=97, head="z")], {"a": "fork"}),
    ],
)
def test_gap_rollback_and_fork_are_told_apart(links: Sequence[Link], wanted: dict[str, str]) -> None:
    for order in (links, list(reversed(links))):
        assert {batch: state.value for batch, state in intake.chain_states(order).items()} == wanted


def test_a_receipt_says_what_became_of_each_row_and_can_be_checked() -> None:
    rows = tuple(Row(table="people", code=f"p{number}", key="", version=1, cells="", sha256="") for number, _ in enumerate(RowOutcome))
    arrival = Arrival(laptop="l1", link=link("a"), outer_sha256="ab", rows=rows, tombstones=((4, "gone", "all"),))
    taken = Taken(outcomes=tuple(zip(rows, RowOutcome, strict=True)), chain=ChainState.GAP, people=5, responses=0)
    signed: list[bytes] = []

    def sign(message: bytes) -> bytes:
        signed.append(message)
        return b"four lines"

    written = intake.receipt(arrival, taken, (datetime(2026, 3, 2, tzinfo=UTC), 7), sign)
    told = json.loads(written)
    assert told["tables"] == {"people": {"new": 1, "updated": 1, "same": 1, "older": 1, "refused": 2}}
    assert [each["code"] for each in told["refused"]] == ["ROW-CONFLICT", "ROW-WITHDRAWN"]
    assert (told["status"], told["chain"], told["tombstones"], told["totals"]) == (
        "accepted_with_refusals", "gap", [4], {"people": 5, "responses": 0},
    )  # fmt: skip
    assert (told["received"], told["latest_pack"]) == ("2026-03-02", 7)
    assert canonical.dump({name: value for name, value in told.items() if name != intake.SIGNED}) == signed[0]


def test_a_bundle_that_does_not_say_where_it_stands_is_told() -> None:
    members = {"release.json": b'{"batch_id":"a"}', "datapackage.json": b'{"resources":[]}', "data/withdrawals.csv": b"seq\n"}
    with pytest.raises(Damaged, match="BUNDLE-SCHEMA"):
        intake.read(members, "ab")


def test_what_a_bundle_brings_is_read(inner: bytes, header: BundleHeader) -> None:
    arrival = intake.read(container.read_container(inner), "ab")
    assert (arrival.laptop, arrival.link.batch, arrival.link.count) == (header.laptop, header.batch_id, header.chain_count)
    assert {row.table.partition("-")[0] for row in arrival.rows} == {"people", "responses", "scores"}
    assert [code for _, code, _ in arrival.tombstones] == ["f" * 32]
