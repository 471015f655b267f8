"""The keys of an office: made again from a code, sealed by a passphrase."""

import pytest

from civicdesk.crypto import office, sealing, signing
from civicdesk.errors import Damaged, Refused

KNOWN_ADDRESS = "age168ah5gqrxglvs5htxnxndtz2s7un9gvkqd6alq5wv2yuwt6syd4qnwce5s"
KNOWN_PUBLIC = "RWTHrvLAEZV1hEsyc9XbIzzCLtf2P+O/Qrg6skYN7d3NNNRBNIiU4cWP"
PASSPHRASE = "a plainly invented passphrase of the office"


@pytest.fixture(scope="module")
def sealed() -> bytes:
    """Return a sealed file; sealing takes a second or two, so it is done once."""
    return office.seal(b"plainly invented", PASSPHRASE)


def test_what_is_sealed_opens_with_the_same_passphrase_however_its_blanks_are_typed(sealed: bytes) -> None:
    assert office.open_(sealed, PASSPHRASE.replace(" ", "\u00a0")) == b"plainly invented"


def test_another_passphrase_opens_nothing(sealed: bytes) -> None:
    with pytest.raises(Refused, match="OFFICE-PASSPHRASE"):
        office.open_(sealed, f"{PASSPHRASE}s")


@pytest.mark.parametrize(
    "data", [b"", b"plain words", sealing.seal(b"x", [sealing.new_identity()[1]]), office.SEALED + bytes(office.LIMIT)]
)
def test_a_file_of_another_kind_is_no_sealed_one(data: bytes) -> None:
    with pytest.raises(Damaged, match="BUNDLE-NOT-OURS"):
        office.open_(data, PASSPHRASE)


def test_a_file_that_asks_for_hours_of_work_is_not_opened(sealed: bytes) -> None:
    head, rest = sealed.split(b"\n", 2)[1], sealed
    hard = rest.replace(head, head.rpartition(b" ")[0] + b" 40", 1)
    with pytest.raises(Refused, match="OFFICE-WORK"):
        office.open_(hard, PASSPHRASE)


def test_a_weak_passphrase_seals_nothing() -> None:
    with pytest.raises(Refused, match="KEYS-WEAK"):
        office.seal(b"plainly invented", "short")


def test_a_code_makes_the_same_keys_every_time_and_two_that_tell_nothing_of_each_other() -> None:
    code = office.new_code()
    identity, address = office.identity_of(code)
    seed, public = office.seed_of(code)
    assert (office.identity_of(code), office.seed_of(code)) == ((identity, address), (seed, public))
    assert (sealing.address_of(identity), signing.public_of(seed)) == (address, public)
    assert sealing.identity_from(seed)[0] != identity


def test_keys_of_a_known_code_never_change() -> None:
    """The paper of today opens the bundles of today in ten years: this is what it must say then."""
    assert office.identity_of("0000-0000-0000-0000-0000-0000-0000")[1] == KNOWN_ADDRESS
    assert office.seed_of("0000-0000-0000-0000-0000-0000-0000")[1] == KNOWN_PUBLIC
