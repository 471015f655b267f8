"""Looking after the directory: what is added, put right, confirmed and closed here, and what should be looked at."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from civicdesk.directory import duplicates, fields, freshness, overrides, topics
from civicdesk.directory.duplicates import Pair
from civicdesk.errors import Refused
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.entries import Entry, EntryStatus, is_hiding_place
from civicdesk.records.ids import EntryId, UserId
from civicdesk.records.upkeep import LocalEdit, Method, Result, SuggestedEdit, Verification, leaves
from civicdesk.store import edit_suggestions, entries, funding, upkeep
from civicdesk.workflows.kit import Kit, Right

_SHOWN = ("printable", "address_public")
"""What is not so of a place where people hide, unless a coordinator says so."""
NO_ANSWERS, WITHIN = 3, timedelta(days=14)
"""So many calls in so many days that nobody answered."""
_CHANGED = frozenset({Kind.ENTRIES})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCheck:
    """One entry that somebody should look at, and why: `conflict`, `missing`, `no_answer`, `never`, `old` or `check`."""

    entry: Entry
    why: str
    conflicts: tuple[LocalEdit, ...] = ()
    """What was changed here, where the list says something else by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What the owner of a list should know. It names no person and no worker."""

    entry: EntryId
    name: str
    source: str
    field: str
    old: str
    new: str
    day: str
    """ISO 8601."""
    leaves: bool
    """Its words go into the next bundle. Where somebody typed freely and nobody ticked that no person is in it, and where it tells a place
    that is not public, the field alone is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Why somebody puts something right."""

    reason: str = ""
    """In words; they stay on this laptop."""
    evidence: str = ""
    """How it is known: the value of a `Method`, or empty."""
    impersonal: bool = False
    """Ticked: there is nothing of any person in what was typed into the field."""


_NO_GROUNDS = Grounds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What a worker would put right, beside what is shown until a coordinator says so."""

    edit: SuggestedEdit
    name: str
    """Of the entry."""
    shown: str


def add(kit: Kit, cells: Mapping[str, str]) -> Outcome[Entry]:
    """Add an entry of this project's own.

    Raises:
        Refused: ROLE-RIGHT, DIRECTORY-FIELD, DIRECTORY-VALUE.
    """
    kit.must(Right.EDIT_DIRECTORY)
    entry = Entry(id=EntryId(str(UUID(kit.new_id()))), name="", assured_date=kit.now().date())
    for name, text in {"name": "", **cells}.items():
        entry = fields.with_text(entry, name, text)
    if is_hiding_place(entry.name, entry.tags):
        for name in _SHOWN:
            entry = entry if name in cells else fields.with_value(entry, name, False)
    entries.keep_entries(kit.workspace, [entry], by=kit.user.id)
    return Outcome(value=entry, changed=_CHANGED)


def correct(kit: Kit, which: EntryId, field: str, text: str | None, grounds: Grounds = _NO_GROUNDS) -> Outcome[Entry]:
    """Put one field right; the list's next word on it asks first. None takes an earlier correction back: theirs is shown.

    Where a list says something else by now (`ToCheck.conflicts`), yours is kept by putting it right once more.

    Raises:
        Refused: ROLE-RIGHT, DIRECTORY-ENTRY, DIRECTORY-FIELD, DIRECTORY-VALUE.
    """
    kit.must(Right.EDIT_DIRECTORY)
    return _corrected(kit, which, (field, text), grounds)


def suggest(kit: Kit, which: EntryId, field: str, text: str, grounds: Grounds = _NO_GROUNDS) -> Outcome[SuggestedEdit]:
    """Keep what a worker would put right. Until a coordinator says so it is seen on this laptop alone, as a suggestion.

    Raises:
        Refused: ROLE-RIGHT, DIRECTORY-ENTRY, DIRECTORY-FIELD, DIRECTORY-VALUE.
    """
    kit.must(Right.CAPTURE)
    value = fields.text_of(fields.with_text(_entry(kit, which), field, text), field)
    edit = SuggestedEdit(
        id=kit.new_id(), entry=which, field=field, value=value, reason=grounds.reason, evidence=_evidence(grounds),
        impersonal=grounds.impersonal, by=kit.user.id, at=kit.now(),
    )  # fmt: skip
    edit_suggestions.keep_suggestion(kit.workspace, edit)
    return Outcome(value=edit, changed=_CHANGED)


def suggested(kit: Kit, which: EntryId | None = None) -> tuple[Suggested, ...]:
    """Return what waits for a coordinator's word, about one entry or any, oldest first."""
    known = {entry.id: entry for entry in entries.every_entry(kit.workspace)}
    return tuple(
        Suggested(edit=edit, name=known[edit.entry].name, shown=fields.text_of(known[edit.entry], edit.field))
        for edit in edit_suggestions.waiting(kit.workspace, which)
    )


def approve(kit: Kit, suggestion: str) -> Outcome[Entry]:
    """Take a suggestion over: from now on it is a correction as if a coordinator had made it, in the name of whoever suggested it.

    Raises:
        Refused: ROLE-RIGHT, DIRECTORY-ENTRY; DIRECTORY-SUGGESTION: it is not there, or somebody has said something to it already.
    """
    kit.must(Right.EDIT_DIRECTORY)
    edit = _waiting(kit, suggestion)
    grounds = Grounds(reason=edit.reason, evidence=edit.evidence, impersonal=edit.impersonal)
    with kit.workspace.writing("entry-changed", kit.user.id, kit.now()):
        edit_suggestions.rule(kit.workspace, suggestion, approved=True, by=kit.user.id)
        return _corrected(kit, edit.entry, (edit.field, edit.value), grounds, edit.by)


def decline(kit: Kit, suggestion: str) -> Outcome[SuggestedEdit]:
    """Say no to a suggestion: what is shown stays.

    Raises:
        Refused: ROLE-RIGHT, DIRECTORY-SUGGESTION.
    """
    kit.must(Right.EDIT_DIRECTORY)
    edit = _waiting(kit, suggestion)
    edit_suggestions.rule(kit.workspace, suggestion, approved=False, by=kit.user.id)
    return Outcome(value=edit, changed=_CHANGED)


def look(kit: Kit, which: EntryId, method: Method, result: Result) -> Outcome[Entry]:
    """Keep that somebody looked whether an entry is right. One that was found closed is not offered any more from now on.

    Everybody may do so: whoever rings a place knows.

    Raises:
        Refused: ROLE-RIGHT, DIRECTORY-ENTRY.
    """
    kit.must(Right.CAPTURE)
    entry, today = _entry(kit, which), kit.now().date()
    with kit.workspace.writing("entry-verified", kit.user.id, kit.now()):
        upkeep.keep_verification(kit.workspace, Verification(entry=which, day=today, method=method, result=result, by=kit.user.id))
        if result in {Result.OK, Result.CHANGED}:
            entry = replace(entry, assured_date=today)
            entries.keep_entries(kit.workspace, [entry])
        elif result is Result.CLOSED:
            entry = _corrected(kit, which, ("status", EntryStatus.INACTIVE.value), Grounds(evidence=method.value)).value
    return Outcome(value=entry, changed=_CHANGED)


def merge(kit: Kit, gone: EntryId, into: EntryId) -> Outcome[Entry]:
    """Let one entry stand for two: what the other one knows and this one does not is taken over, topics and a call for money too.

    The other one is kept, but not shown.

    Raises:
        Refused: ROLE-RIGHT, DIRECTORY-ENTRY, DIRECTORY-MERGE: they are one already.
    """
    kit.must(Right.EDIT_DIRECTORY)
    other, entry = _entry(kit, gone), _entry(kit, into)
    if gone == into:
        raise Refused("DIRECTORY-MERGE")
    with kit.workspace.writing("entry-changed", kit.user.id, kit.now()):
        for name, text in fields.texts(replace(other, tags=tuple(dict.fromkeys((*entry.tags, *other.tags))))):
            if text and (not fields.text_of(entry, name) or (name == "tags" and text != fields.text_of(entry, name))):
                entry = _corrected(kit, into, (name, text), Grounds(reason="merged")).value
        for name in _SHOWN:
            if not getattr(other, name) and getattr(entry, name):
                entry = _corrected(kit, into, (name, "no"), Grounds(reason="merged")).value
        calls = funding.calls(kit.workspace)
        if gone in calls and into not in calls:
            funding.keep_calls(kit.workspace, [replace(calls[gone], entry=into)], by=kit.user.id)
        upkeep.merge(kit.workspace, gone, into, by=kit.user.id)
    return Outcome(value=entry, changed=_CHANGED)


def same(kit: Kit) -> tuple[Pair, ...]:
    """Return pairs of entries that may be one and the same."""
    return entries.made_of_entries(kit.workspace, duplicates.pairs)


def to_check(kit: Kit) -> tuple[ToCheck, ...]:
    """Return what somebody should look at: first where two words stand against each other, then the longest unconfirmed."""
    today, unanswered = kit.now().date(), _unanswered(kit)
    edits = upkeep.edits(kit.workspace)
    found = []
    for entry in entries.entries(kit.workspace):
        if entry.status is not EntryStatus.ACTIVE:
            continue
        conflicts = _conflicts(entry, edits.get(entry.id, ()))
        fresh = freshness.freshness(entry, today)
        why = (
            "conflict"
            if conflicts
            else "missing"
            if entry.missing_since
            else "no_answer"
            if entry.id in unanswered
            else _AGES.get(fresh, "")
        )
        if why:
            found.append(ToCheck(entry=entry, why=why, conflicts=conflicts))
    return tuple(sorted(found, key=_urgent))


def corrections(kit: Kit) -> tuple[Correction, ...]:
    """Return what was put right here in entries of lists from outside, for their owners. Nobody is named in it."""
    known = {entry.id: entry for entry in entries.every_entry(kit.workspace)}
    return tuple(
        Correction(
            entry=edit.entry, name=known[edit.entry].name, source=known[edit.entry].source, field=edit.field, old=edit.theirs,
            new=edit.value or "", day=edit.at.date().isoformat(), leaves=leaves(edit, known[edit.entry]),
        )
        for each in upkeep.edits(kit.workspace).values()
        for edit in overrides.last_words(each).values()
        if known[edit.entry].source
    )  # fmt: skip


def told(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return what is known of an entry, field by field, as text."""
    return tuple((name, text) for name, text in fields.texts(entry) if text)


def topic_words(entry: Entry) -> tuple[str, ...]:
    """Return the topics of an entry as people say them."""
    return tuple(map(topics.label, entry.tags))


def history(kit: Kit, which: EntryId) -> tuple[tuple[LocalEdit, ...], tuple[Verification, ...]]:
    """Return what was changed here and who looked, oldest first.

    Raises:
        Refused: DIRECTORY-ENTRY.
    """
    _entry(kit, which)
    return upkeep.edits(kit.workspace, which).get(which, ()), upkeep.verifications(kit.workspace, which)


_AGES = {"unknown": "never", "old": "old", "check": "check"}
_ORDER = ("conflict", "missing", "no_answer", "never", "old", "check")


def _urgent(one: ToCheck) -> tuple[int, str, str]:
    return _ORDER.index(one.why), one.entry.assured_date.isoformat() if one.entry.assured_date else "", one.entry.name.casefold()


def _entry(kit: Kit, which: EntryId) -> Entry:
    found = entries.entry(kit.workspace, which)
    if found is None:
        raise Refused("DIRECTORY-ENTRY")
    return found


def _waiting(kit: Kit, suggestion: str) -> SuggestedEdit:
    found = next((edit for edit in edit_suggestions.waiting(kit.workspace) if edit.id == suggestion), None)
    if found is None:
        raise Refused("DIRECTORY-SUGGESTION")
    return found


def _evidence(grounds: Grounds) -> str:
    return Method(grounds.evidence).value if grounds.evidence else ""


def _corrected(kit: Kit, which: EntryId, change: tuple[str, str | None], grounds: Grounds, by: UserId | None = None) -> Outcome[Entry]:
    """Keep one edit, and show the entry with it. What the list said is found in an edit that stands, else in the entry itself."""
    entry, (field, text) = _entry(kit, which), change
    before = overrides.last_words(upkeep.edits(kit.workspace, which).get(which, ())).get(field)
    shown = fields.text_of(entry, field) if field in fields.EDITABLE else ""
    theirs = before.theirs if before is not None and before.value == shown else shown
    changed = fields.with_text(entry, field, theirs if text is None else text)
    value = None if text is None else fields.text_of(changed, field)
    edit = LocalEdit(
        entry=which, field=field, value=value, theirs=theirs, reason=grounds.reason, evidence=_evidence(grounds),
        impersonal=grounds.impersonal, by=by or kit.user.id, at=kit.now(),
    )  # fmt: skip
    hides = not is_hiding_place(entry.name, entry.tags) and is_hiding_place(changed.name, changed.tags)
    with kit.workspace.writing("entry-changed", kit.user.id, kit.now()):
        upkeep.keep_edit(kit.workspace, edit)
        entries.keep_entries(kit.workspace, [changed])
        for name in _SHOWN if hides else ():
            changed = _corrected(kit, which, (name, "no"), Grounds()).value
    return Outcome(value=changed, changed=_CHANGED)


def _conflicts(entry: Entry, edits: tuple[LocalEdit, ...]) -> tuple[LocalEdit, ...]:
    """Return edits that are not shown because the list changed the same field since."""
    return tuple(edit for edit in overrides.last_words(edits).values() if edit.value != fields.text_of(entry, edit.field))


def _unanswered(kit: Kit) -> frozenset[EntryId]:
    since = kit.now().date() - WITHIN
    calls: dict[EntryId, int] = defaultdict(int)
    for one in upkeep.verifications(kit.workspace):
        if one.result is not Result.NO_ANSWER:
            calls.pop(one.entry, None)
        elif one.day >= since:
            calls[one.entry] += 1
    return frozenset(entry for entry, count in calls.items() if count >= NO_ANSWERS)
