"""A bucket of an S3 server, addressed by path. Source of the signature: AWS Signature Version 4.

A file over 16 MiB goes in parts of 8 MiB; parts that arrived before a cut line are not sent again. Until the last request the server
shows nothing under the name.
"""

import hashlib
import hmac
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from urllib.parse import quote

from civicdesk.errors import Unavailable
from civicdesk.transport.target import NAME, Source, Target, Watch, confirm_few
from civicdesk.transport.web import Answer, Request, Server, confirm, is_there, parse

WHOLE_UP_TO = 16 * 1024 * 1024
PART = 8 * 1024 * 1024
USUAL_REGION = "us-east-1"
_LARGEST_ANSWER = 1024 * 1024
_LARGEST_LIST = 8 * 1024 * 1024
_MOST_PAGES = 1000
_NUMBER = re.compile(r"[0-9]{1,5}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What a bucket's owner gave out. Both are secrets of the workspace."""

    access: str
    secret: str
    region: str = USUAL_REGION


class Bucket(Source):
    """A bucket, or a folder in one.

    Args:
        address: `https://server/bucket` or `https://server/bucket/folder`.
        keys: how to sign.
        now: the clock, in UTC.
        trust: who may vouch for the server; without it, whom this computer trusts.

    Raises:
        Refused: UPLOAD-ADDRESS.
    """

    def __init__(self, address: str, keys: Keys, now: Callable[[], datetime], trust: ssl.SSLContext | None = None) -> None:
        self._server = Server(parse(address), trust)
        self._whole_address, self._trust = address, trust
        self._keys, self._now = keys, now
        self._host = self._server.address.host
        self._bucket, _, self._folder = self._server.address.path.strip("/").partition("/")

    def names(self) -> tuple[str, ...]:
        """Return the names of the objects in the folder; see `Source.names`."""
        folder = f"{self._folder}/" if self._folder else ""
        asked = {"list-type": "2", "prefix": folder, "delimiter": "/"}
        found: list[str] = []
        for _ in range(_MOST_PAGES):
            answer = confirm(self._ask("GET", "", asked, most=_LARGEST_LIST), self._host)
            found += [_word(each, b"Key").removeprefix(folder) for each in _elements(answer.body, b"Contents")]
            more = _word(answer.body, b"NextContinuationToken")
            confirm_few(found, self._host)
            if not more:
                return tuple(sorted(filter(NAME.fullmatch, found)))
            asked = {**asked, "continuation-token": more}
        raise Unavailable("UPLOAD-SERVER", host=self._host, status=200)

    def within(self, folder: str) -> Target:
        """Return a folder in this one; see `Source.within`. A bucket knows no folders that would have to be made."""
        return Bucket(f"{self._whole_address.rstrip('/')}/{folder}", self._keys, self._now, self._trust)

    def read(self, name: str, most: int) -> bytes | None:
        """Return an object; see `Target.read`."""
        answer = self._ask("GET", name, {}, most=most)
        return answer.body if is_there(answer, self._host) else None

    def write(self, name: str, content: bytes, watch: Watch) -> None:
        """Put an object, in parts if it is large; see `Target.write`."""
        if len(content) <= WHOLE_UP_TO:
            whole = replace(self._request("PUT", name, {}, content, _LARGEST_ANSWER), watch=watch)
            confirm(self._server.ask(whole), self._host)
        else:
            self._in_parts(name, content, watch)
        watch.told(len(content), len(content))

    def _in_parts(self, name: str, content: bytes, watch: Watch) -> None:
        upload = self._open_upload(name) or self._new_upload(name)
        there = self._parts(name, upload)
        tags = []
        for number, at in enumerate(range(0, len(content), PART), start=1):
            watch.step(at, len(content))
            piece = content[at : at + PART]
            tag = hashlib.md5(piece, usedforsecurity=False).hexdigest()
            if there.get(number) != tag:
                answer = confirm(self._ask("PUT", name, {"partNumber": str(number), "uploadId": upload}, piece), self._host)
                tag = answer.headers.get("etag", "").strip('"') or tag
            tags.append(f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>")
        body = f"<CompleteMultipartUpload>{''.join(tags)}</CompleteMultipartUpload>".encode()
        done = confirm(self._ask("POST", name, {"uploadId": upload}, body), self._host)
        if b"<Error>" in done.body:  # this answer begins before the work is done: its status says nothing
            raise Unavailable("UPLOAD-LINE", host=self._host)

    def _open_upload(self, name: str) -> str:
        """Return the upload of this name that a cut line left open, empty if there is none."""
        key = f"{self._folder}/{name}" if self._folder else name
        answer = self._ask("GET", "", {"uploads": "", "prefix": key})
        found = [each for each in _elements(answer.body, b"Upload") if _word(each, b"Key") == key] if answer.status == 200 else []
        return _word(found[-1], b"UploadId") if found else ""

    def _new_upload(self, name: str) -> str:
        answer = confirm(self._ask("POST", name, {"uploads": ""}), self._host)
        upload = _word(answer.body, b"UploadId")
        if not upload:
            raise Unavailable("UPLOAD-SERVER", host=self._host, status=answer.status)
        return upload

    def _parts(self, name: str, upload: str) -> Mapping[int, str]:
        """Return the parts that have arrived: number -> MD5, as the server says it."""
        answer = self._ask("GET", name, {"uploadId": upload})
        found = _elements(answer.body, b"Part") if answer.status == 200 else []
        numbered = [(_word(each, b"PartNumber"), each) for each in found]
        return {int(number): _word(each, b"ETag").strip('"') for number, each in numbered if _NUMBER.fullmatch(number)}

    def _ask(self, method: str, name: str, query: Mapping[str, str], body: bytes = b"", most: int = _LARGEST_ANSWER) -> Answer:
        return self._server.ask(self._request(method, name, query, body, most))

    def _request(self, method: str, name: str, query: Mapping[str, str], body: bytes, most: int) -> Request:
        """Make a signed request about one object, or about the bucket if no object is named."""
        at = self._server.address
        path = f"{at.path}{name}" if name else f"/{self._bucket}"
        asked = "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in sorted(query.items()))
        headers = _signed(self._keys, self._now(), (method, at.authority, path, asked), body)
        return Request(method=method, path=f"{path}?{asked}" if asked else path, headers=headers, body=body, most=most)


def _signed(keys: Keys, now: datetime, request: tuple[str, str, str, str], body: bytes) -> dict[str, str]:
    """Return the headers that prove who asks (method, host, path, query). Every byte of the body is under the signature."""
    method, host, path, asked = request
    day, moment, digest = f"{now:%Y%m%d}", f"{now:%Y%m%dT%H%M%SZ}", hashlib.sha256(body).hexdigest()
    headers = {"host": host, "x-amz-content-sha256": digest, "x-amz-date": moment}
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    whole = f"{method}\n{path}\n{asked}\n{lines}\n{names}\n{digest}"
    scope = f"{day}/{keys.region}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(whole.encode()).hexdigest()}"
    key = f"AWS4{keys.secret}".encode()
    for word in (day, keys.region, "s3", "aws4_request"):
        key = hmac.digest(key, word.encode(), "sha256")
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    told = f"AWS4-HMAC-SHA256 Credential={keys.access}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "Authorization": told}


def _elements(xml: bytes, name: bytes) -> list[bytes]:
    """Return what stands in the elements of a name. Each byte is looked at once: an answer that never closes them takes no longer."""
    return [each.partition(b"</%s>" % name)[0] for each in xml.split(b"<%s>" % name)[1:] if b"</%s>" % name in each]


def _word(xml: bytes, name: bytes) -> str:
    """Return what stands in the first element of a name; empty if there is none."""
    _, _, rest = xml.partition(b"<%s>" % name)
    word, closed, _ = rest.partition(b"</%s>" % name)
    return unescape(word.decode("utf-8", "replace")).strip() if closed else ""
