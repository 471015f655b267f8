"""A real web server on this computer that gives pages of a list, and can misbehave in every way that a server can."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the server says to one question."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    cut: bool = False
    """It promises more than it sends, and hangs up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: its path, what it asks, and its headers by small name."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def page(self) -> int:
        """Which page was asked for."""
        return int(self.query.get("page", "1"))


Answering = Callable[[Asked], Said]


@dataclass(slots=True, kw_only=True)
class Running:
    """A server that runs: its address, what it was asked so far, and what answers."""

    address: str
    answering: Answering
    asked: list[Asked] = field(default_factory=list)

    @property
    def pages(self) -> list[int]:
        """Which pages were asked for, in their order."""
        return [each.page for each in self.asked]


def page(*records: Mapping[str, object], last: bool = False, **more: object) -> bytes:
    """Return one page in the envelope of the standard."""
    return json.dumps({"contents": records, "last_page": last, **more}).encode()


def service(number: int, **more: object) -> dict[str, object]:
    """Return an invented service with an id of its own."""
    ident = f"00000000-0000-4000-8000-{number:012}"
    return {"id": ident, "name": f"Invented Service {number}", "status": "active", **more}


def paged(count: int, each: int = 1) -> Answering:
    """Answer with so many pages of so many services."""

    def answer(asked: Asked) -> Said:
        first = (asked.page - 1) * each
        records = [service(first + at + 1) for at in range(each)] if asked.page <= count else []
        return Said(body=page(*records, last=asked.page >= count))

    return answer


@contextmanager
def serving(answering: Answering, context: ssl.SSLContext | None = None) -> Iterator[Running]:
    """Run a server on this computer, protected if a context is given."""
    running = Running(address="", answering=answering)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            at = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(path=at.path, query=dict(parse_qsl(at.query)), headers=headers)
            running.asked.append(asked)
            said = running.answering(asked)
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body) + (100 if said.cut else 0)))
            self.end_headers()
            self.wfile.write(said.body)
            self.close_connection = True

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        running.address = f"{'https' if context else 'http'}://localhost:{server.server_port}/services"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield running
        finally:
            server.shutdown()
            thread.join()
