"""The inbox: sealed files beside the workspace, and which of them were merged."""

from pathlib import Path

import pytest

from civicdesk.errors import Damaged, Unavailable
from civicdesk.store import inbox
from civicdesk.store.workspace import Workspace


def test_a_sealed_file_lies_beside_the_workspace_for_this_user_alone(ws: Workspace) -> None:
    written = inbox.write(inbox.folder(ws.path), "0a" * 16, b"sealed")
    assert inbox.waiting(ws.path) == (written,)
    assert inbox.read(written) == b"sealed"
    assert (written.stat().st_mode & 0o777, written.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_no_inbox_means_that_nothing_waits(tmp_path: Path) -> None:
    assert inbox.waiting(tmp_path / "w.civicdesk") == ()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="STORE-FILE"):
        inbox.read(tmp_path / "none.sealed")


def test_a_file_beyond_all_measure_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "large.sealed").write_bytes(bytes(11))
    monkeypatch.setattr(inbox, "LIMIT", 10)
    with pytest.raises(Damaged, match="INBOX-FILE"):
        inbox.read(tmp_path / "large.sealed")


def test_the_key_is_kept_in_the_workspace(ws: Workspace) -> None:
    assert inbox.key(ws) is None
    inbox.keep_key(ws, b"private")
    assert inbox.key(ws) == b"private"


def test_a_merging_is_noted_with_its_moment(ws: Workspace, clock) -> None:
    assert inbox.merged_at(ws, "0a") is None
    at = clock()
    inbox.note_merged(ws, "0a", at)
    assert inbox.merged_at(ws, "0a") == at
