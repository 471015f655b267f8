"""Copies of an open workspace, proved by opening them. Never a copy of the file's bytes: an open file is more than those."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from civicdesk.errors import CivicDeskError, Damaged, Unavailable
from civicdesk.records.ids import PersonId
from civicdesk.records.sealing import Head, WorkspaceKeys
from civicdesk.store import driver, files, migrations
from civicdesk.store.chain import Chain, Found
from civicdesk.store.driver import Connection


def make(connection: Connection, target: Path, *, keys: WorkspaceKeys, head: Head) -> None:
    """Copy an open workspace to a new file under the same key, open the copy, check all of it, and give it its name.

    Raises:
        Unavailable: STORE-WRITE, no room; STORE-COPY, the copy is not sound. There is no copy then.
        Damaged: STORE-DAMAGED, the workspace itself cannot be read.
    """

    def vacuum(part: Path) -> None:
        with driver.translated():
            connection.execute("vacuum into ?", [str(part)])

    _make(vacuum, target, keys, head)


def make_under(connection: Connection, target: Path, *, keys: WorkspaceKeys, head: Head) -> None:
    """Copy an open workspace to a new file under another database key, and prove it as `make` does.

    Raises:
        Unavailable: STORE-WRITE, STORE-COPY.
        Damaged: STORE-DAMAGED.
    """

    def all_pages(part: Path) -> None:
        copy = driver.connect(part, keys.database, new=True)
        try:
            with driver.translated():
                connection.backup(copy)
        finally:
            copy.close()
        files.sync_file(part)

    _make(all_pages, target, keys, head)


def _make(fill: Callable[[Path], None], target: Path, keys: WorkspaceKeys, head: Head) -> None:
    part = files.beside(target, ".part")
    try:
        part.unlink(missing_ok=True)
        fill(part)
        prove(part, keys, head)
        part.chmod(0o600)
        files.put_in_place(part, target)
    except (CivicDeskError, OSError) as why:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if isinstance(why, OSError):
            raise Unavailable("STORE-FILE") from why
        raise


def prove(path: Path, keys: WorkspaceKeys, head: Head) -> None:
    """Open a copy and check its pages, its references, its chain and that it reaches as far as it should.

    Raises:
        Unavailable: STORE-COPY.
    """
    connection = driver.connect(path, keys.database)
    try:
        with driver.translated():
            connection.execute("pragma query_only = on")
            migrations.confirm_ours(connection)
            chain = Chain(connection, keys.audit)
            sound = not any(unsound_pages(connection)) and not chain.verify() and chain.head(head.branch) == head
    except Damaged as why:
        raise Unavailable("STORE-COPY") from why
    finally:
        connection.close()
    if not sound:
        raise Unavailable("STORE-COPY")


def bring_back(backup: Path, target: Path, *, keys: WorkspaceKeys, to: WorkspaceKeys) -> tuple[Head, frozenset[PersonId]]:
    """Prove a backup where it lies and copy it to a new file, under the keys of today. Neither the backup nor the workspace is touched.

    Args:
        backup: the copy as it was made.
        target: the new file.
        keys: what opens the backup.
        to: what the new file is to open with.

    Returns:
        The end of its chain, and everybody who is in it.

    Raises:
        Unavailable: STORE-COPY, the backup or the new copy is not sound; STORE-WRITE, no room; STORE-FILE.
        Damaged: STORE-DAMAGED, these keys do not open it; STORE-FOREIGN.
    """
    connection = driver.connect(backup, keys.database)
    try:
        with driver.translated():
            connection.execute("pragma query_only = on")
            migrations.pending(connection)
            branch = connection.execute("select value from meta where name = 'branch'").fetchone() or ("",)
            head = Chain(connection, keys.audit).head(str(branch[0]))
            everybody = frozenset(PersonId(ident) for (ident,) in connection.execute("select id from person"))
        prove(backup, keys, head)
        make_under(connection, target, keys=to, head=head)
    finally:
        connection.close()
    return head, everybody


def unsound_pages(connection: Connection) -> Iterator[Found]:
    """Give what is wrong with the pages, the tables and the references of a file; nothing is written."""
    for number, question in enumerate(("cipher_integrity_check", "integrity_check", "foreign_key_check")):
        try:
            with driver.translated():
                answer = connection.execute(f"pragma {question}").fetchall()
        except Damaged:
            yield Found(what="unreadable")
            return
        if answer not in ([], [("ok",)]):
            yield Found(what=("page", "table", "reference")[number])
