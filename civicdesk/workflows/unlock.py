"""Unlock and lock: from a passphrase to an open workspace, and back to a closed one."""

import hashlib
import math
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from civicdesk.crypto import escrow, inbox, renewal
from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import passphrase as crypto_passphrase
from civicdesk.crypto import people as crypto_people
from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.people import User
from civicdesk.records.sealing import WorkspaceKeys
from civicdesk.store import backups, files, first_look, projects, tries
from civicdesk.store import inbox as inbox_store
from civicdesk.store import people as people_store
from civicdesk.store import workspace as workspaces
from civicdesk.store.layout import Layout
from civicdesk.workflows.kit import RECOVERY_USED, SUFFIX, Kit, Tools, begin_after_restore, finish_erasures, read_keyfile

LONGEST_DELAY = 60
BACKUP_AGAIN = timedelta(days=1)


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
        Refused: KEYS-WRONG, STORE-FOLDER; KEYS-WAIT: too soon after wrong passphrases, with `seconds`.
        Unavailable: STORE-BUSY: another CivicDesk has it open.
        Damaged: STORE-NONE, STORE-EMPTY, STORE-FOREIGN, STORE-DAMAGED, STORE-NEWER-FILE, STORE-ROLLED-BACK, KEYS-MISSING, KEYS-DAMAGED.
    """
    first_look.check(path)
    keyfile = read_keyfile(path)
    ring = _opened_by(path, keyfile, (name, passphrase), tools.now())
    kit = _enter(path, keyfile, ring, tools, name)
    tries.clear(path)
    return kit


def open_with_code(path: Path, name: str, code: str, new_passphrase: str, tools: Tools) -> Kit:
    """Unlock with the recovery sheet and give a user a new passphrase; it holds once the workspace has opened.

    A new code is due from then on: the one on paper was seen. It opens until the new one was typed back, but nobody new is added before.

    Raises:
        Refused: KEYS-CODE, KEYS-WEAK; otherwise as `open_`.
    """
    first_look.check(path)
    keyfile = read_keyfile(path)
    return _enter_anew(path, (keyfile, crypto_keys.open_with_code(keyfile, code)), (name, new_passphrase), tools, RECOVERY_USED)


def open_with_slot(path: Path, came: tuple[bytes, str], who: tuple[str, str], tools: Tools) -> Kit:
    """Unlock with a one-time slot that the coordinator made from the escrow, and give a user a new passphrase.

    Args:
        path: the workspace.
        came: the file that came back, and the code that was said with it.
        who: sign-in name and new passphrase.
        tools: clock, ids and chance.

    Raises:
        Refused: KEYS-CODE, KEYS-CODE-OTHER, KEYS-WEAK; ESCROW-OTHER: made for another workspace, or before its keys were changed;
            ESCROW-USED. Otherwise as `open_`.
        Damaged: ESCROW-DAMAGED.
    """
    first_look.check(path)
    keyfile = read_keyfile(path)
    ring = escrow.open_slot(*came)
    if ring.workspace != keyfile.workspace or ring.generation != keyfile.generation:
        raise Refused("ESCROW-OTHER")
    return _enter_anew(path, (keyfile, ring), who, tools, f"slot-{hashlib.sha256(came[0]).hexdigest()}")


def _enter_anew(path: Path, opened: tuple[crypto_keys.KeyFile, crypto_keys.Ring], who: tuple[str, str], tools: Tools, mark: str) -> Kit:
    """Enter by another way than a passphrase, give the user a new one, and note that this way was used."""
    keyfile, ring = opened
    name, new_passphrase = who
    crypto_passphrase.check(new_passphrase)
    crypto_keys.full_name(keyfile, ring, name)
    kit = _enter(path, keyfile, ring, tools, name)
    if mark != RECOVERY_USED and projects.setting(kit.workspace, mark):
        lock(kit)
        raise Refused("ESCROW-USED")
    try:
        changed = crypto_keys.change_passphrase(read_keyfile(path), ring, name, new_passphrase, cost=crypto_passphrase.STANDARD)
        files.write_keys(path, crypto_keys.dump(changed, ring))
        with kit.workspace.writing("recovery-used", kit.user.id, kit.now()):
            projects.keep_setting(kit.workspace, mark, kit.now().isoformat())
    except Unavailable:
        lock(kit)
        raise
    tries.clear(path)
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


def lock(kit: Kit, *, hurry: bool = False) -> None:
    """Close the workspace: make a backup if the last is older than a day, note the head of the chain in the key file, forget the keys.

    Args:
        kit: the open workspace.
        hurry: the computer goes to sleep within seconds: no backup now.
    """
    path = kit.workspace.path
    try:
        if not hurry:
            with suppress(Unavailable, Damaged):
                _back_up_if_due(kit)
        with suppress(Unavailable, Damaged):
            kit.workspace.note("locked", kit.user.id, kit.now())
        with suppress(Unavailable):
            # With a full disk the key file keeps an older head: that is as after a power cut, and told by nothing else.
            head = kit.workspace.close()
            keyfile = read_keyfile(path)
            files.write_keys(path, crypto_keys.dump(crypto_keys.with_head(keyfile, head), kit.ring))
    finally:
        kit.ring.wipe()


def _back_up_if_due(kit: Kit) -> None:
    """Make a backup of work that has none since yesterday; not while a restored copy waits to be looked at, nor before anybody is in it.

    None is removed: the workspace is locked, too, before one of them is put back.
    """
    made = backups.backups(kit.backup_folder())
    recent = bool(made) and timedelta(0) <= kit.now() - backups.made_at(made[0]) < BACKUP_AGAIN
    if not recent and not kit.paused() and people_store.ids(kit.workspace):
        backups.back_up(kit.workspace, kit.backup_folder(), None)


def waiting(path: Path, now: datetime) -> int:
    """Return the seconds until a passphrase can be tried again, 0 for at once. A clock that was set back makes nobody wait longer."""
    noted = tries.read(path)
    if noted is None:
        return 0
    if noted.at > now:
        tries.note(path, replace(noted, at=now))
        return delay(noted.wrong)
    return max(0, math.ceil(delay(noted.wrong) - (now - noted.at).total_seconds()))


def _opened_by(path: Path, keyfile: crypto_keys.KeyFile, said: tuple[str, str], now: datetime) -> crypto_keys.Ring:
    """Open the slot; a wrong passphrase is counted, and makes everybody wait."""
    seconds = waiting(path, now)
    if seconds:
        raise Refused("KEYS-WAIT", seconds=seconds)
    try:
        return crypto_keys.open_with_passphrase(keyfile, *said)
    except Refused as why:
        if why.code == "KEYS-WRONG":
            noted = tries.read(path)
            tries.note(path, tries.Tries(wrong=(noted.wrong if noted else 0) + 1, at=now))
        raise


def _finished(path: Path, keyfile: crypto_keys.KeyFile, ring: crypto_keys.Ring, tools: Tools) -> tuple[crypto_keys.Ring, crypto_keys.Ring]:
    """Finish a change of keys that a crash has left half done, as far as the disk has room.

    Returns:
        What the database opens with, and what the keys of people open with: the new secrets, or still the former ones.
    """
    former = renewal.previous(keyfile, ring)
    if former is None:
        return ring, ring
    database = people = former
    with suppress(Unavailable):
        if former.database != ring.database and not _opens(path, ring, tools):
            _change_database_key(path, (former, ring), tools)
        database = ring
        _rewrap(path, former, ring)
        people = ring
        files.write_keys_for_good(path, crypto_keys.dump(renewal.settled(keyfile), ring))
    return database, people


def _opens(path: Path, ring: crypto_keys.Ring, tools: Tools) -> bool:
    try:
        workspaces.open_(path, _bare_keys(ring), head=None, now=tools.now, layout=Layout(reserve=0)).close()
    except Damaged as why:
        if why.code != "STORE-DAMAGED":
            raise
        return False
    return True


def _change_database_key(path: Path, rings: tuple[crypto_keys.Ring, crypto_keys.Ring], tools: Tools) -> None:
    """Copy the database under the new key, prove the copy, and let it take the place of the old one."""
    former, ring = rings
    rekeyed = files.SideFiles(workspace=path).rekeyed
    old = workspaces.open_(path, _bare_keys(former), head=None, now=tools.now, layout=Layout(reserve=0))
    try:
        old.copy_to(rekeyed, _bare_keys(ring))
    finally:
        old.close()
    files.take_place(rekeyed, path)


def _rewrap(path: Path, former: crypto_keys.Ring, ring: crypto_keys.Ring) -> None:
    written = _people(path)
    try:
        crypto_people.parse_people(written, ring)
    except Damaged:
        fresh = crypto_people.rewrapped(crypto_people.parse_people(written, former), former, ring)
        files.write_people(path, crypto_people.dump_people(fresh, ring))


def _people(path: Path) -> bytes:
    written = files.read_people(path)
    if written is None:
        raise Damaged("PEOPLE-MISSING")
    return written


def _bare_keys(ring: crypto_keys.Ring) -> WorkspaceKeys:
    """Return keys for a moment in which nobody's words are read."""
    return crypto_keys.for_store(ring, crypto_people.new_people(ring), lambda _written: None)


def _names(path: Path) -> tuple[str, ...]:
    try:
        return crypto_keys.names(read_keyfile(path))
    except (Damaged, Refused):
        return ()


def _enter(path: Path, keyfile: crypto_keys.KeyFile, ring: crypto_keys.Ring, tools: Tools, name: str) -> Kit:
    _people(path)
    database, people = _finished(path, keyfile, ring, tools)
    known = crypto_people.parse_people(_people(path), people)
    handed = replace(crypto_keys.for_store(people, known, partial(files.write_people, path)), database=bytes(database.database))
    workspace = workspaces.open_(path, handed, head=crypto_keys.head(keyfile), now=tools.now, layout=Layout(holder=name))
    try:
        user = _user(workspace, name)
        with suppress(Unavailable):
            # Reading must go on with a full disk: the note is given up, the work is not.
            workspace.note("unlocked", user.id, tools.now())
    except BaseException:
        workspace.close()
        raise
    kit = Kit(workspace=workspace, ring=ring, folder=path.parent, user=user, tools=tools, inbox=_inbox_key(workspace))
    head = crypto_keys.head(keyfile)
    if head is not None and not head.branch:
        begin_after_restore(kit, known)  # a backup was put back, and the power went before that was finished
    if people is ring:
        with suppress(Unavailable, Refused):
            finish_erasures(kit)
    return kit


def _inbox_key(workspace: workspaces.Workspace) -> bytes:
    """Return the public key of the inbox, made at the first unlocking that can write."""
    private = inbox_store.key(workspace)
    if private is not None:
        return inbox.public_of(private)
    public, private = inbox.new_pair()
    try:
        inbox_store.keep_key(workspace, private)
    except (Unavailable, Damaged):
        return b""
    return public


def _user(workspace: workspaces.Workspace, name: str) -> User:
    for user in people_store.working(workspace):
        if user.name == name:
            return user
    raise Damaged("KEYS-NO-USER")
