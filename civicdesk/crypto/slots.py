"""Key slots: each gives one user, or the recovery paper, the secrets of the workspace.

    passphrase -- Argon2id --> key -- XChaCha20-Poly1305 --> private key of the slot -- sealed boxes --> DBK, PRK
    code ---------- HKDF ----> key    (the same from there on)

The secrets are sealed to the slot's public key, so that new ones can be handed out while its owner is away.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from civicdesk.crypto import boxes, canonical
from civicdesk.crypto.chain import Purpose, hkdf
from civicdesk.crypto.cost import Cost
from civicdesk.crypto.ring import Ring
from civicdesk.errors import CivicDeskError, Damaged
from civicdesk.records.ids import UserId
from civicdesk.records.people import Role, User

VERSION = 1
_ID_SIZE = 16
_ARGON2ID = "argon2id"
_HKDF = "hkdf-sha256"
_LABEL = b"label"


class SlotKind(StrEnum):
    """Who opens a slot."""

    USER = "user"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """What a slot says of its owner before it is opened: nothing for the recovery paper."""

    kind: SlotKind
    user: UserId | None = None
    name: str = ""
    role: Role | None = None
    label: str = ""
    """Full name; sealed in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One slot as it lies in the file."""

    id: str
    owner: Owner
    """Its label is always empty here: see `label_sealed`."""
    cost: Cost | None
    """None: opened by a code, which needs no stretching."""
    salt: bytes
    public: bytes
    private_wrapped: bytes
    database_sealed: bytes
    people_sealed: bytes
    label_sealed: bytes
    generation: int


def owned_by(user: User) -> Owner:
    """Return the owner that stands in a user's slot."""
    return Owner(kind=SlotKind.USER, user=user.id, name=user.name, role=user.role, label=user.full_name)


def make(ring: Ring, owner: Owner, secret: bytes, cost: Cost | None) -> Slot:
    """Make a slot that gives the secrets of the ring.

    Args:
        ring: the unlocked workspace.
        owner: whose slot it is.
        secret: bytes of a normalised passphrase, or the 16 bytes of a recovery code.
        cost: of stretching a passphrase; None for a code.
    """
    slot_id, salt = boxes.chance(_ID_SIZE).hex(), boxes.chance(boxes.SALT_SIZE)
    public, private = boxes.new_pair()
    place = _place(ring.workspace, slot_id, _kdf(cost, salt))
    return Slot(
        id=slot_id,
        owner=Owner(kind=owner.kind, user=owner.user, name=owner.name, role=owner.role),
        cost=cost,
        salt=salt,
        public=public,
        private_wrapped=boxes.seal(_stretched(secret, salt, cost), private, place),
        database_sealed=boxes.seal_to(public, bytes(ring.database)),
        people_sealed=boxes.seal_to(public, bytes(ring.people)),
        label_sealed=boxes.seal(hkdf(ring.database, Purpose.LABEL), owner.label.encode(), _label_place(ring, slot_id)),
        generation=ring.generation,
    )


def reseal(slot: Slot, old: Ring, new: Ring) -> Slot:
    """Return a slot that gives other secrets to the same owner, who need not be there: they are sealed to the slot's public key.

    Raises:
        Damaged: KEYS-DAMAGED, the sealed full name is not whole.
    """
    return replace(
        slot,
        database_sealed=boxes.seal_to(slot.public, bytes(new.database)),
        people_sealed=boxes.seal_to(slot.public, bytes(new.people)),
        label_sealed=boxes.seal(hkdf(new.database, Purpose.LABEL), label(slot, old).encode(), _label_place(new, slot.id)),
        generation=new.generation,
    )


def open_(slot: Slot, workspace: str, secret: bytes, wrong: CivicDeskError) -> Ring:
    """Open a slot.

    Args:
        slot: as read from the file.
        workspace: id of the workspace in the same file.
        secret: as for `make`.
        wrong: the failure to raise when the secret does not open the slot.

    Raises:
        Damaged: KEYS-DAMAGED, the secret was right but what it opens is not whole.
    """
    place = _place(workspace, slot.id, _kdf(slot.cost, slot.salt))
    private = boxes.unseal(_stretched(secret, slot.salt, slot.cost), slot.private_wrapped, place)
    if private is None:
        raise wrong
    database, people = boxes.unseal_with(private, slot.database_sealed), boxes.unseal_with(private, slot.people_sealed)
    if database is None or people is None:
        raise Damaged("KEYS-DAMAGED")
    return Ring(
        workspace=workspace,
        database=bytearray(database),
        people=bytearray(people),
        generation=slot.generation,
        by_code=slot.owner.kind is SlotKind.RECOVERY,
        user=slot.owner.user,
        name=slot.owner.name,
        role=slot.owner.role,
    )


def label(slot: Slot, ring: Ring) -> str:
    """Return the full name that is sealed in a slot, empty if none was given.

    Raises:
        Damaged: KEYS-DAMAGED.
    """
    plain = boxes.unseal(hkdf(ring.database, Purpose.LABEL), slot.label_sealed, _label_place(ring, slot.id))
    if plain is None:
        raise Damaged("KEYS-DAMAGED")
    return plain.decode()


def to_record(slot: Slot) -> canonical.Record:
    """Return a slot as it is written."""
    return {
        "id": slot.id,
        "kind": slot.owner.kind.value,
        "user": slot.owner.user or "",
        "name": slot.owner.name,
        "role": slot.owner.role or "",
        "label_sealed": canonical.pack(slot.label_sealed),
        "kdf": _kdf(slot.cost, slot.salt),
        "pk": canonical.pack(slot.public),
        "sk_wrapped": canonical.pack(slot.private_wrapped),
        "dbk_sealed": canonical.pack(slot.database_sealed),
        "prk_sealed": canonical.pack(slot.people_sealed),
        "generation": slot.generation,
    }


_NAMES = frozenset(
    {"id", "kind", "user", "name", "role", "label_sealed", "kdf", "pk", "sk_wrapped", "dbk_sealed", "prk_sealed", "generation"}
)
_KDF_NAMES = frozenset({"alg", "m", "t", "p", "salt"})


def from_record(record: canonical.Record) -> Slot:
    """Read a slot; ValueError if anything is not as `to_record` writes it. Costs are not judged here."""
    canonical.only(record, _NAMES)
    kdf = canonical.only(canonical.table(record["kdf"]), _KDF_NAMES)
    kind = SlotKind(canonical.text(record, "kind"))
    slot = Slot(
        id=canonical.text(record, "id"),
        owner=Owner(kind=kind, user=_user(record), name=canonical.text(record, "name"), role=_role(record)),
        cost=Cost(memory_kib=canonical.number(kdf, "m"), passes=canonical.number(kdf, "t")) if kind is SlotKind.USER else None,
        salt=canonical.blob(kdf, "salt", boxes.SALT_SIZE),
        public=canonical.blob(record, "pk", boxes.KEY_SIZE),
        private_wrapped=canonical.blob(record, "sk_wrapped", boxes.WRAPPED_KEY_SIZE),
        database_sealed=canonical.blob(record, "dbk_sealed", boxes.BOXED_KEY_SIZE),
        people_sealed=canonical.blob(record, "prk_sealed", boxes.BOXED_KEY_SIZE),
        label_sealed=canonical.blob(record, "label_sealed"),
        generation=canonical.number(record, "generation"),
    )
    if kdf != _kdf(slot.cost, slot.salt):
        raise ValueError("kdf")
    return slot


def _user(record: canonical.Record) -> UserId | None:
    found = canonical.text(record, "user")
    return UserId(found) if found else None


def _role(record: canonical.Record) -> Role | None:
    found = canonical.text(record, "role")
    return Role(found) if found else None


def _kdf(cost: Cost | None, salt: bytes) -> canonical.Record:
    if cost is None:
        return {"alg": _HKDF, "m": 0, "t": 0, "p": 1, "salt": canonical.pack(salt)}
    return {"alg": _ARGON2ID, "m": cost.memory_kib, "t": cost.passes, "p": 1, "salt": canonical.pack(salt)}


def _stretched(secret: bytes, salt: bytes, cost: Cost | None) -> bytes:
    if cost is None:
        return hkdf(secret, Purpose.RECOVERY, salt=salt)
    return boxes.stretch(secret, salt, cost)


def _place(workspace: str, slot_id: str, kdf: canonical.Record) -> bytes:
    return canonical.write({"workspace": workspace, "slot": slot_id, "kdf": kdf, "version": VERSION})


def _label_place(ring: Ring, slot_id: str) -> bytes:
    return b"|".join((ring.workspace.encode(), slot_id.encode(), _LABEL))
