"""Colleagues and keys: somebody leaves and can open nothing more, a crash at any step is finished, and lost passphrases have ways back."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from civicdesk.crypto import keys as crypto_keys
from civicdesk.crypto import recovery
from civicdesk.errors import CivicDeskError, Refused, Unavailable
from civicdesk.records.people import Role
from civicdesk.store import audit, driver, files, people, projects, tries
from civicdesk.workflows import first_run, pack_making, unlock, users
from civicdesk.workflows.kit import Kit, Tools, read_keyfile
from tests.journeys.conftest import PASSPHRASE, held_by, join
from tests.unit.workflows.conftest import finished, says_no, welcome

NAME = "Wren Fictional"
WORKER = "Wes Worker"
NEW = "nine wholly different invented words for one more test"


class Crash(BaseException):
    """The power goes."""


@contextmanager
def crashing_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let the power go before a certain operation on files, counted from 0; give the list of those that were done."""
    done: list[str] = []

    def counted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def act(*given: object) -> object:
            if len(done) == step:
                raise Crash
            done.append(name)
            return real(*given)

        return act

    with monkeypatch.context() as patch:
        for name in ("_write_durably", "put_in_place", "sync_folder"):
            patch.setattr(files, name, counted(name, getattr(files, name)))
        yield done


def stop(kit: Kit) -> None:
    """End as a killed program ends: nothing more is written."""
    with suppress(CivicDeskError):
        if kit.workspace.is_open:
            kit.workspace.close()


def enter(path: Path, tools: Tools, name: str = "Ada Test", passphrase: str = PASSPHRASE) -> Kit:
    return unlock.open_(path, name, passphrase, tools)


def names(kit: Kit) -> list[str]:
    return [person.name for person in people.people(kit.workspace)]


def test_whoever_left_gets_in_no_more_and_everybody_else_does(kit: Kit, tools: Tools) -> None:
    path = kit.workspace.path
    finished(kit, welcome(kit, name=NAME).id)
    users.revoke(kit, WORKER)
    with says_no("KEYS-NAME-UNKNOWN"):
        enter(path, tools, WORKER)
    for name in ("Ada Test", "Ben Second", "Fay Guide"):
        again = enter(path, tools, name)
        assert names(again) == [NAME]
        assert again.workspace.verify() == ()
        unlock.lock(again)


def test_the_old_key_opens_nothing_any_more(kit: Kit, tools: Tools, tmp_path: Path) -> None:
    path = kit.workspace.path
    welcome(kit, name=NAME)
    old_keys, old_people = tmp_path / "keys", tmp_path / "people"
    shutil.copy(files.SideFiles(workspace=path).keys, old_keys)
    shutil.copy(files.SideFiles(workspace=path).people, old_people)
    users.revoke(kit, WORKER)
    shutil.copy(old_keys, files.SideFiles(workspace=path).keys)
    with says_no("PEOPLE-DAMAGED"):
        enter(path, tools, WORKER)
    shutil.copy(old_people, files.SideFiles(workspace=path).people)
    with says_no("STORE-DAMAGED"):
        enter(path, tools, WORKER)


def test_no_former_secret_stays_in_any_file(kit: Kit) -> None:
    path = kit.workspace.path
    users.revoke(kit, WORKER)
    assert files.read_keys(path) == files.read_keys_before(path)
    assert read_keyfile(path).previous == b""
    assert not files.SideFiles(workspace=path).rekeyed.exists()


def test_the_chain_goes_on_with_the_links_that_left_the_laptop(kit: Kit, tools: Tools) -> None:
    path = kit.workspace.path
    left = kit.workspace.head()
    users.revoke(kit, WORKER)
    again = enter(path, tools)
    assert again.workspace.chain.reaches(left, again.workspace.branch)
    assert "user-left" in [row.action for row in audit.rows(again.workspace)]
    unlock.lock(again)
    unlock.lock(enter(path, tools))


def test_somebody_new_may_have_the_name_of_somebody_who_left(kit: Kit, tools: Tools) -> None:
    path = kit.workspace.path
    users.revoke(kit, WORKER)
    again = enter(path, tools)
    first_run.add_user(again, first_run.Newcomer(name=WORKER, role=Role.FACILITATOR, passphrase=NEW))
    unlock.lock(again)
    newcomer = enter(path, tools, WORKER, NEW)
    assert newcomer.user.role is Role.FACILITATOR
    assert [user.name for user in users.working(newcomer)].count(WORKER) == 1
    unlock.lock(newcomer)


@pytest.mark.parametrize(("who", "whom", "code"), [
    ("Ada Test", "Ada Test", "USER-SELF"), ("Ada Test", "Nobody", "KEYS-NAME-UNKNOWN"), (WORKER, "Fay Guide", "ROLE-RIGHT"),
])  # fmt: skip
def test_who_may_not_take_whom_out(kit: Kit, who: str, whom: str, code: str) -> None:
    with says_no(code):
        users.revoke(held_by(kit, who), whom)
    assert kit.workspace.is_open


def test_a_crash_at_any_step_is_finished_at_the_next_unlocking(
    kit: Kit, tools: Tools, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kit.workspace.path
    welcome(kit, name=NAME)
    unlock.lock(kit)
    shutil.copytree(path.parent, tmp_path / "before")
    step, whole = 0, False
    while not whole:
        shutil.rmtree(path.parent)
        shutil.copytree(tmp_path / "before", path.parent)
        kit = enter(path, tools)
        with crashing_at(step, monkeypatch) as done:
            try:
                users.revoke(kit, WORKER)
                whole = True
            except Crash:
                stop(kit)
        begun = read_keyfile(path).generation == 2
        again = enter(path, tools)
        assert (names(again), again.workspace.verify()) == ([NAME], ()), (step, done)
        welcome(again)
        unlock.lock(again)
        assert read_keyfile(path).previous == b"", (step, done)
        with pytest.raises(CivicDeskError) as told:
            unlock.lock(enter(path, tools, WORKER))
        assert told.value.code == ("KEYS-NAME-UNKNOWN" if begun else "KEYS-NO-USER"), (step, done)
        step += 1
    assert step > 15


def test_a_full_disk_while_finishing_keeps_nobody_from_their_work(kit: Kit, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kit.workspace.path
    welcome(kit, name=NAME)
    with monkeypatch.context() as patch:
        patch.setattr(files, "take_place", _full)
        with says_no("STORE-FILE"):
            users.revoke(kit, WORKER)
        again = enter(path, tools)
        assert names(again) == [NAME]
        welcome(again, name="Robin Placeholder")
        with says_no("KEYS-RENEWING"):
            users.revoke(again, "Fay Guide")
        unlock.lock(again)
    last = enter(path, tools)
    assert names(last) == [NAME, "Robin Placeholder"]
    assert read_keyfile(path).previous == b""
    unlock.lock(last)


def _full(*_given: object) -> None:
    raise Unavailable("STORE-FILE")


def test_keys_that_cannot_be_written_leave_everything_as_it_is(kit: Kit, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kit.workspace.path
    with monkeypatch.context() as patch:
        patch.setattr(files, "write_keys", _full)
        with says_no("STORE-FILE"):
            users.revoke(kit, WORKER)
    assert not files.SideFiles(workspace=path).rekeyed.exists()
    welcome(kit, name=NAME)
    unlock.lock(kit)
    unlock.lock(enter(path, tools))


def test_an_unfinished_change_beside_a_newer_file_is_left_alone(kit: Kit, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kit.workspace.path
    with monkeypatch.context() as patch:
        patch.setattr(files, "take_place", _full)
        with says_no("STORE-FILE"):
            users.revoke(kit, WORKER)
    path.unlink()
    with says_no("STORE-NONE"):
        enter(path, tools)


def test_a_key_file_that_was_altered_is_signed_after_a_look(kit: Kit, tools: Tools) -> None:
    path = kit.workspace.path
    side = files.SideFiles(workspace=path)
    keyfile = read_keyfile(path)
    other = crypto_keys.new_workspace(practice=False)
    other.workspace = keyfile.workspace
    side.keys.write_bytes(crypto_keys.dump(crypto_keys.accepted(keyfile), other))
    with says_no("KEYS-ALTERED"):
        users.revoke(kit, WORKER)
    users.accept_keys(kit)
    users.revoke(kit, WORKER)
    again = enter(path, tools)
    assert not again.ring.altered
    unlock.lock(again)


def test_a_recovery_code_that_was_used_is_replaced_before_anybody_is_added(tmp_path: Path, tools: Tools, make_pack) -> None:
    joined = join(tmp_path / "own", make_pack(), tools)
    path = joined.kit.workspace.path
    unlock.lock(joined.kit)
    kit = unlock.open_with_code(path, "Ada Test", joined.recovery.code, NEW, tools)
    assert users.recovery_due(kit)
    with says_no("FIRST-RECOVERY-AGAIN"):
        welcome(kit)
    made = users.new_recovery(kit)
    with says_no("KEYS-CODE-OTHER"):
        users.confirm_recovery(kit, made, joined.recovery.code)
    users.confirm_recovery(kit, made, made.paper.code)
    assert not users.recovery_due(kit)
    welcome(kit)
    unlock.lock(kit)
    with says_no("KEYS-CODE-OTHER"):
        unlock.open_with_code(path, "Ada Test", joined.recovery.code, NEW, tools)
    unlock.lock(unlock.open_with_code(path, "Ada Test", made.paper.code, NEW, tools))


def test_a_sheet_from_before_a_change_of_keys_is_not_taken(kit: Kit) -> None:
    made = users.new_recovery(kit)
    first_run.add_user(kit, first_run.Newcomer(name="Zed Later", role=Role.WORKER, passphrase=NEW))
    with says_no("KEYS-CHANGED"):
        users.confirm_recovery(kit, made, made.paper.code)
    assert "Zed Later" in crypto_keys.names(read_keyfile(kit.workspace.path))


def test_the_escrow_brings_a_laptop_back_once(kit: Kit, tools: Tools, tmp_path: Path, office) -> None:
    path = kit.workspace.path
    welcome(kit, name=NAME)
    written = users.save_escrow(_for(kit, office), tmp_path)
    assert written.name.endswith(".escrow.age")
    unlock.lock(kit)
    came = users.slot_from_escrow(written.read_bytes(), office.identity)
    users.save_slot(came, tmp_path / "slot.json")
    assert (tmp_path / "slot.json").read_bytes() == came.file
    again = unlock.open_with_slot(path, (came.file, came.code), ("Ada Test", NEW), tools)
    assert names(again) == [NAME]
    unlock.lock(again)
    unlock.lock(enter(path, tools, passphrase=NEW))
    with says_no("ESCROW-USED"):
        unlock.open_with_slot(path, (came.file, came.code), ("Ada Test", PASSPHRASE), tools)


def test_an_escrow_from_before_a_change_of_keys_opens_nothing(kit: Kit, tools: Tools, tmp_path: Path, office) -> None:
    path = kit.workspace.path
    written = users.save_escrow(_for(kit, office), tmp_path)
    users.revoke(kit, WORKER)
    came = users.slot_from_escrow(written.read_bytes(), office.identity)
    with says_no("ESCROW-OTHER"):
        unlock.open_with_slot(path, (came.file, came.code), ("Ada Test", NEW), tools)


def _for(kit: Kit, office) -> Kit:
    """Let the pack's last address be one whose identity the test holds."""
    pack = kit.pack()
    turned = replace(pack, version=pack.version + 1, export=replace(
        pack.export, pack_version=pack.version + 1, age_recipients=(pack.export.age_recipients[-1], office.recipient)
    ))  # fmt: skip
    projects.keep_pack(kit.workspace, pack_making.sign_pack(turned, office.signing_seed), turned.version)
    return kit


def test_missing_keys_of_people_stop_a_change_before_it_begins(kit: Kit) -> None:
    files.SideFiles(workspace=kit.workspace.path).people.unlink()
    with says_no("PEOPLE-MISSING"):
        users.revoke(kit, WORKER)
    assert kit.workspace.is_open


class Clock:
    """A clock that a test sets."""

    def __init__(self, tools: Tools) -> None:
        self.at = tools.now()

    def tools(self) -> Tools:
        return Tools(now=lambda: self.at, new_id=lambda: "0" * 32, chance=lambda: 0.5)


@pytest.fixture
def clock(tools: Tools) -> Clock:
    return Clock(tools)


def guess(path: Path, clock: Clock) -> str:
    with pytest.raises(Refused) as told:
        enter(path, clock.tools(), passphrase="six other words that open nothing")
    return told.value.code


def test_wrong_passphrases_make_everybody_wait_longer_and_longer(kit: Kit, clock: Clock) -> None:
    path = kit.workspace.path
    unlock.lock(kit)
    for seconds in (1, 2, 4, 8, 16, 32, 60, 60):
        assert guess(path, clock) == "KEYS-WRONG"
        assert unlock.waiting(path, clock.at) == seconds
        with pytest.raises(Refused, match="KEYS-WAIT") as told:
            enter(path, clock.tools())
        assert told.value.facts["seconds"] == seconds
        clock.at += timedelta(seconds=seconds)
    unlock.lock(enter(path, clock.tools()))
    assert unlock.waiting(path, clock.at) == 0


def test_waiting_names_nobody(kit: Kit, clock: Clock) -> None:
    path = kit.workspace.path
    unlock.lock(kit)
    guess(path, clock)
    assert set(files.SideFiles(workspace=path).tries.read_text()) <= set('{"wrong": 1, "at": "TZ+-0123456789"}')


def test_a_clock_that_was_set_back_keeps_nobody_out(kit: Kit, clock: Clock) -> None:
    path = kit.workspace.path
    unlock.lock(kit)
    guess(path, clock)
    clock.at -= timedelta(days=730)
    assert unlock.waiting(path, clock.at) == 1
    clock.at += timedelta(seconds=1)
    unlock.lock(enter(path, clock.tools()))


@pytest.mark.parametrize(
    "noted", [b"", b"{", b'{"wrong": 3}', b'{"wrong": 0, "at": "2026-03-02T09:00:00+00:00"}', b'{"wrong": 3, "at": "2026-03-02"}']
)
def test_a_note_that_makes_no_sense_keeps_nobody_out(tmp_path: Path, noted: bytes) -> None:
    path = tmp_path / "w.civicdesk"
    files.SideFiles(workspace=path).tries.write_bytes(noted)
    assert tries.read(path) is None


def test_the_recovery_code_asks_nobody_to_wait(tmp_path: Path, tools: Tools, make_pack) -> None:
    joined = join(tmp_path / "own", make_pack(), tools)
    path = joined.kit.workspace.path
    unlock.lock(joined.kit)
    guess(path, Clock(tools))
    with says_no("KEYS-CODE-OTHER"):
        unlock.open_with_code(path, "Ada Test", recovery.write(recovery.new_secret()), NEW, tools)
    unlock.lock(unlock.open_with_code(path, "Ada Test", joined.recovery.code, NEW, tools))
    unlock.lock(enter(path, tools, passphrase=NEW))


def test_a_file_of_a_newer_program_under_new_keys_is_left_alone(kit: Kit, tools: Tools, monkeypatch: pytest.MonkeyPatch) -> None:
    path, database = kit.workspace.path, bytes(kit.ring.database)
    with monkeypatch.context() as patch:
        patch.setattr(files, "take_place", _full)
        with says_no("STORE-FILE"):
            users.revoke(kit, WORKER)
        unlock.lock(enter(path, tools))
    files.SideFiles(workspace=path).rekeyed.replace(path)
    ring = crypto_keys.open_with_passphrase(read_keyfile(path), "Ada Test", PASSPHRASE)
    assert ring.database != database
    connection = driver.connect(path, bytes(ring.database))
    connection.execute("insert into migration values ('m999_later', '2031-01-01')")
    connection.close()
    before = path.read_bytes()
    with says_no("STORE-NEWER-FILE"):
        enter(path, tools)
    assert path.read_bytes() == before


def test_coordinators_see_who_can_sign_in_and_when_they_did(kit: Kit, tools: Tools) -> None:
    path = kit.workspace.path
    unlock.lock(kit)
    unlock.lock(enter(path, tools, WORKER))
    again = enter(path, tools)
    found = {each.name: each for each in users.colleagues(again)}
    assert [name for name, each in found.items() if each.last_unlock] == ["Ada Test", WORKER]
    assert (found[WORKER].role, found["Ada Test"].me, found[WORKER].me) == (Role.WORKER, True, False)
    unlock.lock(again)


@pytest.mark.parametrize("who", [WORKER, "Fay Guide"])
def test_only_coordinators_see_change_and_seal(kit: Kit, tmp_path: Path, who: str) -> None:
    other = held_by(kit, who)
    acts = (
        partial(users.colleagues, other),
        partial(users.change_role, other, WORKER, Role.COORDINATOR, safeguarding_lead=False),
        partial(users.save_escrow, other, tmp_path),
        partial(users.accept_keys, other),
        partial(users.renew, other),
    )
    for act in acts:
        with says_no("ROLE-RIGHT"):
            act()


def test_a_role_that_was_changed_holds_in_the_file_and_in_the_slot(kit: Kit, tools: Tools) -> None:
    path = kit.workspace.path
    users.change_role(kit, WORKER, Role.COORDINATOR, safeguarding_lead=True)
    unlock.lock(kit)
    again = enter(path, tools, WORKER)
    assert (again.user.role, again.user.safeguarding_lead, again.ring.altered) == (Role.COORDINATOR, True, False)
    assert {slot.owner.name: slot.owner.role for slot in read_keyfile(path).users()}[WORKER] is Role.COORDINATOR
    unlock.lock(again)


def test_one_coordinator_always_stays(kit: Kit) -> None:
    users.change_role(kit, "Ben Second", Role.WORKER, safeguarding_lead=False)
    with says_no("USER-LAST-COORDINATOR"):
        users.change_role(kit, "Ada Test", Role.WORKER, safeguarding_lead=False)
    with says_no("USER-LAST-COORDINATOR"):
        users.revoke(kit, "Ada Test")
    with says_no("KEYS-NAME-UNKNOWN"):
        users.change_role(kit, "Nobody", Role.WORKER, safeguarding_lead=False)


def test_the_keys_are_sealed_to_the_coordinator_whom_the_pack_names(kit: Kit, tmp_path: Path, office) -> None:
    named = pack_making.make_keys()
    pack = replace(kit.pack(), coordinator=named.recipient)
    projects.keep_pack(kit.workspace, pack_making.sign_pack(pack, office.signing_seed), pack.version)
    written = users.save_escrow(kit, tmp_path).read_bytes()
    assert users.slot_from_escrow(written, named.identity).code
    with says_no("BUNDLE-KEY"):
        users.slot_from_escrow(written, office.identity)
