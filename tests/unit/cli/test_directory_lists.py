"""Lists over the network, somebody's own table, suggestions and calls for money, by the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.test_command_line import Desk
from tests.transport.feed_server import Running, Said, paged, serving
from tests.unit.cli.conftest import refusal

NAMES = ("--name", "Invented list", "--licence", "CC0-1.0", "--attribution", "Invented Council")
TABLE = b"Group name,Tel,Notes\r\nInvented Choir,01632 960998,x\r\nInvented Hall,none,\r\n"


@pytest.fixture
def server() -> Iterator[Running]:
    with serving(paged(2)) as running:
        yield running


@pytest.fixture
def listed(desk: Desk, server: Running) -> Desk:
    desk.ask("directory", "feed", "add", *desk.door(), server.address, *NAMES)
    return desk


@pytest.fixture
def table(desk: Desk) -> Path:
    path = desk.folder / "town.csv"
    path.write_bytes(TABLE)
    return path


def test_a_list_is_fetched_when_it_is_asked_for_and_not_before(listed: Desk, server: Running) -> None:
    assert ([row["name"] for row in listed.ask("directory", "feed", "list", *listed.door())], server.pages) == (["Invented list"], [])
    _, out, told = refusal(listed, "directory", "feed", "fetch", *listed.door(), "Invented list", "--look")
    assert ("Nothing was kept." in out, "Page 2 came." in told, "New: Invented Service 1" in told) == (True, True, True)
    assert listed.ask("directory", "feed", "fetch", *listed.door(), "Invented list")["new"] == 2
    assert server.pages == [1, 2]


def test_a_line_that_breaks_is_told_and_the_next_fetch_goes_on(listed: Desk, server: Running) -> None:
    whole = paged(2)
    server.answering = lambda asked: Said(body=whole(asked).body, cut=asked.page == 2)
    code, _, told = refusal(listed, "directory", "feed", "fetch", *listed.door(), "Invented list")
    server.answering = whole
    assert (code, "DIR-FETCH-LINE" in told) == (3, True)
    assert listed.ask("directory", "feed", "fetch", *listed.door(), "Invented list")["new"] == 2
    assert server.pages == [1, 2, 2]


def test_an_address_can_be_let_go(listed: Desk) -> None:
    listed.ask("directory", "feed", "remove", *listed.door(), "Invented list")
    assert refusal(listed, "directory", "feed", "fetch", *listed.door(), "Invented list")[0] == 1


def test_a_list_without_a_name_is_called_as_its_host(desk: Desk, server: Running) -> None:
    added = desk.ask("directory", "feed", "add", *desk.door(), server.address, *NAMES[2:])
    assert added["name"] == server.address.split("/")[2]


def test_columns_of_a_table_are_guessed(desk: Desk, table: Path) -> None:
    rows = desk.ask("directory", "columns", table)
    assert {row["column"]: row["field"] for row in rows} == {"Group name": "name", "Tel": "phone", "Notes": None}


def test_a_table_comes_in_with_its_columns_matched_and_the_match_is_kept(desk: Desk, table: Path) -> None:
    words = ("directory", "import", *desk.door(), table)
    _, _, told = refusal(desk, *words, "--map", "Group name=name", "--map", "Tel=phone", "--keep-match", "town")
    assert "Column “Tel”" in told
    assert desk.ask(*words, "--matched", "town") == {"new": 0, "changed": 0, "same": 2, "missing": 0, "rejected": 0}
    assert desk.ask(*words, "--guess", "--look")["same"] == 2


def test_a_match_that_nobody_kept_is_told(desk: Desk, table: Path) -> None:
    code, _, told = refusal(desk, "directory", "import", *desk.door(), table, "--matched", "nowhere")
    assert (code, "DIRECTORY-COLUMN" in told) == (1, True)


def test_the_directory_goes_out_as_tables_and_comes_back(desk: Desk) -> None:
    folder = desk.folder / "tables"
    assert desk.ask("directory", "give", *desk.door(), folder, "--tables")["files"] > 5
    assert (folder / "datapackage.json").is_file()
    assert desk.ask("directory", "take", *desk.door(), folder, "--name", "Back", "--part", "--look")["rejected"] == 0


def test_a_suggestion_waits_until_a_coordinator_answers(listed: Desk) -> None:
    listed.ask("directory", "feed", "fetch", *listed.door(), "Invented list")
    ident = listed.ask("directory", "find", *listed.door(), "Invented Service")[0]["id"]
    words = ("directory", "propose", *listed.door(), ident, "phone", "--evidence", "phone", "--text")
    first = listed.ask(*words, "01632 960998")["id"]
    other = listed.ask(*words, "01632 960999")["id"]
    assert [row["proposed"] for row in listed.ask("directory", "proposals", *listed.door())] == ["01632 960998", "01632 960999"]
    assert any("suggested" in row["what"] for row in listed.ask("directory", "show", *listed.door(), ident))
    listed.ask("directory", "approve", *listed.door(), first)
    listed.ask("directory", "decline", *listed.door(), other)
    assert listed.ask("directory", "proposals", *listed.door()) == []
    assert [row["new"] for row in listed.ask("directory", "corrections", *listed.door())] == ["01632 960998"]


def test_calls_are_added_listed_put_right_and_told_in_time(desk: Desk) -> None:
    closes = f"closes={desk.tools.now().date()}"
    added = desk.ask("funding", "add", *desk.door(), "title=Invented Spark", "most=500", "tags=arts", "applicants=individual", closes)
    assert [row["title"] for row in desk.ask("funding", "list", *desk.door(), "invented spark", "--for", "individual")] == [
        "Invented Spark"
    ]
    assert desk.ask("funding", "list", *desk.door(), "invented spark", "--for", "group") == []
    assert [row["days"] for row in desk.ask("funding", "due", *desk.door(), "--topic", "arts") if row["title"] == "Invented Spark"] == [0]
    assert desk.ask("funding", "correct", *desk.door(), added["id"], "closes=", "rolling=yes")["title"] == "Invented Spark"
    assert desk.ask("funding", "list", *desk.door(), "invented spark")[0]["closes"] == "no last day"


def test_calls_go_out_as_a_table_and_come_in_again(desk: Desk) -> None:
    desk.ask("funding", "add", *desk.door(), "title=Invented Spark")
    file = desk.folder / "calls.csv"
    desk.ask("funding", "export", *desk.door(), file)
    assert desk.ask("funding", "import", *desk.door(), file)["calls"] == 0


def test_codes_are_listed(desk: Desk) -> None:
    assert {"code": "GTIR030", "title": "Health/Condition"} in desk.ask("funding", "codes", "reasons")
