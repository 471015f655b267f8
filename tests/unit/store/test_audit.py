"""The audit chain: what was altered, deleted or put back behind the program's back is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from civicdesk.records.answers import Answer
from civicdesk.records.ids import UserId
from civicdesk.records.people import Person
from civicdesk.records.sealing import WorkspaceKeys
from civicdesk.store import answers, audit, driver, locks, people, projects
from civicdesk.store.chain import ERASED, Found
from civicdesk.store.workspace import Workspace, open_


@pytest.fixture
def told(ws: Workspace, say: Callable[..., Answer]) -> Workspace:
    """Return a workspace with three answers, kept one by one, and a setting that was changed."""
    for question in ("/a", "/b", "/c"):
        answers.keep(ws, [say(question, "1")])
    projects.keep_setting(ws, "places", "here")
    projects.keep_setting(ws, "places", "there")
    return ws


def behind(ws: Workspace, *statements: str) -> tuple[Found, ...]:
    """Change the file as somebody with the key could, without the program's triggers, and verify."""
    for name in ("audit_stays", "audit_is_kept", "answer_log_stays", "answer_log_is_kept"):
        ws._connection.execute(f"drop trigger {name}")
    for statement in statements:
        ws._connection.execute(statement)
    return audit.verify_chain(ws)


def test_an_untouched_workspace_is_sound(told: Workspace) -> None:
    assert told.verify() == ()


def test_the_audit_of_a_broken_chain_is_still_listed(told: Workspace) -> None:
    behind(told, "update audit set user = 'other' where seq = 3")
    assert [row.seq for row in audit.rows(told, after=2)] == list(range(3, told.head().seq + 1))


@pytest.mark.parametrize(
    "statement", ["update audit set user = 'other'", "delete from audit", "update answer_log set value = '2'", "delete from answer_log"]
)
def test_the_file_itself_refuses_to_change_what_only_grows(told: Workspace, statement: str) -> None:
    with pytest.raises(driver.Error, match="append-only"):
        told._connection.execute(statement)


def test_an_altered_entry_is_told(told: Workspace) -> None:
    assert behind(told, "update audit set user = 'other' where seq = 3") == (Found(what="altered-entry", table="audit", row=3),)


def test_a_deleted_entry_is_told(told: Workspace) -> None:
    found = behind(told, "delete from audit where seq = 2")
    assert Found(what="missing-entry", table="audit", row=2) in found


def test_swapped_entries_are_told(told: Workspace) -> None:
    found = behind(
        told, "update audit set seq = -1 where seq = 2", "update audit set seq = 2 where seq = 3", "update audit set seq = 3 where seq = -1"
    )
    assert Found(what="order", table="audit", row=2) in found


def test_an_entry_that_names_nonsense_is_told_and_read_on(told: Workspace) -> None:
    found = behind(told, "update audit set object = 'answer_log:x-y person' where seq = 2")
    assert Found(what="altered-entry", table="audit", row=2) in found


def test_an_altered_answer_is_told(told: Workspace) -> None:
    assert behind(told, "update answer_log set value = '2' where n = 2") == (Found(what="altered-row", table="answer_log", row=2),)


def test_a_deleted_answer_is_told(told: Workspace) -> None:
    assert behind(told, "delete from answer_log where n = 2") == (Found(what="missing-row", table="answer_log", row=2),)


def test_the_last_answer_deleted_is_told(told: Workspace) -> None:
    assert behind(told, "delete from answer_log where n = 3") == (Found(what="missing-row", table="answer_log", row=3),)


def test_an_answer_slipped_in_is_told(told: Workspace) -> None:
    found = behind(told, "insert into answer_log (submission, question, value, kind, user, at) values (1, '/d', '1', 'given', 'wf', 'now')")
    assert found == (Found(what="unrecorded-row", table="answer_log", row=4),)


def test_a_changed_setting_is_told(told: Workspace) -> None:
    assert behind(told, "update setting set value = 'here'") == (Found(what="altered-row", table="setting", row=1),)


def test_a_setting_slipped_in_is_told(told: Workspace) -> None:
    assert behind(told, "insert into setting (name, value) values ('x', 'y')") == (Found(what="unrecorded-row", table="setting", row=2),)


def test_a_deleted_setting_is_told(told: Workspace) -> None:
    assert behind(told, "delete from setting") == (Found(what="missing-row", table="setting", row=1),)


def test_a_broken_reference_is_told(told: Workspace) -> None:
    told._connection.execute("pragma foreign_keys = off")
    told._connection.execute("update submission set person = 'nobody'")
    assert Found(what="reference") in told.verify()


def test_a_write_to_a_table_that_is_not_recorded_is_a_bug(told: Workspace) -> None:
    def outside() -> None:
        with told.writing("setting-kept") as writing:
            writing.insert("setting", {"name": "a", "value": "1"})
            writing.touch("meta", 1)

    with pytest.raises(ValueError, match="meta"):
        outside()
    assert told.verify() == ()


def test_a_later_versions_table_in_an_entry_is_passed_over(told: Workspace, keys: WorkspaceKeys) -> None:
    entry = "select seq + 1, at, offset_min, mono_ms, user, action, kind, 'later_table:1', after, mac, x'00' from audit order by seq desc limit 1"
    found = behind(told, f"insert into audit {entry}")
    assert [what.what for what in found] == ["altered-entry"]


def test_what_was_erased_is_not_missed(told: Workspace, wren: Person) -> None:
    with told.writing("withdrawn", UserId("wf")) as writing:
        writing.kind = ERASED
        for name in ("answer_log_stays", "answer_log_is_kept"):
            writing.run(f"drop trigger {name}")
        writing.run("delete from answer_log where n = 2")
        writing.run("delete from setting where n = 1")
        writing.touch("answer_log", 2)
        writing.touch("setting", 1)
    assert told.verify() == ()


def test_what_is_left_beside_something_erased_is_known(ws: Workspace, say: Callable[..., Answer]) -> None:
    answers.keep(ws, [say("/a", "1"), say("/b", "2"), say("/c", "3")])
    with ws.writing("withdrawn", UserId("wf")) as writing:
        writing.kind = ERASED
        writing.run("drop trigger answer_log_is_kept")
        writing.run("delete from answer_log where n = 2")
        writing.touch("answer_log", 2)
    assert ws.verify() == ()


def test_an_older_page_put_back_is_told(told: Workspace, keys: WorkspaceKeys, clock) -> None:
    told.close()
    older = told.path.read_bytes()
    again = open_(told.path, keys, head=None, now=clock)
    projects.keep_setting(again, "places", "elsewhere")
    head = again.close()
    newer = bytearray(told.path.read_bytes())
    found = []
    for place in range(4096, len(older), 4096):
        if newer[place : place + 4096] != older[place : place + 4096]:
            mixed = newer[:place] + older[place : place + 4096] + newer[place + 4096 :]
            found.append(_trouble(told.path, mixed, keys, clock, head))
    assert len(found) >= 2
    assert all(found)


def _trouble(path: Path, content: bytes, keys: WorkspaceKeys, clock, head) -> bool:
    path.write_bytes(content)
    try:
        again = open_(path, keys, head=head, now=clock)
    except Exception as why:  # noqa: BLE001 - which failure is told elsewhere
        return type(why).__name__ == "Damaged"
    found = again.verify()
    again.is_open and again._connection.close()
    locks.open_here.discard(path)
    again._lock.release()
    return bool(found)


def test_several_spans_of_one_write_are_each_in_the_audit(ws: Workspace, clock) -> None:
    with ws.writing("setting-kept"):
        for name in "abcd":
            projects.keep_setting(ws, name, "1")
    with ws.writing("setting-kept"):
        projects.keep_setting(ws, "a", "2")
        projects.keep_setting(ws, "d", "2")
    assert audit.rows(ws)[-1].object == "setting:1 setting:4"
    assert ws.verify() == ()


@pytest.mark.parametrize(
    "what",
    [
        "page",
        "table",
        "reference",
        "unreadable",
        "altered-entry",
        "missing-entry",
        "order",
        "altered-row",
        "swapped-row",
        "missing-row",
        "unrecorded-row",
    ],
)
def test_every_finding_has_its_sentence(what: str) -> None:
    assert audit.in_words(Found(what=what, table="answer_log", row=7)).endswith(".")


def test_all_kinds_of_values_are_told_apart(ws: Workspace, wren: Person) -> None:
    people.change_person(ws, wren, by=UserId("wf"))
    assert ws.verify() == ()
