"""Unlock and lock: from a passphrase to an open workspace, and back to a closed one."""

from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import passphrase as crypto_passphrase
from civicdesk.crypto import people as crypto_people
from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.people import User
from civicdesk.store import files, first_look
from civicdesk.store import people as people_store
from civicdesk.store import workspace as workspaces
from civicdesk.store.layout import Layout
from civicdesk.workflows.kit import SUFFIX, Kit, Tools, read_keyfile

LONGEST_DELAY = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A workspace that can be unlocked: its file and the names that may sign in."""

    path: Path
    names: tuple[str, ...]


def doors(home: Path) -> tuple[Door, ...]:
    """Return the workspaces below a folder, each with its sign-in names; those whose key file cannot be read have none."""
    found = sorted(home.glob(f"*/*{SUFFIX}")) + sorted(home.glob(f"*{SUFFIX}"))
    return tuple(Door(path=path, names=_names(path)) for path in found)


def only_name(path: Path) -> str:
    """Return the one sign-in name of a workspace.

    Raises:
        Refused: KEYS-NAME: there are several, so one must be chosen.
        Damaged: KEYS-MISSING, KEYS-DAMAGED.
    """
    names = crypto_keys.names(read_keyfile(path))
    if len(names) != 1:
        raise Refused("KEYS-NAME", count=len(names))
    return names[0]


def delay(wrong: int) -> int:
    """Return the seconds to wait after so many wrong passphrases in a row: 1, 2, 4 ... 60."""
    return min(2 ** (wrong - 1), LONGEST_DELAY) if wrong > 0 else 0


def open_(path: Path, name: str, passphrase: str, tools: Tools) -> Kit:
    """Unlock a workspace.

    Raises:
        Refused: KEYS-WRONG, STORE-FOLDER.
        Unavailable: STORE-BUSY: another CivicDesk has it open.
        Damaged: STORE-NONE, STORE-EMPTY, STORE-FOREIGN, STORE-DAMAGED, STORE-NEWER-FILE, STORE-ROLLED-BACK, KEYS-MISSING, KEYS-DAMAGED.
    """
    first_look.check(path)
    keyfile = read_keyfile(path)
    return _enter(path, keyfile, crypto_keys.open_with_passphrase(keyfile, name, passphrase), tools, name)


def open_with_code(path: Path, name: str, code: str, new_passphrase: str, tools: Tools) -> Kit:
    """Unlock with the recovery sheet and give a user a new passphrase; it holds once the workspace has opened.

    Raises:
        Refused: KEYS-CODE, KEYS-WEAK; otherwise as `open_`.
    """
    first_look.check(path)
    keyfile = read_keyfile(path)
    ring = crypto_keys.open_with_code(keyfile, code)
    crypto_passphrase.check(new_passphrase)
    changed = crypto_keys.change_passphrase(keyfile, ring, name, new_passphrase, cost=crypto_passphrase.STANDARD)
    kit = _enter(path, keyfile, ring, tools, name)
    try:
        files.write_keys(path, crypto_keys.dump(changed, ring))
    except Unavailable:
        lock(kit)
        raise
    return kit


def change_passphrase(kit: Kit, old: str, new: str) -> Outcome[None]:
    """Wrap the same keys under a new passphrase; nothing else changes.

    Raises:
        Refused: KEYS-WRONG, KEYS-WEAK.
    """
    path = kit.workspace.path
    keyfile = read_keyfile(path)
    crypto_keys.open_with_passphrase(keyfile, kit.user.name, old)
    crypto_passphrase.check(new)
    keyfile = crypto_keys.change_passphrase(keyfile, kit.ring, kit.user.name, new, cost=crypto_passphrase.STANDARD)
    files.write_keys(path, crypto_keys.dump(keyfile, kit.ring))
    return Outcome(value=None, changed=frozenset({Kind.USERS}))


def lock(kit: Kit) -> None:
    """Close the workspace: note the head of the audit chain in the key file, then forget the keys."""
    path = kit.workspace.path
    try:
        with suppress(Unavailable, Damaged):
            kit.workspace.note("locked", kit.user.id, kit.now())
        with suppress(Unavailable):
            # With a full disk the key file keeps an older head: that is as after a power cut, and told by nothing else.
            head = kit.workspace.close()
            keyfile = read_keyfile(path)
            files.write_keys(path, crypto_keys.dump(crypto_keys.with_head(keyfile, head), kit.ring))
    finally:
        kit.ring.wipe()


def _names(path: Path) -> tuple[str, ...]:
    try:
        return crypto_keys.names(read_keyfile(path))
    except (Damaged, Refused):
        return ()


def _enter(path: Path, keyfile: crypto_keys.KeyFile, ring: crypto_keys.Ring, tools: Tools, name: str) -> Kit:
    written = files.read_people(path)
    if written is None:
        raise Damaged("PEOPLE-MISSING")
    known = crypto_people.parse_people(written, ring)
    handed = crypto_keys.for_store(ring, known, partial(files.write_people, path))
    workspace = workspaces.open_(path, handed, head=crypto_keys.head(keyfile), now=tools.now, layout=Layout(holder=name))
    try:
        user = _user(workspace, name)
        with suppress(Unavailable):
            # Reading must go on with a full disk: the note is given up, the work is not.
            workspace.note("unlocked", user.id, tools.now())
    except BaseException:
        workspace.close()
        raise
    return Kit(workspace=workspace, ring=ring, folder=path.parent, user=user, tools=tools)


def _user(workspace: workspaces.Workspace, name: str) -> User:
    for user in people_store.users(workspace):
        if user.name == name:
            return user
    raise Damaged("KEYS-NO-USER")
