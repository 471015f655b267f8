"""What somebody who means harm may hand to a centre: it is told, the others come in, and nothing lands where it should not."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.records.ids import ProjectId
from civicdesk.records.intake import Status
from civicdesk.store import arrivals, enrolled
from civicdesk.workflows import centre, centre_packs, pack_making, send
from civicdesk.workflows.kit import Kit, read_pack
from tests.unit.workflows.centres import Remade, codes, listed, taken
from tests.unit.workflows.conftest import says_no
from tests.unit.workflows.test_deliver import sealed


@pytest.fixture
def remade(kit: Kit, office: pack_making.OfficeKeys) -> Remade:
    return Remade(kit, office, send.sealed(kit, sealed(kit).id).data)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("version", [True, -(10**15), 2**40, 0])
def test_a_pack_version_that_is_none_is_no_crash(kit: Kit, remade: Remade, open_centre: centre.Centre, version: int) -> None:
    remade.release["pack_version"] = version
    told = taken(open_centre, remade.sealed(), kit)
    assert (told.status, codes(told)[0]) == (Status.REFUSED, "BUNDLE-SCHEMA")


@pytest.mark.parametrize("count", [1e300, "9" * 30, -1, None])
def test_a_place_in_the_chain_that_is_none_is_no_crash(kit: Kit, remade: Remade, open_centre: centre.Centre, count: object) -> None:
    remade.release["chain"]["count"] = count
    assert codes(taken(open_centre, remade.sealed(), kit)) == ["BUNDLE-SCHEMA"]


def test_a_note_whose_signature_is_no_text_says_nothing(kit: Kit, remade: Remade, open_centre: centre.Centre) -> None:
    data = remade.broken()
    told = taken(open_centre, data, kit, replace(remade.note(data), minisig="\ud800"))
    assert (told.status, told.laptop, told.receipt) == (Status.REFUSED, "", b"")


@pytest.mark.parametrize("batch", ["../../../elsewhere", "b" * 63, "B" * 64, ""])
def test_a_laptop_cannot_choose_where_its_receipt_goes(kit: Kit, remade: Remade, open_centre: centre.Centre, batch: str) -> None:
    data = remade.broken()
    told = taken(open_centre, data, kit, remade.note(data, batch))
    assert (told.status, told.batch, told.receipt) == (Status.REFUSED, "", b"")


@pytest.mark.skipif(sys.platform != "linux", reason="only there names are any bytes")
def test_a_file_whose_name_is_no_text_is_taken_in(kit: Kit, remade: Remade, open_centre: centre.Centre, stick: Path) -> None:
    (stick / os.fsdecode(b"\x1b[2J\xff.age")).write_bytes(remade.sealed())
    (told,) = centre.collect(open_centre, centre.folder(stick), kit.now)
    assert (told.status, told.name.isprintable(), told.name.endswith(".age")) == (Status.ACCEPTED, True, True)
    assert told.name.encode()


def test_a_file_that_cannot_be_read_is_told_and_the_others_come_in(
    kit: Kit, remade: Remade, open_centre: centre.Centre, stick: Path
) -> None:
    (stick / "a.age").write_bytes(b"its note is a folder")
    (stick / "a.age.note.json").mkdir()
    (stick / "b.age").write_bytes(remade.sealed())
    first, second = centre.collect(open_centre, centre.folder(stick), kit.now)
    assert (first.status, codes(first), second.status) == (Status.ARRIVED, ["CENTRE-UNREAD"], Status.ACCEPTED)


def test_a_pack_takes_no_laptop_away_from_another_project(
    kit: Kit, remade: Remade, open_centre: centre.Centre, make_pack: Callable[..., bytes], office: pack_making.OfficeKeys
) -> None:
    before = enrolled.enrolled(open_centre.ledger)
    another = ProjectId("another")
    mine = read_pack(make_pack(laptops=(listed(kit),)))
    other = pack_making.sign_pack(replace(mine, project=another, export=replace(mine.export, project=another)), office.signing_seed)
    with says_no("CENTRE-PACK-LAPTOP"):
        centre_packs.take(open_centre.ledger, other)
    assert enrolled.enrolled(open_centre.ledger) == before
    assert taken(open_centre, remade.sealed(), kit).status is Status.ACCEPTED


def test_of_what_is_of_no_use_no_more_is_kept_than_there_is_room_for(
    kit: Kit, remade: Remade, open_centre: centre.Centre, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "MOST_ASIDE", 2)
    for number in range(3):
        (stick / f"{number}.age").write_bytes(f"no bundle {number}".encode())
    (stick / "z.age").write_bytes(remade.sealed())
    told = centre.collect(open_centre, centre.folder(stick), kit.now)
    assert [codes(each)[1:] for each in told] == [[], [], ["CENTRE-ROOM"], []]
    assert told[-1].status is Status.ACCEPTED
    assert [each.held for each in centre.files(open_centre)] == [True, True, False, True]


def test_a_bundle_for_which_there_was_no_room_is_taken_in_when_it_is_met_again(
    kit: Kit, remade: Remade, open_centre: centre.Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    (laptop,) = enrolled.enrolled(open_centre.ledger)
    enrolled.revoke(open_centre.ledger, laptop.id, kit.now().date())
    monkeypatch.setattr(arrivals, "LARGEST_ASIDE", 0)
    data = remade.sealed()
    assert codes(taken(open_centre, data, kit)) == ["BUNDLE-LAPTOP", "CENTRE-ROOM"]
    enrolled.enrol(open_centre.ledger, laptop)
    assert centre.replay(open_centre, kit.now()) == ()
    assert taken(open_centre, data, kit).status is Status.ACCEPTED


def test_a_kept_file_that_somebody_took_away_takes_no_room(open_centre: centre.Centre, kit: Kit) -> None:
    taken(open_centre, b"no bundle", kit)
    (kept,) = arrivals.folder(open_centre.ledger.path).iterdir()
    kept.unlink()
    assert arrivals.has_room(open_centre.ledger)
