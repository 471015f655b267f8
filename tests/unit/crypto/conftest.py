"""A practice workspace with two users and a recovery paper: cheap to open, otherwise like any other."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from civicdesk.crypto import keys
from civicdesk.crypto.cost import PRACTICE
from civicdesk.crypto.keyfile import KeyFile
from civicdesk.crypto.ring import Ring
from civicdesk.records.ids import UserId
from civicdesk.records.people import Role, User

WREN = User(id=UserId("user-1"), name="WF", role=Role.COORDINATOR, full_name="Wren Fictional")
ROBIN = User(id=UserId("user-2"), name="RP", role=Role.WORKER)
WRENS = "practice words only"
ROBINS = "other practice words"

Change = Callable[[dict[str, object]], object]


@dataclass(frozen=True)
class Made:
    """A made workspace: its ring, its key file, the bytes of it, the recovery code, and how to unlock it."""

    ring: Ring
    keys: KeyFile
    written: bytes
    code: str
    user: User = WREN
    passphrase: str = WRENS
    colleague: User = ROBIN
    colleagues: str = ROBINS


@pytest.fixture
def made() -> Made:
    ring = keys.new_workspace(cost=PRACTICE, practice=True)
    file = keys.add_user_slot(keys.empty(ring), ring, WREN, WRENS, cost=PRACTICE)
    file = keys.add_user_slot(file, ring, ROBIN, ROBINS, cost=PRACTICE)
    file, code = keys.add_recovery_slot(file, ring)
    return Made(ring=ring, keys=file, written=keys.dump(file, ring), code=code)


def as_written(record: dict[str, object]) -> bytes:
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.fixture
def forged() -> Callable[[bytes, Change], bytes]:
    """Change a key file as somebody does who knows its layout but no secret."""

    def forge(written: bytes, change: Change) -> bytes:
        record = json.loads(written)
        change(record)
        record.pop("check", None)
        record["check"] = hashlib.sha256(as_written(record)).hexdigest()
        return as_written(record)

    return forge


@pytest.fixture
def memory_left() -> Iterator[Callable[[int], None]]:
    """Let the process take only so many more MiB, until the test ends."""
    resource = pytest.importorskip("resource", reason="limits of memory are set by POSIX means")
    before = resource.getrlimit(resource.RLIMIT_AS)

    def leave(megabytes: int) -> None:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + megabytes * 1024 * 1024, before[1]))

    yield leave
    resource.setrlimit(resource.RLIMIT_AS, before)
