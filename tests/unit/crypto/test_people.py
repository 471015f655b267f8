import json
from collections.abc import Callable

import pytest

from civicdesk.crypto import chain, people
from civicdesk.crypto.people import PeopleVault
from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.ids import PersonId

ONE, OTHER = PersonId("p1"), PersonId("p2")
PLACE = "people.1.name"


@pytest.fixture
def kept() -> list[bytes]:
    return []


@pytest.fixture
def vault(made, kept: list[bytes]) -> PeopleVault:
    vault = PeopleVault(made.ring, people.new_people(made.ring), kept.append)
    vault.add(ONE)
    return vault


def reopened(made, kept: list[bytes]) -> PeopleVault:
    return PeopleVault(made.ring, people.parse_people(kept[-1], made.ring), kept.append)


def signed(made, written: bytes, change: Callable[[dict], object]) -> bytes:
    """Change a people file as a program does that holds the database key."""
    record = json.loads(written)
    change(record)
    record.pop("mac", None)
    body = json.dumps(record, sort_keys=True, separators=(",", ":")).encode()
    record["mac"] = people.canonical.pack(chain.mac(made.ring.database, chain.Purpose.PEOPLE_FILE, body))
    return json.dumps(record, sort_keys=True, separators=(",", ":")).encode()


def test_what_was_sealed_before_a_restart_opens_after_it(made, vault: PeopleVault, kept: list[bytes]) -> None:
    sealed = vault.seal(ONE, PLACE, b"words")
    assert reopened(made, kept).open(ONE, PLACE, sealed) == b"words"


def test_a_key_is_kept_before_it_is_used(kept: list[bytes], vault: PeopleVault) -> None:
    assert list(json.loads(kept[0])["entries"]) == [ONE]


def test_a_person_who_has_a_key_keeps_it(vault: PeopleVault, kept: list[bytes]) -> None:
    sealed = vault.seal(ONE, PLACE, b"words")
    vault.add(ONE)
    assert len(kept) == 1
    assert vault.open(ONE, PLACE, sealed) == b"words"


def test_many_people_are_kept_with_one_write(vault: PeopleVault, kept: list[bytes]) -> None:
    vault.add_all([ONE, OTHER, PersonId("p3")])
    assert len(kept) == 2
    assert set(json.loads(kept[1])["entries"]) == {"p1", "p2", "p3"}


def test_a_person_whose_key_could_not_be_kept_has_none(made) -> None:
    def full(_: bytes) -> None:
        raise Unavailable("STORE-WRITE")

    vault = PeopleVault(made.ring, people.new_people(made.ring), full)
    with pytest.raises(Unavailable, match="STORE-WRITE"):
        vault.add(ONE)
    with pytest.raises(Damaged, match="VAULT-NO-KEY"):
        vault.seal(ONE, PLACE, b"words")


def test_a_full_file_takes_nobody_more_and_stays_readable(vault: PeopleVault, kept: list[bytes]) -> None:
    with pytest.raises(Refused, match="PEOPLE-FULL"):
        vault.add_all(PersonId(f"{number:032x}") for number in range(32_000))
    assert len(kept) == 1


def test_nothing_opens_for_a_person_without_a_key(vault: PeopleVault) -> None:
    with pytest.raises(Damaged, match="VAULT-NO-KEY"):
        vault.open(OTHER, PLACE, vault.seal(ONE, PLACE, b"words"))


@pytest.mark.parametrize(("person", "place"), [(OTHER, PLACE), (ONE, "people.2.name")])
def test_sealed_words_cannot_be_moved_to_another_person_or_place(vault: PeopleVault, person: PersonId, place: str) -> None:
    vault.add(OTHER)
    with pytest.raises(Damaged, match="VAULT-OPEN"):
        vault.open(person, place, vault.seal(ONE, PLACE, b"words"))


def test_a_persons_key_cannot_be_given_to_another_person(made, vault: PeopleVault, kept: list[bytes]) -> None:
    vault.add(OTHER)
    moved = signed(made, kept[-1], lambda file: file["entries"].update(p2=file["entries"]["p1"]))
    with pytest.raises(Damaged, match="VAULT-OPEN"):
        PeopleVault(made.ring, people.parse_people(moved, made.ring), kept.append).seal(OTHER, PLACE, b"words")


def test_a_wiped_ring_ends_the_vault(made, vault: PeopleVault) -> None:
    sealed = vault.seal(ONE, PLACE, b"words")
    made.ring.wipe()
    with pytest.raises(Damaged, match="VAULT-OPEN"):
        vault.open(ONE, PLACE, sealed)


def test_each_changed_byte_of_the_file_is_noticed(made, vault: PeopleVault, kept: list[bytes]) -> None:
    for place in range(len(kept[0])):
        changed = bytearray(kept[0])
        changed[place] ^= 1 << place % 8
        with pytest.raises(Damaged, match="PEOPLE-"):
            people.parse_people(bytes(changed), made.ring)


@pytest.mark.parametrize("written", [b"", b"{}", b"[]", b" " * (people.LIMIT + 1), b'{"format":"other"}'])
def test_what_is_no_people_file_is_damaged(made, written: bytes) -> None:
    with pytest.raises(Damaged, match="PEOPLE-DAMAGED"):
        people.parse_people(written, made.ring)


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file.update(workspace="0" * 32),
        lambda file: file.update(generation=2),
        lambda file: file.update(more=1),
        lambda file: file["entries"].update(p1="AAAA"),
    ],
    ids=["another workspace", "another generation", "more names", "a short key"],
)
def test_even_a_signed_file_must_be_this_workspaces_own(made, vault, kept: list[bytes], change: Callable[[dict], object]) -> None:
    with pytest.raises(Damaged, match="PEOPLE-DAMAGED"):
        people.parse_people(signed(made, kept[0], change), made.ring)


def test_blanks_between_the_values_are_noticed(made, vault: PeopleVault, kept: list[bytes]) -> None:
    with pytest.raises(Damaged, match="PEOPLE-DAMAGED"):
        people.parse_people(json.dumps(json.loads(kept[0])).encode(), made.ring)


def test_a_file_of_a_newer_program_is_told_as_such(made, vault: PeopleVault, kept: list[bytes]) -> None:
    with pytest.raises(Damaged, match="PEOPLE-NEWER-FILE"):
        people.parse_people(signed(made, kept[0], lambda file: file.update(version=2)), made.ring)
