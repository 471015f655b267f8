"""The escrow: for the coordinator alone, and back again as a slot that a spoken code opens."""

import json

import pytest

from civicdesk.crypto import chain, escrow, recovery, sealing
from civicdesk.errors import Damaged, Refused

PEOPLE = b'{"format":"civicdesk-people"}'


@pytest.fixture
def coordinator() -> tuple[str, str]:
    return sealing.new_identity()


def test_the_coordinator_gets_all_that_opens_the_workspace(made, coordinator: tuple[str, str]) -> None:
    identity, recipient = coordinator
    opened = escrow.unseal(escrow.seal(made.ring, PEOPLE, recipient), identity)
    assert opened.people == PEOPLE
    assert (opened.ring.workspace, opened.ring.database, opened.ring.people) == (made.ring.workspace, made.ring.database, made.ring.people)
    assert (opened.ring.generation, opened.ring.practice) == (made.ring.generation, made.ring.practice)
    assert chain.audit_mac(opened.ring)(b"link") == chain.audit_mac(made.ring)(b"link")


def test_nobody_else_opens_it(made, coordinator: tuple[str, str]) -> None:
    sealed = escrow.seal(made.ring, PEOPLE, coordinator[1])
    assert bytes(made.ring.database) not in sealed
    with pytest.raises(Damaged, match="BUNDLE-KEY"):
        escrow.unseal(sealed, sealing.new_identity()[0])


@pytest.mark.parametrize("inside", [b"words", b"{}", b'{"format":"civicdesk-escrow"}'])
def test_something_else_inside_is_told(coordinator: tuple[str, str], inside: bytes) -> None:
    with pytest.raises(Damaged, match="ESCROW-DAMAGED"):
        escrow.unseal(sealing.seal(inside, [coordinator[1]]), coordinator[0])


def test_another_format_inside_is_told(made, coordinator: tuple[str, str]) -> None:
    identity, recipient = coordinator
    inside = sealing.unseal(escrow.seal(made.ring, PEOPLE, recipient), identity).replace(b"civicdesk-escrow", b"civicdesk-others")
    with pytest.raises(Damaged, match="ESCROW-DAMAGED"):
        escrow.unseal(sealing.seal(inside, [recipient]), identity)


def test_a_one_time_slot_opens_with_its_code(made) -> None:
    file, code = escrow.one_time_slot(made.ring)
    ring = escrow.open_slot(file, code)
    assert (ring.database, ring.people, ring.workspace) == (made.ring.database, made.ring.people, made.ring.workspace)
    assert ring.practice


def test_a_slot_opens_with_no_other_code(made) -> None:
    file, _ = escrow.one_time_slot(made.ring)
    with pytest.raises(Refused, match="KEYS-CODE-OTHER"):
        escrow.open_slot(file, recovery.write(recovery.new_secret()))


def as_user(record: dict) -> None:
    record["slot"]["kind"] = "user"
    record["slot"]["kdf"].update(alg="argon2id", m=8192, t=1)


@pytest.mark.parametrize(
    "change", [lambda record: record.update(more=1), lambda record: record.update(slot=1), lambda record: record.update(version=2), as_user]
)
def test_a_slot_that_makes_no_sense_is_told(made, change) -> None:
    file, code = escrow.one_time_slot(made.ring)
    record = json.loads(file)
    change(record)
    with pytest.raises(Damaged, match="ESCROW-DAMAGED"):
        escrow.open_slot(json.dumps(record).encode(), code)


def test_a_slot_that_is_far_too_large_is_told(made) -> None:
    _, code = escrow.one_time_slot(made.ring)
    with pytest.raises(Damaged, match="ESCROW-DAMAGED"):
        escrow.open_slot(b" " * (escrow.LIMIT + 1), code)
