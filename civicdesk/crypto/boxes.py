"""The sealed boxes of libsodium, each in one line: nothing home-made below this. `None` means: does not open."""

from civicdesk.crypto.cost import Cost
from civicdesk.errors import Unavailable

KEY_SIZE = 32
SALT_SIZE = 16
NONCE_SIZE = 24
TAG_SIZE = 16
WRAPPED_KEY_SIZE = NONCE_SIZE + KEY_SIZE + TAG_SIZE
BOXED_KEY_SIZE = KEY_SIZE + TAG_SIZE + KEY_SIZE


def chance(size: int) -> bytes:
    """Return random bytes fit for keys."""
    import nacl.utils

    return nacl.utils.random(size)


def stretch(passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
    """Stretch a passphrase to a 32-byte key by Argon2id (RFC 9106), one lane.

    Raises:
        Unavailable: KEYS-MEMORY, the machine cannot spare the memory now.
    """
    import nacl.bindings
    import nacl.exceptions

    try:
        return nacl.bindings.crypto_pwhash_alg(
            KEY_SIZE, passphrase, salt, cost.passes, cost.memory_kib * 1024, nacl.bindings.crypto_pwhash_ALG_ARGON2ID13
        )
    except nacl.exceptions.RuntimeError as why:
        raise Unavailable("KEYS-MEMORY", megabytes=cost.memory_kib // 1024) from why


def seal(key: bytes, plain: bytes, place: bytes) -> bytes:
    """Seal bytes under a key by XChaCha20-Poly1305; `place` must be said again to open them. The nonce comes first."""
    import nacl.bindings

    nonce = chance(NONCE_SIZE)
    return nonce + nacl.bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, place, nonce, key)


def unseal(key: bytes, sealed: bytes, place: bytes) -> bytes | None:
    """Open what `seal` made; None for another key, another place, or altered bytes."""
    import nacl.bindings
    import nacl.exceptions

    if len(sealed) < NONCE_SIZE + TAG_SIZE:
        return None
    try:
        return nacl.bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed[NONCE_SIZE:], place, sealed[:NONCE_SIZE], key)
    except nacl.exceptions.CryptoError:
        return None


def new_pair() -> tuple[bytes, bytes]:
    """Return a new X25519 pair: public, private."""
    private = chance(KEY_SIZE)
    return public_of(private), private


def public_of(private: bytes) -> bytes:
    """Return the public half of an X25519 pair."""
    import nacl.bindings

    return nacl.bindings.crypto_scalarmult_base(private)


def seal_to(public: bytes, plain: bytes) -> bytes:
    """Seal bytes so that only the holder of the private key opens them; nobody is named as the sender."""
    import nacl.bindings

    return nacl.bindings.crypto_box_seal(plain, public)


def unseal_with(private: bytes, sealed: bytes) -> bytes | None:
    """Open what `seal_to` made; None for another key or altered bytes."""
    import nacl.bindings
    import nacl.exceptions

    public = public_of(private)
    try:
        return nacl.bindings.crypto_box_seal_open(sealed, public, private)
    except nacl.exceptions.CryptoError:
        return None
