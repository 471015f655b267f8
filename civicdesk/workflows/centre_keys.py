"""New keys for a centre: its ledger follows them. What came before them is still opened by the old identity alone."""

from pathlib import Path

from civicdesk.crypto import chain
from civicdesk.errors import Damaged
from civicdesk.store import arrivals, ledger, ledger_renewal


def renew(path: Path, old: bytes, new: bytes) -> int:
    """Put the ledger of a centre under new keys; one that has them already is left as it is.

    Args:
        path: the ledger.
        old: the signing key of the office that opens it now, 32 bytes.
        new: the one that opens it from now on.

    Returns:
        How many files are put aside in it: the old identity alone opens them.

    Raises:
        Unavailable: STORE-BUSY; STORE-WRITE, STORE-FILE, STORE-COPY: nothing was changed.
        Damaged: LEDGER-NONE; STORE-DAMAGED: or other keys than both; STORE-FOREIGN, STORE-NEWER-FILE.
    """
    former, key = _key(old), _key(new)
    if not _opens(path, key):
        ledger_renewal.renew(path, former, key)
    kept = ledger.open_(path, key)
    try:
        return len(arrivals.put_aside(kept))
    finally:
        kept.close()


def _key(seed: bytes) -> bytes:
    """Return the key of a ledger, as `centre.opened` makes it."""
    return chain.hkdf(seed, chain.Purpose.LEDGER)


def _opens(path: Path, key: bytes) -> bool:
    try:
        ledger.open_(path, key).close()
    except Damaged as why:
        if why.code != "STORE-DAMAGED":
            raise
        return False
    return True
