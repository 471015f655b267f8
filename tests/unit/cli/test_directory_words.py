"""The directory by the command line: lists taken in and given on, wishes answered, entries looked after."""

import json
from pathlib import Path

import pytest

from tests.journeys.test_command_line import Desk
from tests.unit.cli.conftest import refusal

IDENT = "00000000-0000-4000-8000-000000000001"
RECORD = {
    "id": IDENT, "name": "Invented Waterside Anglers", "status": "active", "email": "not one", "assured_date": "2026-02-01",
    "attributes": [{"id": IDENT, "taxonomy_term": {"id": IDENT, "name": "fishing", "description": "", "taxonomy": "civicdesk-topics", "term": "fishing"}}],
}  # fmt: skip


@pytest.fixture
def page(desk: Desk) -> Path:
    """Return a page of one service."""
    path = desk.folder / "services.json"
    path.write_text(json.dumps([RECORD]))
    return path


@pytest.fixture
def taken(desk: Desk, page: Path) -> Desk:
    """Return a desk with the page taken in."""
    desk.ask("directory", "take", *desk.door(), page, "--name", "Invented list")
    return desk


def test_a_list_is_looked_at_before_it_is_taken_in(desk: Desk, page: Path) -> None:
    words = ("directory", "take", *desk.door(), page, "--name", "Invented list")
    code, out, told = refusal(desk, *words, "--look")
    assert (code, "Nothing was kept." in out, "Not an e-mail address" in told) == (0, True, True)
    assert desk.ask(*words) == {"new": 1, "changed": 0, "same": 0, "missing": 0, "rejected": 0}
    assert desk.ask(*words)["same"] == 1


def test_a_folder_of_pages_goes_out_and_comes_back(taken: Desk) -> None:
    folder = taken.folder / "pages"
    assert taken.ask("directory", "give", *taken.door(), folder)["files"] == 2
    assert taken.ask("directory", "take", *taken.door(), folder, "--name", "Back", "--part")["rejected"] == 0


def test_a_folder_without_pages_is_told(desk: Desk) -> None:
    empty = desk.folder / "nothing"
    empty.mkdir()
    assert refusal(desk, "directory", "take", *desk.door(), empty, "--name", "x")[0] == 1


def test_what_is_no_list_is_told_and_nothing_comes_in(desk: Desk) -> None:
    broken = desk.folder / "broken.json"
    broken.write_text("{")
    code, _, told = refusal(desk, "directory", "take", *desk.door(), broken, "--name", "x")
    assert (code, "DIR-FORMAT" in told) == (1, True)


def test_entries_are_found_by_beginnings_and_filters(taken: Desk) -> None:
    found = taken.ask("directory", "find", *taken.door(), "waterside ang", "--topic", "fishing")
    assert [each["id"] for each in found] == [IDENT]
    assert taken.ask("directory", "find", *taken.door(), "waterside ang", "--free") == []


def test_a_wish_is_answered_with_reasons(taken: Desk) -> None:
    found = taken.ask("directory", "suggest", *taken.door(), "--topic", "fishing", "--district", "ZZ3")
    assert {"Invented Waterside Anglers"} <= {each["name"] for each in found}
    assert all(each["why"] or each["first"] for each in found)


def test_an_entry_is_added_put_right_looked_at_and_shown(taken: Desk) -> None:
    added = taken.ask("directory", "add", *taken.door(), "name=Invented Hall", "step_free=yes")
    taken.ask("directory", "correct", *taken.door(), IDENT, "cost", "--text", "Free", "--reason", "rang them")
    taken.ask("directory", "looked", *taken.door(), IDENT, "--by", "phone", "--found", "ok")
    shown = {row["what"]: row["is"] for row in taken.ask("directory", "show", *taken.door(), IDENT)}
    assert (shown["cost"], "→ Free" in shown["changed here: cost"], "phone, ok" in shown["looked at"]) == ("Free", True, True)
    assert [row["field"] for row in taken.ask("directory", "corrections", *taken.door())] == ["cost"]
    assert taken.ask("directory", "correct", *taken.door(), IDENT, "cost", "--undo")["name"] == "Invented Waterside Anglers"
    assert added["status"] == "active"


def test_what_should_be_looked_at_and_what_may_be_one_is_listed(taken: Desk) -> None:
    first = taken.ask("directory", "add", *taken.door(), "name=Invented Hall", "phone=01632 960100")["id"]
    other = taken.ask("directory", "add", *taken.door(), "name=The Invented Hall", "phone=01632 960100")["id"]
    assert {first, other} in [{row["one"], row["other"]} for row in taken.ask("directory", "same", *taken.door())]
    assert taken.ask("directory", "merge", *taken.door(), first, other)["id"] == other
    assert all(row["why"] for row in taken.ask("directory", "check", *taken.door()))


def test_who_funded_such_things_is_found_by_word(desk: Desk) -> None:
    file = desk.folder / "grants.json"
    file.write_text(json.dumps({"grants": [{"id": "g1", "title": "Beds for a garden", "amountAwarded": 500}, {"id": "g2"}]}))
    assert desk.ask("directory", "take-awards", *desk.door(), file) == {"kept": 1, "rejected": 1}
    assert [row["amount"] for row in desk.ask("directory", "awards", *desk.door(), "GARDEN beds")] == ["500.00 GBP"]
    assert desk.ask("directory", "awards", *desk.door(), "shirts") == []
