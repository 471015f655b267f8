"""Making, opening, writing and closing a workspace."""

import resource
import stat
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.ids import UserId
from civicdesk.records.sealing import Head, WorkspaceKeys
from civicdesk.store import audit, driver, locks, projects
from civicdesk.store.layout import Layout
from civicdesk.store.migrations import ALL, Migration
from civicdesk.store.workspace import Workspace, create, open_

BARE = Layout(lock=False, reserve=0)


def names_in(folder: Path) -> list[str]:
    return sorted(found.name for found in folder.iterdir())


def folder(path: Path) -> dict[str, bytes]:
    return {found.name: found.read_bytes() for found in path.parent.iterdir()}


class StoppedError(Exception):
    """Something goes wrong in the middle of a block."""


class Failing:
    """A connection to a disk that breaks when one statement is run: before it is done, or just after."""

    def __init__(self, connection: driver.Connection, statement: str, error: str, *, after: bool = False) -> None:
        self.connection, self.statement, self.error, self.after = connection, statement, error, after

    def __getattr__(self, name: str) -> object:
        return getattr(self.connection, name)

    def execute(self, sql: str, values: object = ()) -> object:
        if not sql.startswith(self.statement):
            return self.connection.execute(sql, values)
        if self.after:
            self.connection.execute(sql, values)
        why = driver.Error("broken")
        why.sqlite_errorname = self.error
        raise why


def breaking(ws: Workspace, statement: str, error: str, *, after: bool = False) -> None:
    ws._take(Failing(ws._connection, statement, error, after=after))


# --- making ---


def test_a_new_workspace_is_one_file_with_its_lock_and_reserve(ws: Workspace) -> None:
    assert names_in(ws.path.parent) == ["practice.civicdesk", "practice.civicdesk.lock", "practice.civicdesk.reserve"]


def test_a_bare_workspace_has_no_side_files(path: Path, keys: WorkspaceKeys, clock) -> None:
    create(path, keys, now=clock, layout=BARE).close()
    assert names_in(path.parent) == ["practice.civicdesk"]


def test_a_new_workspace_is_smaller_than_a_mebibyte(ws: Workspace) -> None:
    assert ws.path.stat().st_size < 1 << 20


def test_its_folder_is_for_this_user_alone(ws: Workspace) -> None:
    assert stat.S_IMODE(ws.path.parent.stat().st_mode) == 0o700


def test_nothing_is_made_where_something_lies(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    with pytest.raises(Refused, match="STORE-EXISTS"):
        create(ws.path, keys, now=clock)


def test_nothing_is_made_beside_a_strange_journal(path: Path, keys: WorkspaceKeys, clock) -> None:
    path.parent.mkdir()
    Path(f"{path}-journal").write_bytes(b"of another file")
    with pytest.raises(Refused, match="STORE-EXISTS"):
        create(path, keys, now=clock)


def test_nothing_is_made_in_a_synced_folder(tmp_path: Path, keys: WorkspaceKeys, clock) -> None:
    with pytest.raises(Refused, match="STORE-FOLDER"):
        create(tmp_path / "Dropbox" / "w.civicdesk", keys, now=clock)
    assert names_in(tmp_path) == []


def test_a_creation_that_was_cut_short_is_begun_anew(path: Path, keys: WorkspaceKeys, clock) -> None:
    path.parent.mkdir()
    Path(f"{path}.part").write_bytes(b"half")
    create(path, keys, now=clock, layout=BARE).close()
    assert names_in(path.parent) == ["practice.civicdesk"]


def test_a_creation_that_fails_leaves_nothing(path: Path, keys: WorkspaceKeys, clock) -> None:
    def fails(connection: driver.Connection) -> None:
        raise Unavailable("STORE-WRITE")

    with pytest.raises(Unavailable, match="STORE-WRITE"):
        create(path, keys, now=clock, layout=Layout(lock=False, reserve=0, steps=(*ALL, Migration(name="m002", step=fails))))
    assert names_in(path.parent) == []


def test_a_creation_that_cannot_be_named_leaves_nothing(path: Path, keys: WorkspaceKeys, clock) -> None:
    def takes_the_place(connection: driver.Connection) -> None:
        path.mkdir()

    with pytest.raises(Unavailable, match="STORE-FILE"):
        create(path, keys, now=clock, layout=Layout(lock=False, reserve=0, steps=(*ALL, Migration(name="m002", step=takes_the_place))))
    assert names_in(path.parent) == ["practice.civicdesk"]


# --- opening ---


def test_what_was_kept_is_there_after_opening_again(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    projects.keep_setting(ws, "places", "Placeholder Street")
    head = ws.close()
    again = open_(ws.path, keys, head=head, now=clock)
    assert projects.setting(again, "places") == "Placeholder Street"
    again.close()


def test_opening_and_closing_changes_no_byte_of_the_file(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    head, before = ws.close(), folder(ws.path)
    open_(ws.path, keys, head=head, now=clock).close()
    assert folder(ws.path) == before


def test_a_missing_file_is_not_made(path: Path, keys: WorkspaceKeys, clock) -> None:
    with pytest.raises(Damaged, match="STORE-NONE"):
        open_(path, keys, head=None, now=clock)
    assert not path.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "STORE-EMPTY"),
        (b"\xf1" * 100, "STORE-EMPTY"),
        (b"SQLite format 3\x00" + bytes(8192), "STORE-FOREIGN"),
        (b"\xf1\x02" * 4096, "STORE-DAMAGED"),
        (bytes(8192), "STORE-DAMAGED"),
    ],
)
def test_a_file_that_is_no_workspace_is_told_and_left_alone(path: Path, keys: WorkspaceKeys, clock, content: bytes, code: str) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(Damaged, match=code):
        open_(path, keys, head=None, now=clock, layout=BARE)
    assert folder(path) == {path.name: content}


def test_an_encrypted_file_that_is_no_workspace_is_foreign(path: Path, keys: WorkspaceKeys, clock) -> None:
    path.parent.mkdir()
    connection = driver.connect(path, keys.database, new=True)
    connection.execute("create table word (text text)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(Damaged, match="STORE-FOREIGN"):
        open_(path, keys, head=None, now=clock, layout=BARE)
    assert path.read_bytes() == before


def test_another_workspace_under_the_same_key_is_foreign(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    ws.close()
    with pytest.raises(Damaged, match="STORE-FOREIGN"):
        open_(ws.path, replace(keys, workspace="0b" * 16), head=None, now=clock)


def test_another_workspaces_key_finds_damage(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    ws.close()
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        open_(ws.path, replace(keys, database=b"x" * 32), head=None, now=clock)


@pytest.mark.parametrize("change", ["insert into migration values ('m999_later', '2031-01-01')", "pragma user_version = 99"])
def test_a_file_from_the_future_is_left_alone(ws: Workspace, keys: WorkspaceKeys, clock, change: str) -> None:
    ws.close()
    connection = driver.connect(ws.path, keys.database)
    connection.execute(change)
    connection.close()
    before = folder(ws.path)
    with pytest.raises(Damaged, match="STORE-NEWER-FILE"):
        open_(ws.path, keys, head=None, now=clock)
    assert folder(ws.path) == before


def test_an_older_copy_is_told(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    ws.close()
    older = ws.path.read_bytes()
    again = open_(ws.path, keys, head=None, now=clock)
    projects.keep_setting(again, "places", "here")
    head = again.close()
    ws.path.write_bytes(older)
    with pytest.raises(Damaged, match="STORE-ROLLED-BACK"):
        open_(ws.path, keys, head=head, now=clock)
    assert ws.path.read_bytes() == older


def test_a_copy_with_another_history_is_told(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    head = replace(ws.close(), mac="00" * 32)
    with pytest.raises(Damaged, match="STORE-ROLLED-BACK"):
        open_(ws.path, keys, head=head, now=clock)


def test_a_head_of_the_time_before_a_restore_is_told(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    head = ws.head()
    ws.begin_branch("second", by=UserId("wf"))
    ws.close()
    with pytest.raises(Damaged, match="STORE-ROLLED-BACK"):
        open_(ws.path, keys, head=head, now=clock)


def test_a_head_that_says_nothing_fits_every_chain(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    ws.close()
    open_(ws.path, keys, head=Head(seq=0, mac="", at=""), now=clock).close()


def test_a_stop_without_closing_is_noticed(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    head = ws.head()
    projects.keep_setting(ws, "places", "here")
    ws.close()
    again = open_(ws.path, keys, head=head, now=clock)
    assert not again.closed_well
    again.close()


def test_a_closed_workspace_was_closed_well(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    again = open_(ws.path, keys, head=ws.close(), now=clock)
    assert again.closed_well
    again.close()


def test_the_same_process_does_not_open_a_workspace_twice(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    with pytest.raises(Unavailable, match="STORE-BUSY"):
        open_(ws.path, keys, head=None, now=clock)


def test_a_second_program_is_told_who_holds_it(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    ws.close()
    held = open_(ws.path, keys, head=None, now=clock, layout=Layout(holder="Ash on the blue laptop"))
    locks.open_here.clear()  # as in another process
    with pytest.raises(Unavailable, match="STORE-BUSY") as why:
        open_(ws.path, keys, head=None, now=clock)
    held.close()
    assert why.value.facts["holder"] == "Ash on the blue laptop"


def test_a_file_held_without_a_lock_file_is_busy_all_the_same(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    ws.close()
    reader = driver.connect(ws.path, keys.database)
    driver.settle(reader)
    with pytest.raises(Unavailable, match="STORE-BUSY") as why:
        open_(ws.path, keys, head=None, now=clock, layout=BARE)
    reader.close()
    assert why.value.facts == {"holder": "another CivicDesk", "since": "an unknown time"}


def test_a_disk_that_says_no_at_opening_is_told(ws: Workspace, keys: WorkspaceKeys, clock, monkeypatch: pytest.MonkeyPatch) -> None:
    ws.close()

    def no(*_: object) -> None:
        raise Unavailable("STORE-WRITE")

    monkeypatch.setattr(driver, "settle", no)
    with pytest.raises(Unavailable, match="STORE-WRITE"):
        open_(ws.path, keys, head=None, now=clock)


def test_a_workspace_that_was_not_opened_can_be_opened_next_time(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    head = ws.close()
    with pytest.raises(Damaged):
        open_(ws.path, keys, head=replace(head, seq=99), now=clock)
    open_(ws.path, keys, head=head, now=clock).close()


def test_only_the_harness_makes_a_harness_workspace(ws: Workspace, tmp_path: Path, keys: WorkspaceKeys, clock) -> None:
    other = create(tmp_path / "h.db", keys, now=clock, layout=Layout(lock=False, reserve=0, harness=True))
    assert (ws.harness, other.harness) == (False, True)
    other.close()
    open_(other.path, keys, head=None, now=clock, layout=Layout(lock=False, reserve=0, harness=True)).close()


def test_the_harness_opens_no_other_workspace_and_writes_nothing_to_it(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    ws.close()
    before = ws.path.read_bytes()
    with pytest.raises(Refused, match="HARNESS-ONLY"):
        open_(ws.path, keys, head=None, now=clock, layout=Layout(harness=True))
    assert ws.path.read_bytes() == before


# --- shape ---


def wider(connection: driver.Connection) -> None:
    connection.execute("alter table project add column region text")


def test_a_file_that_changes_its_shape_is_copied_first(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    projects.keep_setting(ws, "places", "here")
    ws.close()
    again = open_(ws.path, keys, head=None, now=clock, layout=Layout(steps=(*ALL, Migration(name="m002_region", step=wider))))
    assert again.rows("select region from project") == []
    assert again.verify() == ()
    again.close()
    copy = open_(ws.path.with_name("practice.civicdesk.before-m002_region"), keys, head=None, now=clock, layout=BARE)
    assert projects.setting(copy, "places") == "here"
    copy.close()


def test_a_step_that_fails_leaves_the_old_shape(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    def halfway(connection: driver.Connection) -> None:
        wider(connection)
        raise Unavailable("STORE-WRITE")

    ws.close()
    with pytest.raises(Unavailable):
        open_(ws.path, keys, head=None, now=clock, layout=Layout(steps=(*ALL, Migration(name="m002_region", step=halfway))))
    again = open_(ws.path, keys, head=None, now=clock)
    assert again.row("select count(*) from pragma_table_info('project') where name = 'region'") == (0,)
    again.close()


def test_old_rows_fit_their_hashes_after_a_new_column(ws: Workspace, keys: WorkspaceKeys, clock) -> None:
    projects.keep_setting(ws, "places", "here")
    ws.close()
    step = Migration(name="m002", step=lambda connection: connection.execute("alter table setting add column note text"))
    again = open_(ws.path, keys, head=None, now=clock, layout=Layout(steps=(*ALL, step)))
    assert again.verify() == ()
    again.close()


# --- writing ---


def test_a_write_makes_one_row_in_the_audit(ws: Workspace) -> None:
    before = len(audit.rows(ws))
    with ws.writing("setting-kept", UserId("wf")):
        projects.keep_setting(ws, "a", "1")
        projects.keep_setting(ws, "b", "2")
    row = audit.rows(ws)[-1]
    assert len(audit.rows(ws)) == before + 1
    assert (row.user, row.action, row.kind, row.object) == ("wf", "setting-kept", "write", "setting:1-2")


def test_an_event_without_a_write_is_in_the_audit(ws: Workspace) -> None:
    ws.note("person-viewed", UserId("wf"))
    row = audit.rows(ws)[-1]
    assert (row.user, row.action, row.kind, row.object) == ("wf", "person-viewed", "event", "")


def test_a_block_that_writes_nothing_leaves_no_trace(ws: Workspace) -> None:
    before = audit.rows(ws)
    with ws.writing("setting-kept"):
        pass
    assert audit.rows(ws) == before


def test_an_action_that_is_not_on_the_list_is_a_bug(ws: Workspace) -> None:
    with pytest.raises(ValueError, match="Wren"), ws.writing("visited Wren"):
        pass


def test_an_error_undoes_the_whole_block(ws: Workspace) -> None:
    def half() -> None:
        with ws.writing("setting-kept"):
            projects.keep_setting(ws, "a", "1")
            raise StoppedError

    with pytest.raises(StoppedError):
        half()
    assert projects.settings(ws) == {}


def test_an_error_inside_cannot_be_swallowed_by_the_block_around_it(ws: Workspace) -> None:
    def swallowing() -> None:
        with ws.writing("setting-kept"):
            projects.keep_setting(ws, "a", "1")
            with suppress(StoppedError), ws.writing("setting-kept"):
                raise StoppedError

    with pytest.raises(RuntimeError, match="swallowed"):
        swallowing()
    assert projects.settings(ws) == {}


def test_a_clock_that_jumped_back_is_marked(ws: Workspace, clock) -> None:
    clock.at = clock.at.replace(year=2024)
    projects.keep_setting(ws, "a", "1")
    assert [row.action for row in audit.rows(ws)] == ["created", "clock-jumped", "setting-kept"]


def test_the_audit_knows_the_clock_on_the_wall(ws: Workspace, clock) -> None:
    from datetime import timedelta, timezone

    ws.note("locked", at=clock().astimezone(timezone(timedelta(hours=2))))
    row = audit.rows(ws)[-1]
    assert (row.at, row.offset_min) == ("2026-03-02T09:00:03.000+00:00", 120)


# --- full and broken disks ---


def test_a_full_disk_takes_the_reserve_and_goes_on(ws: Workspace) -> None:
    reserve = ws.path.with_name("practice.civicdesk.reserve")
    real = ws._make_room

    def make_room() -> bool:
        ws._connection.execute("pragma max_page_count = 100000")
        return real()

    ws._make_room = make_room
    ws._connection.execute("pragma max_page_count = 1")
    projects.keep_secret(ws, "large", bytes(100_000))
    assert projects.secret(ws, "large") == bytes(100_000)
    assert not reserve.exists()
    assert ws.verify() == ()


def test_a_disk_that_is_full_at_the_commit_takes_the_reserve_and_goes_on(ws: Workspace) -> None:
    breaking(ws, "commit", "SQLITE_FULL")
    real = ws._make_room

    def make_room() -> bool:
        ws._connection.statement = "nothing"
        return real()

    ws._make_room = make_room
    projects.keep_setting(ws, "a", "1")
    assert projects.setting(ws, "a") == "1"
    assert ws.verify() == ()


def test_a_full_disk_without_a_reserve_keeps_nothing_and_says_so(ws: Workspace) -> None:
    ws.path.with_name("practice.civicdesk.reserve").unlink()
    breaking(ws, "commit", "SQLITE_FULL")
    with pytest.raises(Unavailable, match="STORE-WRITE") as why:
        projects.keep_setting(ws, "a", "1")
    ws._connection.statement = "nothing"
    assert why.value.facts == {"reason": "full"}
    assert projects.settings(ws) == {}


def test_after_a_full_disk_the_next_write_works(ws: Workspace) -> None:
    ws.path.with_name("practice.civicdesk.reserve").unlink()
    ws._connection.execute("pragma max_page_count = 1")
    with pytest.raises(Unavailable, match="STORE-WRITE"):
        projects.keep_secret(ws, "large", bytes(100_000))
    ws._connection.execute("pragma max_page_count = 100000")
    projects.keep_setting(ws, "a", "1")
    assert projects.setting(ws, "a") == "1"


def test_a_disk_that_really_breaks_is_told_and_nothing_is_kept(ws: Workspace) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ws.path.stat().st_size, hard))
    try:
        with pytest.raises(Unavailable, match="STORE-WRITE"):
            projects.keep_secret(ws, "large", bytes(3_000_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert projects.secret(ws, "large") is None
    assert ws.verify() == ()


def test_a_commit_that_failed_before_it_happened_is_not_called_kept(ws: Workspace) -> None:
    breaking(ws, "commit", "SQLITE_IOERR_FSYNC")
    with pytest.raises(Unavailable, match="STORE-WRITE"):
        projects.keep_setting(ws, "a", "1")
    assert projects.settings(ws) == {}


def test_a_commit_that_failed_after_it_happened_is_looked_up_and_called_kept(ws: Workspace) -> None:
    breaking(ws, "commit", "SQLITE_IOERR_DELETE", after=True)
    projects.keep_setting(ws, "a", "1")
    assert projects.setting(ws, "a") == "1"


def test_a_file_that_went_away_is_told_until_it_is_back(ws: Workspace) -> None:
    breaking(ws, "commit", "SQLITE_IOERR")
    away = ws.path.with_name("away")
    real = ws._reopen
    ws._reopen = lambda: (ws.path.rename(away), real())
    with pytest.raises(Unavailable, match="STORE-WRITE"):
        projects.keep_setting(ws, "a", "1")
    ws._reopen = real
    with pytest.raises(Unavailable, match="STORE-WRITE"):
        projects.settings(ws)
    away.rename(ws.path)
    assert projects.settings(ws) == {}


def test_a_file_that_another_program_took_meanwhile_is_busy(ws: Workspace, keys: WorkspaceKeys) -> None:
    ws._connection.close()
    other = driver.connect(ws.path, keys.database)
    driver.settle(other)
    with pytest.raises(Unavailable, match="STORE-BUSY"):
        ws._reopen()
    other.close()
    ws._reopen()


def test_a_write_before_the_audit_row_that_breaks_is_not_looked_up(ws: Workspace) -> None:
    breaking(ws, "insert into audit", "SQLITE_IOERR_WRITE")
    with pytest.raises(Unavailable, match="STORE-WRITE"):
        projects.keep_setting(ws, "a", "1")
    ws._connection.statement = "nothing"
    assert projects.settings(ws) == {}


def damage_page(path: Path, number: int) -> None:
    with path.open("r+b") as file:
        file.seek(number * driver.PAGE + 50)
        file.write(b"damage")


@pytest.fixture
def damaged(ws: Workspace, keys: WorkspaceKeys, clock) -> Workspace:
    """Return a workspace with damage in the page of a large secret, opened again."""
    projects.keep_secret(ws, "large", bytes(60_000))
    ws.close()
    damage_page(ws.path, ws.path.stat().st_size // driver.PAGE - 3)
    again = open_(ws.path, keys, head=None, now=clock)
    yield again
    again.close()


def test_after_damage_was_met_nothing_is_written_any_more(damaged: Workspace) -> None:
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        projects.secret(damaged, "large")
    before = damaged.path.read_bytes()
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        projects.keep_setting(damaged, "a", "1")
    assert damaged.path.read_bytes() == before


def test_damage_is_found_by_verifying_and_the_file_left_alone(damaged: Workspace) -> None:
    before = damaged.path.read_bytes()
    found = {finding.what for finding in damaged.verify()}
    assert {"page", "unreadable"} <= found
    assert damaged.path.read_bytes() == before


def test_damage_met_in_a_write_turns_writing_off(ws: Workspace) -> None:
    breaking(ws, "insert into setting", "SQLITE_CORRUPT")
    with pytest.raises(Damaged):
        projects.keep_setting(ws, "a", "1")
    ws._connection.statement = "nothing"
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        projects.keep_setting(ws, "a", "1")


def test_a_rollback_that_breaks_too_does_not_hide_what_happened(ws: Workspace) -> None:
    breaking(ws, "rollback", "SQLITE_IOERR")
    with pytest.raises(StoppedError), ws.writing("setting-kept"):
        raise StoppedError
    ws._connection.statement = "nothing"
    ws._connection.execute("rollback")


def test_the_harness_opens_nothing_that_it_has_not_made(ws: Workspace, path: Path, keys: WorkspaceKeys, clock) -> None:
    ws.close()
    with pytest.raises(Refused, match="HARNESS-ONLY"):
        open_(path, keys, head=None, now=clock, layout=Layout(harness=True))


def test_a_clock_from_before_the_program_was_made_is_marked(path: Path, keys: WorkspaceKeys, clock) -> None:
    clock.at = clock.at.replace(year=2019)
    early = create(path, keys, now=clock, layout=Layout(lock=False, reserve=0))
    for name in "ab":
        projects.keep_setting(early, name, "1")
    assert [row.action for row in audit.rows(early)] == ["created", "clock-jumped", "setting-kept", "setting-kept"]
    early.close()


def test_a_new_line_of_history_is_known(ws: Workspace) -> None:
    assert not ws.was_restored
    ws.begin_branch("other")
    assert ws.was_restored


def test_a_full_disk_is_remembered_until_the_next_opening(ws: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not ws.tight
    assert ws._make_room()
    assert ws.tight
