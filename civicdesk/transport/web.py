"""One conversation with a web server: certificates always checked, redirects never followed, answers never read without end."""

import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import quote, urlsplit
from urllib.request import getproxies, proxy_bypass

from civicdesk.errors import CivicDeskError, Refused, Unavailable
from civicdesk.transport.target import Watch

TIMEOUT_S = 30
PIECE = 256 * 1024
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_DENIED, _GONE, _NO_ROOM, _NO_FOLDER = frozenset({401, 403, 407}), frozenset({404, 410}), frozenset({413, 507}), 409


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a server is."""

    host: str
    port: int
    secure: bool
    path: str
    """Path of the folder, quoted, with `/` at both ends."""

    @property
    def authority(self) -> str:
        """Host, and the port if it is not the usual one."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == (443 if self.secure else 80) else f"{name}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of a server."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    watch: Watch | None = None
    """Who looks on while the body is sent."""
    most: int = 1024 * 1024
    """Bytes of the answer that are read."""

    def pieces(self) -> Iterator[bytes]:
        """Yield the body piece by piece; between two of them it can be stopped."""
        for at in range(0, len(self.body), PIECE):
            if self.watch is not None:
                self.watch.step(at, len(self.body))
            yield self.body[at : at + PIECE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in small letters."""
    body: bytes = b""


def parse(address: str) -> Address:
    """Read the address of a folder on a server.

    Raises:
        Refused: UPLOAD-ADDRESS: it is no address that begins with https://, or holds a name, password or question. Plain http is taken
            for this computer itself alone.
    """
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as why:
        raise Refused("UPLOAD-ADDRESS") from why
    secure = parts.scheme == "https"
    plain = parts.scheme == "http" and host in _LOOPBACK
    if not host or not (secure or plain) or parts.query or parts.fragment or parts.username or parts.password:
        raise Refused("UPLOAD-ADDRESS")
    path = f"/{quote(parts.path.strip('/'), safe='/%')}/"
    return Address(host=host, port=port or (443 if secure else 80), secure=secure, path="/" if path == "//" else path)


class Server:
    """Asks one server, on a new line each time.

    Args:
        address: where it is.
        trust: who may vouch for it; without it, whom this computer trusts.
    """

    def __init__(self, address: Address, trust: ssl.SSLContext | None = None) -> None:
        self.address = address
        self._trust = trust

    def ask(self, request: Request) -> Answer:
        """Send one request and read the answer.

        Raises:
            Refused: UPLOAD-CANCELLED.
            Unavailable: UPLOAD-CERTIFICATE: the server cannot prove who it is; UPLOAD-LINE: no answer, or a line that broke.
        """
        try:
            with closing(self._line()) as line:
                return _ask(line, request)
        except ssl.SSLCertVerificationError as why:
            raise Unavailable("UPLOAD-CERTIFICATE", host=self.address.host) from why
        except (OSError, HTTPException) as why:
            raise Unavailable("UPLOAD-LINE", host=self.address.host) from why

    def _line(self) -> HTTPConnection:
        address = self.address
        proxy = _proxy(address)
        host, port = proxy or (address.host, address.port)
        if not address.secure:
            return HTTPConnection(host, port, timeout=TIMEOUT_S)
        line = HTTPSConnection(host, port, timeout=TIMEOUT_S, context=self._trust or ssl.create_default_context())
        if proxy:
            line.set_tunnel(address.host, address.port)
        return line


def confirm(answer: Answer, host: str) -> Answer:
    """Return an answer that says yes.

    Raises:
        Unavailable: UPLOAD-DENIED, UPLOAD-SERVER-FULL, UPLOAD-NO-FOLDER, UPLOAD-LINE (the server is busy or broken), UPLOAD-SERVER.
    """
    if 200 <= answer.status < 300:
        return answer
    raise _refusal(answer.status, host)


def is_there(answer: Answer, host: str) -> bool:
    """Tell whether an answer brings what was asked for; False if the server does not have it.

    Raises:
        Unavailable: as `confirm`.
    """
    return answer.status not in _GONE and bool(confirm(answer, host))


def _refusal(status: int, host: str) -> CivicDeskError:
    if status in _DENIED:
        return Unavailable("UPLOAD-DENIED", host=host)
    if status in _NO_ROOM:
        return Unavailable("UPLOAD-SERVER-FULL", host=host)
    if status in _GONE or status == _NO_FOLDER:
        return Unavailable("UPLOAD-NO-FOLDER", host=host)
    if status == 429 or status >= 500:
        return Unavailable("UPLOAD-LINE", host=host)
    return Unavailable("UPLOAD-SERVER", host=host, status=status)


def _ask(line: HTTPConnection, asked: Request) -> Answer:
    headers = {**asked.headers, "Accept-Encoding": "identity"}
    if asked.body or asked.method in {"PUT", "POST"}:
        headers["Content-Length"] = str(len(asked.body))
    try:
        line.request(asked.method, asked.path, body=asked.pieces() if asked.body else None, headers=headers)
    except (BrokenPipeError, ConnectionResetError):
        with suppress(OSError, HTTPException):  # a server that will not take it may say why before it hangs up
            return _read(line.getresponse(), asked.most)
        raise
    return _read(line.getresponse(), asked.most)


def _read(response: HTTPResponse, most: int) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(status=response.status, headers=headers, body=response.read(most))


def _proxy(address: Address) -> tuple[str, int] | None:
    """Return the proxy that this computer is set to use for a server elsewhere."""
    if address.host in _LOOPBACK or proxy_bypass(address.host):
        return None
    found = urlsplit(getproxies().get("https", ""))
    return (found.hostname, found.port or 8080) if found.hostname else None
