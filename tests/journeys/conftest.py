"""A project of the tests' own: signed keys, a pack, a clock that moves by a second, and an open workspace.

Tests of single verbs take the same fixtures from here: tests/unit/workflows and tests/unit/cli.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from civicdesk import paths
from civicdesk.crypto.passphrase import MODEST
from civicdesk.export import hierarchies
from civicdesk.records.ids import ProjectId
from civicdesk.records.people import Role
from civicdesk.records.releases import DeliveryPlace, ExportSettings, Pack, Quasi
from civicdesk.store import people as people_store
from civicdesk.workflows import directory, first_run, forms, pack_making, unlock
from civicdesk.workflows.kit import Kit, Tools

START = datetime.fromisoformat("2026-03-02T09:00:00+00:00")
LATER = timedelta(hours=1)
PASSPHRASE = "seven plainly invented words of the tests"
COLLEAGUES = {"Ben Second": Role.COORDINATOR, "Wes Worker": Role.WORKER, "Fay Guide": Role.FACILITATOR}
"""Who else works in the test project; all have the same passphrase."""
STATEMENT = {
    "language": "en",
    "version": "test-1",
    "text": "We would like to ask you some questions. We count people over several places by a code made of name and date of birth.",
    "linkage": "We count people over several places by a code made of name and date of birth.",
    "purposes": [
        ["keep", "You may keep my answers on this laptop."],
        ["research", "You may send my answers, without my name."],
        ["contact", "You may contact me again."],
        ["introduce", "You may offer to introduce me."],
        ["story", "You may use my story."],
        ["photo", "You may take a photo."],
    ],
}


@pytest.fixture
def tools() -> Tools:
    """Return a clock that moves on by a second a look, and ids that count."""
    return ticking(START + LATER, first_id=1_000_001)


def ticking(start: datetime, *, first_id: int) -> Tools:
    """Return a clock that begins at a moment, and ids that count from a number."""
    ticks, ids = count(), count(first_id)
    return Tools(now=lambda: start + timedelta(seconds=next(ticks)), new_id=lambda: f"{next(ids):032x}", chance=lambda: 0.5)


@pytest.fixture(scope="session")
def office() -> pack_making.OfficeKeys:
    """Return the keys of an invented office."""
    return pack_making.make_keys()


@pytest.fixture(scope="session")
def make_pack(office: pack_making.OfficeKeys) -> Callable[..., bytes]:
    """Return a maker of signed project packs; keyword arguments change the export settings, `delivery` names a server."""

    def make(delivery: DeliveryPlace | None = None, **changes: object) -> bytes:
        settings = {
            "project": ProjectId("test-project"),
            "short_code": "testing",
            "pack_version": 1,
            "recipient": "Invented centre",
            "recipient_class": "known",
            "agreement": "Test agreement 1",
            "review_date": date(2027, 1, 1),
            "age_recipients": (office.recipient, pack_making.make_keys().recipient),
            "k": 3,
            "l": 2,
            "min_people": 6,
            "population": 1000,
            "population_source": "invented",
            "quasi": (Quasi(column="age", hierarchy="age", floor=1), Quasi(column="sex", hierarchy="sex", floor=0)),
            **changes,
        }
        pack = Pack(
            project=ProjectId("test-project"),
            name="Test project",
            version=1,
            practice=False,
            recovery=True,
            contact="Invented office, 01632 960200",
            crisis_lines=("Samaritans 116 123",),
            delivery=delivery,
            places=("Invented Hall",),
            districts=(),
            statements=(STATEMENT,),
            instruments={"civic-health.xlsx": (paths.resources() / "instruments" / "civic-health.xlsx").read_bytes()},
            directory=(paths.resources() / "practice" / "directory.csv").read_bytes(),
            hierarchies={name: hierarchies.shipped(name) for name in ("age", "sex")},
            export=ExportSettings(**settings),
            signer=office.signing_public,
        )
        return pack_making.sign_pack(pack, office.signing_seed)

    return make


@pytest.fixture(scope="session")
def ready_made(tmp_path_factory: pytest.TempPathFactory, make_pack: Callable[..., bytes]) -> Path:
    """Return the folder of a locked workspace that each test gets a copy of."""
    folder = tmp_path_factory.mktemp("ready") / "workspace"
    joined = join(folder, make_pack(), ticking(START, first_id=1))
    add_colleagues(joined.kit)
    unlock.lock(joined.kit)
    return folder


@pytest.fixture
def kit(tmp_path: Path, tools: Tools, ready_made: Path) -> Iterator[Kit]:
    """Return an open workspace of the test project, with its forms and directory, ready for people; Ada Test holds it."""
    shutil.copytree(ready_made, tmp_path / "workspace")
    kit = unlock.open_(tmp_path / "workspace" / "testing.civicdesk", "Ada Test", PASSPHRASE, tools)
    yield kit
    if kit.workspace.is_open:
        unlock.lock(kit)


def add_colleagues(kit: Kit) -> None:
    """Let everybody else of the test project sign in too."""
    for name, role in COLLEAGUES.items():
        first_run.add_user(kit, first_run.Newcomer(name=name, role=role, passphrase=PASSPHRASE), cost=MODEST[-1])


def held_by(kit: Kit, name: str) -> Kit:
    """Return the same open workspace in a colleague's hands."""
    return replace(kit, user=next(user for user in people_store.users(kit.workspace) if user.name == name))


def join(folder: Path, pack: bytes, tools: Tools) -> first_run.Joined:
    """Set a laptop up for a project, as its coordinator; Argon2id as cheap as the file format lets it."""
    newcomer = first_run.Newcomer(name="Ada Test", role=Role.COORDINATOR, passphrase=PASSPHRASE)
    joined = first_run.join(folder, pack, newcomer, tools, cost=MODEST[-1])
    forms.adopt_pack(joined.kit)
    directory.adopt_pack(joined.kit)
    first_run.confirm_recovery(joined.kit, joined.recovery.code)
    return joined
