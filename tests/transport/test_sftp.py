"""SFTP as OpenSSH speaks it. The library for it is an extra of the program, so it runs in an environment of its own."""

import json
import os
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.transport import servers
from tests.transport.cutting import noise, whole_or_nothing

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
CUTS, SIZE, LARGE = 20, 300_000, 24 * 1024 * 1024


def rounds(sshd: servers.Running, *asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Deliver what is asked for, one after the other; return what became of each."""
    python = servers.need(servers.CHECKERS / "python")
    login = {
        "host": "127.0.0.1",
        "user": "root" if os.geteuid() == 0 else os.environ["USER"],
        "host_key": (sshd.room / "host_key.pub").read_text(encoding="utf-8"),
        "folder": str(sshd.folder),
        "private_key": (sshd.room / "user_key").read_text(encoding="utf-8"),
    }
    done = subprocess.run(
        [python, str(ROOT / "tests" / "transport" / "programs" / "sftp_rounds.py")],
        input=json.dumps({"port": sshd.port, "login": login, "rounds": asked}),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return list(json.loads(done.stdout))


def test_a_file_arrives_is_delivered_once_and_never_overwritten(sshd: servers.Running) -> None:
    first, again, other = rounds(
        sshd, {"name": "first.age", "size": SIZE}, {"name": "first.age", "size": SIZE}, {"name": "first.age", "size": SIZE - 1}
    )
    assert (first["code"], again["code"], other["code"]) == ("sent", "again", "UPLOAD-NAME-TAKEN")
    assert (sshd.folder / "first.age").read_bytes() == noise(SIZE, 1)


def test_a_line_cut_at_any_byte_leaves_nothing_that_counts_and_is_finished_later(sshd: servers.Running) -> None:
    draw = random.Random(7)  # noqa: S311 - the same cuts in each run
    names = [f"round{at}.age" for at in range(CUTS)]
    cut = rounds(sshd, *({"name": name, "size": SIZE, "cut": draw.randrange(SIZE + 12_000)} for name in names))
    assert {one["code"] for one in cut} <= {"UPLOAD-LINE", "sent"}
    lost = [name for name, one in zip(names, cut, strict=True) if one["code"] != "sent"]
    assert len(lost) > CUTS // 2
    assert [name for name in lost if not whole_or_nothing(sshd.folder, name, noise(SIZE, 1))] == []
    rounds(sshd, *({"name": name, "size": SIZE} for name in lost))
    assert [name for name in names if (sshd.folder / name).read_bytes() != noise(SIZE, 1)] == []
    kept = sorted(path.name for path in sshd.folder.iterdir() if path.name.startswith("round"))
    assert kept == sorted(f"{name}{ending}" for name in names for ending in ("", ".note.json"))


def test_large_files_go_on_where_the_line_was_cut(sshd: servers.Running) -> None:
    cut, rest = rounds(sshd, {"name": "large.age", "size": LARGE, "cut": LARGE // 2}, {"name": "large.age", "size": LARGE})
    assert (cut["code"], rest["code"]) == ("UPLOAD-LINE", "sent")
    assert (sshd.folder / "large.age").read_bytes() == noise(LARGE, 1)
    assert rest["sent"] < LARGE * 0.6


def test_what_was_delivered_is_collected_and_a_receipt_put_beside_it(sshd: servers.Running) -> None:
    folder = sshd.folder / "office"
    folder.mkdir()
    (folder / "cut.age").write_bytes(b"no note yet")
    here = {"login": {"folder": str(folder)}}
    told = rounds(
        sshd,
        {"name": "b.age", "size": SIZE, **here},
        {"name": "a.age", "size": 9, **here},
        *({"receipt": word, **here} for word in ("first", "first", "second")),
    )
    assert told[-1] == {"names": ["a.age", "b.age"], "sizes": [9, SIZE]}
    assert (folder / "receipts" / "receipt.json").read_bytes() == b"second"


def test_a_server_with_another_key_is_refused(sshd: servers.Running) -> None:
    other = (sshd.room / "other_key.pub").read_text(encoding="utf-8")
    told = rounds(
        sshd,
        {"name": "a.age", "size": 9, "login": {"host_key": other}},
        {"name": "a.age", "size": 9, "login": {"host_key": "ssh-ed25519 no"}},
    )
    assert [one["code"] for one in told] == ["UPLOAD-HOST-KEY", "UPLOAD-HOST-KEY"]
    assert not (sshd.folder / "a.age").exists()


def test_who_may_not_in_and_a_missing_folder_are_told(sshd: servers.Running) -> None:
    other = (sshd.room / "other_key").read_text(encoding="utf-8")
    told = rounds(
        sshd,
        {"name": "b.age", "size": 9, "login": {"private_key": other}},
        {"name": "b.age", "size": 9, "login": {"private_key": "no key"}},
        {"name": "b.age", "size": 9, "login": {"folder": str(sshd.folder / "nowhere")}},
    )
    assert [one["code"] for one in told] == ["UPLOAD-DENIED", "UPLOAD-DENIED", "UPLOAD-NO-FOLDER"]


def test_sending_can_be_stopped_in_the_middle(sshd: servers.Running) -> None:
    (told,) = rounds(sshd, {"name": "stopped.age", "size": 900_000, "stop": 2})
    assert told["code"] == "UPLOAD-CANCELLED"
    assert not (sshd.folder / "stopped.age").exists()
