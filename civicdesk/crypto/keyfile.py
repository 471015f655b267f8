"""The `.keys` file: slots and the head of the audit chain, as bytes.

Two guards close it. `check` is a plain hash: it tells a worn disk from a wrong passphrase, and needs no secret. `mac` is made
with the database key: it tells that somebody else than the program wrote the file. docs/reference/keys.md shows the layout.
"""

import dataclasses
from dataclasses import dataclass, field

from civicdesk.crypto import boxes, canonical, chain, slots
from civicdesk.crypto.ring import Ring
from civicdesk.crypto.slots import Slot, SlotKind
from civicdesk.errors import Damaged, Refused
from civicdesk.records.sealing import Head

LIMIT = 1024 * 1024
_FORMAT = "civicdesk-keys"
_MAC_SIZE = 32
_NAMES = frozenset({"format", "version", "workspace", "practice", "generation", "previous", "slots", "head", "mac", "check"})
_AUDIT = "audit"
"""The one name that may be missing: the key of the audit chain, once the database key that it was made from is gone."""
_HEAD_NAMES = frozenset({"seq", "mac", "at", "branch"})


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """The key file: what is read from it without a secret."""

    workspace: str
    """Workspace id, 32 hex digits."""
    practice: bool
    generation: int
    slots: tuple[Slot, ...] = ()
    head: Head | None = None
    previous: bytes = field(default=b"", repr=False)
    """The secrets of the generation before, sealed under the database key; empty but while new ones are taken into use."""
    audit: bytes = field(default=b"", repr=False)
    """The key of the audit chain, sealed under the database key; empty while it is made from that."""
    mac: bytes = bytes(_MAC_SIZE)
    """As read; not yet compared with anything."""
    as_read: bytes = field(default=b"", repr=False)
    """What `mac` was made over, as read; empty for a file that was made here."""
    intact: bool = True
    """The bytes are those that were once written. False: prefer the `.old` file, or say that this one is damaged."""

    def users(self) -> tuple[Slot, ...]:
        """Return the slots that a passphrase opens."""
        return tuple(slot for slot in self.slots if slot.owner.kind is SlotKind.USER)

    def recovery(self) -> tuple[Slot, ...]:
        """Return the slots that a recovery code opens: one, or none before the first paper is made."""
        return tuple(slot for slot in self.slots if slot.owner.kind is SlotKind.RECOVERY)


def parse(written: bytes) -> KeyFile:
    """Read a key file.

    Returns:
        The file; `intact` is False if its bytes have changed but still make sense.

    Raises:
        Damaged: KEYS-DAMAGED, no sense can be made of it; KEYS-NEWER-FILE, a newer program wrote it.
        Refused: KEYS-LIMIT, opening a slot would use more memory or time than any honest file asks for, or too little to protect.
    """
    if len(written) > LIMIT:
        raise Damaged("KEYS-DAMAGED")
    try:
        record = canonical.read(written)
        _check_version(record)
        keys = _from_record(record)
    except ValueError:
        raise Damaged("KEYS-DAMAGED") from None
    intact = canonical.write(record) == written and record["check"] == _check(record)
    keys = dataclasses.replace(keys, intact=intact, as_read=canonical.write(_body(keys)))
    _check_costs(keys)
    return keys


def dump(keys: KeyFile, ring: Ring) -> bytes:
    """Return the bytes to keep, signed with the database key.

    A file that was read and was not ours is not signed anew, whatever was changed in it since: it keeps the MAC that was found, and
    so stays altered until `accepted`.
    """
    record = _body(keys)
    record["mac"] = canonical.pack(_mac(canonical.write(record), ring) if is_ours(keys, ring) else keys.mac)
    record["check"] = _check(record)
    return canonical.write(record)


def is_ours(keys: KeyFile, ring: Ring) -> bool:
    """Tell whether the file was made here, or was last written by something that holds the database key."""
    return not keys.as_read or chain.same(keys.mac, _mac(keys.as_read, ring))


def accepted(keys: KeyFile) -> KeyFile:
    """Return an altered file as one that is ours, once a coordinator has looked at it."""
    return dataclasses.replace(keys, as_read=b"")


def _mac(body: bytes, ring: Ring) -> bytes:
    return chain.mac(ring.database, chain.Purpose.KEY_FILE, body)


def _body(keys: KeyFile) -> dict[str, object]:
    kept = {_AUDIT: canonical.pack(keys.audit)} if keys.audit else {}
    return {
        **kept,
        "format": _FORMAT,
        "version": slots.VERSION,
        "workspace": keys.workspace,
        "practice": keys.practice,
        "generation": keys.generation,
        "previous": canonical.pack(keys.previous) if keys.previous else None,
        "slots": [slots.to_record(slot) for slot in keys.slots],
        "head": dataclasses.asdict(keys.head) if keys.head else None,
    }


def _check(record: canonical.Record) -> str:
    return chain.sha256(canonical.write({name: value for name, value in record.items() if name != "check"})).hex()


def _check_version(record: canonical.Record) -> None:
    if canonical.text(record, "format") != _FORMAT:
        raise ValueError("format")
    if canonical.number(record, "version") > slots.VERSION:
        raise Damaged("KEYS-NEWER-FILE")


def _check_costs(keys: KeyFile) -> None:
    """An honest file that asks too much is refused; a worn one is called damaged."""
    for cost in (slot.cost for slot in keys.slots if slot.cost is not None):
        try:
            cost.check(practice=keys.practice)
        except Refused:
            if keys.intact:
                raise
            raise Damaged("KEYS-DAMAGED") from None


def _from_record(record: canonical.Record) -> KeyFile:
    canonical.only({name: value for name, value in record.items() if name != _AUDIT}, _NAMES)
    workspace = canonical.text(record, "workspace")
    if canonical.number(record, "version") != slots.VERSION or len(bytes.fromhex(workspace)) != 16:
        raise ValueError("layout")
    found = tuple(slots.from_record(row) for row in canonical.rows(record, "slots"))
    for names in ([slot.id for slot in found], [slot.owner.name for slot in found if slot.owner.kind is SlotKind.USER]):
        if len(set(names)) != len(names):
            raise ValueError("a slot comes twice")
    return KeyFile(
        workspace=workspace,
        practice=canonical.switch(record, "practice"),
        generation=canonical.number(record, "generation"),
        slots=found,
        head=_head(record["head"]),
        previous=b"" if record["previous"] is None else canonical.blob(record, "previous"),
        audit=canonical.blob(record, _AUDIT, boxes.WRAPPED_KEY_SIZE) if _AUDIT in record else b"",
        mac=canonical.blob(record, "mac", _MAC_SIZE),
    )


def _head(value: object) -> Head | None:
    if value is None:
        return None
    record = canonical.only(canonical.table(value), _HEAD_NAMES)
    return Head(
        seq=canonical.number(record, "seq"),
        mac=canonical.text(record, "mac"),
        at=canonical.text(record, "at"),
        branch=canonical.text(record, "branch"),
    )
