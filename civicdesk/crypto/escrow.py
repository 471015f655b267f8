"""The escrow: the secrets of a workspace for the coordinator, sealed, and the one-time slot that comes back from it.

Nobody at the laptop can open the escrow. Whoever holds the coordinator's identity makes a slot of it that a spoken code opens once.
"""

from dataclasses import dataclass

from civicdesk.crypto import boxes, canonical, recovery, sealing, slots
from civicdesk.crypto.chain import audit_key
from civicdesk.crypto.ring import Ring
from civicdesk.crypto.slots import Owner, SlotKind
from civicdesk.errors import Damaged, Refused

_FORMAT, _SLOT_FORMAT, _VERSION = "civicdesk-escrow", "civicdesk-slot", 1
_NAMES = frozenset({"format", "version", "workspace", "practice", "generation", "database", "people", "audit", "people_file"})
_SLOT_NAMES = frozenset({"format", "version", "workspace", "practice", "slot"})
LIMIT = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Escrow:
    """What lies in an escrow: the secrets, and the keys of people as they were."""

    ring: Ring
    people: bytes


def seal(ring: Ring, people: bytes, recipient: str) -> bytes:
    """Seal the secrets of a workspace to the coordinator.

    Args:
        ring: the unlocked workspace.
        people: the `.people` file as it lies on the disk.
        recipient: `age1...` address from the signed pack.

    Raises:
        Refused: SEAL-RECIPIENT.
    """
    record = {
        "format": _FORMAT,
        "version": _VERSION,
        "workspace": ring.workspace,
        "practice": ring.practice,
        "generation": ring.generation,
        "database": canonical.pack(ring.database),
        "people": canonical.pack(ring.people),
        "audit": canonical.pack(audit_key(ring)),
        "people_file": canonical.pack(people),
    }
    return sealing.seal(canonical.write(record), [recipient])


def unseal(sealed: bytes, identity: str) -> Escrow:
    """Open an escrow with the coordinator's identity.

    Raises:
        Damaged: BUNDLE-NOT-OURS, BUNDLE-KEY, BUNDLE-CUT; ESCROW-DAMAGED, what is inside is no escrow.
        Refused: SEAL-LIMIT, SEAL-IDENTITY.
    """
    try:
        record = canonical.only(canonical.read(sealing.unseal(sealed, identity)), _NAMES)
        _confirm(record, _FORMAT)
        ring = Ring(
            workspace=canonical.text(record, "workspace"),
            practice=canonical.switch(record, "practice"),
            generation=canonical.number(record, "generation"),
            database=bytearray(canonical.blob(record, "database", boxes.KEY_SIZE)),
            people=bytearray(canonical.blob(record, "people", boxes.KEY_SIZE)),
            audit=bytearray(canonical.blob(record, "audit", boxes.KEY_SIZE)),
        )
        return Escrow(ring=ring, people=canonical.blob(record, "people_file"))
    except ValueError:
        raise Damaged("ESCROW-DAMAGED") from None


def one_time_slot(ring: Ring) -> tuple[bytes, str]:
    """Make a slot that a code opens, to be carried back to the laptop; the code goes another way, as by telephone.

    Returns:
        The file, and the code in seven groups of four letters.
    """
    secret = recovery.new_secret()
    slot = slots.make(ring, Owner(kind=SlotKind.RECOVERY), secret, None)
    record = {
        "format": _SLOT_FORMAT,
        "version": _VERSION,
        "workspace": ring.workspace,
        "practice": ring.practice,
        "slot": slots.to_record(slot),
    }
    return canonical.write(record), recovery.write(secret)


def open_slot(written: bytes, code: str) -> Ring:
    """Open a one-time slot with its code.

    Raises:
        Refused: KEYS-CODE (a letter is wrong), KEYS-CODE-OTHER (a code, but not of this slot).
        Damaged: ESCROW-DAMAGED.
    """
    secret = recovery.read(code)
    if len(written) > LIMIT:
        raise Damaged("ESCROW-DAMAGED")
    try:
        record = canonical.only(canonical.read(written), _SLOT_NAMES)
        _confirm(record, _SLOT_FORMAT)
        slot = slots.from_record(canonical.table(record["slot"]))
        workspace, practice = canonical.text(record, "workspace"), canonical.switch(record, "practice")
    except ValueError:
        raise Damaged("ESCROW-DAMAGED") from None
    if slot.owner.kind is not SlotKind.RECOVERY:
        raise Damaged("ESCROW-DAMAGED")
    ring = slots.open_(slot, workspace, secret, Refused("KEYS-CODE-OTHER"))
    ring.practice = practice
    return ring


def _confirm(record: canonical.Record, wanted: str) -> None:
    if canonical.text(record, "format") != wanted or canonical.number(record, "version") != _VERSION:
        raise ValueError("format")
