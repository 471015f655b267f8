"""Signatures in minisign's format, so that anybody can check a bundle without this program.

    untrusted comment: signed by CivicDesk
    base64(`ED`, key id of 8 bytes, Ed25519 signature of BLAKE2b-512(message))
    trusted comment: <comment>
    base64(Ed25519 signature of the first signature and the comment)

The first line is signed by nothing, therefore only one wording of it is taken. The key id is the start of SHA-256(public key):
it names the laptop too.
"""

import hashlib

from civicdesk.crypto import boxes, canonical, chain, words
from civicdesk.errors import Damaged

FINGERPRINT_WORDS = 6
_UNTRUSTED = "untrusted comment: signed by CivicDesk"
_TRUSTED = "trusted comment: "
_PLAIN = b"Ed"
_PREHASHED = b"ED"
_KEY_ID_SIZE = 8
_KEY_SIZE = 32
_SIGNATURE_SIZE = 64
_LONGEST_COMMENT = 1024


def new_signing_key() -> tuple[bytes, str]:
    """Return a new pair: the secret of 32 bytes, the public key as minisign writes it."""
    secret = boxes.chance(_KEY_SIZE)
    return secret, public_of(secret)


def public_of(secret: bytes) -> str:
    """Return the public key that belongs to a secret, in minisign's base64 of 56 letters."""
    import nacl.bindings

    key, _ = nacl.bindings.crypto_sign_seed_keypair(secret)
    return canonical.pack(_PLAIN + _id_of(key) + key)


def sign(secret: bytes, message: bytes, comment: str) -> bytes:
    """Return the four lines of a signature file.

    Args:
        secret: 32 bytes.
        message: what is signed.
        comment: one line that is signed too and comes back from `verify`; up to 1,024 bytes, printable.

    Raises:
        ValueError: the comment is not such a line. A bug.
    """
    import nacl.bindings

    if not comment.isprintable() or len(comment.encode()) > _LONGEST_COMMENT:
        raise ValueError("comment")
    key, pair = nacl.bindings.crypto_sign_seed_keypair(secret)
    signature = nacl.bindings.crypto_sign(_digest(message), pair)[:_SIGNATURE_SIZE]
    whole = nacl.bindings.crypto_sign(signature + comment.encode(), pair)[:_SIGNATURE_SIZE]
    return _lines(_PREHASHED + _id_of(key) + signature, comment, whole)


def verify(public: str, message: bytes, signature: bytes) -> str:
    """Check a signature file, to the byte.

    Args:
        public: the key of the one who should have signed.
        message: what should be signed.
        signature: the four lines.

    Returns:
        The trusted comment.

    Raises:
        Damaged: BUNDLE-SIGNATURE, message, comment or file is not what that key signed; KEYS-PUBLIC, the public key itself is mistyped.
    """
    key = _key_of(public)
    try:
        first, comment, whole = _parts(signature)
    except ValueError as why:
        raise Damaged("BUNDLE-SIGNATURE") from why
    claimed, made = first[:-_SIGNATURE_SIZE], first[-_SIGNATURE_SIZE:]
    if claimed != _PREHASHED + _id_of(key) or not _holds(key, _digest(message), made) or not _holds(key, made + comment.encode(), whole):
        raise Damaged("BUNDLE-SIGNATURE")
    return comment


def key_id(public: str) -> str:
    """Return the id of a key, and so of a laptop: 16 hex digits. Raises: Damaged("KEYS-PUBLIC")."""
    return _id_of(_key_of(public)).hex()


def fingerprint_words(public: str) -> str:
    """Return six words that are read over the telephone: 77 bits of SHA-256(public key). Raises: Damaged("KEYS-PUBLIC")."""
    return " ".join(words.spell(chain.sha256(_key_of(public)), FINGERPRINT_WORDS))


def are_words_of(public: str, typed: str) -> bool:
    """Tell whether six words, as somebody heard and typed them, name a key; capitals, commas and hyphens do not matter.

    Raises:
        Damaged: KEYS-PUBLIC.
    """
    return _spoken(typed) == _spoken(fingerprint_words(public))


def _spoken(text: str) -> list[str]:
    """Return the parts of words alone: some of the list are written with a hyphen, which nobody hears."""
    return "".join(letter if letter.isalpha() else " " for letter in text.casefold()).split()


def _key_of(public: str) -> bytes:
    try:
        found = canonical.unpack(public)
    except ValueError as why:
        raise Damaged("KEYS-PUBLIC") from why
    key = found[-_KEY_SIZE:]
    if found != _PLAIN + _id_of(key) + key:
        raise Damaged("KEYS-PUBLIC")
    return key


def _id_of(key: bytes) -> bytes:
    return chain.sha256(key)[:_KEY_ID_SIZE]


def _digest(message: bytes) -> bytes:
    return hashlib.blake2b(message).digest()


def _holds(key: bytes, message: bytes, signature: bytes) -> bool:
    import nacl.bindings
    import nacl.exceptions

    try:
        nacl.bindings.crypto_sign_open(signature + message, key)
    except nacl.exceptions.BadSignatureError:
        return False
    return True


def _lines(first: bytes, comment: str, whole: bytes) -> bytes:
    return f"{_UNTRUSTED}\n{canonical.pack(first)}\n{_TRUSTED}{comment}\n{canonical.pack(whole)}\n".encode()


def _parts(signature: bytes) -> tuple[bytes, str, bytes]:
    """Take a signature file apart; ValueError unless it is, byte for byte, what `_lines` writes of its parts."""
    if len(signature) > 4 * _LONGEST_COMMENT:
        raise ValueError("size")
    _, first, comment, whole, _ = signature.decode().split("\n")
    parts = canonical.unpack(first), comment.removeprefix(_TRUSTED), canonical.unpack(whole)
    sizes = len(parts[0]), len(parts[2])
    if sizes != (len(_PREHASHED) + _KEY_ID_SIZE + _SIGNATURE_SIZE, _SIGNATURE_SIZE) or _lines(*parts) != signature:
        raise ValueError("lines")
    return parts
