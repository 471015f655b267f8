"""The office: make keys and project packs, check bundles that come in, and keep what they bring. No workspace is opened."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from civicdesk.crypto import chain, sealing, signing
from civicdesk.errors import Damaged, Refused
from civicdesk.export import bundle, container, intake
from civicdesk.export import hierarchies as trees
from civicdesk.export import pack as packs
from civicdesk.i18n import say
from civicdesk.records.ids import ProjectId
from civicdesk.records.intake import ChainState, Conflict, Holding, Row, Taken
from civicdesk.records.releases import DELIVERY_KINDS, BundleCheck, DeliveryPlace, ExportSettings, Pack, Quasi, ReleaseRole
from civicdesk.store import files, ledger

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What a centre takes: bundles of one project, from laptops whose keys it knows."""

    project: ProjectId
    pack_version: int
    """The newest that the centre has."""
    laptops: Mapping[str, str]
    """Laptop id -> public signing key."""
    practice: bool = False
    """Takes practice bundles; no real centre does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A centre with its ledger open."""

    ledger: ledger.Ledger
    keys: OfficeKeys
    enrolled: Enrolled


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What a centre says to a file that came: its judgement, and the signed receipt if it was taken."""

    check: BundleCheck
    receipt: bytes
    """Empty if it was not taken."""


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


@contextmanager
def centre(path: Path, keys: OfficeKeys, enrolled: Enrolled) -> Iterator[Centre]:
    """Open the ledger of a centre, made if there is none; its key comes from the office's signing key.

    Raises:
        Unavailable: STORE-BUSY, STORE-WRITE, STORE-FILE.
        Damaged: STORE-DAMAGED, STORE-FOREIGN, STORE-NEWER-FILE.
    """
    secret = chain.hkdf(keys.signing_seed, chain.Purpose.LEDGER)
    opened = ledger.open_(path, secret) if path.exists() else ledger.create(path, secret)
    try:
        yield Centre(ledger=opened, keys=keys, enrolled=enrolled)
    finally:
        opened.close()


def take_in(centre: Centre, sealed: bytes, now: datetime) -> TakenIn:
    """Check a bundle and take in what it brings. The same one again changes nothing and gets the same receipt.

    Args:
        centre: with its ledger open.
        sealed: the `.age` file.
        now: for the receipt.

    Returns:
        The judgement; `receipt` is empty if anything is wrong, and nothing was taken in then.

    Raises:
        Damaged: BUNDLE-NOT-OURS, BUNDLE-KEY, BUNDLE-CUT, BUNDLE-ZIP, BUNDLE-CAP, BUNDLE-MANIFEST, BUNDLE-SCHEMA.
        Unavailable: STORE-WRITE; nothing was taken in.
    """
    received = receive(sealed, centre.keys.identity, centre.enrolled.laptops)
    check = _expected(received, centre.enrolled)
    if not check.ok:
        return TakenIn(check=check, receipt=b"")
    arrival = intake.read(received.members, hashlib.sha256(sealed).hexdigest())

    def receipt(taken: Taken) -> bytes:
        sign = partial(_sign, centre.keys.signing_seed, f"civicdesk-receipt 1 {arrival.link.batch}")
        return intake.receipt(arrival, taken, (now, centre.enrolled.pack_version), sign)

    return TakenIn(check=check, receipt=centre.ledger.keep(arrival, intake.ENDS_RESEARCH, intake.chain_states, receipt))


def holdings(centre: Centre) -> tuple[Holding, ...]:
    """Return what the centre holds of each laptop, and what is wrong with the order of its bundles."""
    return tuple(_holding(centre.ledger, laptop) for laptop in centre.ledger.laptops())


def pool(centre: Centre) -> Mapping[str, tuple[Row, ...]]:
    """Return the rows that count by laptop: of each the newest version, of people who have not taken them back."""
    return {laptop: centre.ledger.rows(laptop) for laptop in centre.ledger.laptops()}


def conflicts(centre: Centre) -> tuple[Conflict, ...]:
    """Return rows that came twice with one version and other content. One of the two counts until somebody has asked the laptop."""
    return centre.ledger.conflicts()


def hits(members: Mapping[str, bytes], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that are found in any member of a bundle, in any case."""
    texts = [data.decode("utf-8", errors="replace").casefold() for data in members.values()]
    return tuple(name for name in names if any(name.casefold() in text for text in texts))


def _expected(received: Received, enrolled: Enrolled) -> BundleCheck:
    """Add to the judgement what only this centre can say: whether the bundle is meant for it."""
    check = received.check
    if not check.ok:
        return check
    release = bundle.read_release(received.members)
    wrong = {
        "BUNDLE-PROJECT": check.project != enrolled.project,
        "BUNDLE-PACK": int(str(release["pack_version"])) > enrolled.pack_version,
        "BUNDLE-PRACTICE": check.practice and not enrolled.practice,
    }
    findings = tuple((code, say(f"error.{code}")) for code, is_so in wrong.items() if is_so)
    return replace(check, ok=not findings, findings=findings)


def _holding(kept: ledger.Ledger, laptop: str) -> Holding:
    states = intake.chain_states(kept.links(laptop))
    counts = kept.counts(laptop)
    return Holding(
        laptop=laptop,
        bundles=len(states),
        people=counts.get("people", 0),
        responses=sum(count for table, count in counts.items() if table.startswith("responses-")),
        findings=tuple((batch, state) for batch, state in states.items() if state is not ChainState.OK),
        counts=counts,
    )


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
        lists={Path(name).name: (folder / name).read_bytes() for name in _texts(project.get("lists", []))},
        directory=(folder / str(project["directory"])).read_bytes() if project.get("directory") else b"",
        hierarchies=_hierarchies(folder, _texts(export["hierarchies"])),
        export=_export(project, export),
        coordinator=str(project.get("coordinator", "")),
        delivery=_delivery(_table(source, "delivery")) if "delivery" in source else None,
    )


def _delivery(told: Mapping[str, object]) -> DeliveryPlace:
    place = DeliveryPlace(**{name: str(told.get(name, "")) for name in ("kind", "address", "user", "host_key", "region")})
    if place.kind not in DELIVERY_KINDS:
        raise ValueError("kind")
    return place


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
