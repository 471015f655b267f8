"""Pages of lists that were fetched and are not taken in yet: a cut line loses nothing that has come."""

import zlib
from collections.abc import Iterable
from datetime import datetime

from civicdesk.records.ids import UserId
from civicdesk.records.upkeep import FeedPage
from civicdesk.store.actions import Action
from civicdesk.store.columns import moment, number_of, stamp
from civicdesk.store.workspace import Workspace


def keep_pages(ws: Workspace, feed: str, pages: Iterable[FeedPage], *, by: UserId | None = None) -> None:
    """Keep pages; those that are held already stay as they are.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number_of(ws, "feed", feed)
    held = {number for (number,) in ws.rows("select number from feed_page where feed = ?", [feed])}
    with ws.writing(Action.ENTRIES_KEPT, by) as writing:
        for page in pages:
            if page.number not in held:
                facts = {"feed": feed, "number": page.number, "tag": page.tag, "body": zlib.compress(page.body), "at": stamp(ws.now())}
                writing.insert("feed_page", facts)


def pages(ws: Workspace, feed: str) -> tuple[FeedPage, ...]:
    """Return the pages of a list that are held, in their order."""
    rows = ws.rows("select number, tag, body from feed_page where feed = ? order by number", [feed])
    return tuple(FeedPage(number=number, tag=tag, body=zlib.decompress(body)) for number, tag, body in rows)


def begun(ws: Workspace, feed: str) -> datetime | None:
    """Return when the first page that is held came; None if none is."""
    row = ws.row("select min(at) from feed_page where feed = ?", [feed])
    return moment(row[0]) if row and row[0] else None


def drop_pages(ws: Workspace, feed: str, *, by: UserId | None = None) -> None:
    """Let go of the pages of a list."""
    numbers = [int(number) for (number,) in ws.rows("select n from feed_page where feed = ? order by n", [feed])]
    if numbers:
        with ws.writing(Action.ENTRIES_KEPT, by) as writing:
            writing.erase("feed_page", numbers)
