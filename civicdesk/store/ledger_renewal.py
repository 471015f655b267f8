"""A ledger under a new key: copied whole, proved, and only then put in the place of the old one."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from civicdesk.errors import CivicDeskError, Damaged, Unavailable
from civicdesk.store import driver, files, ledger
from civicdesk.store.ledger import Ledger


def renew(path: Path, old: bytes, new: bytes) -> None:
    """Put a ledger under a new key. At each moment one whole ledger lies at its place, under the one key or the other.

    Args:
        path: the ledger.
        old: its key, 32 bytes.
        new: the key that it will have.

    Raises:
        Unavailable: STORE-BUSY; STORE-WRITE, STORE-FILE, STORE-COPY: nothing was changed.
        Damaged: LEDGER-NONE; STORE-DAMAGED: or another key; STORE-FOREIGN, STORE-NEWER-FILE.
    """
    with closing(ledger.open_(path, old)) as kept:
        if not kept.verify():
            raise Damaged("STORE-DAMAGED")
        wanted = _counts(kept)
    part = files.beside(path, ".rekey")
    files.remove(part)
    try:
        _copy((path, old), (part, new))
        with closing(ledger.open_(part, new)) as copy:
            if not copy.verify() or _counts(copy) != wanted:
                raise Unavailable("STORE-COPY")
    except CivicDeskError:
        files.remove(part)
        raise
    files.take_place(part, path)


def _copy(source: tuple[Path, bytes], target: tuple[Path, bytes]) -> None:
    with closing(driver.connect(*source)) as held, closing(driver.connect(*target, new=True)) as copy:
        driver.settle(held)
        with driver.translated():
            held.backup(copy)
    files.keep_private(target[0])
    files.sync_file(target[0])


def _counts(kept: Ledger) -> Mapping[str, int]:
    """Return how many rows each table has."""
    tables = [name for (name,) in kept.rows_of("select name from sqlite_schema where type = 'table' order by name")]
    return {name: kept.rows_of(f'select count(*) from "{name}"')[0][0] for name in tables}
