"""Connections to a workspace file: to one that exists, after a look inside, and to one that is being made."""

import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from civicdesk.errors import Damaged, Refused, Unavailable
from civicdesk.records.sealing import WorkspaceKeys
from civicdesk.store import driver, files, locks, migrations
from civicdesk.store.actions import Action
from civicdesk.store.chain import EVENT, Chain
from civicdesk.store.driver import Connection
from civicdesk.store.layout import Layout


def existing(path: Path, keys: WorkspaceKeys, layout: Layout) -> Connection:
    """Connect, look whether this is a workspace that we know, and only then set how it is kept."""
    connection = driver.connect(path, keys.database)
    try:
        with driver.translated():
            migrations.pending(connection, layout.steps)
            _confirm_same(connection, keys)
            _confirm_maker(connection, layout)
        driver.settle(connection)
    except Unavailable as why:
        connection.close()
        raise locks.busy(files.SideFiles(workspace=path).lock) if why.code == "STORE-BUSY" else why from why.__cause__
    except BaseException:
        connection.close()
        raise
    return connection


def fill(part: Path, keys: WorkspaceKeys, now: datetime, layout: Layout) -> None:
    """Make a new file with all tables, in one transaction, and close it.

    Raises:
        Unavailable: STORE-WRITE.
    """
    connection = driver.connect(part, keys.database, new=True)
    try:
        driver.settle(connection)
        with driver.translated():
            connection.execute("begin immediate")
            migrations.prepare(connection)
            for migration in layout.steps:
                migrations.apply(connection, migration, now.isoformat())
            facts = {
                "workspace": keys.workspace,
                "branch": first_branch(keys.workspace),
                "harness": str(int(layout.harness)),
                "made": now.isoformat(),
            }
            connection.executemany("insert into meta (name, value) values (?, ?)", facts.items())
            Chain(connection, keys.audit).append((), who=("", Action.CREATED.value, EVENT), at=now, mono_ms=milliseconds())
            connection.execute("commit")
    finally:
        connection.close()


def first_branch(workspace: str) -> str:
    """Return the name of the first line of history of a workspace."""
    return workspace[:8]


def remove_unfinished(part: Path) -> None:
    """Remove what a creation left that did not come to its end."""
    for path in (part, files.SideFiles(workspace=part).journal):
        with suppress(OSError):
            path.unlink(missing_ok=True)


def milliseconds() -> int:
    """Return a clock that nobody can set, for the audit."""
    return time.monotonic_ns() // 1_000_000


def _confirm_same(connection: Connection, keys: WorkspaceKeys) -> None:
    if connection.execute("select value from meta where name = 'workspace'").fetchone() != (keys.workspace,):
        raise Damaged("STORE-FOREIGN")


def _confirm_maker(connection: Connection, layout: Layout) -> None:
    """The harness opens nothing but what it has made: it is told before anything is set or written."""
    if layout.harness and connection.execute("select value from meta where name = 'harness'").fetchone() != ("1",):
        raise Refused("HARNESS-ONLY")
