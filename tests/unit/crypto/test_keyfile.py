import json
from collections.abc import Callable

import pytest

from civicdesk.crypto import keys
from civicdesk.crypto.cost import PRACTICE
from civicdesk.crypto.keyfile import LIMIT
from civicdesk.errors import Damaged, Refused
from civicdesk.records.sealing import Head

HEAD = Head(seq=17, mac="ab" * 32, at="2026-03-05T16:20:00+00:00", branch="b1")
Forge = Callable[[bytes, Callable[[dict], object]], bytes]


def test_a_key_file_reads_back_as_what_was_written(made) -> None:
    again = keys.parse(made.written)
    assert again.intact
    assert (again.workspace, again.practice, again.generation) == (made.ring.workspace, True, 1)
    assert again.slots == made.keys.slots


def test_the_same_file_is_written_the_same_way_twice(made) -> None:
    assert keys.dump(keys.parse(made.written), made.ring) == made.written


def test_the_head_of_the_audit_chain_travels_in_the_file(made) -> None:
    assert keys.head(made.keys) is None
    assert keys.head(keys.parse(keys.dump(keys.with_head(made.keys, HEAD), made.ring))) == HEAD


def test_no_full_name_and_no_secret_stands_in_the_file(made) -> None:
    for secret in (b"Fictional", b"practice words", made.code.replace("-", "").encode(), bytes(made.ring.database)):
        assert secret not in made.written


def test_each_changed_bit_is_noticed_before_anybody_types_a_passphrase(made) -> None:
    for place in range(len(made.written)):
        changed = bytearray(made.written)
        changed[place] ^= 1 << place % 8
        try:
            read = keys.parse(bytes(changed))
        except Damaged:
            continue
        assert not read.intact, place


@pytest.mark.parametrize("part", [0.0, 0.3, 0.9, 0.999])
def test_a_cut_file_is_damaged(made, part: float) -> None:
    with pytest.raises(Damaged, match="KEYS-DAMAGED"):
        keys.parse(made.written[: int(part * len(made.written))])


def test_blanks_between_the_values_are_noticed(made) -> None:
    assert not keys.parse(json.dumps(json.loads(made.written)).encode()).intact


def test_a_file_that_is_too_large_is_damaged() -> None:
    with pytest.raises(Damaged, match="KEYS-DAMAGED"):
        keys.parse(b" " * (LIMIT + 1))


def test_a_file_of_a_newer_program_is_told_as_such(made, forged: Forge) -> None:
    with pytest.raises(Damaged, match="KEYS-NEWER-FILE"):
        keys.parse(forged(made.written, lambda file: file.update(version=2, more="things")))


def _first(file: dict) -> dict:
    return file["slots"][0]


MISSHAPEN = [
    lambda file: file.update(format="other"),
    lambda file: file.update(version=0),
    lambda file: file.update(version="1"),
    lambda file: file.update(workspace="zz"),
    lambda file: file.update(workspace="00"),
    lambda file: file.update(previous={}),
    lambda file: file.update(practice=1),
    lambda file: file.update(more=1),
    lambda file: file.update(mac="AAAA"),
    lambda file: file.update(slots={}),
    lambda file: file.update(slots=[1]),
    lambda file: file.update(head=[]),
    lambda file: file.update(head={"seq": 1}),
    lambda file: file["slots"].append(_first(file)),
    lambda file: file["slots"].append({**_first(file), "id": "00"}),
    lambda file: _first(file).update(kind="escrow"),
    lambda file: _first(file).update(role="queen"),
    lambda file: _first(file).update(pk="AAAA"),
    lambda file: _first(file).update(generation=-1),
    lambda file: _first(file).update(more=1),
    lambda file: _first(file)["kdf"].update(p=4),
    lambda file: _first(file)["kdf"].update(alg="none"),
    lambda file: _first(file)["kdf"].update(m=10**40),
    lambda file: file["slots"][-1]["kdf"].update(m=8192),
]


@pytest.mark.parametrize("change", MISSHAPEN)
def test_a_file_that_makes_no_sense_is_damaged(made, forged: Forge, change: Callable[[dict], object]) -> None:
    with pytest.raises(Damaged, match="KEYS-DAMAGED"):
        keys.parse(forged(made.written, change))


@pytest.mark.parametrize(("name", "value"), [("m", 8191), ("m", 1024 * 1024 + 1), ("t", 0), ("t", 11)])
def test_a_file_that_asks_too_much_or_too_little_is_not_opened(made, forged: Forge, name: str, value: int) -> None:
    with pytest.raises(Refused, match="KEYS-LIMIT"):
        keys.parse(forged(made.written, lambda file: _first(file)["kdf"].update({name: value})))


def test_cheap_stretching_is_for_practice_files_alone(made, forged: Forge) -> None:
    with pytest.raises(Refused, match="KEYS-LIMIT"):
        keys.parse(forged(made.written, lambda file: file.update(practice=False)))


def test_a_worn_file_that_seems_to_ask_too_much_is_called_damaged(made) -> None:
    with pytest.raises(Damaged, match="KEYS-DAMAGED"):
        keys.parse(made.written.replace(b'"m":8192', b'"m":8191', 1))


def test_a_file_is_signed_with_the_key_of_its_own_workspace(made) -> None:
    other = keys.new_workspace(cost=PRACTICE, practice=True)
    assert keys.dump(made.keys, other) != keys.dump(made.keys, made.ring)
