"""The keys of a workspace: made, opened, changed. Bytes in, bytes out; the store keeps the files, a workflow joins the two."""

import dataclasses
from collections.abc import Callable

from civicdesk.crypto import boxes, chain, keyfile, recovery, renewal, slots
from civicdesk.crypto.cost import MODEST, STANDARD, Cost
from civicdesk.crypto.keyfile import KeyFile, accepted, dump, parse
from civicdesk.crypto.passphrase import normalise
from civicdesk.crypto.people import PeopleFile, PeopleVault
from civicdesk.crypto.ring import Ring
from civicdesk.crypto.slots import Owner, Slot, SlotKind
from civicdesk.errors import CivicDeskError, Damaged, Refused, Unavailable
from civicdesk.records.people import User
from civicdesk.records.sealing import Head, WorkspaceKeys

__all__ = [
    "KeyFile",
    "PeopleFile",
    "Ring",
    "accepted",
    "add_recovery_slot",
    "add_user_slot",
    "affordable",
    "change_passphrase",
    "dump",
    "empty",
    "for_store",
    "full_name",
    "head",
    "names",
    "new_workspace",
    "open_with_code",
    "open_with_passphrase",
    "parse",
    "with_head",
]

_PATIENCE = 2.0  # seconds that unlocking may take on the machine where the slot is made
_LONGEST_NAME = 64


def new_workspace(*, cost: Cost = STANDARD, practice: bool = False) -> Ring:
    """Make the secrets of a new workspace.

    Args:
        cost: what its first slot will be made with; judged now, before anything is kept.
        practice: the file allows cheap stretching, for tests and the practice project alone.

    Raises:
        Refused: KEYS-LIMIT.
    """
    cost.check(practice=practice)
    return Ring(
        workspace=boxes.chance(16).hex(),
        database=bytearray(boxes.chance(boxes.KEY_SIZE)),
        people=bytearray(boxes.chance(boxes.KEY_SIZE)),
        practice=practice,
    )


def empty(ring: Ring) -> KeyFile:
    """Return the key file of a new workspace, still without a slot."""
    return KeyFile(workspace=ring.workspace, practice=ring.practice, generation=ring.generation)


def affordable(clock: Callable[[], float]) -> Cost:
    """Return the dearest stretching that this machine can do in two seconds.

    Args:
        clock: seconds, counting upwards.

    Raises:
        Unavailable: KEYS-MEMORY, not even 64 MiB can be had.
    """
    for cost in (STANDARD, *MODEST):
        began = clock()
        try:
            boxes.stretch(b"measured", bytes(boxes.SALT_SIZE), cost)
        except Unavailable:
            if cost is MODEST[-1]:
                raise
            continue
        if clock() - began <= _PATIENCE:
            return cost
    return MODEST[-1]


def names(keys: KeyFile) -> tuple[str, ...]:
    """Return the sign-in names in the order in which they were added, for the unlock window."""
    return tuple(slot.owner.name for slot in keys.users())


def full_name(keys: KeyFile, ring: Ring, name: str) -> str:
    """Return the full name of the user with a sign-in name; empty if none was given.

    Raises:
        Refused: KEYS-NAME-UNKNOWN.
        Damaged: KEYS-DAMAGED.
    """
    return slots.label(_slot_of(keys, name), ring)


def add_user_slot(keys: KeyFile, ring: Ring, user: User, passphrase: str, *, cost: Cost = STANDARD) -> KeyFile:
    """Give a user a slot. Whether the passphrase is good enough is asked before, by `passphrase.check`.

    Raises:
        Refused: KEYS-NAME-TAKEN, KEYS-NAME-FORM (empty, over 64 letters, unprintable), KEYS-CHARACTERS, KEYS-LIMIT.
        Unavailable: KEYS-MEMORY.
    """
    if user.name in names(keys):
        raise Refused("KEYS-NAME-TAKEN")
    if not user.name.strip() or len(user.name) > _LONGEST_NAME or not user.name.isprintable():
        raise Refused("KEYS-NAME-FORM", most=_LONGEST_NAME)
    slot = _user_slot(keys, ring, slots.owned_by(user), passphrase, cost)
    return dataclasses.replace(keys, slots=(*keys.slots, slot))


def change_passphrase(keys: KeyFile, ring: Ring, name: str, new: str, *, cost: Cost = STANDARD) -> KeyFile:
    """Replace a user's slot by one for a new passphrase; the old one opens nothing in the new file.

    It asks for an unlocked ring, whoever unlocked it: with the recovery code or by a colleague it works as well.

    Raises:
        Refused: KEYS-NAME-UNKNOWN, KEYS-CHARACTERS, KEYS-LIMIT.
        Damaged: KEYS-DAMAGED, the sealed full name in the slot is not whole.
        Unavailable: KEYS-MEMORY.
    """
    old = _slot_of(keys, name)
    owner = dataclasses.replace(old.owner, label=slots.label(old, ring))
    slot = _user_slot(keys, ring, owner, new, cost)
    return dataclasses.replace(keys, slots=tuple(slot if other is old else other for other in keys.slots))


def add_recovery_slot(keys: KeyFile, ring: Ring) -> tuple[KeyFile, str]:
    """Make a recovery code; a code printed before opens nothing in the new file.

    Returns:
        The file, and the code as it is printed: seven groups of four letters.
    """
    secret = recovery.new_secret()
    slot = slots.make(ring, Owner(kind=SlotKind.RECOVERY), secret, None)
    return dataclasses.replace(keys, slots=(*keys.users(), slot)), recovery.write(secret)


def open_with_passphrase(keys: KeyFile, name: str, passphrase: str) -> Ring:
    """Unlock with a user's passphrase.

    Args:
        keys: the file as parsed.
        name: sign-in name.
        passphrase: as typed.

    Raises:
        Refused: KEYS-WRONG, KEYS-NAME-UNKNOWN, KEYS-CHARACTERS.
        Damaged: KEYS-DAMAGED, this slot cannot be opened by anything.
        Unavailable: KEYS-MEMORY.
    """
    return _open(keys, _slot_of(keys, name), normalise(passphrase), Refused("KEYS-WRONG"))


def open_with_code(keys: KeyFile, code: str) -> Ring:
    """Unlock with the recovery code.

    Args:
        keys: as for `open_with_passphrase`.
        code: as typed; blanks, hyphens and case do not matter.

    Raises:
        Refused: KEYS-CODE (a letter is wrong), KEYS-CODE-OTHER (a code, but not of this file), KEYS-CODE-NONE (none was ever made).
        Damaged: KEYS-DAMAGED.
    """
    secret = recovery.read(code)
    for slot in keys.recovery():
        return _open(keys, slot, secret, Refused("KEYS-CODE-OTHER"))
    raise Refused("KEYS-CODE-NONE")


def head(keys: KeyFile) -> Head | None:
    """Return the last link of the audit chain that the file knows; None before the first close."""
    return keys.head


def with_head(keys: KeyFile, head: Head) -> KeyFile:
    """Return the file with a newer last link."""
    return dataclasses.replace(keys, head=head)


def for_store(ring: Ring, known: PeopleFile, save: Callable[[bytes], None]) -> WorkspaceKeys:
    """Return what the store needs of an unlocked ring.

    Args:
        ring: the unlocked workspace; wiping it ends the vault too.
        known: the people file as parsed, or a new one.
        save: keeps the bytes of the people file durably; called before `Vault.add` returns.
    """
    return WorkspaceKeys(
        workspace=ring.workspace,
        database=bytes(ring.database),
        audit=chain.audit_mac(ring),
        audit_key=chain.audit_key(ring),
        vault=PeopleVault(ring, known, save),
    )


def _user_slot(keys: KeyFile, ring: Ring, owner: Owner, passphrase: str, cost: Cost) -> Slot:
    cost.check(practice=keys.practice)
    return slots.make(ring, owner, normalise(passphrase), cost)


def _slot_of(keys: KeyFile, name: str) -> Slot:
    for slot in keys.users():
        if slot.owner.name == name:
            return slot
    raise Refused("KEYS-NAME-UNKNOWN")


def _open(keys: KeyFile, slot: Slot, secret: bytes, wrong: CivicDeskError) -> Ring:
    """In a file that is not intact a secret that opens nothing may well be right: then the file is to blame."""
    ring = slots.open_(slot, keys.workspace, secret, wrong if keys.intact else Damaged("KEYS-DAMAGED"))
    ring.practice = keys.practice
    ring.altered = not keyfile.is_ours(keys, ring)
    ring.audit = bytearray(renewal.audit_of(keys, ring))
    return ring
