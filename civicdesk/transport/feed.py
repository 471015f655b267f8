"""A list of services fetched page by page. Only read: GET, https, JSON, one host, and an end to everything.

Pages are asked for until one says it is the last, or one is empty; what a page counts is never believed. Nothing is fetched unless
somebody asks for it.
"""

import io
import json
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from http.client import HTTPException, HTTPResponse
from itertools import count
from typing import Any, cast
from urllib.parse import urlencode, urljoin, urlsplit

from civicdesk.errors import Refused, Unavailable
from civicdesk.records.upkeep import FeedPage
from civicdesk.transport.target import Watch
from civicdesk.transport.web import TIMEOUT_S, Address, Answer, Server, parse

MOST_BYTES = 50 * 1024 * 1024
"""Of all pages together."""
MOST_PAGES = 500
A_PAGE = 100
_MOST_TURNS = 5
_PIECE = 64 * 1024
_MOVED = frozenset({301, 302, 303, 307, 308})
_NOT_CHANGED = 304
Trust = ssl.SSLContext
"""Who may vouch for a server."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where to begin, and what is known of the list already."""

    address: str
    agent: str
    """Name and version of the program."""
    tags: tuple[str, ...] = ()
    """What the server called the state of each page last time; only of use where it did so for all of them."""
    since: datetime | None = None
    """Ask only for what has changed since then, zoned, if the server can do that."""
    held: tuple[FeedPage, ...] = ()
    """Pages that came before the line was cut: they are not asked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """How a fetch ended, when it came to its end."""

    pages: tuple[FeedPage, ...] = ()
    unchanged: bool = False
    """The server says that every page is as it was; none came."""
    whole: bool = True
    """These are all pages of the list, read at a stretch. False where only what has changed was asked for, and where some were held: between
    then and now a record may have moved from a page that is still to come to one that is here, and it would seem to be gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """Who looks on while pages come."""

    watch: Watch = field(default_factory=Watch)
    """Gets the number of pages that have come, and 0: nobody knows how many there are."""
    kept: Callable[[FeedPage], object] = lambda _page: None
    """Gets each page as soon as it is there."""
    ticks: Callable[[], float] = time.monotonic
    """Seconds of a clock that nobody can set."""


def confirm_address(address: str) -> None:
    """See that an address is one from which a list may be fetched.

    Raises:
        Refused: DIR-FETCH-ADDRESS: it does not begin with https://, or holds a name or password. Plain http is taken for this computer
            itself alone.
    """
    _parsed(address)


def fetch(start: Start, looking: Looking, trust: Trust | None = None) -> Fetched:
    """Fetch a list, whole or what has changed in it. Each page of the whole is handed on as it comes: a cut line loses nothing of it.

    Args:
        start: where to begin.
        looking: who looks on.
        trust: who may vouch for the server; without it, whom this computer trusts.

    Raises:
        Refused: DIR-FETCH-ADDRESS, DIR-FETCH-STOPPED, DIR-FETCH-ELSEWHERE (it sends us to another host), DIR-FETCH-JSON, DIR-FETCH-LARGE.
        Unavailable: DIR-FETCH-LINE, DIR-FETCH-CERTIFICATE, DIR-FETCH-SERVER.
    """
    asking, quiet = _Asking(start, looking, trust), _Asking(start, replace(looking, kept=lambda _page: None), trust)
    if start.held and _read(start.held[-1].body, "")[1]:
        return Fetched(pages=start.held)
    if start.held:
        return Fetched(pages=(*start.held, *asking.pages({}, start.held)), whole=False)
    if start.tags and asking.is_unchanged():
        return Fetched(unchanged=True)
    if start.since is not None:
        moment = start.since.isoformat(timespec="seconds")
        pages = tuple(quiet.pages({"modified_after": moment}))
        if pages and not _holds_older(pages, start.since):
            return Fetched(pages=pages, whole=False)
    return Fetched(pages=tuple(asking.pages({})))


class _Asking:
    """One fetch of one list."""

    def __init__(self, start: Start, looking: Looking, trust: Trust | None) -> None:
        self._address, self._query = _parsed(start.address)
        self._start, self._looking = start, looking
        self._line = _Line(self._address, trust, looking.ticks)
        self._left = MOST_BYTES - sum(len(page.body) for page in start.held)

    def is_unchanged(self) -> bool:
        """Tell whether the server says of every page that it is as it was."""
        for number, tag in enumerate(self._start.tags, start=1):
            answer = self._ask(self._question(number, {}, sized=True), tag)
            if answer.status != _NOT_CHANGED:
                return False
        return True

    def pages(self, more: Mapping[str, str], held: tuple[FeedPage, ...] = ()) -> Iterator[FeedPage]:
        """Give one page after another; none if the server does not understand what more is asked for.

        Args:
            more: what to ask for beside the number of the page.
            held: pages that are there already.
        """
        before = held[-1] if held else None
        sized = True
        for number in count(len(held) + 1):
            answer = self._ask(self._question(number, more, sized=sized))
            if number == 1 and 400 <= answer.status < 500 and more:
                return
            if sized and answer.status == 400:
                sized = False
                answer = self._ask(self._question(number, more, sized=sized))
            page = FeedPage(number=number, body=self._confirmed(answer), tag=answer.headers.get("etag", "")[:200])
            contents, is_last = _read(page.body, self._address.host)
            if before is not None and not _is_page(page.body):
                raise Refused("DIR-FETCH-JSON", host=self._address.host)  # an excuse in the middle of a list is not its last page
            if before is not None and (not contents or page.body == before.body):
                return  # the end, or a server that knows one page only
            if number > MOST_PAGES:
                raise _too_large()
            self._looking.kept(page)
            yield page
            if is_last:
                return
            before = page

    def _question(self, number: int, more: Mapping[str, str], *, sized: bool) -> str:
        asked = {"page": str(number), **({"per_page": str(A_PAGE)} if sized else {}), **more}
        return "&".join(part for part in (self._query, urlencode(asked)) if part)

    def _ask(self, query: str, tag: str = "") -> Answer:
        """Ask for one page, and follow where the server sends us as long as that is the same host."""
        headers = {"User-Agent": self._start.agent, "Accept": "application/json", **({"If-None-Match": tag} if tag else {})}
        line, path = self._line, f"{self._address.path}?{query}"
        for _ in range(_MOST_TURNS):
            if self._looking.watch.cancelled():
                raise Refused("DIR-FETCH-STOPPED")
            answer = line.get(path, headers, self._left + 1)
            self._left -= len(answer.body)
            if self._left < 0:
                raise _too_large()
            if answer.status not in _MOVED:
                self._looking.watch.told(int(dict(_pairs(query)).get("page", "0")), 0)
                return answer
            line, path = line.turned(path, answer.headers.get("location", ""))
        raise Refused("DIR-FETCH-ELSEWHERE", host=self._address.host)

    def _confirmed(self, answer: Answer) -> bytes:
        host = self._address.host
        if answer.status == 429 or answer.status >= 500:
            raise Unavailable("DIR-FETCH-LINE", host=host)
        if answer.status != 200:
            raise Unavailable("DIR-FETCH-SERVER", host=host, status=answer.status)
        if "json" not in answer.headers.get("content-type", "").partition(";")[0].casefold():
            raise Refused("DIR-FETCH-JSON", host=host)
        return answer.body


class _Line(Server):
    """Asks one server. An answer has to be there, whole, before its time is over, however slowly it drips."""

    def __init__(self, address: Address, trust: Trust | None, ticks: Callable[[], float]) -> None:
        super().__init__(address, trust)
        self._ticks = ticks

    def get(self, path: str, headers: Mapping[str, str], most: int) -> Answer:
        """Return what the server says, its first `most` bytes."""
        until = self._ticks() + TIMEOUT_S
        try:
            with closing(self._line()) as line:
                line.connect()
                line.sock = cast("socket.socket", _Patient(line.sock, lambda: until - self._ticks()))
                line.request("GET", path, headers={**headers, "Accept-Encoding": "identity"})
                response = line.getresponse()
                names = {name.lower(): value for name, value in response.getheaders()}
                return Answer(status=response.status, headers=names, body=_body(response, most))
        except ssl.SSLCertVerificationError as why:
            raise Unavailable("DIR-FETCH-CERTIFICATE", host=self.address.host) from why
        except (OSError, HTTPException, ValueError) as why:  # the last: a name, path or header that no line can carry
            raise Unavailable("DIR-FETCH-LINE", host=self.address.host) from why

    def turned(self, path: str, location: str) -> tuple["_Line", str]:
        """Return where the server sends us.

        Raises:
            Refused: DIR-FETCH-ELSEWHERE: to another host, or off the protected line.
        """
        here = self.address
        try:
            at = urlsplit(urljoin(f"{'https' if here.secure else 'http'}://{here.authority}{path}", location))
            found = parse(f"{at.scheme}://{at.netloc}/")
        except (Refused, ValueError) as why:
            raise Refused("DIR-FETCH-ELSEWHERE", host=here.host) from why
        if not location or found.host != here.host or (here.secure and not found.secure):
            raise Refused("DIR-FETCH-ELSEWHERE", host=here.host)
        return _Line(found, self._trust, self._ticks), f"{at.path or '/'}{f'?{at.query}' if at.query else ''}"


def _body(response: HTTPResponse, most: int) -> bytes:
    pieces, size = [], 0
    while size < most and (piece := response.read1(min(_PIECE, most - size))):
        pieces.append(piece)
        size += len(piece)
    if size < most and response.length:
        raise TimeoutError  # the line was cut: the server had said that there is more
    return b"".join(pieces)


class _Patient:
    """A line as the reader of answers asks for it; whatever is read from it, headers and the sizes of pieces too, is there in time."""

    def __init__(self, line: socket.socket, left: Callable[[], float]) -> None:
        self._line, self._left = line, left

    def sendall(self, data: bytes) -> None:
        """Send all of it."""
        self._line.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return what comes, to be read."""
        return io.BufferedReader(_InTime(self._line, self._left))

    def close(self) -> None:
        """Hang up, once nobody reads any more."""
        self._line.close()


class _InTime(io.RawIOBase):
    """What comes over a line until its time is over."""

    def __init__(self, line: socket.socket, left: Callable[[], float]) -> None:
        super().__init__()
        self._line, self._left = line, left
        self._coming = line.makefile("rb", buffering=0)

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what has come.

        Raises:
            TimeoutError: the time is over.
        """
        left = self._left()
        if left <= 0:
            raise TimeoutError
        self._line.settimeout(left)
        return self._coming.readinto(buffer)

    def close(self) -> None:
        """Read no more."""
        self._coming.close()
        super().close()


def _parsed(address: str) -> tuple[Address, str]:
    """Return where the list is, its path without a needless stroke, and what its owner's address asks already."""
    whole, _, query = address.strip().partition("?")
    try:
        found = parse(whole)
    except Refused as why:
        raise Refused("DIR-FETCH-ADDRESS") from why
    if not query.isascii() or not query.isprintable() or {" ", "#"} & set(query):
        raise Refused("DIR-FETCH-ADDRESS")
    return replace(found, path=found.path if whole.endswith("/") else found.path.rstrip("/") or "/"), query


def _pairs(query: str) -> Iterable[tuple[str, str]]:
    return (part.partition("=")[::2] for part in query.split("&"))


def _read(body: bytes, host: str) -> tuple[list[Any], bool]:
    """Return what a page holds, and whether it is the last."""
    try:
        page = json.loads(body)
    except (ValueError, RecursionError) as why:
        raise Refused("DIR-FETCH-JSON", host=host) from why
    if not isinstance(page, dict):
        return (page, True) if isinstance(page, list) else ([], True)
    if not isinstance(page.get("contents"), list):
        return [page], True
    return page["contents"], page.get("last_page") is True


def _is_page(body: bytes) -> bool:
    """Tell whether this is a page of a list, and neither one record nor an excuse."""
    page = json.loads(body)
    return isinstance(page, list) or (isinstance(page, dict) and isinstance(page.get("contents"), list))


def _holds_older(pages: Iterable[FeedPage], since: datetime) -> bool:
    """Tell whether pages hold records that have not changed since then: the server did not heed that, or not to the hour.

    Nobody can tell which, so everything is asked for: a part that was taken for the whole would mark all else as missing.
    """
    for page in pages:
        for one in _read(page.body, "")[0]:
            changed = str(one.get("last_modified", "")) if isinstance(one, dict) else ""
            try:
                at = datetime.fromisoformat(changed)
            except ValueError:
                continue
            if at.tzinfo is not None and at < since:
                return True
    return False


def _too_large() -> Refused:
    return Refused("DIR-FETCH-LARGE", most=MOST_BYTES // (1024 * 1024), pages=MOST_PAGES)
