"""What was put right in lists from outside, as rows for their owners."""

from dataclasses import replace
from datetime import UTC, datetime

from civicdesk.export import corrections
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId, UserId
from civicdesk.records.upkeep import LocalEdit

ENTRY = Entry(id=EntryId("e1"), name="Invented Library", source="A list")
EDIT = LocalEdit(
    entry=ENTRY.id,
    field="phone",
    value="01632 960 002",
    theirs="01632 960 001",
    reason="Wren Fictional told me",
    by=UserId("worker"),
    at=datetime(2026, 11, 2, 10, tzinfo=UTC),
    evidence="phone",
)
KNOWN = {ENTRY.id: ENTRY}


def test_a_correction_says_what_was_wrong_and_names_nobody() -> None:
    (row,) = corrections.rows([EDIT], KNOWN, "laptop")
    worker = row["worker"]
    assert row == {
        "entry": "e1",
        "source": "A list",
        "field": "phone",
        "old": "01632 960 001",
        "new": "01632 960 002",
        "evidence": "phone",
        "date": "2026-11-02",
        "worker": worker,
    }
    assert worker.startswith("w-")
    assert "worker" not in worker


def test_a_worker_has_one_code_at_a_laptop_and_another_one_elsewhere() -> None:
    (one,), (other,) = (corrections.rows([EDIT], KNOWN, laptop) for laptop in ("laptop", "another"))
    assert corrections.rows([EDIT, EDIT], KNOWN, "laptop")[1]["worker"] == one["worker"]
    assert one["worker"] != other["worker"]


def test_free_words_leave_only_where_somebody_ticked_that_nobody_is_in_them() -> None:
    words = replace(EDIT, field="description", value="Ask for Sam", theirs="Ask for Kim")
    (hidden,), (told,) = (corrections.rows([edit], KNOWN, "laptop") for edit in (words, replace(words, impersonal=True)))
    assert (hidden["field"], hidden["old"], hidden["new"]) == ("description", "", "")
    assert (told["old"], told["new"]) == ("Ask for Kim", "Ask for Sam")


def test_an_entry_of_this_project_has_no_owner_elsewhere() -> None:
    assert corrections.rows([EDIT], {ENTRY.id: replace(ENTRY, source="")}, "laptop") == ()
    assert corrections.rows([EDIT], {}, "laptop") == ()
