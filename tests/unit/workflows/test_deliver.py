"""Sending a sealed bundle to the project's server: what must be there first, what travels, and what is kept. Real servers: tests/transport."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.crypto import signing
from civicdesk.records.releases import DeliveryPlace, Release, ReleaseState
from civicdesk.transport.delivery import deliver as deliver_to
from civicdesk.transport.folder import Folder
from civicdesk.transport.s3 import Bucket
from civicdesk.transport.target import Delivery
from civicdesk.transport.webdav import WebDav
from civicdesk.ui.jobs import Course
from civicdesk.workflows import deliver, practice, respond, send, unlock
from civicdesk.workflows.kit import Kit, Tools
from tests.journeys.conftest import COLLEAGUES, PASSPHRASE, add_colleagues, held_by, join
from tests.unit.workflows.conftest import says_no, welcome

ARRIVED = Delivery(name="a.age", size=1, sha256="0", already_there=False)
PLACE = DeliveryPlace(kind="webdav", address="https://files.example/inbox", user="laptop")


@pytest.fixture
def kit_with_server(tmp_path: Path, make_pack: Callable[..., bytes], tools: Tools) -> Iterator[Kit]:
    """Return an open workspace of a project that names a server."""
    kit = join(tmp_path / "workspace", make_pack(delivery=PLACE), tools).kit
    add_colleagues(kit)
    yield kit
    unlock.lock(kit)


def prepare(kit: Kit) -> Release:
    """Prepare a batch of eight people."""
    people = [welcome(kit, birth_year=1985, sex="Female" if number % 2 else "Male") for number in range(8)]
    rows = "".join(f"{person.card},1,2026-03-02,da,ta,td,da\n" for person in people)
    respond.import_table(kit, f"card,wave,collected_on,sk1,sk2,kh1,kh2\n{rows}".encode(), respond.Table(form_id="civic_health"))
    return send.prepare(kit).value


def sealed(kit: Kit) -> Release:
    """Prepare, approve and seal a batch of eight people."""
    batch = prepare(kit)
    form = practice.intruder_form(send.SCENARIOS, "Ben Second", kit.now().date())
    send.approve(held_by(kit, "Ben Second"), send.Approval(release=batch.id, passphrase=PASSPHRASE, intruder=form))
    return send.seal(kit, batch.id).value.release


def test_a_sealed_bundle_goes_with_a_note_that_this_laptop_has_signed(kit_with_server: Kit, tmp_path: Path) -> None:
    kit = kit_with_server
    deliver.keep_secret(kit, "six plain words\n")
    release = sealed(kit)
    asked = deliver.errand(kit, release.id)
    (tmp_path / "inbox").mkdir()
    for parcel in asked.parcels:
        deliver_to(Folder(tmp_path / "inbox"), parcel)
    assert deliver.carried(kit, asked).value.state is ReleaseState.SENT
    note = json.loads((tmp_path / "inbox" / f"{release.file_name}.note.json").read_bytes())
    data = (tmp_path / "inbox" / release.file_name).read_bytes()
    assert signing.verify(send.laptop_key(kit), data, note["minisig"].encode()).endswith(release.batch_id)
    assert (note["batch_id"], note["laptop"]) == (release.batch_id, signing.key_id(send.laptop_key(kit)))
    assert asked.secret == "six plain words"


def test_a_bundle_that_was_sent_can_be_sent_again(kit_with_server: Kit) -> None:
    deliver.keep_secret(kit_with_server, "words")
    asked = deliver.errand(kit_with_server, sealed(kit_with_server).id)
    deliver.carried(kit_with_server, asked)
    again = deliver.errand(kit_with_server, asked.release)
    assert deliver.carried(kit_with_server, again).value.state is ReleaseState.SENT


def test_without_a_server_a_bundle_is_carried_by_hand(kit: Kit) -> None:
    assert deliver.place(kit) is None
    for tried in (lambda: deliver.keep_secret(kit, "words"), lambda: deliver.errand(kit, "none")):
        with says_no("DELIVER-NO-PLACE"):
            tried()


def test_without_a_password_nothing_is_tried(kit_with_server: Kit) -> None:
    assert not deliver.has_secret(kit_with_server)
    with says_no("DELIVER-SECRET"):
        deliver.errand(kit_with_server, "none")
    with says_no("DELIVER-SECRET"):
        deliver.keep_secret(kit_with_server, " ")


def test_only_what_is_sealed_is_sent(kit_with_server: Kit) -> None:
    kit = kit_with_server
    deliver.keep_secret(kit, "words")
    prepared = prepare(kit)
    with says_no("SEND-STATE"):
        deliver.errand(kit, prepared.id)


@pytest.mark.parametrize("colleague", [name for name, role in COLLEAGUES.items() if role.value != "coordinator"])
def test_only_a_coordinator_sends(kit_with_server: Kit, colleague: str) -> None:
    theirs = held_by(kit_with_server, colleague)
    for tried in (lambda: deliver.keep_secret(theirs, "words"), lambda: deliver.errand(theirs, "none")):
        with says_no("ROLE-RIGHT"):
            tried()


def test_the_server_is_shown_by_its_name_alone() -> None:
    assert deliver.server_of(PLACE) == "files.example"


@pytest.mark.parametrize(("kind", "target"), [("webdav", WebDav), ("s3", Bucket)])
def test_each_kind_of_server_has_its_way(kit_with_server: Kit, monkeypatch: pytest.MonkeyPatch, kind: str, target: type) -> None:
    seen: list[object] = []
    monkeypatch.setattr(deliver, "deliver", lambda reached, *_rest: seen.append(reached) or ARRIVED)
    deliver.keep_secret(kit_with_server, "words")
    asked = deliver.errand(kit_with_server, sealed(kit_with_server).id)
    place = DeliveryPlace(kind=kind, address=PLACE.address, user="laptop")
    deliver.carry(replace(asked, place=place), Course())
    assert isinstance(seen[0], target)
