"""The first start: join a project from its signed pack, choose a passphrase, keep the recovery sheet."""

from dataclasses import dataclass
from pathlib import Path

from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import passphrase as crypto_passphrase
from civicdesk.crypto import people as crypto_people
from civicdesk.crypto import signing
from civicdesk.errors import Refused
from civicdesk.export import pack as packs
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import UserId
from civicdesk.records.people import Project, Role, User
from civicdesk.records.releases import Pack
from civicdesk.records.sheets import RecoverySheet
from civicdesk.store import files, projects
from civicdesk.store import people as people_store
from civicdesk.store import workspace as workspaces
from civicdesk.workflows.kit import Kit, Tools

SUFFIX = ".civicdesk"


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
    pack = _read(data)
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
    """
    pack = _read(data)
    if not newcomer.name.strip():
        raise Refused("FIRST-NAME")
    crypto_passphrase.check(newcomer.passphrase)
    path = folder / f"{pack.export.short_code}{SUFFIX}"
    files.make_place(folder)
    user = User(id=UserId(tools.new_id()), name=newcomer.name.strip(), role=newcomer.role)
    cost = cost or crypto_passphrase.STANDARD
    ring = crypto_keys.new_workspace()
    keyfile = crypto_keys.add_user_slot(crypto_keys.new_file(ring), ring, user, newcomer.passphrase, cost=cost)
    keyfile, code = crypto_keys.add_recovery_slot(keyfile, ring)
    files.make_keys(path, crypto_keys.dump(keyfile, ring))
    people = crypto_people.new_people(ring)
    files.replace_people(path, crypto_people.dump(people, ring))
    vault = crypto_people.PeopleVault(people, ring, save=lambda bytes_: files.replace_people(path, bytes_))
    workspace = workspaces.create(path, crypto_keys.for_store(ring, vault), now=tools.now())
    kit = Kit(workspace=workspace, ring=ring, folder=folder, user=user, tools=tools)
    _keep_project(kit, pack, data)
    paper = RecoverySheet(project=pack.name, made_on=tools.now().date(), code=code, workspace=path.name, practice=pack.practice)
    return Joined(kit=kit, recovery=paper)


def confirm_recovery(kit: Kit, code: str) -> Outcome[None]:
    """Note that the recovery code was typed back from paper; people can be added from then on.

    Raises:
        Refused: KEYS-CODE: this is not the code of this workspace.
    """
    crypto_keys.open_with_code(crypto_keys.parse(files.read_keys(kit.workspace.path)), code)
    with kit.workspace.writing("recovery-confirmed", kit.user.id, kit.now()):
        projects.keep_setting(kit.workspace, "recovery_confirmed", kit.now().isoformat())
    return Outcome(value=None, changed=frozenset({Kind.SETTINGS}))


def add_user(kit: Kit, newcomer: Newcomer, *, cost: crypto_passphrase.Cost | None = None) -> Outcome[User]:
    """Give somebody else a way in, with a role and a passphrase of their own.

    Raises:
        Refused: ROLE-RIGHT, KEYS-WEAK, KEYS-NAME-TAKEN.
    """
    from civicdesk.workflows.kit import Right

    kit.must(Right.ADD_USER)
    crypto_passphrase.check(newcomer.passphrase)
    user = User(id=UserId(kit.new_id()), name=newcomer.name.strip(), role=newcomer.role)
    keyfile = crypto_keys.parse(files.read_keys(kit.workspace.path))
    keyfile = crypto_keys.add_user_slot(keyfile, kit.ring, user, newcomer.passphrase, cost=cost or crypto_passphrase.STANDARD)
    with kit.workspace.writing("user-added", kit.user.id, kit.now()):
        people_store.add_user(kit.workspace, user)
    files.replace_keys(kit.workspace.path, crypto_keys.dump(keyfile, kit.ring))
    return Outcome(value=user, changed=frozenset({Kind.USERS}))


def _read(data: bytes) -> Pack:
    return packs.read_pack(data, signing.verify)


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
    with kit.workspace.writing("project-joined", kit.user.id, kit.now()):
        people_store.add_user(kit.workspace, kit.user)
        projects.keep_project(kit.workspace, project)
        projects.keep_pack(kit.workspace, data, pack.version)
        projects.keep_secret(kit.workspace, "laptop_signing_key", seed)
        projects.keep_setting(kit.workspace, "laptop_public_key", public)
