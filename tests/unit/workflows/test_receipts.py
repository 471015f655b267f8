"""A receipt of the centre comes back to the laptop: taken from the right centre, about the right bundle, once."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from civicdesk.crypto import signing
from civicdesk.export import canonical
from civicdesk.records.ids import ProjectId
from civicdesk.records.intake import ChainState
from civicdesk.records.releases import Release, ReleaseState
from civicdesk.workflows import central, receipts, send
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.conftest import says_no
from tests.unit.workflows.test_deliver import sealed


@pytest.fixture
def release(kit: Kit) -> Release:
    return sealed(kit)


@pytest.fixture
def receipt(kit: Kit, release: Release, tmp_path: Path, office: central.OfficeKeys) -> bytes:
    """Return what the centre wrote about the sealed bundle."""
    key = send.laptop_key(kit)
    enrolled = central.Enrolled(project=ProjectId("test-project"), pack_version=2, laptops={signing.key_id(key): key})
    with central.centre(tmp_path / "ledger.civicdesk", office, enrolled) as centre:
        return central.take_in(centre, send.sealed(kit, release.id).data, kit.now()).receipt


@pytest.fixture
def altered(receipt: bytes, office: central.OfficeKeys) -> Callable[..., bytes]:
    """Return a maker of receipts that the centre has signed, with some words changed."""

    def make(**changes: object) -> bytes:
        told = {**json.loads(receipt), **changes}
        told.pop("minisig")
        comment = f"civicdesk-receipt 1 {told['batch_id']}"
        return canonical.dump({**told, "minisig": signing.sign(office.signing_seed, canonical.dump(told), comment).decode()})

    return make


def state(kit: Kit, release: Release) -> ReleaseState:
    return send.release(kit, release.id).state


def test_a_receipt_says_that_the_bundle_was_received(kit: Kit, release: Release, receipt: bytes) -> None:
    told = receipts.take(kit, receipt).value
    assert (told.state, told.refused, told.chain, told.people, told.responses) == (ReleaseState.RECEIVED, 0, ChainState.OK, 8, 8)
    assert state(kit, release) is ReleaseState.RECEIVED
    assert receipts.sentences(told, 1)[0].startswith("The centre has taken the bundle in. It holds 8 people")
    assert len(receipts.sentences(told, 1)) == len(receipts.sentences(told, 2)) + 1


def test_the_same_receipt_again_changes_nothing(kit: Kit, receipt: bytes) -> None:
    receipts.take(kit, receipt)
    before = kit.workspace.head()
    assert receipts.take(kit, receipt).changed == frozenset()
    assert kit.workspace.head() == before


def test_a_later_word_takes_the_place_of_an_earlier_one(kit: Kit, release: Release, altered: Callable[..., bytes]) -> None:
    receipts.take(kit, altered(status="refused"))
    assert state(kit, release) is ReleaseState.REFUSED
    receipts.take(kit, altered(status="accepted"))
    assert state(kit, release) is ReleaseState.RECEIVED


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "quarantined"}, "has not taken the bundle in"),
        ({"status": "accepted_with_refusals", "refused": [{"table": "people"}]}, "but not 1 row of it"),
        ({"chain": "gap"}, "before this one has not arrived"),
        ({"chain": "fork"}, "went two ways"),
    ],
)
def test_what_is_not_right_is_said_in_words(kit: Kit, altered: Callable[..., bytes], changes: dict[str, object], words: str) -> None:
    assert words in " ".join(receipts.sentences(receipts.take(kit, altered(**changes)).value, 2))


@pytest.mark.parametrize("changes", [{"outer_sha256": "0" * 64}, {"batch_id": "0" * 64}, {"laptop": "0" * 16}])
def test_a_receipt_about_another_bundle_is_refused(
    kit: Kit, release: Release, altered: Callable[..., bytes], changes: dict[str, object]
) -> None:
    with says_no("RECEIPT-OTHER"):
        receipts.take(kit, altered(**changes))
    assert state(kit, release) is ReleaseState.SEALED


def test_a_receipt_that_was_altered_is_refused(kit: Kit, release: Release, receipt: bytes) -> None:
    forged = receipt.replace(b'"people":8', b'"people":9')
    assert forged != receipt
    with says_no("RECEIPT-SIGNATURE"):
        receipts.take(kit, forged)
    assert state(kit, release) is ReleaseState.SEALED


def test_a_receipt_of_another_centre_is_refused(kit: Kit, receipt: bytes) -> None:
    told = json.loads(receipt)
    told.pop("minisig")
    seed, _ = signing.new_signing_key()
    comment = f"civicdesk-receipt 1 {told['batch_id']}"
    with says_no("RECEIPT-SIGNATURE"):
        receipts.take(kit, canonical.dump({**told, "minisig": signing.sign(seed, canonical.dump(told), comment).decode()}))


def test_a_signature_taken_from_another_kind_of_file_is_refused(kit: Kit, receipt: bytes, office: central.OfficeKeys) -> None:
    told = json.loads(receipt)
    told.pop("minisig")
    signature = signing.sign(office.signing_seed, canonical.dump(told), "civicdesk-pack 1").decode()
    with says_no("RECEIPT-SIGNATURE"):
        receipts.take(kit, canonical.dump({**told, "minisig": signature}))


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b"\xff", b'{"format":"civicdesk-receipt 2.0"}', b"[" * 5000, b" " * (receipts.LARGEST + 1)]
)
def test_what_is_no_receipt_is_told(kit: Kit, data: bytes) -> None:
    with says_no("RECEIPT-FORMAT"):
        receipts.take(kit, data)


@pytest.mark.parametrize("changes", [{"status": "perhaps"}, {"chain": "rope"}, {"totals": []}, {"refused": {}}, {"latest_pack": "1"}])
def test_a_receipt_with_a_wrong_field_is_told(kit: Kit, altered: Callable[..., bytes], changes: dict[str, object]) -> None:
    with says_no("RECEIPT-FORMAT"):
        receipts.take(kit, altered(**changes))


def test_only_a_coordinator_brings_receipts_in(kit: Kit, receipt: bytes) -> None:
    with says_no("ROLE-RIGHT"):
        receipts.take(held_by(kit, "Wes Worker"), receipt)
