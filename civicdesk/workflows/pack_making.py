"""The office: make its keys, keep them, and make project packs. No workspace is opened."""

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from civicdesk.crypto import office, sealing, signing
from civicdesk.errors import CivicDeskError, Refused
from civicdesk.export import container, laptop_list, pack_source
from civicdesk.export import pack as packs
from civicdesk.feedback import pdf
from civicdesk.records.releases import Pack
from civicdesk.records.sheets import KeysPaper
from civicdesk.store import files

IDENTITY, SIGNING = "age-identity.txt", "signing-key.txt"
"""Keys that anybody can read who has the file."""
SEALED_IDENTITY, SEALED_SIGNING = "age-identity.age", "signing-key.age"
"""The same, sealed by a passphrase."""
SEED_SIZE = 32
CONFIRMED = "paper-typed-back.txt"
"""Says since when the paper in the safe is known to be right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeKeys:
    """Keys of an office: an age identity that opens bundles, and a key that signs packs or receipts. A small office uses one pair for all."""

    identity: str = field(repr=False)
    recipient: str
    signing_seed: bytes = field(repr=False)
    signing_public: str
    code: str = field(default="", repr=False, compare=False)
    """From which both can be made again: it goes onto paper, and into no file. Empty in keys that were read."""

    @property
    def words(self) -> str:
        """Six words that name the signing key over the telephone."""
        return signing.fingerprint_words(self.signing_public)


def make_keys() -> OfficeKeys:
    """Make the keys of an office."""
    return keys_of(office.new_code())


def keys_of(code: str) -> OfficeKeys:
    """Make the keys of an office again from their paper.

    Raises:
        Refused: KEYS-CODE: a letter is missing or wrong.
    """
    identity, recipient = office.identity_of(code)
    seed, public = office.seed_of(code)
    return OfficeKeys(identity=identity, recipient=recipient, signing_seed=seed, signing_public=public, code=code)


def save_keys(keys: OfficeKeys, folder: Path, passphrase: str | None = None) -> None:
    """Write keys into a folder, in forms that `age` reads too; existing keys are never replaced.

    Args:
        keys: both.
        folder: made if it is missing.
        passphrase: seals both files; None leaves them open to whoever has them.

    Raises:
        Refused: CENTRAL-KEYS-EXIST, KEYS-WEAK, KEYS-CHARACTERS.
        Unavailable: STORE-FILE; both files are there or none.
    """
    if any((folder / name).exists() for name in (IDENTITY, SIGNING, SEALED_IDENTITY, SEALED_SIGNING, CONFIRMED)):
        raise Refused("CENTRAL-KEYS-EXIST")  # a note about the paper of other keys would pass for that of these
    plain = {
        IDENTITY: f"# public key: {keys.recipient}\n{keys.identity}\n".encode(),
        SIGNING: f"# public key: {keys.signing_public}\n{keys.signing_seed.hex()}\n".encode(),
    }
    if passphrase is not None:
        plain = {
            SEALED_IDENTITY: office.seal(plain[IDENTITY], passphrase),
            SEALED_SIGNING: office.seal(plain[SIGNING], passphrase),
        }
    files.write_all(folder, plain)


def are_sealed(folder: Path) -> bool:
    """Tell whether the keys of a folder are opened by a passphrase."""
    return (folder / SEALED_IDENTITY).exists()


def read_keys(folder: Path, passphrase: str | None) -> OfficeKeys:
    """Read both keys of an office, sealed or plain.

    Args:
        folder: where `save_keys` wrote them.
        passphrase: None where none is at hand; plain keys need none.

    Raises:
        Refused: CENTRAL-KEYS: there are no keys; CENTRAL-SEALED: they are sealed and there is no passphrase; OFFICE-PASSPHRASE;
            CENTRAL-KEY-FILE, SEAL-IDENTITY: a file is not what it should be.
    """
    names = (SEALED_IDENTITY, SEALED_SIGNING) if are_sealed(folder) else (IDENTITY, SIGNING)
    try:
        identity, signer = ((folder / name).read_bytes() for name in names)
    except OSError as why:
        raise Refused("CENTRAL-KEYS", folder=folder.name) from why
    secret, seed = read_identity(identity, passphrase), read_seed(signer, passphrase)
    return OfficeKeys(identity=secret, recipient=sealing.address_of(secret), signing_seed=seed, signing_public=signing.public_of(seed))


def is_sealed(data: bytes) -> bool:
    """Tell whether a key file is opened by a passphrase."""
    return office.is_sealed(data)


def read_identity(data: bytes, passphrase: str | None = None) -> str:
    """Return the age identity in a file, comments aside.

    Raises:
        Refused: CENTRAL-KEY-FILE, CENTRAL-SEALED, OFFICE-PASSPHRASE.
    """
    return _only_line(_open(data, passphrase))


def read_seed(data: bytes, passphrase: str | None = None) -> bytes:
    """Return the signing seed in a file, comments aside.

    Raises:
        Refused: CENTRAL-KEY-FILE, CENTRAL-SEALED, OFFICE-PASSPHRASE.
    """
    try:
        seed = bytes.fromhex(_only_line(_open(data, passphrase)))
    except ValueError as why:
        raise Refused("CENTRAL-KEY-FILE") from why
    if len(seed) != SEED_SIZE:
        raise Refused("CENTRAL-KEY-FILE")
    return seed


def paper(keys: OfficeKeys, today: date) -> KeysPaper:
    """Return what the paper in the safe says."""
    return KeysPaper(code=keys.code, words=keys.words, recipient=keys.recipient, made_on=today)


def save_paper(keys: OfficeKeys, path: Path, today: date) -> None:
    """Write the paper of new keys as a PDF where a person chose to: to be printed once, and deleted."""
    files.write_whole(path, pdf.keys_pdf(paper(keys, today)))


def confirm(folder: Path, passphrase: str | None, code: str, today: date) -> None:
    """Note that the code was typed back from the paper; from then on sealed keys may sign a pack.

    Raises:
        Refused: KEYS-CODE: a letter is wrong; CENTRAL-OTHER-PAPER: the paper is of other keys; and what `read_keys` raises.
    """
    if keys_of(code) != read_keys(folder, passphrase):
        raise Refused("CENTRAL-OTHER-PAPER")
    note_confirmed(folder, today)


def note_confirmed(folder: Path, today: date) -> None:
    """Note that the code of these keys was typed from their paper: asked for, or to make them again."""
    files.write_whole(folder / CONFIRMED, f"{today.isoformat()}\n".encode())


def must_be_confirmed(folder: Path) -> None:
    """Refuse keys whose paper nobody has tried: the first pack makes a whole project depend on them.

    Raises:
        Refused: CENTRAL-PAPER.
    """
    if are_sealed(folder) and not (folder / CONFIRMED).exists():
        raise Refused("CENTRAL-PAPER")


def make_pack(folder: Path, seed: bytes) -> bytes:
    """Make a signed project pack from `pack.toml` and the files beside it.

    Args:
        folder: holds `pack.toml`; `docs/how-to/project-pack.md` lists what stands in it. Laptops come from `laptops.toml`.
        seed: the coordinator's signing key, 32 bytes.

    Raises:
        Refused: PACK-SOURCE: a file or a line is missing or wrong; PACK-RULE, PACK-HIERARCHY-...: a rule of every project.
    """
    try:
        source = pack_source.load((folder / pack_source.FILE).read_bytes())
        pack = pack_source.pack_from(source, partial(_beside, folder), laptop_list.laptops(_beside(folder, laptop_list.FILE)))
    except OSError as why:
        raise Refused("PACK-SOURCE", what=Path(why.filename or pack_source.FILE).name) from why
    except KeyError as why:
        raise Refused("PACK-SOURCE", what=f"{pack_source.FILE}: {why.args[0]} is missing") from why
    except (ValueError, TypeError) as why:
        raise Refused("PACK-SOURCE", what=f"{pack_source.FILE}: {why}") from why
    _check_addresses(pack)
    return sign_pack(replace(pack, signer=signing.public_of(seed)), seed)


def _check_addresses(pack: Pack) -> None:
    """Try every address once: one with a slip would be noticed on the day of the first bundle."""
    for address in filter(None, (*pack.export.age_recipients, pack.coordinator, pack.export.linkage)):
        try:
            sealing.seal(b"", [address])
        except Refused as why:
            raise Refused("PACK-SOURCE", what=f"{pack_source.FILE}: {address}") from why


def sign_pack(pack: Pack, seed: bytes) -> bytes:
    """Return a pack as one signed file."""
    comment = packs.trusted_comment(pack)
    return container.write_container(packs.write_pack(pack), partial(_sign, seed, comment))


def save_pack(made: bytes, path: Path) -> None:
    """Write a pack; another one of the same version is never replaced, for laptops would not take its changes in.

    Raises:
        Refused: PACK-SAME-VERSION.
        Unavailable: STORE-WRITE.
    """
    before = path.read_bytes() if path.is_file() else made
    if before != made and _version(before) >= _version(made):
        raise Refused("PACK-SAME-VERSION", version=_version(before))
    files.write_whole(path, made)


def words_of(made: bytes) -> str:
    """Return the six words by which laptops know the signer of a pack: they are compared when one joins, or when the key is a new one."""
    return signing.fingerprint_words(packs.signer_of(made))


def _version(data: bytes) -> int:
    """Return the version of a pack, 0 for a file that is none."""
    try:
        return packs.read_pack(data, partial(signing.verify, packs.signer_of(data))).version
    except CivicDeskError:
        return 0


def _sign(seed: bytes, comment: str, manifest: bytes) -> bytes:
    return signing.sign(seed, manifest, comment)


def _open(data: bytes, passphrase: str | None) -> bytes:
    if len(data) > office.LIMIT:
        raise Refused("CENTRAL-KEY-FILE")
    if not office.is_sealed(data):
        return data
    if passphrase is None:
        raise Refused("CENTRAL-SEALED")
    return office.open_(data, passphrase)


def _only_line(data: bytes) -> str:
    lines = [line.strip() for line in data.decode("utf-8", errors="replace").splitlines()]
    kept = [line for line in lines if line and not line.startswith("#")]
    if len(kept) != 1:
        raise Refused("CENTRAL-KEY-FILE")
    return kept[0]


def _beside(folder: Path, name: str) -> bytes | None:
    """Return a file of a pack's source. One that lies elsewhere, or is a link to there, is taken by mistake: a key, somebody's letters."""
    path = folder / name
    if Path(name).is_absolute() or not path.resolve().is_relative_to(folder.resolve().parent):
        raise ValueError(f"{name}: this file does not lie in the folder or beside it")
    return path.read_bytes() if path.exists() else None
