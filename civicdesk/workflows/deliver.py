"""Send a sealed bundle to the server that the project's pack names; only when a coordinator asks for it.

It takes three steps, because a server may be slow and the store must not wait for it: `errand` reads what is to go, `carry` sends it and
touches no workspace, `carried` keeps that it arrived.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol

from civicdesk.crypto import signing
from civicdesk.errors import Refused
from civicdesk.export.settings import is_revoked
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import ReleaseId
from civicdesk.records.parts import ReleasedPart
from civicdesk.records.releases import DeliveryPlace, Release, ReleaseState
from civicdesk.store import projects, released, releases
from civicdesk.transport import places
from civicdesk.transport.delivery import deliver
from civicdesk.transport.target import Note, Parcel, Target, Watch
from civicdesk.workflows.kit import Kit, Right, read_pack

SECRET = projects.DELIVERY_SECRET
_SFTP = "sftp://"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A bundle on its way: its files with their notes, where to, and what opens the door there."""

    release: ReleaseId
    parcels: tuple[Parcel, ...]
    place: DeliveryPlace
    secret: str
    now: Callable[[], datetime]


class Onlooker(Protocol):
    """Somebody who waits until it is done."""

    def tell(self, done: int, total: int) -> None:
        """Hear how many bytes are there, and how many there are."""

    def is_stopped(self) -> bool:
        """Tell whether it is to stop."""

    def wait(self, seconds: float) -> object:
        """Wait some seconds before a further try."""


def place(kit: Kit) -> DeliveryPlace | None:
    """Return where bundles of this project go over the network; None where they are carried by hand."""
    return kit.pack().delivery


def server_of(where: DeliveryPlace) -> str:
    """Return the name of the server alone, to be shown."""
    return where.address.partition("://")[2].partition("/")[0]


def has_secret(kit: Kit) -> bool:
    """Tell whether the password for the server is kept in this workspace."""
    return bool(projects.secret(kit.workspace, SECRET))


def keep_secret(kit: Kit, secret: str) -> Outcome[None]:
    """Keep what opens the door at the server: a password, a private key (SFTP) or a secret key (S3). It stays in the encrypted file.

    Raises:
        Refused: ROLE-RIGHT; DELIVER-NO-PLACE: the pack names no server; DELIVER-SECRET: nothing was typed.
    """
    kit.must(Right.RELEASE)
    if place(kit) is None:
        raise Refused("DELIVER-NO-PLACE")
    if not secret.strip():
        raise Refused("DELIVER-SECRET")
    projects.keep_secret(kit.workspace, SECRET, secret.strip().encode(), by=kit.user.id)
    return Outcome(value=None, changed=frozenset({Kind.SETTINGS}))


def errand(kit: Kit, which: str) -> Errand:
    """Return a sealed bundle with all that is needed to send it.

    Raises:
        Refused: ROLE-RIGHT; RESTORE-PAUSED; DELIVER-NO-PLACE; DELIVER-SECRET: no password is kept; SEND-STATE: it is not sealed;
            SEND-REVOKED: the pack has withdrawn this laptop's key; SEND-OLD-KEY: it has dropped a key to which the bundle is sealed.
    """
    kit.must(Right.RELEASE)
    where, secret = place(kit), projects.secret(kit.workspace, SECRET)
    if where is None:
        raise Refused("DELIVER-NO-PLACE")
    if not secret:
        raise Refused("DELIVER-SECRET")
    kept = releases.release(kit.workspace, ReleaseId(which))
    if kept.state not in {ReleaseState.SEALED, ReleaseState.SENT}:
        raise Refused("SEND-STATE")
    laptop = signing.key_id(projects.setting(kit.workspace, "laptop_public_key") or "")
    if is_revoked(kit.pack().export, laptop, kit.now().date()):
        raise Refused("SEND-REVOKED")
    released.confirm_keys(kit.workspace, kept, lambda pack: read_pack(pack).export.age_recipients)
    files = releases.members(kit.workspace, kept.id)
    parcels = tuple(_parcel(kit, part, files[part.file_name], laptop) for part in released.parts(kit.workspace, kept))
    return Errand(release=kept.id, parcels=parcels, place=where, secret=secret.decode(), now=kit.tools.now)


def _parcel(kit: Kit, part: ReleasedPart, data: bytes, laptop: str) -> Parcel:
    seed = projects.secret(kit.workspace, "laptop_signing_key") or b""
    signature = signing.sign(seed, data, f"civicdesk-delivery 1 {part.batch_id}").decode()
    return Parcel(name=part.file_name, content=data, note=Note(batch_id=part.batch_id, laptop=laptop, minisig=signature))


def carry(asked: Errand, onlooker: Onlooker | None = None) -> bool:
    """Send it file by file, looking first at what is there already: what was cut off goes on where it stopped.

    Args:
        asked: what `errand` returned.
        onlooker: who looks on, may stop it, and waits for a lost line, which is then tried three times more. Without one it is told at once.

    Returns:
        Whether it had arrived before, so that nothing was sent.

    Raises:
        Refused: UPLOAD-NAME-TAKEN, UPLOAD-CANCELLED, UPLOAD-ADDRESS, UPLOAD-HOST-KEY.
        Unavailable: UPLOAD-...: the bundle stays sealed here and can be sent again.
    """
    whole = sum(len(parcel.content) for parcel in asked.parcels)
    arrived: list[bool] = []
    before = 0
    for parcel in asked.parcels:
        watch = Watch(told=partial(_tell, onlooker, (before, whole)), cancelled=onlooker.is_stopped) if onlooker else Watch()
        arrived.append(deliver(_target(asked), parcel, watch, onlooker.wait if onlooker else None).already_there)
        before += len(parcel.content)
    return all(arrived)


def _tell(onlooker: Onlooker, among: tuple[int, int], done: int, _total: int) -> None:
    """Tell how much of all files is there."""
    before, whole = among
    onlooker.tell(before + done, whole)


def carried(kit: Kit, asked: Errand) -> Outcome[Release]:
    """Keep that a bundle has arrived whole, every file of it."""
    kept = releases.release(kit.workspace, asked.release)
    if kept.state is ReleaseState.SEALED:
        releases.mark(kit.workspace, asked.release, ReleaseState.SENT, by=kit.user.id)
    return Outcome(value=releases.release(kit.workspace, asked.release), changed=frozenset({Kind.RELEASES}))


def _target(asked: Errand) -> Target:
    return places.at(asked.place, asked.secret, asked.now)
