"""Passphrases: how they are read, judged and suggested, and what stretching one may cost."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from civicdesk import i18n
from civicdesk.crypto import words
from civicdesk.errors import Refused

LEAST_CHARACTERS = 12
LEAST_WORDS = 6
LEAST_SCORE = 3
_JUDGED = 72  # zxcvbn takes no more; what follows can only make a passphrase stronger
_UNTYPED = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What Argon2id may use: memory in KiB, passes over it. One lane, as in libsodium."""

    memory_kib: int
    passes: int

    def check(self, *, practice: bool) -> None:
        """Stay within 64 to 1024 MiB and 1 to 10 passes; practice workspaces may use 8 MiB.

        Raises:
            Refused: KEYS-LIMIT; nothing was hashed.
        """
        least = 8 * 1024 if practice else 64 * 1024
        if not (least <= self.memory_kib <= 1024 * 1024 and 1 <= self.passes <= 10):
            raise Refused("KEYS-LIMIT")


STANDARD = Cost(memory_kib=256 * 1024, passes=3)
MODEST = (Cost(memory_kib=128 * 1024, passes=3), Cost(memory_kib=64 * 1024, passes=3))
"""For machines that cannot spare the memory or the time; the last is the floor."""
PRACTICE = Cost(memory_kib=8 * 1024, passes=1)


def normalise(passphrase: str) -> bytes:
    """Return the bytes that are stretched: blanks of every script become a plain one, then NFC, then UTF-8.

    Upper and lower case, and blanks at either end, count as typed.

    Raises:
        Refused: KEYS-CHARACTERS, for an empty passphrase or characters that no keyboard types (line ends, invisible marks).

    Source: RFC 8265, section 4.2 (OpaqueString), without its contextual rules: they would let invisible joiners pass.
    """
    spaced = "".join(" " if unicodedata.category(letter) == "Zs" else letter for letter in passphrase)
    composed = unicodedata.normalize("NFC", spaced)
    if not composed or any(unicodedata.category(letter) in _UNTYPED for letter in composed):
        raise Refused("KEYS-CHARACTERS")
    return composed.encode()


def check(passphrase: str, known: Sequence[str] = ()) -> None:
    """Accept a new passphrase: six different words of the list, or 12 characters that are hard to guess.

    Args:
        passphrase: as typed.
        known: what a thief would try first, such as the sign-in name and the project's name.

    Raises:
        Refused: KEYS-WEAK with the reason in words, KEYS-CHARACTERS.
    """
    text = normalise(passphrase).decode()
    listed = frozenset(words.words())
    if len({word for word in re.split(r"\s+", text.casefold()) if word in listed}) >= LEAST_WORDS:
        return
    if len(text) < LEAST_CHARACTERS:
        raise Refused("KEYS-WEAK", reason=i18n.say("passphrase.short", least=LEAST_CHARACTERS))
    from zxcvbn import zxcvbn

    if zxcvbn(text[:_JUDGED], user_inputs=list(known))["score"] < LEAST_SCORE:
        raise Refused("KEYS-WEAK", reason=i18n.say("passphrase.guessable"))


def suggest(count: int = LEAST_WORDS) -> str:
    """Return a passphrase of different words drawn by chance; six are 77 bits."""
    return " ".join(words.draw(count))
