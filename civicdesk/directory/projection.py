"""A record of a list as the entry that people see. What a record does not say is not known, never no."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from civicdesk.directory import fields, topics
from civicdesk.directory.geography import national_grid
from civicdesk.directory.plain_text import plain
from civicdesk.directory.standard import Record, parts
from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.entries import Entry, EntryStatus, Facts, is_hiding_place
from civicdesk.records.ids import EntryId

TOPICS, OURS = "civicdesk-topics", "civicdesk-entry"
"""Taxonomies of ours: topics, and fields for which the standard has no place, as `field=text`."""
OUR_AREA = "civicdesk-area"
MOST_TAGS = 12
_PHONES = (("phones",), ("contacts", "phones"), ("service_at_locations", "phones"), ("service_at_locations", "contacts", "phones"),
           ("service_at_locations", "location", "phones"), ("organization", "phones"), ("organization", "contacts", "phones"))  # fmt: skip
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9])[A-Z]{2}", re.IGNORECASE)
_AREA_CODE = re.compile(r"\b[EWSN][0-9]{8}\b")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?")


def entry_of(record: Record, source: str, today: date) -> Entry:
    """Return the entry for a record in the shape of the standard."""
    address, district = _address(record)
    entry = Entry(
        id=EntryId(record["id"]),
        name=_text(record, "name"),
        organisation=next((_text(one, "name") for one in parts(record, "organization")), ""),
        description=_text(record, "description"),
        when=when(record),
        phone=next(phones(record), ""),
        email=record.get("email", ""),
        url=record.get("url", ""),
        cost=_cost(record),
        access="; ".join(dict.fromkeys(text for one in parts(record, *_PLACE, "accessibility") if (text := _text(one, "description")))),
        tags=tuple(_tags(record)),
        assured_date=_assured(record, today),
        status=EntryStatus(record.get("status", EntryStatus.INACTIVE)),
        facts=_facts(record),
        source=source,
        address=address,
        district=district,
    )
    entry, ours = _with_our_fields(entry, record)
    if is_hiding_place(entry.name, (*entry.tags, *_topic_names(record))):
        shown = "printable" in ours and entry.printable, "address_public" in ours and entry.address_public
        entry = replace(entry, printable=shown[0], address_public=shown[1])
    return entry


def when(record: Record) -> str:
    """Return when it is, in words: what the schedules say themselves, else their days and times."""
    told = (_text(one, "description") or _days_and_times(one) for one in parts(record, "schedules"))
    return "; ".join(dict.fromkeys(text for text in told if text))


def phones(record: Record) -> Iterator[str]:
    """Give the telephone numbers of a record, wherever lists put them."""
    for path in _PHONES:
        for one in parts(record, *path):
            number = str(one.get("number", "")).strip().strip('"')
            if fields.PHONE.fullmatch(number):
                yield number


def attributes(record: Record, taxonomy: str) -> Iterator[str]:
    """Give the terms of one taxonomy that a record bears."""
    for term in parts(record, "attributes", "taxonomy_term"):
        if term.get("taxonomy") == taxonomy:
            yield str(term.get("term") or term.get("code") or term.get("name") or "")


_PLACE = ("service_at_locations", "location")


def _text(part: Record, key: str) -> str:
    value = part.get(key)
    return plain(value) if isinstance(value, str) else ""


def _days_and_times(schedule: Record) -> str:
    days = [say(f"directory.day.{day}") for day in str(schedule.get("byday", "")).upper().split(",") if day[-2:] in _DAYS and day in _DAYS]
    times = [":".join(found.groups()) for key in ("opens_at", "closes_at") if (found := _TIME.match(str(schedule.get(key, ""))))]
    return " ".join(part for part in (", ".join(days), "–".join(times)) if part)


def _cost(record: Record) -> str:
    fees = _text(record, "fees") or _text(record, "fees_description")
    if fees:
        return fees
    return "; ".join(
        dict.fromkeys(text for one in parts(record, "cost_options") if (text := _text(one, "option") or _text(one, "amount_description")))
    )


def _tags(record: Record) -> Iterable[str]:
    """Return our topics; of a list that has others, those in which we find ours, and their names, so that they can be searched."""
    ours = dict.fromkeys(one for one in attributes(record, TOPICS) if one)
    if ours:
        return list(ours)
    names = _topic_names(record)
    known = {one.label.casefold(): one.id for one in topics.tree().values()}
    return list(dict.fromkeys(known.get(name.casefold(), name) for name in names if name and ";" not in name))[:MOST_TAGS]


def _topic_names(record: Record) -> list[str]:
    return [_text(term, "name") for term in parts(record, "attributes", "taxonomy_term") if term.get("taxonomy") != OURS]


def _assured(record: Record, today: date) -> date | None:
    """Return when it was confirmed; a date that is still to come confirms nothing."""
    text = str(record.get("assured_date", ""))[:10]
    assured = date.fromisoformat(text) if text else None
    return assured if assured is not None and assured <= today else None


def _address(record: Record) -> tuple[str, str]:
    """Return the address in one line, and the postcode sector or what stands for it."""
    place = next(parts(record, *_PLACE, "addresses"), None)
    if place is None:
        return "", ""
    found = _POSTCODE.fullmatch(str(place.get("postal_code", "")).strip())
    lines = [_text(place, key) for key in ("address_1", "address_2", "city", "postal_code")]
    district = f"{found[1]} {found[2]}" if found else str(place.get("postal_code", "")).strip()[:10]
    return ", ".join(dict.fromkeys(line for line in lines if line)), district.upper()


def _facts(record: Record) -> Facts:
    amounts = [one["amount"] for one in parts(record, "cost_options") if "amount" in one]
    here = next(((one["latitude"], one["longitude"]) for one in parts(record, *_PLACE) if {"latitude", "longitude"} <= one.keys()), None)
    easting, northing = national_grid(*here) if here else (None, None)
    virtual = [one.get("location_type") == "virtual" for one in parts(record, *_PLACE)]
    return Facts(
        youngest=_whole(record.get("minimum_age")),
        oldest=_whole(record.get("maximum_age")),
        free=all(amount == 0 for amount in amounts) if amounts else None,
        online=True if virtual and all(virtual) else None,
        languages=tuple(dict.fromkeys(_languages(record))),
        areas=tuple(dict.fromkeys(_areas(record))),
        easting=easting,
        northing=northing,
    )


def _whole(age: float | None) -> int | None:
    return None if age is None else int(age)


def _languages(record: Record) -> Iterator[str]:
    for one in parts(record, "languages"):
        code = str(one.get("code", ""))
        if _LANGUAGE.fullmatch(code):
            yield code.lower()


def _areas(record: Record) -> Iterator[str]:
    """Give the areas to which a service is limited, where they are said by code: a sentence about an area shuts nobody out."""
    for one in parts(record, "service_areas"):
        if one.get("extent_type") == OUR_AREA:
            yield _text(one, "name")
        else:
            yield from _AREA_CODE.findall(" ".join(str(one.get(key, "")) for key in ("name", "extent", "uri")))


def _with_our_fields(entry: Entry, record: Record) -> tuple[Entry, frozenset[str]]:
    """Return an entry with the fields of ours that its record bears, and which these are."""
    ours = set()
    for term in attributes(record, OURS):
        name, equals, text = term.partition("=")
        if equals and name in fields.EDITABLE:
            try:
                entry = fields.with_text(entry, name, text)
            except Refused:
                continue  # a list that misuses our taxonomy loses nothing but this
            ours.add(name)
    return entry, frozenset(ours)
