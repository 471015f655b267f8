"""Names of other people in what is held about somebody: found for the eye of whoever answers a request, and left out where they ask for it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from civicdesk.casestudies import quotes
from civicdesk.i18n import say

AROUND = 48
"""Letters shown on either side of what looks like a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameFound:
    """A word that looks like the name of somebody else, and the words around its first place."""

    name: str
    around: str


def of_others(texts: Iterable[str], own: str, language: str) -> tuple[NameFound, ...]:
    """Return what looks like names in what somebody wrote, each once.

    Args:
        texts: the words.
        own: the person's own name, which is none of somebody else.
        language: of the words.
    """
    mine = set(own.lower().split())
    found: dict[str, str] = {}
    for text in texts:
        for first, last in quotes.likely_names(text, language):
            if not set(text[first:last].lower().split()) <= mine:
                found.setdefault(text[first:last], _around(text, first, last))
    return tuple(NameFound(name=name, around=around) for name, around in sorted(found.items()))


def without(told: Any, names: Sequence[str]) -> Any:
    """Return the same with names of others replaced wherever they stand, as whole words."""
    if not names:
        return told
    if isinstance(told, str):
        return re.sub(rf"\b(?:{'|'.join(map(re.escape, names))})\b", say("access.somebody"), told)
    if isinstance(told, Mapping):
        return {key: without(value, names) for key, value in told.items()}
    return [without(each, names) for each in told] if isinstance(told, list | tuple) else told


def _around(text: str, first: int, last: int) -> str:
    """Return a place in a text with the words around it, cut at blanks."""
    start, end = max(0, first - AROUND), min(len(text), last + AROUND)
    before = text[start:first].split(" ", 1)[-1] if start else text[:first]
    after = text[last:end].rsplit(" ", 1)[0] if end < len(text) else text[last:]
    return f"{'… ' if start else ''}{before}{text[first:last]}{after}{' …' if end < len(text) else ''}"
