"""Addresses: a house number and a street, a street by itself, a flat, and a number before a name."""

import re
from collections.abc import Iterator, Sequence

from civicdesk.export.redact_lists import Words
from civicdesk.export.redact_words import Word, has_no_capitals
from civicdesk.records.texts import Cut, CutKind

_NUMBER = re.compile(r"(?<![\w£.,/:-])\d{1,4} ?[a-z]?(?: ?[-/] ?\d{1,4}[a-z]?)?,? {1,2}$", re.IGNORECASE)
_PLACED = re.compile(
    r"\b(?:at|to|of|from|near|off|and|visit|visited|address|lives|is|flat \d{1,3}[a-z]?):?,? (\d{1,4} ?[a-z]?,? )$", re.IGNORECASE
)
_FLAT = re.compile(
    r"\b(?:flat|apt|apartment|unit|room|rm|bedsit|floor|house|no|number)\.?(?: ?\d{1,4} ?[a-z]?| [a-z])(?:, ?| of | at | in | )$",
    re.IGNORECASE,
)
_LED = re.compile(r"\b(?:at|to|of|from|near|off|and|visit|visited|address|lives|flat \d{1,3}[a-z]?):?,? $", re.IGNORECASE)
_WHOLE = frozenset({"broadway", "parade", "esplanade"})
"""Streets that need no other word: 9 Broadway."""
_REACH = 24
_MOST_WORDS = 3


def found(text: str, words: Sequence[Word], lists: Words) -> Iterator[Cut]:
    """Yield streets with the house number and flat before them."""
    lowered = has_no_capitals(words)
    for at, word in enumerate(words):
        if word.base in lists.streets:
            start = _numbered(text, words[: at + 1], lists, lowered=lowered)
            if start is None:
                start = _street_alone(words[: at + 1], lists, lowered=lowered)
            if start is not None:
                yield Cut(start=_with_flat(text, start), end=word.end, kind=CutKind.ADDRESS)


def before_names(text: str, names: Sequence[Cut]) -> Iterator[Cut]:
    """Yield longer cuts for names with a house number or a flat before them ("at 14 Fennimore", "Flat 3, Fennimore Court")."""
    for name in names:
        placed = _PLACED.search(text, max(name.start - _REACH, 0), name.start)
        start = _with_flat(text, placed.start(1) if placed else name.start)
        if start < name.start:
            yield Cut(start=start, end=name.end, kind=CutKind.ADDRESS)


def _with_flat(text: str, start: int) -> int:
    flat = _FLAT.search(text, max(start - _REACH, 0), start)
    return flat.start() if flat else start


def _numbered(text: str, words: Sequence[Word], lists: Words, *, lowered: bool) -> int | None:
    """Return where the house number of a street begins, None if there is none before one to three words of its name."""
    if words[-1].base in _WHOLE:
        alone = _NUMBER.search(text, max(words[-1].start - _REACH, 0), words[-1].start)
        if alone is not None:
            return alone.start()
    for count in range(1, _MOST_WORDS + 1):
        named = _named(words, count)
        if named is None or any(word.base in lists.units for word in named[named[0].base == "the" :]):
            return None
        number = _NUMBER.search(text, max(named[0].start - _REACH, 0), named[0].start)
        if number is not None:
            told = lowered or words[-1].capital or any(word.capital or lists.is_unknown(word.base) for word in named)
            sure = words[-1].base in lists.sure_streets or words[-1].capital or any(_sure(word, lists) for word in named)
            sure = sure or _LED.search(text, max(number.start() - _REACH, 0), number.start()) is not None
            return number.start() if told and sure else None
    return None


def _sure(word: Word, lists: Words) -> bool:
    return word.base in lists.streets or lists.is_unknown(word.base)


def _street_alone(words: Sequence[Word], lists: Words, *, lowered: bool) -> int | None:
    """Return where the name of a street without a number begins, None if it may as well be no name."""
    street, named = words[-1], _named(words, 1)
    if named is None or named[0].base in lists.units or named[0].base in lists.never:
        return None
    if named[0].first and not lists.is_unknown(named[0].base) and street.base not in lists.sure_streets:
        return None
    if lowered:
        return named[0].start if street.base in lists.sure_streets and lists.is_unknown(named[0].base) else None
    return named[0].start if street.capital and named[0].capital and not named[0].short_form else None


def _named(words: Sequence[Word], count: int) -> Sequence[Word] | None:
    """Return so many words before the last one if they stand together with it."""
    together = words[-count - 1 :]
    return together[:-1] if len(together) == count + 1 and all(word.joined for word in together[1:]) else None
