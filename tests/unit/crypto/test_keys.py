import dataclasses
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from civicdesk.crypto import chain, keys, people
from civicdesk.crypto.cost import MODEST, PRACTICE, STANDARD
from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.ids import PersonId, UserId
from civicdesk.records.people import Role, User
from civicdesk.records.sealing import Head

Forge = Callable[[bytes, Callable[[dict], object]], bytes]


def steps(seconds: float) -> Callable[[], float]:
    def tick() -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += seconds

    return tick().__next__


def test_a_passphrase_opens_the_workspace(made) -> None:
    ring = keys.open_with_passphrase(keys.parse(made.written), made.user.name, made.passphrase)
    assert (ring.workspace, ring.database, ring.people) == (made.ring.workspace, made.ring.database, made.ring.people)
    assert (ring.user, ring.name, ring.role) == (made.user.id, made.user.name, made.user.role)
    assert not ring.altered
    assert not ring.by_code
    assert ring.practice


def test_each_user_opens_the_same_workspace(made) -> None:
    ring = keys.open_with_passphrase(keys.parse(made.written), made.colleague.name, made.colleagues)
    assert ring.database == made.ring.database
    assert ring.role is Role.WORKER


def test_a_wrong_passphrase_is_told_as_wrong(made) -> None:
    with pytest.raises(Refused, match="KEYS-WRONG"):
        keys.open_with_passphrase(keys.parse(made.written), made.user.name, made.colleagues)


def test_nobody_signs_in_by_an_unknown_name(made) -> None:
    with pytest.raises(Refused, match="KEYS-NAME-UNKNOWN"):
        keys.open_with_passphrase(made.keys, "ZZ", made.passphrase)


def test_the_unlock_window_sees_the_sign_in_names(made) -> None:
    assert keys.names(keys.parse(made.written)) == ("WF", "RP")


def test_full_names_are_read_after_unlocking(made) -> None:
    read = keys.parse(made.written)
    assert keys.full_name(read, made.ring, "WF") == "Wren Fictional"
    assert keys.full_name(read, made.ring, "RP") == ""


def test_the_recovery_code_opens_the_workspace_and_says_that_a_new_one_is_due(made) -> None:
    ring = keys.open_with_code(keys.parse(made.written), made.code.lower().replace("-", " "))
    assert ring.database == made.ring.database
    assert ring.by_code
    assert ring.user is None


def test_a_mistyped_code_is_told_apart_from_another_workspaces_code(made) -> None:
    other = keys.add_recovery_slot(keys.empty(made.ring), made.ring)[1]
    with pytest.raises(Refused, match="KEYS-CODE-OTHER"):
        keys.open_with_code(made.keys, other)
    with pytest.raises(Refused, match=r"^KEYS-CODE$"):
        keys.open_with_code(made.keys, made.code[:-1])


def test_a_workspace_without_a_paper_says_so(made) -> None:
    with pytest.raises(Refused, match="KEYS-CODE-NONE"):
        keys.open_with_code(keys.empty(made.ring), made.code)


def test_a_new_paper_makes_the_old_one_useless(made) -> None:
    newer, code = keys.add_recovery_slot(made.keys, made.ring)
    assert keys.open_with_code(newer, code).database == made.ring.database
    with pytest.raises(Refused, match="KEYS-CODE-OTHER"):
        keys.open_with_code(newer, made.code)


def test_a_new_passphrase_replaces_the_old_one(made) -> None:
    newer = keys.change_passphrase(made.keys, made.ring, "WF", "quite different words", cost=PRACTICE)
    assert keys.open_with_passphrase(newer, "WF", "quite different words").user == made.user.id
    with pytest.raises(Refused, match="KEYS-WRONG"):
        keys.open_with_passphrase(newer, "WF", made.passphrase)


def test_a_new_passphrase_leaves_names_and_colleagues_alone(made) -> None:
    newer = keys.change_passphrase(made.keys, made.ring, "WF", "quite different words", cost=PRACTICE)
    assert keys.names(newer) == ("WF", "RP")
    assert keys.full_name(newer, made.ring, "WF") == "Wren Fictional"
    assert keys.open_with_passphrase(newer, "RP", made.colleagues).database == made.ring.database


def test_a_forgotten_passphrase_is_replaced_with_the_recovery_code(made) -> None:
    ring = keys.open_with_code(keys.parse(made.written), made.code)
    newer = keys.parse(keys.dump(keys.change_passphrase(made.keys, ring, "WF", "quite different words", cost=PRACTICE), ring))
    assert not keys.open_with_passphrase(newer, "WF", "quite different words").altered


def test_two_users_cannot_share_a_sign_in_name(made) -> None:
    with pytest.raises(Refused, match="KEYS-NAME-TAKEN"):
        keys.add_user_slot(made.keys, made.ring, made.user, "quite different words", cost=PRACTICE)


@pytest.mark.parametrize("name", ["", "  ", "x" * 65, "line\nbreak"])
def test_a_sign_in_name_can_be_shown_on_one_line(made, name: str) -> None:
    nobody = User(id=UserId("user-3"), name=name, role=Role.WORKER)
    with pytest.raises(Refused, match="KEYS-NAME-FORM"):
        keys.add_user_slot(made.keys, made.ring, nobody, "quite different words", cost=PRACTICE)


def test_a_real_workspace_is_never_made_cheaply() -> None:
    with pytest.raises(Refused, match="KEYS-LIMIT"):
        keys.new_workspace(cost=PRACTICE)


def test_a_slot_in_a_real_workspace_is_never_made_cheaply(made) -> None:
    real = dataclasses.replace(made.keys, practice=False)
    with pytest.raises(Refused, match="KEYS-LIMIT"):
        keys.change_passphrase(real, made.ring, "WF", "quite different words", cost=PRACTICE)


def test_a_file_changed_without_the_key_still_opens_and_says_so(made, forged: Forge) -> None:
    altered = keys.parse(forged(made.written, lambda file: file["slots"][0].update(role="worker")))
    assert altered.intact
    assert keys.open_with_passphrase(altered, "WF", made.passphrase).altered


def test_a_worn_file_still_opens_where_the_slot_is_whole(made) -> None:
    worn = keys.parse(made.written.replace(b'"name":"RP"', b'"name":"RQ"'))
    assert keys.open_with_passphrase(worn, "WF", made.passphrase).altered


def test_a_worn_slot_is_called_damaged_and_not_a_wrong_passphrase(made) -> None:
    slot = made.keys.slots[0].private_wrapped
    worn = dataclasses.replace(made.keys.slots[0], private_wrapped=bytes([slot[0] ^ 1]) + slot[1:])
    with pytest.raises(Damaged, match="KEYS-DAMAGED"):
        keys.open_with_passphrase(dataclasses.replace(made.keys, slots=(worn,), intact=False), "WF", made.passphrase)


@pytest.mark.parametrize("part", ["database_sealed", "people_sealed"])
def test_a_slot_whose_secrets_were_changed_is_damaged(made, part: str) -> None:
    worn = dataclasses.replace(made.keys.slots[0], **{part: bytes(80)})
    with pytest.raises(Damaged, match="KEYS-DAMAGED"):
        keys.open_with_passphrase(dataclasses.replace(made.keys, slots=(worn,)), "WF", made.passphrase)


def test_a_changed_full_name_is_damaged(made) -> None:
    worn = dataclasses.replace(made.keys.slots[0], label_sealed=bytes(60))
    with pytest.raises(Damaged, match="KEYS-DAMAGED"):
        keys.full_name(dataclasses.replace(made.keys, slots=(worn,)), made.ring, "WF")


def test_a_slot_moved_to_another_workspace_opens_nothing(made) -> None:
    other = keys.new_workspace(cost=PRACTICE, practice=True)
    moved = dataclasses.replace(keys.empty(other), slots=made.keys.slots)
    with pytest.raises(Refused, match="KEYS-WRONG"):
        keys.open_with_passphrase(moved, "WF", made.passphrase)


def test_an_altered_file_is_never_signed_without_being_asked(made, forged: Forge) -> None:
    altered = keys.parse(forged(made.written, lambda file: file["slots"][1].update(role="coordinator")))
    ring = keys.open_with_passphrase(altered, "WF", made.passphrase)
    head = Head(seq=1, mac="", at="")
    again = keys.parse(keys.dump(keys.with_head(altered, head), ring))
    assert again.intact
    assert keys.open_with_passphrase(again, "WF", made.passphrase).altered


def test_an_altered_file_is_signed_once_a_coordinator_has_looked(made, forged: Forge) -> None:
    altered = keys.parse(forged(made.written, lambda file: file["slots"][1].update(role="coordinator")))
    ring = keys.open_with_passphrase(altered, "WF", made.passphrase)
    signed = keys.parse(keys.dump(keys.accepted(altered), ring))
    assert not keys.open_with_passphrase(signed, "WF", made.passphrase).altered


def test_a_file_that_was_altered_after_unlocking_is_not_signed_at_lock(made, forged: Forge) -> None:
    ring = keys.open_with_passphrase(keys.parse(made.written), "WF", made.passphrase)
    altered = keys.parse(forged(made.written, lambda file: file["slots"][1].update(role="coordinator")))
    again = keys.parse(keys.dump(keys.with_head(altered, Head(seq=1, mac="", at="")), ring))
    assert keys.open_with_passphrase(again, "WF", made.passphrase).altered


def test_the_store_is_handed_what_it_needs_and_no_more(made) -> None:
    kept: list[bytes] = []
    handed = keys.for_store(made.ring, people.new_people(made.ring), kept.append)
    assert (handed.workspace, handed.database) == (made.ring.workspace, bytes(made.ring.database))
    assert handed.audit(b"row") == chain.audit_mac(made.ring)(b"row")
    handed.vault.add(PersonId("p1"))
    assert len(kept) == 1


def test_a_quick_machine_gets_the_dearest_stretching() -> None:
    assert keys.affordable(steps(0.5)) == STANDARD


def test_a_slow_machine_gets_the_floor() -> None:
    assert keys.affordable(steps(3.0)) == MODEST[-1]


def test_a_machine_with_little_memory_gets_what_it_can_spare(memory_left: Callable[[int], None]) -> None:
    memory_left(100)
    assert keys.affordable(steps(0.5)) == MODEST[-1]


def test_a_machine_without_memory_says_so(memory_left: Callable[[int], None]) -> None:
    memory_left(16)
    with pytest.raises(Unavailable, match="KEYS-MEMORY"):
        keys.affordable(steps(0.5))


def test_the_unlock_window_does_not_wait_for_the_libraries() -> None:
    asked = "import sys, civicdesk.crypto.keys, civicdesk.crypto.sealing, civicdesk.crypto.signing; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True, timeout=60, text=True).stdout.split()
    assert not {"nacl", "pyrage", "zxcvbn", "cffi"} & set(loaded)
