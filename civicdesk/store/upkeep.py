"""How the directory is looked after: lists from outside, their records, who confirmed what, and what was changed here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from civicdesk.records.ids import EntryId, UserId
from civicdesk.records.upkeep import Award, Feed, FeedRecord, LocalEdit, Method, Result, Verification
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment_or_none, number_of, stamp, stamp_or_none
from civicdesk.store.workspace import Workspace

_FEED = "id, name, licence, attribution, sha256, read_on, address, fetched_at, tags"


def keep_feed(ws: Workspace, feed: Feed, *, by: UserId | None = None) -> None:
    """Keep what is known of a list; one that is known is brought up to date."""
    facts = {
        "id": feed.id,
        "name": feed.name,
        "licence": feed.licence,
        "attribution": feed.attribution,
        "sha256": feed.sha256,
        "read_on": feed.read_on.isoformat() if feed.read_on else None,
        "address": feed.address or None,
        "fetched_at": stamp_or_none(feed.fetched_at),
        "tags": json_text(feed.tags) if feed.tags else None,
    }
    known = ws.row(f"select n, {_FEED} from feed where id = ?", [feed.id])
    if known is not None and known[1:] == tuple(facts.values()):
        return
    with ws.writing(Action.ENTRIES_KEPT, by) as writing:
        if known is None:
            writing.insert("feed", facts)
        else:
            writing.change("feed", int(known[0]), facts)


def feeds(ws: Workspace) -> tuple[Feed, ...]:
    """Return the lists by name."""
    rows = ws.rows(f"select {_FEED} from feed order by name, n")
    return tuple(
        Feed(
            id=ident,
            name=name,
            licence=licence,
            attribution=attribution,
            sha256=sha256,
            read_on=date.fromisoformat(read_on) if read_on else None,
            address=address or "",
            fetched_at=moment_or_none(fetched_at),
            tags=tuple(json_value(tags)) if tags else (),
        )
        for ident, name, licence, attribution, sha256, read_on, address, fetched_at, tags in rows
    )


def keep_records(ws: Workspace, records: Iterable[FeedRecord], *, by: UserId | None = None) -> None:
    """Keep records as their list has them; those that are as they were are not written again. Their entries must be there."""
    known = {entry: (n, tuple(kept)) for n, entry, *kept in ws.rows("select n, entry, feed, external_id, document from feed_record")}
    with ws.writing(Action.ENTRIES_KEPT, by) as writing:
        first = writing.following("feed_record")
        new: list[tuple[object, ...]] = []
        for record in records:
            number, kept = known.get(record.entry, (None, ()))
            if number is None:
                new.append((first + len(new), record.entry, record.feed, record.external_id, record.document))
            elif kept != (record.feed, record.external_id, record.document):
                facts = {"feed": record.feed, "external_id": record.external_id, "document": record.document}
                writing.change("feed_record", number, facts)
        writing.insert_all("feed_record", ("n", "entry", "feed", "external_id", "document"), new)


def records(ws: Workspace, feed: str | None = None) -> Mapping[EntryId, FeedRecord]:
    """Return the records of one list, or of all, by entry."""
    which, values = ("", []) if feed is None else (" where feed = ?", [feed])
    rows = ws.rows(f"select entry, feed, external_id, document from feed_record{which} order by n", values)
    return {
        EntryId(entry): FeedRecord(entry=EntryId(entry), feed=of, external_id=external, document=document)
        for entry, of, external, document in rows
    }


def keep_edit(ws: Workspace, edit: LocalEdit) -> None:
    """Keep one field as somebody here knows it.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number_of(ws, "entry", edit.entry)
    with ws.writing(Action.ENTRY_CHANGED, edit.by, edit.at) as writing:
        facts = {"entry": edit.entry, "field": edit.field, "value": edit.value, "theirs": edit.theirs, "reason": edit.reason}
        told = {"evidence": edit.evidence or None, "impersonal": 1 if edit.impersonal else None}
        writing.insert("local_edit", facts | told | {"user": edit.by, "at": stamp(edit.at)})


def edits(ws: Workspace, entry: EntryId | None = None) -> Mapping[EntryId, tuple[LocalEdit, ...]]:
    """Return what was changed here, by entry, oldest first."""
    which, values = ("", []) if entry is None else (" where entry = ?", [entry])
    found: dict[EntryId, list[LocalEdit]] = defaultdict(list)
    for ident, field, value, theirs, reason, user, at, evidence, impersonal in ws.rows(
        f"select entry, field, value, theirs, reason, user, at, evidence, impersonal from local_edit{which} order by n", values
    ):
        edit = LocalEdit(
            entry=EntryId(ident), field=field, value=value, theirs=theirs, reason=reason, by=UserId(user), at=datetime.fromisoformat(at),
            evidence=evidence or "", impersonal=bool(impersonal),
        )  # fmt: skip
        found[edit.entry].append(edit)
    return {ident: tuple(each) for ident, each in found.items()}


def keep_verification(ws: Workspace, verification: Verification) -> None:
    """Keep that somebody looked.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number_of(ws, "entry", verification.entry)
    with ws.writing(Action.ENTRY_VERIFIED, verification.by) as writing:
        facts = {"entry": verification.entry, "day": verification.day.isoformat(), "method": verification.method.value}
        writing.insert("verification", facts | {"result": verification.result.value, "user": verification.by, "at": stamp(ws.now())})


def verifications(ws: Workspace, entry: EntryId | None = None) -> tuple[Verification, ...]:
    """Return who looked at an entry, or at any, oldest first."""
    which, values = ("", []) if entry is None else (" where entry = ?", [entry])
    rows = ws.rows(f"select entry, day, method, result, user from verification{which} order by n", values)
    return tuple(
        Verification(entry=EntryId(ident), day=date.fromisoformat(day), method=Method(method), result=Result(result), by=UserId(user))
        for ident, day, method, result, user in rows
    )


def confirmed(ws: Workspace) -> Mapping[EntryId, date]:
    """Return when somebody last found an entry right, or put it right."""
    rows = ws.rows(
        "select entry, max(day) from verification where result in (?, ?) group by entry", [Result.OK.value, Result.CHANGED.value]
    )
    return {EntryId(entry): date.fromisoformat(day) for entry, day in rows}


def keep_awards(ws: Workspace, found: Iterable[Award], *, by: UserId | None = None) -> int:
    """Keep grants that were given; one that is known is brought up to date. Return how many were new or other than before."""
    names = ("id", "title", "description", "funder", "recipient", "pence", "currency", "awarded_on", "area", "to_individual")
    known = {row[1]: row for row in ws.rows(f"select n, {', '.join(names)} from award")}
    with ws.writing(Action.ENTRIES_KEPT, by) as writing:
        first = writing.following("award")
        new: list[tuple[object, ...]] = []
        changed = 0
        for each in found:
            day = each.awarded_on.isoformat() if each.awarded_on else None
            values = (
                *(each.id, each.title, each.description, each.funder, each.recipient, each.pence, each.currency),
                *(day, each.area, int(each.to_individual)),
            )
            if each.id not in known:
                new.append((first + len(new), *values))
            elif known[each.id][1:] != values:
                writing.change("award", int(known[each.id][0]), dict(zip(names, values, strict=True)))
                changed += 1
        writing.insert_all("award", ("n", *names), new)
    return len(new) + changed


def awards(ws: Workspace) -> tuple[Award, ...]:
    """Return the grants that were given, the newest first."""
    rows = ws.rows(
        "select id, title, description, funder, recipient, pence, currency, awarded_on, area, to_individual from award "
        "order by awarded_on is null, awarded_on desc, id"
    )
    return tuple(
        Award(
            id=ident, title=title, description=description, funder=funder, recipient=recipient, pence=pence, currency=currency,
            awarded_on=date.fromisoformat(day) if day else None, area=area, to_individual=bool(to_individual),
        )
        for ident, title, description, funder, recipient, pence, currency, day, area, to_individual in rows
    )  # fmt: skip


def merge(ws: Workspace, gone: EntryId, into: EntryId, *, by: UserId) -> None:
    """Show one entry no more, because another one is the same. It is kept: choices and steps may name it.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    number, _ = number_of(ws, "entry", gone), number_of(ws, "entry", into)
    with ws.writing(Action.ENTRY_CHANGED, by) as writing:
        writing.change("entry", number, {"merged_into": into})


def merged(ws: Workspace) -> Mapping[EntryId, EntryId]:
    """Return which entries stand under another one."""
    return {EntryId(gone): EntryId(into) for gone, into in ws.rows("select id, merged_into from entry where merged_into is not null")}
