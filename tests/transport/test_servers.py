"""WebDAV and S3 as real servers speak them, on this computer's own addresses. SFTP: test_sftp.py."""

import random
import ssl
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from civicdesk.errors import Refused, Unavailable
from civicdesk.transport.collection import collect, hand_back, look
from civicdesk.transport.delivery import deliver
from civicdesk.transport.s3 import Bucket, Keys
from civicdesk.transport.target import Parcel, Source, Watch
from civicdesk.transport.webdav import WebDav
from tests.transport import servers
from tests.transport.cutting import Line, noise, whole_or_nothing

pytestmark = pytest.mark.slow

CUTS = 20
KEYS = Keys(access=servers.ACCESS, secret=servers.SECRET)
CONTENT = noise(300_000, 1)
Make = Callable[[int], Source]


def at_once(_seconds: float) -> None:
    """Try again without waiting: a busy computer may lose a line of its own."""


def now() -> datetime:
    """Return the real time: a server refuses a request that was signed long ago."""
    return datetime.now(UTC)


@pytest.fixture(params=["webdav", "s3"])
def server(request: pytest.FixtureRequest) -> tuple[servers.Running, Make]:
    """Return a server, and what makes a target of a port that leads to it."""
    if request.param == "webdav":
        return request.getfixturevalue("apache"), lambda port: WebDav(f"http://127.0.0.1:{port}/inbox", servers.USER, servers.PASSWORD)
    return request.getfixturevalue("s3"), lambda port: Bucket(f"http://127.0.0.1:{port}/inbox", KEYS, now)


def test_a_file_arrives_with_its_note_and_is_delivered_once(server: tuple[servers.Running, Make]) -> None:
    running, make = server
    parcel = Parcel(name="first.age", content=CONTENT)
    assert not deliver(make(running.port), parcel, wait=at_once).already_there
    assert (running.folder / "first.age").read_bytes() == CONTENT
    assert (running.folder / "first.age.note.json").exists()
    assert deliver(make(running.port), parcel, wait=at_once).already_there


def test_what_was_delivered_is_collected_and_a_receipt_put_beside_it(server: tuple[servers.Running, Make]) -> None:
    running, make = server
    for number in range(3):
        deliver(make(running.port), Parcel(name=f"collect{number}.age", content=CONTENT), wait=at_once)
    deliver(make(running.port), Parcel(name="collect-cut.age", content=CONTENT), wait=at_once)
    (running.folder / "collect-cut.age.note.json").unlink()
    source = make(running.port)
    mine = [name for name in look(source, by_hand=False) if name.startswith("collect")]
    assert mine == ["collect0.age", "collect1.age", "collect2.age"]
    found = collect(source, "collect1.age")
    assert found is not None
    assert found.content == CONTENT
    for word in (b"first", b"first", b"second"):
        hand_back(source, "collect1.receipt.json", word)
        assert (running.folder / "receipts" / "collect1.receipt.json").read_bytes() == word


def test_a_folder_that_is_not_there_cannot_be_looked_into(server: tuple[servers.Running, Make]) -> None:
    running, make = server
    place = make(running.port)
    if isinstance(place, WebDav):
        with pytest.raises(Unavailable, match="UPLOAD-NO-FOLDER"):
            WebDav(f"http://127.0.0.1:{running.port}/nowhere", servers.USER, servers.PASSWORD).names()
    else:
        assert Bucket(f"http://127.0.0.1:{running.port}/inbox/nowhere", KEYS, now).names() == ()


def test_more_files_than_fit_into_one_answer_are_all_found(s3: servers.Running) -> None:
    bucket = Bucket(f"http://127.0.0.1:{s3.port}/inbox/many", KEYS, now)
    (s3.folder / "many").mkdir()
    for number in range(1_200):
        (s3.folder / "many" / f"{number:04}.age").write_bytes(b"")
    assert len(bucket.names()) == 1_200


def test_another_file_by_the_same_name_is_never_overwritten(server: tuple[servers.Running, Make]) -> None:
    running, make = server
    deliver(make(running.port), Parcel(name="taken.age", content=CONTENT), wait=at_once)
    with pytest.raises(Refused, match="UPLOAD-NAME-TAKEN"):
        deliver(make(running.port), Parcel(name="taken.age", content=CONTENT[1:]), wait=at_once)
    assert (running.folder / "taken.age").read_bytes() == CONTENT


def test_a_file_without_a_note_is_sent_again(server: tuple[servers.Running, Make]) -> None:
    running, make = server
    deliver(make(running.port), Parcel(name="cut.age", content=CONTENT[:-5]), wait=at_once)
    (running.folder / "cut.age.note.json").unlink()
    assert not deliver(make(running.port), Parcel(name="cut.age", content=CONTENT), wait=at_once).already_there
    assert (running.folder / "cut.age").read_bytes() == CONTENT


def test_a_line_cut_at_any_byte_leaves_nothing_that_counts_and_is_finished_later(
    server: tuple[servers.Running, Make], line_to: Callable[[int], Line]
) -> None:
    running, make = server
    line = line_to(running.port)
    draw = random.Random(7)  # noqa: S311 - the same cuts in each run
    for at in range(CUTS):
        parcel = Parcel(name=f"round{at}.age", content=CONTENT)
        line.cut_after(draw.randrange(len(CONTENT) + 4_000))
        try:
            deliver(make(line.port), parcel)
        except Unavailable as why:
            assert why.code == "UPLOAD-LINE"  # noqa: PT017 - a cut behind the last byte is no failure
            assert whole_or_nothing(running.folder, parcel.name, CONTENT), at
        line.cut_after(None)
        deliver(make(line.port), parcel)
        assert (running.folder / parcel.name).read_bytes() == CONTENT
    kept = sorted(path.name for path in running.folder.iterdir() if path.name.startswith("round") and not path.name.endswith(".part"))
    assert kept == sorted(f"round{at}.age{ending}" for at in range(CUTS) for ending in ("", ".note.json"))


def test_sending_can_be_stopped_in_the_middle(server: tuple[servers.Running, Make]) -> None:
    running, make = server
    sent: list[int] = []
    watch = Watch(told=lambda at, _whole: sent.append(at), cancelled=lambda: len(sent) > 1)
    with pytest.raises(Refused, match="UPLOAD-CANCELLED"):
        deliver(make(running.port), Parcel(name="stopped.age", content=CONTENT), watch)
    assert not (running.folder / "stopped.age").exists()


def test_large_files_go_on_where_the_line_was_cut(s3: servers.Running, line_to: Callable[[int], Line]) -> None:
    content = noise(20 * 1024 * 1024, 3)
    line = line_to(s3.port)
    line.cut_after(12 * 1024 * 1024)
    target = Bucket(f"http://127.0.0.1:{line.port}/inbox", KEYS, now)
    with pytest.raises(Unavailable, match="UPLOAD-LINE"):
        deliver(target, Parcel(name="large.age", content=content))
    line.cut_after(None)
    deliver(target, Parcel(name="large.age", content=content))
    assert (s3.folder / "large.age").read_bytes() == content
    assert line.sent < 13 * 1024 * 1024


@pytest.mark.parametrize(("user", "password"), [(servers.USER, "another"), ("nobody", servers.PASSWORD)])
def test_a_wrong_password_is_told(apache: servers.Running, user: str, password: str) -> None:
    with pytest.raises(Unavailable, match="UPLOAD-DENIED"):
        deliver(WebDav(f"http://127.0.0.1:{apache.port}/inbox", user, password), Parcel(name="a.age", content=b"a"))


def test_a_wrong_secret_is_told(s3: servers.Running) -> None:
    wrong = Keys(access=servers.ACCESS, secret="another secret")
    with pytest.raises(Unavailable, match="UPLOAD-DENIED"):
        deliver(Bucket(f"http://127.0.0.1:{s3.port}/inbox", wrong, now), Parcel(name="a.age", content=b"a"), wait=at_once)


def test_a_folder_that_is_not_there_is_told(apache: servers.Running) -> None:
    with pytest.raises(Unavailable, match="UPLOAD-NO-FOLDER"):
        deliver(
            WebDav(f"http://127.0.0.1:{apache.port}/nowhere", servers.USER, servers.PASSWORD),
            Parcel(name="a.age", content=b"a"),
            wait=at_once,
        )


def test_a_server_that_sends_elsewhere_is_not_followed(apache: servers.Running) -> None:
    with pytest.raises(Unavailable, match="UPLOAD-SERVER"):
        deliver(
            WebDav(f"http://127.0.0.1:{apache.port}/elsewhere", servers.USER, servers.PASSWORD),
            Parcel(name="a.age", content=b"a"),
            wait=at_once,
        )


def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_password_is_sent(apache: servers.Running) -> None:
    with pytest.raises(Unavailable, match="UPLOAD-CERTIFICATE"):
        deliver(
            WebDav(f"https://localhost:{apache.secure}/inbox", servers.USER, servers.PASSWORD),
            Parcel(name="a.age", content=b"a"),
            wait=at_once,
        )


def test_a_certificate_for_another_name_is_refused(apache: servers.Running) -> None:
    trust = ssl.create_default_context(cafile=str(apache.room / "cert.pem"))
    target = WebDav(f"https://127.0.0.1:{apache.secure}/inbox", servers.USER, servers.PASSWORD, trust)
    with pytest.raises(Unavailable, match="UPLOAD-CERTIFICATE"):
        deliver(target, Parcel(name="a.age", content=b"a"), wait=at_once)


def test_a_certificate_that_is_vouched_for_is_taken(apache: servers.Running) -> None:
    trust = ssl.create_default_context(cafile=str(apache.room / "cert.pem"))
    target = WebDav(f"https://localhost:{apache.secure}/inbox", servers.USER, servers.PASSWORD, trust)
    assert not deliver(target, Parcel(name="secure.age", content=CONTENT), wait=at_once).already_there


def test_nobody_there_is_told() -> None:
    with pytest.raises(Unavailable, match="UPLOAD-LINE"):
        deliver(WebDav(f"http://127.0.0.1:{servers.free_port()}/inbox", "a", "b"), Parcel(name="a.age", content=b"a"))
