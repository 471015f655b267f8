"""A receipt of the centre comes back to the laptop: taken from the right centre, about the right bundle, once."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from civicdesk.crypto import signing
from civicdesk.export import canonical
from civicdesk.records.consent import Choice, Purpose
from civicdesk.records.intake import ChainState
from civicdesk.records.releases import Release, ReleaseState
from civicdesk.store import eligible, enrolled, people, projects, releases
from civicdesk.workflows import centre, consent, pack_making, receipts, send
from civicdesk.workflows.kit import Kit
from tests.journeys.conftest import held_by
from tests.unit.workflows.centres import Remade, taken
from tests.unit.workflows.conftest import given, says_no
from tests.unit.workflows.test_deliver import sealed


@pytest.fixture
def release(kit: Kit) -> Release:
    return sealed(kit)


@pytest.fixture
def receipt(kit: Kit, release: Release, open_centre: centre.Centre) -> bytes:
    """Return what the centre wrote about the sealed bundle."""
    enrolled.keep_project(open_centre.ledger, replace(enrolled.projects(open_centre.ledger)[0], version=2))
    return taken(open_centre, send.sealed(kit, release.id).data, kit).receipt


@pytest.fixture
def altered(receipt: bytes, office: pack_making.OfficeKeys) -> Callable[..., bytes]:
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


def test_a_later_word_takes_the_place_of_an_earlier_one_until_it_was_taken_in(
    kit: Kit, release: Release, altered: Callable[..., bytes]
) -> None:
    for status, wanted in (
        ("quarantined", ReleaseState.SENT),
        ("refused", ReleaseState.REFUSED),
        ("accepted", ReleaseState.RECEIVED),
        ("refused", ReleaseState.RECEIVED),
    ):
        receipts.take(kit, altered(status=status, code="BUNDLE-LAPTOP"))
        assert state(kit, release) is wanted


def test_what_is_put_aside_is_on_its_way_and_what_is_not_taken_is_prepared_again_under_the_same_versions(
    kit: Kit, release: Release, altered: Callable[..., bytes]
) -> None:
    receipts.take(kit, altered(status="quarantined", code="BUNDLE-LAPTOP"))
    assert receipts.tally(kit).on_the_way == receipts.Count(people=8, responses=8)
    receipts.take(kit, altered(status="refused", code="BUNDLE-PACK"))
    assert receipts.tally(kit).refused == receipts.Count(people=8, responses=8)
    assert send.prepare(kit).value.batch_id == release.batch_id


def test_the_counts_add_up(kit: Kit, release: Release, receipt: bytes, altered: Callable[..., bytes]) -> None:
    assert receipts.tally(kit).on_the_way == receipts.Count(people=8, responses=8)
    assert receipts.difference(kit) is None
    receipts.take(kit, receipt)
    told = receipts.tally(kit)
    assert (told.received, told.on_the_way, told.refused) == (
        receipts.Count(people=8, responses=8), receipts.Count(people=0, responses=0), receipts.Count(people=0, responses=0),
    )  # fmt: skip
    assert told.released == told.received
    assert receipts.difference_in_words(receipts.difference(kit)) == ""


def test_a_row_that_the_centre_left_out_counts_as_not_taken(kit: Kit, release: Release, altered: Callable[..., bytes]) -> None:
    rows = json.loads(releases.members(kit.workspace, release.id)[eligible.VERSIONS])
    code, names = next(iter(rows.items()))
    table, _, key = next(name for name in names if name.startswith("responses-")).partition("|")
    left_out = {"table": table, "key": f"{code}|{key}", "code": "ROW-CONFLICT"}
    receipts.take(kit, altered(status="accepted_with_refusals", refused=[left_out], totals={"people": 8, "responses": 7}))
    told = receipts.tally(kit)
    assert (told.received.responses, told.refused.responses, told.released.responses) == (7, 1, 8)
    assert receipts.difference(kit) is None


def test_a_difference_between_the_centre_and_the_laptop_is_named(kit: Kit, altered: Callable[..., bytes]) -> None:
    receipts.take(kit, altered(totals={"people": 7, "responses": 6}))
    assert "holds 7 people and 6 responses" in receipts.difference_in_words(receipts.difference(kit))
    receipts.take(kit, altered(bundles=3))
    assert "2 bundles" in receipts.difference_in_words(receipts.difference(kit))


def test_a_withdrawal_is_told_in_every_bundle_until_the_centre_has_heard_of_it(
    kit: Kit, receipt: bytes, open_centre: centre.Centre
) -> None:
    receipts.take(kit, receipt)
    who = people.people(kit.workspace)[0].id
    consent.withdraw(kit, replace(given(kit, who), choices={Purpose.RESEARCH: Choice.NO}))
    second = sealed(kit)
    third = sealed(kit)
    for one in (second, third):
        assert Remade(kit, open_centre.keys, send.sealed(kit, one.id).data).members["data/withdrawals.csv"].count(b"\n") == 2
    told = taken(open_centre, send.sealed(kit, second.id).data, kit)
    receipts.take(kit, told.receipt)
    assert (releases.outstanding(kit.workspace), len(releases.tombstones(kit.workspace))) == ((), 1)
    fourth = sealed(kit)
    data = send.sealed(kit, fourth.id).data
    assert Remade(kit, open_centre.keys, data).members["data/withdrawals.csv"].count(b"\n") == 1
    for one in (send.sealed(kit, third.id).data, data):
        receipts.take(kit, taken(open_centre, one, kit).receipt)
    assert receipts.difference(kit) is None
    assert receipts.tally(kit).received == receipts.Count(people=31, responses=31)


def test_a_receipt_of_a_centre_whose_key_the_pack_names_is_taken(kit: Kit, receipt: bytes, make_pack: Callable[..., bytes]) -> None:
    told = json.loads(receipt)
    told.pop("minisig")
    seed, public = signing.new_signing_key()
    comment = f"civicdesk-receipt 1 {told['batch_id']}"
    data = canonical.dump({**told, "minisig": signing.sign(seed, canonical.dump(told), comment).decode()})
    projects.keep_pack(kit.workspace, make_pack(centre_sign_keys=(public,)), 1)
    with says_no("RECEIPT-SIGNATURE"):
        receipts.take(kit, receipt)
    assert receipts.take(kit, data).value.state is ReleaseState.RECEIVED


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"status": "refused", "code": "BUNDLE-PACK"}, "has an older project pack"),
        ({"status": "refused", "code": "BUNDLE-CAP"}, "not as it should be"),
        ({"status": "quarantined", "code": "BUNDLE-LAPTOP"}, "until this laptop is enrolled"),
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


def test_a_signature_taken_from_another_kind_of_file_is_refused(kit: Kit, receipt: bytes, office: pack_making.OfficeKeys) -> None:
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


def test_what_lies_there_and_is_no_receipt_does_not_keep_the_others_from_coming_in(kit: Kit, release: Release, receipt: bytes) -> None:
    with says_no("RECEIPT-FORMAT"):
        receipts.take_all(kit, (b"no receipt",))
    assert [told.state for told in receipts.take_all(kit, (b"no receipt", receipt)).value] == [ReleaseState.RECEIVED]
    assert state(kit, release) is ReleaseState.RECEIVED
