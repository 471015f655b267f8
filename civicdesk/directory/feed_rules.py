"""What a standard cannot ask of a record: whether it makes sense, and whether it holds something of a person."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from civicdesk.directory.fields import LONGEST
from civicdesk.directory.freshness import whole_months
from civicdesk.directory.openreferral import Found
from civicdesk.directory.plain_text import has_markup, plain, printable
from civicdesk.directory.standard import Mender, Record, parts
from civicdesk.i18n import say
from civicdesk.records.entries import EntryStatus
from civicdesk.records.upkeep import Finding

_UK = ((49.0, 61.0), (-9.0, 2.0))
"""Latitudes and longitudes."""
_OLDEST = 120
_STALE = 12
"""Months."""
_FREE_MAIL = frozenset(
    {"gmail.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "outlook.com", "live.com", "live.co.uk", "yahoo.com", "yahoo.co.uk"}
    | {"icloud.com", "me.com", "aol.com", "btinternet.com", "gmx.com", "gmx.net", "proton.me", "protonmail.com", "sky.com", "mail.com"}
)
_OF_PEOPLE = frozenset({"metadata", "attention"})
"""Fields that name who typed something, or to whom a letter is addressed."""
_ROLES = frozenset(
    [
        "admin",
        "administrator",
        "administration",
        "advice",
        "and",
        "bookings",
        "centre",
        "co",
        "contact",
        "coordinator",
        "desk",
        "duty",
        "enquiries",
        "enquiry",
        "front",
        "general",
        "helpline",
        "info",
        "information",
        "main",
        "manager",
        "of",
        "office",
        "officer",
        "on",
        "ordinator",
        "reception",
        "receptionist",
        "secretary",
        "service",
        "services",
        "support",
        "switchboard",
        "team",
        "the",
        "worker",
    ]
)
"""A contact's name that holds other words than these is taken for the name of a person."""
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One record after all checks: in the shape of the standard, without anything of a person, and what was found."""

    record: Record
    external_id: str
    """Its id in the list if that is no UUID."""
    findings: tuple[Finding, ...]
    rejected: bool = False


class Checker:
    """Looks at the records of one list, one after another."""

    def __init__(self, feed: str, today: date) -> None:
        """Begin a list.

        Args:
            feed: its id.
            today: for dates that are still to come.
        """
        self._feed, self._today = feed, today

    def check(self, found: Found) -> Checked:
        """Return one record as it may be kept, or why it may not."""
        if not isinstance(found.record, dict):
            return Checked(record={}, external_id="", findings=(_finding(found, "", "DIR-RECORD"),), rejected=True)
        name = _name(found.record)
        mender = Mender(feed=self._feed)
        record = mender.part("service", found.record)
        external = found.record.get("id")
        nameless = not name or not isinstance(external, str | int) or isinstance(external, bool) or external == ""
        _set_status(record, found.record)
        told = dict([*([("DIR-NAME", {})] if nameless else []), *_mended(mender, found.record), *self._meaning(record)])
        return Checked(
            record=record,
            external_id=printable(str(external)) if str(external).lower() != record["id"] else "",
            findings=tuple(_finding(found, name, code, **facts) for code, facts in told.items()),
            rejected=nameless,
        )

    def _meaning(self, record: Record) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Mend what makes no sense, and tell each kind of it once."""
        if cut := _cut(record):
            yield "DIR-BIG", {"fields": ", ".join(cut)}
        yield from _ages(record)
        yield from _coordinates(record)
        yield from self._confirmed(record)
        if any(has_markup(str(record.get(key, ""))) for key in ("name", "description", "alert", "fees")):
            yield "DIR-HTML", {}
        if _without_people(record):
            yield "DIR-PERSON", {}

    def _confirmed(self, record: Record) -> Iterator[tuple[str, Mapping[str, object]]]:
        if "assured_date" not in record:
            return
        try:
            assured = date.fromisoformat(str(record["assured_date"])[:10])
        except ValueError:
            del record["assured_date"]
            yield "DIR-DATE", {}
            return
        if assured > self._today:
            yield "DIR-FUTURE", {"day": assured.isoformat()}
        elif whole_months(assured, self._today) >= _STALE:
            yield "DIR-STALE", {"count": whole_months(assured, self._today)}


def _name(record: Mapping[str, Any]) -> str:
    name = record.get("name")
    return plain(name)[: LONGEST["name"]] if isinstance(name, str) else ""


def _finding(found: Found, name: str, code: str, **facts: object) -> Finding:
    rejected = code in {"DIR-NAME", "DIR-RECORD"}
    sentence = printable(say(f"directory.finding.{code}", **facts))
    return Finding(code=code, file=found.file, place=found.place, name=name, sentence=sentence, rejected=rejected)


def _mended(mender: Mender, given: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Tell what had to be mended to fit the standard, each kind once."""
    ident = given.get("id")
    if ident and mender.same_id(ident) != str(ident).lower():
        yield "DIR-ID", {"id": str(ident)[:80]}
    by_kind: dict[str, list[str]] = {}
    for note in mender.notes:
        code = "DIR-STATUS" if note.path == "status" else _CODES.get(note.why, "DIR-FIELD")
        by_kind.setdefault(code, []).append(note.path)
    for code, where in by_kind.items():
        yield code, {"fields": _named(dict.fromkeys(where))}
    if "DIR-STATUS" not in by_kind and not given.get("status"):
        yield "DIR-STATUS", {"fields": "status"}
    if mender.unknown:
        yield "DIR-EXTRA", {"fields": _named(sorted(mender.unknown)[:5])}


def _named(paths: Iterable[str]) -> str:
    """Return paths of fields in one line; a list may call its fields whatever it likes."""
    return ", ".join(" ".join(path[:80].split()) for path in paths)


def _set_status(record: Record, given: Mapping[str, Any]) -> None:
    """A status that is none of the four counts as not open."""
    if given.get("status") not in list(EntryStatus):
        record["status"] = EntryStatus.INACTIVE.value


def _cut(record: Record) -> list[str]:
    long = [key for key, most in LONGEST.items() if len(str(record.get(key, ""))) > most]
    for key in long:
        record[key] = record[key][: LONGEST[key]]
    return long


def _ages(record: Record) -> Iterator[tuple[str, Mapping[str, object]]]:
    ages = [record.get("minimum_age"), record.get("maximum_age")]
    known = [age for age in ages if age is not None]
    if any(not 0 <= age <= _OLDEST for age in known) or (len(known) == len(ages) and known[0] > known[1]):
        record.pop("minimum_age", None)
        record.pop("maximum_age", None)
        yield "DIR-AGE", {}


def _coordinates(record: Record) -> Iterator[tuple[str, Mapping[str, object]]]:
    for place in parts(record, "service_at_locations", "location"):
        here = place.get("latitude"), place.get("longitude")
        if here == (None, None):
            continue
        if any(at is None or not low <= at <= high for at, (low, high) in zip(here, _UK, strict=True)):
            place.pop("latitude", None)
            place.pop("longitude", None)
            yield "DIR-COORD", {}


def _without_people(record: Record) -> bool:
    """Take out what names a person, at every level; a role such as a reception or a duty desk stays."""
    gone = [key for key, value in record.items() if key in _OF_PEOPLE or (key.endswith("email") and _free_mail(value))]
    for key in gone:
        del record[key]
    took = len(gone)
    for key, value in record.items():
        for one in _nested(value):
            took += (key == "contacts" and _without_name(one)) + _without_people(one)
    return took > 0


def _nested(value: Any) -> list[Record]:
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]


def _without_name(contact: Record) -> bool:
    name = contact.get("name")
    if name is None or _ROLES.issuperset(_LETTERS.findall(str(name).casefold())):
        return False
    del contact["name"]
    return True


def _free_mail(value: Any) -> bool:
    return isinstance(value, str) and value.rpartition("@")[2].casefold() in _FREE_MAIL


_CODES: Mapping[str, str] = {"email": "DIR-EMAIL", "uri": "DIR-URL", "long": "DIR-BIG"}
