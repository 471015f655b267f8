"""What stretching a passphrase may cost."""

from dataclasses import dataclass

from civicdesk.errors import Refused

_MIB = 1024
_LEAST_PRACTICE, _LEAST, _MOST = 8 * _MIB, 64 * _MIB, 1024 * _MIB
_MOST_PASSES = 10


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
        least = _LEAST_PRACTICE if practice else _LEAST
        if not (least <= self.memory_kib <= _MOST and 1 <= self.passes <= _MOST_PASSES):
            raise Refused("KEYS-LIMIT")


STANDARD = Cost(memory_kib=256 * _MIB, passes=3)
MODEST = (Cost(memory_kib=128 * _MIB, passes=3), Cost(memory_kib=_LEAST, passes=3))
"""For machines that cannot spare the memory or the time; the last is the floor."""
PRACTICE = Cost(memory_kib=_LEAST_PRACTICE, passes=1)
"""For tests and the practice project: protects nothing."""
