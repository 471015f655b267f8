"""Unlock and lock: from a passphrase to an open workspace, and back to a closed one."""

from dataclasses import dataclass
from pathlib import Path

from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import passphrase as crypto_passphrase
from civicdesk.crypto import people as crypto_people
from civicdesk.errors import Damaged, Refused
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.people import User
from civicdesk.store import files
from civicdesk.store import people as people_store
from civicdesk.store import workspace as workspaces
from civicdesk.workflows.kit import Kit, Tools

SUFFIX = ".civicdesk"
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
    files.check_workspace_file(path)
    keyfile = crypto_keys.parse(files.read_keys(path))
    return _enter(path, keyfile, crypto_keys.open_with_passphrase(keyfile, name, passphrase), tools, name)


def open_with_code(path: Path, name: str, code: str, new_passphrase: str, tools: Tools) -> Kit:
    """Unlock with the recovery sheet and give a user a new passphrase.

    Raises:
        Refused: KEYS-CODE, KEYS-WEAK; otherwise as `open_`.
    """
    files.check_workspace_file(path)
    keyfile = crypto_keys.parse(files.read_keys(path))
    ring = crypto_keys.open_with_code(keyfile, code)
    crypto_passphrase.check(new_passphrase)
    keyfile = crypto_keys.change_passphrase(keyfile, ring, name, new_passphrase, cost=crypto_passphrase.STANDARD)
    files.replace_keys(path, crypto_keys.dump(keyfile, ring))
    return _enter(path, keyfile, ring, tools, name)


def change_passphrase(kit: Kit, old: str, new: str) -> Outcome[None]:
    """Wrap the same keys under a new passphrase; nothing else changes.

    Raises:
        Refused: KEYS-WRONG, KEYS-WEAK.
    """
    path = kit.workspace.path
    keyfile = crypto_keys.parse(files.read_keys(path))
    crypto_keys.open_with_passphrase(keyfile, kit.user.name, old)
    crypto_passphrase.check(new)
    keyfile = crypto_keys.change_passphrase(keyfile, kit.ring, kit.user.name, new, cost=crypto_passphrase.STANDARD)
    files.replace_keys(path, crypto_keys.dump(keyfile, kit.ring))
    return Outcome(value=None, changed=frozenset({Kind.USERS}))


def lock(kit: Kit) -> None:
    """Close the workspace: note the head of the audit chain in the key file, then forget the keys."""
    path = kit.workspace.path
    head = kit.workspace.close()
    keyfile = crypto_keys.parse(files.read_keys(path))
    files.replace_keys(path, crypto_keys.dump(crypto_keys.with_head(keyfile, head), kit.ring))
    kit.ring.forget()


def _names(path: Path) -> tuple[str, ...]:
    try:
        return crypto_keys.names(crypto_keys.parse(files.read_keys(path)))
    except (Damaged, Refused):
        return ()


def _enter(path: Path, keyfile: crypto_keys.KeyFile, ring: crypto_keys.Ring, tools: Tools, name: str) -> Kit:
    people = crypto_people.parse(files.read_people(path), ring)
    vault = crypto_people.PeopleVault(people, ring, save=lambda data: files.replace_people(path, data))
    head = crypto_keys.head(keyfile)
    workspace = workspaces.open_(path, crypto_keys.for_store(ring, vault), head=head, now=tools.now())
    user = _user(workspace, name)
    return Kit(workspace=workspace, ring=ring, folder=path.parent, user=user, tools=tools)


def _user(workspace: workspaces.Workspace, name: str) -> User:
    for user in people_store.users(workspace):
        if user.name == name:
            return user
    raise Damaged("KEYS-NO-USER")
