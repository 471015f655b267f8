"""The sealed files at a centre: kept as long as they are needed, and no longer."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from civicdesk.errors import Refused, Unavailable
from civicdesk.records.ids import ProjectId
from civicdesk.records.intake import Came, Enrolled, Joined, Status
from civicdesk.store import arrivals, enrolled, files, ledger
from civicdesk.store.ledger import Ledger

KEY = bytes(range(32))
DAY = date(2026, 3, 2)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Ledger]:
    opened = ledger.create(tmp_path / "ledger.civicdesk", KEY)
    yield opened
    opened.close()


def came(kept: Ledger, name: str, status: Status = Status.ACCEPTED, *, held: bool = True) -> Came:
    """Keep a file and say what became of it."""
    one = Came(sha256=name * 8, name=f"{name}.age", came=DAY)
    arrivals.keep(kept, one, name.encode())
    told = Came(sha256=one.sha256, name=one.name, came=DAY, status=status, laptop="l1", batch=name, receipt=b"told", held=held)
    arrivals.judged(kept, told)
    return told


def here(kept: Ledger) -> list[str]:
    return sorted(path.stem[0] for path in arrivals.folder(kept.path).iterdir())


def test_what_is_known_of_a_file_is_kept_with_it(kept: Ledger) -> None:
    told = came(kept, "a")
    assert (arrivals.find(kept, told.sha256), arrivals.find(kept, "another"), arrivals.all_files(kept)) == (told, None, (told,))
    assert arrivals.content(kept, told.sha256) == b"a"
    assert arrivals.is_taken(told)


def test_a_file_that_is_not_needed_goes_at_once_and_what_was_said_of_it_stays(kept: Ledger) -> None:
    told = came(kept, "a", Status.REFUSED, held=False)
    assert (here(kept), arrivals.find(kept, told.sha256)) == ([], told)
    with pytest.raises(Unavailable, match="STORE-FILE"):
        arrivals.content(kept, told.sha256)


def test_after_thirty_days_all_go_but_those_that_wait_for_their_laptop(kept: Ledger) -> None:
    came(kept, "a")
    came(kept, "b", Status.DAMAGED)
    waiting = came(kept, "c", Status.QUARANTINED)
    arrivals.tidy(kept, DAY + timedelta(days=30))
    assert here(kept) == ["a", "b", "c"]
    arrivals.tidy(kept, DAY + timedelta(days=31))
    assert (here(kept), arrivals.put_aside(kept)) == (["c"], (waiting,))


def test_a_copy_that_nobody_knows_of_is_removed(kept: Ledger) -> None:
    arrivals.tidy(kept, DAY)
    came(kept, "a")
    (arrivals.folder(kept.path) / "stray.age").write_bytes(b"")
    arrivals.tidy(kept, DAY)
    assert here(kept) == ["a"]


def test_a_file_that_cannot_be_removed_now_is_removed_later(kept: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(files, "remove", lambda _path: None)
        came(kept, "a", Status.REFUSED, held=False)
        assert here(kept) == ["a"]
    arrivals.remove_going(kept)
    assert here(kept) == []


def test_a_newer_pack_takes_the_place_of_an_older_one_and_never_the_other_way_round(kept: Ledger) -> None:
    for version, wanted in ((2, 2), (1, 2), (3, 3)):
        enrolled.keep_project(kept, Joined(id=ProjectId("p"), name=f"name {version}", version=version, signer="key"))
        (known,) = enrolled.projects(kept)
        assert (known.version, known.name) == (wanted, f"name {wanted}")


def test_a_laptop_is_revoked_from_a_day_and_may_be_enrolled_again(kept: Ledger) -> None:
    mine = Enrolled(project=ProjectId("p"), id="l1", public_key="key", enrolled="2026-03-01")
    enrolled.enrol(kept, mine)
    enrolled.revoke(kept, "l1", DAY)
    assert [each.revoked for each in enrolled.enrolled(kept)] == ["2026-03-02"]
    enrolled.enrol(kept, mine)
    assert enrolled.enrolled(kept) == (mine,)
    with pytest.raises(Refused, match="STORE-UNKNOWN"):
        enrolled.revoke(kept, "another", DAY)
