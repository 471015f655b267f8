"""Lists of services from other places: taken in, looked at before, and given on."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from civicdesk.directory import feed_writing, feeds, fields, hsds_writing, openreferral, overrides
from civicdesk.directory.standard import Record, made_id
from civicdesk.errors import CivicDeskError, Refused, Unavailable
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.upkeep import Feed, FeedPage, Finding, LocalEdit
from civicdesk.store import entries, feed_pages, upkeep
from civicdesk.transport import feed as line
from civicdesk.transport.target import Watch
from civicdesk.workflows.kit import ENGINE, Kit, Right

PAGES_LAST = timedelta(days=1)
"""Pages of a fetch that was cut are used for so long; then the list is fetched from its beginning."""
WHOLE_EVERY = timedelta(days=28)
"""So often a list is fetched whole even if its server could tell what has changed: only then is it known what it no longer has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What happens to one entry: `new`, `changed` or `missing`, and which of its fields say something else than before."""

    entry: EntryId
    name: str
    what: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What taking in a list does, or would do."""

    new: int = 0
    changed: int = 0
    same: int = 0
    missing: int = 0
    """Entries that the list had and no longer has: marked, never removed."""
    rejected: int = 0
    conflicts: tuple[LocalEdit, ...] = ()
    """What was changed here, where the list says something else by now."""
    findings: tuple[Finding, ...] = ()
    changes: tuple[Change, ...] = ()
    """Entry by entry, in the order of the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A list as somebody names it."""

    name: str
    licence: str = ""
    attribution: str = ""
    whole: bool = True
    """It is all that there is: what it no longer has is marked as missing. False for a part."""
    columns: Mapping[str, str] | None = None
    """Of somebody's own table: column -> field of an entry, or `postcode`. None for a list that keeps to a standard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is needed to fetch a list, without the workspace: it is fetched where nothing waits for it."""

    feed: Feed
    start: line.Start
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a fetch brought, to be looked at and taken in; or the pages that came before it was cut, and why it was."""

    feed: Feed
    at: datetime
    pages: tuple[FeedPage, ...] = ()
    whole: bool = True
    unchanged: bool = False
    """The server says that nothing has changed since last time."""
    why: CivicDeskError | None = None
    """Why it came to no end. The pages can be held, and the next fetch goes on behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Onlooker:
    """Who looks on while a list is fetched."""

    told: Callable[[int], object] = lambda _pages: None
    """Gets the number of the page that has come."""
    cancelled: Callable[[], bool] = lambda: False
    kept: Callable[[FeedPage], object] = lambda _page: None
    """Gets each page as it comes, to hold it."""


def preview(kit: Kit, files: Mapping[str, bytes], feed: NewFeed) -> Arrival:
    """Tell what taking in a list would do; nothing is kept.

    Raises:
        Refused: ROLE-RIGHT, DIR-FORMAT, DIR-SIZE.
    """
    return _Import(kit, files, feed).arrival


def take_in(kit: Kit, files: Mapping[str, bytes], feed: NewFeed) -> Outcome[Arrival]:
    """Take in a list: whole, in one transaction. The same list again changes nothing; what was changed here survives.

    Args:
        kit: the workspace of a coordinator.
        files: name -> bytes: pages of Open Referral UK or HSDS 3.0, the tables of an HSDS package, a zip of either, or somebody's own
            table with `feed.columns`.
        feed: which list it is.

    Raises:
        Refused: ROLE-RIGHT, DIR-FORMAT, DIR-SIZE, IMPORT-CSV, DIRECTORY-COLUMN; nothing was kept.
    """
    return Outcome(value=_keep(kit, _Import(kit, files, feed)), changed=frozenset({Kind.ENTRIES}))


def _keep(kit: Kit, work: "_Import") -> Arrival:
    arrival = work.arrival
    if work.is_new(arrival):
        with kit.workspace.writing("entries-kept", kit.user.id, kit.now()):
            upkeep.keep_feed(kit.workspace, work.feed, by=kit.user.id)
            entries.keep_entries(kit.workspace, work.entries)
            upkeep.keep_records(kit.workspace, work.read.records.values(), by=kit.user.id)
    return arrival


def add_feed(kit: Kit, feed: NewFeed, address: str) -> Outcome[Feed]:
    """Keep where a list can be fetched; nothing is fetched yet. An empty address ends that: what came from it stays.

    Raises:
        Refused: ROLE-RIGHT, DIR-FETCH-ADDRESS; DIR-LICENCE: nobody said under which licence it may be used, and whose it is.
    """
    kit.must(Right.EDIT_DIRECTORY)
    if address:
        line.confirm_address(address)
    if address and not (feed.licence.strip() and feed.attribution.strip()):
        raise Refused("DIR-LICENCE")
    known = _known_feed(kit, feed.name)
    kept = replace(
        known,
        licence=feed.licence or known.licence,
        attribution=feed.attribution or known.attribution,
        address=address.strip(),
        tags=known.tags if address.strip() == known.address else (),
    )
    with kit.workspace.writing("entries-kept", kit.user.id, kit.now()):
        upkeep.keep_feed(kit.workspace, kept, by=kit.user.id)
        feed_pages.drop_pages(kit.workspace, kept.id, by=kit.user.id)
    return Outcome(value=kept, changed=frozenset({Kind.ENTRIES}))


def lists(kit: Kit) -> tuple[Feed, ...]:
    """Return the lists from outside by name."""
    return upkeep.feeds(kit.workspace)


def plan(kit: Kit, name: str, *, whole: bool = False) -> Plan:
    """Make ready to fetch a list: what is held of it, and since when it is known.

    Args:
        kit: the workspace of a coordinator; fetching is always a coordinator's own act.
        name: of the list.
        whole: fetch it from its beginning, whatever is held or known.

    Raises:
        Refused: ROLE-RIGHT; DIR-FETCH-NO-ADDRESS: there is no such list, or nobody has said where it is.
    """
    kit.must(Right.EDIT_DIRECTORY)
    feed, now = _known_feed(kit, name), kit.now()
    if not feed.address:
        raise Refused("DIR-FETCH-NO-ADDRESS")
    start = line.Start(address=feed.address, agent=ENGINE.replace(" ", "/"))
    begun = feed_pages.begun(kit.workspace, feed.id)
    if not whole and begun is not None and now - begun < PAGES_LAST:
        start = replace(start, held=feed_pages.pages(kit.workspace, feed.id))
    elif not whole:
        lately = feed.read_on is not None and now.date() - feed.read_on < WHOLE_EVERY
        start = replace(start, tags=feed.tags, since=feed.fetched_at if lately else None)
    if not start.held:
        feed_pages.drop_pages(kit.workspace, feed.id, by=kit.user.id)
    return Plan(feed=feed, start=start, now=now)


def fetch(plan: Plan, onlooker: Onlooker = Onlooker(), trust: line.Trust | None = None) -> Fetched:
    """Fetch a list over the network; the workspace is not touched. A cut line is no error here: what came is handed back with the reason.

    Args:
        plan: what is known of it.
        onlooker: who looks on.
        trust: who may vouch for the server; without it, whom this computer trusts.
    """
    came: list[FeedPage] = []

    def kept(page: FeedPage) -> None:
        came.append(page)
        onlooker.kept(page)

    def told(page: int, _all: int) -> None:
        onlooker.told(page)

    watch = Watch(told=told, cancelled=onlooker.cancelled)
    try:
        found = line.fetch(plan.start, line.Looking(watch=watch, kept=kept), trust)
    except (Refused, Unavailable) as why:
        return Fetched(feed=plan.feed, at=plan.now, pages=(*plan.start.held, *came), whole=False, why=why)
    return Fetched(feed=plan.feed, at=plan.now, pages=found.pages, whole=found.whole, unchanged=found.unchanged)


def hold(kit: Kit, feed: Feed, pages: Iterable[FeedPage]) -> None:
    """Hold pages of a list until it is there whole: the next fetch goes on behind them.

    Raises:
        Refused: ROLE-RIGHT.
    """
    kit.must(Right.EDIT_DIRECTORY)
    feed_pages.keep_pages(kit.workspace, feed.id, pages, by=kit.user.id)


def preview_fetched(kit: Kit, fetched: Fetched) -> Arrival:
    """Tell what taking in a fetched list would do; nothing is kept.

    Raises:
        Refused: ROLE-RIGHT, DIR-FORMAT, DIR-SIZE; DIR-FETCH-NONE: there is no service at this address.
        CivicDeskError: why the fetch came to no end.
    """
    work = _confirmed(kit, fetched)
    return _as_it_was(kit, fetched) if work is None else work.arrival


def take_fetched(kit: Kit, fetched: Fetched) -> Outcome[Arrival]:
    """Take in a fetched list, in one transaction, and let go of the pages that were held.

    Raises:
        Refused: as `preview_fetched`; nothing was kept.
    """
    work = _confirmed(kit, fetched)
    with kit.workspace.writing("entries-kept", kit.user.id, kit.now()):
        arrival = _as_it_was(kit, fetched) if work is None else _keep(kit, work)
        known, tags = _known_feed(kit, fetched.feed.name), tuple(page.tag for page in fetched.pages)
        if fetched.whole:
            known = replace(known, read_on=fetched.at.date(), tags=known.tags if fetched.unchanged else tags if all(tags) else ())
        upkeep.keep_feed(kit.workspace, replace(known, fetched_at=fetched.at), by=kit.user.id)
        feed_pages.drop_pages(kit.workspace, known.id, by=kit.user.id)
    return Outcome(value=arrival, changed=frozenset({Kind.ENTRIES}))


def _confirmed(kit: Kit, fetched: Fetched) -> "_Import | None":
    """Return a fetched list beside what is kept; None if it has not changed.

    One that holds nothing at all is not believed, or everything would be marked as missing.
    """
    kit.must(Right.EDIT_DIRECTORY)
    if fetched.why is not None:
        raise fetched.why
    if fetched.unchanged:
        return None
    feed = fetched.feed
    named = NewFeed(name=feed.name, licence=feed.licence, attribution=feed.attribution, whole=fetched.whole)
    work = _Import(kit, {f"services_page{page.number}.json": page.body for page in fetched.pages}, named)
    if fetched.whole and not work.read.entries:
        raise Refused("DIR-FETCH-NONE")
    return work


def _as_it_was(kit: Kit, fetched: Fetched) -> Arrival:
    return Arrival(same=sum(one.feed == fetched.feed.id for one in upkeep.records(kit.workspace).values()))


def _known_feed(kit: Kit, name: str) -> Feed:
    ident = made_id("feed", name)
    return next((feed for feed in upkeep.feeds(kit.workspace) if feed.id == ident), Feed(id=ident, name=name))


def give_on(kit: Kit) -> Mapping[str, bytes]:
    """Return the directory as pages of Open Referral UK 3.0, file name -> bytes; they fit HSDS 3.0 as well.

    Nobody is named in them: no contact, no worker, no person who takes part. The same directory gives the same bytes.
    """
    return dict(openreferral.pages(_given_on(kit)))


def give_tables(kit: Kit) -> Mapping[str, bytes]:
    """Return the directory as the tables of an HSDS 3.0 package, file name -> bytes. Nobody is named in them."""
    return hsds_writing.write(_given_on(kit))


def _given_on(kit: Kit) -> list[Record]:
    records = upkeep.records(kit.workspace)
    today = kit.now().date()
    return [
        feed_writing.record_of(entry, json.loads(records[entry.id].document) if entry.id in records else None, today)
        for entry in sorted(entries.entries(kit.workspace), key=lambda entry: entry.id)
    ]


class _Import:
    """One list beside what is kept."""

    def __init__(self, kit: Kit, files: Mapping[str, bytes], feed: NewFeed) -> None:
        kit.must(Right.EDIT_DIRECTORY)
        today, known = kit.now().date(), _known_feed(kit, feed.name)
        self.feed = replace(
            known,
            licence=feed.licence or known.licence,
            attribution=feed.attribution or known.attribution,
            sha256=_digest(files),
            read_on=today if feed.whole else known.read_on,
        )
        self._known = {entry.id: entry for entry in entries.every_entry(kit.workspace)}
        self._edits = upkeep.edits(kit.workspace)
        self._before = upkeep.records(kit.workspace)
        ours = {ident: entry for ident, entry in self._known.items() if not entry.source and ident not in self._before}
        self.read = feeds.read(files, self.feed, today, feed.columns, ours)
        self._gone_from = [one.entry for one in self._before.values() if feed.whole and one.feed == known.id]
        self.conflicts: list[LocalEdit] = []
        self.entries = tuple(self._effective()) + tuple(self._gone(today))

    @property
    def arrival(self) -> Arrival:
        """What it does."""
        changes = tuple(self._changes())
        counts = {what: sum(change.what == what for change in changes) for what in ("new", "changed", "missing")}
        return Arrival(
            **counts,
            same=len(self.entries) - len(changes) + self.read.same,
            rejected=self.read.rejected,
            conflicts=tuple(self.conflicts),
            findings=tuple(self.read.findings),
            changes=changes,
        )

    def is_new(self, arrival: Arrival) -> bool:
        """Tell whether there is anything to keep: the same list again writes nothing at all."""
        return bool(arrival.changes or any(self._before.get(ident) != record for ident, record in self.read.records.items()))

    def _changes(self) -> Iterator[Change]:
        for entry in self.entries:
            known = self._known.get(entry.id)
            if known is None:
                yield Change(entry=entry.id, name=entry.name, what="new")
            elif known != entry:
                gone = entry.missing_since is not None and known.missing_since is None
                before = dict(fields.texts(known))
                other = tuple(name for name, text in fields.texts(entry) if text != before[name])
                yield Change(entry=entry.id, name=entry.name, what="missing" if gone else "changed", fields=other)

    def _effective(self) -> Iterable[Entry]:
        """Give each entry of the list with what is known better here. A contact stays; what was not printed still is not."""
        for ident, theirs in self.read.entries.items():
            edits = self._edits.get(ident, ())
            found = overrides.effective(theirs, edits)
            self.conflicts += found.conflicts
            known = self._known.get(ident)
            yield found.entry if known is None else _as_known(found.entry, known, overrides.last_words(edits))

    def _gone(self, today: date) -> Iterable[Entry]:
        for ident in self._gone_from:
            if ident in self.read.entries or ident in self.read.left_out:
                continue
            entry = self._known[ident]
            yield entry if entry.missing_since else replace(entry, missing_since=today)


def _as_known(entry: Entry, known: Entry, edited: Mapping[str, LocalEdit]) -> Entry:
    """Return an entry of a list with what only we know of it: the contact, the newest confirmation, and what may not be shown."""
    return replace(
        entry,
        contact_name=known.contact_name,
        printable=entry.printable and (known.printable or "printable" in edited),
        address_public=entry.address_public and (known.address_public or "address_public" in edited),
        assured_date=max(filter(None, (known.assured_date, entry.assured_date)), default=None),
    )


def _digest(files: Mapping[str, bytes]) -> str:
    found = sha256()
    for name in sorted(files):
        found.update(f"{name}\n{len(files[name])}\n".encode() + files[name])
    return found.hexdigest()
