"""The first start: from a pack to a workspace that waits for its recovery sheet."""

from collections.abc import Callable
from pathlib import Path

import pytest

from civicdesk.crypto.passphrase import MODEST
from civicdesk.errors import Unavailable
from civicdesk.records.people import Role
from civicdesk.store import workspace as workspaces
from civicdesk.workflows import first_run, people, session, unlock
from civicdesk.workflows.kit import Kit, Tools
from tests.journeys.conftest import PASSPHRASE
from tests.unit.workflows.conftest import says_no

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


def test_a_workspace_that_was_made_after_all_is_never_taken_back(
    tmp_path: Path, make_pack: Callable[..., bytes], tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = workspaces.create

    def made_but_not_opened(path: Path, *given: object, **more: object) -> None:
        made(path, *given, **more).close()
        raise Unavailable("STORE-BUSY", holder="", since="")

    monkeypatch.setattr(workspaces, "create", made_but_not_opened)
    with says_no("STORE-BUSY"):
        join(tmp_path / "new", make_pack(), tools)
    assert {path.suffix for path in (tmp_path / "new").iterdir()} >= {".civicdesk", ".keys", ".people"}
