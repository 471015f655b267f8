"""Who may be introduced to whom, what either may hear of the other before both said yes, and which act follows which."""

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civicdesk.directory import eligibility, geography
from civicdesk.directory.eligibility import Case
from civicdesk.records.connecting import SILENCE, Act, Introduction, Listing, Stage, Told, Visible
from civicdesk.records.entries import Entry, EntryKind, Facts
from civicdesk.records.ids import EntryId, PersonId, UserId
from civicdesk.records.matching import Profile

FEWEST = 3
"""So many people must share a topic and a zone before somebody is spoken of by them: with fewer, the words would be the name."""
_KEY = 32
_DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?[0-9](?:[A-Z]{2})?")

FOLLOWS: Mapping[Stage, tuple[Act, ...]] = {
    Stage.DRAFT: (Act.ASK, Act.NO),
    Stage.ASKED_FIRST: (Act.YES, Act.NO),
    Stage.FIRST_YES: (Act.ASK, Act.NO),
    Stage.ASKED_SECOND: (Act.YES, Act.NO),
    Stage.BOTH_YES: (Act.RELEASE, Act.NO),
    Stage.RELEASED: (Act.MET, Act.NOT_MET),
    Stage.MET: (Act.OUTCOME,),
    Stage.NOT_MET: (),
    Stage.ENDED: (),
}
_NEXT: Mapping[tuple[Stage, Act], Stage] = {
    (Stage.DRAFT, Act.ASK): Stage.ASKED_FIRST,
    (Stage.ASKED_FIRST, Act.YES): Stage.FIRST_YES,
    (Stage.FIRST_YES, Act.ASK): Stage.ASKED_SECOND,
    (Stage.ASKED_SECOND, Act.YES): Stage.BOTH_YES,
    (Stage.BOTH_YES, Act.RELEASE): Stage.RELEASED,
    (Stage.RELEASED, Act.MET): Stage.MET,
    (Stage.RELEASED, Act.NOT_MET): Stage.NOT_MET,
    (Stage.MET, Act.OUTCOME): Stage.MET,
}
_OF_FIRST = frozenset({Stage.DRAFT, Stage.ASKED_FIRST})
_OF_SECOND = frozenset({Stage.FIRST_YES, Stage.ASKED_SECOND})


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Somebody who takes part today: the listing, and what the rules ask of the person."""

    listing: Listing
    profile: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """What keeps two people apart, whatever they share."""

    pairs: Collection[frozenset[PersonId]] = frozenset()
    """Who must not be brought together, and who was brought together before."""
    user: UserId
    """Who looks; a listing may be for the eyes of one worker alone."""
    today: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """Somebody who could be introduced: no name, no alias, only what may be said aloud."""

    key: str
    """By which they are chosen: another for everybody who looks, so that two lists cannot be put side by side."""
    listing: Listing
    hears: Told
    """What the one who looks hears of them."""
    tells: Told
    """What they would hear of the one who looks."""


def zone(text: str) -> str | None:
    """Return the district of what was typed; empty for nothing, None if it is no part of a postcode. More of a postcode is let go."""
    typed = " ".join(text.upper().split())
    if not typed or _DISTRICT.fullmatch(typed):
        return typed
    whole = _POSTCODE.fullmatch(typed)
    return whole[1] if whole else None


def around(district: str) -> str:
    """Return the wider place of a district: its local authority, else the letters with which its postcodes begin."""
    known = geography.areas(district) if district else ()
    return known[1] if known else geography.postcode_area(district)


def candidates(mine: Taking, everybody: Mapping[PersonId, Taking], shut: Shut) -> tuple[Somebody, ...]:
    """Return who could be introduced to one person: the nearest first, then those who share most.

    Args:
        mine: who is looking.
        everybody: who takes part today, by person.
        shut: what keeps people apart.
    """
    listed = [each.listing for each in everybody.values()]
    found = []
    for other in everybody.values():
        shared = _shared(mine.listing, other.listing)
        if not shared or _kept_apart(mine, other, shut):
            continue
        hears = described(other.listing, shared, listed, mine.listing.person)
        tells = described(mine.listing, shared, listed, other.listing.person)
        if hears is not None and tells is not None:
            near = other.listing.zone != mine.listing.zone, around(other.listing.zone) != around(mine.listing.zone)
            key = hashlib.sha256(f"{mine.listing.id} {other.listing.id}".encode()).hexdigest()[:_KEY]
            found.append((near, -len(shared), key, Somebody(key=key, listing=other.listing, hears=hears, tells=tells)))
    return tuple(somebody for *_, somebody in sorted(found, key=lambda each: each[:3]))


def would_meet(one: Taking, other: Taking, today: date) -> bool:
    """Tell whether neither of two people is shut out by what the other wishes for company."""
    return not _shuts_out(one.listing, other.profile, today) and not _shuts_out(other.listing, one.profile, today)


def described(of: Listing, shared: Sequence[str], listed: Iterable[Listing], to: PersonId) -> Told | None:
    """Return what may be said of somebody to one person; None if too few are like them even in the wider place.

    Whoever is told is not counted: they know of themselves. Who must not meet whom is not looked at: nothing here may tell of it.

    Args:
        of: who is spoken of.
        shared: topics that both have.
        listed: everybody who takes part today.
        to: who is told.
    """
    others = [each for each in listed if each.person != to]
    for narrow in (True, False) if of.zone else (False,):
        here = [each for each in others if (each.zone == of.zone if narrow else around(each.zone) == around(of.zone) or not of.zone)]
        plenty = tuple(topic for topic in shared if sum(topic in _topics(each) for each in here) >= FEWEST)
        if plenty:
            return Told(topics=plenty[:1], zone=of.zone if narrow else around(of.zone))
    return None


def acts(introduction: Introduction) -> tuple[Act, ...]:
    """Return what can be done with an introduction now."""
    return FOLLOWS[introduction.stage]


def after(introduction: Introduction, act: Act) -> Stage | None:
    """Return the stage to which an act leads; None if it cannot be done now."""
    if act not in acts(introduction):
        return None
    return Stage.ENDED if act is Act.NO else _NEXT[introduction.stage, act]


def whose_turn(introduction: Introduction) -> tuple[PersonId, ...]:
    """Return who is to be spoken with next; both once both have said yes, nobody when it is over."""
    if introduction.stage in _OF_FIRST:
        return (introduction.first,)
    if introduction.stage in _OF_SECOND:
        return (introduction.second,)
    return (introduction.first, introduction.second) if FOLLOWS[introduction.stage] else ()


def days_left(introduction: Introduction, today: date) -> int | None:
    """Return in how many days an introduction ends if nobody says a word; None if silence ends it no more."""
    if introduction.stage not in _OF_FIRST | _OF_SECOND | {Stage.BOTH_YES}:
        return None
    return max(0, (introduction.stage_at.date() + SILENCE - today).days)


def _shared(mine: Listing, other: Listing) -> tuple[str, ...]:
    """Return topics of which one wants what the other offers, those that the person looks for first."""
    wanted = [topic for topic in mine.wants if topic in other.offers]
    offered = [topic for topic in mine.offers if topic in other.wants]
    return tuple(dict.fromkeys((*wanted, *offered)))


def _kept_apart(mine: Taking, other: Taking, shut: Shut) -> bool:
    listing = other.listing
    if listing.person == mine.listing.person or frozenset({listing.person, mine.listing.person}) in shut.pairs:
        return True
    if listing.visible is Visible.WORKER and listing.by != shut.user:
        return True
    return not would_meet(mine, other, shut.today)


def _shuts_out(listing: Listing, profile: Profile, today: date) -> bool:
    """Tell whether the rules for places shut somebody out of what one person wishes for company. A person does not say why."""
    if listing.only in {"women", "men"} and not profile.gender:
        return True
    asked = Entry(id=EntryId(listing.id), name="", kind=EntryKind.GROUP, facts=Facts(women_or_men_only=listing.only))
    return bool(eligibility.judge(Case(entry=asked, profile=profile, today=today)).folded)


def _topics(listing: Listing) -> frozenset[str]:
    return frozenset(listing.offers) | frozenset(listing.wants)
