"""What the store relies on in sqlcipher3 and sqlite-utils: a new version of either tells on itself here."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from civicdesk.errors import Damaged, Unavailable
from civicdesk.store import driver
from civicdesk.store.driver import Full

KEY = bytes(32)


def names_in(folder: Path) -> list[str]:
    return sorted(found.name for found in folder.iterdir())


def a_file(path: Path, key: bytes = KEY) -> Path:
    connection = driver.connect(path, key, new=True)
    driver.settle(connection)
    connection.execute("create table word (n integer primary key, text text) strict")
    connection.execute("insert into word (text) values ('kestrel')")
    connection.close()
    return path


def test_a_file_opens_again_with_its_key(tmp_path: Path) -> None:
    connection = driver.connect(a_file(tmp_path / "a file?#%.db"), KEY)
    assert connection.execute("select text from word").fetchall() == [("kestrel",)]
    connection.close()


def test_nothing_of_a_file_is_readable_without_the_key(tmp_path: Path) -> None:
    content = a_file(tmp_path / "a.db").read_bytes()
    assert b"kestrel" not in content
    assert b"SQLite" not in content


def test_a_wrong_key_is_no_database(tmp_path: Path) -> None:
    connection = driver.connect(a_file(tmp_path / "a.db"), b"x" * 32)
    with pytest.raises(driver.Error) as why:
        connection.execute("select * from sqlite_master")
    assert why.value.sqlite_errorname == "SQLITE_NOTADB"
    connection.close()


def test_a_wrong_key_writes_nothing_on_the_error_stream(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    connection = driver.connect(a_file(tmp_path / "a.db"), b"x" * 32)
    with pytest.raises(Damaged, match="STORE-DAMAGED"), driver.translated():
        connection.execute("select * from sqlite_master")
    connection.close()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("size", [0, 1])
def test_an_almost_empty_file_opens_as_a_new_database(tmp_path: Path, size: int) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(b"x" * size)
    connection = driver.connect(path, KEY)
    assert connection.execute("select count(*) from sqlite_master").fetchone() == (0,)
    connection.close()


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="STORE-WRITE"):
        driver.connect(tmp_path / "none.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_cut_file_is_corrupt(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.db")
    path.write_bytes(path.read_bytes()[:-4096])
    connection = driver.connect(path, KEY)
    with pytest.raises(driver.Error) as why:
        connection.execute("select * from word").fetchall()
    assert why.value.sqlite_errorname == "SQLITE_CORRUPT"
    connection.close()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "delete"), ("synchronous", 3), ("locking_mode", "exclusive"), ("mmap_size", 0), ("temp_store", 2),
        ("secure_delete", 1), ("foreign_keys", 1), ("trusted_schema", 0), ("cell_size_check", 1), ("cipher_page_size", "4096"),
    ],
)  # fmt: skip
def test_a_settled_file_is_kept_durably_and_alone(tmp_path: Path, name: str, value: object) -> None:
    connection = driver.connect(a_file(tmp_path / "a.db"), KEY)
    driver.settle(connection)
    assert connection.execute(f"pragma {name}").fetchone() == (value,)
    connection.close()


def test_taking_the_lock_changes_no_byte_and_makes_no_journal(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.db")
    before = path.read_bytes()
    connection = driver.connect(path, KEY)
    driver.settle(connection)
    found = sorted(tmp_path.iterdir())
    connection.close()
    assert (path.read_bytes(), found) == (before, [path])


def test_the_journal_stays_beside_an_open_file_and_goes_with_it(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.db")
    connection = driver.connect(path, KEY)
    driver.settle(connection)
    connection.execute("insert into word (text) values ('wren')")
    journal = tmp_path / "a.db-journal"
    assert journal.exists()
    connection.close()
    assert not journal.exists()


def test_a_second_program_cannot_even_read(tmp_path: Path) -> None:
    path = a_file(tmp_path / "a.db")
    connection = driver.connect(path, KEY)
    driver.settle(connection)
    code = (
        "from pathlib import Path; from civicdesk.store import driver\n"
        f"connection = driver.connect(Path({str(path)!r}), bytes(32))\n"
        "try: connection.execute('select * from word')\n"
        "except driver.Error as why: print(why.sqlite_errorname)"
    )
    root = Path(__file__).resolve().parents[3]
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, timeout=60, check=True)
    connection.close()
    assert other.stdout.strip() == "SQLITE_BUSY"


def test_a_setting_that_does_not_take_is_told(tmp_path: Path) -> None:
    connection = driver.connect(a_file(tmp_path / "a.db"), KEY)
    with pytest.raises(Unavailable, match="STORE-LIBRARY") as why:
        driver.settle(connection, [("synchronous", "EXTRA", 1)])
    assert why.value.facts == {"setting": "synchronous"}
    connection.close()


@pytest.mark.parametrize("answer", [None, ("3.4.2",)])
def test_a_library_that_cannot_encrypt_is_told(answer: tuple[str] | None) -> None:
    plain = SimpleNamespace(execute=lambda _: SimpleNamespace(fetchone=lambda: answer))
    with pytest.raises(Unavailable, match="STORE-LIBRARY"):
        driver.confirm_cipher(plain)


def test_a_connection_to_such_a_library_is_closed(tmp_path: Path) -> None:
    closed = []
    plain = SimpleNamespace(execute=lambda _: SimpleNamespace(fetchone=lambda: None), close=lambda: closed.append(1))
    with pytest.raises(Unavailable, match="STORE-LIBRARY"):
        driver.connect(tmp_path / "a.db", KEY, new=True, library=lambda *_, **__: plain)
    assert closed == [1]


@pytest.mark.parametrize(
    ("name", "kind", "code"),
    [
        ("SQLITE_FULL", Full, "STORE-WRITE"),
        ("SQLITE_BUSY", Unavailable, "STORE-BUSY"),
        ("SQLITE_BUSY_RECOVERY", Unavailable, "STORE-BUSY"),
        ("SQLITE_IOERR_FSYNC", Unavailable, "STORE-WRITE"),
        ("SQLITE_READONLY_DIRECTORY", Unavailable, "STORE-WRITE"),
        ("SQLITE_CANTOPEN", Unavailable, "STORE-WRITE"),
        ("SQLITE_CORRUPT_INDEX", Damaged, "STORE-DAMAGED"),
        ("SQLITE_NOTADB", Damaged, "STORE-DAMAGED"),
    ],
)
def test_errors_are_sorted_by_name(name: str, kind: type, code: str) -> None:
    error = driver.Error("words that are never read")
    error.sqlite_errorname = name
    with pytest.raises(kind, match=code), driver.translated():
        raise error


def test_an_error_that_is_a_bug_stays_one(tmp_path: Path) -> None:
    connection = driver.connect(a_file(tmp_path / "a.db"), KEY)
    with pytest.raises(driver.Error) as why, driver.translated():
        connection.execute("select * from nowhere")
    assert why.value.sqlite_errorname == "SQLITE_ERROR"
    connection.close()


def test_an_error_without_a_name_stays_as_it_is() -> None:
    with pytest.raises(driver.Error, match="no name"), driver.translated():
        raise driver.Error("no name")


def test_sqlite_utils_works_on_our_library(tmp_path: Path) -> None:
    connection = driver.connect(a_file(tmp_path / "a.db"), KEY)
    database = driver.tools(connection)
    database["bird"].insert({"id": 1, "name": "wren"}, pk="id")
    database["bird"].insert({"id": 2, "name": "tit", "size": 3}, alter=True)
    database["bird"].upsert({"id": 2, "colour": "blue"}, pk="id", alter=True)
    database["bird"].create_index(["name"])
    database["bird"].create_index(["name"], find_unique_name=True)
    assert list(database["bird"].rows)[1] == {"id": 2, "name": "tit", "size": 3, "colour": "blue"}
    connection.close()


def test_sqlite_utils_finds_sqlcipher_under_the_name_that_it_looks_for() -> None:
    import sqlite_utils.db

    assert sqlite_utils.db.sqlite3.__name__ == "sqlcipher3"


def test_sqlite_utils_nests_transactions(tmp_path: Path) -> None:
    connection = driver.connect(a_file(tmp_path / "a.db"), KEY)
    database = driver.tools(connection)
    with database.atomic():
        database["word"].insert({"text": "one"})
        with suppress(KeyError), database.atomic():
            database["word"].insert({"text": "two"})
            raise KeyError
    assert [row["text"] for row in database["word"].rows] == ["kestrel", "one"]
    connection.close()


def test_vacuum_into_keeps_key_and_version(tmp_path: Path) -> None:
    connection = driver.connect(a_file(tmp_path / "a.db"), KEY)
    driver.settle(connection)
    connection.execute("pragma user_version = 7")
    connection.execute("vacuum into ?", [str(tmp_path / "b.db")])
    connection.close()
    copy = driver.connect(tmp_path / "b.db", KEY)
    assert copy.execute("pragma user_version").fetchone() == (7,)
    assert copy.execute("select text from word").fetchall() == [("kestrel",)]
    copy.close()


@pytest.mark.parametrize("ability", ["ENABLE_FTS5", "ENABLE_RTREE", "TEMP_STORE=2"])
def test_the_library_is_built_as_we_need_it(tmp_path: Path, ability: str) -> None:
    connection = driver.connect(a_file(tmp_path / "a.db"), KEY)
    options = {option for (option,) in connection.execute("pragma compile_options")}
    connection.close()
    assert ability in options


def test_nothing_is_written_beside_the_file_for_temporary_needs(tmp_path: Path) -> None:
    connection = driver.connect(a_file(tmp_path / "a.db"), KEY)
    driver.settle(connection)
    connection.execute("create temp table scratch as select text from word")
    connection.execute("select text from word union select 'x' order by 1").fetchall()
    connection.close()
    assert names_in(tmp_path) == ["a.db"]
