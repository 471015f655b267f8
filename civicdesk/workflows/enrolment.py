"""A laptop becomes known to the office: its signing key goes there in a file, six words go by telephone, and only both together count."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from civicdesk.crypto import signing
from civicdesk.errors import CivicDeskError, Refused
from civicdesk.export import canonical, laptop_list, pack_source
from civicdesk.export.fields import Fields
from civicdesk.export.laptop_list import Listed
from civicdesk.records.laptop import OwnEnrolment
from civicdesk.records.releases import Laptop
from civicdesk.store import files, projects
from civicdesk.workflows.kit import ENGINE, Kit

FORMAT = "civicdesk-enrolment 1"
SIGNED = "minisig"
LARGEST = 64 * 1024
_SHORTEST = 4
"""Letters of an id that are enough to name a laptop, if no other begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What an enrolment file says. Its signature holds; whose laptop it is only the six words tell."""

    laptop: Laptop
    project: str
    program: str
    words: str


def own(kit: Kit) -> OwnEnrolment:
    """Return how this laptop stands with its office."""
    public = _public(kit)
    known = next((each for each in kit.pack().export.laptops if each.public_key == public), None)
    return OwnEnrolment(
        laptop=signing.key_id(public),
        words=signing.fingerprint_words(public),
        enrolled=known.enrolled if known else "",
        revoked=known.revoked if known else "",
    )


def enrolment_file(kit: Kit) -> bytes:
    """Return the file that makes this laptop known to the office, signed by its own key. It holds nothing about people."""
    public = _public(kit)
    told: Mapping[str, object] = {
        "format": FORMAT,
        "laptop": signing.key_id(public),
        "public_key": public,
        "project": kit.project().id,
        "program": ENGINE,
        "day": kit.now().date().isoformat(),
    }
    seed = projects.secret(kit.workspace, "laptop_signing_key") or b""
    signature = signing.sign(seed, canonical.dump(told), _comment(signing.key_id(public)))
    return canonical.document({**told, SIGNED: signature.decode()}, "enrolment.json")


def save(kit: Kit, path: Path) -> None:
    """Write the enrolment file where a person chose to. Raises: Unavailable("STORE-FILE")."""
    files.write_whole(path, enrolment_file(kit))


def read(data: bytes) -> Enrolment:
    """Read an enrolment file that a laptop made.

    Raises:
        Refused: ENROL-FILE: it is no enrolment file, or was changed on its way.
    """
    try:
        if len(data) > LARGEST:
            raise Refused("ENROL-FILE")
        fields = Fields("enrolment.json", canonical.load(data))
        public, ident = fields.text("public_key"), fields.text("laptop")
        told = {name: fields.text(name) for name in ("format", "laptop", "public_key", "project", "program", "day")}
        comment = signing.verify(public, canonical.dump(told), fields.text(SIGNED).encode())
        expected = canonical.document({**told, SIGNED: fields.text(SIGNED)}, "enrolment.json")
        if (fields.text("format"), comment, expected, ident) != (FORMAT, _comment(ident), data, signing.key_id(public)):
            raise Refused("ENROL-FILE")
    except (CivicDeskError, ValueError) as why:
        raise Refused("ENROL-FILE") from why
    laptop = Laptop(id=ident, public_key=public)
    return Enrolment(laptop=laptop, project=told["project"], program=told["program"], words=signing.fingerprint_words(public))


def enrol(folder: Path, data: bytes, words: str, today: date) -> Laptop:
    """Enrol a laptop at the office: the next pack carries it. The same one again changes nothing.

    Args:
        folder: that of `pack.toml`; the list is `laptops.toml` beside it.
        data: the enrolment file.
        words: the six words as the person at the laptop reads them over the telephone.
        today: the day from which it is known.

    Raises:
        Refused: ENROL-FILE, ENROL-WORDS, ENROL-PROJECT, ENROL-REVOKED, ENROL-LIST, PACK-SOURCE.
        Unavailable: STORE-FILE.
    """
    came = read(data)
    if not signing.are_words_of(came.laptop.public_key, words):
        raise Refused("ENROL-WORDS")
    if came.project != _project(folder):
        raise Refused("ENROL-PROJECT", project=came.project)
    listed = laptops(folder)
    known = next((each.laptop for each in listed if each.laptop.id == came.laptop.id), None)
    if known is not None and known.revoked:
        raise Refused("ENROL-REVOKED", day=known.revoked)
    if known is not None:
        return known
    made = replace(came.laptop, enrolled=today.isoformat())
    _write(folder, (*listed, Listed(laptop=made)))
    return made


def revoke(folder: Path, which: str, day: date, reason: str) -> Laptop:
    """Revoke a laptop: from the next pack on it sends nothing, and the centre sets aside what it signs from that day on.

    Args:
        folder: that of `pack.toml`.
        which: the laptop's id, or how it begins.
        day: from which it is not trusted any more: when it was lost, not when somebody noticed.
        reason: kept in the office.

    Raises:
        Refused: ENROL-UNKNOWN, ENROL-REASON, ENROL-LIST.
        Unavailable: STORE-FILE.
    """
    if not reason.strip():
        raise Refused("ENROL-REASON")
    listed = laptops(folder)
    found = [each for each in listed if len(which) >= _SHORTEST and each.laptop.id.startswith(which.casefold())]
    if len(found) != 1:
        raise Refused("ENROL-UNKNOWN", laptop=which)
    earliest = min(filter(None, (found[0].laptop.revoked, day.isoformat())))
    ended = replace(found[0], laptop=replace(found[0].laptop, revoked=earliest), reason=reason.strip())
    _write(folder, tuple(ended if each is found[0] else each for each in listed))
    return ended.laptop


def laptops(folder: Path) -> tuple[Listed, ...]:
    """Return the laptops of a project, in the order in which they were enrolled.

    Raises:
        Refused: ENROL-LIST.
    """
    path = folder / laptop_list.FILE
    return laptop_list.read(path.read_bytes() if path.exists() else None)


def words_of(laptop: Laptop) -> str:
    """Return the six words of a laptop. Raises: Damaged("KEYS-PUBLIC")."""
    return signing.fingerprint_words(laptop.public_key)


def _public(kit: Kit) -> str:
    return projects.setting(kit.workspace, "laptop_public_key") or ""


def _comment(laptop: str) -> str:
    return f"{FORMAT} {laptop}"


def _write(folder: Path, listed: tuple[Listed, ...]) -> None:
    files.write_whole(folder / laptop_list.FILE, laptop_list.write(listed))


def _project(folder: Path) -> str:
    path = folder / pack_source.FILE
    try:
        return pack_source.project_of(path.read_bytes())
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise Refused("PACK-SOURCE", what=pack_source.FILE) from why
