"""The fields of an entry as text: how a table, a local edit and a correction write them, and how they are read again."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from civicdesk.errors import Refused
from civicdesk.i18n import say
from civicdesk.records.entries import Entry, EntryKind, EntryStatus, Facts

EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\".]+")
URL = re.compile(r"https?://[^\s<>\"]+")
PHONE = re.compile(r"[0-9+() /-]{3,40}(?: ?(?:ext|x)\.? ?[0-9]{1,6})?", re.IGNORECASE)
_AREA_OR_LANGUAGE = re.compile(r"[^\x00-\x1f;]{1,80}")
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_OLDEST = 120
_MOST_WEEKS = 520
_MOST_METRES = 1_300_000
_MOST_DIGITS = 9
LONGEST = {"name": 300, "description": 20_000}
_SHORT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How one kind of value is written and read. `read` returns None for a text that is none of its values."""

    word: str
    """Ends the key of the sentence that says what to write instead."""
    read: Callable[[str], object]
    write: Callable[[Any], str]


class _Wrong(ValueError):
    """A text is no value of its kind."""


def _chosen(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text.casefold() not in values:
            raise _Wrong
        return text.casefold()

    return read


def _whole(most: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        if not text:
            return None
        if not text.isascii() or not text.isdigit() or len(text) > _MOST_DIGITS or int(text) > most:
            raise _Wrong
        return int(text)

    return read


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text and not pattern.fullmatch(text):
            raise _Wrong
        return text

    return read


def _at_most(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > most:
            raise _Wrong
        return text

    return read


def _yes_no_unknown(text: str) -> bool | None:
    if text.casefold() in {"", "unknown", "not known"}:
        return None
    return _yes_or_no(text)


def _yes_or_no(text: str) -> bool:
    if text.casefold() not in _YES_NO:
        raise _Wrong
    return _YES_NO[text.casefold()]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as why:
        raise _Wrong from why


def _name(text: str) -> str:
    if not text:
        raise _Wrong
    return _at_most(LONGEST["name"])(text)


def _list(text: str) -> tuple[str, ...]:
    parts = tuple(dict.fromkeys(part.strip() for part in text.split(";" if ";" in text else ",") if part.strip()))
    if not all(_AREA_OR_LANGUAGE.fullmatch(part) for part in parts):
        raise _Wrong
    return parts


def _joined(values: tuple[str, ...]) -> str:
    return ";".join(values)


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _yes(value: bool | None) -> str:  # noqa: FBT001 - this is the value itself
    return "" if value is None else ("yes" if value else "no")


TEXT = Kind(word="too_long", read=_at_most(_SHORT), write=str)
LONG_TEXT = Kind(word="too_long", read=_at_most(LONGEST["description"]), write=str)
YES_NO = Kind(word="yes_no_unknown", read=_yes_no_unknown, write=_yes)
AGE = Kind(word="age", read=_whole(_OLDEST), write=_said)
METRES = Kind(word="number", read=_whole(_MOST_METRES), write=_said)
LIST = Kind(word="list", read=_list, write=_joined)
DAY = Kind(word="date", read=_day, write=_said)

OF_FACTS: Mapping[str, Kind] = {
    "women_or_men_only": Kind(word="gender", read=_chosen("women", "men", "no", ""), write=str),
    "youngest": AGE,
    "oldest": AGE,
    "referral": Kind(word="referral", read=_chosen("self", "professional", ""), write=str),
    "capacity": Kind(word="capacity", read=_chosen("open", "waiting", "full", ""), write=str),
    "wait_weeks": Kind(word="number", read=_whole(_MOST_WEEKS), write=_said),
    "languages": LIST,
    "areas": LIST,
    "applicants": LIST,
    "closes": DAY,
    "easting": METRES,
    "northing": METRES,
} | {one.name: YES_NO for one in fields(Facts) if one.type == "bool | None" or one.type == bool | None}

OF_ENTRY: Mapping[str, Kind] = {
    "name": Kind(word="name", read=_name, write=str),
    "organisation": TEXT,
    "description": LONG_TEXT,
    "when": TEXT,
    "address": TEXT,
    "district": Kind(word="too_long", read=lambda text: _at_most(_SHORT)(text).upper(), write=str),
    "phone": Kind(word="phone", read=_matching(PHONE), write=str),
    "email": Kind(word="email", read=_matching(EMAIL), write=str),
    "url": Kind(word="url", read=_matching(URL), write=str),
    "cost": TEXT,
    "access": TEXT,
    "tags": LIST,
    "printable": Kind(word="yes_or_no", read=_yes_or_no, write=_yes),
    "address_public": Kind(word="yes_or_no", read=_yes_or_no, write=_yes),
    "status": Kind(word="status", read=lambda text: EntryStatus(_chosen(*EntryStatus)(text)), write=str),
    "kind": Kind(word="kind", read=lambda text: EntryKind(_chosen(*EntryKind)(text)), write=str),
}

EDITABLE = (*OF_ENTRY, *OF_FACTS)
"""Every field that somebody here may know better than the list."""


def texts(entry: Entry) -> Iterator[tuple[str, str]]:
    """Give each field of an entry with its text."""
    for name in EDITABLE:
        yield name, text_of(entry, name)


def text_of(entry: Entry, name: str) -> str:
    """Return one field of an entry as text."""
    if name in OF_FACTS:
        return OF_FACTS[name].write(getattr(entry.facts, name))
    return OF_ENTRY[name].write(getattr(entry, name))


def with_text(entry: Entry, name: str, text: str) -> Entry:
    """Return an entry with one field as a text says.

    Raises:
        Refused: DIRECTORY-FIELD, there is no such field; DIRECTORY-VALUE, with what to write instead in `sentence`.
    """
    kind = OF_FACTS.get(name) or OF_ENTRY.get(name)
    if kind is None:
        raise Refused("DIRECTORY-FIELD", field=name)
    try:
        value: Any = kind.read(text.strip())
    except _Wrong as why:
        sentence = say(f"directory.row.{kind.word}", most=LONGEST.get(name, _SHORT))
        raise Refused("DIRECTORY-VALUE", field=name, why=kind.word, sentence=sentence) from why
    return with_value(entry, name, value)


def with_value(entry: Entry, name: str, value: Any) -> Entry:
    """Return an entry with one field, its own or one of its facts, replaced."""
    change: dict[str, Any] = {name: value}
    return replace(entry, facts=replace(entry.facts, **change)) if name in OF_FACTS else replace(entry, **change)


def facts_of(cells: Mapping[str, str]) -> tuple[Facts, tuple[tuple[str, str], ...]]:
    """Read the facts of an entry from the cells of a table.

    Returns:
        The facts, and (column, word of the sentence) of each cell that is wrong; such a cell counts as not known.
    """
    values: dict[str, Any] = {}
    wrong = []
    for name, kind in OF_FACTS.items():
        try:
            if cells.get(name):
                values[name] = kind.read(cells[name])
        except _Wrong:
            wrong.append((name, kind.word))
    if (values.get("oldest") or _OLDEST) < (values.get("youngest") or 0):
        wrong.append(("oldest", "ages"))
    return Facts(**values), tuple(wrong)
