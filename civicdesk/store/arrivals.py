"""The sealed files that came to a centre: copied beside its ledger, judged, and removed when they are no longer needed."""

from datetime import date, timedelta
from pathlib import Path

from civicdesk.errors import Unavailable
from civicdesk.records.intake import TAKEN, Came, Status
from civicdesk.store import files
from civicdesk.store.ledger import GOING, GONE, HELD, Ledger

KEPT_DAYS = 30
"""Days for which a sealed file is kept after it came, in case the ledger has to be made again."""
MOST_ASIDE, LARGEST_ASIDE = 2_000, 2 * 1024**3
"""Files, and bytes of them together, that are kept although they are broken or of a laptop that is not enrolled."""
_COLUMNS = "sha256, name, came, status, code, laptop, batch, receipt, held"


def folder(ledger: Path) -> Path:
    """Return where the files of a ledger lie."""
    return files.beside(ledger, ".inbox")


def keep(kept: Ledger, came: Came, content: bytes) -> None:
    """Keep a copy of a file before anything is done with it.

    Raises:
        Unavailable: STORE-FILE, STORE-WRITE; what was copied is removed when the ledger is opened next.
    """
    place = folder(kept.path)
    files.make_folder(place)
    files.write_whole(_place(kept, came.sha256), content)
    with kept.writing():
        kept.run(
            f"insert or replace into file ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [came.sha256, came.name, came.came.isoformat(), came.status.value, came.code, came.laptop, came.batch, came.receipt, HELD],
        )


def judged(kept: Ledger, came: Came) -> None:
    """Keep what became of a file; one that is not held any more is removed.

    Raises:
        Unavailable: STORE-WRITE.
    """
    with kept.writing():
        kept.run(
            "update file set status = ?, code = ?, laptop = ?, batch = ?, receipt = ?, held = case when held = ? then ? else held end "
            "where sha256 = ?",
            [came.status.value, came.code, came.laptop, came.batch, came.receipt, HELD, HELD if came.held else GOING, came.sha256],
        )
    remove_going(kept)


def content(kept: Ledger, sha256: str) -> bytes:
    """Return a sealed file that is held.

    Raises:
        Unavailable: STORE-FILE.
    """
    try:
        return _place(kept, sha256).read_bytes()
    except OSError as why:
        raise Unavailable("STORE-FILE") from why


def find(kept: Ledger, sha256: str) -> Came | None:
    """Return what is known of a file; None if it has not come yet."""
    return next(iter(_found(kept, "where sha256 = ?", sha256)), None)


def all_files(kept: Ledger) -> tuple[Came, ...]:
    """Return every file that ever came, in the order of their days and names."""
    return _found(kept, "")


def put_aside(kept: Ledger) -> tuple[Came, ...]:
    """Return the files that wait until their laptop is enrolled."""
    return _found(kept, "where status = ? and held = ?", Status.QUARANTINED.value, HELD)


def has_room(kept: Ledger) -> bool:
    """Tell whether one more file that is of no use yet can be kept: whoever can reach the place may put any number of them there."""
    held = [HELD, Status.QUARANTINED.value, Status.DAMAGED.value]
    waiting = [sha for (sha,) in kept.rows_of("select sha256 from file where held = ? and status in (?, ?)", held)]
    return len(waiting) < MOST_ASIDE and sum(_size(_place(kept, sha)) for sha in waiting) < LARGEST_ASIDE


def tidy(kept: Ledger, today: date) -> None:
    """Remove what need not be kept any more: files over 30 days old, those that hold somebody who is to be forgotten, and stray copies.

    Files that wait for the enrolment of their laptop stay.

    Raises:
        Unavailable: STORE-WRITE.
    """
    before = (today - timedelta(days=KEPT_DAYS)).isoformat()
    with kept.writing():
        kept.run("update file set held = ? where held = ? and came < ? and status <> ?", [GOING, HELD, before, Status.QUARANTINED.value])
    known = {sha for (sha,) in kept.rows_of("select sha256 from file where held <> ?", [GONE])}
    place = folder(kept.path)
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        if path.stem not in known:
            files.remove(path)
    remove_going(kept)


def remove_going(kept: Ledger) -> None:
    """Remove the files that are to go, and write down those that went.

    Raises:
        Unavailable: STORE-WRITE; what went is written down the next time.
    """
    going = [sha for (sha,) in kept.rows_of("select sha256 from file where held = ?", [GOING])]
    for sha in going:
        files.remove(_place(kept, sha))
    went = [sha for sha in going if not _place(kept, sha).exists()]
    if went:
        with kept.writing():
            for sha in went:
                kept.run("delete from within where file = ?", [sha])
                kept.run("update file set held = ? where sha256 = ?", [GONE, sha])


def is_taken(came: Came) -> bool:
    """Tell whether a file was taken in: it is never judged again."""
    return came.status in TAKEN


def _place(kept: Ledger, sha256: str) -> Path:
    return folder(kept.path) / f"{sha256}.age"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _found(kept: Ledger, where: str, *values: object) -> tuple[Came, ...]:
    rows = kept.rows_of(f"select {_COLUMNS} from file {where} order by came, name, sha256", values)
    return tuple(
        Came(
            sha256=sha,
            name=name,
            came=date.fromisoformat(came),
            status=Status(status),
            code=code,
            laptop=laptop,
            batch=batch,
            receipt=bytes(receipt),
            held=held == HELD,
        )
        for sha, name, came, status, code, laptop, batch, receipt, held in rows
    )
