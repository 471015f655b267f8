"""One list from outside, read as a whole: each record checked, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from civicdesk.directory import hsds_tables, openreferral
from civicdesk.directory.feed_rules import Checked, Checker
from civicdesk.directory.openreferral import canonical
from civicdesk.directory.projection import entry_of
from civicdesk.i18n import say
from civicdesk.records.entries import Entry
from civicdesk.records.ids import EntryId
from civicdesk.records.upkeep import Feed, FeedRecord, Finding


@dataclass(slots=True)
class Read:
    """What a list holds, by id, in the order in which it came."""

    entries: dict[EntryId, Entry] = field(default_factory=dict)
    records: dict[EntryId, FeedRecord] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    rejected: int = 0


def read(files: Mapping[str, bytes], feed: Feed, today: date) -> Read:
    """Read a list: pages of JSON, or a folder of tables.

    Of two records with one id the later counts; two that say the same are one.

    Args:
        files: name -> bytes.
        feed: which list it is.
        today: for dates that are still to come.

    Raises:
        Refused: DIR-FORMAT, DIR-SIZE: nothing can be taken from it.
    """
    checker, found = Checker(feed.id, today), Read()
    source = hsds_tables.read(files) if hsds_tables.is_package(files) else openreferral.read(files)
    for each in source:
        checked = checker.check(each)
        found.findings += checked.findings
        found.rejected += checked.rejected
        if not checked.rejected:
            _keep(found, feed, checked, each)
            found.entries[EntryId(checked.record["id"])] = entry_of(checked.record, feed.name, today)
    return found


def _keep(found: Read, feed: Feed, checked: Checked, each: openreferral.Found) -> None:
    ident, document = EntryId(checked.record["id"]), canonical(checked.record)
    known = found.records.get(ident)
    if known is not None and known.document != document:
        sentence = say("directory.finding.DIR-DUP")
        found.findings.append(Finding(code="DIR-DUP", file=each.file, place=each.place, name=checked.record["name"], sentence=sentence))
    found.records[ident] = FeedRecord(entry=ident, feed=feed.id, external_id=checked.external_id, document=document)
