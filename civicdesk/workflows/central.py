"""The office: make keys and project packs, and check bundles that come in. No workspace is opened."""

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from civicdesk.crypto import sealing, signing
from civicdesk.errors import Damaged, Refused
from civicdesk.export import bundle, container
from civicdesk.export import hierarchies as trees
from civicdesk.export import pack as packs
from civicdesk.records.ids import ProjectId
from civicdesk.records.releases import BundleCheck, ExportSettings, Pack, Quasi, ReleaseRole
from civicdesk.store import files

IDENTITY, SIGNING = "age-identity.txt", "signing-key.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeKeys:
    """Keys of an office: an age identity that opens bundles, and a key that signs packs."""

    identity: str
    recipient: str
    signing_seed: bytes
    signing_public: str

    @property
    def words(self) -> str:
        """Six words that name the signing key over the telephone."""
        return signing.fingerprint_words(self.signing_public)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A bundle that was opened: what was found, and its members for those who may read them."""

    check: BundleCheck
    members: Mapping[str, bytes]


def make_keys() -> OfficeKeys:
    """Make the keys of an office."""
    identity, recipient = sealing.new_identity()
    seed, public = signing.new_signing_key()
    return OfficeKeys(identity=identity, recipient=recipient, signing_seed=seed, signing_public=public)


def save_keys(keys: OfficeKeys, folder: Path) -> None:
    """Write keys into a folder, in the forms that `age` and this program read; existing keys are never replaced.

    Raises:
        Refused: CENTRAL-KEYS-EXIST.
    """
    if (folder / IDENTITY).exists() or (folder / SIGNING).exists():
        raise Refused("CENTRAL-KEYS-EXIST")
    folder.mkdir(parents=True, exist_ok=True)
    files.write_whole(folder / IDENTITY, f"# public key: {keys.recipient}\n{keys.identity}\n".encode())
    files.write_whole(folder / SIGNING, f"# public key: {keys.signing_public}\n{keys.signing_seed.hex()}\n".encode())


def read_identity(data: bytes) -> str:
    """Return the age identity in a file, comments aside.

    Raises:
        Refused: CENTRAL-KEY-FILE.
    """
    return _only_line(data)


def read_seed(data: bytes) -> bytes:
    """Return the signing seed in a file, comments aside.

    Raises:
        Refused: CENTRAL-KEY-FILE.
    """
    try:
        return bytes.fromhex(_only_line(data))
    except ValueError as why:
        raise Refused("CENTRAL-KEY-FILE") from why


def make_pack(folder: Path, seed: bytes) -> bytes:
    """Make a signed project pack from `pack.toml` and the files beside it.

    Args:
        folder: holds `pack.toml`; `docs/how-to/project-pack.md` lists what stands in it.
        seed: the coordinator's signing key, 32 bytes.

    Raises:
        Refused: PACK-SOURCE: a file or a line is missing or wrong; PACK-RULE, PACK-HIERARCHY-...: a rule of every project.
    """
    try:
        source = tomllib.loads((folder / "pack.toml").read_text(encoding="utf-8"))
        pack = replace(_pack(folder, source), signer=signing.public_of(seed))
    except (OSError, UnicodeDecodeError) as why:
        raise Refused("PACK-SOURCE", what=Path(getattr(why, "filename", "") or "pack.toml").name) from why
    except tomllib.TOMLDecodeError as why:
        raise Refused("PACK-SOURCE", what=f"pack.toml: {why}") from why
    except (KeyError, ValueError, TypeError) as why:
        raise Refused("PACK-SOURCE", what=f"pack.toml: {why}") from why
    return sign_pack(pack, seed)


def sign_pack(pack: Pack, seed: bytes) -> bytes:
    """Return a pack as one signed file."""
    comment = packs.trusted_comment(pack)
    return container.write_container(packs.write_pack(pack), partial(_sign, seed, comment))


def receive(sealed: bytes, identity: str, known: Mapping[str, str]) -> Received:
    """Open a bundle and check every part of it.

    Args:
        sealed: the `.age` file.
        identity: the receiver's age identity.
        known: laptop id -> public signing key, as enrolled.

    Raises:
        Damaged: BUNDLE-NOT-OURS, BUNDLE-KEY, BUNDLE-CUT, BUNDLE-ZIP, BUNDLE-CAP, BUNDLE-MANIFEST.
    """
    inner = sealing.unseal(sealed, identity)
    members = container.read_container(inner)
    return Received(check=bundle.check_bundle(inner, partial(_verify, known)), members=members)


def hits(members: Mapping[str, bytes], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that are found in any member of a bundle, in any case."""
    texts = [data.decode("utf-8", errors="replace").casefold() for data in members.values()]
    return tuple(name for name in names if any(name.casefold() in text for text in texts))


def _verify(known: Mapping[str, str], manifest: bytes, signature: bytes) -> str:
    """Return the trusted comment of whichever enrolled laptop has signed; no laptop can sign for another."""
    for public in known.values():
        with suppress(Damaged):
            comment = signing.verify(public, manifest, signature)
            if comment.rpartition(" ")[2] == signing.key_id(public):
                return comment
    raise Damaged("BUNDLE-SIGNATURE")


def _sign(seed: bytes, comment: str, manifest: bytes) -> bytes:
    return signing.sign(seed, manifest, comment)


def _only_line(data: bytes) -> str:
    lines = [line.strip() for line in data.decode("utf-8", errors="replace").splitlines()]
    kept = [line for line in lines if line and not line.startswith("#")]
    if len(kept) != 1:
        raise Refused("CENTRAL-KEY-FILE")
    return kept[0]


def _pack(folder: Path, source: dict[str, object]) -> Pack:
    project = _table(source, "project")
    export = _table(source, "export")
    return Pack(
        project=ProjectId(str(project["id"])),
        name=str(project["name"]),
        version=_number(project["version"]),
        practice=_yes_or_no(project.get("practice", False)),
        recovery=_yes_or_no(project["recovery"]),
        contact=str(project["contact"]),
        crisis_lines=_texts(project["crisis_lines"]),
        places=_texts(project["places"]),
        districts=_texts(project["districts"]),
        statements=tuple(_statement(each) for each in _rows(source["statements"])),
        instruments={Path(name).name: (folder / name).read_bytes() for name in _texts(project["instruments"])},
        directory=(folder / str(project["directory"])).read_bytes() if project.get("directory") else b"",
        hierarchies=_hierarchies(folder, _texts(export["hierarchies"])),
        export=_export(project, export),
    )


def _hierarchies(folder: Path, names: tuple[str, ...]) -> dict[str, bytes]:
    """Return hierarchies by name: a file beside the pack, else one that is shipped."""
    own = {name: folder / "hierarchies" / f"{name}.csv" for name in names}
    return {name: path.read_bytes() if path.exists() else trees.shipped(name) for name, path in own.items()}


def _export(project: Mapping[str, object], export: Mapping[str, object]) -> ExportSettings:
    population = export.get("population")
    return ExportSettings(
        project=ProjectId(str(project["id"])),
        short_code=str(export["short_code"]),
        pack_version=_number(project["version"]),
        recipient=str(export["recipient"]),
        recipient_class=str(export["recipient_class"]),
        agreement=str(export["agreement"]),
        review_date=date.fromisoformat(str(export["review_date"])),
        age_recipients=_texts(export["age_recipients"]),
        k=_number(export["k"]),
        l=_number(export["l"]),
        min_people=_number(export["min_people"]),
        population=None if population is None else _number(population),
        population_source=str(export.get("population_source", "")),
        quasi=tuple(
            Quasi(column=str(each["column"]), hierarchy=str(each["hierarchy"]), floor=_number(each["floor"]))
            for each in _rows(export["quasi"])
        ),
        sensitive=_texts(export.get("sensitive", [])),
        roles={name: ReleaseRole(str(role)) for name, role in _table(export, "roles").items()} if "roles" in export else {},
        time=str(export.get("time", "month")),
        two_person=_yes_or_no(export.get("two_person", True)),
        one_person_reason=str(export.get("one_person_reason", "")),
        practice=_yes_or_no(project.get("practice", False)),
    )


def _statement(source: Mapping[str, object]) -> Mapping[str, object]:
    purposes = [[str(each["purpose"]), str(each["sentence"])] for each in _rows(source["purposes"])]
    return {"language": str(source["language"]), "version": str(source["version"]), "text": str(source["text"]), "purposes": purposes}


def _table(source: Mapping[str, object], name: str) -> dict[str, object]:
    found = source[name]
    if not isinstance(found, dict):
        raise TypeError(name)
    return found


def _rows(found: object) -> list[dict[str, object]]:
    if not isinstance(found, list):
        raise TypeError("a list of tables was expected")
    return found


def _texts(found: object) -> tuple[str, ...]:
    if not isinstance(found, list):
        raise TypeError("a list of texts was expected")
    return tuple(str(each) for each in found)


def _number(found: object) -> int:
    if not isinstance(found, int) or isinstance(found, bool):
        raise TypeError(f"a whole number was expected, not {found!r}")
    return found


def _yes_or_no(found: object) -> bool:
    if not isinstance(found, bool):
        raise TypeError(f"true or false was expected, not {found!r}")
    return found
