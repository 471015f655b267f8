"""The office looks at everything that came: one pool of all laptops, to be counted, queried, and handed to researchers."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from civicdesk.crypto import chain
from civicdesk.errors import Refused
from civicdesk.export import canonical, csvs
from civicdesk.records.pooling import Found, Pooled, Reckoned, TablePlace
from civicdesk.store import delta, ledger, pool, pool_rows, research_files
from civicdesk.store.ledger import Ledger


@contextmanager
def opened(path: Path, seed: bytes) -> Iterator[Ledger]:
    """Open the ledger of an office that is there already.

    Args:
        path: its file.
        seed: the office's signing key, from which that of the ledger comes.

    Raises:
        Unavailable: STORE-BUSY, STORE-WRITE.
        Damaged: LEDGER-NONE, STORE-DAMAGED, STORE-FOREIGN, STORE-NEWER-FILE.
    """
    kept = ledger.open_(path, chain.hkdf(seed, chain.Purpose.LEDGER))
    try:
        yield kept
    finally:
        kept.close()


def make(kept: Ledger, out: Path) -> Pooled:
    """Make the pool anew if the ledger has gone on since; otherwise nothing is touched.

    Raises:
        Unavailable: POOL-PACKAGE, STORE-FILE.
        Damaged: POOL-TABLE, POOL-COUNTS.
    """
    return pool.build(kept, out)


def reckon(kept: Ledger, pooled: Pooled) -> tuple[Reckoned, ...]:
    """Compare for each laptop what the pool holds, what the ledger holds, and what the laptop was told last."""
    return tuple(_reckoned(kept, pooled, laptop) for laptop in kept.laptops())


def query(out: Path, sql: str) -> Found:
    """Ask the pool in a folder one question.

    Raises:
        Refused: POOL-QUERY, POOL-SQL.
        Damaged: POOL-NONE.
        Unavailable: POOL-PACKAGE.
    """
    return pool.query(pool.opened(out), sql)


def place(address: str, keys: bytes) -> TablePlace:
    """Return where Delta tables are to lie.

    Args:
        address: a folder, or `s3://bucket/folder`.
        keys: a TOML file with the keys to the server; empty for a folder.

    Raises:
        Refused: POOL-KEYS.
    """
    try:
        told = tomllib.loads(keys.decode("utf-8"))
        return TablePlace(address=address, **{name: str(value) for name, value in told.items()})
    except UnicodeDecodeError as why:
        raise Refused("POOL-KEYS", what="UTF-8") from why
    except tomllib.TOMLDecodeError as why:
        raise Refused("POOL-KEYS", what="TOML") from why
    except TypeError as why:
        raise Refused("POOL-KEYS", what=", ".join(sorted(told))) from why


def to_delta(pooled: Pooled, place: TablePlace) -> Mapping[str, bool]:
    """Bring the pool to Delta tables; what they held before is cleared away. Returns table -> whether it was written.

    Raises:
        Refused: POOL-PLACE, POOL-TLS.
        Unavailable: POOL-PACKAGE, POOL-DELTA.
    """
    return delta.write(pooled, place)


def write_research_files(out: Path, folder: Path) -> tuple[str, ...]:
    """Write CSV and SPSS files and their codebook from the pool in a folder; return their names.

    Raises:
        Refused: POOL-FOLDER.
        Damaged: POOL-NONE.
        Unavailable: POOL-PACKAGE, STORE-FILE.
    """
    return research_files.write(pool.opened(out), folder, csvs.write)


def _reckoned(kept: Ledger, pooled: Pooled, laptop: str) -> Reckoned:
    latest = canonical.load(pool_rows.last_receipt(kept, laptop))
    counts = pooled.counts.get(laptop, {})
    return Reckoned(
        laptop=laptop,
        people=counts.get("people", 0),
        responses=sum(count for table, count in counts.items() if table.startswith("responses-")),
        told_people=latest["totals"]["people"],
        told_responses=latest["totals"]["responses"],
        rows=sum(counts.values()),
        held=sum(kept.counts(laptop).values()) + len(kept.loose(laptop)),
    )
