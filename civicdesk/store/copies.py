"""Copies of an open workspace, each proved by a process of its own. Never a copy of the file's bytes: an open file is more than those."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from civicdesk.errors import CivicDeskError, Unavailable
from civicdesk.records.ids import PersonId
from civicdesk.records.sealing import Head, WorkspaceKeys
from civicdesk.store import driver, files, migrations, proof
from civicdesk.store.chain import Chain
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

    _make(vacuum, target, keys, (head, _counts(connection)))


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

    _make(all_pages, target, keys, (head, _counts(connection)))


def _make(fill: Callable[[Path], None], target: Path, keys: WorkspaceKeys, wanted: tuple[Head, Mapping[str, int]]) -> None:
    part, named = files.beside(target, ".part"), False
    try:
        part.unlink(missing_ok=True)
        fill(part)
        files.keep_private(part)
        prove(part, keys, *wanted)
        named = not target.exists()
        files.put_in_place(part, target)
    except (CivicDeskError, OSError) as why:
        with suppress(OSError):
            if named and not part.exists():
                target.unlink(missing_ok=True)
            part.unlink(missing_ok=True)
        if isinstance(why, OSError):
            raise Unavailable("STORE-FILE") from why
        raise


def prove(path: Path, keys: WorkspaceKeys, head: Head, counts: Mapping[str, int]) -> None:
    """Have a copy opened by a process of its own: its pages, references, chain, the end that it should reach, its numbers of rows.

    Raises:
        Unavailable: STORE-COPY.
    """
    claim = proof.Claim(path=path, database=keys.database, audit_key=keys.audit_key, head=head, counts=counts)
    if not proof.in_another_process(claim):
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
        prove(backup, keys, head, _counts(connection))
        make_under(connection, target, keys=to, head=head)
    finally:
        connection.close()
    return head, everybody


def _counts(connection: Connection) -> Mapping[str, int]:
    with driver.translated():
        return proof.counts(connection)
