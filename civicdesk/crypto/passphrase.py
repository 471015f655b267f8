"""Passphrases: how they are read, judged and suggested. What stretching one costs stands in `cost`, and is at hand here."""

import unicodedata
from collections.abc import Sequence

from civicdesk import i18n
from civicdesk.crypto import words
from civicdesk.crypto.cost import MODEST, PRACTICE, STANDARD, Cost
from civicdesk.errors import Refused

__all__ = ["MODEST", "PRACTICE", "STANDARD", "Cost", "check", "normalise", "suggest"]

LEAST_CHARACTERS = 12
LEAST_WORDS = 6
LEAST_SCORE = 3
_JUDGED = 72  # zxcvbn takes no more; what follows can only make a passphrase stronger
_UNTYPED = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"})


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
    """Accept a new passphrase: six different words of the list, or 12 characters that are hard to guess. A word counts once.

    Args:
        passphrase: as typed.
        known: what a thief would try first, such as the sign-in name and the project's name.

    Raises:
        Refused: KEYS-WEAK with the reason in words, KEYS-CHARACTERS.
    """
    text = normalise(passphrase).decode()
    different = dict.fromkeys(text.casefold().split())
    if len(different.keys() & frozenset(words.words())) >= LEAST_WORDS:
        return
    if len(text) < LEAST_CHARACTERS:
        raise Refused("KEYS-WEAK", reason=i18n.say("passphrase.short", least=LEAST_CHARACTERS))
    from zxcvbn import zxcvbn

    once = " ".join(dict.fromkeys(text.split()))
    if not once or zxcvbn(once[:_JUDGED], user_inputs=list(known))["score"] < LEAST_SCORE:
        raise Refused("KEYS-WEAK", reason=i18n.say("passphrase.guessable"))


def suggest(count: int = LEAST_WORDS) -> str:
    """Return a passphrase of different words drawn by chance; six are 77 bits."""
    return " ".join(words.draw(count))
