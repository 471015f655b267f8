"""What was done, by whom and when; and whether the file still says the same as its audit chain."""

from civicdesk import i18n
from civicdesk.store.chain import AuditRow, Found
from civicdesk.store.driver import translated
from civicdesk.store.workspace import Workspace


def rows(ws: Workspace, *, after: int = 0) -> tuple[AuditRow, ...]:
    """Return the audit in order, from the row that follows a number."""
    with translated():
        return tuple(ws.chain.rows(after))


def verify_chain(ws: Workspace) -> tuple[Found, ...]:
    """Compare the chain with itself and with every recorded row; empty if all fits.

    Raises:
        Damaged: STORE-DAMAGED, a page cannot be read.
    """
    with translated():
        return ws.chain.verify()


def in_words(found: Found) -> str:
    """Return a finding as a sentence for a person."""
    return i18n.say(f"store.found.{found.what}", table=found.table, row=found.row)
