import pytest

from civicdesk.crypto import chain, raw, sealing, signing
from civicdesk.errors import Damaged
from civicdesk.records.ids import PersonId

KEY = bytes(range(32))
ONE, OTHER = PersonId("p1"), PersonId("p2")


def test_one_key_always_gives_the_same_workspace() -> None:
    assert raw.keys(KEY).workspace == raw.keys(KEY).workspace
    assert len(bytes.fromhex(raw.keys(KEY).workspace)) == 16


def test_what_one_run_sealed_the_next_one_opens() -> None:
    sealed = raw.keys(KEY).vault.seal(ONE, "people.1.name", b"words")
    vault = raw.keys(KEY).vault
    vault.add(ONE)
    assert vault.open(ONE, "people.1.name", sealed) == b"words"


@pytest.mark.parametrize(("person", "place"), [(OTHER, "people.1.name"), (ONE, "people.2.name")])
def test_what_was_sealed_for_one_opens_for_nobody_and_nowhere_else(person: PersonId, place: str) -> None:
    vault = raw.keys(KEY).vault
    with pytest.raises(Damaged, match="VAULT-OPEN"):
        vault.open(person, place, vault.seal(ONE, "people.1.name", b"words"))


def test_the_audit_is_linked_under_a_derived_key() -> None:
    assert raw.keys(KEY).audit(b"row") == chain.audit_mac_of(KEY)(b"row")


def test_signing_and_sealing_keys_are_derived_too() -> None:
    assert signing.public_of(raw.signing_secret(KEY)) == signing.public_of(raw.signing_secret(KEY))
    identity, recipient = sealing.identity_from(raw.recipient_secret(KEY))
    assert sealing.unseal(sealing.seal(b"words", [recipient]), identity) == b"words"


def test_a_derived_vault_takes_many_people_at_once() -> None:
    vault = raw.keys(KEY).vault
    vault.add_all((ONE, OTHER))
    assert vault.open(OTHER, "a.1.b", vault.seal(OTHER, "a.1.b", b"words")) == b"words"
