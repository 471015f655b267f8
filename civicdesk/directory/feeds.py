"""One list from outside, read as a whole: each record checked, and what came of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from civicdesk.directory import column_mapping, fields, hsds_tables, openreferral, packages
from civicdesk.directory.feed_rules import Checked, Checker
from civicdesk.directory.feed_writing import without_place
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
    left_out: set[EntryId] = field(default_factory=set)
    """Entries of which the list has a record that is not taken: they are not missing from it."""
    same: int = 0
    """Entries of this project's own that the list has as they are here."""


def read(
    files: Mapping[str, bytes], feed: Feed, today: date, columns: Mapping[str, str] | None = None, ours: Mapping[EntryId, Entry] = {}
) -> Read:
    """Read a list: pages of JSON, the tables of a package, or one table of somebody's own; a zip of these.

    Of two records with one id the later counts; two that say the same are one.

    Args:
        files: name -> bytes.
        feed: which list it is.
        today: for dates that are still to come.
        columns: of somebody's own table, what each of its columns is; None for a list that keeps to a standard.
        ours: entries of this project's own; a list that has one of them too, such as our own list come back, does not change it.

    Raises:
        Refused: DIR-FORMAT, DIR-SIZE, IMPORT-CSV, DIRECTORY-COLUMN: nothing can be taken from it.
    """
    checker, found = Checker(feed.id, today), Read()
    for each in _found(packages.unpacked(files), feed, today, columns, found.findings):
        checked = checker.check(each)
        found.findings += checked.findings
        ident = EntryId(checked.record.get("id", ""))
        found.rejected += checked.rejected
        if checked.rejected or ident in ours:
            found.left_out.add(ident)
        else:
            _keep(found, feed, checked, each)
            found.entries[ident] = entry_of(checked.record, feed.name, today)
        if not checked.rejected and ident in ours:
            _beside_ours(found, ours[ident], each, entry_of(checked.record, "", today))
    return found


def _found(
    files: Mapping[str, bytes], feed: Feed, today: date, columns: Mapping[str, str] | None, findings: list[Finding]
) -> Iterator[openreferral.Found]:
    """Give the records of a list; what is wrong in the cells of somebody's own table goes to the findings."""
    if columns is None:
        yield from hsds_tables.read(files) if hsds_tables.is_package(files) else openreferral.read(files)
        return
    for file in files.items():
        for each, told in column_mapping.read(file, columns, feed.id, today):
            findings += told
            yield each


def _beside_ours(found: Read, ours: Entry, each: openreferral.Found, theirs: Entry) -> None:
    """Count what a list says of an entry of ours: the same, as far as we give it on ourselves, or something else, which is told."""
    if dict(fields.texts(theirs)) in (dict(fields.texts(ours)), dict(fields.texts(without_place(ours)))):
        found.same += 1
        return
    found.rejected += 1
    sentence = say("directory.finding.DIR-OURS")
    found.findings.append(Finding(code="DIR-OURS", file=each.file, place=each.place, name=theirs.name, sentence=sentence, rejected=True))


def _keep(found: Read, feed: Feed, checked: Checked, each: openreferral.Found) -> None:
    ident, document = EntryId(checked.record["id"]), canonical(checked.record)
    known = found.records.get(ident)
    if known is not None and known.document != document:
        sentence = say("directory.finding.DIR-DUP")
        found.findings.append(Finding(code="DIR-DUP", file=each.file, place=each.place, name=checked.record["name"], sentence=sentence))
    found.records[ident] = FeedRecord(entry=ident, feed=feed.id, external_id=checked.external_id, document=document)
