"""New secrets: for everybody who stays, for nobody who left, and readable at every step in between."""

from dataclasses import replace

import pytest

from civicdesk.crypto import chain, keys, people, renewal
from civicdesk.errors import Damaged, Refused
from civicdesk.records.ids import PersonId

ONE, OTHER = PersonId("p1"), PersonId("p2")
PLACE = "person.1.name"


def opened(made, written: bytes, who: str = "wren") -> keys.Ring:
    name, passphrase = (made.user.name, made.passphrase) if who == "wren" else (made.colleague.name, made.colleagues)
    return keys.open_with_passphrase(keys.parse(written), name, passphrase)


@pytest.fixture
def handed(made) -> tuple[keys.Ring, keys.KeyFile]:
    """Return new secrets, and the key file in which the colleague has no slot any more."""
    new = renewal.new_secrets(made.ring)
    return new, renewal.handed_over(keys.parse(made.written), made.ring, new, without=made.colleague.name)


def test_everybody_who_stays_gets_the_new_secrets_without_being_there(made, handed) -> None:
    new, file = handed
    for ring in (opened(made, keys.dump(file, new)), keys.open_with_code(keys.parse(keys.dump(file, new)), made.code)):
        assert (ring.database, ring.people, ring.generation, ring.altered) == (new.database, new.people, 2, False)
    assert new.database != made.ring.database
    assert new.people != made.ring.people


def test_whoever_left_has_no_slot(made, handed) -> None:
    new, file = handed
    with pytest.raises(Refused, match="KEYS-NAME-UNKNOWN"):
        opened(made, keys.dump(file, new), "robin")


def test_full_names_move_along(made, handed) -> None:
    new, file = handed
    assert keys.full_name(file, new, made.user.name) == made.user.full_name


def test_the_former_secrets_are_there_until_it_is_settled(made, handed) -> None:
    new, file = handed
    ring = opened(made, keys.dump(file, new))
    former = renewal.previous(keys.parse(keys.dump(file, new)), ring)
    assert (former.database, former.people, former.generation) == (made.ring.database, made.ring.people, 1)
    settled = keys.parse(keys.dump(renewal.settled(file), new))
    assert renewal.previous(settled, ring) is None
    assert settled.intact


def test_the_audit_keeps_its_key(made, handed) -> None:
    new, file = handed
    ring = opened(made, keys.dump(renewal.settled(file), new))
    assert chain.audit_mac(ring)(b"link") == chain.audit_mac(made.ring)(b"link")
    once_more = renewal.new_secrets(ring)
    again = renewal.handed_over(keys.parse(keys.dump(renewal.settled(file), new)), ring, once_more)
    assert chain.audit_mac(opened(made, keys.dump(again, once_more)))(b"link") == chain.audit_mac(made.ring)(b"link")


def test_a_new_key_of_people_leaves_the_database_key(made) -> None:
    new = renewal.new_people_key(made.ring)
    file = renewal.handed_over(keys.parse(made.written), made.ring, new)
    ring = opened(made, keys.dump(file, new))
    assert (ring.database, ring.generation) == (made.ring.database, 2)
    assert ring.people != made.ring.people
    assert renewal.previous(file, ring).people == made.ring.people
    assert ring.audit == b""


def test_the_last_who_can_sign_in_stays(made) -> None:
    new = renewal.new_secrets(made.ring)
    alone = renewal.settled(renewal.handed_over(made.keys, made.ring, new, without=made.user.name))
    with pytest.raises(Refused, match="KEYS-LAST"):
        renewal.handed_over(alone, new, renewal.new_secrets(new), without=made.colleague.name)


def test_nobody_unknown_leaves(made) -> None:
    with pytest.raises(Refused, match="KEYS-NAME-UNKNOWN"):
        renewal.handed_over(made.keys, made.ring, renewal.new_secrets(made.ring), without="Nobody")


def test_one_change_is_finished_before_the_next(made, handed) -> None:
    new, file = handed
    with pytest.raises(Refused, match="KEYS-RENEWING"):
        renewal.handed_over(file, new, renewal.new_secrets(new))


def test_an_altered_file_is_not_signed_by_the_way(made, forged) -> None:
    altered = keys.parse(forged(made.written, lambda file: file["slots"][1].update(role="coordinator")))
    with pytest.raises(Refused, match="KEYS-ALTERED"):
        renewal.handed_over(altered, made.ring, renewal.new_secrets(made.ring))


@pytest.mark.parametrize("previous", [b"x" * 104, b"short"])
def test_former_secrets_that_do_not_open_are_damage(made, handed, previous: bytes) -> None:
    new, file = handed
    with pytest.raises(Damaged, match="KEYS-DAMAGED"):
        renewal.previous(replace(file, previous=previous), new)


def test_a_key_of_the_audit_that_does_not_open_is_damage(made, handed) -> None:
    new, file = handed
    with pytest.raises(Damaged, match="KEYS-DAMAGED"):
        renewal.audit_of(replace(file, audit=b"x" * 72), new)


def test_both_keep_places_are_of_the_file(made, handed) -> None:
    new, file = handed
    again = keys.parse(keys.dump(file, new))
    assert (again.previous, again.audit) == (file.previous, file.audit)


def test_wiping_forgets_the_key_of_the_audit_too(made) -> None:
    new = renewal.new_secrets(made.ring)
    new.wipe()
    assert not any(new.audit)


@pytest.fixture
def vault(made) -> people.PeopleVault:
    kept = people.PeopleVault(made.ring, people.new_people(made.ring), lambda _written: None)
    kept.add_all([ONE, OTHER])
    return kept


def test_words_open_under_a_new_root_key(made, vault: people.PeopleVault) -> None:
    sealed = vault.seal(ONE, PLACE, b"Wren Fictional")
    new = renewal.new_people_key(made.ring)
    file = people.rewrapped(vault.people, made.ring, new)
    read = people.parse_people(people.dump_people(file, new), new)
    assert people.PeopleVault(new, read, lambda _written: None).open(ONE, PLACE, sealed) == b"Wren Fictional"


def test_whoever_is_left_out_can_be_read_by_nobody(made, vault: people.PeopleVault) -> None:
    sealed = vault.seal(ONE, PLACE, b"Wren Fictional")
    new = renewal.new_people_key(made.ring)
    file = people.rewrapped(vault.people, made.ring, new, without=[ONE])
    read = people.parse_people(people.dump_people(file, new), new)
    assert (set(read.entries), read.erased) == ({OTHER}, {ONE})
    vault.follow(new, read)
    with pytest.raises(Damaged, match="VAULT-NO-KEY"):
        vault.open(ONE, PLACE, sealed)
    assert vault.open(OTHER, PLACE, vault.seal(OTHER, PLACE, b"words")) == b"words"


def test_the_erased_stay_named_through_later_changes(made, vault: people.PeopleVault) -> None:
    new = renewal.new_people_key(made.ring)
    file = people.rewrapped(vault.people, made.ring, new, without=[ONE])
    assert people.rewrapped(file, new, renewal.new_people_key(new)).erased == {ONE}


def test_a_key_that_is_not_whole_is_told_before_anything_changes(made, vault: people.PeopleVault) -> None:
    with pytest.raises(Damaged, match="PEOPLE-DAMAGED"):
        people.rewrapped(vault.people, renewal.new_people_key(made.ring), made.ring)


@pytest.mark.parametrize("erased", ['"p1"', "[1]"])
def test_a_list_of_the_erased_that_makes_no_sense_is_damage(made, erased: str) -> None:
    written = people.dump_people(people.new_people(made.ring), made.ring)
    with pytest.raises(Damaged, match="PEOPLE-DAMAGED"):
        people.parse_people(written.replace(b'"entries":{}', b'"entries":{},"erased":' + erased.encode()), made.ring)
