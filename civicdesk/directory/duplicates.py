"""Entries that may be one and the same. Nobody merges them but a person."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from civicdesk.directory import geography
from civicdesk.records.entries import Entry

ALIKE = 0.86
"""From which likeness of two names they may be one."""
MOST_TOGETHER = 60
"""Entries at one place or number that are compared with each other; a town hall has more, and they are not the same."""
_REACHED = frozenset({"phone", "email", "url"})
_LETTERS = re.compile(r"[^\W_]+")
_EMPTY = frozenset({"the", "and", "of", "for", "a", "in", "at", "group", "service", "services", "ltd", "cic", "cio"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two entries that may be the same."""

    one: Entry
    other: Entry
    alike: float
    """Likeness of the names, 0 to 1."""


def pairs(entries: Sequence[Entry]) -> tuple[Pair, ...]:
    """Return pairs with names alike that share a place, a first word, a telephone number or an address of mail or web; the likest first."""
    found: dict[tuple[str, str], Pair] = {}
    for together, reached_alike in _together(entries):
        for one, other in combinations(sorted(together, key=lambda entry: entry.id), 2):
            alike = likeness(one.name, other.name, within=reached_alike)
            if alike >= ALIKE and ((one.id, other.id) not in found or alike > found[one.id, other.id].alike):
                found[one.id, other.id] = Pair(one=one, other=other, alike=alike)
    return tuple(sorted(found.values(), key=lambda pair: (-pair.alike, pair.one.name, pair.one.id, pair.other.id)))


def likeness(one: str, other: str, *, within: bool = False) -> float:
    """Return how alike two names are, whatever the order of their words, 0 to 1.

    Args:
        one: a name.
        other: another one.
        within: a name that stands within the other counts as alike; only for two that are reached in the same way.
    """
    words, others = _words(one), _words(other)
    if not words or not others:
        return float(one.casefold() == other.casefold())
    shared = words & others
    if within and len(shared) > 1 and shared in (words, others):
        return 1.0
    ways = ((" ".join(sorted(words)), " ".join(sorted(others))), ("".join(_in_order(one)), "".join(_in_order(other))))
    return max(SequenceMatcher(None, *way, autojunk=False).ratio() for way in ways)


def _together(entries: Iterable[Entry]) -> Iterator[tuple[Sequence[Entry], bool]]:
    """Give groups of entries that share something, and whether they are reached in the same way."""
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        shared = {
            "phone": "".join(filter(str.isdigit, entry.phone)),
            "email": entry.email.casefold(),
            "url": entry.url.casefold().rstrip("/"),
            "place": geography.district(entry.district),
            "first word": next(iter(sorted(_words(entry.name))), ""),
        }
        for kind, value in shared.items():
            if value:
                groups[kind, value].append(entry)
    yield from ((group, kind in _REACHED) for (kind, _), group in groups.items() if 1 < len(group) <= MOST_TOGETHER)


def _words(name: str) -> frozenset[str]:
    return frozenset(_in_order(name))


def _in_order(name: str) -> list[str]:
    return [word for word in _LETTERS.findall(name.casefold()) if word not in _EMPTY]
