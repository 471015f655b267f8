"""Linking people over laptops, where a project turns it on: the key of the coordinator, dates of birth, and the work of the linker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from civicdesk.crypto import boxes, office, sealing
from civicdesk.errors import Refused
from civicdesk.export import checking, container, linkage
from civicdesk.i18n import say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import PersonId
from civicdesk.store import files, linking
from civicdesk.store import people as people_store
from civicdesk.workflows.kit import Kit, Right

OLDEST_YEAR = 1900


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMade:
    """A new linkage key in a file that a passphrase opens."""

    data: bytes
    check: str
    """Eight signs that every laptop with the same key shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What the linker hands to the centre."""

    data: bytes
    """Person code and pool id, as CSV."""
    people: int
    pools: int
    conflicts: tuple[tuple[str, ...], ...]
    merged: int


def make_key(passphrase: str) -> KeyMade:
    """Make the linkage key of a project, sealed by a passphrase.

    Raises:
        Refused: KEYS-WEAK, KEYS-CHARACTERS.
    """
    key = boxes.chance(linkage.KEY_SIZE)
    return KeyMade(data=office.seal(linkage.key_file(key), passphrase), check=linkage.check_of(key))


def take_key(kit: Kit, data: bytes, passphrase: str) -> Outcome[str]:
    """Take the linkage key into the workspace, once; its file is not needed here any more.

    Returns:
        Eight signs to compare with the coordinator's.

    Raises:
        Refused: ROLE-RIGHT; LINK-OFF: the pack links nobody; OFFICE-PASSPHRASE; LINK-OTHER-KEY.
        Damaged: BUNDLE-NOT-OURS, LINK-KEY-FILE.
    """
    kit.must(Right.RELEASE)
    if not is_on(kit):
        raise Refused("LINK-OFF")
    key = linkage.key_of(office.open_(data, passphrase))
    linking.keep_key(kit.workspace, key, by=kit.user.id)
    return Outcome(value=linkage.check_of(key), changed=frozenset({Kind.SETTINGS}))


def is_on(kit: Kit) -> bool:
    """Tell whether the project links people over laptops, and asks for whole dates of birth."""
    return bool(kit.pack().export.linkage)


def keep_birth_date(kit: Kit, person: PersonId, day: date) -> Outcome[None]:
    """Keep a whole date of birth; only a project that links people asks for it.

    Raises:
        Refused: ROLE-RIGHT, STORE-UNKNOWN, LINK-OFF; LINK-DATE: it lies in the future, before 1900, or in another year than is kept.
    """
    kit.must(Right.REGISTER)
    known = people_store.person(kit.workspace, person)
    if not is_on(kit):
        raise Refused("LINK-OFF")
    if not is_date(day, kit.now().date()) or known.birth_year not in {None, day.year}:
        raise Refused("LINK-DATE")
    with kit.workspace.writing("person-changed", kit.user.id, kit.now()):
        linking.keep_birth_date(kit.workspace, person, day, by=kit.user.id)
    return Outcome(value=None, changed=frozenset({Kind.PEOPLE}))


def is_date(day: date, today: date) -> bool:
    """Tell whether somebody alive may be born on a day."""
    return date(OLDEST_YEAR, 1, 1) <= day <= today


def linkable(kit: Kit) -> int:
    """Return how many people can be linked: they gave a whole date of birth and a name with letters, and were told of it."""
    everybody = dict.fromkeys(people_store.ids(kit.workspace), "")
    return sum(linkage.has_letters(each.name) for each in linking.linked(kit.workspace, everybody, kit.pack().statements))


def link(sealed: Sequence[bytes], identity: str, earlier: bytes = b"") -> Linked:
    """Open the link codes of several bundles with the linker's own key, and tell who is one person.

    Raises:
        Damaged: BUNDLE-NOT-OURS, BUNDLE-KEY, BUNDLE-CUT, LINK-FILE.
        Refused: SEAL-LIMIT, SEAL-IDENTITY; LINK-NOTHING: there are no codes.
    """
    rows = [linkage.read(sealing.unseal(each, identity)) for each in sealed]
    if not any(rows):
        raise Refused("LINK-NOTHING")
    found = linkage.pooled(rows, linkage.read_pools(earlier) if earlier else None)
    return Linked(
        data=linkage.pools_csv(found.pools),
        people=len(found.pools),
        pools=len(set(found.pools.values())),
        conflicts=found.conflicts,
        merged=found.merged,
    )


def codes_of(bundle: bytes, identity: str) -> bytes:
    """Take the link codes out of a bundle, still sealed: the centre hands them to the linker and cannot read them.

    Raises:
        Damaged: BUNDLE-NOT-OURS, BUNDLE-KEY, BUNDLE-CUT, BUNDLE-ZIP.
        Refused: SEAL-LIMIT, SEAL-IDENTITY, BUNDLE-CAP; LINK-NOTHING: the bundle brings none.
    """
    codes = container.read_container(sealing.unseal(bundle, identity)).get(checking.LINKAGE)
    if codes is None:
        raise Refused("LINK-NOTHING")
    return codes


def by_chance(people: int) -> Mapping[str, int]:
    """Return about how many of so many people share a code with a stranger."""
    return linkage.shared_by_chance(people)


def in_words(kit: Kit) -> str:
    """Return that people are linked, how many can be and how many share a code by chance; an empty text where nobody is linked."""
    if not is_on(kit):
        return ""
    count = linkable(kit)
    return say("linkage.status", count=count, **by_chance(count))


def save(data: bytes, path: Path) -> None:
    """Write a file where somebody chose.

    Raises:
        Unavailable: STORE-FILE.
    """
    files.write_whole(path, data)
