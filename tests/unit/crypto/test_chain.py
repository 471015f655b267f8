import hmac
from hashlib import sha256

import pytest

from civicdesk.crypto import chain
from civicdesk.crypto.chain import Purpose
from civicdesk.crypto.ring import Ring

RFC_5869 = [
    (
        b"\x0b" * 22,
        bytes(range(13)),
        bytes(range(0xF0, 0xFA)),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        bytes(range(0x50)),
        bytes(range(0x60, 0xB0)),
        bytes(range(0xB0, 0x100)),
        (
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
            "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
    ),
    (b"\x0b" * 22, b"", b"", "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"),
]


@pytest.mark.parametrize(("secret", "salt", "info", "expected"), RFC_5869)
def test_derived_keys_are_those_of_the_standard(secret: bytes, salt: bytes, info: bytes, expected: str) -> None:
    assert chain.hkdf_sha256(secret, salt, info, len(expected) // 2).hex() == expected


def test_each_purpose_has_a_key_of_its_own() -> None:
    key = bytes(range(32))
    assert len({chain.hkdf(key, purpose) for purpose in Purpose}) == len(Purpose)


def test_each_thing_of_one_purpose_has_a_key_of_its_own() -> None:
    key = bytes(range(32))
    assert len({chain.hkdf(key, Purpose.PERSON, of=person) for person in ("", "p1", "p2")}) == 3


def test_the_name_of_a_purpose_is_written_into_the_key() -> None:
    key = bytes(range(32))
    assert chain.hkdf(key, Purpose.AUDIT) == chain.hkdf_sha256(key, b"", b"civicdesk:audit:v1", 32)


def test_the_audit_chain_is_linked_by_hmac_under_the_audit_key() -> None:
    ring = Ring(workspace="0" * 32, database=bytearray(b"d" * 32), people=bytearray(32))
    expected = hmac.new(chain.hkdf(b"d" * 32, Purpose.AUDIT), b"a row", sha256).digest()
    assert chain.audit_mac(ring)(b"a row") == expected
