"""The civic directory: take in a list of places and groups, find what fits a person, see what needs checking."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import islice

from civicdesk.directory import freshness, geography, matching, overrides, reasons, searching, tabular, topics
from civicdesk.directory.matching import Ranker
from civicdesk.errors import Refused
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.entries import Entry, Facts, RowError
from civicdesk.records.ids import EntryId, PersonId
from civicdesk.records.matching import Fit, Profile, Search
from civicdesk.store import entries, listings, people, upkeep
from civicdesk.workflows.kit import Kit, Right

MOST = 200
"""Entries offered to one person at the most."""
NEEDS = frozenset(one.name for one in fields(Facts) if one.type == "bool | None" or one.type == bool | None)
"""Facts that somebody may need to be so."""
_GROUPS = {"female": "women", "male": "men"}
"""Code of a person's sex -> the groups that are for them."""
_FOR_MONEY = frozenset({"funding_individual", "funding_group"})
"""Topics that say for whom money is asked. Who picked none asks for themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One entry, why it is offered, and how fresh its facts are."""

    entry: Entry
    reasons: tuple[str, ...]
    freshness: str
    cautions: tuple[str, ...] = ()
    """What to know before going there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What fits one person, best first, and what would fit but is not suitable: each of these with the reason."""

    suggested: tuple[Suggestion, ...]
    folded: tuple[Suggestion, ...]


class EntriesRefused(Refused):
    """A list of entries has errors; nothing of it was kept. `errors` names row and column of each."""

    def __init__(self, errors: tuple[RowError, ...]) -> None:
        super().__init__("DIRECTORY-ROWS", count=len(errors), row=errors[0].row, column=errors[0].column, sentence=errors[0].sentence)
        self.errors = errors


def import_entries(kit: Kit, data: bytes) -> Outcome[int]:
    """Take in a CSV of entries, whole or not at all; an entry that is here already is brought up to date.

    Raises:
        EntriesRefused: DIRECTORY-ROWS, with every error by row and column.
        Refused: ROLE-RIGHT, IMPORT-CSV.
    """
    kit.must(Right.EDIT_DIRECTORY)
    return _keep(kit, data)


def adopt_pack(kit: Kit) -> Outcome[int]:
    """Take in the entries that came with the project's signed pack."""
    pack = kit.pack()
    return _keep(kit, pack.directory) if pack.directory else Outcome(value=0)


def find(kit: Kit, text: str = "", tags: tuple[str, ...] = (), district: str = "") -> tuple[Suggestion, ...]:
    """Return entries with words that begin like those of a text, and with one of the topics; all of them if neither is given."""
    return search(kit, Search(text=text, topics=tags, place=district))


def search(kit: Kit, wanted: Search, most: int | None = None) -> tuple[Suggestion, ...]:
    """Return what somebody looks for while they type.

    With words the best match comes first, and where no word begins so, those that mean the same; without words the nearest.

    Args:
        kit: the workspace and the day.
        wanted: words and filters.
        most: how many at the most; None for all.
    """
    whole = entries.made_of_entries(kit.workspace, _by_id)
    found: Iterable[Entry] = whole.values()
    if wanted.text.strip():
        named = entries.beginning_with(kit.workspace, wanted.text) or _agreeing(kit, wanted.text)
        found = (whole[ident] for ident in named)
    met: Iterable[tuple[Entry, float | None]]
    met = ((entry, searching.kilometres(entry, wanted.place)) for entry in found if searching.meets(entry, wanted))
    if wanted.place and not wanted.text.strip():
        met = sorted(met, key=_nearest)
    today = kit.now().date()
    telling = reasons.Telling(Profile(topics=wanted.topics, place=wanted.place), (), ())
    return tuple(
        Suggestion(entry=entry, reasons=telling.reasons(entry, far), freshness=freshness.freshness(entry, today))
        for entry, far in islice(met, most)
    )


def entry(kit: Kit, which: EntryId) -> Entry:
    """Return one entry; of one that was merged into another, that one.

    Raises:
        Refused: DIRECTORY-ENTRY.
    """
    into = upkeep.merged(kit.workspace)
    while which in into:
        which = into[which]
    found = entries.made_of_entries(kit.workspace, _by_id).get(which)
    if found is None:
        raise Refused("DIRECTORY-ENTRY")
    return found


def for_person(kit: Kit, person: PersonId, tags: tuple[str, ...] = ()) -> tuple[Suggestion, ...]:
    """Return the entries that suit a person best; the person ticks what they want on paper."""
    return suggest(kit, profile_of(kit, person, tags), MOST).suggested


def suggest(kit: Kit, profile: Profile, most: int | None = None) -> Suggestions:
    """Return what fits a wish, best first, and what would fit but is not suitable.

    Args:
        kit: the workspace and the day.
        profile: what is looked for; the areas in which the person lives follow from the place if it is a known one.
        most: how many of each at the most; None for all.
    """
    ranker: Ranker = entries.made_of_entries(kit.workspace, matching.RuleRanker)
    words = entries.agreeing_words(kit.workspace, topics.terms(profile.text))
    known = replace(profile, areas=profile.areas or geography.areas(profile.place))
    today = kit.now().date()
    ranking = ranker.rank(known, words, today, most)
    return Suggestions(
        suggested=tuple(_suggestion(fit, today) for fit in ranking.suggested),
        folded=tuple(_suggestion(fit, today) for fit in ranking.folded if fit.entry.id not in known.avoid),
    )


def profile_of(kit: Kit, person: PersonId, tags: tuple[str, ...] = (), text: str = "") -> Profile:
    """Return what is known of a person that matters for what suits them. What they did not say shuts nothing out."""
    known = people.person(kit.workspace, person)
    year = kit.now().year
    return Profile(
        topics=tags,
        text=text,
        place=known.district,
        gender=_GROUPS.get(known.sex.casefold(), ""),
        ages=(year - known.birth_year - 1, year - known.birth_year) if known.birth_year else None,
        language=known.language if known.language != "en" else "",
        avoid=listings.avoided_entries(kit.workspace, person),
        applies_as="" if _FOR_MONEY.intersection(tags) else "individual",
    )


def _by_id(whole: tuple[Entry, ...]) -> Mapping[EntryId, Entry]:
    return {entry.id: entry for entry in whole}


def _agreeing(kit: Kit, text: str) -> list[EntryId]:
    agreeing = entries.agreeing_words(kit.workspace, topics.terms(text))
    return sorted(agreeing, key=lambda ident: (-agreeing[ident], ident))


def _nearest(found: tuple[Entry, float | None]) -> tuple[float, str, str]:
    entry, far = found
    return (math.inf if far is None else round(far), entry.name.casefold(), entry.id)


def _keep(kit: Kit, data: bytes) -> Outcome[int]:
    read = tabular.read_entries(data)
    edits, confirmed = upkeep.edits(kit.workspace), upkeep.confirmed(kit.workspace)

    def known_better() -> Iterator[Entry]:
        """Give the entries of the table with what is known better here; if one of them was wrong, all are taken back."""
        for theirs in read:
            entry = overrides.effective(theirs, edits.get(theirs.id, ())).entry
            days = [day for day in (entry.assured_date, confirmed.get(entry.id)) if day]
            yield replace(entry, assured_date=max(days, default=None))
        if read.errors:
            raise EntriesRefused(tuple(read.errors))

    with kit.workspace.writing("entries-kept", kit.user.id, kit.now()):
        count = entries.keep_entries(kit.workspace, _Again(known_better))
    return Outcome(value=count, changed=frozenset({Kind.ENTRIES}))


class _Again:
    """What can be gone through once more from its beginning."""

    def __init__(self, begin: Callable[[], Iterator[Entry]]) -> None:
        self._begin = begin

    def __iter__(self) -> Iterator[Entry]:
        return self._begin()


def _suggestion(fit: Fit, today: date) -> Suggestion:
    return Suggestion(entry=fit.entry, reasons=fit.reasons, freshness=freshness.freshness(fit.entry, today), cautions=fit.cautions)
