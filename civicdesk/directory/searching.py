"""Which entries meet what somebody asks for while they type, and on which days they are."""

import re
from functools import lru_cache

from civicdesk.directory import geography
from civicdesk.records.entries import Entry, EntryStatus
from civicdesk.records.matching import Search

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_DAY = r"(?:(mon)(?:days?)?|(tue)(?:s|sdays?)?|(wed)(?:nesdays?)?|(thu)(?:rs?|rsdays?)?|(fri)(?:days?)?|(sat)(?:urdays?)?|(sun)(?:days?)?)"
_SPAN = re.compile(rf"\b{_DAY}\s*(?:to|-|–|until|till)\s*{_DAY}\b", re.IGNORECASE)
_ONE = re.compile(rf"\b{_DAY}\b", re.IGNORECASE)
_ALL = re.compile(r"\b(?:every ?day|daily|all week|24/7|7 days)\b", re.IGNORECASE)
_WORKING = re.compile(r"\bweek ?days?\b", re.IGNORECASE)
_FREE_DAYS = re.compile(r"\bweekends?\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def days(when: str) -> frozenset[str]:
    """Return the days of the week that a text about times names, such as `Tuesdays` or `Monday to Friday`; none if it names none."""
    if _ALL.search(when):
        return frozenset(DAYS)
    found = set(DAYS[:5]) if _WORKING.search(when) else set()
    found |= set(DAYS[5:]) if _FREE_DAYS.search(when) else set()
    for span in _SPAN.finditer(when):
        begin, end = (_NAMES[name.casefold()] for name in span.groups() if name)
        found |= {DAYS[day % 7] for day in range(begin, end + 1 + (7 if end < begin else 0))}
    return frozenset(found | {DAYS[_NAMES[name.casefold()]] for one in _ONE.finditer(when) for name in one.groups() if name})


def meets(entry: Entry, search: Search) -> bool:
    """Tell whether an entry meets every filter; the words are not looked at."""
    facts = entry.facts
    return (
        (search.closed or entry.status is EntryStatus.ACTIVE)
        and (not search.kinds or entry.kind in search.kinds)
        and (not search.topics or not {topic.casefold() for topic in search.topics}.isdisjoint(tag.casefold() for tag in entry.tags))
        and (not search.day or search.day in days(entry.when))
        and all(getattr(facts, need) is True for need in search.needs)
        and (not search.free or facts.free is True)
        and (not search.gender or facts.women_or_men_only in {"", "no", search.gender})
        and (search.age is None or (facts.youngest or 0) <= search.age <= (200 if facts.oldest is None else facts.oldest))
        and _is_near(entry, search)
    )


def kilometres(entry: Entry, place: str) -> float | None:
    """Return how far an entry is from a place; None if one of the two is not known, or nobody has to go there."""
    here, there = geography.place(place) if place else None, geography.point(entry)
    return None if here is None or there is None or entry.facts.online else geography.kilometres(here.point, there)


def _is_near(entry: Entry, search: Search) -> bool:
    if search.within is None or entry.facts.online:
        return True
    far = kilometres(entry, search.place)
    if far is not None:
        return far <= search.within
    return geography.district(entry.district) == geography.district(search.place)
