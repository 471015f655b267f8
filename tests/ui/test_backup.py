"""Backups in the window: made, tried out, put back in one guided action, and from a locked workspace too."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from civicdesk.records.ids import QuestionRef, SessionId, SubmissionId
from civicdesk.records.people import Role
from civicdesk.ui.screens.backup.presenter import BackupPresenter
from civicdesk.ui.screens.backup.state import EXAMPLES, Step
from civicdesk.ui.screens.backup.view import BackupView
from civicdesk.ui.widgets.screen import Who, place
from civicdesk.workflows import backup, first_run, interview, people, rescue, restore, unlock
from civicdesk.workflows.kit import Kit
from tests.ui.desk import CHEAP, NAME, PASSPHRASE, Desk, begin_interview, desk, in_state, went


@pytest.fixture
def table(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with desk(qtbot, tmp_path) as made:
        yield made


def _shown(table: Desk, **facts: str) -> BackupPresenter:
    presenter = table.show(BackupPresenter(place("backup", **facts), table.around))
    table.bot.waitUntil(lambda: presenter.state.ready or bool(presenter.state.problem), timeout=20_000)
    return presenter


def _until(table: Desk, presenter: BackupPresenter, true: Callable[[], bool]) -> None:
    table.bot.waitUntil(lambda: true() or bool(presenter.state.problem), timeout=60_000)
    assert presenter.state.problem == ""


def _lock(table: Desk) -> None:
    closed: list[object] = []
    table.around.store.give_up(unlock.lock, done=closed.append, refused=closed.append)
    table.bot.waitUntil(lambda: bool(closed), timeout=20_000)


def _add(session: str, kit: Kit) -> object:
    return people.add(kit, people.NewPerson(name="Robin Placeholder"), SessionId(session))


def _ask_something(submission: str, kit: Kit) -> tuple[SubmissionId, rescue.Held]:
    """Return a response and an answer to one of its questions that is not kept yet."""
    found = interview.resume(kit, SubmissionId(submission)).page().questions
    question = next(each.state for each in found if each.state.opts)
    return SubmissionId(submission), rescue.Held(question=QuestionRef(question.ref), value=question.opts[-1][0] if question.opts else "")


def _count(kit: Kit) -> int:
    return len(restore.people_store.people(kit.workspace))


def _open_form(table: Desk, presenter: BackupPresenter) -> None:
    presenter.page.put_back_wanted.emit()
    _until(table, presenter, lambda: presenter.state.step is Step.PUT_BACK)


def _put_back(table: Desk, presenter: BackupPresenter, passphrase: str = PASSPHRASE) -> None:
    _open_form(table, presenter)
    presenter.page.name.put(NAME)
    presenter.page.secret.put(passphrase)
    presenter.page.onward.click()


def test_a_backup_is_made_and_listed(table: Desk) -> None:
    presenter = _shown(table)
    presenter.page.onward.click()
    _until(table, presenter, lambda: bool(presenter.state.told))
    _until(table, presenter, lambda: presenter.state.chosen in {each.path for each in presenter.state.backups})


def test_a_backup_that_was_tried_out_says_when(table: Desk) -> None:
    table.ask(backup.make)
    presenter = _shown(table)
    presenter.page.tryout.click()
    _until(table, presenter, lambda: bool(presenter.state.backups and presenter.state.backups[0].tried))
    assert "1 person" in presenter.state.told
    assert [path.name for path in table.around.home.rglob("*.drill*")] == []


def test_a_rescue_file_from_elsewhere_is_brought_in_once(table: Desk, tmp_path: Path) -> None:
    asking = table.ask(partial(_ask_something, begin_interview(table)))
    (tmp_path / "stick").mkdir()
    written = table.ask(lambda kit: rescue.save(kit, asking[0], (asking[1],), tmp_path / "stick"))
    presenter = _shown(table)
    for words in ("1 answer from the rescue file is kept now.", "Everything in this rescue file is kept already."):
        presenter._bring_in(str(written))
        _until(table, presenter, lambda words=words: presenter.state.told == words)


def test_what_is_no_rescue_file_is_told(table: Desk, tmp_path: Path) -> None:
    (tmp_path / "wrong.sealed").write_bytes(b"no such thing")
    presenter = _shown(table)
    presenter._bring_in(str(tmp_path / "wrong.sealed"))
    table.bot.waitUntil(lambda: "INBOX-FILE" in presenter.state.problem, timeout=20_000)


def test_putting_one_back_says_what_is_lost_and_brings_the_day_back(table: Desk) -> None:
    table.ask(backup.make)
    table.ask(partial(_add, table.session))
    presenter = _shown(table)
    signed: list[Who] = []
    presenter.signed_in.connect(signed.append)
    _open_form(table, presenter)
    _until(table, presenter, lambda: bool(presenter.state.lost))
    _put_back(table, presenter)
    _until(table, presenter, lambda: presenter.state.step is Step.DONE)
    assert (table.ask(_count), table.ask(Kit.paused)) == (1, True)
    presenter.page.onward.click()
    assert [who.name for who in signed] == [NAME]


def test_a_wrong_passphrase_leaves_the_workspace_open(table: Desk) -> None:
    table.ask(backup.make)
    presenter = _shown(table)
    _put_back(table, presenter, "not this one at all, never")
    table.bot.waitUntil(lambda: presenter.state.problem_at == "passphrase", timeout=60_000)
    assert "KEYS-WRONG" in presenter.state.problem
    assert table.ask(_count) == 1


def test_it_works_with_no_workspace_open(table: Desk) -> None:
    table.ask(backup.make)
    path = table.ask(lambda kit: kit.workspace.path)
    _lock(table)
    path.write_bytes(b"x" * 8192)
    presenter = _shown(table, workspace=str(path))
    assert (presenter.state.is_open, len(presenter.state.backups), presenter.page.tryout.isVisible()) == (False, 1, False)
    _put_back(table, presenter)
    _until(table, presenter, lambda: presenter.state.step is Step.DONE)
    assert table.ask(_count) == 1


def test_back_from_a_locked_workspace_leads_to_unlock(table: Desk) -> None:
    _lock(table)
    presenter = _shown(table)
    heard = went(presenter)
    presenter.page.back.click()
    assert [(how, where.word) for how, where in heard if where] == [("replaced", "unlock")]


def test_a_coordinator_lets_backups_and_sending_go_on(table: Desk) -> None:
    table.ask(lambda kit: restore.projects.keep_setting(kit.workspace, restore.PAUSED, "2026-08-04T10:00:00+00:00"))
    presenter = _shown(table)
    assert presenter.state.paused
    presenter.page.paused.action.click()
    _until(table, presenter, lambda: not presenter.state.paused)
    assert not table.ask(Kit.paused)


def test_a_worker_cannot_put_one_back_while_the_work_is_sound(qtbot: QtBot, tmp_path: Path) -> None:
    with desk(qtbot, tmp_path) as table:
        newcomer = first_run.Newcomer(name="Wes", role=Role.WORKER, passphrase=PASSPHRASE)
        table.ask(partial(first_run.add_user, newcomer=newcomer, cost=CHEAP))
        table.ask(backup.make)
        path = table.ask(lambda kit: kit.workspace.path)
        _lock(table)
        presenter = _shown(table, workspace=str(path))
        _open_form(table, presenter)
        presenter.page.name.put("Wes")
        presenter.page.secret.put(PASSPHRASE)
        presenter.page.onward.click()
        table.bot.waitUntil(lambda: bool(presenter.state.problem), timeout=60_000)
        assert "ROLE-RIGHT" in presenter.state.problem


def test_enter_in_the_passphrase_puts_back(shown: Callable[..., QWidget], qtbot: QtBot) -> None:
    view = in_state(shown, qtbot, BackupView(), EXAMPLES["put back, locked"])
    view.secret.line.setFocus()
    QTest.keyClicks(view.secret.line, "some words")
    with qtbot.waitSignal(view.restored) as heard:
        QTest.keyClick(view.secret.line, Qt.Key.Key_Return)
    assert heard.args == ["WF", "some words", ""]
