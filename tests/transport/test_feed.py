"""A list fetched page by page from a real server: read whole, never more than that, and never from anywhere else."""

import json
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civicdesk.errors import CivicDeskError, Refused, Unavailable
from civicdesk.records.upkeep import FeedPage
from civicdesk.transport import feed
from civicdesk.transport.feed import Fetched, Looking, Start, fetch
from civicdesk.transport.target import Watch
from tests.transport.feed_server import JSON, Answering, Asked, Running, Said, page, paged, service, serving
from tests.transport.servers import need

AGENT = "civicdesk/0.1.0"
SINCE = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[Running]:
    with serving(paged(3)) as running:
        yield running


def fetched(running: Running, looking: Looking = Looking(), **more: object) -> Fetched:  # noqa: B008 - a frozen record
    return fetch(Start(**{"address": running.address, "agent": AGENT, **more}), looking)


def numbers(found: Fetched) -> list[int]:
    return [each.number for each in found.pages]


def refused(running: Running, code: str, looking: Looking = Looking(), **more: object) -> CivicDeskError:  # noqa: B008 - a frozen record
    with pytest.raises((Refused, Unavailable), match=code) as told:
        fetched(running, looking, **more)
    return told.value


# ---- reading whole


def test_pages_are_asked_for_until_one_is_the_last(server: Running) -> None:
    assert (numbers(fetched(server)), server.pages) == ([1, 2, 3], [1, 2, 3])


def test_every_question_says_who_asks_and_wants_json_alone(server: Running) -> None:
    fetched(server)
    assert {(each.headers["user-agent"], each.headers["accept"]) for each in server.asked} == {(AGENT, "application/json")}


def test_pages_end_with_an_empty_one_where_none_says_it_is_the_last(server: Running) -> None:
    server.answering = lambda asked: Said(body=page(*[service(asked.page)] if asked.page < 3 else []))
    assert (numbers(fetched(server)), server.pages) == ([1, 2], [1, 2, 3])


def test_counts_are_never_believed(server: Running) -> None:
    """A page says that it holds 31 of 31 and is one of one; it holds 128, and another one follows."""
    told = {"total_items": 31, "total_pages": 1, "size": 31, "page_number": 1}
    server.answering = lambda asked: Said(body=page(*[service(at) for at in range(128)], last=asked.page == 2, page=asked.page, **told))
    found = fetched(server)
    assert [len(json.loads(each.body)["contents"]) for each in found.pages] == [128, 128]


def test_a_server_that_knows_one_page_only_is_asked_twice_and_no_more(server: Running) -> None:
    server.answering = lambda _asked: Said(body=page(service(1)))
    assert (numbers(fetched(server)), server.pages) == ([1], [1, 2])


@pytest.mark.parametrize("body", [json.dumps([service(1)]).encode(), json.dumps(service(1)).encode()])
def test_a_bare_list_and_a_single_record_are_whole(server: Running, body: bytes) -> None:
    server.answering = lambda _asked: Said(body=body)
    assert (numbers(fetched(server)), server.pages) == ([1], [1])


def test_an_address_that_asks_something_already_keeps_doing_so(server: Running) -> None:
    found = fetch(Start(address=f"{server.address}?taxonomy=arts", agent=AGENT), Looking())
    assert (numbers(found), {each.query["taxonomy"] for each in server.asked}) == ([1, 2, 3], {"arts"})


def test_a_server_that_takes_no_size_of_a_page_is_asked_without(server: Running) -> None:
    whole = paged(3)
    server.answering = lambda asked: Said(status=400, body=b"{}") if "per_page" in asked.query else whole(asked)
    assert numbers(fetched(server)) == [1, 2, 3]


# ---- limits


def test_endless_pages_end(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST_PAGES", 5)
    server.answering = lambda asked: Said(body=page(service(asked.page)))
    refused(server, "DIR-FETCH-LARGE")
    assert server.pages == [1, 2, 3, 4, 5, 6]


def test_a_list_of_just_so_many_pages_is_taken(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MOST_PAGES", 2)
    server.answering = lambda asked: Said(body=page(*[service(asked.page)] if asked.page < 3 else []))
    assert numbers(fetched(server)) == [1, 2]


def test_more_than_fifty_megabytes_are_not_read(server: Running) -> None:
    filling = page(service(1, description="x" * (20 * 1024 * 1024)))
    server.answering = lambda asked: Said(body=filling + b" " * asked.page)
    refused(server, "DIR-FETCH-LARGE")
    assert server.pages == [1, 2, 3]


def test_an_answer_that_drips_too_slowly_is_given_up(server: Running) -> None:
    ticks = iter(range(0, 10_000, 20))
    server.answering = lambda _asked: Said(body=page(service(1, description="x" * 300_000)))
    refused(server, "DIR-FETCH-LINE", Looking(ticks=lambda: next(ticks)))


@pytest.mark.parametrize("drip", [b"HTTP/1.1 100 Continue\r\n\r\n", b"x"])
def test_an_answer_that_never_begins_is_given_up_however_it_drips(drip: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "TIMEOUT_S", 0.2)
    with dripping(drip, page(service(1), last=True)) as address, pytest.raises(Unavailable, match="DIR-FETCH-LINE"):
        fetch(Start(address=address, agent=AGENT), Looking())


@contextmanager
def dripping(drip: bytes, body: bytes) -> Iterator[str]:
    """Run a server that drips for some seconds and answers only then; whoever waits so long takes the answer."""
    begin = b"" if drip.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\nX-Drip: "
    end = b"HTTP/1.1 200 OK\r\n" if drip.startswith(b"HTTP") else b"\r\n"
    over = threading.Event()

    def answer() -> None:
        line, _ = listening.accept()
        with line, suppress(OSError):
            line.recv(4096)
            line.sendall(begin)
            for _ in range(300):
                line.sendall(drip)
                if over.wait(0.01):
                    return
            line.sendall(end + b"Content-Type: application/json\r\nConnection: close\r\n\r\n" + body)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/services"
        finally:
            over.set()
            thread.join(5)


@pytest.mark.parametrize("host", ["a" * 70 + ".example", "a..example"])
def test_a_name_that_no_computer_can_bear_is_told(host: str) -> None:
    with pytest.raises(Unavailable, match="DIR-FETCH-LINE"):
        fetch(Start(address=f"https://{host}/services", agent=AGENT), Looking())


def test_a_turn_to_a_path_that_no_line_can_carry_is_told(server: Running) -> None:
    server.answering = lambda _asked: Said(status=302, headers={"Location": "/caf\u00e9"})
    refused(server, "DIR-FETCH-LINE")


# ---- what is no list


@pytest.mark.parametrize("body", [b'{"error": "busy"}', b'{"contents": null}', b"null"])
def test_an_excuse_in_the_middle_of_a_list_is_not_its_end(server: Running, body: bytes) -> None:
    whole = paged(3)
    server.answering = lambda asked: Said(body=body) if asked.page == 2 else whole(asked)
    refused(server, "DIR-FETCH-JSON")


@pytest.mark.parametrize(
    "said",
    [
        Said(body=b"<html>Sign in</html>", headers={"Content-Type": "text/html"}),
        Said(body=page(service(1)), headers={"Content-Type": "text/html; charset=json"}),
        Said(body=page(service(1)), headers={}),
        Said(body=b"{", headers=JSON),
        Said(body=b"[" * 100_000, headers=JSON),
        Said(body=b"\xff\xfe\xfd", headers=JSON),
    ],
)
def test_what_is_no_json_is_told(server: Running, said: Said) -> None:
    server.answering = lambda _asked: said
    refused(server, "DIR-FETCH-JSON")


@pytest.mark.parametrize(
    ("status", "code"), [(401, "SERVER"), (403, "SERVER"), (404, "SERVER"), (204, "SERVER"), (429, "LINE"), (500, "LINE"), (503, "LINE")]
)
def test_a_server_that_says_no_is_told(server: Running, status: int, code: str) -> None:
    server.answering = lambda _asked: Said(status=status)
    assert refused(server, f"DIR-FETCH-{code}").facts["host"] == "localhost"


# ---- elsewhere


def test_a_turn_on_the_same_host_is_followed(server: Running) -> None:
    whole = paged(2)

    def answer(asked: Asked) -> Said:
        if asked.path == "/services":
            return Said(status=301, headers={"Location": f"/v3/services?page={asked.page}"})
        return whole(asked)

    server.answering = answer
    assert (numbers(fetched(server)), {each.path for each in server.asked}) == ([1, 2], {"/services", "/v3/services"})


@pytest.mark.parametrize(
    "location",
    ["https://elsewhere.example/services", "http://127.0.0.1/services", "//elsewhere.example/", "file:///etc/hosts", "ftp://localhost/", "", "http://[::1"],
)  # fmt: skip
def test_a_turn_to_another_place_is_not_followed(server: Running, location: str) -> None:
    server.answering = lambda _asked: Said(status=302, headers={"Location": location})
    refused(server, "DIR-FETCH-ELSEWHERE")
    assert server.pages == [1]


def test_turning_in_a_circle_ends(server: Running) -> None:
    server.answering = lambda _asked: Said(status=307, headers={"Location": "/services?page=1"})
    refused(server, "DIR-FETCH-ELSEWHERE")


@pytest.mark.parametrize(
    "address",
    ["", "example.org", "http://lists.example/services", "https://me:word@lists.example/", "ftp://lists.example", "https://", "https://a.example/x?a b"],
)  # fmt: skip
def test_only_a_protected_address_without_a_name_in_it_is_taken(address: str) -> None:
    with pytest.raises(Refused, match="DIR-FETCH-ADDRESS"):
        feed.confirm_address(address)


# ---- cut lines


def test_pages_that_came_before_the_line_was_cut_are_not_asked_for_again(server: Running) -> None:
    whole, came = paged(3), list[FeedPage]()
    server.answering = lambda asked: Said(body=whole(asked).body, cut=asked.page == 2)
    refused(server, "DIR-FETCH-LINE", Looking(kept=came.append))
    server.answering = whole
    found = fetched(server, held=tuple(came))
    assert (numbers(found), server.pages, found.whole) == ([1, 2, 3], [1, 2, 2, 3], False)


def test_a_line_that_breaks_in_a_list_sent_in_pieces_is_told(server: Running) -> None:
    server.answering = lambda _asked: Said(body=b"", cut=True)
    refused(server, "DIR-FETCH-LINE")


def test_pages_that_are_all_there_are_not_asked_for(server: Running) -> None:
    held = fetched(server).pages
    assert (fetched(server, held=held).pages, server.pages) == (held, [1, 2, 3])


def test_nobody_there_is_told() -> None:
    with pytest.raises(Unavailable, match="DIR-FETCH-LINE"):
        fetch(Start(address="http://localhost:9/services", agent=AGENT), Looking())


def test_it_can_be_stopped_between_two_pages_and_what_came_is_there(server: Running) -> None:
    came: list[FeedPage] = []
    watch = Watch(cancelled=lambda: len(came) == 2)
    refused(server, "DIR-FETCH-STOPPED", Looking(watch=watch, kept=came.append))
    assert ([each.number for each in came], server.pages) == ([1, 2], [1, 2])


def test_whoever_looks_on_hears_of_every_page(server: Running) -> None:
    told: list[tuple[int, int]] = []
    fetched(server, Looking(watch=Watch(told=lambda number, whole: told.append((number, whole)))))
    assert told == [(1, 0), (2, 0), (3, 0)]


# ---- asking again


def tagged(count: int, changed: int = 0) -> Answering:
    """Answer with pages that bear tags; one of them has changed since."""
    whole = paged(count)

    def answer(asked: Asked) -> Said:
        tag = f'"{asked.page}{"b" if asked.page == changed else "a"}"'
        if asked.headers.get("if-none-match") == tag:
            return Said(status=304)
        return Said(body=whole(asked).body, headers=JSON | {"ETag": tag})

    return answer


def test_a_list_that_has_not_changed_is_not_sent_again(server: Running) -> None:
    server.answering = tagged(3)
    tags = tuple(each.tag for each in fetched(server).pages)
    server.asked.clear()
    assert fetched(server, tags=tags) == Fetched(unchanged=True)
    assert [each.headers["if-none-match"] for each in server.asked] == ['"1a"', '"2a"', '"3a"']


def test_a_list_in_which_one_page_has_changed_is_sent_whole(server: Running) -> None:
    server.answering = tagged(3, changed=2)
    assert numbers(fetched(server, tags=('"1a"', '"2a"', '"3a"'))) == [1, 2, 3]


def test_only_what_has_changed_is_asked_for_where_the_server_can_tell(server: Running) -> None:
    server.answering = lambda _asked: Said(body=page(service(7, last_modified="2026-03-02T10:00:00Z"), last=True))
    came: list[FeedPage] = []
    found = fetched(server, Looking(kept=came.append), since=SINCE)
    assert (numbers(found), found.whole, came) == ([1], False, [])
    assert server.asked[0].query["modified_after"] == "2026-03-01T09:00:00+00:00"


def test_a_server_that_does_not_know_the_question_is_asked_for_everything(server: Running) -> None:
    whole = paged(2)
    server.answering = lambda asked: Said(status=422) if "modified_after" in asked.query else whole(asked)
    found = fetched(server, since=SINCE)
    assert (numbers(found), found.whole) == ([1, 2], True)


@pytest.mark.parametrize(
    ("changed", "whole"), [("2026-02-01T09:00:00Z", True), ("2026-03-05T09:00:00Z", False), ("2026-02-01", False), ("no day", False)]
)
def test_a_server_that_passes_over_the_question_is_noticed(server: Running, changed: str, whole: bool) -> None:
    server.answering = lambda _asked: Said(body=page("odd", service(1, last_modified=changed), last=True))
    assert fetched(server, since=SINCE).whole is whole


def test_a_server_that_tells_what_has_changed_by_the_day_only_is_asked_for_everything(server: Running) -> None:
    whole, early = paged(3), page(service(2, last_modified="2026-03-01T03:00:00Z"), last=True)
    server.answering = lambda asked: Said(body=early) if "modified_after" in asked.query else whole(asked)
    found = fetched(server, since=SINCE)
    assert (numbers(found), found.whole) == ([1, 2, 3], True)


# ---- the protected line


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    room = tmp_path_factory.mktemp("certificate")
    words = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
    ]
    places = ["-keyout", str(room / "key.pem"), "-out", str(room / "cert.pem")]
    subprocess.run([need("openssl"), *words, *places], capture_output=True, check=True, timeout=60)
    return room


@pytest.fixture
def protected(certificate: Path) -> Iterator[Running]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    with serving(paged(2), context) as running:
        yield running


def test_a_list_comes_over_a_protected_line(protected: Running, certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=certificate / "cert.pem")
    found = fetch(Start(address=protected.address, agent=AGENT), Looking(), trust)
    assert numbers(found) == [1, 2]


def test_a_server_that_cannot_prove_who_it_is_is_not_asked(protected: Running) -> None:
    refused(protected, "DIR-FETCH-CERTIFICATE")
    assert protected.asked == []


def test_nobody_is_led_off_the_protected_line(protected: Running, certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=certificate / "cert.pem")
    protected.answering = lambda _asked: Said(status=302, headers={"Location": "http://localhost/services"})
    with pytest.raises(Refused, match="DIR-FETCH-ELSEWHERE"):
        fetch(Start(address=protected.address, agent=AGENT), Looking(), trust)
