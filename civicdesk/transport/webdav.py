"""A folder on a WebDAV server: sent aside, then moved into its place. Source: RFC 4918."""

import ssl
from base64 import b64encode

from civicdesk.transport.target import Target, Watch
from civicdesk.transport.web import Request, Server, confirm, is_there, parse


class WebDav(Target):
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
        self._server = Server(parse(address), trust)
        self._headers = {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}

    def read(self, name: str, most: int) -> bytes | None:
        """Return a file of the folder; see `Target.read`."""
        answer = self._server.ask(Request(method="GET", path=self._path(name), headers=self._headers, most=most))
        return answer.body if is_there(answer, self._server.address.host) else None

    def write(self, name: str, content: bytes, watch: Watch) -> None:
        """Put a file aside, then in its place; see `Target.write`."""
        at, part = self._server.address, self._path(f"{name}.part")
        confirm(self._server.ask(Request(method="PUT", path=part, headers=self._headers, body=content, watch=watch)), at.host)
        place = f"http{'s' * at.secure}://{at.authority}{self._path(name)}"
        move = Request(method="MOVE", path=part, headers={**self._headers, "Destination": place, "Overwrite": "T"})
        confirm(self._server.ask(move), at.host)
        watch.told(len(content), len(content))

    def _path(self, name: str) -> str:
        return f"{self._server.address.path}{name}"
