"""Money that can be asked for: open calls, reminders of their last days, and who gave money for such things before."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from civicdesk.directory import fields, threesixty
from civicdesk.directory import funding as calls
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.connecting import Visible
from civicdesk.records.entries import Entry, EntryKind, EntryStatus, RowError
from civicdesk.records.funding import OpenCall, Reminder
from civicdesk.records.ids import EntryId
from civicdesk.records.upkeep import Award, Finding, LocalEdit
from civicdesk.store import entries, listings, upkeep
from civicdesk.store import funding as store
from civicdesk.workflows.kit import Kit, Right

COLUMNS = calls.COLUMNS
"""Fields of a call, as its table has them."""
LONGEST = 28
"""Days before its last day from which somebody is reminded of a call."""
_CHANGED = frozenset({Kind.ENTRIES})


class CallsRefused(Refused):
    """A table of calls has errors; nothing of it was kept. `errors` names row and column of each."""

    def __init__(self, errors: tuple[RowError, ...]) -> None:
        super().__init__("DIRECTORY-ROWS", count=len(errors), row=errors[0].row, column=errors[0].column, sentence=errors[0].sentence)
        self.errors = errors


def codes(field: str) -> Mapping[str, str]:
    """Return code -> title for `purposes`, `reasons` or `scope`, as 360Giving words them."""
    return calls.codes(field)


def add(kit: Kit, cells: Mapping[str, str]) -> Outcome[OpenCall]:
    """Add a call. It is an entry of the directory as well.

    Args:
        kit: the workspace of a coordinator.
        cells: field -> text; `title` must be there.

    Raises:
        Refused: ROLE-RIGHT, DIRECTORY-FIELD, DIRECTORY-VALUE.
    """
    kit.must(Right.EDIT_DIRECTORY)
    made = calls.blank(EntryId(str(UUID(kit.new_id()))), "")
    made = (replace(made[0], assured_date=kit.now().date()), replace(made[1], checked=kit.now().date()))
    return _kept(kit, _with(made, {"title": "", **cells}))


def correct(kit: Kit, which: EntryId, cells: Mapping[str, str]) -> Outcome[OpenCall]:
    """Put fields of a call right; an empty text takes a value away. What its list says otherwise asks first, as for any entry.

    Raises:
        Refused: ROLE-RIGHT, DIRECTORY-ENTRY, DIRECTORY-FIELD, DIRECTORY-VALUE.
    """
    kit.must(Right.EDIT_DIRECTORY)
    before = _one(kit, which)
    return _kept(kit, _with(before, cells), before[0])


def import_calls(kit: Kit, data: bytes) -> Outcome[int]:
    """Take in a table of calls, whole or not at all; the same table again changes nothing. Return how many were new or changed.

    Raises:
        CallsRefused: DIRECTORY-ROWS, with every error by row and column.
        Refused: ROLE-RIGHT, IMPORT-CSV.
    """
    kit.must(Right.EDIT_DIRECTORY)
    known = _both(kit)
    others = {entry.id for entry in entries.every_entry(kit.workspace)} - known.keys()
    read, errors = calls.read(data, known, others)
    if errors:
        raise CallsRefused(errors)
    new = [both for both in read if known.get(both[0].id) != both]
    if new:
        with kit.workspace.writing("entries-kept", kit.user.id, kit.now()):
            for entry, call in new:
                _keep(kit, (entry, call), known.get(entry.id, (None, None))[0])
    return Outcome(value=len(new), changed=_CHANGED)


def export_calls(kit: Kit) -> bytes:
    """Return all calls as a table that can be taken in again."""
    found = _both(kit)
    return calls.write(found[ident] for ident in sorted(found))


def listed(kit: Kit, text: str = "", *, applies_as: str = "", closed: bool = False) -> tuple[OpenCall, ...]:
    """Return calls, those that close first before the others; closed ones only if they are asked for.

    Args:
        kit: the workspace and the day.
        text: every word of it must be in the call.
        applies_as: `individual` or `group`: only calls for which they may ask. A call that does not say who may is for both.
        closed: show those too that have closed, or are not open yet.
    """
    today, words = kit.now().date(), text.casefold().split()
    given = calls.with_topics(upkeep.awards(kit.workspace))
    found = []
    for entry, call in _both(kit).values():
        may = entry.status is EntryStatus.ACTIVE and calls.is_open(call, today)
        told = " ".join(text for _, text in calls.texts(entry, call)).casefold()
        if (may or closed) and calls.suits(call, applies_as) and all(word in told for word in words):
            left = (call.closes - today).days if call.closes else None
            found.append(OpenCall(entry=entry, call=call, is_open=may, days_left=left, nearby=calls.nearby(entry, given)))
    return tuple(sorted(found, key=lambda one: (not one.is_open, one.days_left is None, one.days_left or 0, one.entry.name.casefold())))


def due(kit: Kit, wanted: Collection[str] = ()) -> tuple[Reminder, ...]:
    """Return open calls that close within 28 days and that somebody wants or watches, the next to close first.

    Args:
        kit: the workspace and the day.
        wanted: topics that people and groups want, beside those of entries that people ticked on their sheets, and those that people
            who are listed want, as far as they let this worker see it.
    """
    today = kit.now().date()
    soon = [both for both in _both(kit).values() if both[1].closes and 0 <= (both[1].closes - today).days <= LONGEST]
    if not soon:
        return ()
    topics = frozenset(wanted) | entries.ticked_topics(kit.workspace) | _wants(kit)
    active = (both for both in soon if both[0].status is EntryStatus.ACTIVE)
    found = [told for entry, call in active if (told := calls.reminder(entry, call, topics, today)) is not None]
    return tuple(sorted(found, key=lambda one: (one.days_left, one.title.casefold())))


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


def _wants(kit: Kit) -> frozenset[str]:
    """Return what people want who are listed, today, and let this worker know of it; of nobody in particular."""
    current = listings.current(kit.workspace, kit.now().date()).values()
    return frozenset(topic for each in current if each.visible is not Visible.WORKER or each.by == kit.user.id for topic in each.wants)


def _with(both: calls.Both, cells: Mapping[str, str]) -> calls.Both:
    for name, text in cells.items():
        both = calls.with_text(both, name, text)
    for name, word in calls.faults(both[1]):
        raise Refused("DIRECTORY-VALUE", field=name, why=word, sentence=say(f"funding.row.{word}"))
    return both


def _kept(kit: Kit, both: calls.Both, before: Entry | None = None) -> Outcome[OpenCall]:
    with kit.workspace.writing("entries-kept", kit.user.id, kit.now()):
        _keep(kit, both, before)
    shown = next(one for one in listed(kit, closed=True) if one.entry.id == both[0].id)
    return Outcome(value=shown, changed=_CHANGED)


def _keep(kit: Kit, both: calls.Both, before: Entry | None) -> None:
    """Keep a call and its entry; where the entry came from a list, what differs is an edit, so that the list does not take it back."""
    entry, call = both
    if before is not None and before.source:
        was = dict(fields.texts(before))
        for name, text in fields.texts(entry):
            if was[name] != text:
                edit = LocalEdit(entry=entry.id, field=name, value=text, theirs=was[name], by=kit.user.id, at=kit.now())
                upkeep.keep_edit(kit.workspace, edit)
    entries.keep_entries(kit.workspace, [entry], by=kit.user.id)
    store.keep_calls(kit.workspace, [call], by=kit.user.id)


def _both(kit: Kit) -> Mapping[EntryId, calls.Both]:
    """Return every entry of the kind funding with its call; of one for which none was kept, what it says by itself."""
    known = store.calls(kit.workspace)
    money = (entry for entry in entries.entries(kit.workspace) if entry.kind is EntryKind.FUNDING)
    return {entry.id: (entry, known.get(entry.id) or calls.of_entry(entry)) for entry in money}


def _one(kit: Kit, which: EntryId) -> calls.Both:
    found = _both(kit).get(which)
    if found is None:
        raise Refused("DIRECTORY-ENTRY")
    return found
