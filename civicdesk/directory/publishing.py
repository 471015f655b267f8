"""What of the directory may be given to everybody, in which order, and what is said of where it comes from."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from civicdesk.directory import topics
from civicdesk.directory.fields import PHONE, URL
from civicdesk.directory.freshness import whole_months
from civicdesk.directory.geography import district
from civicdesk.directory.plain_text import plain
from civicdesk.i18n import say_in
from civicdesk.records.entries import Entry, EntryKind, EntryStatus
from civicdesk.records.publications import Chapter
from civicdesk.records.upkeep import Feed

OLDEST = 24
"""Months since somebody confirmed an entry; from then on it is given to nobody unasked."""
MISSING = timedelta(days=90)
GROUPS = (
    "food", "home", "money", "law", "body", "mind", "recovery", "family", "social", "active", "create", "learn", "work", "civic", "travel",
    "fund",
)  # fmt: skip
"""Groups of topics in the order of a booklet: first what somebody may need today."""
_MOST = {"name": 120, "organisation": 120, "description": 200, "when": 180, "address": 180, "cost": 120, "access": 180}
"""Letters; paper for everybody says what happens in one line."""
_LEAST_LINE = 4
"""Letters of a line of an address; a shorter one stands in other words by chance."""
_POSTCODE = re.compile(r"\b[a-z]{1,2}[0-9][a-z0-9]? ?[0-9][a-z]{2}\b")
_SIGNS = re.compile(r"[\W_]+")
_CODED = re.compile(r"%[0-9A-Fa-f]{2}")
"""A sign in a web address that stands there by its number: a blank, a comma."""
_SENTENCES = (". ", "! ", "? ")


def why_not(entry: Entry, today: date, lists: Mapping[str, Feed]) -> str:
    """Return why an entry is not given to everybody; empty if it is.

    Args:
        entry: the entry.
        today: the day.
        lists: the lists from outside, by name.
    """
    confirmed = entry.assured_date
    closes, gone = entry.facts.closes, entry.missing_since
    reasons = {
        "not_printable": not entry.printable,
        "closed": entry.status is not EntryStatus.ACTIVE or (closes is not None and closes < today),
        "unconfirmed": confirmed is None or confirmed > today or whole_months(confirmed, today) >= OLDEST,
        "missing": gone is not None and today - gone > MISSING,
        "no_licence": bool(entry.source) and not (entry.source in lists and lists[entry.source].licence),
        "address": not entry.address_public and _holds(entry.name, _numbered(entry.address)),
    }
    return next((why for why, holds in reasons.items() if holds), "")


def public(entry: Entry) -> Entry:
    """Return what everybody may know of an entry: no contact's name, no e-mail address, no address that is not public; plain words.

    Where the address is not public, no other text may tell it either: one that does is left out.
    """
    texts = {name: readable(getattr(entry, name)) for name in _MOST}
    shown = entry.address_public and bool(texts["address"])
    url = entry.url if URL.fullmatch(entry.url) and entry.url.isascii() else ""
    if not entry.address_public:
        address = entry.address
        texts = {name: text if name == "name" or not tells(text, address) else "" for name, text in texts.items()} | {"address": ""}
        url = "" if tells(_CODED.sub(" ", url), address) else url
    short = {name: _shortened(text, _MOST[name]) for name, text in texts.items()}
    return replace(
        entry,
        name=short["name"],
        organisation=short["organisation"],
        description=short["description"],
        when=short["when"],
        address=short["address"],
        district=entry.district if shown else "",
        phone=entry.phone if PHONE.fullmatch(entry.phone) else "",
        email="",
        url=url,
        contact_name="",
        cost=short["cost"],
        access=short["access"],
        facts=replace(entry.facts, easting=None, northing=None),
    )


def readable(text: str) -> str:
    """Return a text in one line without markup, and without signs that nobody sees: some of them turn whole lines round."""
    shown = "".join(sign for sign in plain(text) if sign in "\u200c\u200d" or unicodedata.category(sign) != "Cf")
    return " ".join(shown.split())


def tells(text: str, address: str) -> bool:
    """Tell whether a text holds the first line of an address, a line with a number, or the postcode, however it sets blanks and commas."""
    return _holds(text, (*_lines(address)[:1], *_numbered(address)))


def _lines(address: str) -> list[str]:
    return [line for part in plain(address).split("\n") for line in part.split(",") if line.strip()]


def _numbered(address: str) -> list[str]:
    """Return the lines of an address that have a number, and its postcode: these lead to a door, the name of a house may be the entry's own."""
    lines = [line for line in _lines(address) if any(sign.isdecimal() for sign in line)]
    return [*lines, *_POSTCODE.findall(readable(address).casefold())]


def _holds(text: str, lines: Iterable[str]) -> bool:
    bare = _bare(text)
    return any(len(line) >= _LEAST_LINE and line in bare for line in map(_bare, lines))


def _bare(text: str) -> str:
    return _SIGNS.sub("", readable(text).casefold())


def _shortened(text: str, most: int) -> str:
    """Return the first sentences of a text that is too long, or its first words."""
    if len(text) <= most:
        return text
    whole = max(text.rfind(end, 0, most) for end in _SENTENCES)
    if whole > most // 3:
        return text[: whole + 1]
    return f"{text[: most - 1].rsplit(' ', 1)[0].rstrip(' ,;:')}…"


def chapters(entries: Iterable[Entry], asked: Sequence[str] = ()) -> tuple[Chapter, ...]:
    """Return entries by the group of the first of their topics, or of the first that was asked for; in each group by name."""
    wanted = {topic.casefold() for topic in asked}
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[group_of(entry, wanted)].append(entry)
    return tuple(Chapter(group=group, entries=tuple(sorted(found[group], key=by_name))) for group in (*GROUPS, "") if group in found)


def group_of(entry: Entry, wanted: Iterable[str] = ()) -> str:
    """Return the group of topics under which an entry stands, empty if it has no topic of ours."""
    known = [topic for tag in entry.tags if (topic := topics.tree().get(tag.casefold()))]
    if entry.kind is EntryKind.FUNDING:
        return "fund"
    first = next((topic for topic in known if topic.id in wanted), known[0] if known else None)
    return first.group if first else ""


def by_name(entry: Entry) -> tuple[str, str]:
    """Return what entries are put in order by: the name as people look for it, without accents and signs."""
    folded = unicodedata.normalize("NFKD", entry.name).casefold()
    letters = "".join(sign for sign in folded if sign.isalnum() or sign == " ")
    return letters.removeprefix("the ").strip(), entry.id


def sources(entries: Iterable[Entry], lists: Mapping[str, Feed], language: str) -> tuple[str, ...]:
    """Return a line for each list from outside of which something is here: whose it is, under which licence, of which day."""
    named = sorted({entry.source for entry in entries if entry.source})
    return tuple(_source(lists[name], language) for name in named)


def _source(feed: Feed, language: str) -> str:
    words = {name: readable(text) for name, text in (("name", feed.name), ("attribution", feed.attribution), ("licence", feed.licence))}
    key = "source" if words["attribution"] and words["attribution"] != words["name"] else "source_alone"
    return say_in(language, f"leaflet.{key}", **words)


def nearby(entry: Entry, place: str) -> bool:
    """Tell whether an entry lies in the postcode district of a place, or everybody can take part from home."""
    return bool(entry.facts.online) or district(entry.district) == district(place)


def topic_labels(entries: Iterable[Entry]) -> Mapping[str, str]:
    """Return the topics of ours that entries have, id -> label, by label."""
    found = {topic.id: topic.label for entry in entries for tag in entry.tags if (topic := topics.tree().get(tag.casefold()))}
    return dict(sorted(found.items(), key=lambda each: each[1].casefold()))
