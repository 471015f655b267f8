"""Colleagues and keys: take somebody's way in, make a new recovery sheet, leave the secrets with the coordinator, and get in by them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from civicdesk.crypto import escrow as crypto_escrow
from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import people as crypto_people
from civicdesk.crypto import renewal, signing
from civicdesk.crypto.keys import KeyFile
from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import UserId
from civicdesk.records.people import Role, User
from civicdesk.records.sheets import RecoverySheet
from civicdesk.store import audit, files, projects
from civicdesk.store import people as people_store
from civicdesk.store.actions import Action
from civicdesk.workflows.kit import RECOVERY_USED, Kit, Right, read_keyfile

ESCROW_SUFFIX = ".escrow.age"


LOOKED_AT = 20_000
"""Newest entries of the audit in which the last unlocking of a colleague is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who can sign in, as coordinators see them."""

    name: str
    full_name: str
    role: Role
    safeguarding_lead: bool
    last_unlock: datetime | None
    """None: never, or too long ago to be known."""
    me: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewRecovery:
    """A recovery sheet that is not valid yet: print it, and type its code back."""

    paper: RecoverySheet
    keys: bytes
    """The key file that takes the place of the present one then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OneTimeSlot:
    """What a coordinator gives back for an escrow: a file to carry, and a code to say over the telephone."""

    file: bytes
    code: str


def working(kit: Kit) -> tuple[User, ...]:
    """Return everybody who can sign in now."""
    return people_store.working(kit.workspace)


def colleagues(kit: Kit) -> tuple[Colleague, ...]:
    """Return everybody who can sign in, with their role and when they unlocked last.

    Raises:
        Refused: ROLE-RIGHT.
    """
    kit.must(Right.ADD_USER)
    keyfile, last = read_keyfile(kit.workspace.path), _last_unlocks(kit)
    names = {slot.owner.name: crypto_keys.full_name(keyfile, kit.ring, slot.owner.name) for slot in keyfile.users()}
    return tuple(
        Colleague(
            name=user.name,
            full_name=names.get(user.name, ""),
            role=user.role,
            safeguarding_lead=user.safeguarding_lead,
            last_unlock=last.get(user.id),
            me=user.id == kit.user.id,
        )
        for user in people_store.working(kit.workspace)
        if user.name in names
    )


def change_role(kit: Kit, name: str, role: Role, *, safeguarding_lead: bool) -> Outcome[User]:
    """Give a colleague another role, from their next action on. It holds at once here, and from the next unlocking in their own window.

    Raises:
        Refused: ROLE-RIGHT, KEYS-NAME-UNKNOWN; USER-LAST-COORDINATOR: nobody would be left who can do this.
        Unavailable: STORE-WRITE, STORE-FILE; do it again then.
    """
    kit.must(Right.ADD_USER)
    user = _by_name(kit, name)
    if role is not Role.COORDINATOR:
        _must_leave_a_coordinator(kit, user)
    changed = replace(user, role=role, safeguarding_lead=safeguarding_lead)
    path = kit.workspace.path
    people_store.add_user(kit.workspace, changed, by=kit.user.id)
    files.write_keys(path, crypto_keys.dump(_with_role(read_keyfile(path), changed), kit.ring))
    return Outcome(value=changed, changed=frozenset({Kind.USERS}))


def revoke(kit: Kit, name: str) -> Outcome[None]:
    """Take a colleague's way in: new database key, new root key of people, for everybody else without their being there.

    The workspace is closed afterwards and everybody signs in again, this user too. What the colleague copied before stays readable.
    A crash at any moment is finished by the next unlocking.

    Raises:
        Refused: ROLE-RIGHT, USER-SELF, USER-LAST-COORDINATOR, KEYS-NAME-UNKNOWN, KEYS-LAST, KEYS-ALTERED, KEYS-RENEWING; the workspace
            is still open.
        Unavailable: STORE-WRITE, STORE-COPY, STORE-FILE: it is open still, or closed and to be unlocked again.
    """
    kit.must(Right.REVOKE_USER)
    _must_leave_a_coordinator(kit, _by_name(kit, name))
    if name == kit.user.name:
        raise Refused("USER-SELF")
    renew(kit, without=name)
    return Outcome(value=None, changed=frozenset({Kind.USERS}))


def renew(kit: Kit, *, without: str = "") -> None:
    """Give the workspace new secrets and close it. See `revoke`; without a name nobody loses their way in.

    Raises:
        Refused, Unavailable: as `revoke`.
    """
    kit.must(Right.REVOKE_USER)
    workspace, path = kit.workspace, kit.workspace.path
    new = renewal.new_secrets(kit.ring)
    handed = renewal.handed_over(read_keyfile(path), kit.ring, new, without=without)
    known = crypto_people.rewrapped(crypto_people.parse_people(_people(path), kit.ring), kit.ring, new)
    workspace.note(Action.SLOTS_CHANGED, kit.user.id, kit.now())
    for user in people_store.working(workspace):
        if user.name == without:
            people_store.end_user(workspace, user.id, kit.now(), by=kit.user.id)
    rekeyed = files.SideFiles(workspace=path).rekeyed
    workspace.copy_to(rekeyed, crypto_keys.for_store(new, known, lambda _written: None))
    handed = crypto_keys.with_head(handed, workspace.head())
    try:
        files.write_keys(path, crypto_keys.dump(handed, new))
    except Unavailable:
        files.remove(rekeyed)
        raise
    workspace.close()
    kit.ring.wipe()
    files.take_place(rekeyed, path)
    files.write_people(path, crypto_people.dump_people(known, new))
    files.write_keys_for_good(path, crypto_keys.dump(renewal.settled(handed), new))
    new.wipe()


def accept_keys(kit: Kit) -> Outcome[None]:
    """Sign a key file anew that something else than the program had changed, once a coordinator has looked who can sign in.

    Raises:
        Refused: ROLE-RIGHT.
    """
    kit.must(Right.REVOKE_USER)
    path = kit.workspace.path
    kit.workspace.note(Action.SLOTS_CHANGED, kit.user.id, kit.now())
    files.write_keys(path, crypto_keys.dump(crypto_keys.accepted(read_keyfile(path)), kit.ring))
    kit.ring.altered = False
    return Outcome(value=None, changed=frozenset({Kind.USERS}))


def new_recovery(kit: Kit) -> NewRecovery:
    """Make a recovery code to be printed. The present one opens until the new one was typed back.

    Raises:
        Refused: ROLE-RIGHT.
    """
    kit.must(Right.REGISTER)
    path = kit.workspace.path
    keyfile, code = crypto_keys.add_recovery_slot(read_keyfile(path), kit.ring)
    project = kit.project()
    paper = RecoverySheet(project=project.name, made_on=kit.now().date(), code=code, workspace=path.name, practice=project.practice)
    return NewRecovery(paper=paper, keys=crypto_keys.dump(keyfile, kit.ring))


def confirm_recovery(kit: Kit, made: NewRecovery, typed: str) -> Outcome[None]:
    """Take the new recovery code into use, now that it was typed from paper; the one before opens nothing any more.

    Raises:
        Refused: KEYS-CODE, KEYS-CODE-OTHER; the code before still opens. KEYS-CHANGED: keys were changed since; make another sheet.
    """
    path, keyfile = kit.workspace.path, crypto_keys.parse(made.keys)
    crypto_keys.open_with_code(keyfile, typed).wipe()
    present = read_keyfile(path)
    if crypto_keys.dump(replace(present, slots=keyfile.slots), kit.ring) != made.keys or present.users() != keyfile.users():
        raise Refused("KEYS-CHANGED")
    files.write_keys_for_good(path, made.keys)
    with kit.workspace.writing(Action.RECOVERY_KEPT, kit.user.id, kit.now()):
        projects.keep_setting(kit.workspace, "recovery_confirmed", kit.now().isoformat())
        projects.keep_setting(kit.workspace, RECOVERY_USED, "")
    return Outcome(value=None, changed=frozenset({Kind.SETTINGS}))


def recovery_due(kit: Kit) -> bool:
    """Tell whether a new sheet is to be printed: the recovery code was used, or never typed back."""
    return bool(projects.setting(kit.workspace, RECOVERY_USED)) or projects.setting(kit.workspace, "recovery_confirmed") is None


def save_escrow(kit: Kit, folder: Path) -> Path:
    """Write the secrets of this laptop for the coordinator whom the pack names; else to its last address, that of whoever answers for the data.

    It is a file of its own and never part of a bundle; the coordinator keeps the newest alone.

    Raises:
        Refused: ROLE-RIGHT, SEAL-RECIPIENT.
        Unavailable: STORE-FILE.
    """
    kit.must(Right.RELEASE)
    pack = kit.pack()
    sealed = crypto_escrow.seal(kit.ring, _people(kit.workspace.path), pack.coordinator or pack.export.age_recipients[-1])
    path = folder / escrow_name(kit)
    files.write_whole(path, sealed)
    kit.workspace.note(Action.SLOTS_CHANGED, kit.user.id, kit.now())
    return path


def escrow_name(kit: Kit) -> str:
    """Return the name of this laptop's escrow: the id of its signing key, nothing about the project."""
    return f"{signing.key_id(projects.setting(kit.workspace, 'laptop_public_key') or '')}{ESCROW_SUFFIX}"


def slot_from_escrow(sealed: bytes, identity: str) -> OneTimeSlot:
    """Make a way in from an escrow, for a laptop whose passphrases and paper are lost. The coordinator does this, on any computer.

    Raises:
        Refused, Damaged: as `crypto.escrow.unseal`.
    """
    opened = crypto_escrow.unseal(sealed, identity)
    file, code = crypto_escrow.one_time_slot(opened.ring)
    opened.ring.wipe()
    return OneTimeSlot(file=file, code=code)


def save_slot(made: OneTimeSlot, path: Path) -> None:
    """Write a one-time slot where a person chose to; its code goes another way."""
    files.write_whole(path, made.file)


def _by_name(kit: Kit, name: str) -> User:
    for user in people_store.working(kit.workspace):
        if user.name == name:
            return user
    raise Refused("KEYS-NAME-UNKNOWN")


def _must_leave_a_coordinator(kit: Kit, leaving: User) -> None:
    if leaving.id not in (lead := {user.id for user in people_store.working(kit.workspace) if user.role is Role.COORDINATOR}):
        return
    if not lead - {leaving.id}:
        raise Refused("USER-LAST-COORDINATOR")


def _with_role(keyfile: KeyFile, user: User) -> KeyFile:
    """Return the key file with a user's role in their slot: after a restore the slots say who may do what."""
    slots = tuple(
        replace(slot, owner=replace(slot.owner, role=user.role)) if slot.owner.user == user.id else slot for slot in keyfile.slots
    )
    return replace(keyfile, slots=slots)


def _last_unlocks(kit: Kit) -> Mapping[UserId, datetime]:
    newest = kit.workspace.head().seq
    rows = audit.rows(kit.workspace, after=max(0, newest - LOOKED_AT))
    return {UserId(row.user): datetime.fromisoformat(row.at) for row in rows if row.action == Action.UNLOCKED.value and row.user}


def _people(path: Path) -> bytes:
    written = files.read_people(path)
    if written is None:
        raise Damaged("PEOPLE-MISSING")
    return written
