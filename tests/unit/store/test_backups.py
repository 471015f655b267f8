"""Backups: proved by opening them, and the newest of them kept."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from civicdesk.errors import Damaged, Unavailable
from civicdesk.records.people import Person
from civicdesk.records.sealing import WorkspaceKeys
from civicdesk.store import audit, backups, copies, driver, files, pages, people, projects, proof
from civicdesk.store.chain import Found
from civicdesk.store.layout import Layout
from civicdesk.store.workspace import Workspace, open_


def names_in(folder: Path) -> list[str]:
    return sorted(found.name for found in folder.iterdir())


def test_a_backup_holds_what_the_workspace_holds(ws: Workspace, wren: Person, tmp_path: Path, keys: WorkspaceKeys, clock) -> None:
    copy = backups.back_up(ws, tmp_path / "backups", 3)
    opened = open_(copy, keys, head=None, now=clock, layout=Layout(lock=False, reserve=0))
    assert people.people(opened) == (wren,)
    opened.close()


def test_a_backup_brings_the_keys_and_one_copy_of_the_keys_of_people(ws: Workspace, tmp_path: Path) -> None:
    files.write_keys(ws.path, b"slots")
    files.write_people(ws.path, b"sealed keys")
    copy = backups.back_up(ws, tmp_path / "backups", 3)
    backups.back_up(ws, tmp_path / "backups", 3)
    assert files.read_keys(copy) == b"slots"
    assert [name for name in names_in(tmp_path / "backups") if name.endswith(".people")] == ["practice.civicdesk.people"]


def test_a_backup_is_noted_in_the_audit(ws: Workspace, tmp_path: Path) -> None:
    backups.back_up(ws, tmp_path, 3)
    assert audit.rows(ws)[-1].action == "backed-up"


def test_only_the_newest_backups_stay(ws: Workspace, tmp_path: Path) -> None:
    made = [backups.back_up(ws, tmp_path / "backups", 2) for _ in range(4)]
    assert backups.backups(tmp_path / "backups") == (made[3], made[2])


def test_the_keys_of_a_backup_go_with_it(ws: Workspace, tmp_path: Path) -> None:
    files.write_keys(ws.path, b"slots")
    for _ in range(3):
        backups.back_up(ws, tmp_path / "backups", 1)
    assert len(names_in(tmp_path / "backups")) == 2


def test_a_very_old_backup_goes_but_never_the_newest(ws: Workspace, tmp_path: Path, clock) -> None:
    backups.back_up(ws, tmp_path / "backups", 8)
    clock.at += timedelta(days=91)
    newest = backups.back_up(ws, tmp_path / "backups", 8)
    assert backups.backups(tmp_path / "backups") == (newest,)


def test_other_workspaces_backups_stay(ws: Workspace, tmp_path: Path) -> None:
    other = tmp_path / "other-20200101T000000Z.civicdesk"
    other.write_bytes(b"theirs")
    backups.back_up(ws, tmp_path, 1)
    assert other.exists()


def test_no_folder_means_no_backups(tmp_path: Path) -> None:
    assert backups.backups(tmp_path / "none") == ()


def test_a_backup_tells_when_it_was_made(ws: Workspace, tmp_path: Path, clock) -> None:
    before = clock.at
    assert backups.made_at(backups.back_up(ws, tmp_path, 3)) == before + timedelta(seconds=1)


def test_another_file_is_no_backup() -> None:
    with pytest.raises(ValueError, match="name"):
        backups.made_at(Path("notes.txt"))


def test_an_old_backup_that_cannot_be_removed_is_told(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "practice-20200101T000000Z.civicdesk").mkdir()
    with pytest.raises(Unavailable, match="STORE-FILE"):
        backups.back_up(ws, tmp_path, 1)


def test_a_copy_is_never_shown_before_it_is_proved(ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    real = copies.prove

    def prove(path: Path, *more: object) -> None:
        seen.extend(names_in(tmp_path / "backups"))
        real(path, *more)

    monkeypatch.setattr(copies, "prove", prove)
    copy = backups.back_up(ws, tmp_path / "backups", 1)
    assert seen == [f"{copy.name}.part"]


def test_a_copy_that_lacks_the_end_of_the_chain_is_refused(ws: Workspace, tmp_path: Path, keys: WorkspaceKeys) -> None:
    ws.copy_to(tmp_path / "copy")
    projects.keep_setting(ws, "a", "1")
    with pytest.raises(Unavailable, match="STORE-COPY"):
        copies.prove(tmp_path / "copy", keys, ws.head(), proof.counts(ws._connection))


@pytest.mark.parametrize("place", [60, 8192])
def test_a_damaged_copy_is_refused(ws: Workspace, tmp_path: Path, keys: WorkspaceKeys, place: int) -> None:
    ws.copy_to(tmp_path / "copy")
    content = bytearray((tmp_path / "copy").read_bytes())
    content[place] ^= 1
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(Unavailable, match="STORE-COPY"):
        copies.prove(tmp_path / "copy", keys, ws.head(), proof.counts(ws._connection))


def test_an_empty_copy_is_refused(ws: Workspace, tmp_path: Path, keys: WorkspaceKeys) -> None:
    (tmp_path / "copy").write_bytes(b"")
    with pytest.raises(Unavailable, match="STORE-COPY"):
        copies.prove(tmp_path / "copy", keys, ws.head(), proof.counts(ws._connection))


def test_a_workspace_that_cannot_be_read_is_not_copied(ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def execute(self, *_: object) -> None:
            why = driver.Error("broken")
            why.sqlite_errorname = "SQLITE_CORRUPT"
            raise why

    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        copies.make(Broken(), tmp_path / "copy", keys=ws._keys, head=ws.head())
    assert "copy.part" not in names_in(tmp_path)


def test_a_copy_whose_folder_cannot_be_made_durable_is_taken_away(ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_folder: Path) -> None:
        raise OSError

    monkeypatch.setattr(files, "sync_folder", broken)
    with pytest.raises(Unavailable, match="STORE-FILE"):
        ws.copy_to(tmp_path / "copy")
    assert names_in(tmp_path) == ["Practice"]


def test_a_workspace_with_damaged_pages_is_not_backed_up(ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "unsound", lambda *_: iter((Found(what="page"),)))
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        backups.back_up(ws, tmp_path / "backups", 3)
    assert not (tmp_path / "backups").exists()


def test_a_copy_that_is_not_proved_is_taken_away(ws: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "in_another_process", lambda _: False)
    with pytest.raises(Unavailable, match="STORE-COPY"):
        ws.copy_to(tmp_path / "copy")
    assert names_in(tmp_path) == ["Practice"]


def test_none_goes_while_one_may_be_about_to_be_put_back(ws: Workspace, tmp_path: Path, clock) -> None:
    first = backups.back_up(ws, tmp_path / "backups", 1)
    clock.at += timedelta(days=200)
    second = backups.back_up(ws, tmp_path / "backups", None)
    assert backups.backups(tmp_path / "backups") == (second, first)
    backups.let_go(ws, tmp_path / "backups", 8)
    assert backups.backups(tmp_path / "backups") == (second,)


def test_a_copy_that_cannot_be_named_is_told(ws: Workspace, tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(Unavailable, match="STORE-FILE"):
        ws.copy_to(tmp_path / "copy")
    assert "copy.part" not in names_in(tmp_path)


def test_a_copy_under_another_key_opens_with_that_key_alone(
    ws: Workspace, wren: Person, tmp_path: Path, keys: WorkspaceKeys, clock
) -> None:
    other = replace(keys, database=bytes(range(1, 33)))
    ws.copy_to(tmp_path / "copy", other)
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        open_(tmp_path / "copy", keys, head=None, now=clock, layout=Layout(lock=False, reserve=0))
    opened = open_(tmp_path / "copy", other, head=ws.head(), now=clock, layout=Layout(lock=False, reserve=0))
    assert people.people(opened) == (wren,)
    assert opened.verify() == ()
    opened.close()


def test_the_workspace_goes_on_after_a_copy_under_another_key(ws: Workspace, tmp_path: Path, keys: WorkspaceKeys) -> None:
    ws.copy_to(tmp_path / "copy", replace(keys, database=bytes(range(1, 33))))
    projects.keep_setting(ws, "after", "yes")
    assert ws.verify() == ()
    assert names_in(tmp_path) == ["Practice", "copy"]


def test_keys_of_people_are_copied_with_the_key_file_that_they_belong_to(tmp_path: Path) -> None:
    path = tmp_path / "w.civicdesk"
    (tmp_path / "backups").mkdir()
    files.write_people(path, b"sealed keys")
    backups.copy_side_files(path, tmp_path / "backups")
    assert names_in(tmp_path / "backups") == ["w.civicdesk.people"]
    files.write_keys(path, b"slots")
    backups.copy_side_files(path, tmp_path / "backups")
    assert names_in(tmp_path / "backups") == ["w.civicdesk.keys", "w.civicdesk.people"]


def test_older_copies_beside_the_workspace_can_be_let_go(tmp_path: Path) -> None:
    path = tmp_path / "w.civicdesk"
    for name in ("w.civicdesk", "w.civicdesk.keys", "w.civicdesk.before-m002"):
        (tmp_path / name).write_bytes(b"x")
    shutil.copy(path, tmp_path / "keep")
    files.set_aside(path, "x")
    shutil.copy(tmp_path / "keep", path)
    assert backups.drop_older_copies(path) == 2
    assert names_in(tmp_path) == ["keep", "w.civicdesk", "w.civicdesk.keys"]


def test_an_older_copy_that_cannot_be_let_go_is_told(tmp_path: Path) -> None:
    (tmp_path / "w.civicdesk.before-m002").mkdir()
    with pytest.raises(Unavailable, match="STORE-FILE"):
        backups.drop_older_copies(tmp_path / "w.civicdesk")


def test_a_backup_is_brought_back_under_the_keys_of_today(ws: Workspace, wren: Person, tmp_path: Path, keys: WorkspaceKeys, clock) -> None:
    copy, today = backups.back_up(ws, tmp_path / "backups", 3), replace(keys, database=bytes(range(1, 33)))
    content = copy.read_bytes()
    head, everybody = copies.bring_back(copy, tmp_path / "back", keys=keys, to=today)
    assert everybody == people.ids(ws) == {wren.id}
    opened = open_(tmp_path / "back", today, head=head, now=clock, layout=Layout(lock=False, reserve=0))
    assert people.people(opened) == (wren,)
    opened.close()
    assert copy.read_bytes() == content


def test_a_backup_is_not_brought_back_with_other_keys(ws: Workspace, tmp_path: Path, keys: WorkspaceKeys) -> None:
    copy = backups.back_up(ws, tmp_path / "backups", 3)
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        copies.bring_back(copy, tmp_path / "back", keys=replace(keys, database=bytes(range(1, 33))), to=keys)
    assert not (tmp_path / "back").exists()
