"""The recovery code: 128 bits in letters that survive paper and a telephone.

26 letters of Crockford's base32, then 2 check letters: the code read as one number, modulo 1021, the largest prime
that two letters can say. Since 32 has order 204 modulo 1021, each single wrong letter and each swap of two letters is noticed.
"""

from civicdesk.crypto import boxes
from civicdesk.errors import Refused

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKE = str.maketrans("OIL", "011", "- \t\n")
_SECRET_SIZE = 16
_BODY = 26
_CHECK = 2
_PRIME = 1021


def new_secret() -> bytes:
    """Return 16 random bytes."""
    return boxes.chance(_SECRET_SIZE)


def write(secret: bytes) -> str:
    """Spell 16 bytes as a code in seven groups of four letters."""
    number = int.from_bytes(secret, "big")
    letters = _spell(number, _BODY) + _spell(number % _PRIME, _CHECK)
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def read(code: str) -> bytes:
    """Read a typed code; blanks, hyphens, case, and O for 0, I or L for 1 do not matter.

    Raises:
        Refused: KEYS-CODE, a letter is missing or wrong.
    """
    letters = code.upper().translate(_LOOKALIKE)
    if len(letters) != _BODY + _CHECK or not set(letters) <= set(_LETTERS):
        raise Refused("KEYS-CODE")
    number, check = _number(letters[:_BODY]), _number(letters[_BODY:])
    if number % _PRIME != check or number >> 8 * _SECRET_SIZE:
        raise Refused("KEYS-CODE")
    return number.to_bytes(_SECRET_SIZE, "big")


def _spell(number: int, count: int) -> str:
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(count)))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number << 5 | _LETTERS.index(letter)
    return number
