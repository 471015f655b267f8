"""Lists of services from other places: taken in, looked at before, and given on."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from civicdesk.directory import feed_writing, feeds, openreferral, overrides, threesixty
from civicdesk.directory.standard import made_id
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.entries import Entry
from civicdesk.records.upkeep import Award, Feed, Finding, LocalEdit
from civicdesk.store import entries, upkeep
from civicdesk.workflows.kit import Kit, Right


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


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeed:
    """A list as somebody names it."""

    name: str
    licence: str = ""
    attribution: str = ""
    whole: bool = True
    """It is all that there is: what it no longer has is marked as missing. False for a part."""


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
        files: name -> bytes: pages of Open Referral UK or HSDS 3.0, or the tables of an HSDS package.
        feed: which list it is.

    Raises:
        Refused: ROLE-RIGHT, DIR-FORMAT, DIR-SIZE; nothing was kept.
    """
    work = _Import(kit, files, feed)
    if work.is_new:
        with kit.workspace.writing("entries-kept", kit.user.id, kit.now()):
            upkeep.keep_feed(kit.workspace, work.feed, by=kit.user.id)
            entries.keep_entries(kit.workspace, work.entries)
            upkeep.keep_records(kit.workspace, work.read.records.values(), by=kit.user.id)
    return Outcome(value=work.arrival, changed=frozenset({Kind.ENTRIES}))


def give_on(kit: Kit) -> Mapping[str, bytes]:
    """Return the directory as pages of Open Referral UK 3.0, file name -> bytes; they fit HSDS 3.0 as well.

    Nobody is named in them: no contact, no worker, no person who takes part. The same directory gives the same bytes.
    """
    records = upkeep.records(kit.workspace)
    today = kit.now().date()
    found = [
        feed_writing.record_of(entry, json.loads(records[entry.id].document) if entry.id in records else None, today)
        for entry in sorted(entries.entries(kit.workspace), key=lambda entry: entry.id)
    ]
    return dict(openreferral.pages(found))


def take_awards(kit: Kit, name: str, data: bytes) -> Outcome[tuple[int, tuple[Finding, ...]]]:
    """Take in grants that were given, as 360Giving publishes them. Return how many were new or changed, and what was left out.

    Raises:
        Refused: ROLE-RIGHT, DIR-FORMAT, DIR-SIZE.
    """
    kit.must(Right.EDIT_DIRECTORY)
    read = threesixty.read(name, data)
    count = upkeep.keep_awards(kit.workspace, read.awards, by=kit.user.id)
    return Outcome(value=(count, read.findings), changed=frozenset({Kind.ENTRIES}))


def awards(kit: Kit, text: str = "") -> tuple[Award, ...]:
    """Return grants that were given and hold every word of a text, the newest first."""
    words = text.casefold().split()
    return tuple(
        each
        for each in upkeep.awards(kit.workspace)
        if all(word in f"{each.title} {each.description} {each.funder} {each.recipient} {each.area}".casefold() for word in words)
    )


class _Import:
    """One list beside what is kept."""

    def __init__(self, kit: Kit, files: Mapping[str, bytes], feed: NewFeed) -> None:
        kit.must(Right.EDIT_DIRECTORY)
        today = kit.now().date()
        ident = made_id("feed", feed.name)
        self.feed = Feed(id=ident, name=feed.name, licence=feed.licence, attribution=feed.attribution, sha256=_digest(files), read_on=today)
        self.read = feeds.read(files, self.feed, today)
        self._known = {entry.id: entry for entry in entries.every_entry(kit.workspace)}
        self._edits = upkeep.edits(kit.workspace)
        self._before = upkeep.records(kit.workspace)
        self._gone_from = [one.entry for one in self._before.values() if feed.whole and one.feed == ident]
        self.conflicts: list[LocalEdit] = []
        self.entries = tuple(self._effective()) + tuple(self._gone(today))

    @property
    def arrival(self) -> Arrival:
        """What it does."""
        new = [entry for entry in self.entries if entry.id not in self._known]
        changed = [entry for entry in self.entries if self._known.get(entry.id, entry) != entry]
        missing = [entry for entry in changed if entry.missing_since and not self._known[entry.id].missing_since]
        return Arrival(
            new=len(new),
            changed=len(changed) - len(missing),
            same=len(self.entries) - len(new) - len(changed),
            missing=len(missing),
            rejected=self.read.rejected,
            conflicts=tuple(self.conflicts),
            findings=tuple(self.read.findings),
        )

    @property
    def is_new(self) -> bool:
        """Tell whether there is anything to keep: the same list again writes nothing at all."""
        arrival = self.arrival
        return bool(arrival.new or arrival.changed or arrival.missing or self._records_differ())

    def _records_differ(self) -> bool:
        return any(self._before.get(ident) != record for ident, record in self.read.records.items())

    def _effective(self) -> Iterable[Entry]:
        """Give each entry of the list with what is known better here; a contact and the word on printing stay as they were."""
        for ident, theirs in self.read.entries.items():
            found = overrides.effective(theirs, self._edits.get(ident, ()))
            self.conflicts += found.conflicts
            known = self._known.get(ident)
            if known is None:
                yield found.entry
            else:
                confirmed = max(filter(None, (known.assured_date, found.entry.assured_date)), default=None)
                yield replace(found.entry, contact_name=known.contact_name, printable=known.printable, assured_date=confirmed)

    def _gone(self, today: date) -> Iterable[Entry]:
        for ident in self._gone_from:
            if ident in self.read.entries:
                continue
            entry = self._known[ident]
            yield entry if entry.missing_since else replace(entry, missing_since=today)


def _digest(files: Mapping[str, bytes]) -> str:
    found = sha256()
    for name in sorted(files):
        found.update(f"{name}\n{len(files[name])}\n".encode() + files[name])
    return found.hexdigest()
