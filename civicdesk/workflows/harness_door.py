"""The door of the fault harness: workspaces that it has made itself, opened and closed hundreds of times. docs/reference/faults.md.

Two ways in: *raw*, where one key is given and no file lies beside the workspace, and *slots*, with a passphrase and all files as the
window keeps them. What a way does not need is imported where it is needed.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from civicdesk.crypto import raw
from civicdesk.crypto.ring import Ring
from civicdesk.errors import CivicDeskError, Damaged, Refused
from civicdesk.records.ids import UserId
from civicdesk.records.people import Role, User
from civicdesk.store import files, first_look
from civicdesk.store import workspace as workspaces
from civicdesk.store.layout import Layout
from civicdesk.store.workspace import Workspace

OWNER = User(id=UserId("0" * 31 + "1"), name="harness", role=Role.COORDINATOR)
SALT = b"civicdesk faults"
KIB = 1024
SLOTS_RESERVE = 64 * KIB

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a harness workspace is opened: by a key or by a passphrase."""

    key: bytes = b""
    """32 bytes in raw mode, else empty."""
    passphrase: str = ""
    reserve: int = 0
    """Bytes of ballast."""

    @property
    def secret(self) -> bytes:
        """Return 32 bytes from which the keys of bundles are made: they must be known without the workspace."""
        if self.key:
            return self.key
        from civicdesk.crypto import boxes
        from civicdesk.crypto.cost import PRACTICE
        from civicdesk.crypto.passphrase import normalise

        return boxes.stretch(normalise(self.passphrase), SALT, PRACTICE)

    def layout(self, *, reads: bool = False) -> Layout:
        """Return how the workspace is kept; whoever only reads makes neither a lock file nor ballast."""
        return Layout(lock=not self.key and not reads, reserve=0 if reads else self.reserve, holder=OWNER.name, harness=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open harness workspace."""

    workspace: Workspace
    ring: Ring
    slots: bool
    """Whether key files lie beside it."""


def access(key: str | None, passphrase: str | None, reserve_kib: str | None) -> Access:
    """Return the way in that the environment names.

    Raises:
        Refused: HARNESS-KEY: neither a key of 64 hex digits nor a passphrase, or a reserve that is no number.
    """
    if reserve_kib is not None and not reserve_kib.isdecimal():
        raise Refused("HARNESS-KEY")
    reserve = None if reserve_kib is None else int(reserve_kib) * KIB
    if key is not None and re.fullmatch(r"[0-9a-fA-F]{64}", key, re.ASCII):
        return Access(key=bytes.fromhex(key), reserve=reserve or 0)
    if key is None and passphrase is not None:
        return Access(passphrase=passphrase, reserve=SLOTS_RESERVE if reserve is None else reserve)
    raise Refused("HARNESS-KEY")


def enter(path: Path, way: Access, now: Clock) -> Opened:
    """Open a workspace, or make one where there is none.

    Raises:
        Refused: STORE-EXISTS: another file lies there; STORE-FOLDER.
        Unavailable: STORE-WRITE, STORE-FILE, STORE-BUSY.
    """
    if not path.exists():
        return _create(path, way, now)
    try:
        return open_(path, way, now)
    except Damaged as why:
        raise Refused("STORE-EXISTS") from why


def open_(path: Path, way: Access, now: Clock, *, reads: bool = False) -> Opened:
    """Open a harness workspace.

    Args:
        path: the file.
        way: key or passphrase.
        now: the clock.
        reads: nothing will be written, so that a full disk does not matter.

    Raises:
        Refused: HARNESS-ONLY: the harness has not made it; KEYS-WRONG, STORE-FOLDER.
        Unavailable: STORE-BUSY, STORE-WRITE.
        Damaged: STORE-..., KEYS-..., PEOPLE-...
    """
    layout = way.layout(reads=reads)
    if way.key:
        return Opened(
            workspace=workspaces.open_(path, raw.keys(way.key), head=None, now=now, layout=layout), ring=_raw_ring(way), slots=False
        )
    from civicdesk.crypto import keys as crypto_keys
    from civicdesk.crypto.people import parse_people
    from civicdesk.workflows.kit import read_keyfile

    first_look.check(path)
    keyfile = read_keyfile(path)
    ring = crypto_keys.open_with_passphrase(keyfile, OWNER.name, way.passphrase)
    written = files.read_people(path)
    if written is None:
        raise Damaged("PEOPLE-MISSING")
    handed = crypto_keys.for_store(ring, parse_people(written, ring), partial(files.write_people, path))
    return Opened(workspace=workspaces.open_(path, handed, head=crypto_keys.head(keyfile), now=now, layout=layout), ring=ring, slots=True)


def close(opened: Opened) -> None:
    """Close a workspace and keep the head of its chain in the key file, if there is one.

    Raises:
        Unavailable: STORE-WRITE, STORE-FILE: the head is an older one, as after a power cut; nothing is lost.
    """
    path = opened.workspace.path
    try:
        head = opened.workspace.close()
        if opened.slots:
            from civicdesk.crypto import keys as crypto_keys
            from civicdesk.workflows.kit import read_keyfile

            files.write_keys(path, crypto_keys.dump(crypto_keys.with_head(read_keyfile(path), head), opened.ring))
    finally:
        opened.ring.wipe()


@contextmanager
def closing(opened: Opened) -> Iterator[Opened]:
    """Close a workspace at the end; a failure before that is the one that is told."""
    try:
        yield opened
    except BaseException:
        with suppress(CivicDeskError):
            close(opened)
        raise
    close(opened)


@contextmanager
def looking(path: Path, way: Access, now: Clock) -> Iterator[Workspace]:
    """Open a workspace to look at it; nothing is written, at closing neither."""
    opened = open_(path, way, now, reads=True)
    try:
        yield opened.workspace
    finally:
        opened.workspace.close()
        opened.ring.wipe()


def confirm_keys(path: Path, way: Access) -> None:
    """Look at the key file itself, if there is one: opening goes on with the version before where it has rotted.

    Raises:
        Damaged: KEYS-MISSING, KEYS-DAMAGED, KEYS-ALTERED, STORE-...
        Refused: KEYS-WRONG.
    """
    if way.key:
        return
    from civicdesk.crypto import keys as crypto_keys

    first_look.check(path)
    written = files.read_keys(path)
    if written is None:
        raise Damaged("KEYS-MISSING")
    keyfile = crypto_keys.parse(written)
    if not keyfile.intact:
        raise Damaged("KEYS-DAMAGED")
    ring = crypto_keys.open_with_passphrase(keyfile, OWNER.name, way.passphrase)
    ring.wipe()
    if ring.altered:
        raise Damaged("KEYS-ALTERED")


def _create(path: Path, way: Access, now: Clock) -> Opened:
    layout = way.layout()
    if way.key:
        return Opened(workspace=workspaces.create(path, raw.keys(way.key), now=now, layout=layout), ring=_raw_ring(way), slots=False)
    from civicdesk.crypto import keys as crypto_keys
    from civicdesk.crypto import people as crypto_people
    from civicdesk.crypto.cost import PRACTICE

    ring = crypto_keys.new_workspace(cost=PRACTICE, practice=True)
    keyfile = crypto_keys.add_user_slot(crypto_keys.empty(ring), ring, OWNER, way.passphrase, cost=PRACTICE)
    known = crypto_people.new_people(ring)
    files.make_folder(path.parent)
    files.write_keys(path, crypto_keys.dump(keyfile, ring))
    files.write_people(path, crypto_people.dump_people(known, ring))
    handed = crypto_keys.for_store(ring, known, partial(files.write_people, path))
    return Opened(workspace=workspaces.create(path, handed, now=now, layout=layout), ring=ring, slots=True)


def _raw_ring(way: Access) -> Ring:
    return Ring(workspace=raw.keys(way.key).workspace, database=bytearray(way.key), people=bytearray(way.key), practice=True)
