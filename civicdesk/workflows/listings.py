"""People who want to take part: what they offer and want, under a name of their own choice, for a time, and with whom never."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from civicdesk.directory import introducing, topics
from civicdesk.errors import Refused
from civicdesk.records.changes import Kind, Outcome
from civicdesk.records.connecting import LASTS, Avoided, Listing, ListingId, Visible
from civicdesk.records.consent import Mode, Purpose
from civicdesk.records.ids import EntryId, PersonId
from civicdesk.records.people import Person
from civicdesk.store import caseload, entries, introductions, people, releases
from civicdesk.store import consent as consent_store
from civicdesk.store import listings as listing_store
from civicdesk.workflows.kit import Kit, Right

SCOPE = "listing"
"""What a centre has to forget when a listing is taken back."""
SOON = timedelta(days=30)
"""So long before a listing runs out somebody is reminded to ask again."""
LONGEST_ALIAS = 30
MOST_TOPICS = 6
_SHORTEST_NAME = 3
"""Letters from which a part of a name counts as one: an alias may hold an initial."""
CHANGED = frozenset({Kind.CONNECTIONS})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewListing:
    """What a person says of themselves for this, as the worker puts it down."""

    alias: str
    offers: tuple[str, ...] = ()
    wants: tuple[str, ...] = ()
    zone: str = ""
    """Postcode, or a part of it: only its district is kept."""
    route: str = ""
    only: str = ""
    visible: Visible = Visible.TEAM
    alias_used: bool = False
    method: Mode = Mode.SPOKEN
    lasts: timedelta = LASTS


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPage:
    """A person's listing and how it stands."""

    listing: Listing | None
    standing: str
    """`none`, `no consent`, `current`, `soon` (it runs out within a month), `expired` or `withdrawn`."""
    avoided: tuple[tuple[Avoided, str], ...] = ()
    """With whom never, and the card or the place in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """Somebody who is to be asked whether they still want to take part."""

    person: PersonId
    card: str
    expired: bool


def keep(kit: Kit, person: PersonId, new: NewListing) -> Outcome[Listing]:
    """Keep what somebody offers and wants; a later word replaces the earlier one, and the time begins anew.

    Raises:
        Refused: ROLE-RIGHT; LISTING-CONSENT: they have not agreed to be introduced; LISTING-ALIAS: it is empty, too long, or says who
            they are; LISTING-TOPIC, LISTING-EMPTY, LISTING-ZONE, LISTING-TIME, LISTING-ONLY.
    """
    _may(kit, person)
    known = people.person(kit.workspace, person)
    if not _agrees(kit, person):
        raise Refused("LISTING-CONSENT")
    zone = introducing.zone(new.zone)
    _check(new, known, zone)
    before = listing_store.listing(kit.workspace, person)
    today = kit.now().date()
    made = Listing(
        id=before.id if before else ListingId(kit.new_id()),
        person=person,
        alias=new.alias.strip(),
        offers=_folded(new.offers),
        wants=_folded(new.wants),
        zone=zone or "",
        route=new.route.strip(),
        only=new.only,
        visible=new.visible,
        alias_used=new.alias_used,
        method=new.method,
        agreed_on=today,
        expires_on=today + new.lasts,
        by=kit.user.id,
    )
    listing_store.keep_listing(kit.workspace, made)
    return Outcome(value=made, changed=CHANGED)


def renew(kit: Kit, person: PersonId, method: Mode = Mode.SPOKEN) -> Outcome[Listing]:
    """Keep that somebody, asked again, still wants to take part: a year more.

    Raises:
        Refused: ROLE-RIGHT, LISTING-CONSENT; LISTING-NONE: there is nothing to go on with.
    """
    _may(kit, person)
    found = listing_store.listing(kit.workspace, person)
    if found is None or found.withdrawn_at is not None:
        raise Refused("LISTING-NONE")
    if not _agrees(kit, person):
        raise Refused("LISTING-CONSENT")
    today = kit.now().date()
    made = replace(found, method=method, agreed_on=today, expires_on=today + LASTS, by=kit.user.id)
    listing_store.keep_listing(kit.workspace, made)
    return Outcome(value=made, changed=CHANGED)


def withdraw(kit: Kit, person: PersonId) -> Outcome[bool]:
    """Take a listing back, at once and everywhere; every role may, as with consent.

    Whatever is under way ends. A centre that may know the person is told with the next bundle, though nothing of a listing was sent.

    Returns:
        Whether there was one.
    """
    now = kit.now()
    with kit.workspace.writing("listing-kept", kit.user.id, now):
        gone = listing_store.withdraw(kit.workspace, person, now, by=kit.user.id)
        if gone and person in releases.perhaps_released(kit.workspace):
            releases.keep_tombstone(kit.workspace, kit.code_of(person), SCOPE, f"{now:%Y-%m}", by=kit.user.id)
    introductions.settle(kit.workspace, now)
    return Outcome(value=gone, changed=CHANGED)


def page(kit: Kit, person: PersonId) -> ListingPage:
    """Return a person's listing.

    Raises:
        Refused: ROLE-RIGHT.
    """
    _may(kit, person)
    found = listing_store.listing(kit.workspace, person)
    avoided = tuple((each, _in_words(kit, each)) for each in listing_store.avoided_by(kit.workspace, person))
    return ListingPage(listing=found, standing=_standing(kit, person, found), avoided=avoided)


def expiring(kit: Kit) -> tuple[Expiring, ...]:
    """Return whom of those that the user sees is to be asked again, those first whose time has run out."""
    if not kit.may(Right.INTRODUCE):
        return ()
    seen, today = caseload.seen_by(kit.workspace, kit.user.id), kit.now().date()
    due = [
        (each.expires_on, person)
        for person, each in listing_store.agreed(kit.workspace).items()
        if each.expires_on - SOON <= today and (seen is None or person in seen)
    ]
    return tuple(Expiring(person=person, card=people.person(kit.workspace, person).card, expired=on <= today) for on, person in sorted(due))


def avoid(kit: Kit, person: PersonId, *, other: PersonId | None = None, entry: EntryId | None = None) -> Outcome[None]:
    """Keep with whom, or with what place, a person must never be brought together. It counts both ways; the other is not told.

    Raises:
        Refused: ROLE-RIGHT; LISTING-AVOID: neither or both were named, or the person themselves; DIRECTORY-ENTRY, STORE-UNKNOWN.
    """
    _may(kit, person)
    if (other is None) is (entry is None) or other == person:
        raise Refused("LISTING-AVOID")
    if other is not None:
        people.person(kit.workspace, other)
    elif entry not in {each.id for each in entries.every_entry(kit.workspace)}:
        raise Refused("DIRECTORY-ENTRY")
    said = Avoided(person=person, other=other, entry=entry, by=kit.user.id, at=kit.now())
    listing_store.keep_avoided(kit.workspace, said)
    introductions.settle(kit.workspace, kit.now())
    return Outcome(value=None, changed=CHANGED)


def drop_avoid(kit: Kit, avoided: Avoided) -> Outcome[None]:
    """Note that what a person said of somebody else, or of a place, holds no longer.

    Raises:
        Refused: ROLE-RIGHT.
    """
    _may(kit, avoided.person)
    listing_store.drop_avoided(kit.workspace, avoided, kit.now(), by=kit.user.id)
    return Outcome(value=None, changed=CHANGED)


def topics_by_group() -> Sequence[tuple[str, str]]:
    """Return all topics of the tree as (id, words), by the words."""
    return sorted(((each.id, each.label) for each in topics.tree().values()), key=lambda pair: pair[1].casefold())


def label(topic: str) -> str:
    """Return the words for a topic."""
    return topics.label(topic)


def _may(kit: Kit, person: PersonId) -> None:
    kit.must(Right.INTRODUCE)
    kit.must_see(person)


def _agrees(kit: Kit, person: PersonId) -> bool:
    standing = consent_store.standing(kit.workspace, person)
    return standing.allows(Purpose.KEEP) and standing.allows(Purpose.INTRODUCE)


def _standing(kit: Kit, person: PersonId, found: Listing | None) -> str:
    if not _agrees(kit, person):
        return "no consent"
    if found is None:
        return "none"
    if found.withdrawn_at is not None:
        return "withdrawn"
    today = kit.now().date()
    if found.expires_on <= today:
        return "expired"
    return "soon" if found.expires_on - SOON <= today else "current"


def _check(new: NewListing, known: Person, zone: str | None) -> None:
    alias = new.alias.strip()
    if not alias or len(alias) > LONGEST_ALIAS or _tells_who(alias, known):
        raise Refused("LISTING-ALIAS", most=LONGEST_ALIAS)
    if zone is None:
        raise Refused("LISTING-ZONE")
    if not new.offers and not new.wants:
        raise Refused("LISTING-EMPTY")
    unknown = [topic for topic in (*new.offers, *new.wants) if topic.casefold() not in topics.tree()]
    if unknown or max(len(_folded(new.offers)), len(_folded(new.wants))) > MOST_TOPICS:
        raise Refused("LISTING-TOPIC", most=MOST_TOPICS)
    if new.only not in {"", "women", "men"}:
        raise Refused("LISTING-ONLY")
    if not timedelta(0) < new.lasts <= LASTS:
        raise Refused("LISTING-TIME", days=LASTS.days)


def _tells_who(alias: str, known: Person) -> bool:
    """Tell whether an alias holds a part of the person's own name, their card or their contact."""
    parts = [part for part in known.name.casefold().split() if len(part) >= _SHORTEST_NAME]
    return any(part in alias.casefold() for part in (*parts, *filter(None, (known.card, known.contact.casefold()))))


def _folded(chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(topic.casefold() for topic in chosen))


def _in_words(kit: Kit, avoided: Avoided) -> str:
    """Return the card of somebody, or the name of a place; empty for somebody who is not here any more."""
    if avoided.other is not None:
        return people.person(kit.workspace, avoided.other).card if avoided.other in people.ids(kit.workspace) else ""
    return next((each.name for each in entries.every_entry(kit.workspace) if each.id == avoided.entry), "")
