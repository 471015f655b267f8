"""New secrets for a workspace: for everybody who stays when a colleague leaves, and for the keys of people when one is to be forgotten.

Nobody else need be there: the new secrets are sealed to the public key in each slot. While they are taken into use, the key file holds
the former ones as well, sealed under the new database key, so that a crash at any moment can be finished.
"""

import dataclasses

from civicdesk.crypto import boxes, keyfile, slots
from civicdesk.crypto.chain import Purpose, audit_key, hkdf
from civicdesk.crypto.keyfile import KeyFile
from civicdesk.crypto.ring import Ring
from civicdesk.errors import Damaged, Refused


def new_secrets(ring: Ring) -> Ring:
    """Return new secrets for a workspace: database key and people's root key of the next generation. The audit keeps its key."""
    fresh = new_people_key(ring)
    fresh.database = bytearray(boxes.chance(boxes.KEY_SIZE))
    fresh.audit = bytearray(audit_key(ring))
    return fresh


def new_people_key(ring: Ring) -> Ring:
    """Return the same secrets with a new root key of people, of the next generation."""
    return dataclasses.replace(
        ring,
        database=bytearray(ring.database),
        people=bytearray(boxes.chance(boxes.KEY_SIZE)),
        audit=bytearray(ring.audit),
        generation=ring.generation + 1,
    )


def handed_over(keys: KeyFile, old: Ring, new: Ring, *, without: str = "") -> KeyFile:
    """Return the file with the new secrets in every slot, and the former ones kept until `settled`.

    Args:
        keys: the file as it is.
        old: its secrets.
        new: what it is to give from now on.
        without: sign-in name of whoever loses their slot; empty for nobody.

    Raises:
        Refused: KEYS-NAME-UNKNOWN; KEYS-LAST, nobody would be left who can sign in; KEYS-ALTERED, somebody else than the program wrote
            the file, and a coordinator has not looked at it; KEYS-RENEWING, an earlier change is not finished.
        Damaged: KEYS-DAMAGED.
    """
    if keys.previous:
        raise Refused("KEYS-RENEWING")
    if not keyfile.is_ours(keys, old):
        raise Refused("KEYS-ALTERED")
    staying = tuple(slot for slot in keys.slots if not without or slot.owner.name != without)
    if without and len(staying) == len(keys.slots):
        raise Refused("KEYS-NAME-UNKNOWN")
    if not any(slot.owner.kind is slots.SlotKind.USER for slot in staying):
        raise Refused("KEYS-LAST")
    former = bytes(old.database) + bytes(old.people)
    fresh = dataclasses.replace(
        keys,
        generation=new.generation,
        slots=tuple(slots.reseal(slot, old, new) for slot in staying),
        previous=boxes.seal(hkdf(new.database, Purpose.PREVIOUS), former, _place(keys, new.generation)),
        audit=_kept_audit(keys, new),
    )
    return keyfile.accepted(fresh)


def previous(keys: KeyFile, ring: Ring) -> Ring | None:
    """Return the secrets of the generation before, while the new ones are being taken into use; None at any other time.

    Raises:
        Damaged: KEYS-DAMAGED.
    """
    if not keys.previous:
        return None
    former = boxes.unseal(hkdf(ring.database, Purpose.PREVIOUS), keys.previous, _place(keys, ring.generation))
    if former is None or len(former) != 2 * boxes.KEY_SIZE:
        raise Damaged("KEYS-DAMAGED")
    database, people = bytearray(former[: boxes.KEY_SIZE]), bytearray(former[boxes.KEY_SIZE :])
    return dataclasses.replace(ring, database=database, people=people, audit=bytearray(audit_key(ring)), generation=ring.generation - 1)


def settled(keys: KeyFile) -> KeyFile:
    """Return the file without the former secrets: the new ones are in use everywhere."""
    return dataclasses.replace(keys, previous=b"")


def audit_of(keys: KeyFile, ring: Ring) -> bytes:
    """Return the key of the audit chain that the file keeps; empty if it is made from the database key.

    Raises:
        Damaged: KEYS-DAMAGED.
    """
    if not keys.audit:
        return b""
    kept = boxes.unseal(hkdf(ring.database, Purpose.AUDIT_KEPT), keys.audit, keys.workspace.encode())
    if kept is None:
        raise Damaged("KEYS-DAMAGED")
    return kept


def _kept_audit(keys: KeyFile, ring: Ring) -> bytes:
    if not ring.audit:
        return b""
    return boxes.seal(hkdf(ring.database, Purpose.AUDIT_KEPT), bytes(ring.audit), keys.workspace.encode())


def _place(keys: KeyFile, generation: int) -> bytes:
    return f"{keys.workspace}|{generation}|previous".encode()
