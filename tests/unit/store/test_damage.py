"""Each kind of damage has its own name: the closed file is opened by hand, with its key, and really changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from civicdesk.errors import Damaged
from civicdesk.records.answers import Answer
from civicdesk.records.people import Person
from civicdesk.records.sealing import Head, WorkspaceKeys
from civicdesk.store import answers, driver, files, locks, projects
from civicdesk.store.chain import Found
from civicdesk.store.driver import PAGE
from civicdesk.store.layout import Layout
from civicdesk.store.migrations import ALL
from civicdesk.store.workspace import Workspace, create, open_

BARE = Layout(lock=False, reserve=0)
GUARDS = ("audit_stays", "audit_is_kept", "answer_log_stays", "answer_log_is_kept")
Opened = Callable[[], Workspace]


@pytest.fixture
def head(ws: Workspace, say: Callable[..., Answer]) -> Head:
    """Return the end of a workspace with four answers, kept one by one, and two settings; the long one fills the last pages. It is closed."""
    for question in ("/a", "/b", "/c", "/d"):
        answers.keep(ws, [say(question, "1" * (ord(question[1]) - 96))])
    projects.keep_setting(ws, "places", "here")
    projects.keep_setting(ws, "colours", "many" * PAGE)
    return ws.close()


@pytest.fixture
def opened(ws: Workspace, head: Head, keys: WorkspaceKeys, clock):
    """Return a way to open the workspace again; what was opened is closed at the end."""
    made: list[Workspace] = []

    def open_again(known: Head | None = head) -> Workspace:
        made.append(open_(ws.path, keys, head=known, now=clock, layout=BARE))
        return made[-1]

    yield open_again
    for each in made:
        each._connection.close()
        locks.open_here.discard(each.path)


def by_hand(ws: Workspace, *statements: str) -> None:
    """Change the decrypted tables of a closed workspace, without the program's triggers."""
    connection = driver.connect(ws.path, ws._keys.database)
    for name in GUARDS:
        connection.execute(f"drop trigger {name}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def swap(table: str, key: str, one: int, other: int) -> tuple[str, str, str]:
    """Return the statements that exchange the numbers of two rows."""
    return tuple(f"update {table} set {key} = {new} where {key} = {old}" for old, new in ((one, -1), (other, one), (-1, other)))


def test_an_untouched_file_is_sound(opened: Opened) -> None:
    assert opened().verify() == ()


def test_a_deleted_answer(ws: Workspace, opened: Opened) -> None:
    by_hand(ws, "delete from answer_log where n = 2")
    assert opened().verify() == (Found(what="missing-row", table="answer_log", row=2),)


def test_a_deleted_setting(ws: Workspace, opened: Opened) -> None:
    by_hand(ws, "delete from setting where n = 1")
    assert opened().verify() == (Found(what="missing-row", table="setting", row=1),)


def test_an_altered_answer(ws: Workspace, opened: Opened) -> None:
    by_hand(ws, "update answer_log set value = '7' where n = 2")
    assert opened().verify() == (Found(what="altered-row", table="answer_log", row=2),)


def test_two_answers_that_changed_places(ws: Workspace, opened: Opened) -> None:
    by_hand(ws, *swap("answer_log", "n", 2, 4))
    assert opened().verify() == tuple(Found(what="swapped-row", table="answer_log", row=row) for row in (2, 4))


def test_two_settings_that_changed_places(ws: Workspace, opened: Opened) -> None:
    by_hand(ws, *swap("setting", "n", 1, 2))
    assert opened().verify() == tuple(Found(what="swapped-row", table="setting", row=row) for row in (1, 2))


def test_a_deleted_entry_of_the_audit(ws: Workspace, opened: Opened) -> None:
    by_hand(ws, "delete from audit where seq = 4")
    assert Found(what="missing-entry", table="audit", row=4) in opened().verify()


def test_an_altered_entry_of_the_audit(ws: Workspace, opened: Opened) -> None:
    by_hand(ws, "update audit set user = 'other' where seq = 4")
    assert opened().verify() == (Found(what="altered-entry", table="audit", row=4),)


def test_two_entries_of_the_audit_that_changed_places(ws: Workspace, opened: Opened) -> None:
    by_hand(ws, *swap("audit", "seq", 4, 5))
    found = opened().verify()
    assert Found(what="order", table="audit", row=4) in found
    assert Found(what="order", table="audit", row=5) in found


def test_an_audit_whose_end_was_cut_off_is_not_opened(ws: Workspace, opened: Opened) -> None:
    by_hand(ws, "delete from audit where seq > 6")
    before = ws.path.read_bytes()
    with pytest.raises(Damaged, match="STORE-CUT"):
        opened()
    assert ws.path.read_bytes() == before


def test_an_older_file_is_not_opened(ws: Workspace, head: Head, opened: Opened) -> None:
    older = ws.path.read_bytes()
    again = opened()
    projects.keep_setting(again, "places", "there")
    newer = again.close()
    ws.path.write_bytes(older)
    with pytest.raises(Damaged, match="STORE-ROLLED-BACK"):
        opened(newer)
    assert ws.path.read_bytes() == older


def test_a_damaged_page(ws: Workspace, opened: Opened) -> None:
    content = bytearray(ws.path.read_bytes())
    content[-PAGE // 2] ^= 1
    ws.path.write_bytes(content)
    again = opened()
    assert Found(what="page") in again.check_pages(whole=False)
    assert Found(what="page") in again.verify()


def test_a_reference_to_nobody(ws: Workspace, wren: Person, opened: Opened) -> None:
    by_hand(ws, "pragma foreign_keys = off", "update submission set person = 'nobody'")
    found = {each.what for each in opened().verify()}
    assert "reference" in found
    assert "page" not in found


def test_after_a_damaged_page_everything_can_be_read_and_nothing_written(ws: Workspace, opened: Opened) -> None:
    content = bytearray(ws.path.read_bytes())
    content[-PAGE // 2] ^= 1
    ws.path.write_bytes(content)
    again = opened()
    assert not again.damaged
    again.check_pages(whole=False)
    assert again.damaged
    assert again.row("select 1") == (1,)
    with pytest.raises(Damaged, match="STORE-DAMAGED"):
        projects.keep_setting(again, "places", "there")
    assert ws.path.read_bytes() == bytes(content)


def test_a_reference_to_nobody_keeps_writing_on(ws: Workspace, opened: Opened) -> None:
    by_hand(ws, "pragma foreign_keys = off", "update submission set person = 'nobody'")
    again = opened()
    assert again.check_pages()
    assert not again.damaged


def test_files_that_others_could_read_are_closed_to_them_at_the_next_opening(
    ws: Workspace, head: Head, keys: WorkspaceKeys, clock, path: Path
) -> None:
    files.write_keys(path, b"slots")
    for place, mode in ((path, 0o644), (path.parent, 0o755), (files.SideFiles(workspace=path).keys, 0o664)):
        place.chmod(mode)
    open_(path, keys, head=head, now=clock).close()
    assert {f"{place.name}: {place.stat().st_mode & 0o777:o}" for place in (path, path.parent, files.SideFiles(workspace=path).keys)} == {
        "practice.civicdesk: 600",
        "Practice: 700",
        "practice.civicdesk.keys: 600",
    }


def test_a_new_file_is_for_this_user_alone(ws: Workspace) -> None:
    assert ws.path.stat().st_mode & 0o777 == 0o600
    projects.keep_setting(ws, "a", "1")
    assert files.SideFiles(workspace=ws.path).journal.stat().st_mode & 0o777 == 0o600


def test_a_file_of_an_older_shape_can_be_verified_and_copied(tmp_path: Path, keys: WorkspaceKeys, clock) -> None:
    older = create(tmp_path / "old.civicdesk", keys, now=clock, layout=Layout(lock=False, reserve=0, steps=ALL[:1]))
    assert older.verify() == ()
    older.close()
    newer = open_(tmp_path / "old.civicdesk", keys, head=None, now=clock, layout=BARE)
    assert (tmp_path / f"old.civicdesk.before-{ALL[1].name}").exists()
    assert newer.verify() == ()
    newer.close()
