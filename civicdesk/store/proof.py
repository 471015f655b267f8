"""Proof of a copy: opened in a process of its own, which has never seen the workspace, and read from one end to the other.

The claim and its keys go through a pipe; nothing of it stands on a command line or in the environment.
"""

import hmac
import multiprocessing
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

from civicdesk.errors import Damaged, Unavailable
from civicdesk.records.sealing import Head
from civicdesk.store import driver, migrations, pages, schema
from civicdesk.store.chain import Chain
from civicdesk.store.driver import Connection

PATIENCE = 600.0
"""Seconds that a proof may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is said of a copy."""

    path: Path
    database: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)
    head: Head
    counts: Mapping[str, int]
    """Table -> rows."""


def counts(connection: Connection) -> Mapping[str, int]:
    """Return how many rows each recorded table has that the file has by now, and the audit."""
    there = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")}
    told: dict[str, int] = {}
    for table in sorted(there & ({"audit"} | schema.GROWING | schema.CHANGING)):
        found = connection.execute(f"select count(*) from {table}").fetchone()
        told[table] = int(found[0]) if found else 0
    return told


def holds(claim: Claim) -> bool:
    """Open a copy and tell whether its pages, references, chain, end and numbers of rows are as claimed. Nothing is written.

    Raises:
        Unavailable: STORE-WRITE, it cannot be read now.
    """
    try:
        connection = driver.connect(claim.path, claim.database)
        try:
            with driver.translated():
                connection.execute("pragma query_only = on")
                migrations.confirm_ours(connection)
                chain = Chain(connection, partial(_mac, claim.audit_key))
                sound = not any(pages.unsound(connection)) and not chain.verify()
                return sound and chain.head(claim.head.branch) == claim.head and counts(connection) == claim.counts
        finally:
            connection.close()
    except Damaged:
        return False


def in_another_process(claim: Claim) -> bool:
    """Let a second process judge a claim; one that ends without an answer has not proved anything.

    Raises:
        Unavailable: STORE-COPY, no process could be started.
    """
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_judge, args=(claim, there), daemon=True)
    try:
        process.start()
    except OSError as why:
        raise Unavailable("STORE-COPY") from why
    there.close()
    try:
        return here.poll(PATIENCE) and bool(here.recv())
    except EOFError:
        return False
    finally:
        here.close()
        process.kill()
        process.join()


def _judge(claim: Claim, answer: Pipe) -> None:
    try:
        answer.send(holds(claim))
    except Unavailable:
        answer.send(False)


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")
