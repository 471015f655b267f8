"""The pool as Delta tables, in a folder or on an S3 server, for those who outgrow one machine.

Each table is replaced as a whole when the pool has gone on. Then everything that Delta keeps of what was before is removed, so that nobody
who was forgotten can be found there. The tables' logs hold names of files and numbers of rows, and no cells: statistics are switched off.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from civicdesk.errors import Refused, Unavailable
from civicdesk.records.pooling import Pooled, PoolTable, TablePlace
from civicdesk.store import files, pool

MARK = "civicdesk-pool"
"""Under which a commit says which pool it holds."""
_S3 = "s3://"
_HERE = re.compile(r"http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?/?")
_SETTINGS = {"delta.dataSkippingNumIndexedCols": "0"}
_PATIENCE = {"timeout": "60s", "connect_timeout": "20s", "max_retries": "4", "retry_timeout": "60s"}
_LATEST = 5
"""Commits that are looked at for the mark: the clearing up makes some of its own."""


def write(pooled: Pooled, place: TablePlace) -> Mapping[str, bool]:
    """Bring every table of a pool to a place, and clear away what was there before. One writer at a time.

    Returns:
        Table -> whether it was written; one that holds this pool already is left as it is.

    Raises:
        Refused: POOL-PLACE: not a folder or `s3://bucket/...`; POOL-TLS: the server would be spoken to in the open.
        Unavailable: POOL-PACKAGE; POOL-DELTA: the place cannot be reached or written.
    """
    deltalake = _library()
    access, written = _access(place), dict[str, bool]()
    with pool.connected() as database:
        for table in pooled.tables:
            address = _address(place, table)
            try:
                written[table.name] = _write(deltalake, (address, access), (pooled, table), database)
                _clear(deltalake.DeltaTable(address, storage_options=access))
            except (deltalake.exceptions.DeltaError, OSError) as why:
                raise Unavailable("POOL-DELTA", table=table.name) from why
    return written


def _write(deltalake: Any, at: tuple[str, Mapping[str, str]], what: tuple[Pooled, PoolTable], database: Any) -> bool:
    (address, access), (pooled, table) = at, what
    if deltalake.DeltaTable.is_deltatable(address, storage_options=access):
        there = deltalake.DeltaTable(address, storage_options=access)
        marks = [commit[MARK] for commit in there.history(_LATEST) if MARK in commit]
        if marks[:1] == [pooled.change]:
            return False
    deltalake.write_deltalake(
        address,
        database.sql(pool.relation(pooled, table, pooled.folder)),
        mode="overwrite",
        schema_mode="overwrite",
        partition_by=list(table.split),
        storage_options=access,
        configuration=_SETTINGS,
        commit_properties=deltalake.CommitProperties(custom_metadata={MARK: pooled.change}),
    )
    return True


def _clear(table: Any) -> None:
    """Remove every file that the table does not hold now, also those of a writing that was cut off."""
    rules = {"retention_hours": 0, "enforce_retention_duration": False, "full": True}
    if table.vacuum(dry_run=True, **rules):
        table.vacuum(dry_run=False, **rules)


def _address(place: TablePlace, table: PoolTable) -> str:
    if place.address.startswith(_S3):
        return f"{place.address.rstrip('/')}/{table.name}"
    folder = Path(place.address) / table.name
    files.make_folder(folder)
    return str(folder.absolute())


def _access(place: TablePlace) -> dict[str, str]:
    """Return how the library gets in: all that it wants to know, so that it asks no other server for it."""
    if not place.address.startswith(_S3):
        if "://" in place.address or not place.address:
            raise Refused("POOL-PLACE")
        return {}
    here = _HERE.fullmatch(place.endpoint) is not None
    if not (here or place.endpoint.startswith("https://")):
        raise Refused("POOL-TLS")
    return {
        "AWS_ENDPOINT_URL": place.endpoint,
        "AWS_REGION": place.region,
        "AWS_ACCESS_KEY_ID": place.access_key,
        "AWS_SECRET_ACCESS_KEY": place.secret,
        "AWS_ALLOW_HTTP": "true" if here else "false",
        **_PATIENCE,
    }


def _library() -> Any:
    try:
        import deltalake
        import deltalake.exceptions
    except ImportError as why:
        raise Unavailable("POOL-PACKAGE", package="deltalake") from why
    return deltalake
