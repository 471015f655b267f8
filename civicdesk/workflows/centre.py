"""The centre: open what came, look whether it is meant for us, keep what it brings, and say what became of it. No workspace is opened."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from civicdesk.crypto import chain, sealing, signing
from civicdesk.errors import CivicDeskError, Damaged, Refused, Unavailable
from civicdesk.export import bundle, canonical, container, intake
from civicdesk.export.judging import Crypto, Judged, Known, Sealed, judge
from civicdesk.i18n import say
from civicdesk.records.intake import Arrival, Came, ChainState, Conflict, Holding, Row, Status, Taken
from civicdesk.records.releases import BundleCheck, DeliveryPlace
from civicdesk.store import arrivals, enrolled, ledger
from civicdesk.transport import collection, places
from civicdesk.transport.collection import Collected, receipt_name
from civicdesk.transport.folder import Folder
from civicdesk.transport.target import Note, Source, Watch

_HELD = frozenset({Status.QUARANTINED, Status.DAMAGED})
_UNREADABLE = frozenset({"UPLOAD-FOLDER", "UPLOAD-DENIED", "UPLOAD-NO-FOLDER"})


class Keys(Protocol):
    """Keys of an office, as far as a centre needs them."""

    @property
    def identity(self) -> str:
        """What opens bundles."""

    @property
    def signing_seed(self) -> bytes:
        """What signs receipts, 32 bytes."""

    @property
    def signing_public(self) -> str:
        """What others know its signatures by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A bundle that was opened: what was found, and its members for those who may read them."""

    check: BundleCheck
    members: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """A centre with its ledger open."""

    ledger: ledger.Ledger
    keys: Keys
    former: tuple[str, ...] = ()
    """Identities that were renewed: what was sealed before is on its way still."""
    practice: bool = False
    """Takes practice bundles; no real centre does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What a centre says to a file that came: its judgement, and the signed receipt if its laptop is to have one."""

    name: str
    status: Status
    findings: tuple[tuple[str, str], ...] = ()
    """(code, sentence) of what is wrong."""
    batch: str = ""
    laptop: str = ""
    receipt: bytes = b""
    """Empty where nobody can tell whose file it is."""
    again: bool = False
    """It had come before: nothing was changed."""
    unwritten: str = ""
    """Why the receipt could not be put beside the bundle, as a code; empty if it lies there or there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where bundles are collected."""

    source: Source
    by_hand: bool = False
    """Files may have been put there by hand, so that none has a note."""


class Onlooker(Protocol):
    """Somebody who waits until all files are in."""

    def tell(self, done: int, total: int) -> None:
        """Hear how many files were looked at, and how many there are."""

    def is_stopped(self) -> bool:
        """Tell whether it is to stop before the next file."""


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
    return Received(check=bundle.check_bundle(inner, partial(_verify, tuple(known.values()))), members=members)


@contextmanager
def opened(path: Path, keys: Keys, today: date, *, former: tuple[str, ...] = (), practice: bool = False) -> Iterator[Centre]:
    """Open the ledger of a centre, made if there is none; its key comes from the office's signing key. What is too old in it goes first.

    Raises: Unavailable, Damaged: STORE-....
    """
    secret = chain.hkdf(keys.signing_seed, chain.Purpose.LEDGER)
    kept = ledger.open_(path, secret) if path.exists() else ledger.create(path, secret)
    try:
        arrivals.tidy(kept, today)
        yield Centre(ledger=kept, keys=keys, former=former, practice=practice)
    finally:
        kept.close()


def take_in(centre: Centre, file: Collected, now: datetime) -> TakenIn:
    """Check a file and take in what it brings. The same one again changes nothing and gets the same receipt.

    Args:
        centre: with its ledger open.
        file: the `.age` file, with its note if it has one: where the file is broken, the note alone says whose it is.
        now: for the receipt.

    Raises:
        Unavailable: STORE-WRITE, STORE-FILE; nothing was taken in.
    """
    sha256 = hashlib.sha256(file.content).hexdigest()
    came = arrivals.find(centre.ledger, sha256)
    if came is not None and arrivals.is_taken(came):
        return TakenIn(name=file.name, status=came.status, batch=came.batch, laptop=came.laptop, receipt=came.receipt, again=True)
    if came is None or not came.held:
        came = Came(sha256=sha256, name=file.name, came=now.date())
        arrivals.keep(centre.ledger, came, file.content)
    known = _known(centre, now)
    judged = _judge(centre, file, known)
    at = now, known.version(judged.laptop)
    if judged.arrival is None:
        return _turned_away(centre, judged, came, at)
    return _taken(centre, judged, judged.arrival, came, at)


def folder(path: Path) -> Place:
    """Return a folder: a stick, a synchronised folder, or one into which attachments were saved."""
    return Place(source=Folder(path), by_hand=True)


def server(place: DeliveryPlace, secret: str, now: Callable[[], datetime]) -> Place:
    """Return a folder on a server, to which laptops have delivered.

    Raises:
        Refused: UPLOAD-ADDRESS, UPLOAD-HOST-KEY.
        Unavailable: UPLOAD-NO-SFTP.
    """
    return Place(source=places.at(place, secret, now))


def collect(centre: Centre, place: Place, now: Callable[[], datetime], onlooker: Onlooker | None = None) -> tuple[TakenIn, ...]:
    """Take in everything that lies in a place, what was put aside before first, and put the receipts beside it.

    A file without its note, in a place that has notes, is still on its way: it is left alone. To collect twice changes nothing.

    Args:
        centre: with its ledger open.
        place: where to look.
        now: the clock.
        onlooker: hears how far it is, and may stop it between two files: what is in by then stays.

    Raises:
        Unavailable: UPLOAD-...: the place cannot be asked; STORE-WRITE, STORE-FILE. What is in by then stays.
    """
    told = list(replay(centre, now()))
    with closing(place.source):
        names = collection.look(place.source, by_hand=place.by_hand)
        for number, name in enumerate(names):
            if onlooker is not None:
                onlooker.tell(number, len(names))
                if onlooker.is_stopped():
                    break
            told += _collected(centre, place.source, name, now())
    return tuple(told)


def save_receipts(centre: Centre, folder: Path, batch: str = "") -> tuple[str, ...]:
    """Write receipts once more, where the place that a bundle came from could not take them.

    Args:
        centre: with its ledger open.
        folder: where they go; it must be there.
        batch: the beginning of a batch id; empty for all.

    Returns:
        The names of the files.

    Raises:
        Refused: CENTRE-NO-RECEIPT: no bundle of that id has come.
        Unavailable: UPLOAD-FOLDER, UPLOAD-FULL.
    """
    named = [each for each in files(centre) if each.receipt and each.batch.startswith(batch)]
    found = {each.batch: centre.ledger.receipt(each.batch) or each.receipt for each in named}
    if not found:
        raise Refused("CENTRE-NO-RECEIPT")
    target = Folder(folder)
    for each, receipt in sorted(found.items()):
        target.write(receipt_name(each), receipt, Watch())
    return tuple(receipt_name(each) for each in sorted(found))


def replay(centre: Centre, now: datetime) -> tuple[TakenIn, ...]:
    """Look again at what was put aside, and take in what is of laptops that are enrolled by now.

    Raises:
        Unavailable: STORE-WRITE, STORE-FILE.
    """
    known = _known(centre, now)
    return tuple(
        take_in(centre, Collected(name=each.name, content=arrivals.content(centre.ledger, each.sha256)), now)
        for each in quarantine(centre)
        if known.in_use(each.laptop) is not None
    )


def quarantine(centre: Centre) -> tuple[Came, ...]:
    """Return what was put aside until its laptop is enrolled."""
    return arrivals.put_aside(centre.ledger)


def files(centre: Centre) -> tuple[Came, ...]:
    """Return every file that ever came, with what became of it and its receipt."""
    return arrivals.all_files(centre.ledger)


def holdings(centre: Centre) -> tuple[Holding, ...]:
    """Return what the centre holds of each laptop, and what is wrong with the order of its bundles."""
    known = {each.id: each for each in enrolled.enrolled(centre.ledger)}
    waiting = [each.laptop for each in quarantine(centre)]
    contested = [each.laptop for each in conflicts(centre)]
    return tuple(
        replace(
            _holding(centre.ledger, laptop),
            enrolled=laptop in known,
            revoked=known[laptop].revoked if laptop in known else "",
            quarantined=waiting.count(laptop),
            conflicts=contested.count(laptop),
        )
        for laptop in sorted({*known, *filter(None, waiting), *centre.ledger.laptops()})
    )


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


def _collected(centre: Centre, source: Source, name: str, now: datetime) -> Iterator[TakenIn]:
    """Take in one file of a place. One that cannot be read there is told, and does not keep the others from coming in."""
    try:
        file = collection.collect(source, name)
    except Unavailable as why:
        if why.code not in _UNREADABLE:
            raise
        yield TakenIn(name=collection.shown(name), status=Status.ARRIVED, findings=(("CENTRE-UNREAD", say("error.CENTRE-UNREAD")),))
        return
    if file is not None:
        yield _handed_back(source, take_in(centre, file, now))


def _handed_back(source: Source, told: TakenIn) -> TakenIn:
    """Put a receipt beside its bundle. A stick that cannot be written on is no reason to stop: the receipt is kept here."""
    if not told.receipt:
        return told
    try:
        collection.hand_back(source, receipt_name(told.batch), told.receipt)
    except CivicDeskError as why:
        return replace(told, unwritten=why.code)
    return told


def _known(centre: Centre, now: datetime) -> Known:
    return Known(
        today=now.date(),
        laptops={each.id: each for each in enrolled.enrolled(centre.ledger)},
        projects={each.id: each for each in enrolled.projects(centre.ledger)},
        practice=centre.practice,
    )


def _judge(centre: Centre, file: Collected, known: Known) -> Judged:
    note = file.note or Note()
    sealed = Sealed(content=file.content, batch=note.batch_id, laptop=note.laptop, minisig=note.minisig)
    return judge(
        sealed, known, Crypto(unseal=lambda data: sealing.unseal(data, centre.keys.identity, *centre.former), verify=signing.verify)
    )


def _taken(centre: Centre, judged: Judged, arrival: Arrival, came: Came, at: tuple[datetime, int]) -> TakenIn:
    arrival, before = replace(arrival, outer_sha256=came.sha256), centre.ledger.receipt(judged.batch)
    sign = _signer(centre, judged.batch)
    written = centre.ledger.keep(arrival, intake.ENDS_RESEARCH, intake.chain_states, lambda taken: intake.receipt(arrival, taken, at, sign))
    if before is not None:
        return _seen(centre, judged, came, before)
    arrivals.remove_going(centre.ledger)
    return replace(_told(came, judged, written), status=_status(written))


def _seen(centre: Centre, judged: Judged, came: Came, receipt: bytes) -> TakenIn:
    """Give the same receipt to the same rows in another file: one copy of them is enough."""
    status = _status(receipt)
    facts = replace(came, status=status, laptop=judged.laptop, batch=judged.batch, receipt=receipt, held=False)
    arrivals.judged(centre.ledger, facts)
    return replace(_told(came, judged, receipt), status=status, findings=(), again=True)


def _status(receipt: bytes) -> Status:
    return Status(str(canonical.load(receipt)["status"]))


def _turned_away(centre: Centre, judged: Judged, came: Came, at: tuple[datetime, int]) -> TakenIn:
    """Keep why a file was not taken in. No receipt if nobody knows whose it is.

    Rows that are here already, from a laptop that was revoked since, are no news. A broken file gets no word in place of an accepted one.
    """
    code, receipt = judged.findings[0][0], b""
    before = centre.ledger.receipt(judged.batch) if judged.batch else None
    if before is not None and judged.status is Status.QUARANTINED and canonical.load(before)["laptop"] == judged.laptop:
        return _seen(centre, judged, came, before)
    if judged.batch and before is None:
        holding = _holding(centre.ledger, judged.laptop)
        held = Taken(outcomes=(), chain=ChainState.OK, people=holding.people, responses=holding.responses, bundles=holding.bundles)
        said = intake.Said(batch=judged.batch, laptop=judged.laptop, outer_sha256=came.sha256, status=judged.status, code=code)
        receipt = intake.turned_away(said, held, at, _signer(centre, judged.batch))
    kept = judged.status in _HELD and arrivals.has_room(centre.ledger)
    if judged.status in _HELD and not kept:
        judged = replace(judged, findings=(*judged.findings, ("CENTRE-ROOM", say("error.CENTRE-ROOM"))))
    facts = replace(came, status=judged.status, code=code, laptop=judged.laptop, batch=judged.batch, receipt=receipt)
    arrivals.judged(centre.ledger, replace(facts, held=kept))
    return _told(came, judged, receipt)


def _told(came: Came, judged: Judged, receipt: bytes) -> TakenIn:
    return TakenIn(
        name=came.name, status=judged.status, findings=judged.findings, batch=judged.batch, laptop=judged.laptop, receipt=receipt
    )


def _signer(centre: Centre, batch: str) -> intake.Sign:
    return lambda signed: signing.sign(centre.keys.signing_seed, signed, f"civicdesk-receipt 1 {batch}")


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


def _verify(known: tuple[str, ...], manifest: bytes, signature: bytes) -> str:
    """Return the trusted comment of whichever enrolled laptop has signed; no laptop can sign for another."""
    for public in known:
        with suppress(CivicDeskError):
            comment = signing.verify(public, manifest, signature)
            if comment.rpartition(" ")[2] == signing.key_id(public):
                return comment
    raise Damaged("BUNDLE-SIGNATURE")
