"""Which door leads to a server, by the kind that a pack or a person names."""

from collections.abc import Callable
from datetime import datetime

from civicdesk.records.releases import DeliveryPlace
from civicdesk.transport.target import Source


def at(place: DeliveryPlace, secret: str, now: Callable[[], datetime]) -> Source:
    """Return a place on a server; nothing is asked of it yet.

    Args:
        place: one of `DELIVERY_KINDS`, and where.
        secret: what opens the door there: a password, a private key (SFTP) or a secret key (S3).
        now: the clock; requests to S3 are signed with the time.

    Raises:
        Refused: UPLOAD-ADDRESS, UPLOAD-HOST-KEY.
        Unavailable: UPLOAD-NO-SFTP.
    """
    return {"webdav": _webdav, "s3": _bucket, "sftp": _sftp}[place.kind](place, secret, now)


def _webdav(place: DeliveryPlace, secret: str, _now: Callable[[], datetime]) -> Source:
    from civicdesk.transport.webdav import WebDav

    return WebDav(place.address, place.user, secret)


def _bucket(place: DeliveryPlace, secret: str, now: Callable[[], datetime]) -> Source:
    from civicdesk.transport.s3 import USUAL_REGION, Bucket, Keys

    return Bucket(place.address, Keys(access=place.user, secret=secret, region=place.region or USUAL_REGION), now)


def _sftp(place: DeliveryPlace, secret: str, _now: Callable[[], datetime]) -> Source:
    from civicdesk.transport.sftp import Login, Sftp

    return Sftp(Login.at(place.address, user=place.user, host_key=place.host_key, secret=secret))
