"""A copy is proved by a process of its own, and a copy that is not what was claimed never is."""

import multiprocessing
import os
from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.errors import Unavailable
from civicdesk.records.people import Person
from civicdesk.records.sealing import WorkspaceKeys
from civicdesk.store import driver, projects, proof
from civicdesk.store.proof import Claim
from civicdesk.store.workspace import Workspace


@pytest.fixture
def claim(ws: Workspace, wren: Person, keys: WorkspaceKeys, tmp_path: Path) -> Claim:
    """Return a true claim about a copy."""
    ws.copy_to(tmp_path / "copy")
    counts = proof.counts(ws._connection)
    return Claim(path=tmp_path / "copy", database=keys.database, audit_key=keys.audit_key, head=ws.head(), counts=counts)


def test_a_true_claim_holds(claim: Claim) -> None:
    assert proof.holds(claim)


def test_another_process_says_the_same(claim: Claim) -> None:
    assert proof.in_another_process(claim)
    assert not proof.in_another_process(replace(claim, counts={**claim.counts, "person": 2}))


def test_proving_changes_no_byte(claim: Claim) -> None:
    before = claim.path.read_bytes()
    proof.in_another_process(claim)
    assert claim.path.read_bytes() == before
    assert sorted(found.name for found in claim.path.parent.iterdir()) == ["Practice", "copy"]


def test_a_row_too_few_is_told(claim: Claim) -> None:
    assert claim.counts["person"] == 1
    assert not proof.holds(replace(claim, counts={**claim.counts, "person": 0}))


def test_another_end_of_the_chain_is_told(claim: Claim) -> None:
    assert not proof.holds(replace(claim, head=replace(claim.head, seq=claim.head.seq + 1)))


def test_another_key_proves_nothing(claim: Claim) -> None:
    assert not proof.holds(replace(claim, database=bytes(32)))
    assert not proof.holds(replace(claim, audit_key=b"other"))


def test_a_key_is_not_shown_when_a_claim_is_printed(claim: Claim) -> None:
    assert claim.database.hex() not in repr(claim)
    assert "audit_key" not in repr(claim)


def test_a_file_that_is_no_workspace_is_told(claim: Claim, tmp_path: Path, keys: WorkspaceKeys) -> None:
    connection = driver.connect(tmp_path / "other", keys.database, new=True)
    connection.execute("create table a (b)")
    connection.close()
    assert not proof.holds(replace(claim, path=tmp_path / "other"))


def test_keys_go_through_a_pipe_alone(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = os.posix_spawn if hasattr(os, "posix_spawn") else None
    from multiprocessing import util

    spawn = util.spawnv_passfds

    def watched(path: bytes, words: list[object], handles: list[int]) -> int:
        seen.extend(str(word) for word in words)
        seen.extend(f"{name}={value}" for name, value in os.environ.items())
        return spawn(path, words, handles)

    monkeypatch.setattr(util, "spawnv_passfds", watched)
    assert proof.in_another_process(claim)
    assert seen
    assert real is None or not any(claim.database.hex() in word or str(claim.path) in word for word in seen)


class Silent:
    """A process that ends without a word."""

    def __init__(self, target: object, args: tuple[Claim, object], daemon: bool) -> None:
        self.args = args

    def start(self) -> None:
        """Begin, and be gone."""

    def kill(self) -> None:
        """Be gone."""

    def join(self) -> None:
        """Be gone."""


class NoProcess(Silent):
    """A machine that has no room for another process."""

    def start(self) -> None:
        raise OSError


class Context:
    """A way to start processes that tests choose."""

    def __init__(self, process: type[Silent]) -> None:
        self.Process = process
        self.Pipe = multiprocessing.Pipe


def test_a_process_that_ends_without_an_answer_proves_nothing(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_context", lambda _: Context(Silent))
    assert not proof.in_another_process(claim)


def test_a_machine_without_room_for_a_process_is_told(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "get_context", lambda _: Context(NoProcess))
    with pytest.raises(Unavailable, match="STORE-COPY"):
        proof.in_another_process(claim)


def test_a_copy_that_cannot_be_read_now_is_not_proved(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = multiprocessing.Pipe(duplex=False)

    def unreadable(_claim: Claim) -> bool:
        raise Unavailable("STORE-WRITE")

    monkeypatch.setattr(proof, "holds", unreadable)
    proof._judge(claim, there)
    assert here.recv() is False


def test_what_the_process_finds_is_what_it_answers(claim: Claim) -> None:
    here, there = multiprocessing.Pipe(duplex=False)
    proof._judge(claim, there)
    assert here.recv() is True


def test_a_row_written_after_the_copy_is_missed(ws: Workspace, claim: Claim) -> None:
    projects.keep_setting(ws, "a", "1")
    assert not proof.holds(replace(claim, head=ws.head(), counts=proof.counts(ws._connection)))
