"""People who want to take part: what they offer and want, sealed under their own key, and with whom they must not be brought together."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from civicdesk.records.connecting import Avoided, Listing, ListingId, Visible
from civicdesk.records.consent import Mode, Purpose
from civicdesk.records.ids import EntryId, PersonId, UserId
from civicdesk.store import consent
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment, moment_or_none, stamp, stamp_or_none
from civicdesk.store.workspace import Workspace

_COLUMNS = "n, id, person, sealed_words, visible, alias_used, method, agreed_on, expires_on, withdrawn_at, user"
_WORDS = ("alias", "offers", "wants", "zone", "route", "only")
"""What is sealed."""


def keep_listing(ws: Workspace, listing: Listing) -> None:
    """Keep a listing; a person has one, and a later word replaces the earlier one."""
    known = ws.row("select n, id from person_listing where person = ?", [listing.person])
    with ws.writing(Action.LISTING_KEPT, listing.by) as writing:
        number = writing.following("person_listing") if known is None else int(known[0])
        words = json_text({name: getattr(listing, name) for name in _WORDS})
        facts = {
            "sealed_words": ws.vault.seal(listing.person, f"person_listing.{number}.words", words.encode()),
            "visible": listing.visible.value,
            "alias_used": int(listing.alias_used),
            "method": listing.method.value,
            "agreed_on": listing.agreed_on.isoformat(),
            "expires_on": listing.expires_on.isoformat(),
            "withdrawn_at": stamp_or_none(listing.withdrawn_at),
            "user": listing.by,
        }
        if known is None:
            writing.insert("person_listing", {"id": listing.id, "person": listing.person, **facts}, number)
        else:
            writing.change("person_listing", number, facts)


def listing(ws: Workspace, person: PersonId) -> Listing | None:
    """Return a person's listing, whatever has become of it; None if there never was one."""
    row = ws.row(f"select {_COLUMNS} from person_listing where person = ?", [person])
    return None if row is None else _listing(ws, row)


def listings(ws: Workspace) -> tuple[Listing, ...]:
    """Return all listings in the order in which people were first listed."""
    return tuple(_listing(ws, row) for row in ws.rows(f"select {_COLUMNS} from person_listing order by n"))


def withdraw(ws: Workspace, person: PersonId, at: datetime, *, by: UserId | None = None) -> bool:
    """Take a listing back; tells whether one stood. What it said goes with it: nothing of it is needed any more."""
    found = listing(ws, person)
    if found is None or found.withdrawn_at is not None:
        return False
    keep_listing(ws, replace(_emptied(found), withdrawn_at=at, by=by or found.by))
    return True


def agreed(ws: Workspace) -> Mapping[PersonId, Listing]:
    """Return the listings of everybody who agrees, now, to be introduced; those that have run out too."""
    yes = consent.allowing(ws, Purpose.INTRODUCE) & consent.allowing(ws, Purpose.KEEP)
    return {each.person: each for each in listings(ws) if each.person in yes and each.withdrawn_at is None}


def current(ws: Workspace, today: date) -> Mapping[PersonId, Listing]:
    """Return the listings that count today: the person agrees, nothing was taken back, and the time has not run out."""
    return running(agreed(ws), today)


def running(found: Mapping[PersonId, Listing], today: date) -> Mapping[PersonId, Listing]:
    """Return those of the listings whose time has not run out."""
    return {person: each for person, each in found.items() if today < each.expires_on}


def keep_avoided(ws: Workspace, avoided: Avoided) -> None:
    """Keep with whom, or with what, a person must not be brought together; said again, nothing happens."""
    if avoided in [replace(each, by=avoided.by, at=avoided.at) for each in avoided_by(ws, avoided.person)]:
        return
    with ws.writing(Action.LISTING_KEPT, avoided.by) as writing:
        number = writing.following("avoid")
        told = json_text([avoided.other, avoided.entry])
        sealed = ws.vault.seal(avoided.person, f"avoid.{number}.other", told.encode())
        facts = {"person": avoided.person, "sealed_other": sealed, "user": avoided.by, "at": stamp(avoided.at)}
        writing.insert("avoid", facts, number)


def drop_avoided(ws: Workspace, avoided: Avoided, at: datetime, *, by: UserId) -> None:
    """Note that something holds no longer, as the person says."""
    for number, each in _avoided(ws, avoided.person):
        if (each.other, each.entry) == (avoided.other, avoided.entry):
            with ws.writing(Action.LISTING_KEPT, by) as writing:
                writing.change("avoid", number, {"ended_at": stamp(at)})


def avoided_by(ws: Workspace, person: PersonId) -> tuple[Avoided, ...]:
    """Return what one person has said; what others have said of them is in `pairs` alone."""
    return tuple(each for _, each in _avoided(ws, person))


def pairs(ws: Workspace) -> frozenset[frozenset[PersonId]]:
    """Return all pairs of people who must not be brought together, whoever of the two has said so."""
    people = [PersonId(person) for (person,) in ws.rows("select distinct person from avoid where ended_at is null")]
    return frozenset(frozenset({person, each.other}) for person in people for each in avoided_by(ws, person) if each.other)


def avoided_entries(ws: Workspace, person: PersonId) -> frozenset[EntryId]:
    """Return the places and groups that are not for one person."""
    return frozenset(each.entry for each in avoided_by(ws, person) if each.entry)


def _avoided(ws: Workspace, person: PersonId) -> list[tuple[int, Avoided]]:
    rows = ws.rows("select n, sealed_other, user, at from avoid where person = ? and ended_at is null order by n", [person])
    found = []
    for number, sealed, user, at in rows:
        other, entry = json_value(ws.vault.open(person, f"avoid.{number}.other", sealed).decode())
        found.append((int(number), Avoided(person=person, other=other, entry=entry, by=user, at=moment(at))))
    return found


def _emptied(listing: Listing) -> Listing:
    return replace(listing, alias="", offers=(), wants=(), zone="", route="", only="", alias_used=False)


def _listing(ws: Workspace, row: tuple[Any, ...]) -> Listing:
    number, ident, person, sealed, visible, alias_used, method, agreed_on, expires_on, withdrawn_at, user = row
    words = json_value(ws.vault.open(person, f"person_listing.{number}.words", sealed).decode())
    return Listing(
        id=ListingId(ident),
        person=PersonId(person),
        **{**words, "offers": tuple(words["offers"]), "wants": tuple(words["wants"])},
        visible=Visible(visible),
        alias_used=bool(alias_used),
        method=Mode(method),
        agreed_on=date.fromisoformat(agreed_on),
        expires_on=date.fromisoformat(expires_on),
        withdrawn_at=moment_or_none(withdrawn_at),
        by=UserId(user),
    )
