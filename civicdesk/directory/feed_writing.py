"""An entry as a record of Open Referral: what a list said, with what is known better here, and nothing of any person."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date

from civicdesk.directory import fields, topics
from civicdesk.directory.projection import OUR_AREA, OURS, TOPICS, entry_of
from civicdesk.directory.publishing import tells
from civicdesk.directory.standard import Mender, Record, made_id, parts, shapes
from civicdesk.records.entries import Entry

_PLACES = frozenset({"service_at_locations", "locations", "location"})
_TEXTS = ("organisation", "description", "when", "cost", "access")
"""Words that may tell an address."""


def record_of(entry: Entry, theirs: Record | None, today: date) -> Record:
    """Return the record of an entry.

    Fields for which the standard has a place are written there. Whatever a reader of the result would not see as it is becomes an
    attribute of our own taxonomy, so that nothing is lost on a round trip. A contact's name is never written.

    Args:
        entry: as it is shown here.
        theirs: the record of its list, in the shape of the standard; None for an entry that was added here.
        today: dates that are still to come confirm nothing.
    """
    record = deepcopy(theirs) if theirs else {"id": str(entry.id), "name": entry.name, "status": entry.status.value}
    if not entry.address_public:
        record = _without_places("service", record, _addresses(entry, record))
        entry = without_place(entry)
    was = dict(fields.texts(entry_of(record, entry.source, today)))
    for name, text in fields.texts(entry):
        if was[name] != text and name in _WRITERS:
            _WRITERS[name](record, entry)
    if entry.assured_date is not None:
        record["assured_date"] = entry.assured_date.isoformat()
    _add_our_fields(record, entry, today)
    return Mender(feed="").part("service", {key: value for key, value in record.items() if value not in ("", None)})


def without_place(entry: Entry) -> Entry:
    """Return an entry without where it is: its address is given by telephone alone. Words that tell it are left out."""
    shown = {name: text for name in _TEXTS if not tells(text := getattr(entry, name), entry.address)}
    facts = replace(entry.facts, easting=None, northing=None)
    return replace(entry, **{**dict.fromkeys((*_TEXTS, "address", "district"), ""), **shown}, facts=facts)


def _addresses(entry: Entry, record: Record) -> list[str]:
    """Return the address of an entry, and those that its list has."""
    found = parts(record, "service_at_locations", "location", "addresses")
    return [entry.address, *(f"{one.get('address_1', '')}, {one.get('postal_code', '')}" for one in found)]


def _without_places(name: str, part: Record, addresses: list[str]) -> Record:
    """Return a part of a record without what tells where a place is: locations, words that say an address, fields that nobody knows."""
    kept: Record = {}
    for key, value in part.items():
        word, _, inner = shapes()[name].fields.get(key, "").partition(" ")
        if not word or key in _PLACES:
            continue
        if word in {"many", "one"}:
            found = [_without_places(inner, one, addresses) for one in parts(part, key)]
            kept[key] = found if word == "many" else found[0]
        elif key == "name" or not any(tells(str(value), address) for address in addresses):
            kept[key] = value
    return kept


def _add_our_fields(record: Record, entry: Entry, today: date) -> None:
    """Write what the record, read again, would not say as the entry does."""
    kept = [one for one in record.get("attributes", []) if (one.get("taxonomy_term") or {}).get("taxonomy") != OURS]
    record["attributes"] = kept
    read = dict(fields.texts(entry_of(record, entry.source, today)))
    ours = [f"{name}={text}" for name, text in fields.texts(entry) if read[name] != text]
    record["attributes"] = kept + [_attribute(entry, OURS, term, term) for term in ours]
    if not record["attributes"]:
        del record["attributes"]


def _attribute(entry: Entry, taxonomy: str, term: str, name: str) -> Record:
    return {
        "id": made_id(entry.id, taxonomy, term),
        "link_id": str(entry.id),
        "link_type": "service",
        "taxonomy_term": {"id": made_id(taxonomy, term), "name": name, "description": name, "taxonomy": taxonomy, "term": term},
    }


def _organisation(record: Record, entry: Entry) -> None:
    if not entry.organisation:
        record.pop("organization", None)
        return
    known = record.get("organization") or {}
    record["organization"] = {
        "id": made_id("organization", entry.organisation),
        "description": entry.organisation,
        **known,
        "name": entry.organisation,
    }


def _when(record: Record, entry: Entry) -> None:
    record["schedules"] = [{"id": made_id(entry.id, "schedule"), "description": entry.when}] if entry.when else []


def _phone(record: Record, entry: Entry) -> None:
    record["phones"] = [{"id": made_id(entry.id, "phone"), "number": entry.phone}] if entry.phone else []


def _place(record: Record, entry: Entry) -> None:
    """Write the place anew: the list's coordinates would belong to the old address."""
    if not entry.address and not entry.district:
        record.pop("service_at_locations", None)
        return
    address = {
        "id": made_id(entry.id, "address"),
        "address_1": entry.address or entry.district,
        "city": "",
        "state_province": "",
        "postal_code": entry.district,
        "country": "GB",
        "address_type": "physical",
    }
    location = {
        "id": made_id(entry.id, "location"),
        "location_type": "virtual" if entry.facts.online else "physical",
        "addresses": [address],
    }
    if entry.access:
        location["accessibility"] = [{"id": made_id(entry.id, "accessibility"), "description": entry.access}]
    record["service_at_locations"] = [{"id": made_id(entry.id, "at"), "location": location}]


def _access(record: Record, entry: Entry) -> None:
    places = [one for one in record.get("service_at_locations", []) if isinstance(one.get("location"), dict)]
    if not places:
        _place(record, entry)
        return
    for one in places:
        one["location"].pop("accessibility", None)
    if entry.access:
        places[0]["location"]["accessibility"] = [{"id": made_id(entry.id, "accessibility"), "description": entry.access}]


def _topics(record: Record, entry: Entry) -> None:
    others = [one for one in record.get("attributes", []) if (one.get("taxonomy_term") or {}).get("taxonomy") != TOPICS]
    record["attributes"] = others + [_attribute(entry, TOPICS, tag, topics.label(tag)) for tag in entry.tags]


def _languages(record: Record, entry: Entry) -> None:
    record["languages"] = [{"id": made_id(entry.id, "language", code), "code": code} for code in entry.facts.languages]


def _areas(record: Record, entry: Entry) -> None:
    areas = entry.facts.areas
    record["service_areas"] = [{"id": made_id(entry.id, "area", name), "name": name, "extent_type": OUR_AREA} for name in areas]


def _plain(name: str, key: str) -> Callable[[Record, Entry], None]:
    """Return a writer for a field that the standard has as one text."""

    def write(record: Record, entry: Entry) -> None:
        record[key] = fields.text_of(entry, name)

    return write


def _age(name: str, key: str) -> Callable[[Record, Entry], None]:
    def write(record: Record, entry: Entry) -> None:
        record[key] = getattr(entry.facts, name)

    return write


_WRITERS: Mapping[str, Callable[[Record, Entry], None]] = {
    "name": _plain("name", "name"),
    "organisation": _organisation,
    "description": _plain("description", "description"),
    "when": _when,
    "address": _place,
    "district": _place,
    "phone": _phone,
    "email": _plain("email", "email"),
    "url": _plain("url", "url"),
    "cost": _plain("cost", "fees"),
    "access": _access,
    "tags": _topics,
    "status": _plain("status", "status"),
    "youngest": _age("youngest", "minimum_age"),
    "oldest": _age("oldest", "maximum_age"),
    "languages": _languages,
    "areas": _areas,
}
