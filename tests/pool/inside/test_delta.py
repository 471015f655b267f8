"""Delta tables: on a real S3 server, read back by ClickHouse, and nobody who was forgotten is left in any file of theirs."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import deltalake
import pytest

from civicdesk.errors import Refused, Unavailable
from civicdesk.records.pooling import TablePlace
from civicdesk.store import delta, pool
from civicdesk.store.ledger import Ledger
from tests.pool.rows import FORM, arrival, day, person, take
from tests.transport import servers

PEOPLE = 60
READ = Path(__file__).parent / "read_with_clickhouse.py"


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Running]:
    with servers.s3(tmp_path_factory.mktemp("s3"), fresh=False) as running:
        yield running


@pytest.fixture
def crowd(kept: Ledger) -> Ledger:
    take(kept, arrival("1", *(person(f"code-{number:02}") for number in range(PEOPLE))))
    take(kept, arrival("2", *(day(f"code-{number:02}", wave) for number in range(PEOPLE) for wave in (1, 2))))
    return kept


def at(s3: servers.Running, folder: str, **changed: str) -> TablePlace:
    told = {"endpoint": f"http://127.0.0.1:{s3.port}", "access_key": servers.ACCESS, "secret": servers.SECRET, **changed}
    return TablePlace(address=f"s3://inbox/{folder}", **told)


def files_with(folder: Path, code: str) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and code.encode() in path.read_bytes()]


def by_clickhouse(place: TablePlace, table: str, asked: str) -> list[list[object]]:
    """Ask ClickHouse, in a process that has none of the libraries that wrote the table."""
    told = {"place": f"{place.endpoint}/inbox/{place.address.removeprefix('s3://inbox/')}/{table}", "asked": asked}
    words = {**told, "key": place.access_key, "secret": place.secret, "packages": str(Path(deltalake.__file__).parents[1])}
    done = subprocess.run([sys.executable, str(READ)], input=json.dumps(words), capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_table_on_an_s3_server_is_read_back_by_clickhouse(crowd: Ledger, s3: servers.Running, tmp_path: Path) -> None:
    made = pool.build(crowd, tmp_path / "pool")
    assert delta.write(made, at(s3, "read")) == {"people": True, FORM: True}
    rows = by_clickhouse(
        at(s3, "read"), FORM, "select project, wave, count(), sum(pounds), avg(hours) from {table} group by all order by wave"
    )
    assert rows == [["test-project", 1, PEOPLE, 3 * PEOPLE, 1.5], ["test-project", 2, PEOPLE, 3 * PEOPLE, 1.5]]
    assert by_clickhouse(at(s3, "read"), "people", "select count(distinct person_code), any(age) from {table}") == [[PEOPLE, "40-44"]]


def test_a_second_time_nothing_is_written(crowd: Ledger, s3: servers.Running, tmp_path: Path) -> None:
    made = pool.build(crowd, tmp_path / "pool")
    delta.write(made, at(s3, "twice"))
    before = {path: path.stat().st_mtime_ns for path in (s3.folder / "twice").rglob("*")}
    assert delta.write(made, at(s3, "twice")) == {"people": False, FORM: False}
    assert {path: path.stat().st_mtime_ns for path in (s3.folder / "twice").rglob("*")} == before


def test_whoever_is_to_be_forgotten_is_in_no_file_of_the_table(crowd: Ledger, s3: servers.Running, tmp_path: Path) -> None:
    delta.write(pool.build(crowd, tmp_path / "pool"), at(s3, "gone"))
    for first in ("code-00", "code-59"):
        assert files_with(s3.folder / "gone", first) != []
    take(crowd, arrival("3", gone=["code-00", "code-59"]))
    delta.write(pool.build(crowd, tmp_path / "pool"), at(s3, "gone"))
    assert files_with(s3.folder / "gone", "code-00") == files_with(s3.folder / "gone", "code-59") == []
    counted = "select count(), countIf(person_code = 'code-00'), min(person_code) from {table}"
    assert by_clickhouse(at(s3, "gone"), FORM, counted) == [[2 * (PEOPLE - 2), 0, "code-01"]]


def test_what_a_cut_writing_left_behind_goes_too(crowd: Ledger, tmp_path: Path) -> None:
    place = TablePlace(address=str(tmp_path / "tables"))
    made = pool.build(crowd, tmp_path / "pool")
    delta.write(made, place)
    part = next((tmp_path / "tables" / "people").rglob("*.parquet"))
    left = part.with_name("part-00000-left-behind.parquet")
    left.write_bytes(part.read_bytes())
    assert delta.write(made, place) == {"people": False, FORM: False}
    assert not left.exists()
    assert part.exists()


def test_an_older_pool_is_written_over_a_newer_one(kept: Ledger, tmp_path: Path) -> None:
    """An office may have to go back to a copy of its ledger."""
    place = TablePlace(address=str(tmp_path / "tables"))
    take(kept, arrival("1", person("ann")))
    first = pool.build(kept, tmp_path / "first")
    take(kept, arrival("2", person("bob")))
    delta.write(first, place)
    delta.write(pool.build(kept, tmp_path / "second"), place)
    assert delta.write(first, place)["people"]
    assert files_with(tmp_path / "tables" / "people", "bob") == []


def test_a_table_in_a_folder_holds_the_rows_and_no_cells_in_its_log(crowd: Ledger, tmp_path: Path) -> None:
    delta.write(pool.build(crowd, tmp_path / "pool"), TablePlace(address=str(tmp_path / "tables")))
    held = deltalake.DeltaTable(str(tmp_path / "tables" / FORM))
    assert (held.metadata().partition_columns, len(held.file_uris())) == (["project", "wave"], 2)
    assert files_with(tmp_path / "tables" / FORM / "_delta_log", "code-") == []


def test_an_empty_table_is_a_table(crowd: Ledger, tmp_path: Path) -> None:
    place = TablePlace(address=str(tmp_path / "tables"))
    delta.write(pool.build(crowd, tmp_path / "pool"), place)
    take(crowd, arrival("3", gone=[f"code-{number:02}" for number in range(PEOPLE)]))
    delta.write(pool.build(crowd, tmp_path / "pool"), place)
    assert deltalake.DeltaTable(str(tmp_path / "tables" / FORM)).file_uris() == []
    assert list((tmp_path / "tables").rglob("*.parquet")) == []


@pytest.mark.parametrize(
    ("place", "code"),
    [
        (TablePlace(address="s3://inbox/x", endpoint="http://tables.invalid"), "POOL-TLS"),
        (TablePlace(address="s3://inbox/x", endpoint="http://127.0.0.1:80@tables.invalid"), "POOL-TLS"),
        (TablePlace(address="s3://inbox/x"), "POOL-TLS"),
        (TablePlace(address="gs://inbox/x"), "POOL-PLACE"),
        (TablePlace(address=""), "POOL-PLACE"),
    ],
)
def test_a_server_is_never_spoken_to_in_the_open(crowd: Ledger, tmp_path: Path, place: TablePlace, code: str) -> None:
    with pytest.raises(Refused, match=code):
        delta.write(pool.build(crowd, tmp_path / "pool"), place)


def test_a_wrong_key_and_a_silent_server_are_told(
    crowd: Ledger, s3: servers.Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pool.build(crowd, tmp_path / "pool")
    monkeypatch.setitem(delta._PATIENCE, "max_retries", "0")
    for changed in ({"secret": "not the secret at all"}, {"endpoint": f"http://127.0.0.1:{servers.free_port()}"}):
        with pytest.raises(Unavailable, match="POOL-DELTA"):
            delta.write(made, at(s3, "wrong", **changed))
