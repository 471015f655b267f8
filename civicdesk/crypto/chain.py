"""Keys made from keys, and the MAC of the audit chain."""

import hashlib
import hmac
from collections.abc import Callable
from enum import StrEnum

from civicdesk.crypto.ring import Ring

_HASH_SIZE = 32


class Purpose(StrEnum):
    """What a derived key is for. A word is never given a second meaning."""

    KEY_FILE = "key-file"
    PEOPLE_FILE = "people-file"
    LABEL = "label"
    AUDIT = "audit"
    AUDIT_KEPT = "audit-kept"
    PREVIOUS = "previous"
    RECOVERY = "recovery"
    PERSON = "person"
    WORKSPACE = "workspace"
    SIGNING = "signing"
    RECIPIENT = "recipient"
    PERSON_CODE = "person-code"
    LEDGER = "ledger"
    OFFICE_IDENTITY = "office-identity"
    OFFICE_SIGNING = "office-signing"


def hkdf_sha256(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """Derive up to 8,160 bytes from a secret.

    Source: RFC 5869; the tests hold its vectors.
    """
    root = hmac.digest(salt or bytes(_HASH_SIZE), secret, "sha256")
    block, made = b"", b""
    for count in range(1, -(-length // _HASH_SIZE) + 1):
        block = hmac.digest(root, block + info + bytes([count]), "sha256")
        made += block
    return made[:length]


def hkdf(key: bytes | bytearray, purpose: Purpose, length: int = 32, *, salt: bytes = b"", of: str = "") -> bytes:
    """Derive a key for one purpose.

    Args:
        key: a strong secret, 16 bytes or more; never a passphrase.
        purpose: what the derived key is for.
        length: bytes wanted.
        salt: random bytes kept beside what the key seals, empty for keys of the whole workspace.
        of: which thing of that purpose, such as a person's id; empty if there is only one.
    """
    return hkdf_sha256(bytes(key), salt, f"civicdesk:{purpose}:v1{of and ':' + of}".encode(), length)


def mac(key: bytes | bytearray, purpose: Purpose, message: bytes) -> bytes:
    """Return the HMAC-SHA256 of a message under the key for a purpose, 32 bytes."""
    return hmac.digest(hkdf(key, purpose), message, "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Compare two MACs or hashes in a time that tells nothing."""
    return hmac.compare_digest(one, other)


def audit_mac(ring: Ring) -> Callable[[bytes], bytes]:
    """Return the function that the store uses for the links of the audit chain."""
    return _mac_with(audit_key(ring))


def audit_key(ring: Ring) -> bytes:
    """Return the key of the audit chain. It stays when the database key is replaced: links that left the laptop must still fit."""
    return bytes(ring.audit) or hkdf(ring.database, Purpose.AUDIT)


def audit_mac_of(database: bytes | bytearray) -> Callable[[bytes], bytes]:
    """Return the MAC function of the audit chain for a database key; it keeps the derived key alone."""
    return _mac_with(hkdf(database, Purpose.AUDIT))


def _mac_with(key: bytes) -> Callable[[bytes], bytes]:
    return lambda message: hmac.digest(key, message, "sha256")


def sha256(data: bytes) -> bytes:
    """Return the SHA-256 of some bytes."""
    return hashlib.sha256(data).digest()
