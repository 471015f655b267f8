"""Unlock and lock: who gets in, what is told to those who do not, and that a file is never changed by looking at it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from civicdesk import i18n
from civicdesk.errors import CivicDeskError, Unavailable
from civicdesk.store import audit, driver, files
from civicdesk.workflows import backup, people, unlock
from civicdesk.workflows.kit import Kit, Tools, read_keyfile
from tests.journeys.conftest import PASSPHRASE, join
from tests.unit.workflows.conftest import says_no, welcome

OTHER = "nine wholly different invented words for one more test"


@pytest.fixture
def path(ready_made: Path, tmp_path: Path) -> Path:
    """Return a locked workspace."""
    shutil.copytree(ready_made, tmp_path / "work")
    return tmp_path / "work" / "testing.civicdesk"


def side(path: Path, name: str) -> Path:
    return path.with_name(path.name + name)


def enter(path: Path, tools: Tools, name: str = "Ada Test", passphrase: str = PASSPHRASE) -> Kit:
    return unlock.open_(path, name, passphrase, tools)


def test_the_right_passphrase_opens(path: Path, tools: Tools) -> None:
    kit = enter(path, tools)
    assert kit.user.name == "Ada Test"
    unlock.lock(kit)


def test_a_wrong_passphrase_changes_nothing(path: Path, tools: Tools) -> None:
    before = {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()}
    with says_no("KEYS-WRONG"):
        enter(path, tools, passphrase="six other words that open nothing")
    side(path, ".tries").unlink()
    assert {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()} == before


def test_a_name_that_nobody_has_is_told(path: Path, tools: Tools) -> None:
    with says_no("KEYS-NAME-UNKNOWN"):
        enter(path, tools, name="Nobody Known")


def test_a_rotten_key_file_does_not_keep_anybody_out(path: Path, tools: Tools) -> None:
    side(path, ".keys").write_bytes(b"rotten")
    kit = enter(path, tools)
    unlock.lock(kit)
    assert read_keyfile(path).intact


def test_missing_keys_of_people_are_told_and_not_made_anew(path: Path, tools: Tools) -> None:
    side(path, ".people").unlink()
    with says_no("PEOPLE-MISSING"):
        enter(path, tools)
    assert not side(path, ".people").exists()


def test_missing_keys_are_told_and_not_made_anew(path: Path, tools: Tools) -> None:
    side(path, ".keys").unlink()
    with says_no("KEYS-MISSING"):
        enter(path, tools)
    assert not side(path, ".keys").exists()


def test_a_key_file_beside_another_projects_workspace_is_told(path: Path, tools: Tools, make_pack, tmp_path: Path) -> None:
    other = join(tmp_path / "other", make_pack(), tools).kit
    other_path = other.workspace.path
    unlock.lock(other)
    shutil.copy(other_path, path)
    with pytest.raises(CivicDeskError) as told:
        enter(path, tools)
    assert told.value.code.startswith("STORE-")


def test_the_recovery_code_opens_and_sets_a_new_passphrase(tmp_path: Path, tools: Tools, make_pack) -> None:
    joined = join(tmp_path / "own", make_pack(), tools)
    path = joined.kit.workspace.path
    unlock.lock(joined.kit)
    unlock.lock(unlock.open_with_code(path, "Ada Test", joined.recovery.code, OTHER, tools))
    unlock.lock(enter(path, tools, passphrase=OTHER))
    with says_no("KEYS-WRONG"):
        enter(path, tools)


REFUSALS = {
    "KEYS-CODE": ("Ada Test", "0000-0000-0000-0000-0000-0000-0001", OTHER),
    "KEYS-WEAK": ("Ada Test", "", "short"),
    "KEYS-NAME-UNKNOWN": ("Nobody Known", "", OTHER),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_what_the_recovery_sheet_cannot_do_is_told(tmp_path: Path, tools: Tools, make_pack, code: str) -> None:
    joined = join(tmp_path / "own", make_pack(), tools)
    path = joined.kit.workspace.path
    unlock.lock(joined.kit)
    name, typed, new = REFUSALS[code]
    with says_no(code):
        unlock.open_with_code(path, name, typed or joined.recovery.code, new, tools)
    unlock.lock(enter(path, tools))


def test_a_new_passphrase_that_could_not_be_kept_leaves_the_old_one(
    tmp_path: Path, tools: Tools, make_pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = join(tmp_path / "own", make_pack(), tools)
    path = joined.kit.workspace.path
    unlock.lock(joined.kit)

    def full(*_given: object) -> None:
        raise Unavailable("STORE-FILE")

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_keys", full)
        with says_no("STORE-FILE"):
            unlock.open_with_code(path, "Ada Test", joined.recovery.code, OTHER, tools)
    unlock.lock(enter(path, tools))


def test_a_workspace_without_a_recovery_sheet_says_so(path: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicdesk.crypto.keyfile.KeyFile.recovery", lambda _keys: ())
    with says_no("KEYS-CODE-NONE"):
        _with_any_code(path, tools)


def _with_any_code(path: Path, tools: Tools) -> Kit:
    from civicdesk.crypto import recovery

    return unlock.open_with_code(path, "Ada Test", recovery.write(recovery.new_secret()), OTHER, tools)


def test_the_sheet_of_another_workspace_is_told(path: Path, tools: Tools) -> None:
    with says_no("KEYS-CODE-OTHER"):
        _with_any_code(path, tools)


def test_a_passphrase_is_changed_by_whoever_knows_the_old_one(kit: Kit, tools: Tools) -> None:
    path = kit.workspace.path
    unlock.change_passphrase(kit, PASSPHRASE, OTHER)
    unlock.lock(kit)
    unlock.lock(enter(path, tools, passphrase=OTHER))


@pytest.mark.parametrize(
    ("old", "new", "told"), [("not the old words at all here", OTHER, "KEYS-WRONG"), (PASSPHRASE, "short", "KEYS-WEAK")]
)
def test_a_passphrase_is_not_changed_otherwise(kit: Kit, old: str, new: str, told: str) -> None:
    with says_no(told):
        unlock.change_passphrase(kit, old, new)


def test_locking_keeps_the_end_of_the_chain_outside_and_forgets_the_keys(kit: Kit) -> None:
    path = kit.workspace.path
    welcome(kit)
    unlock.lock(kit)
    head = read_keyfile(path).head
    assert head is not None
    assert head.seq > 1
    assert not any(kit.ring.database)


def test_an_older_copy_of_the_file_is_told(kit: Kit, tools: Tools, tmp_path: Path) -> None:
    path = kit.workspace.path
    unlock.lock(kit)
    shutil.copy(path, tmp_path / "older")
    kit = enter(path, tools)
    welcome(kit)
    unlock.lock(kit)
    shutil.copy(tmp_path / "older", path)
    with says_no("STORE-ROLLED-BACK"):
        enter(path, tools)


def test_a_full_disk_keeps_nobody_from_locking(kit: Kit, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise Unavailable("STORE-FILE")

    path = kit.workspace.path
    with monkeypatch.context() as patch:
        patch.setattr(files, "write_keys", full)
        unlock.lock(kit)
    assert not kit.workspace.is_open
    unlock.lock(enter(path, tools))


def spoil_empty(path: Path) -> None:
    path.write_bytes(b"")


def spoil_foreign(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00" + bytes(8192))


def spoil_damaged(path: Path) -> None:
    path.write_bytes(bytes(4096) + path.read_bytes()[4096:])


def spoil_none(path: Path) -> None:
    path.unlink()


SPOILT = {"STORE-EMPTY": spoil_empty, "STORE-FOREIGN": spoil_foreign, "STORE-DAMAGED": spoil_damaged, "STORE-NONE": spoil_none}


@pytest.mark.parametrize("code", SPOILT)
def test_each_kind_of_trouble_has_its_own_sentence_and_the_file_stays_as_it_is(path: Path, tools: Tools, code: str) -> None:
    SPOILT[code](path)
    before = path.read_bytes() if path.exists() else None
    with says_no(code):
        enter(path, tools)
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_file_of_a_newer_program_is_left_alone(kit: Kit, tools: Tools) -> None:
    path, database = kit.workspace.path, bytes(kit.ring.database)
    unlock.lock(kit)
    connection = driver.connect(path, database)
    connection.execute("insert into migration values ('m999_later', '2031-01-01')")
    connection.close()
    before = path.read_bytes()
    with says_no("STORE-NEWER-FILE"):
        enter(path, tools)
    assert path.read_bytes() == before


def test_the_sentences_of_the_four_kinds_differ() -> None:
    codes = ("STORE-EMPTY", "STORE-FOREIGN", "STORE-DAMAGED", "STORE-NEWER-FILE")
    assert len({i18n.say(f"error.{code}") for code in codes}) == len(codes)


ANOTHER = """
import sys, itertools, datetime, pathlib
from civicdesk import i18n
from civicdesk.errors import CivicDeskError
from civicdesk.workflows import backup, people, unlock
from civicdesk.workflows.kit import Tools
now = datetime.datetime.fromisoformat("2026-03-02T11:00:00+00:00")
tools = Tools(now=lambda: now, new_id=lambda: "f" * 32, chance=lambda: 0.5)
try:
    unlock.open_(pathlib.Path(sys.argv[1]), "Ada Test", sys.stdin.readline().rstrip(), tools)
except CivicDeskError as why:
    print(i18n.explain(why))
"""


def test_a_second_program_is_told_who_holds_the_workspace(kit: Kit) -> None:
    told = subprocess.run(
        [sys.executable, "-c", ANOTHER, str(kit.workspace.path)], input=PASSPHRASE, capture_output=True, text=True, check=True, timeout=60
    )
    assert "STORE-BUSY" in told.stdout
    assert "Ada Test" in told.stdout


def test_doors_show_the_names_before_anybody_unlocks(path: Path) -> None:
    (door,) = unlock.doors(path.parent.parent)
    assert door.path == path
    assert door.names == ("Ada Test", "Ben Second", "Wes Worker", "Fay Guide")


def test_a_door_whose_key_file_is_rotten_has_no_names(path: Path) -> None:
    side(path, ".keys").write_bytes(b"rotten")
    side(path, ".keys.old").write_bytes(b"rotten")
    assert unlock.doors(path.parent)[0].names == ()


def test_the_only_name_need_not_be_given(tmp_path: Path, tools: Tools, make_pack) -> None:
    joined = join(tmp_path / "own", make_pack(), tools)
    path = joined.kit.workspace.path
    assert unlock.only_name(path) == "Ada Test"
    unlock.lock(joined.kit)


def test_where_several_sign_in_one_must_be_named(path: Path) -> None:
    with says_no("KEYS-NAME"):
        unlock.only_name(path)


def test_a_user_whom_the_workspace_does_not_know_is_told(path: Path, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("civicdesk.store.people.users", lambda _workspace: ())
    with says_no("KEYS-NO-USER"):
        enter(path, tools)


def test_waiting_doubles_up_to_a_minute() -> None:
    assert [unlock.delay(wrong) for wrong in range(9)] == [0, 1, 2, 4, 8, 16, 32, 60, 60]


def test_each_unlocking_and_locking_stands_in_the_audit(path: Path, tools: Tools) -> None:
    for _ in range(2):
        unlock.lock(enter(path, tools))
    kit = enter(path, tools)
    acts = [row.action for row in audit.rows(kit.workspace)]
    unlock.lock(kit)
    assert acts[-3:] == ["unlocked", "locked", "unlocked"]


def test_the_newest_backup_opens_when_it_is_put_in_place_by_hand(kit: Kit, tools: Tools, tmp_path: Path) -> None:
    person = welcome(kit)
    made = backup.make(kit).value
    unlock.lock(kit)
    again = tmp_path / "again" / "testing.civicdesk"
    again.parent.mkdir()
    for name in ("", ".keys"):
        shutil.copy(f"{made}{name}", f"{again}{name}")
    shutil.copy(made.parent / "testing.civicdesk.people", f"{again}.people")
    restored = enter(again, tools)
    assert [each.id for each in people.find(restored)] == [person.id]
    assert backup.verify(restored) == ()
    unlock.lock(restored)
