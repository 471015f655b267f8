"""Erasure: afterwards nobody finds the person, not with every file there is; and a crash at any step is finished."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import raw
from civicdesk.crypto.people import PeopleVault, parse_people
from civicdesk.errors import Damaged, Unavailable
from civicdesk.records.people import Person
from civicdesk.store import backups, erasing, files, people, projects
from civicdesk.store.layout import Layout
from civicdesk.store.workspace import open_
from civicdesk.workflows import case_study, erasure, restore, unlock
from civicdesk.workflows.kit import Kit, Tools, read_keyfile
from tests.journeys.conftest import PASSPHRASE, held_by
from tests.unit.workflows.conftest import finished, says_no, welcome
from tests.unit.workflows.test_users import Crash, crashing_at, stop

PLANTED = "Quillfeather Marshwiggin"
OTHER = "Robin Placeholder"


@pytest.fixture
def planted(kit: Kit) -> Person:
    """Return somebody with a name, a contact and a story, beside somebody else."""
    person = welcome(kit, name=PLANTED, contact=f"{PLANTED} 01632 960999")
    finished(kit, person.id)
    case = case_study.begin(kit, person.id, None).value
    case_study.keep(kit, replace(case, title=PLANTED, texts=(("change", PLANTED),)))
    welcome(kit, name=OTHER)
    return person


def every_file(kit: Kit) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(kit.folder.rglob("*")) if path.is_file())


def readable(path: Path, tools: Tools, secrets: tuple[bytes, bytes]) -> list[str]:
    """Return all words that a copy of a database gives away to somebody with every key that there is now."""
    keyfile, written = crypto_keys.parse(secrets[0]), secrets[1]
    ring = crypto_keys.open_with_passphrase(keyfile, "Ada Test", PASSPHRASE)
    vault = PeopleVault(ring, parse_people(written, ring), lambda _written: None)
    ws = open_(
        path,
        crypto_keys.for_store(ring, vault.people, lambda _written: None),
        head=None,
        now=tools.now,
        layout=Layout(lock=False, reserve=0),
    )
    found = []
    for number, ident, sealed in ws.rows("select n, id, sealed_name from person where sealed_name is not null"):
        try:
            found.append(vault.open(ident, f"person.{number}.name", sealed).decode())
        except Damaged:
            found.append("?")
    ws.close()
    return found


def secrets_of(kit: Kit) -> tuple[bytes, bytes]:
    return files.read_keys(kit.workspace.path), files.read_people(kit.workspace.path)


def test_nobody_finds_the_person_any_more(kit: Kit, planted: Person) -> None:
    done = erasure.erase(kit, planted.id).value
    assert (done.keys_gone, done.copies_gone) == (True, True)
    assert [person.name for person in people.people(kit.workspace)] == [OTHER]
    assert kit.workspace.verify() == ()
    with says_no("STORE-UNKNOWN"):
        erasure.erase(kit, planted.id)


def test_no_byte_of_the_name_lies_anywhere(kit: Kit, planted: Person) -> None:
    backups.back_up(kit.workspace, kit.backup_folder(), 8)
    erasure.erase(kit, planted.id)
    for part in PLANTED.split():
        assert part.encode() not in every_file(kit)
    unlock.lock(kit)
    for part in PLANTED.split():
        assert part.encode() not in every_file(kit)


def test_a_backup_from_before_gives_the_name_to_nobody_who_has_todays_keys(kit: Kit, tools: Tools, planted: Person, tmp_path: Path) -> None:
    old = backups.back_up(kit.workspace, kit.backup_folder(), 8)
    shutil.copy(old, tmp_path / "old.civicdesk")
    assert readable(tmp_path / "old.civicdesk", tools, secrets_of(kit)) == [PLANTED, OTHER]
    erasure.erase(kit, planted.id)
    assert readable(tmp_path / "old.civicdesk", tools, secrets_of(kit)) == ["?", OTHER]


def test_backups_from_before_go_and_a_fresh_one_is_there(kit: Kit, planted: Person) -> None:
    for _ in range(3):
        backups.back_up(kit.workspace, kit.backup_folder(), 8)
    done = erasure.erase(kit, planted.id).value
    assert (done.backup_made, done.backups_removed) == (True, 3)
    assert len(backups.backups(kit.backup_folder())) == 1


def test_backups_may_stay_when_that_is_wanted(kit: Kit, planted: Person) -> None:
    backups.back_up(kit.workspace, kit.backup_folder(), 8)
    done = erasure.erase(kit, planted.id, drop_backups=False).value
    assert (done.backup_made, done.backups_removed) == (True, 0)


def test_the_copy_of_the_keys_in_the_backup_folder_forgets_too(kit: Kit, planted: Person) -> None:
    backups.back_up(kit.workspace, kit.backup_folder(), 8)
    erasure.erase(kit, planted.id)
    copy = kit.backup_folder() / f"{kit.workspace.path.name}.people"
    assert copy.read_bytes() == files.read_people(kit.workspace.path)
    assert planted.id not in parse_people(copy.read_bytes(), kit.ring).entries


def test_no_root_key_from_before_stays_in_the_key_file(kit: Kit, planted: Person) -> None:
    before = bytes(kit.ring.people)
    erasure.erase(kit, planted.id)
    assert (kit.ring.generation, bytes(kit.ring.people) != before) == (2, True)
    assert files.read_keys(kit.workspace.path) == files.read_keys_before(kit.workspace.path)
    assert read_keyfile(kit.workspace.path).previous == b""


def test_work_goes_on_after_it(kit: Kit, tools: Tools, planted: Person) -> None:
    path = kit.workspace.path
    erasure.erase(kit, planted.id)
    third = welcome(kit, name="Ash Invented")
    erasure.erase(kit, third.id)
    unlock.lock(kit)
    again = unlock.open_(path, "Ben Second", PASSPHRASE, tools)
    assert [person.name for person in people.people(again.workspace)] == [OTHER]
    unlock.lock(again)


@pytest.mark.parametrize("name", ["Wes Worker", "Fay Guide"])
def test_only_a_coordinator_forgets_somebody(kit: Kit, planted: Person, name: str) -> None:
    with says_no("ROLE-RIGHT"):
        erasure.erase(held_by(kit, name), planted.id)
    with says_no("ROLE-RIGHT"):
        erasure.go_on(held_by(kit, name))


def _full(*_given: object) -> None:
    raise Unavailable("STORE-FILE")


def test_a_full_disk_leaves_a_task_that_the_next_unlocking_does(
    kit: Kit, tools: Tools, planted: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kit.workspace.path
    with monkeypatch.context() as patch:
        patch.setattr(files, "write_people", _full)
        done = erasure.erase(kit, planted.id).value
    assert (done.keys_gone, done.copies_gone) == (False, False)
    assert len(erasure.unfinished(kit)) == 1
    unlock.lock(kit)
    again = unlock.open_(path, "Ada Test", PASSPHRASE, tools)
    assert erasure.unfinished(again) == ()
    assert planted.id not in parse_people(files.read_people(path), again.ring).entries
    unlock.lock(again)


def test_a_backup_folder_out_of_reach_stays_a_task_until_it_is_back(kit: Kit, planted: Person, tmp_path: Path) -> None:
    stick, away = tmp_path / "stick", tmp_path / "away"
    projects.keep_setting(kit.workspace, "backup_folder", str(stick))
    backups.back_up(kit.workspace, stick, 8)
    stick.rename(away)
    done = erasure.erase(kit, planted.id).value
    assert (done.keys_gone, done.copies_gone, done.backup_made) == (True, False, False)
    with says_no("STORE-FILE"):
        erasure.go_on(kit)
    away.rename(stick)
    assert erasure.go_on(kit).value == ()
    assert planted.id not in parse_people((stick / f"{kit.workspace.path.name}.people").read_bytes(), kit.ring).entries


def test_a_crash_at_any_step_is_finished_at_the_next_unlocking(
    kit: Kit, tools: Tools, planted: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kit.workspace.path
    backups.back_up(kit.workspace, kit.backup_folder(), 8)
    unlock.lock(kit)
    shutil.copytree(path.parent, tmp_path / "before")
    step, whole = 0, False
    while not whole:
        shutil.rmtree(path.parent)
        shutil.copytree(tmp_path / "before", path.parent)
        kit = unlock.open_(path, "Ada Test", PASSPHRASE, tools)
        with crashing_at(step, monkeypatch) as done:
            try:
                erasure.erase(kit, planted.id)
                whole = True
            except Crash:
                stop(kit)
        again = kit if whole else unlock.open_(path, "Ada Test", PASSPHRASE, tools)
        assert [person.name for person in people.people(again.workspace)] == [OTHER], (step, done)
        assert (again.workspace.verify(), erasure.unfinished(again)) == ((), ()), (step, done)
        assert erasing.keys_to_destroy(again.workspace) == ()
        for written in (files.read_people(path), (again.backup_folder() / f"{path.name}.people").read_bytes()):
            assert planted.id not in parse_people(written, again.ring).entries, (step, done)
        unlock.lock(again)
        assert read_keyfile(path).previous == b""
        step += 1
    assert step > 15


def test_raw_mode_has_nobody_to_forget(kit: Kit, planted: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    vault: Callable[[], object] = lambda: raw.keys(bytes(32)).vault  # noqa: E731 - one made for the test
    monkeypatch.setattr("civicdesk.store.workspace.Workspace.vault", property(lambda _ws: vault()))
    assert erasure.erase(kit, planted.id).value.keys_gone


def test_copies_from_before_a_restore_go_too(kit: Kit, tools: Tools, planted: Person) -> None:
    path = kit.workspace.path
    made = backups.back_up(kit.workspace, kit.backup_folder(), 8)
    unlock.lock(kit)
    back = restore.restore(path, made, restore.Way(name="Ada Test", passphrase=PASSPHRASE), tools).value
    restore.confirm(back.kit)
    erasure.erase(back.kit, planted.id)
    assert not back.set_aside.exists()
    unlock.lock(back.kit)
