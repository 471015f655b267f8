"""The first start: join a project from its signed pack, choose a passphrase, keep the recovery sheet."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import passphrase as crypto_passphrase
from civicdesk.crypto import people as crypto_people
from civicdesk.crypto import signing
from civicdesk.errors import CivicDeskError, Refused
from civicdesk.feedback import pdf
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.consent import Purpose, Statement
from civicdesk.records.ids import UserId
from civicdesk.records.people import Project, Role, User
from civicdesk.records.releases import Pack
from civicdesk.records.sheets import RecoverySheet
from civicdesk.store import consent, files, places, projects
from civicdesk.store import people as people_store
from civicdesk.store import workspace as workspaces
from civicdesk.store.layout import Layout
from civicdesk.workflows.kit import SUFFIX, Kit, Right, Tools, read_keyfile, read_pack


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
    """Who sets this laptop up."""

    name: str
    role: Role
    passphrase: str


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
    """Make a workspace for a project in a folder of its own.

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
    if path.exists() or files.read_keys(path) is not None:
        raise Refused("STORE-EXISTS")
    files.make_folder(folder)
    user = User(id=UserId(tools.new_id()), name=newcomer.name.strip(), role=newcomer.role)
    cost = cost or crypto_passphrase.STANDARD
    ring = crypto_keys.new_workspace(cost=cost, practice=pack.practice)
    keyfile = crypto_keys.add_user_slot(crypto_keys.empty(ring), ring, user, newcomer.passphrase, cost=cost)
    keyfile, code = crypto_keys.add_recovery_slot(keyfile, ring)
    try:
        kit = Kit(workspace=_make(path, keyfile, ring, (tools, user.name)), ring=ring, folder=folder, user=user, tools=tools)
    except CivicDeskError:
        _take_back(path)
        raise
    _keep_project(kit, pack, data)
    paper = RecoverySheet(project=pack.name, made_on=tools.now().date(), code=code, workspace=path.name, practice=pack.practice)
    return Joined(kit=kit, recovery=paper)


def save_recovery(paper: RecoverySheet, path: Path) -> None:
    """Write the recovery sheet as a PDF where a person chose to."""
    files.write_whole(path, pdf.recovery_pdf(paper))


def confirm_recovery(kit: Kit, code: str) -> Outcome[None]:
    """Note that the recovery code was typed back from paper; people can be added from then on.

    Raises:
        Refused: KEYS-CODE: this is not the code of this workspace.
    """
    crypto_keys.open_with_code(read_keyfile(kit.workspace.path), code)
    with kit.workspace.writing("recovery-kept", kit.user.id, kit.now()):
        projects.keep_setting(kit.workspace, "recovery_confirmed", kit.now().isoformat())
    return Outcome(value=None, changed=frozenset({Kind.SETTINGS}))


def add_user(kit: Kit, newcomer: Newcomer, *, cost: crypto_passphrase.Cost | None = None) -> Outcome[User]:
    """Give somebody else a way in, with a role and a passphrase of their own.

    Raises:
        Refused: ROLE-RIGHT, KEYS-WEAK, KEYS-NAME-TAKEN.
    """
    kit.must(Right.ADD_USER)
    crypto_passphrase.check(newcomer.passphrase)
    user = User(id=UserId(kit.new_id()), name=newcomer.name.strip(), role=newcomer.role)
    keyfile = read_keyfile(kit.workspace.path)
    keyfile = crypto_keys.add_user_slot(keyfile, kit.ring, user, newcomer.passphrase, cost=cost or crypto_passphrase.STANDARD)
    with kit.workspace.writing("user-added", kit.user.id, kit.now()):
        people_store.add_user(kit.workspace, user)
    files.write_keys(kit.workspace.path, crypto_keys.dump(keyfile, kit.ring))
    return Outcome(value=user, changed=frozenset({Kind.USERS}))


def _make(path: Path, keyfile: crypto_keys.KeyFile, ring: crypto_keys.Ring, whose: tuple[Tools, str]) -> workspaces.Workspace:
    """Write the two key files, then make the workspace that they open."""
    known = crypto_people.new_people(ring)
    files.write_keys(path, crypto_keys.dump(keyfile, ring))
    files.write_people(path, crypto_people.dump_people(known, ring))
    handed = crypto_keys.for_store(ring, known, partial(files.write_people, path))
    tools, holder = whose
    return workspaces.create(path, handed, now=tools.now, layout=Layout(holder=holder))


def _take_back(path: Path) -> None:
    """Remove the key files of a workspace that could not be made, so that joining can be tried again in the same place."""
    side = files.SideFiles(workspace=path)
    if not path.exists():
        for left in (side.keys, side.people):
            with suppress(OSError):
                left.unlink(missing_ok=True)


def _keep_project(kit: Kit, pack: Pack, data: bytes) -> None:
    seed, public = signing.new_signing_key()
    project = Project(
        id=pack.project,
        name=pack.name,
        short_code=pack.export.short_code,
        practice=pack.practice,
        recovery=pack.recovery,
        contact=pack.contact,
        crisis_lines=pack.crisis_lines,
    )
    with kit.workspace.writing("project-kept", kit.user.id, kit.now()):
        people_store.add_user(kit.workspace, kit.user)
        projects.keep_project(kit.workspace, project)
        projects.keep_pack(kit.workspace, data, pack.version)
        projects.keep_setting(kit.workspace, "places", json.dumps(pack.places))
        for statement in pack.statements:
            consent.keep_statement(kit.workspace, _statement(statement))
        projects.keep_secret(kit.workspace, "laptop_signing_key", seed)
        projects.keep_setting(kit.workspace, "laptop_public_key", public)


def _statement(source: Mapping[str, object]) -> Statement:
    """Return a consent statement of a pack with the hash of every word that is read."""
    text = str(source["text"])
    rows = source["purposes"]
    purposes = tuple((Purpose(str(purpose)), str(sentence)) for purpose, sentence in rows) if isinstance(rows, list | tuple) else ()
    whole = "\n".join([text, *(sentence for _, sentence in purposes)])
    return Statement(
        version=str(source["version"]),
        language=str(source["language"]),
        text=text,
        sha256=hashlib.sha256(whole.encode()).hexdigest(),
        purposes=purposes,
    )
