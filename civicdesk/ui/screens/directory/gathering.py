"""What the store lane gathers for the directory, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from typing import TypeVar

from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.changes import Outcome
from civicdesk.records.entries import Entry, EntryKind, Facts
from civicdesk.records.funding import Reminder
from civicdesk.records.ids import EntryId, UserId
from civicdesk.records.matching import Search
from civicdesk.records.upkeep import Feed, LocalEdit, Method, Result, Verification
from civicdesk.ui.screens.directory.state import EntryLine, EntryShown, ListLine, Part
from civicdesk.ui.widgets.directory_wishes import Ask, Correction, ListWish, Narrow, Side
from civicdesk.workflows import directory, directory_feed, directory_upkeep, funding, listings, users
from civicdesk.workflows.directory import Suggestion
from civicdesk.workflows.directory_upkeep import Grounds, Suggested, ToCheck
from civicdesk.workflows.kit import Kit, Right

Each = TypeVar("Each")

SHOWN = 100
_BETWEEN = "+"
"""Stands between the ids of two entries in the key of their pair."""
_FACTS = (
    *("description", "organisation", "kind", "when", "address", "district", "phone", "email", "url", "cost", "access"),
    *("free", "step_free", "hearing_loop", "child_welcome", "evening", "weekend", "online", "drink_drug_free"),
    *("alcohol_present", "abstinence_required", "needs_car", "interpreter", "trauma_informed"),
    *("women_or_men_only", "youngest", "oldest", "referral", "capacity", "wait_weeks", "languages", "areas", "applicants", "closes"),
    *("status", "printable", "address_public"),
)
_ASKED = frozenset({"when", "phone", "cost", "free", "step_free", "women_or_men_only"})
"""Facts that are shown even where nobody knows them: somebody may go there because of them."""
_UNUSUAL = frozenset({("status", "active"), ("printable", "yes"), ("address_public", "yes"), ("kind", "service")})
"""What is so of nearly every entry and is not said."""
_SAID = frozenset({"kind", "status", "referral", "capacity", "women_or_men_only"}) | {one.name for one in fields(Facts)}
"""Facts whose values are words of ours."""
_OURS = frozenset(
    (*("yes", "no", "active", "inactive", "defunct", "temporarily closed", "self", "professional"), *("open", "waiting", "full"))
) | frozenset(("women", "men", *EntryKind))
_CHECK_FROM, _OLD_FROM = 6, 12
"""Months since somebody confirmed an entry, as directory/freshness.py counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One part of the directory, and what this user may do with it."""

    lines: tuple[EntryLine, ...] = ()
    total: int = 0
    lists: tuple[ListLine, ...] = ()
    may_edit: bool = False
    topics: tuple[tuple[str, str], ...] = ()


def found(part: Part, text: str, narrow: Narrow, kit: Kit) -> Found:
    """Return the lines of a part; those to check and those that wait are narrowed by nothing."""
    lines, total = _lines(part, text, narrow, kit)
    lists: tuple[ListLine, ...] = ()
    if part is Part.LISTS:
        lists = tuple(ListLine(name=feed.name, why=_list_words(feed), can_fetch=bool(feed.address)) for feed in directory_feed.lists(kit))
    may_edit = kit.may(Right.EDIT_DIRECTORY)
    return Found(lines=lines, total=total, lists=lists, may_edit=may_edit, topics=tuple(listings.topics_by_group()))


def search_of(text: str, narrow: Narrow) -> Search:
    """Return what is looked for, as the directory asks for it."""
    return Search(
        text=text,
        topics=(narrow.topic,) if narrow.topic else (),
        kinds=(EntryKind(narrow.kind),) if narrow.kind else (),
        place=narrow.place,
        within=float(narrow.within) if narrow.place and narrow.within else None,
        day=narrow.day,
        needs=tuple(sorted(narrow.needs)),
        gender=narrow.whom,
        age=int(narrow.age[:3]) if narrow.age else None,
    )


def entry_shown(which: str, kit: Kit) -> EntryShown:
    """Return the page of one entry."""
    return _page(directory.entry(kit, EntryId(which)), kit)


def pair(key: str, kit: Kit) -> tuple[Side, ...]:
    """Return two entries beside each other: the facts in which they differ, and the address and telephone in any case."""
    both = [directory.entry(kit, EntryId(each)) for each in key.split(_BETWEEN)]
    known = [dict(directory_upkeep.told(each)) for each in both]
    names = [
        name for name in _FACTS if any(name in each for each in known) and not all((name, each.get(name)) in _UNUSUAL for each in known)
    ]
    return tuple(
        Side(
            entry=each.id,
            name=each.name,
            facts=(*((say(f"directory_page.field.{name}"), _words(name, facts.get(name, ""))) for name in names), *_origin(each)),
        )
        for each, facts in zip(both, known, strict=True)
    )


def merge(gone: str, into: str, kit: Kit) -> Outcome[EntryShown]:
    """Let one entry stand for two, and return its page."""
    return _paged(directory_upkeep.merge(kit, EntryId(gone), EntryId(into)), kit)


def look(which: str, result: str, method: str, kit: Kit) -> Outcome[EntryShown]:
    """Keep that somebody looked."""
    return _paged(directory_upkeep.look(kit, EntryId(which), Method(method), Result(result)), kit)


def change(which: str, field: str, correction: Correction, kit: Kit) -> Outcome[EntryShown]:
    """Put a field right, or keep it as a suggestion where that is not this user's to do."""
    grounds = Grounds(reason=correction.reason, evidence=correction.evidence, impersonal=correction.impersonal)
    if kit.may(Right.EDIT_DIRECTORY):
        return _paged(directory_upkeep.correct(kit, EntryId(which), field, correction.text, grounds), kit)
    made = directory_upkeep.suggest(kit, EntryId(which), field, correction.text, grounds)
    return Outcome(value=entry_shown(which, kit), changed=made.changed)


def add(cells: dict[str, str], kit: Kit) -> Outcome[EntryShown]:
    """Add an entry."""
    return _paged(directory_upkeep.add(kit, cells), kit)


def answer(which: str, key: str, act: str, kit: Kit) -> Outcome[EntryShown]:
    """Say what holds: ours or theirs, and yes or no to a suggestion."""
    if act == "approve":
        return _paged(directory_upkeep.approve(kit, key), kit)
    if act == "decline":
        declined = directory_upkeep.decline(kit, key)
        return Outcome(value=entry_shown(which, kit), changed=declined.changed)
    ours = next((edit for edit in _conflicts(directory.entry(kit, EntryId(which)), kit) if edit.field == key), None)
    if ours is None:
        raise Refused("DIRECTORY-FIELD", field=key)
    return _paged(directory_upkeep.correct(kit, EntryId(which), key, ours.value if act == "keep" else None), kit)


def keep_address(wish: ListWish, kit: Kit) -> Outcome[str]:
    """Keep where a list can be fetched; nothing is fetched yet. Return its name.

    Raises:
        Refused: ROLE-RIGHT, DIR-FETCH-ADDRESS, DIR-LICENCE.
    """
    feed = directory_feed.NewFeed(name=wish.name or wish.address, licence=wish.licence, attribution=wish.attribution)
    made = directory_feed.add_feed(kit, feed, wish.address or " ")  # a space is no address: an empty one would take the list's away
    return Outcome(value=made.value.name, changed=made.changed)


def _paged(outcome: Outcome[Entry], kit: Kit) -> Outcome[EntryShown]:
    return Outcome(value=_page(outcome.value, kit), changed=outcome.changed)


def _lines(part: Part, text: str, narrow: Narrow, kit: Kit) -> tuple[tuple[EntryLine, ...], int]:
    """Return the first lines of a part, and how many there are."""
    if part is Part.FIND:
        return _cut(directory.search(kit, search_of(text, narrow)), partial(_line, narrow))
    if part is Part.CHECK:
        return _cut(directory_upkeep.to_check(kit), _due)
    if part is Part.SUGGESTED:
        return _cut(directory_upkeep.suggested(kit), _suggested)
    if part is Part.SAME:
        return _cut(directory_upkeep.same(kit), lambda each: _like(each.one, each.other))
    return _cut(funding.due(kit), _closing) if part is Part.MONEY else ((), 0)


def _cut(found: Sequence[Each], words: Callable[[Each], EntryLine]) -> tuple[tuple[EntryLine, ...], int]:
    return tuple(words(each) for each in found[:SHOWN]), len(found)


def _like(one: Entry, other: Entry) -> EntryLine:
    return EntryLine(entry=f"{one.id}{_BETWEEN}{other.id}", name=one.name, when=other.name, where=one.district)


def _line(narrow: Narrow, each: Suggestion) -> EntryLine:
    entry = each.entry
    confirmed = _day(entry.assured_date) if each.freshness == "fresh" and entry.assured_date else ""
    return EntryLine(
        entry=entry.id,
        name=entry.name,
        when=entry.when,
        where=_near(each, narrow) or entry.district,
        confirmed=confirmed or say(f"directory_page.freshness.{each.freshness}"),
    )


def _near(each: Suggestion, narrow: Narrow) -> str:
    """Return how far an entry is, where a place was given: the one of its reasons that is about that."""
    others = {say(f"directory.reason.{word}") for word in ("free", "online", "places")}
    told = each.reasons[1 if narrow.topic else 0 :] if narrow.place else ()
    return next((reason for reason in told if reason not in others), "")


def _due(each: ToCheck) -> EntryLine:
    entry = each.entry
    return EntryLine(entry=entry.id, name=entry.name, when=entry.when, where=entry.district, confirmed=say(f"directory.check.{each.why}"))


def _suggested(each: Suggested) -> EntryLine:
    edit = each.edit
    field = say(f"directory_page.field.{edit.field}")
    return EntryLine(
        entry=edit.entry, name=each.name, when=field, where=_words(edit.field, edit.value or ""), confirmed=_day(edit.at.date())
    )


def _closing(call: Reminder) -> EntryLine:
    return EntryLine(
        entry=call.entry,
        name=call.title,
        when=say("directory_page.days_left", count=call.days_left),
        where=call.funder,
        confirmed=_day(call.closes),
    )


def _list_words(feed: Feed) -> str:
    licence = say("directory_page.list.under", licence=feed.licence) if feed.licence else say("directory_page.list.no_licence")
    read = say("directory_page.list.read", day=_day(feed.read_on)) if feed.read_on else ""
    return " ".join(part for part in (licence, read) if part)


def _page(entry: Entry, kit: Kit) -> EntryShown:
    known = dict(directory_upkeep.told(entry))
    names = [name for name in _FACTS if (name in known or name in _ASKED) and (name, known.get(name)) not in _UNUSUAL]
    facts = [(say(f"directory_page.field.{name}"), _words(name, known.get(name, ""))) for name in names]
    topics = ", ".join(directory_upkeep.topic_words(entry))
    facts += [(say("directory_page.field.tags"), topics)] if topics else []
    return EntryShown(
        entry=entry.id,
        name=entry.name,
        facts=(*facts, *_origin(entry)),
        fields=tuple(known.items()),
        stale=_stale(entry, kit.now().date()),
        asks=_asks(entry, kit),
        history=_history(entry, kit),
    )


def _origin(entry: Entry) -> tuple[tuple[str, str], ...]:
    confirmed = _day(entry.assured_date) if entry.assured_date else say("directory.check.never")
    source = entry.source or say("directory_page.own")
    return (say("directory_page.confirmed"), confirmed), (say("directory_page.source"), source)


def _stale(entry: Entry, today: date) -> str:
    """Return what to say of an entry that nobody has confirmed lately."""
    confirmed = entry.assured_date
    if entry.missing_since:
        return say("directory_page.stale.missing", day=_day(entry.missing_since))
    if confirmed is None or confirmed > today:
        return say("directory_page.stale.never")
    months = 12 * (today.year - confirmed.year) + today.month - confirmed.month - int(today.day < confirmed.day)
    if months < _CHECK_FROM:
        return ""
    return say("directory_page.stale.check" if months < _OLD_FROM else "directory_page.stale.old", count=months)


def _asks(entry: Entry, kit: Kit) -> tuple[Ask, ...]:
    may_edit = kit.may(Right.EDIT_DIRECTORY)
    alike = [each for each in directory_upkeep.same(kit) if entry.id in {each.one.id, each.other.id}]
    return (
        *(_conflict(entry, edit, may_edit=may_edit) for edit in _conflicts(entry, kit)),
        *(_waits(each, may_edit=may_edit) for each in directory_upkeep.suggested(kit, entry.id)),
        *(
            _alike(entry, each.other if each.one.id == entry.id else each.one, f"{each.one.id}{_BETWEEN}{each.other.id}", may_edit=may_edit)
            for each in alike
        ),
    )


def _conflicts(entry: Entry, kit: Kit) -> tuple[LocalEdit, ...]:
    return next((each.conflicts for each in directory_upkeep.to_check(kit) if each.entry.id == entry.id), ())


def _conflict(entry: Entry, edit: LocalEdit, *, may_edit: bool) -> Ask:
    theirs = dict(directory_upkeep.told(entry)).get(edit.field, "")
    return Ask(
        key=edit.field,
        label=say("directory_page.ask.conflict", field=say(f"directory_page.field.{edit.field}")),
        why=say("directory_page.ask.both", ours=_words(edit.field, edit.value or ""), theirs=_words(edit.field, theirs)),
        acts=tuple((act, say(f"directory_page.ask.{act}")) for act in ("keep", "take")) if may_edit else (),
    )


def _waits(each: Suggested, *, may_edit: bool) -> Ask:
    edit = each.edit
    why = say("directory_page.ask.instead", new=_words(edit.field, edit.value or ""), now=_words(edit.field, each.shown))
    how = say("directory_page.ask.how", method=say(f"directory_page.method.{edit.evidence}")) if edit.evidence else ""
    return Ask(
        key=edit.id,
        label=say("directory_page.ask.suggested", field=say(f"directory_page.field.{edit.field}")),
        why=" ".join(part for part in (why, how, edit.reason) if part),
        acts=tuple((act, say(f"directory_page.ask.{act}")) for act in ("approve", "decline")) if may_edit else (),
    )


def _alike(entry: Entry, other: Entry, key: str, *, may_edit: bool) -> Ask:
    return Ask(
        key=key,
        label=say("directory_page.ask.same", name=other.name),
        why=other.address if other.address != entry.address else say("directory_page.ask.one_address"),
        acts=(("compare", say("directory_page.ask.compare")),) if may_edit else (),
    )


def _history(entry: Entry, kit: Kit) -> tuple[tuple[str, str], ...]:
    """Return what was changed here and who looked, the newest first."""
    edits, looked = directory_upkeep.history(kit, entry.id)
    names = {user.id: user.name for user in users.working(kit)}
    lines = [(edit.at.date(), _edited(edit, names)) for edit in edits] + [(one.day, _looked(one, names)) for one in looked]
    return tuple((_day(day), words) for day, words in sorted(lines, key=lambda line: line[0], reverse=True))


def _edited(edit: LocalEdit, names: dict[UserId, str]) -> str:
    field, who = say(f"directory_page.field.{edit.field}"), names.get(edit.by, say("directory_page.history.somebody"))
    if edit.value is None:
        return say("directory_page.history.taken_back", field=field, who=who)
    new, old = _words(edit.field, edit.value), _words(edit.field, edit.theirs)
    return say("directory_page.history.changed", field=field, new=new, old=old, who=who)


def _looked(one: Verification, names: dict[UserId, str]) -> str:
    who = names.get(one.by, say("directory_page.history.somebody"))
    method = say(f"directory_page.method.{one.method.value}")
    return say(
        "directory_page.history.looked", method=method, who=who, result=say(f"directory_page.result.{one.result.value.replace(' ', '_')}")
    )


def _words(name: str, text: str) -> str:
    if not text:
        return say("directory_page.unknown")
    if name in _SAID | {"printable", "address_public"} and text in _OURS:
        return say(f"directory_page.said.{text.replace(' ', '_')}")
    return text


def _day(day: date) -> str:
    return say("directory_page.day", day=day.day, month=say(f"widget.month.m{day.month}"), year=day.year)
