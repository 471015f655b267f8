"""The first start: join a project from its signed pack, choose a passphrase, keep the recovery sheet."""

import shutil
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import passphrase as crypto_passphrase
from civicdesk.crypto import people as crypto_people
from civicdesk.crypto import signing
from civicdesk.errors import Refused
from civicdesk.feedback import pdf
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import UserId
from civicdesk.records.people import Role, User
from civicdesk.records.releases import Pack
from civicdesk.records.sealing import Head
from civicdesk.records.sheets import RecoverySheet
from civicdesk.store import files, packs, places, projects
from civicdesk.store import people as people_store
from civicdesk.store import workspace as workspaces
from civicdesk.store.actions import Action
from civicdesk.store.layout import Layout
from civicdesk.workflows.kit import SUFFIX, Kit, Right, Tools, read_keyfile, read_pack

JOINING = "joining"
"""Folder inside a workspace's folder in which a new workspace is made; it is gone once the workspace is whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackCard:
    """What a person reads before joining: whose project this is and how its signer is known."""

    name: str
    version: int
    practice: bool
    signer_words: str
    """Six words to compare over the telephone with the coordinator."""
    instruments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Who sets this laptop up, or is given a way in. `name` is seen before unlocking; `full_name` is sealed."""

    name: str
    role: Role
    passphrase: str = field(repr=False)
    safeguarding_lead: bool = False
    full_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A new workspace, and the code that must be kept on paper and typed once."""

    kit: Kit
    recovery: RecoverySheet


def look(data: bytes) -> PackCard:
    """Check a project pack and say whose it is; nothing is made.

    Raises:
        Refused: PACK-...: not a pack, altered, or from a newer program.
    """
    pack = read_pack(data)
    return PackCard(
        name=pack.name,
        version=pack.version,
        practice=pack.practice,
        signer_words=signing.fingerprint_words(pack.signer),
        instruments=tuple(pack.instruments),
    )


def suggest_passphrase() -> str:
    """Return six words that make a good passphrase."""
    return crypto_passphrase.suggest()


def join(folder: Path, data: bytes, newcomer: Newcomer, tools: Tools, *, cost: crypto_passphrase.Cost | None = None) -> Joined:
    """Make a workspace for a project in a folder of its own: whole, or not at all.

    It is made in a folder inside that one, with its project and its first user, and takes its place at the end: the database last. A
    crash before that leaves nothing that opens, and joining again begins anew; a crash after it leaves a workspace that can be unlocked.

    Args:
        folder: where the workspace will lie; made if it is missing, refused on a network or in a synced folder.
        data: the signed project pack.
        newcomer: name, role and passphrase of the first user.
        tools: clock, ids and chance.
        cost: Argon2id cost; None measures nothing and takes the standard.

    Raises:
        Refused: PACK-..., STORE-FOLDER, STORE-EXISTS, KEYS-WEAK, FIRST-NAME.
        Unavailable: STORE-WRITE, STORE-FILE; nothing is left behind.
    """
    pack = read_pack(data)
    if not newcomer.name.strip():
        raise Refused("FIRST-NAME")
    crypto_passphrase.check(newcomer.passphrase)
    places.check_place(folder)
    path = folder / f"{pack.export.short_code}{SUFFIX}"
    _drop_unfinished(path)
    if path.exists() or files.read_keys(path) is not None:
        raise Refused("STORE-EXISTS")
    user = _user_of(newcomer, tools)
    cost = cost or crypto_passphrase.STANDARD
    ring = crypto_keys.new_workspace(cost=cost, practice=pack.practice)
    keyfile = crypto_keys.add_user_slot(crypto_keys.empty(ring), ring, user, newcomer.passphrase, cost=cost)
    keyfile, code = crypto_keys.add_recovery_slot(keyfile, ring)
    who = (ring, user, tools)
    try:
        head = _make(path, keyfile, who, (pack, data))
        _take_place(path)
    except BaseException:
        if not path.exists():
            _drop_unfinished(path)
        raise
    paper = RecoverySheet(project=pack.name, made_on=tools.now().date(), code=code, workspace=path.name, practice=pack.practice)
    return Joined(kit=_opened(path, head, who), recovery=paper)


def save_recovery(paper: RecoverySheet, path: Path) -> None:
    """Write the recovery sheet as a PDF where a person chose to."""
    files.write_whole(path, pdf.recovery_pdf(paper))


def confirm_recovery(kit: Kit, code: str) -> Outcome[None]:
    """Note that the recovery code was typed back from paper; people can be added from then on.

    Raises:
        Refused: KEYS-CODE: this is not the code of this workspace.
    """
    crypto_keys.open_with_code(read_keyfile(kit.workspace.path), code)
    with kit.workspace.writing(Action.RECOVERY_KEPT, kit.user.id, kit.now()):
        projects.keep_setting(kit.workspace, "recovery_confirmed", kit.now().isoformat())
    return Outcome(value=None, changed=frozenset({Kind.SETTINGS}))


def add_user(kit: Kit, newcomer: Newcomer, *, cost: crypto_passphrase.Cost | None = None) -> Outcome[User]:
    """Give somebody else a way in, with a role and a passphrase of their own. After a crash it can be done again.

    Raises:
        Refused: ROLE-RIGHT, KEYS-WEAK, KEYS-NAME-TAKEN, KEYS-NAME-FORM.
        Unavailable: STORE-WRITE, STORE-FILE; nobody can sign in by this name yet.
    """
    kit.must(Right.ADD_USER)
    crypto_passphrase.check(newcomer.passphrase)
    user = _user_of(newcomer, kit.tools)
    keyfile = read_keyfile(kit.workspace.path)
    slots = {slot.owner.user for slot in keyfile.users()}
    keyfile = crypto_keys.add_user_slot(keyfile, kit.ring, user, newcomer.passphrase, cost=cost or crypto_passphrase.STANDARD)
    with kit.workspace.writing(Action.USER_ADDED, kit.user.id, kit.now()):
        for left in people_store.working(kit.workspace):
            if left.id not in slots:
                people_store.end_user(kit.workspace, left.id, kit.now(), by=kit.user.id)  # the power went before their slot was written
        people_store.add_user(kit.workspace, user)
    files.write_keys(kit.workspace.path, crypto_keys.dump(keyfile, kit.ring))
    return Outcome(value=user, changed=frozenset({Kind.USERS}))


def _user_of(newcomer: Newcomer, tools: Tools) -> User:
    return User(
        id=UserId(tools.new_id()),
        name=newcomer.name.strip(),
        role=newcomer.role,
        safeguarding_lead=newcomer.safeguarding_lead,
        full_name=newcomer.full_name.strip(),
    )


def _staged(path: Path) -> Path:
    return path.parent / JOINING / path.name


def _make(path: Path, keyfile: crypto_keys.KeyFile, who: tuple[crypto_keys.Ring, User, Tools], source: tuple[Pack, bytes]) -> Head:
    """Make the three files of a new workspace beside their place, with its project and its first user, closed; return the end of its chain."""
    staged, (ring, user, tools) = _staged(path), who
    known = crypto_people.new_people(ring)
    files.make_folder(path.parent)
    files.make_folder(staged.parent)
    files.write_people(staged, crypto_people.dump_people(known, ring))
    handed = crypto_keys.for_store(ring, known, partial(files.write_people, staged))
    workspace = workspaces.create(staged, handed, now=tools.now, layout=Layout(lock=False, reserve=0))
    try:
        _keep_project(Kit(workspace=workspace, ring=ring, folder=path.parent, user=user, tools=tools), *source)
    finally:
        head = workspace.close()
    files.write_keys(staged, crypto_keys.dump(crypto_keys.with_head(keyfile, head), ring))
    return head


def _take_place(path: Path) -> None:
    """Let a finished workspace take its place. The database goes last: without it the other files are nothing."""
    side, staged = files.SideFiles(workspace=path), files.SideFiles(workspace=_staged(path))
    for ready, there in ((staged.people, side.people), (staged.keys, side.keys), (staged.workspace, path)):
        files.take_place(ready, there)
    shutil.rmtree(staged.workspace.parent, ignore_errors=True)


def _drop_unfinished(path: Path) -> None:
    """Remove what a joining has left that did not come to its end: nobody has seen its recovery code, and nothing was kept in it.

    Files in the place of the workspace are removed only if they came from there: what is not there any more was moved.
    """
    side, staged = files.SideFiles(workspace=path), files.SideFiles(workspace=_staged(path))
    if staged.workspace.exists() and not path.exists() and not staged.people.exists():
        files.remove(side.people)
        if not staged.keys.exists():
            files.remove(side.keys)
    shutil.rmtree(staged.workspace.parent, ignore_errors=True)


def _opened(path: Path, head: Head, who: tuple[crypto_keys.Ring, User, Tools]) -> Kit:
    ring, user, tools = who
    handed = crypto_keys.for_store(ring, crypto_people.new_people(ring), partial(files.write_people, path))
    workspace = workspaces.open_(path, handed, head=head, now=tools.now, layout=Layout(holder=user.name))
    return Kit(workspace=workspace, ring=ring, folder=path.parent, user=user, tools=tools)


def _keep_project(kit: Kit, pack: Pack, data: bytes) -> None:
    seed, public = signing.new_signing_key()
    with kit.workspace.writing(Action.PROJECT_KEPT, kit.user.id, kit.now()):
        people_store.add_user(kit.workspace, kit.user)
        packs.keep(kit.workspace, pack, data)
        projects.keep_secret(kit.workspace, "laptop_signing_key", seed)
        projects.keep_setting(kit.workspace, "laptop_public_key", public)
