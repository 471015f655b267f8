"""Send a sealed bundle to the server that the project's pack names; only when a coordinator asks for it.

It takes three steps, because a server may be slow and the store must not wait for it: `errand` reads what is to go, `carry` sends it and
touches no workspace, `carried` keeps that it arrived.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from civicdesk.crypto import signing
from civicdesk.errors import Refused
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.ids import ReleaseId
from civicdesk.records.releases import DeliveryPlace, Release, ReleaseState
from civicdesk.store import projects, releases
from civicdesk.transport.delivery import deliver
from civicdesk.transport.target import Note, Parcel, Target, Watch
from civicdesk.workflows.kit import Kit, Right

SECRET = "delivery_secret"  # noqa: S105 - the name under which it is kept
_SFTP = "sftp://"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A bundle on its way: the file with its note, where to, and what opens the door there."""

    release: ReleaseId
    parcel: Parcel
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
        Refused: ROLE-RIGHT; RESTORE-PAUSED; DELIVER-NO-PLACE; DELIVER-SECRET: no password is kept; SEND-STATE: it is not sealed.
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
    data = releases.members(kit.workspace, kept.id)[kept.file_name]
    seed = projects.secret(kit.workspace, "laptop_signing_key") or b""
    signature = signing.sign(seed, data, f"civicdesk-delivery 1 {kept.batch_id}").decode()
    laptop = signing.key_id(projects.setting(kit.workspace, "laptop_public_key") or "")
    note = Note(batch_id=kept.batch_id, laptop=laptop, minisig=signature)
    parcel = Parcel(name=kept.file_name, content=data, note=note)
    return Errand(release=kept.id, parcel=parcel, place=where, secret=secret.decode(), now=kit.tools.now)


def carry(asked: Errand, onlooker: Onlooker | None = None) -> bool:
    """Send it, looking first at what is there already.

    Args:
        asked: what `errand` returned.
        onlooker: who looks on, may stop it, and waits for a lost line, which is then tried three times more. Without one it is told at once.

    Returns:
        Whether it had arrived before, so that nothing was sent.

    Raises:
        Refused: UPLOAD-NAME-TAKEN, UPLOAD-CANCELLED, UPLOAD-ADDRESS, UPLOAD-HOST-KEY.
        Unavailable: UPLOAD-...: the bundle stays sealed here and can be sent again.
    """
    if onlooker is None:
        return deliver(_target(asked), asked.parcel).already_there
    watch = Watch(told=onlooker.tell, cancelled=onlooker.is_stopped)
    return deliver(_target(asked), asked.parcel, watch, onlooker.wait).already_there


def carried(kit: Kit, asked: Errand) -> Outcome[Release]:
    """Keep that a bundle has arrived whole."""
    kept = releases.release(kit.workspace, asked.release)
    if kept.state is ReleaseState.SEALED:
        releases.mark(kit.workspace, asked.release, ReleaseState.SENT, by=kit.user.id)
    return Outcome(value=releases.release(kit.workspace, asked.release), changed=frozenset({Kind.RELEASES}))


def _target(asked: Errand) -> Target:
    return {"webdav": _webdav, "s3": _bucket, "sftp": _sftp}[asked.place.kind](asked)


def _webdav(asked: Errand) -> Target:
    from civicdesk.transport.webdav import WebDav

    return WebDav(asked.place.address, asked.place.user, asked.secret)


def _bucket(asked: Errand) -> Target:
    from civicdesk.transport.s3 import USUAL_REGION, Bucket, Keys

    keys = Keys(access=asked.place.user, secret=asked.secret, region=asked.place.region or USUAL_REGION)
    return Bucket(asked.place.address, keys, asked.now)


def _sftp(asked: Errand) -> Target:
    from civicdesk.transport.sftp import Login, Sftp

    return Sftp(Login.at(asked.place.address, user=asked.place.user, host_key=asked.place.host_key, secret=asked.secret))
