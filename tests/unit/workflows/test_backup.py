"""Backups that are made without being asked for, and checks that are due."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from civicdesk.errors import Unavailable
from civicdesk.store import audit, backups, projects
from civicdesk.workflows import backup, unlock
from civicdesk.workflows.kit import PAUSED, Kit, Tools
from tests.journeys.conftest import PASSPHRASE
from tests.unit.workflows.conftest import says_no, welcome

DAY = timedelta(days=1)


@pytest.fixture
def later(kit: Kit) -> Callable[[timedelta], Kit]:
    """Return a way to the same workspace some time later."""
    moved = [timedelta(0)]

    def wait(more: timedelta) -> Kit:
        moved[0] += more
        return replace(kit, tools=replace(kit.tools, now=lambda: kit.tools.now() + moved[0]))

    return wait


def made(kit: Kit) -> int:
    return len(backups.backups(kit.backup_folder()))


def checks(kit: Kit) -> int:
    return sum(row.action == "verified" for row in audit.rows(kit.workspace))


def test_locking_makes_a_backup_of_work_that_has_none(kit: Kit) -> None:
    welcome(kit)
    unlock.lock(kit)
    assert made(kit_of(kit)) == 1


def kit_of(kit: Kit) -> Kit:
    """Return the folder's view of a locked kit: its default backup folder needs no open workspace."""
    return replace(kit, workspace=Closed(), folder=kit.folder)


class Closed:
    """A workspace of which no setting can be asked any more."""

    def row(self, *_: object) -> None:
        return None


def test_locking_makes_none_when_there_is_one_of_today(kit: Kit) -> None:
    welcome(kit)
    backup.make(kit)
    unlock.lock(kit)
    assert made(kit_of(kit)) == 1


def test_locking_in_a_hurry_makes_none(kit: Kit) -> None:
    welcome(kit)
    unlock.lock(kit, hurry=True)
    assert made(kit_of(kit)) == 0


def test_locking_makes_none_of_a_restored_copy_that_nobody_has_looked_at(kit: Kit) -> None:
    welcome(kit)
    projects.keep_setting(kit.workspace, PAUSED, "since yesterday")
    unlock.lock(kit)
    assert made(kit_of(kit)) == 0


def test_locking_removes_no_backup_and_the_next_look_does(kit: Kit, tools: Tools, later: Callable[[timedelta], Kit]) -> None:
    welcome(kit)
    old = backup.make(kit).value
    path, waited = kit.workspace.path, later(100 * DAY)
    unlock.lock(waited)
    assert old.exists(), "somebody may be about to put it back"
    again = replace(unlock.open_(path, "Ada Test", PASSPHRASE, tools), tools=waited.tools)
    again.workspace.now = waited.tools.now
    backup.look_over(again)
    assert not old.exists()
    unlock.lock(again)


def test_a_backup_that_cannot_be_made_keeps_nobody_from_locking(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise Unavailable("STORE-FILE")

    welcome(kit)
    monkeypatch.setattr(backups, "back_up", full)
    unlock.lock(kit)
    assert not kit.workspace.is_open


def test_the_first_look_checks_everything_and_notes_it(kit: Kit) -> None:
    found = backup.look_over(kit)
    assert (found.found, found.writing_off, found.newest_backup, checks(kit)) == ((), False, None, 1)


def test_the_next_look_on_the_same_day_checks_nothing(kit: Kit) -> None:
    backup.look_over(kit)
    backup.look_over(kit)
    assert checks(kit) == 1


def test_the_pages_are_looked_at_every_day_and_everything_every_week(
    kit: Kit, later: Callable[[timedelta], Kit], monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.look_over(kit)
    whole = kit.workspace.verify
    seen: list[str] = []
    monkeypatch.setattr(kit.workspace, "verify", lambda: seen.append("all") or whole())
    backup.look_over(later(DAY))
    assert (seen, checks(kit)) == ([], 2)
    backup.look_over(later(7 * DAY))
    assert (seen, checks(kit)) == (["all"], 3)


def test_a_check_that_a_wrong_clock_put_into_the_future_counts_for_nothing(kit: Kit, later: Callable[[timedelta], Kit]) -> None:
    backup.look_over(later(400 * DAY))
    backup.look_over(kit)
    assert checks(kit) == 2


def test_after_a_crash_the_pages_are_looked_at(kit: Kit, tools: Tools) -> None:
    backup.look_over(kit)
    path = kit.workspace.path
    unlock.lock(kit)
    crashed = unlock.open_(path, "Ada Test", PASSPHRASE, tools)
    welcome(crashed)
    crashed.workspace.close()
    again = unlock.open_(path, "Ada Test", PASSPHRASE, tools)
    before = checks(again)
    assert backup.look_over(again).found == ()
    assert checks(again) == before + 1
    unlock.lock(again)


def test_after_damage_was_found_reading_goes_on_and_nothing_is_written(kit: Kit) -> None:
    person = welcome(kit)
    copy = backup.make(kit).value
    damage(kit)
    found = backup.look_over(kit)
    assert found.found
    assert found.writing_off
    assert found.newest_backup == backups.made_at(copy)
    assert kit.workspace.row("select card from person where id = ?", [person.id]) == (person.card,)
    with says_no("STORE-DAMAGED"):
        welcome(kit)
    with says_no("STORE-DAMAGED"):
        backup.make(kit)


def test_a_damaged_workspace_is_never_taken_for_a_backup(kit: Kit) -> None:
    welcome(kit)
    damage(kit)
    with says_no("STORE-DAMAGED"):
        backup.make(kit)
    assert made(kit) == 0


def damage(kit: Kit) -> None:
    """Flip one bit in the last page through the handle that is open: another one would drop the file's locks when it is closed."""
    path = kit.workspace.path
    mine = next(each for each in Path("/proc/self/fd").iterdir() if each.resolve() == path)
    handle, at = int(mine.name), path.stat().st_size - 2048
    (byte,) = os.pread(handle, 1, at)
    os.pwrite(handle, bytes([byte ^ 1]), at)
