"""A bundle of the program itself onto a real server and into the centre."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from civicdesk.records.intake import Status
from civicdesk.records.releases import DeliveryPlace, ReleaseState
from civicdesk.ui.jobs import Course
from civicdesk.workflows import centre, centre_packs, deliver, pack_making, receipts, send, unlock
from civicdesk.workflows.kit import Kit, Tools
from tests.journeys.conftest import add_colleagues, join, make_pack, office, tools  # noqa: F401 - fixtures
from tests.transport import servers
from tests.unit.workflows.centres import listed
from tests.unit.workflows.test_deliver import sealed

pytestmark = pytest.mark.slow


def test_what_arrives_at_the_server_is_what_the_centre_opens(
    apache: servers.Running,
    tmp_path: Path,
    make_pack: Callable[..., bytes],  # noqa: F811 - the fixture
    office: pack_making.OfficeKeys,  # noqa: F811 - the fixture
    tools: Tools,  # noqa: F811 - the fixture
) -> None:
    place = DeliveryPlace(kind="webdav", address=f"http://127.0.0.1:{apache.port}/inbox", user=servers.USER)
    kit = join(tmp_path / "workspace", make_pack(delivery=place), tools).kit
    add_colleagues(kit)
    deliver.keep_secret(kit, servers.PASSWORD)
    release = sealed(kit)
    for again in (False, True):
        asked = deliver.errand(kit, release.id)
        assert deliver.carry(asked, Course()) is again
        assert deliver.carried(kit, asked).value.state is ReleaseState.SENT
    arrived = apache.folder / release.file_name
    note = json.loads(arrived.with_name(f"{arrived.name}.note.json").read_bytes())
    received = centre.receive(arrived.read_bytes(), office.identity, {note["laptop"]: send.laptop_key(kit)})
    assert (received.check.ok, received.check.people) == (True, release.people)
    collected_by_the_office(kit, office, make_pack(laptops=(listed(kit),)), place)
    (told,) = receipts.fetch(kit).value
    assert (told.state, told.people, receipts.fetch(kit).value) == (ReleaseState.RECEIVED, release.people, ())
    unlock.lock(kit)
    shutil.rmtree(apache.folder)
    apache.folder.mkdir()
    apache.folder.chmod(0o777)


def collected_by_the_office(
    kit: Kit,
    office: pack_making.OfficeKeys,  # noqa: F811 - the argument
    pack: bytes,
    place: DeliveryPlace,
) -> None:
    """Let the office look at the server twice."""
    for again in (False, True):
        with centre.opened(kit.workspace.path.with_name("centre") / "ledger.civicdesk", office, kit.now().date()) as opened:
            centre_packs.take(opened.ledger, pack)
            told = centre.collect(opened, centre.server(place, servers.PASSWORD, kit.now), kit.now)
        assert [(each.status, each.again, each.unwritten) for each in told] == [(Status.ACCEPTED, again, "")]
