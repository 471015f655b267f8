"""Put a backup back: proved first, the present files set aside, erased people stay erased, and nothing leaves before somebody has looked."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import people as crypto_people
from civicdesk.crypto.keys import KeyFile, Ring
from civicdesk.errors import CivicDeskError, Damaged, Refused
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.laptop import BACKUPS_TESTED
from civicdesk.records.people import Role, User
from civicdesk.records.sealing import Head, WorkspaceKeys
from civicdesk.store import answers, backups, copies, files, locks, places, projects, tries
from civicdesk.store import people as people_store
from civicdesk.store import sessions as session_store
from civicdesk.store import workspace as workspaces
from civicdesk.store.actions import Action
from civicdesk.store.layout import Layout
from civicdesk.workflows.kit import PAUSED, Kit, Right, Tools, begin_after_restore, finish_erasures, read_keyfile

EVERYTHING = frozenset(Kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupCard:
    """One backup that can be put back."""

    path: Path
    made_at: datetime
    names: tuple[str, ...]
    """Sign-in names of its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the person gets in: sign-in name with passphrase, or the recovery code."""

    name: str
    passphrase: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A backup that was put back, open and paused."""

    kit: Kit
    made_at: datetime
    set_aside: Path | None
    """Folder with what was there before; None if there was nothing."""
    erased_again: int
    """People who were forgotten after the backup was made, and were taken out of it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """What was kept after a backup was made: it is not in it. The file that holds it is set aside, never deleted."""

    people: int
    responses: int
    sessions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """A backup that was tried out: it was brought back to the side, opened, checked whole, and removed again."""

    made_at: datetime
    people: int


def choices(folder: Path) -> tuple[BackupCard, ...]:
    """Return the backups in a folder, the newest first."""
    return tuple(BackupCard(path=path, made_at=backups.made_at(path), names=_names(path)) for path in backups.backups(folder))


def names(path: Path, backup: Path) -> tuple[str, ...]:
    """Return who can sign in when a backup is put back: as the newest key file says. Empty if none can be read."""
    for place in (path, backup.parent / path.name, backup):
        found = _names(place)
        if found:
            return found
    return ()


def lost_since(kit: Kit, backup: Path) -> Lost:
    """Count what was kept since a backup was made."""
    ws, made_at = kit.workspace, backups.made_at(backup)
    begun = (each.finished_at or each.started_at for each in answers.submissions(ws))
    return Lost(
        people=sum(each.registered_at > made_at for each in people_store.people(ws)),
        responses=sum(at > made_at for at in begun),
        sessions=sum(each.opened_at > made_at for each in session_store.sessions(ws)),
    )


def place_for(folder: Path, backup: Path) -> Path:
    """Return where the workspace of a backup belongs in a folder.

    Raises:
        Refused: RESTORE-NO-BACKUP.
    """
    _must_be_backup(backup)
    return folder / backups.workspace_name(backup)


def check(path: Path, backup: Path, way: Way, tools: Tools) -> None:
    """Look whether somebody can get in after a restore, before anything is closed or touched.

    Raises:
        Refused: RESTORE-NO-BACKUP, KEYS-...
        Damaged: KEYS-MISSING, KEYS-DAMAGED.
    """
    _must_be_backup(backup)
    keyfile, ring = _newest_keys(path, backup, way, tools)
    _user(keyfile, way)
    older = _ring_of(backup, ring, way)
    ring.wipe()
    older.wipe()


def drill(kit: Kit, backup: Path) -> Outcome[Drill]:
    """Try a backup out: bring it back beside the workspace, check all of it, and remove that copy again. Nothing else is touched.

    Raises:
        Refused: RESTORE-NO-BACKUP; RESTORE-OLDER-KEYS: it was made before the keys were changed, so only a former passphrase opens it.
        Unavailable: STORE-COPY: it is not whole; STORE-WRITE, STORE-FILE.
        Damaged: STORE-DAMAGED, KEYS-MISSING, KEYS-DAMAGED.
    """
    _must_be_backup(backup)
    if read_keyfile(backup).generation != kit.ring.generation:
        raise Refused("RESTORE-OLDER-KEYS")
    aside = files.beside(kit.workspace.path, ".drill")
    try:
        _, everybody = copies.bring_back(backup, aside, keys=_bare(kit.ring), to=_bare(kit.ring))
    finally:
        files.remove(aside)
    kept = {name: at for name, at in tested(kit).items() if (backup.parent / name).exists()}
    told = json.dumps({name: at.isoformat() for name, at in {**kept, backup.name: kit.now()}.items()}, sort_keys=True)
    projects.keep_setting(kit.workspace, BACKUPS_TESTED, told, by=kit.user.id)
    done = Drill(made_at=backups.made_at(backup), people=len(everybody))
    return Outcome(value=done, changed=frozenset({Kind.SETTINGS}))


def tested(kit: Kit) -> Mapping[str, datetime]:
    """Return which backups were tried out, by file name, and when."""
    kept = projects.setting(kit.workspace, BACKUPS_TESTED)
    return {name: datetime.fromisoformat(at) for name, at in json.loads(kept).items()} if kept else {}


def restore(path: Path, backup: Path, way: Way, tools: Tools) -> Outcome[Restored]:
    """Put a backup in the place of a workspace that is closed, damaged or lost. At each step the files on the disk can be opened.

    Where the workspace is sound, only a coordinator may; where it is damaged or gone, everybody who can sign in.

    Args:
        path: where the workspace lies or lay.
        backup: one of `choices`.
        way: how to get in; it must open the newest key file there is, and the backup's own if that is older.
        tools: clock, ids and chance.

    Raises:
        Refused: RESTORE-NO-BACKUP, ROLE-RIGHT, KEYS-..., STORE-FOLDER; RESTORE-PEOPLE: the keys of people are older than the backup.
        Unavailable: STORE-BUSY, STORE-COPY: the backup is not whole; STORE-WRITE, STORE-FILE. The workspace is as it was.
        Damaged: KEYS-MISSING, KEYS-DAMAGED, PEOPLE-MISSING, STORE-DAMAGED, STORE-NEWER-FILE.
    """
    _must_be_backup(backup)
    path = path.resolve()
    places.check_place(path.parent)
    locks.confirm_not_here(path)
    files.make_folder(path.parent)
    keyfile, ring = _newest_keys(path, backup, way, tools)
    user = _user(keyfile, way)
    _must_be_needed(path, ring, user, tools)
    known = _newest_people(path, backup, ring)
    ready = files.beside(path, ".restore")
    head, everybody = copies.bring_back(backup, ready, keys=_bare(_ring_of(backup, ring, way)), to=_bare(ring))
    if everybody - set(known.entries) - known.erased:
        files.remove(ready)
        raise Refused("RESTORE-PEOPLE")
    files.write_people(path, crypto_people.dump_people(known, ring))
    files.write_keys(path, crypto_keys.dump(crypto_keys.with_head(keyfile, replace(head, branch="")), ring))
    there = path.exists()
    aside = files.set_aside(path, f"{tools.now():%Y%m%dT%H%M%SZ}") if there else None
    files.take_place(ready, path)
    kit = _open(path, (ring, known), user, tools)
    try:
        erased = _settle(kit, keyfile, known)
    except BaseException:
        kit.workspace.close()
        raise
    return Outcome(value=Restored(kit=kit, made_at=backups.made_at(backup), set_aside=aside, erased_again=erased), changed=EVERYTHING)


def confirm(kit: Kit) -> Outcome[None]:
    """Let backups and sending go on, now that a coordinator has looked whether the restored work is what it should be.

    Raises:
        Refused: ROLE-RIGHT.
    """
    kit.must(Right.RESTORE)
    projects.keep_setting(kit.workspace, PAUSED, "", by=kit.user.id)
    return Outcome(value=None, changed=frozenset({Kind.SETTINGS}))


def _must_be_backup(backup: Path) -> None:
    """Take nothing but a file that is there and has the name of a backup."""
    if backup not in backups.backups(backup.parent):
        raise Refused("RESTORE-NO-BACKUP", file=backup.name)


def _names(backup: Path) -> tuple[str, ...]:
    try:
        return crypto_keys.names(read_keyfile(backup))
    except CivicDeskError:
        return ()


def _opened(keyfile: KeyFile, way: Way) -> Ring:
    return (
        crypto_keys.open_with_code(keyfile, way.code) if way.code else crypto_keys.open_with_passphrase(keyfile, way.name, way.passphrase)
    )


def _newest_keys(path: Path, backup: Path, way: Way, tools: Tools) -> tuple[KeyFile, Ring]:
    """Return the newest key file: this laptop's, else the one copy in the backup folder, else that of the backup itself."""
    keyfile = _present_keys(path) or _present_keys(backup.parent / path.name) or read_keyfile(backup)
    if keyfile.previous:
        raise Refused("KEYS-RENEWING")
    try:
        return keyfile, _opened(keyfile, way)
    except Refused as why:
        if why.code == "KEYS-WRONG" and path.parent.is_dir():
            noted = tries.read(path)  # counted as at the door: this is no way round the waiting
            tries.note(path, tries.Tries(wrong=(noted.wrong if noted else 0) + 1, at=tools.now()))
        raise


def _must_be_needed(path: Path, ring: Ring, user: User, tools: Tools) -> None:
    """Let only a coordinator put a backup over work that is sound."""
    if user.role is Role.COORDINATOR or not path.exists():
        return
    try:
        present = workspaces.open_(path, _bare(ring), head=None, now=tools.now, layout=Layout(holder=user.name, reserve=0))
    except Damaged:
        return
    try:
        sound = not present.verify()
    finally:
        present.close()
    if sound:
        raise Refused("ROLE-RIGHT", role=user.role.value)


def _present_keys(place: Path) -> KeyFile | None:
    try:
        return read_keyfile(place)
    except Damaged as why:
        if why.code == "KEYS-NEWER-FILE":
            raise
        return None


def _user(keyfile: KeyFile, way: Way) -> User:
    """Return whose slot it is; the recovery code alone stands for the first who was added."""
    for slot in keyfile.users():
        owner = slot.owner
        if way.name in ("", owner.name) and owner.user is not None and owner.role is not None:
            return User(id=owner.user, name=owner.name, role=owner.role)
    raise Refused("KEYS-NAME-UNKNOWN")


def _ring_of(backup: Path, ring: Ring, way: Way) -> Ring:
    """Return what opens the backup: the secrets of today, or those of its own key file if the database key was changed since."""
    keyfile = read_keyfile(backup)
    if keyfile.generation == ring.generation:
        return ring
    return _opened(keyfile, way)


def _newest_people(path: Path, backup: Path, ring: Ring) -> crypto_people.PeopleFile:
    """Return the keys of people: this laptop's, else the copy in the backup folder; one of another generation is never taken."""
    worst = Damaged("PEOPLE-MISSING")
    for place in (path, backup.parent / path.name):
        written = files.read_people(place)
        if written is not None:
            try:
                return crypto_people.parse_people(written, ring)
            except Damaged as why:
                worst = why
    raise worst


def _bare(ring: Ring) -> WorkspaceKeys:
    return crypto_keys.for_store(ring, crypto_people.new_people(ring), lambda _written: None)


def _open(path: Path, secrets: tuple[Ring, crypto_people.PeopleFile], user: User, tools: Tools) -> Kit:
    ring, known = secrets
    handed = crypto_keys.for_store(ring, known, lambda written: files.write_people(path, written))
    workspace = workspaces.open_(path, handed, head=None, now=tools.now, layout=Layout(holder=user.name))
    return Kit(workspace=workspace, ring=ring, folder=path.parent, user=user, tools=tools)


def _settle(kit: Kit, keyfile: KeyFile, known: crypto_people.PeopleFile) -> int:
    """Begin a new line of history, bring in who can sign in, take out whom nobody may know any more, and pause."""
    ws = kit.workspace
    with ws.writing(Action.RESTORED, kit.user.id, kit.now()):
        again = begin_after_restore(kit, known)
        _users_as_in_the_slots(kit, keyfile)
    finish_erasures(kit)
    head: Head = ws.head()
    files.write_keys(ws.path, crypto_keys.dump(crypto_keys.with_head(read_keyfile(ws.path), head), kit.ring))
    return again


def _users_as_in_the_slots(kit: Kit, keyfile: KeyFile) -> None:
    """The key file is newer than the backup: who was added since can sign in, who was taken out cannot."""
    ws = kit.workspace
    slots = {slot.owner.user: slot.owner for slot in keyfile.users()}
    known = {user.id for user in people_store.working(ws)}
    for ident, owner in slots.items():
        if ident is not None and owner.role is not None and ident not in known:
            people_store.add_user(ws, User(id=ident, name=owner.name, role=owner.role), by=kit.user.id)
    for gone in known - set(slots):
        people_store.end_user(ws, gone, kit.now(), by=kit.user.id)
