"""The first start: from a pack to a workspace that waits for its recovery sheet."""

import os
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from civicdesk.crypto.cost import PRACTICE
from civicdesk.crypto.passphrase import MODEST
from civicdesk.errors import Unavailable
from civicdesk.records.people import Role
from civicdesk.store import files
from civicdesk.store import workspace as workspaces
from civicdesk.workflows import first_run, people, practice, session, unlock, users
from civicdesk.workflows.kit import Kit, Tools
from tests.journeys.conftest import PASSPHRASE, held_by
from tests.unit.workflows.conftest import says_no

KILLED = 9
ADA = first_run.Newcomer(name="Ada Test", role=Role.COORDINATOR, passphrase=PASSPHRASE)


def join(folder: Path, pack: bytes, tools: Tools, newcomer: first_run.Newcomer = ADA) -> first_run.Joined:
    return first_run.join(folder, pack, newcomer, tools, cost=MODEST[-1])


@pytest.fixture
def joined(tmp_path: Path, make_pack: Callable[..., bytes], tools: Tools) -> first_run.Joined:
    """Return a workspace that has just been made; its recovery sheet was not typed back."""
    return join(tmp_path / "new", make_pack(), tools)


def test_a_pack_is_shown_before_anything_is_made(make_pack: Callable[..., bytes], tmp_path: Path) -> None:
    card = first_run.look(make_pack())
    assert (card.name, card.version, card.practice, card.instruments) == ("Test project", 1, False, ("civic-health.xlsx",))
    assert len(card.signer_words.split()) == 6
    assert list(tmp_path.iterdir()) == []


def test_a_pack_with_one_changed_byte_is_refused(make_pack: Callable[..., bytes]) -> None:
    pack = bytearray(make_pack())
    pack[len(pack) // 2] ^= 1
    with says_no("PACK-ZIP"):
        first_run.look(bytes(pack))


def test_six_words_are_offered_as_a_passphrase() -> None:
    assert len(first_run.suggest_passphrase().split()) == 6


def test_the_recovery_sheet_comes_before_the_first_person(joined: first_run.Joined) -> None:
    assert not session.today(joined.kit).recovery_confirmed
    with says_no("FIRST-RECOVERY"):
        people.add(joined.kit, people.NewPerson())
    first_run.confirm_recovery(joined.kit, joined.recovery.code)
    assert session.today(joined.kit).recovery_confirmed
    assert people.add(joined.kit, people.NewPerson()).value.card == "001"


def test_a_code_with_one_wrong_letter_is_not_the_code(joined: first_run.Joined) -> None:
    code = joined.recovery.code
    with says_no("KEYS-CODE"):
        first_run.confirm_recovery(joined.kit, ("A" if code[0] != "A" else "B") + code[1:])


def test_a_code_is_taken_in_small_letters_and_without_hyphens(joined: first_run.Joined) -> None:
    first_run.confirm_recovery(joined.kit, joined.recovery.code.lower().replace("-", " "))


def test_the_recovery_sheet_is_a_page(joined: first_run.Joined, tmp_path: Path) -> None:
    first_run.save_recovery(joined.recovery, tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")


def test_nobody_joins_without_a_name(tmp_path: Path, make_pack: Callable[..., bytes], tools: Tools) -> None:
    with says_no("FIRST-NAME"):
        join(tmp_path / "new", make_pack(), tools, first_run.Newcomer(name="  ", role=Role.WORKER, passphrase=PASSPHRASE))


@pytest.mark.parametrize("weak", ["short", "passwordpassword"])
def test_a_weak_passphrase_is_refused_before_anything_is_made(
    tmp_path: Path, make_pack: Callable[..., bytes], tools: Tools, weak: str
) -> None:
    with says_no("KEYS-WEAK"):
        join(tmp_path / "new", make_pack(), tools, first_run.Newcomer(name="Ada", role=Role.WORKER, passphrase=weak))
    assert not (tmp_path / "new").exists()


def test_a_synced_folder_is_refused(tmp_path: Path, make_pack: Callable[..., bytes], tools: Tools) -> None:
    with says_no("STORE-FOLDER"):
        join(tmp_path / "Dropbox" / "work", make_pack(), tools)


def test_a_workspace_is_never_made_over_another(joined: first_run.Joined, make_pack: Callable[..., bytes], tools: Tools) -> None:
    with says_no("STORE-EXISTS"):
        join(joined.kit.folder, make_pack(), tools)


def test_joining_that_could_not_finish_can_be_tried_again(
    tmp_path: Path, make_pack: Callable[..., bytes], tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object, **_more: object) -> None:
        raise Unavailable("STORE-WRITE")

    with monkeypatch.context() as patch:
        patch.setattr(workspaces, "create", full)
        with says_no("STORE-WRITE"):
            join(tmp_path / "new", make_pack(), tools)
    assert list((tmp_path / "new").iterdir()) == []
    assert join(tmp_path / "new", make_pack(), tools).kit.user.name == "Ada Test"


def test_a_colleague_signs_in_with_a_passphrase_and_a_role_of_their_own(kit: Kit, tools: Tools) -> None:
    newcomer = first_run.Newcomer(name="  Zoe New ", role=Role.WORKER, passphrase="quite other invented words of Zoe here")
    assert first_run.add_user(kit, newcomer, cost=MODEST[-1]).value.name == "Zoe New"
    path = kit.workspace.path
    unlock.lock(kit)
    opened = unlock.open_(path, "Zoe New", newcomer.passphrase, tools)
    assert (opened.user.name, opened.user.role) == ("Zoe New", Role.WORKER)
    unlock.lock(opened)


def test_two_people_never_share_a_sign_in_name(kit: Kit) -> None:
    with says_no("KEYS-NAME-TAKEN"):
        first_run.add_user(kit, first_run.Newcomer(name="Ben Second", role=Role.WORKER, passphrase=PASSPHRASE), cost=MODEST[-1])


def test_a_colleague_needs_a_good_passphrase_too(kit: Kit) -> None:
    with says_no("KEYS-WEAK"):
        first_run.add_user(kit, first_run.Newcomer(name="Zoe", role=Role.WORKER, passphrase="short"))


def test_the_folder_and_the_key_files_of_a_workspace_are_closed_to_others(joined: first_run.Joined) -> None:
    path = joined.kit.workspace.path
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [name for name in (".keys", ".people") if path.with_name(path.name + name).stat().st_mode & 0o077] == []


def test_a_workspace_that_is_whole_is_never_taken_back(
    tmp_path: Path, make_pack: Callable[..., bytes], tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: object) -> None:
        raise Unavailable("STORE-BUSY", holder="", since="")

    with monkeypatch.context() as patch:
        patch.setattr(first_run, "_opened", busy)
        with says_no("STORE-BUSY"):
            join(tmp_path / "new", make_pack(), tools)
    opened = unlock.open_(tmp_path / "new" / "testing.civicdesk", "Ada Test", PASSPHRASE, tools)
    assert opened.project().name == "Test project"
    unlock.lock(opened)


def _killed_at(step: int, act: Callable[[], object]) -> bool:
    """Do something in a process of its own that is killed before its so-manieth operation on files; tell whether it was."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == KILLED
    done = count()
    for name in ("_write_durably", "put_in_place", "sync_folder", "make_folder"):
        real = getattr(files, name)

        def counted(*given: object, real: Callable[..., object] = real) -> object:
            if next(done) == step:
                os._exit(KILLED)
            return real(*given)

        setattr(files, name, counted)
    act()
    os._exit(0)


def test_a_kill_at_any_step_of_joining_leaves_nothing_or_a_whole_workspace(tmp_path: Path, tools: Tools) -> None:
    pack, states = practice.pack(), set()
    for step in range(100):
        folder = tmp_path / f"step{step}"
        act = partial(first_run.join, folder, pack, ADA, tools, cost=PRACTICE)
        killed = _killed_at(step, act)
        path = folder / f"{first_run.read_pack(pack).export.short_code}.civicdesk"
        states.add((killed, path.exists()))
        kit = unlock.open_(path, ADA.name, PASSPHRASE, tools) if path.exists() else act().kit
        assert (kit.project().practice, kit.user.name, kit.workspace.verify()) == (True, ADA.name, ()), step
        assert [each.name for each in folder.iterdir() if each.is_dir() and any(each.iterdir())] == [], step
        unlock.lock(kit)
        if not killed:
            break
    assert states == {(True, False), (True, True), (False, True)}


def test_a_workspace_that_was_killed_before_its_code_was_seen_gets_another_sheet(joined: first_run.Joined) -> None:
    made = users.new_recovery(joined.kit)
    users.confirm_recovery(joined.kit, made, made.paper.code)
    assert session.today(joined.kit).recovery_confirmed


def test_joining_again_never_removes_the_keys_of_a_workspace_whose_database_is_lost(
    joined: first_run.Joined, make_pack: Callable[..., bytes], tools: Tools
) -> None:
    folder, path = joined.kit.folder, joined.kit.workspace.path
    unlock.lock(joined.kit)
    path.unlink()
    (folder / first_run.JOINING).mkdir()
    with says_no("STORE-EXISTS"):
        join(folder, make_pack(), tools)
    assert files.read_keys(path) is not None


def test_adding_a_colleague_can_be_done_again_after_a_kill(kit: Kit, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    newcomer = first_run.Newcomer(name="Zoe New", role=Role.WORKER, passphrase="quite other invented words of Zoe here")

    def power_goes(*_given: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(files, "write_keys", power_goes)
        with pytest.raises(KeyboardInterrupt):
            first_run.add_user(kit, newcomer, cost=MODEST[-1])
    first_run.add_user(kit, newcomer, cost=MODEST[-1])
    assert [user.name for user in users.working(kit)].count("Zoe New") == 1
    path = kit.workspace.path
    unlock.lock(kit)
    opened = unlock.open_(path, "Zoe New", newcomer.passphrase, tools)
    assert opened.user in users.working(opened)
    unlock.lock(opened)


@pytest.mark.parametrize("name", ["Wes Worker", "Fay Guide"])
def test_only_a_coordinator_adds_colleagues(kit: Kit, name: str) -> None:
    with says_no("ROLE-RIGHT"):
        first_run.add_user(held_by(kit, name), first_run.Newcomer(name="Zoe", role=Role.WORKER, passphrase=PASSPHRASE))


def test_a_safeguarding_lead_is_kept_as_one(kit: Kit) -> None:
    newcomer = first_run.Newcomer(name="Zoe", role=Role.WORKER, passphrase=PASSPHRASE, safeguarding_lead=True, full_name="Zoe Invented")
    assert first_run.add_user(kit, newcomer, cost=MODEST[-1]).value.safeguarding_lead
    assert next(user for user in users.working(kit) if user.name == "Zoe").safeguarding_lead
