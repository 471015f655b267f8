"""New keys for a centre: nothing that it holds is lost, and the old keys are of no more use."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from civicdesk.store import arrivals
from civicdesk.workflows import centre, centre_keys, centre_packs, pack_making, send
from civicdesk.workflows.kit import Kit
from tests.unit.workflows.centres import taken
from tests.unit.workflows.conftest import says_no
from tests.unit.workflows.test_deliver import sealed

TODAY = date(2026, 3, 2)


@pytest.fixture
def new() -> pack_making.OfficeKeys:
    """Return the keys that a centre changes to."""
    return pack_making.make_keys()


@pytest.fixture
def path(tmp_path: Path, office: pack_making.OfficeKeys, make_pack: Callable[..., bytes]) -> Path:
    """Return a closed ledger that follows the project and knows no laptop yet."""
    place = tmp_path / "centre" / "ledger.civicdesk"
    with centre.opened(place, office, TODAY) as opened:
        centre_packs.take(opened.ledger, make_pack())
    return place


def test_the_ledger_follows_new_keys(path: Path, office: pack_making.OfficeKeys, new: pack_making.OfficeKeys) -> None:
    assert centre_keys.renew(path, office.signing_seed, new.signing_seed) == 0
    with centre.opened(path, new, TODAY) as opened:
        assert [each.id for each in centre_packs.projects(opened.ledger)] == ["test-project"]
    with says_no("STORE-DAMAGED"), centre.opened(path, office, TODAY):
        pass


def test_the_same_again_changes_nothing(path: Path, office: pack_making.OfficeKeys, new: pack_making.OfficeKeys) -> None:
    centre_keys.renew(path, office.signing_seed, new.signing_seed)
    before = path.read_bytes()
    centre_keys.renew(path, office.signing_seed, new.signing_seed)
    assert path.read_bytes() == before


def test_keys_that_never_opened_it_change_nothing(path: Path, new: pack_making.OfficeKeys) -> None:
    with says_no("STORE-DAMAGED"):
        centre_keys.renew(path, pack_making.make_keys().signing_seed, new.signing_seed)


def test_without_a_ledger_there_is_nothing_to_renew(tmp_path: Path, office: pack_making.OfficeKeys, new: pack_making.OfficeKeys) -> None:
    with says_no("LEDGER-NONE"):
        centre_keys.renew(tmp_path / "nowhere.civicdesk", office.signing_seed, new.signing_seed)


def test_what_is_put_aside_is_counted_for_the_old_identity_alone_opens_it(
    path: Path, kit: Kit, office: pack_making.OfficeKeys, new: pack_making.OfficeKeys
) -> None:
    with centre.opened(path, office, TODAY) as opened:
        taken(opened, send.sealed(kit, sealed(kit).id).data, kit)
        assert len(arrivals.put_aside(opened.ledger)) == 1
    assert centre_keys.renew(path, office.signing_seed, new.signing_seed) == 1
