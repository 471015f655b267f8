"""Colleagues and keys in the window: added, changed, taken out; sheets and keys renewed; each role what it may."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.crypto import office, passphrase
from civicdesk.errors import Refused
from civicdesk.records.people import Role
from civicdesk.ui.screens.users.presenter import UsersPresenter
from civicdesk.ui.screens.users.state import EXAMPLES, Step
from civicdesk.ui.screens.users.view import UsersView
from civicdesk.ui.widgets.screen import place
from civicdesk.workflows import first_run, pack_making, unlock, users
from civicdesk.workflows.kit import Kit
from tests.ui.desk import CHEAP, NAME, PASSPHRASE, SECOND, Desk, desk, in_state, went


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(passphrase, "STANDARD", CHEAP)
    with desk(qtbot, tmp_path) as made:
        yield made


def _shown(table: Desk, **facts: str) -> UsersPresenter:
    presenter = table.show(UsersPresenter(place("users", **facts), table.around))
    table.bot.waitUntil(lambda: presenter.state.ready, timeout=20_000)
    return presenter


def _until(table: Desk, presenter: UsersPresenter, true: Callable[[], bool]) -> None:
    table.bot.waitUntil(lambda: true() or bool(presenter.state.problem), timeout=60_000)
    assert presenter.state.problem == ""


def _names(kit: Kit) -> dict[str, Role]:
    return {user.name: user.role for user in users.working(kit)}


def _add(page: Any, name: str, words: str, role: Role = Role.WORKER) -> None:
    page.step_wanted.emit(Step.ADD.value)
    page.add_form.name.put(name)
    page.add_form.role.put(role.value)
    page.add_form.passphrase.secret.put(words)
    page.onward.click()


def test_a_colleague_is_added_with_six_words_on_offer(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.step_wanted.emit(Step.ADD.value)
    table.bot.waitUntil(lambda: bool(presenter.state.suggestion), timeout=20_000)
    assert len(presenter.state.suggestion.replace("-", " ").split()) == 6
    presenter.page.add_form.passphrase.take.click()
    presenter.page.add_form.name.put("WF")
    assert presenter.unsaved()
    presenter.page.add_form.role.put("worker")
    presenter.page.onward.click()
    _until(table, presenter, lambda: presenter.state.step is Step.LIST and bool(presenter.state.told))
    assert table.ask(_names)["WF"] is Role.WORKER
    assert not presenter.unsaved()


@pytest.mark.parametrize(
    ("name", "role", "words", "at"),
    [
        ("", "worker", PASSPHRASE, "name"),
        ("WF", "", PASSPHRASE, "role"),
        (NAME, "worker", PASSPHRASE, "name"),
        ("WF", "worker", "short", "passphrase"),
        ("WF", "worker", "", "passphrase"),
    ],
)
def test_what_is_missing_is_told_at_its_field(table: Desk, name: str, role: str, words: str, at: str) -> None:
    presenter = _shown(table)
    presenter.page.step_wanted.emit(Step.ADD.value)
    form = presenter.page.add_form
    form.name.put(name)
    form.role.put(role)
    form.passphrase.secret.put(words)
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: presenter.state.problem_at == at, timeout=20_000)
    assert presenter.state.step is Step.ADD


def test_another_role_is_given(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.chosen.emit(SECOND)
    presenter.page.other.click()
    assert presenter.page.role_part.given()[0] == "coordinator"
    presenter.page.role_part.role.put("facilitator")
    presenter.page.onward.click()
    _until(table, presenter, lambda: presenter.state.step is Step.LIST)
    assert table.ask(_names)[SECOND] is Role.FACILITATOR


def test_enter_never_takes_somebody_out(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, UsersView(), EXAMPLES["revoke"])
    with qtbot.assertNotEmitted(view.revoked), qtbot.waitSignal(view.given_up):
        QTest.keyClick(view.focusWidget(), Qt.Key.Key_Return)


def test_whoever_leaves_gets_in_no_more_and_everybody_unlocks_again(table: Desk) -> None:
    path = table.ask(lambda kit: kit.workspace.path)
    presenter = _shown(table)
    presenter.page.chosen.emit(SECOND)
    presenter.page.third.click()
    presenter.page.other.click()
    _until(table, presenter, lambda: presenter.state.step is Step.CLOSED)
    heard = went(presenter)
    presenter.page.onward.click()
    assert [(how, where.word) for how, where in heard if where] == [("replaced", "unlock")]
    problems: list[Any] = []
    table.around.store.submit(_names, done=problems.append, refused=problems.append)
    table.bot.waitUntil(lambda: bool(problems), timeout=20_000)
    assert isinstance(problems[0], Refused)
    assert [door.names for door in unlock.doors(table.around.home) if door.path == path] == [(NAME,)]


def test_a_new_recovery_sheet_counts_once_it_was_typed_back(table: Desk, tmp_path: Path) -> None:
    presenter = _shown(table, at="recovery")
    _until(table, presenter, lambda: presenter.state.step is Step.RECOVERY)
    code = presenter.state.code
    presenter.papers.chosen.emit(str(tmp_path / "sheet.pdf"))
    _until(table, presenter, lambda: presenter.state.saved)
    presenter.page.onward.click()
    assert (presenter.state.step, presenter.state.code) == (Step.RETYPE, "")
    presenter.page.code.put("no such code")
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: presenter.state.problem_at == "code", timeout=20_000)
    presenter.page.code.put(code.lower())
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: presenter.state.step is Step.LIST, timeout=60_000)
    assert presenter.state.told


def test_a_worker_may_only_make_a_new_sheet(table: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    newcomer = first_run.Newcomer(name="Wes", role=Role.WORKER, passphrase=PASSPHRASE)
    table.ask(partial(first_run.add_user, newcomer=newcomer, cost=CHEAP))
    path = table.ask(lambda kit: kit.workspace.path)
    closed: list[object] = []
    table.around.store.give_up(unlock.lock, done=closed.append, refused=closed.append)
    opened: list[object] = []
    opener = partial(_opened, path, table)
    table.around.store.own(opener, done=opened.append, refused=opened.append)
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    presenter = _shown(table)
    assert (presenter.state.allowed, presenter.state.colleagues, list(presenter.page.keys.buttons)) == (False, (), ["recovery"])
    assert not presenter.page.onward.isVisible()


def _opened(path: Path, table: Desk) -> Any:
    from civicdesk.ui.jobs import Opened
    from civicdesk.workflows.kit import Tools

    world = table.around.world
    return Opened(unlock.open_(path, "Wes", PASSPHRASE, Tools(now=world.now, new_id=world.new_id, chance=world.chance)))


def test_a_coordinator_opens_the_keys_of_another_laptop(table: Desk, tmp_path: Path) -> None:
    keys = pack_making.make_keys()
    pack_making.save_keys(keys, tmp_path / "office")
    table.ask(partial(_seal_to, keys.recipient, tmp_path))
    presenter = _shown(table)
    presenter.escrows.chosen.emit(str(next(tmp_path.glob("*.age"))))
    presenter.identities.chosen.emit(str(tmp_path / "office" / pack_making.IDENTITY))
    _until(table, presenter, lambda: presenter.state.step is Step.SLOT)
    presenter.papers.chosen.emit(str(tmp_path / "slot.json"))
    _until(table, presenter, lambda: presenter.state.saved)
    assert (tmp_path / "slot.json").exists()


def test_a_sealed_key_asks_for_its_passphrase(table: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = pack_making.make_keys()
    table.ask(partial(_seal_to, keys.recipient, tmp_path))
    (tmp_path / "identity.age").write_bytes(b"age-encryption.org/v1\n-> scrypt ...")
    monkeypatch.setattr(pack_making, "office", Opener(f"# public key\n{keys.identity}\n".encode()))
    presenter = _shown(table)
    presenter.escrows.chosen.emit(str(next(tmp_path.glob("*.escrow.age"))))
    presenter.identities.chosen.emit(str(tmp_path / "identity.age"))
    _until(table, presenter, lambda: presenter.state.step is Step.SEALED)
    presenter.page.sealed.put("another one")
    presenter.page.onward.click()
    table.bot.waitUntil(lambda: "OFFICE-PASSPHRASE" in presenter.state.problem, timeout=20_000)
    presenter.page.sealed.put(PASSPHRASE)
    presenter.page.sealed.entered.emit()
    _until(table, presenter, lambda: presenter.state.step is Step.SLOT)
    assert presenter.page.sealed.text() == ""


class Opener:
    """Opens sealed files as `crypto.office` does, without the seconds that it takes."""

    LIMIT = office.LIMIT

    def __init__(self, plain: bytes) -> None:
        self._plain = plain

    is_sealed = staticmethod(office.is_sealed)

    def open_(self, _sealed: bytes, secret: str) -> bytes:
        """Return what lies in every sealed file."""
        if secret != PASSPHRASE:
            raise Refused("OFFICE-PASSPHRASE")
        return self._plain


def _seal_to(recipient: str, folder: Path, kit: Kit) -> None:
    from civicdesk.crypto import escrow
    from civicdesk.store import files

    people = files.read_people(kit.workspace.path)
    assert people is not None
    (folder / users.escrow_name(kit)).write_bytes(escrow.seal(kit.ring, people, recipient))


def test_the_keys_are_saved_under_a_name_that_says_nothing(table: Desk, tmp_path: Path) -> None:
    presenter = _shown(table)
    presenter.folders.chosen.emit(str(tmp_path))
    _until(table, presenter, lambda: bool(presenter.state.told))
    (file,) = tmp_path.glob("*.escrow.age")
    assert file.name in presenter.state.told
