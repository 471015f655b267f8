"""The keys of an office: both made from one secret that fits on paper, and kept in files that a passphrase opens.

The files are age's own kind: `age -d` opens them with the passphrase, and `age -d -i` takes the sealed identity as it is.
"""

from civicdesk.crypto import chain, passphrase, recovery, sealing, signing
from civicdesk.errors import Damaged, Refused

SEALED = b"age-encryption.org/v1\n-> scrypt "
"""How a file begins that a passphrase opens."""
LIMIT = 64 * 1024
_TOO_MUCH = "Excessive work"


def new_code() -> str:
    """Return a new secret as a code of 28 letters in seven groups, the last two of which notice a slip."""
    return recovery.write(recovery.new_secret())


def identity_of(code: str) -> tuple[str, str]:
    """Return the age identity of a code, and the address that belongs to it. Raises: Refused("KEYS-CODE")."""
    return sealing.identity_from(chain.hkdf(recovery.read(code), chain.Purpose.OFFICE_IDENTITY))


def seed_of(code: str) -> tuple[bytes, str]:
    """Return the signing seed of a code, and its public key. Raises: Refused("KEYS-CODE")."""
    seed = chain.hkdf(recovery.read(code), chain.Purpose.OFFICE_SIGNING)
    return seed, signing.public_of(seed)


def is_sealed(data: bytes) -> bool:
    """Tell whether a file is one that a passphrase opens."""
    return data.startswith(SEALED)


def seal(plain: bytes, secret: str) -> bytes:
    """Seal a file of keys by a passphrase, which takes a second or two: that is what a thief pays for each guess.

    Raises:
        Refused: KEYS-WEAK, KEYS-CHARACTERS.
    """
    import pyrage

    passphrase.check(secret)
    return bytes(pyrage.passphrase.encrypt(plain, _typed(secret)))


def open_(sealed: bytes, secret: str) -> bytes:
    """Open a file that was sealed by a passphrase.

    Raises:
        Refused: OFFICE-PASSPHRASE: the passphrase is another one, or the file was changed; OFFICE-WORK: it asks for more work than this
            computer does in some seconds; KEYS-CHARACTERS.
        Damaged: BUNDLE-NOT-OURS: the file is of another kind.
    """
    import pyrage

    if not is_sealed(sealed) or len(sealed) > LIMIT:
        raise Damaged("BUNDLE-NOT-OURS")
    try:
        return bytes(pyrage.passphrase.decrypt(sealed, _typed(secret)))
    except pyrage.DecryptError as why:
        raise Refused("OFFICE-WORK" if str(why).startswith(_TOO_MUCH) else "OFFICE-PASSPHRASE") from why


def _typed(secret: str) -> str:
    """Return a passphrase as it is stretched: the same letters on every keyboard."""
    return passphrase.normalise(secret).decode()
