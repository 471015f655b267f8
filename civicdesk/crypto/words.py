"""The word list that suggests passphrases and spells fingerprints: 7,776 words, 12.9 bits each."""

import secrets  # noqa: TID251 - secrets are made in this package and nowhere else
from functools import lru_cache

from civicdesk import paths


@lru_cache(maxsize=1)
def words() -> tuple[str, ...]:
    """Return the shipped words in their fixed order; the order is part of every fingerprint."""
    return tuple((paths.resources() / "words" / "en.txt").read_text(encoding="ascii").split())


def draw(count: int) -> tuple[str, ...]:
    """Return different words drawn by chance, each as likely as any other."""
    return tuple(secrets.SystemRandom().sample(words(), count))


def spell(digest: bytes, count: int) -> tuple[str, ...]:
    """Spell the start of a hash in words.

    Args:
        digest: a hash, 32 bytes; read as one whole number, most significant byte first.
        count: how many words; six say 77.5 bits.
    """
    listed = words()
    number = int.from_bytes(digest, "big")
    spelled = []
    for _ in range(count):
        number, place = divmod(number, len(listed))
        spelled.append(listed[place])
    return tuple(spelled)
