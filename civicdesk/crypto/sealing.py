"""Bundles sealed by age to the public keys of those who may read them; the laptop that sealed one cannot open it."""

from collections.abc import Sequence

from civicdesk.crypto import boxes
from civicdesk.errors import Damaged, Refused

LIMIT = 101 * 1024 * 1024
"""Bytes of a sealed file; what is sealed is always shorter than that."""
_HEADER = b"age-encryption.org/v1\n"
_HEADER_END = b"\n--- "
_HEADER_LIMIT = 16 * 1024
"""Bytes in which the list of recipients must end; a bundle has two or three. Without an end its reader would look for one for minutes."""
_NO_KEY = "No matching keys found"
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_PREFIX = "age-secret-key-"


def seal(plain: bytes, recipients: Sequence[str]) -> bytes:
    """Seal bytes to everybody named.

    Args:
        plain: what to seal.
        recipients: `age1...` addresses, at least one.

    Raises:
        Refused: SEAL-RECIPIENT, an address is mistyped or there is none.
    """
    import pyrage

    if not recipients:
        raise Refused("SEAL-RECIPIENT")
    try:
        return bytes(pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]))
    except pyrage.RecipientError as why:
        raise Refused("SEAL-RECIPIENT") from why


def unseal(sealed: bytes, *identities: str) -> bytes:
    """Open a sealed file.

    Args:
        sealed: the bytes of the file.
        identities: `AGE-SECRET-KEY-1...`; one of them opens it.

    Raises:
        Damaged: BUNDLE-NOT-OURS (no age file), BUNDLE-KEY (sealed to somebody else), BUNDLE-CUT (short or altered).
        Refused: SEAL-LIMIT (over 101 MiB), SEAL-IDENTITY (the key itself is mistyped).
    """
    import pyrage

    if len(sealed) > LIMIT:
        raise Refused("SEAL-LIMIT")
    if not sealed.startswith(_HEADER):
        raise Damaged("BUNDLE-NOT-OURS")
    if sealed.find(_HEADER_END, 0, _HEADER_LIMIT) < 0:
        raise Damaged("BUNDLE-CUT")
    try:
        return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity) for identity in identities]))
    except pyrage.IdentityError as why:
        raise Refused("SEAL-IDENTITY") from why
    except pyrage.DecryptError as why:
        raise Damaged("BUNDLE-KEY" if str(why) == _NO_KEY else "BUNDLE-CUT") from why


def new_identity() -> tuple[str, str]:
    """Return a new pair: the identity that opens, the recipient's address that seals."""
    return identity_from(boxes.chance(boxes.KEY_SIZE))


def address_of(identity: str) -> str:
    """Return the recipient's address that belongs to an identity. Raises: Refused("SEAL-IDENTITY")."""
    import pyrage

    try:
        return str(pyrage.x25519.Identity.from_str(identity).to_public())
    except pyrage.IdentityError as why:
        raise Refused("SEAL-IDENTITY") from why


def identity_from(secret: bytes) -> tuple[str, str]:
    """Return the pair for 32 secret bytes: identity, recipient's address."""
    identity = _bech32(secret).upper()
    return identity, address_of(identity)


def _bech32(secret: bytes) -> str:
    """Spell 32 bytes as age spells its identities. Source: BIP 173."""
    bits = int.from_bytes(secret, "big") << 4  # 256 bits and 4 of padding make 52 letters of 5
    values = [bits >> 5 * place & 31 for place in reversed(range(52))]
    spread = [*(ord(letter) >> 5 for letter in _PREFIX), 0, *(ord(letter) & 31 for letter in _PREFIX)]
    rest = _polymod([*spread, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    check = [rest >> 5 * place & 31 for place in reversed(range(6))]
    return _PREFIX + "1" + "".join(_LETTERS[value] for value in (*values, *check))


def _polymod(values: Sequence[int]) -> int:
    rest = 1
    for value in values:
        top = rest >> 25
        rest = (rest & 0x1FFFFFF) << 5 ^ value
        for place, term in enumerate(_GENERATOR):
            rest ^= term if top >> place & 1 else 0
    return rest
