from collections.abc import Callable

import pytest

from civicdesk.crypto import boxes
from civicdesk.crypto.cost import PRACTICE, Cost
from civicdesk.errors import Unavailable

KEY = bytes(range(32))


def test_what_is_sealed_opens_at_its_place() -> None:
    assert boxes.unseal(KEY, boxes.seal(KEY, b"words", b"place"), b"place") == b"words"


def test_the_same_words_never_look_the_same_sealed() -> None:
    assert boxes.seal(KEY, b"words", b"place") != boxes.seal(KEY, b"words", b"place")


@pytest.mark.parametrize(
    ("key", "place", "change"),
    [
        (bytes(32), b"place", lambda sealed: sealed),
        (KEY, b"elsewhere", lambda sealed: sealed),
        (KEY, b"place", lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (KEY, b"place", lambda sealed: sealed[:39]),
        (KEY, b"place", lambda _: b""),
    ],
    ids=["another key", "another place", "a bit changed", "cut", "nothing"],
)
def test_what_was_changed_does_not_open(key: bytes, place: bytes, change: Callable[[bytes], bytes]) -> None:
    assert boxes.unseal(key, change(boxes.seal(KEY, b"words", b"place")), place) is None


def test_only_the_private_key_opens_what_was_sealed_to_the_public_one() -> None:
    public, private = boxes.new_pair()
    sealed = boxes.seal_to(public, b"words")
    assert boxes.unseal_with(private, sealed) == b"words"
    assert boxes.unseal_with(boxes.new_pair()[1], sealed) is None


def test_stretching_is_argon2id_as_other_programs_do_it() -> None:
    # Made with the reference implementation, libargon2 20171227: t=1, m=8192 KiB, p=1, 32 bytes, type id.
    expected = "3ed929992d7922940af6136ad4b8c9a171ce964c1db5cac6a7c98493d0063290"
    assert boxes.stretch(b"practice words only", b"0123456789abcdef", PRACTICE).hex() == expected


def test_a_machine_without_memory_is_told_apart_from_a_wrong_passphrase(memory_left: Callable[[int], None]) -> None:
    memory_left(16)
    with pytest.raises(Unavailable, match="KEYS-MEMORY") as why:
        boxes.stretch(b"words", bytes(16), Cost(memory_kib=64 * 1024, passes=1))
    assert why.value.facts == {"megabytes": 64}
