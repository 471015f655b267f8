"""The ledger of a centre: what counts follows from all that came, whatever came first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.intake import Arrival, ChainState, Conflict, Link, Loose, Row, RowOutcome, Taken
from civicdesk.store import driver, files, ledger
from civicdesk.store.ledger import Ledger

KEY = bytes(range(32))
ENDS = frozenset({"all"})


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Ledger]:
    opened = ledger.create(tmp_path / "centre" / "ledger.civicdesk", KEY)
    yield opened
    opened.close()


def row(code: str, version: int = 1, said: str = "a", table: str = "responses-day") -> Row:
    return Row(table=table, code=code, key="day|1|1", version=version, cells=said, sha256=said * 8)


def arrival(batch: str, *rows: Row, gone: Sequence[tuple[int, str, str]] = (), laptop: str = "l1") -> Arrival:
    link = Link(batch=batch, previous="", count=int(batch), head=batch)
    return Arrival(laptop=laptop, link=link, outer_sha256="ab", rows=rows, tombstones=tuple(gone))


def all_well(links: Sequence[Link]) -> dict[str, ChainState]:
    return {link.batch: ChainState.OK for link in links}


def take(kept: Ledger, came: Arrival) -> Taken | None:
    """Take in and return what was told of it; None if it had come before."""
    told: list[Taken] = []

    def receipt(taken: Taken) -> bytes:
        told.append(taken)
        return f"receipt of {came.link.batch}".encode()

    kept.keep(came, ENDS, all_well, receipt)
    return told[0] if told else None


def outcomes(taken: Taken | None) -> list[RowOutcome]:
    assert taken is not None
    return [outcome for _, outcome in taken.outcomes]


def test_rows_that_come_are_counted(kept: Ledger) -> None:
    told = take(kept, arrival("1", row("ann"), row("ann", table="people"), row("bob")))
    assert outcomes(told) == [RowOutcome.NEW] * 3
    assert told is not None
    assert (told.people, told.responses, told.chain) == (1, 2, ChainState.OK)
    assert kept.counts("l1") == {"people": 1, "responses-day": 2}
    assert (kept.laptops(), [link.batch for link in kept.links("l1")]) == (("l1",), ["1"])


def test_the_same_bundle_again_changes_nothing_and_gets_the_same_receipt(kept: Ledger) -> None:
    first = kept.keep(arrival("1", row("ann")), ENDS, all_well, lambda _: b"first")
    before = kept.path.read_bytes()
    assert kept.keep(arrival("1", row("ann"), row("bob")), ENDS, all_well, lambda _: b"second") == first == kept.receipt("1")
    assert kept.path.read_bytes() == before


def test_the_higher_version_counts_and_the_older_one_is_kept(kept: Ledger) -> None:
    take(kept, arrival("1", row("ann", 2, "b")))
    assert outcomes(take(kept, arrival("2", row("ann", 1, "a"), row("bob")))) == [RowOutcome.OLDER, RowOutcome.NEW]
    assert outcomes(take(kept, arrival("3", row("ann", 3, "c")))) == [RowOutcome.UPDATED]
    assert [(each.code, each.version, each.cells) for each in kept.rows("l1")] == [("ann", 3, "c"), ("bob", 1, "a")]


def test_the_same_row_again_is_the_same(kept: Ledger) -> None:
    take(kept, arrival("1", row("ann")))
    assert outcomes(take(kept, arrival("2", row("ann")))) == [RowOutcome.SAME]


def test_two_contents_under_one_version_are_a_conflict(kept: Ledger) -> None:
    take(kept, arrival("1", row("ann", 1, "b")))
    assert outcomes(take(kept, arrival("2", row("ann", 1, "a")))) == [RowOutcome.CONFLICT]
    assert kept.conflicts() == (Conflict(laptop="l1", table="responses-day", code="ann", key="day|1|1", version=1, ways=2),)
    assert [each.cells for each in kept.rows("l1")] == ["a"]


def test_whoever_is_to_be_forgotten_goes_and_stays_away(kept: Ledger) -> None:
    take(kept, arrival("1", row("ann"), row("bob")))
    take(kept, arrival("2", row("bob"), gone=[(1, "ann", "all")]))
    assert outcomes(take(kept, arrival("3", row("ann", 9, "z")))) == [RowOutcome.WITHDRAWN]
    assert [each.code for each in kept.rows("l1")] == ["bob"]
    assert kept.gone("l1") == {("ann", "all")}


def test_a_withdrawal_of_something_else_forgets_nobody(kept: Ledger) -> None:
    take(kept, arrival("1", row("ann"), gone=[(1, "ann", "photo")]))
    assert [each.code for each in kept.rows("l1")] == ["ann"]


def test_a_laptop_cannot_forget_the_people_of_another(kept: Ledger) -> None:
    take(kept, arrival("1", row("ann")))
    take(kept, arrival("2", gone=[(1, "ann", "all")], laptop="l2"))
    assert [each.code for each in kept.rows("l1")] == ["ann"]


def test_rows_that_belong_to_no_person_are_kept_with_their_bundle(kept: Ledger) -> None:
    words = Loose(table="notes", key="1", cells="{}")
    take(kept, replace(arrival("1"), loose=(words,)))
    take(kept, replace(arrival("2"), loose=(words,)))
    assert kept.loose("l1") == (("1", words), ("2", words))


def test_the_order_of_arrival_changes_nothing(tmp_path: Path) -> None:
    came = (
        arrival("1", row("ann", 1, "a"), row("bob", 1, "a")),
        arrival("2", row("ann", 2, "b"), row("bob", 1, "c")),
        arrival("3", row("cat"), gone=[(1, "bob", "all")]),
        arrival("4", row("cat", 1, "d")),
    )
    found = set()
    for number, order in enumerate(permutations(came)):
        kept = ledger.create(tmp_path / f"{number}.civicdesk", KEY)
        for each in order:
            take(kept, each)
        found.add((kept.rows("l1"), kept.conflicts(), kept.links("l1")))
        kept.close()
    assert len(found) == 1


def test_a_failure_in_between_keeps_nothing(kept: Ledger) -> None:
    def broken(_taken: Taken) -> bytes:
        raise Unavailable("STORE-WRITE")

    with pytest.raises(Unavailable):
        kept.keep(arrival("1", row("ann")), ENDS, all_well, broken)
    assert (kept.rows("l1"), kept.receipt("1")) == ((), None)


def test_a_commit_that_fails_keeps_nothing(kept: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    class Breaking:
        in_transaction = False

        def execute(self, *_: object) -> None:
            why = driver.Error("broken")
            why.sqlite_errorname = "SQLITE_IOERR_FSYNC"
            raise why

    with monkeypatch.context() as broken:
        broken.setattr(kept, "_connection", Breaking())
        with pytest.raises(Unavailable, match="STORE-WRITE"):
            take(kept, arrival("1", row("ann")))
    assert kept.rows("l1") == ()


def test_a_commit_that_undoes_everything_itself_is_told(kept: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    class Undone:
        """A connection whose commit fails on a broken disk; SQLite has rolled back by itself then."""

        def __init__(self, real: object) -> None:
            self.real = real

        @property
        def in_transaction(self) -> bool:
            return self.real.in_transaction

        def execute(self, sql: str, *values: object) -> object:
            if sql != "commit":
                return self.real.execute(sql, *values)
            self.real.execute("rollback")
            why = driver.Error("broken")
            why.sqlite_errorname = "SQLITE_IOERR_FSYNC"
            raise why

    with monkeypatch.context() as broken:
        broken.setattr(kept, "_connection", Undone(kept._connection))
        with pytest.raises(Unavailable, match="STORE-WRITE"):
            take(kept, arrival("1", row("ann")))
    assert kept.rows("l1") == ()


def test_it_opens_again_with_its_key_alone(kept: Ledger) -> None:
    take(kept, arrival("1", row("ann")))
    kept.close()
    again = ledger.open_(kept.path, KEY)
    assert (again.receipt("1"), again.verify()) == (b"receipt of 1", True)
    again.close()
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        ledger.open_(kept.path, bytes(32))


def test_nothing_of_it_can_be_read_on_the_disk(kept: Ledger) -> None:
    take(kept, arrival("1", row("plainly-invented-code")))
    kept.close()
    assert b"plainly-invented" not in kept.path.read_bytes()


def test_a_second_program_is_told(kept: Ledger) -> None:
    with pytest.raises(Unavailable, match="STORE-BUSY"):
        ledger.open_(kept.path, KEY)


def test_what_is_no_ledger_is_told(tmp_path: Path) -> None:
    with pytest.raises(Damaged, match="LEDGER-NONE"):
        ledger.open_(tmp_path / "none", KEY)
    for name, number, told in (("foreign", 1, "STORE-FOREIGN"), ("newer", ledger.APPLICATION, "STORE-NEWER-FILE")):
        connection = driver.connect(tmp_path / name, KEY, new=True)
        connection.execute(f"pragma application_id = {number}")
        connection.execute("pragma user_version = 99")
        connection.close()
        with pytest.raises(Damaged, match=told):
            ledger.open_(tmp_path / name, KEY)


def test_one_that_is_there_is_never_made_anew(kept: Ledger) -> None:
    with pytest.raises(Refused, match="STORE-EXISTS"):
        ledger.create(kept.path, KEY)


def test_one_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise Unavailable("STORE-FILE")

    monkeypatch.setattr(files, "take_place", broken)
    with pytest.raises(Unavailable, match="STORE-FILE"):
        ledger.create(tmp_path / "ledger.civicdesk", KEY)
    assert list(tmp_path.iterdir()) == []
