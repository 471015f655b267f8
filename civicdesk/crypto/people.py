"""The `.people` file: one key for each person, wrapped; and the vault that seals with them.

Whoever is taken out of this file can be read by nobody any more, whatever copies of the database there are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from civicdesk.crypto import boxes, canonical, chain
from civicdesk.crypto.ring import Ring
from civicdesk.errors import Damaged, Refused
from civicdesk.records.ids import PersonId
from civicdesk.records.sealing import Vault

LIMIT = 4 * 1024 * 1024
_FORMAT = "civicdesk-people"
_VERSION = 1
_NAMES = frozenset({"format", "version", "workspace", "generation", "entries", "mac"})
_ERASED = "erased"
"""The one name that may be missing: nobody was ever erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFile:
    """The people file: whose keys there are."""

    workspace: str
    generation: int
    entries: Mapping[PersonId, bytes]
    """Person -> key, wrapped under PRK."""
    erased: frozenset[PersonId] = frozenset()
    """Whose keys were destroyed. A backup that is put back still has their rows: they go again, because this says so, never because a key
    is missing."""


def new_people(ring: Ring) -> PeopleFile:
    """Return the people file of a new workspace."""
    return PeopleFile(workspace=ring.workspace, generation=ring.generation, entries={})


def parse_people(written: bytes, ring: Ring) -> PeopleFile:
    """Read a people file with an unlocked ring.

    Raises:
        Damaged: PEOPLE-DAMAGED, it is not as the program wrote it, or of another workspace or generation;
            PEOPLE-NEWER-FILE, a newer program wrote it.
    """
    try:
        return _read(written, ring)
    except ValueError:
        raise Damaged("PEOPLE-DAMAGED") from None


def dump_people(people: PeopleFile, ring: Ring) -> bytes:
    """Return the bytes to keep, signed with the database key."""
    record = _body(people)
    return canonical.write({**record, "mac": canonical.pack(_mac(record, ring))})


def rewrapped(people: PeopleFile, old: Ring, new: Ring, without: Iterable[PersonId] = ()) -> PeopleFile:
    """Return the file with every key wrapped under another root key, and without those who are to be forgotten.

    Raises:
        Damaged: PEOPLE-DAMAGED, a key in it is not whole.
    """
    gone = frozenset(without)
    entries: dict[PersonId, bytes] = {}
    for person, wrapped in people.entries.items():
        if person not in gone:
            key = boxes.unseal(bytes(old.people), wrapped, _entry(people, person))
            if key is None:
                raise Damaged("PEOPLE-DAMAGED")
            entries[person] = boxes.seal(bytes(new.people), key, _entry_of(new.workspace, new.generation, person))
    return PeopleFile(workspace=new.workspace, generation=new.generation, entries=entries, erased=people.erased | gone)


class PeopleVault(Vault):
    """Seals what belongs to one person under that person's own key.

    Args:
        ring: the unlocked workspace.
        people: the people file as parsed.
        save: keeps the bytes of the file durably.
    """

    def __init__(self, ring: Ring, people: PeopleFile, save: Callable[[bytes], None]) -> None:
        self._ring = ring
        self._people = people
        self._save = save

    @property
    def people(self) -> PeopleFile:
        """Return the file as it stands."""
        return self._people

    def follow(self, ring: Ring, people: PeopleFile) -> None:
        """Go on with another root key and the file that belongs to it; it was kept before."""
        self._ring = ring
        self._people = people

    def add(self, person: PersonId) -> None:
        """Make a key for a new person and keep it before returning; a person who has one keeps it.

        Raises:
            Unavailable: from `save`; the person has no key then.
            Refused: PEOPLE-FULL.
        """
        self.add_all((person,))

    def add_all(self, people: Iterable[PersonId]) -> None:
        """Do as `add` for many people with one write of the file: for imports.

        Raises:
            Refused: PEOPLE-FULL, the file would pass 4 MiB (about 31,000 people); nobody was added.
        """
        fresh = {person: self._wrapped(person) for person in people if person not in self._people.entries}
        if not fresh:
            return
        grown = replace(self._people, entries={**self._people.entries, **fresh})
        written = dump_people(grown, self._ring)
        if len(written) > LIMIT:
            raise Refused("PEOPLE-FULL")
        self._save(written)
        self._people = grown

    def seal(self, person: PersonId, place: str, plain: bytes) -> bytes:
        """Return sealed bytes, the 24-byte nonce first.

        Raises:
            Damaged: VAULT-NO-KEY, VAULT-OPEN (the person's own key is not whole).
        """
        return boxes.seal(self._key_of(person), plain, _place(self._ring.workspace, place))

    def open(self, person: PersonId, place: str, sealed: bytes) -> bytes:
        """Return the plain bytes.

        Raises:
            Damaged: VAULT-NO-KEY, there is no key for this person; VAULT-OPEN, the bytes are not those sealed for this place.
        """
        return _opened(boxes.unseal(self._key_of(person), sealed, _place(self._ring.workspace, place)))

    def _wrapped(self, person: PersonId) -> bytes:
        return boxes.seal(bytes(self._ring.people), boxes.chance(boxes.KEY_SIZE), _entry(self._people, person))

    def _key_of(self, person: PersonId) -> bytes:
        wrapped = self._people.entries.get(person)
        if wrapped is None:
            raise Damaged("VAULT-NO-KEY")
        return _opened(boxes.unseal(bytes(self._ring.people), wrapped, _entry(self._people, person)))


class DerivedVault(Vault):
    """The vault of raw mode: every person's key is derived from the database key, so that no file is needed.

    Fit for the fault harness alone: nobody can be forgotten in it.
    """

    def __init__(self, database: bytes, workspace: str) -> None:
        self._database = database
        self._workspace = workspace

    def add(self, person: PersonId) -> None:
        """Do nothing: everybody has a key."""

    def add_all(self, people: Iterable[PersonId]) -> None:
        """Do nothing: everybody has a key."""

    def seal(self, person: PersonId, place: str, plain: bytes) -> bytes:
        """Return sealed bytes, the 24-byte nonce first."""
        return boxes.seal(self._key_of(person), plain, _place(self._workspace, place))

    def open(self, person: PersonId, place: str, sealed: bytes) -> bytes:
        """Return the plain bytes. Raises: Damaged("VAULT-OPEN")."""
        return _opened(boxes.unseal(self._key_of(person), sealed, _place(self._workspace, place)))

    def _key_of(self, person: PersonId) -> bytes:
        return chain.hkdf(self._database, chain.Purpose.PERSON, of=person)


def _entry(people: PeopleFile, person: PersonId) -> bytes:
    return _entry_of(people.workspace, people.generation, person)


def _entry_of(workspace: str, generation: int, person: PersonId) -> bytes:
    return f"{workspace}|{generation}|{person}".encode()


def _place(workspace: str, place: str) -> bytes:
    return f"{workspace}|{place}".encode()


def _opened(plain: bytes | None) -> bytes:
    if plain is None:
        raise Damaged("VAULT-OPEN")
    return plain


def _read(written: bytes, ring: Ring) -> PeopleFile:
    if len(written) > LIMIT:
        raise ValueError("size")
    record = canonical.read(written)
    if canonical.text(record, "format") != _FORMAT:
        raise ValueError("format")
    if canonical.number(record, "version") > _VERSION:
        raise Damaged("PEOPLE-NEWER-FILE")
    found = canonical.table(canonical.only({name: value for name, value in record.items() if name != _ERASED}, _NAMES)["entries"])
    people = PeopleFile(
        workspace=canonical.text(record, "workspace"),
        generation=canonical.number(record, "generation"),
        entries={PersonId(person): canonical.blob(found, person, boxes.WRAPPED_KEY_SIZE) for person in found},
        erased=frozenset(PersonId(person) for person in canonical.texts(record, _ERASED)) if _ERASED in record else frozenset(),
    )
    ours = people.workspace == ring.workspace and people.generation == ring.generation
    if not ours or not chain.same(canonical.blob(record, "mac"), _mac(_body(people), ring)) or dump_people(people, ring) != written:
        raise ValueError("not as written")
    return people


def _body(people: PeopleFile) -> canonical.Record:
    gone = {_ERASED: sorted(people.erased)} if people.erased else {}
    return {
        **gone,
        "format": _FORMAT,
        "version": _VERSION,
        "workspace": people.workspace,
        "generation": people.generation,
        "entries": {person: canonical.pack(wrapped) for person, wrapped in people.entries.items()},
    }


def _mac(body: canonical.Record, ring: Ring) -> bytes:
    return chain.mac(ring.database, chain.Purpose.PEOPLE_FILE, canonical.write(body))
