"""Restore: the drill, what it sets aside, whom it must not bring back, and that it can be run again after a crash."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.errors import CivicDeskError, Damaged, Unavailable
from civicdesk.records.people import Role
from civicdesk.store import audit, backups, files, people
from civicdesk.workflows import backup, erasure, first_run, restore, send, session, unlock, users
from civicdesk.workflows.kit import Kit, Tools, read_keyfile
from civicdesk.workflows.restore import Way
from tests.journeys.conftest import PASSPHRASE, held_by, join
from tests.unit.workflows.conftest import finished, says_no, welcome
from tests.unit.workflows.test_users import Crash, crashing_at

NAME, LATER = "Wren Fictional", "Robin Placeholder"
ADA = Way(name="Ada Test", passphrase=PASSPHRASE)


def names(kit: Kit) -> list[str]:
    return [person.name for person in people.people(kit.workspace)]


@pytest.fixture
def made(kit: Kit) -> Path:
    """Return a backup with one person; a second one came later, and the workspace is locked."""
    person = welcome(kit, name=NAME)
    finished(kit, person.id)
    written = backup.make(kit).value
    welcome(kit, name=LATER)
    unlock.lock(kit)
    return written


def test_the_drill(kit: Kit, made: Path, tools: Tools) -> None:
    path = kit.workspace.path
    (card,) = restore.choices(made.parent)
    assert (card.path, card.names) == (made, ("Ada Test", "Ben Second", "Wes Worker", "Fay Guide"))
    back = restore.restore(path, card.path, ADA, tools).value
    assert names(back.kit) == [NAME]
    assert back.kit.workspace.verify() == ()
    unlock.lock(back.kit)
    again = unlock.open_(path, "Ben Second", PASSPHRASE, tools)
    assert names(again) == [NAME]
    unlock.lock(again)


def test_a_lost_laptop_comes_back_from_the_backup_folder_alone(kit: Kit, made: Path, tools: Tools, tmp_path: Path) -> None:
    shutil.copytree(made.parent, tmp_path / "stick")
    shutil.rmtree(kit.folder)
    back = restore.restore(kit.workspace.path, tmp_path / "stick" / made.name, ADA, tools).value
    assert (names(back.kit), back.set_aside) == ([NAME], None)
    unlock.lock(back.kit)
    unlock.lock(unlock.open_(kit.workspace.path, "Wes Worker", PASSPHRASE, tools))


def test_a_damaged_workspace_is_set_aside_and_kept(kit: Kit, made: Path, tools: Tools) -> None:
    path = kit.workspace.path
    path.write_bytes(b"\x01" * 8192)
    back = restore.restore(path, made, ADA, tools).value
    assert (back.set_aside / path.name).read_bytes() == b"\x01" * 8192
    assert (back.set_aside / f"{path.name}.keys").exists()
    unlock.lock(back.kit)


def test_a_journal_that_is_one_thing_with_the_file_goes_with_it(kit: Kit, made: Path, tools: Tools) -> None:
    path = kit.workspace.path
    files.SideFiles(workspace=path).journal.write_bytes(b"hot")
    back = restore.restore(path, made, ADA, tools).value
    assert (back.set_aside / f"{path.name}-journal").read_bytes() == b"hot"
    unlock.lock(back.kit)


def test_the_history_says_so_and_begins_a_new_branch(kit: Kit, made: Path, tools: Tools) -> None:
    before = kit.workspace.path
    old = read_keyfile(before).head.branch
    back = restore.restore(before, made, ADA, tools).value.kit
    assert back.workspace.branch != old
    assert "restored" in [row.action for row in audit.rows(back.workspace)]
    assert read_keyfile(before).head.branch == back.workspace.branch
    unlock.lock(back)


def test_the_file_from_before_no_longer_passes_for_the_present_one(kit: Kit, made: Path, tools: Tools) -> None:
    path = kit.workspace.path
    back = restore.restore(path, made, ADA, tools).value
    unlock.lock(back.kit)
    shutil.copy(back.set_aside / path.name, path)
    with says_no("STORE-ROLLED-BACK"):
        unlock.open_(path, "Ada Test", PASSPHRASE, tools)


def test_nothing_leaves_until_a_coordinator_has_looked(kit: Kit, made: Path, tools: Tools) -> None:
    back = restore.restore(kit.workspace.path, made, ADA, tools).value.kit
    assert back.paused()
    with says_no("RESTORE-PAUSED"):
        send.prepare(back)
    with says_no("ROLE-RIGHT"):
        restore.confirm(held_by(back, "Wes Worker"))
    opened = session.open_session(back, session.NewSession(place="Hall", facilitators=("Ada",))).value
    session.close(back, opened.id, {})
    assert backups.backups(made.parent) == (made,)
    restore.confirm(back)
    assert not back.paused()
    opened = session.open_session(back, session.NewSession(place="Hall", facilitators=("Ada",))).value
    session.close(back, opened.id, {})
    assert len(backups.backups(made.parent)) == 2
    unlock.lock(back)


def test_who_was_forgotten_since_does_not_come_back(kit: Kit, tools: Tools, tmp_path: Path) -> None:
    gone = welcome(kit, name=NAME)
    welcome(kit, name=LATER)
    made = backup.make(kit).value
    shutil.copytree(made.parent, tmp_path / "elsewhere")
    erasure.erase(kit, gone.id)
    unlock.lock(kit)
    back = restore.restore(kit.workspace.path, tmp_path / "elsewhere" / made.name, ADA, tools).value
    assert (names(back.kit), back.erased_again) == ([LATER], 1)
    assert (back.kit.workspace.verify(), erasure.unfinished(back.kit)) == ((), ())
    unlock.lock(back.kit)


def test_keys_of_people_that_are_older_than_the_backup_delete_nobody(kit: Kit, tools: Tools, tmp_path: Path) -> None:
    path = kit.workspace.path
    older = files.read_people(path)
    welcome(kit, name=NAME)
    made = backup.make(kit).value
    unlock.lock(kit)
    before = path.read_bytes()
    files.write_people(path, older)
    with says_no("RESTORE-PEOPLE"):
        restore.restore(path, made, ADA, tools)
    assert path.read_bytes() == before
    assert not files.beside(path, ".restore").exists()


def test_who_was_taken_out_since_stays_out_and_who_came_since_gets_in(kit: Kit, tools: Tools) -> None:
    path = kit.workspace.path
    welcome(kit, name=NAME)
    made = backup.make(kit).value
    first_run.add_user(kit, first_run.Newcomer(name="Zed Later", role=Role.WORKER, passphrase=PASSPHRASE))
    users.revoke(kit, "Wes Worker")
    back = restore.restore(path, made, ADA, tools).value.kit
    assert [user.name for user in users.working(back)] == ["Ada Test", "Ben Second", "Fay Guide", "Zed Later"]
    unlock.lock(back)
    later = unlock.open_(path, "Zed Later", PASSPHRASE, tools)
    assert names(later) == [NAME]
    unlock.lock(later)
    with says_no("KEYS-NAME-UNKNOWN"):
        unlock.open_(path, "Wes Worker", PASSPHRASE, tools)


def test_the_recovery_code_is_a_way_in_too(tmp_path: Path, tools: Tools, make_pack) -> None:
    joined = join(tmp_path / "own", make_pack(), tools)
    made = backup.make(joined.kit).value
    unlock.lock(joined.kit)
    back = restore.restore(joined.kit.workspace.path, made, Way(name="", code=joined.recovery.code), tools).value
    assert back.kit.user.name == "Ada Test"
    unlock.lock(back.kit)


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[5000] ^= 1
    path.write_bytes(content)


def remove_keys(path: Path) -> None:
    for place in (path, path.with_name("testing.civicdesk")):
        files.SideFiles(workspace=place).keys.unlink()


@pytest.mark.parametrize(("trouble", "codes"), [(spoil, {"STORE-COPY", "STORE-DAMAGED"}), (remove_keys, {"KEYS-MISSING"})])
def test_a_backup_that_is_not_whole_changes_nothing(kit: Kit, made: Path, tools: Tools, trouble, codes: set[str]) -> None:
    path = kit.workspace.path
    before = path.read_bytes()
    trouble(made)
    with pytest.raises(CivicDeskError) as told:
        restore.restore(path, made, ADA, tools)
    assert told.value.code in codes
    assert path.read_bytes() == before
    unlock.lock(unlock.open_(path, "Ada Test", PASSPHRASE, tools))


def test_a_wrong_passphrase_changes_nothing(kit: Kit, made: Path, tools: Tools) -> None:
    with says_no("KEYS-WRONG"):
        restore.restore(kit.workspace.path, made, replace(ADA, passphrase="six other words that open nothing"), tools)


def test_something_that_is_no_backup_is_told(kit: Kit, made: Path, tools: Tools) -> None:
    with says_no("RESTORE-NO-BACKUP"):
        restore.restore(kit.workspace.path, kit.workspace.path, ADA, tools)


def test_a_workspace_that_is_open_is_not_replaced(kit: Kit, tools: Tools) -> None:
    made = backup.make(kit).value
    with says_no("STORE-BUSY"):
        restore.restore(kit.workspace.path, made, ADA, tools)


def test_without_any_keys_of_people_it_is_told(kit: Kit, made: Path, tools: Tools) -> None:
    for place in (kit.workspace.path, made.with_name(kit.workspace.path.name)):
        files.SideFiles(workspace=place).people.unlink()
    with says_no("PEOPLE-MISSING"):
        restore.restore(kit.workspace.path, made, ADA, tools)


def test_rotten_keys_of_people_here_are_replaced_by_the_copy(kit: Kit, made: Path, tools: Tools) -> None:
    shutil.copy(files.SideFiles(workspace=made.with_name(kit.workspace.path.name)).people, made.parent / "keep")
    files.SideFiles(workspace=kit.workspace.path).people.write_bytes(b"rotten")
    back = restore.restore(kit.workspace.path, made, ADA, tools).value
    assert names(back.kit) == [NAME]
    unlock.lock(back.kit)


def test_an_unfinished_change_of_keys_comes_first(kit: Kit, made: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kit.workspace.path
    open_ = unlock.open_(path, "Ada Test", PASSPHRASE, tools)

    def full(*_given: object) -> None:
        raise Unavailable("STORE-FILE")

    with monkeypatch.context() as patch:
        patch.setattr(files, "take_place", full)
        with says_no("STORE-FILE"):
            users.revoke(open_, "Wes Worker")
    with says_no("KEYS-RENEWING"):
        restore.restore(path, made, ADA, tools)


def test_a_crash_at_any_step_leaves_a_workspace_or_a_restore_to_be_run_again(
    kit: Kit, made: Path, tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kit.workspace.path
    shutil.copytree(path.parent, tmp_path / "before")
    step, whole = 0, False
    while not whole:
        shutil.rmtree(path.parent)
        shutil.copytree(tmp_path / "before", path.parent)
        with crashing_at(step, monkeypatch) as done:
            try:
                unlock.lock(restore.restore(path, made, ADA, tools).value.kit)
                whole = True
            except Crash:
                pass
        try:
            again = unlock.open_(path, "Ada Test", PASSPHRASE, tools)
        except Damaged as why:
            assert why.code == "STORE-NONE", (step, done)  # noqa: PT017 - which one it is depends on the step
            again = restore.restore(path, made, ADA, tools).value.kit
        assert names(again) in ([NAME], [NAME, LATER]), (step, done)
        assert again.workspace.verify() == (), (step, done)
        unlock.lock(again)
        step += 1
    assert step > 15


def test_a_backup_folder_with_rotten_keys_shows_no_names(kit: Kit, made: Path) -> None:
    files.SideFiles(workspace=made).keys.write_bytes(b"rotten")
    assert restore.choices(made.parent)[0].names == ()


def test_a_name_that_nobody_has_changes_nothing(tmp_path: Path, tools: Tools, make_pack) -> None:
    joined = join(tmp_path / "own", make_pack(), tools)
    made = backup.make(joined.kit).value
    unlock.lock(joined.kit)
    with says_no("KEYS-NAME-UNKNOWN"):
        restore.restore(joined.kit.workspace.path, made, Way(name="Nobody", code=joined.recovery.code), tools)


def test_keys_of_a_newer_program_are_left_alone(kit: Kit, made: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    def newer(_path: Path) -> object:
        raise Damaged("KEYS-NEWER-FILE")

    monkeypatch.setattr(restore, "read_keyfile", newer)
    with says_no("KEYS-NEWER-FILE"):
        restore.restore(kit.workspace.path, made, ADA, tools)


def test_a_trouble_after_the_copy_is_in_place_leaves_it_closed_and_whole(
    kit: Kit, made: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kit.workspace.path

    def full(*_given: object) -> None:
        raise Unavailable("STORE-WRITE")

    with monkeypatch.context() as patch:
        patch.setattr(restore, "begin_after_restore", full)
        with says_no("STORE-WRITE"):
            restore.restore(path, made, ADA, tools)
    again = unlock.open_(path, "Ada Test", PASSPHRASE, tools)
    assert (names(again), again.workspace.verify(), again.paused()) == ([NAME], (), True)
    unlock.lock(again)


def test_who_was_forgotten_does_not_come_back_even_if_the_power_goes(
    kit: Kit, tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, gone = kit.workspace.path, welcome(kit, name=NAME)
    welcome(kit, name=LATER)
    shutil.copytree(backup.make(kit).value.parent, tmp_path / "elsewhere")
    erasure.erase(kit, gone.id)
    unlock.lock(kit)
    (made,) = backups.backups(tmp_path / "elsewhere")

    def power_goes(*_given: object) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(restore, "begin_after_restore", power_goes)
        with pytest.raises(Crash):
            restore.restore(path, made, ADA, tools)
    again = unlock.open_(path, "Ben Second", PASSPHRASE, tools)
    assert (names(again), again.paused(), again.workspace.verify()) == ([LATER], True, ())
    unlock.lock(again)


def test_whoever_can_sign_in_is_named_by_the_newest_keys(kit: Kit, made: Path) -> None:
    assert restore.names(kit.workspace.path, made) == ("Ada Test", "Ben Second", "Wes Worker", "Fay Guide")
    files.SideFiles(workspace=kit.workspace.path).keys.unlink()
    assert restore.names(kit.workspace.path, made)[0] == "Ada Test"
    assert restore.names(kit.workspace.path.with_name("other.civicdesk"), made.with_name("nothing.civicdesk")) == ()


def test_what_was_kept_since_a_backup_is_counted(kit: Kit) -> None:
    written = backup.make(kit).value
    assert restore.lost_since(kit, written) == restore.Lost(people=0, responses=0, sessions=0)
    meeting = session.open_session(kit, session.NewSession(place="Invented Hall", facilitators=())).value
    finished(kit, welcome(kit, meeting, name=LATER).id)
    assert restore.lost_since(kit, written) == restore.Lost(people=1, responses=1, sessions=1)


def test_a_backup_is_tried_out_beside_the_work(kit: Kit) -> None:
    welcome(kit, name=NAME)
    written = backup.make(kit).value
    before = sorted(path.name for path in kit.folder.iterdir())
    done = restore.drill(kit, written).value
    assert (done.people, list(restore.tested(kit))) == (1, [written.name])
    assert sorted(path.name for path in kit.folder.iterdir()) == before
    assert names(kit) == [NAME]


def test_a_backup_that_is_not_whole_is_found_out_by_trying(kit: Kit) -> None:
    written = backup.make(kit).value
    spoilt = bytearray(written.read_bytes())
    spoilt[len(spoilt) // 2] ^= 0xFF
    written.write_bytes(bytes(spoilt))
    with pytest.raises(CivicDeskError):
        restore.drill(kit, written)
    assert restore.tested(kit) == {}


def test_a_backup_from_before_a_change_of_keys_cannot_be_tried_with_those_of_today(kit: Kit, tools: Tools) -> None:
    written = backup.make(kit).value
    users.renew(kit)
    again = unlock.open_(kit.workspace.path, "Ada Test", PASSPHRASE, tools)
    with says_no("RESTORE-OLDER-KEYS"):
        restore.drill(again, written)
    with says_no("RESTORE-NO-BACKUP"):
        restore.drill(again, written.with_name("none.civicdesk"))
    unlock.lock(again)


def test_looking_whether_somebody_gets_in_touches_nothing(kit: Kit, made: Path, tools: Tools) -> None:
    path = kit.workspace.path
    before = path.read_bytes()
    restore.check(path, made, ADA, tools)
    assert path.read_bytes() == before
    with says_no("RESTORE-NO-BACKUP"):
        restore.check(path, made.with_name("none.civicdesk"), ADA, tools)


def test_a_wrong_passphrase_counts_as_at_the_door(kit: Kit, made: Path, tools: Tools) -> None:
    path = kit.workspace.path
    for _ in range(4):
        with says_no("KEYS-WRONG"):
            restore.check(path, made, Way(name="Ada Test", passphrase="not this one at all"), tools)
    assert unlock.waiting(path, tools.now()) > 0


@pytest.mark.parametrize("name", ["Wes Worker", "Fay Guide"])
def test_only_a_coordinator_puts_a_backup_over_work_that_is_sound(kit: Kit, made: Path, tools: Tools, name: str) -> None:
    path = kit.workspace.path
    before = path.read_bytes()
    with says_no("ROLE-RIGHT"):
        restore.restore(path, made, Way(name=name, passphrase=PASSPHRASE), tools)
    assert path.read_bytes() == before


@pytest.mark.parametrize("damage", ["gone", "page"])
def test_anybody_who_can_sign_in_puts_one_back_when_the_work_is_damaged(kit: Kit, made: Path, tools: Tools, damage: str) -> None:
    path = kit.workspace.path
    if damage == "gone":
        path.unlink()
    else:
        spoilt = bytearray(path.read_bytes())
        spoilt[len(spoilt) // 2] ^= 0xFF
        path.write_bytes(bytes(spoilt))
    back = restore.restore(path, made, Way(name="Wes Worker", passphrase=PASSPHRASE), tools).value
    assert (back.kit.user.role, back.kit.paused(), names(back.kit)) == (Role.WORKER, True, [NAME])
    with says_no("ROLE-RIGHT"):
        restore.confirm(back.kit)
    unlock.lock(back.kit)


def test_a_backup_goes_into_a_folder_under_the_name_of_its_workspace(kit: Kit, made: Path, tmp_path: Path) -> None:
    assert restore.place_for(tmp_path, made) == tmp_path / kit.workspace.path.name
    with says_no("RESTORE-NO-BACKUP"):
        restore.place_for(tmp_path, kit.workspace.path)
