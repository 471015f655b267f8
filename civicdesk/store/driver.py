"""The one door to SQLCipher: connections with their pragmas set and read back, and errors sorted by name.

Facts about the library are held by `tests/unit/store/test_driver.py`, so that a new version tells on itself.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import sqlcipher3
from sqlcipher3 import dbapi2

from civicdesk import i18n
from civicdesk.errors import CivicDeskError, Damaged, Unavailable

# sqlite-utils catches the errors of the module that it finds under these names; it must find ours before it is first imported.
sys.modules["pysqlite3"], sys.modules["pysqlite3.dbapi2"] = sqlcipher3, dbapi2

Error: type[Exception] = dbapi2.Error

PAGE = 4096
"""Bytes of a page, so the least size of a workspace."""

_SETTINGS: tuple[tuple[str, str, object], ...] = (
    ("journal_mode", "DELETE", "delete"),
    ("synchronous", "EXTRA", 3),
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("mmap_size", "0", 0),
    ("temp_store", "MEMORY", 2),
    ("secure_delete", "ON", 1),
    ("foreign_keys", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("cell_size_check", "ON", 1),
    ("fullfsync", "ON", 1),
)


class Cursor(Protocol):
    """What a statement gives back."""

    rowcount: int

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Give the rows one by one."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """Give the next row."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Give all rows that are left."""


class Connection(Protocol):
    """The part of a connection that the store uses."""

    in_transaction: bool

    def execute(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = (), /) -> Cursor:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Iterable[Sequence[object]], /) -> Cursor:
        """Run one statement for many sets of values."""

    def backup(self, target: "Connection", /) -> None:
        """Copy every page to another file, which may have another key."""

    def close(self) -> None:
        """Close the file."""


class Full(Unavailable):
    """No room on the disk; the store tries once more after giving back its reserve."""


def connect(path: Path, key: bytes, *, new: bool = False, library: Callable[..., Connection] = dbapi2.connect) -> Connection:
    """Open an encrypted file. Nothing is read or written yet, so a wrong key is not noticed here.

    Args:
        path: the file; without `new` it must exist.
        key: 32 bytes, used as they are.
        new: make the file.
        library: opens files; tests hand in one that cannot encrypt.

    Raises:
        Unavailable: STORE-WRITE, the file cannot be opened; STORE-LIBRARY, this SQLite cannot encrypt.
    """
    address = f"{path.absolute().as_uri()}?mode={'rwc' if new else 'rw'}"
    with translated():
        connection = library(address, uri=True, isolation_level=None, timeout=0)
    try:
        with translated():
            connection.execute("pragma cipher_log_level=none")
            connection.execute(f"pragma key=\"x'{key.hex()}'\"")
            confirm_cipher(connection)
    except CivicDeskError:
        connection.close()
        raise
    return connection


def confirm_cipher(connection: Connection) -> None:
    """Make sure that the library behind a connection encrypts: two packages share its import name.

    Raises:
        Unavailable: STORE-LIBRARY.
    """
    version = connection.execute("pragma cipher_version").fetchone()
    if version is None or not str(version[0]).startswith("4."):
        raise Unavailable("STORE-LIBRARY")


def settle(connection: Connection, settings: Sequence[tuple[str, str, object]] = _SETTINGS) -> None:
    """Set how the file is kept (durable at each commit, one holder) and read each setting back; take the lock.

    Raises:
        Unavailable: STORE-BUSY, another program holds the file; STORE-LIBRARY, a setting did not take.
    """
    with translated():
        for name, value, expected in settings:
            connection.execute(f"pragma {name}={value}")
            if connection.execute(f"pragma {name}").fetchall() != [(expected,)]:
                raise Unavailable("STORE-LIBRARY", setting=name)
        connection.execute("begin exclusive")
        connection.execute("commit")


def tools(connection: Connection) -> Any:
    """Return sqlite-utils over a connection: full-text search and other things that it makes well. Imported at first use."""
    import sqlite_utils

    database: Any = sqlite_utils.Database  # typed for the standard library's connection, which it never gets here
    return database(connection, execute_plugins=False, strict=True)


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors into the program's, by their name; what is left is a bug and stays as it is.

    Raises:
        Full: no room on the disk.
        Unavailable: STORE-BUSY or STORE-WRITE.
        Damaged: STORE-DAMAGED.
    """
    try:
        yield
    except Error as why:
        meant = _meaning(getattr(why, "sqlite_errorname", ""))
        if meant is None:
            raise
        raise meant from why


def busy(holder: str = "", since: str = "") -> Unavailable:
    """Return the failure that says who holds a file and since when, as far as that is known."""
    return Unavailable("STORE-BUSY", holder=holder or i18n.say("store.holder_unknown"), since=since or i18n.say("store.since_unknown"))


def _meaning(name: str) -> CivicDeskError | None:
    kind = name.split("_")[1] if name.startswith("SQLITE_") else ""
    if kind == "FULL":
        return Full("STORE-WRITE", reason="full")
    if kind in {"BUSY", "LOCKED"}:
        return busy()
    if kind in {"IOERR", "READONLY", "CANTOPEN", "PERM", "NOMEM"}:
        return Unavailable("STORE-WRITE", reason="disk")
    if kind in {"CORRUPT", "NOTADB", "FORMAT"}:
        return Damaged("STORE-DAMAGED")
    return None
