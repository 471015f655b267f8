"""The whole way by the words of the command line: bundles as laptops seal them, a ledger, a pool, queries, tables, files for researchers."""

import importlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from civicdesk.cli import main
from tests.journeys.conftest import START, ticking
from tests.transport import servers

ROOT = Path(__file__).resolve().parents[3]
BUNDLES = 20
Central = Callable[..., Any]


@pytest.fixture(scope="module")
def made() -> ModuleType:
    """Return the maker of bundles that the performance table uses."""
    sys.path.append(str(ROOT / "tools"))
    return importlib.import_module("bench_pool")


@pytest.fixture(scope="module")
def room(made: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an office that has taken in 20 bundles of as many laptops."""
    folder = tmp_path_factory.mktemp("office")
    made.make_bundles(folder, BUNDLES)
    assert made.take_in(folder, BUNDLES) == f"{BUNDLES} accepted"
    return folder


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Running]:
    with servers.s3(tmp_path_factory.mktemp("s3"), fresh=False) as running:
        yield running


@pytest.fixture
def central(capsys: pytest.CaptureFixture[str]) -> Central:
    """Return a way to give the words of the group `central`, with the JSON that comes of it."""

    def say(*words: object, code: int = 0) -> Any:
        capsys.readouterr()
        assert main.run(["--json", "central", *map(str, words)], ticking(START, first_id=1)) == code
        return json.loads(capsys.readouterr().out)

    return say


def pool_words(room: Path, *more: object) -> tuple[object, ...]:
    return ("pool", "--keys", room / "keys", "--ledger", room / "ledger" / "ledger.civicdesk", "--out", room / "pool", *more)


def test_twenty_bundles_are_pooled_counted_and_asked(room: Path, made: ModuleType, central: Central) -> None:
    told = central(*pool_words(room))
    people, responses = BUNDLES * made.PEOPLE, BUNDLES * made.PEOPLE * made.WAVES
    assert sum(each["people"] for each in told["laptops"]) == people
    assert sum(each["responses"] for each in told["laptops"]) == responses
    assert sum(each["told_responses"] for each in told["laptops"]) == responses
    assert sum(each["rows"] for each in told["laptops"]) == sum(each["held"] for each in told["laptops"]) == 2 * people + responses
    assert not central(*pool_words(room))["made"]
    rows = central("query", made.QUERY, "--pool", room / "pool")
    assert len(rows) == made.WAVES * 5
    assert sum(row["responses"] for row in rows) == responses


def test_a_query_in_words_is_a_table_and_an_empty_answer_says_so(room: Path, central: Central, capsys: pytest.CaptureFixture[str]) -> None:
    central(*pool_words(room))
    for sql, said in (("select count(*) as n from people", "n"), ("select * from people where false", "Nothing found.")):
        assert main.run(["central", "query", sql, "--pool", str(room / "pool")], ticking(START, first_id=1)) == 0
        assert capsys.readouterr().out.startswith(said)


def test_no_cell_steers_the_terminal(room: Path, central: Central, capsys: pytest.CaptureFixture[str]) -> None:
    central(*pool_words(room))
    sql = "select 'a' || chr(27) || '[2J' || chr(8238) || chr(10) as n"
    assert central("query", sql, "--pool", room / "pool") == [{"n": "a\x1b[2J\u202e\n"}]
    assert main.run(["central", "query", sql, "--pool", str(room / "pool")], ticking(START, first_id=1)) == 0
    assert capsys.readouterr().out == "n\na\ufffd[2J\ufffd\ufffd\n"


def test_a_place_without_a_name_is_not_passed_over(room: Path, central: Central) -> None:
    assert central(*pool_words(room, "--delta", ""), code=1)["error"] == "POOL-PLACE"


def test_tables_on_a_server_are_written_once(room: Path, s3: servers.Running, tmp_path: Path, central: Central) -> None:
    keys = tmp_path / "s3.toml"
    keys.write_text(
        f'endpoint = "http://127.0.0.1:{s3.port}"\naccess_key = "{servers.ACCESS}"\nsecret = "{servers.SECRET}"\n', encoding="utf-8"
    )
    words = pool_words(room, "--delta", "s3://inbox/chain", "--delta-keys", keys)
    assert set(central(*words)["delta"].values()) == {True}
    assert set(central(*words)["delta"].values()) == {False}


@pytest.mark.parametrize("written", [b"endpoint = ", b"\xff", b'password = "x"'])
def test_a_file_of_keys_that_is_none_is_refused(room: Path, tmp_path: Path, central: Central, written: bytes) -> None:
    keys = tmp_path / "keys.toml"
    keys.write_bytes(written)
    assert central(*pool_words(room, "--delta", "s3://inbox/x", "--delta-keys", keys), code=1)["error"] == "POOL-KEYS"


def test_researchers_get_files_of_every_table(room: Path, tmp_path: Path, central: Central) -> None:
    central(*pool_words(room))
    told = central("research-files", "--pool", room / "pool", "--out", tmp_path / "files")
    tables = ("people", "responses-day", "scores")
    assert told["files"] == sorted(["codebook.csv", *(f"{table}.{kind}" for table in tables for kind in ("csv", "sav"))])
