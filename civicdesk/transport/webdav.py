"""A folder on a WebDAV server: sent aside, then moved into its place. Source: RFC 4918."""

import re
import ssl
from base64 import b64encode
from html import unescape
from urllib.parse import unquote, urlsplit

from civicdesk.errors import Unavailable
from civicdesk.transport.target import NAME, Source, Target, Watch
from civicdesk.transport.web import Request, Server, confirm, is_there, parse

_WHAT = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/></prop></propfind>'
_PLACE = re.compile(rb"<(?:[\w.-]+:)?href[^<>]*>([^<]*)</")
_LARGEST_LIST = 32 * 1024 * 1024
_IS_THERE, _SEVERAL = 405, 207


class WebDav(Source):
    """A WebDAV folder that takes files.

    A cut upload begins again: a server that answers 201 to a part of a file has not put it behind the part before.

    Args:
        address: `https://...` of the folder.
        user: name at the server.
        password: its password there.
        trust: who may vouch for the server; without it, whom this computer trusts.

    Raises:
        Refused: UPLOAD-ADDRESS.
    """

    def __init__(self, address: str, user: str, password: str, trust: ssl.SSLContext | None = None) -> None:
        self._address, self._user, self._password, self._trust = address, user, password, trust
        self._server = Server(parse(address), trust)
        self._headers = {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}
        self._make = False

    def names(self) -> tuple[str, ...]:
        """Return the names of the files in the folder; see `Source.names`."""
        at = self._server.address
        headers = {**self._headers, "Depth": "1", "Content-Type": "application/xml"}
        asked = Request(method="PROPFIND", path=at.path, headers=headers, body=_WHAT, most=_LARGEST_LIST)
        answer = self._server.ask(asked)
        if not is_there(answer, at.host):
            raise Unavailable("UPLOAD-NO-FOLDER", host=at.host)
        if answer.status != _SEVERAL or len(answer.body) >= _LARGEST_LIST:
            raise Unavailable("UPLOAD-SERVER", host=at.host, status=answer.status)
        paths = [urlsplit(unescape(place.decode("utf-8", "replace")).strip()).path for place in _PLACE.findall(answer.body)]
        return tuple(sorted({name for name in (unquote(path).rpartition("/")[2] for path in paths) if NAME.fullmatch(name)}))

    def within(self, folder: str) -> Target:
        """Return a folder in this one; see `Source.within`."""
        inner = WebDav(f"{self._address.rstrip('/')}/{folder}", self._user, self._password, self._trust)
        inner._make = True
        return inner

    def read(self, name: str, most: int) -> bytes | None:
        """Return a file of the folder; see `Target.read`."""
        answer = self._server.ask(Request(method="GET", path=self._path(name), headers=self._headers, most=most))
        return answer.body if is_there(answer, self._server.address.host) else None

    def write(self, name: str, content: bytes, watch: Watch) -> None:
        """Put a file aside, then in its place; see `Target.write`."""
        at, part = self._server.address, self._path(f"{name}.part")
        if self._make:
            made = self._server.ask(Request(method="MKCOL", path=at.path, headers=self._headers))
            if made.status != _IS_THERE:
                confirm(made, at.host)
        confirm(self._server.ask(Request(method="PUT", path=part, headers=self._headers, body=content, watch=watch)), at.host)
        place = f"http{'s' * at.secure}://{at.authority}{self._path(name)}"
        move = Request(method="MOVE", path=part, headers={**self._headers, "Destination": place, "Overwrite": "T"})
        confirm(self._server.ask(move), at.host)
        watch.told(len(content), len(content))

    def _path(self, name: str) -> str:
        return f"{self._server.address.path}{name}"
