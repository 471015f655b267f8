"""The project's own names: everybody and everything in the workspace that no released text may name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from civicdesk.export.redact_words import Word, has_no_capitals, words_in
from civicdesk.records.texts import Cut, CutKind

SHORTEST_PART = 3
SHORTEST_FORGIVEN = 6
"""Letters from which on one slip of the pen is forgiven."""

LONGEST_FORGIVEN = 40
"""Letters up to which: so that no word, however long, takes long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """Names prepared for looking up, made once for many texts."""

    phrases: Mapping[str, tuple[tuple[str, ...], ...]]
    """First word -> the whole names that begin with it, longest first."""
    parts: frozenset[str]
    """Single words of the names of people."""
    near: frozenset[str]
    """The longer parts with one letter left out: how one slip is found."""


NOBODY = Roster(phrases={}, parts=frozenset(), near=frozenset())


def roster(people: Iterable[str], others: Iterable[str] = ()) -> Roster:
    """Prepare names.

    Args:
        people: names, nicknames and other names, also of staff; each part of them is looked for.
        others: organisations and addresses; they are looked for as a whole.
    """
    phrases: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    parts: set[str] = set()
    for names, of_people in ((people, True), (others, False)):
        for name in names:
            told = tuple(word.base for word in words_in(name))
            if told:
                phrases[told[0]].add(told)
            parts.update(part for part in told if of_people and len(part) >= SHORTEST_PART)
    return Roster(
        phrases={first: tuple(sorted(known, key=lambda one: (-len(one), one))) for first, known in phrases.items()},
        parts=frozenset(parts),
        near=frozenset(shorter for part in parts if len(part) >= SHORTEST_FORGIVEN for shorter in _shorter(part)),
    )


def found(words: Sequence[Word], names: Roster, ordinary: frozenset[str], kept: frozenset[str]) -> Iterator[Cut]:
    """Yield the words of a text that are on the roster.

    Args:
        words: of the text.
        names: the roster.
        ordinary: ordinary words: one that is a name too counts only with a capital, and never with a slip of the pen.
        kept: ordinary words that without a capital are no names, even in a text without capitals.
    """
    lowered = has_no_capitals(words)
    for at, word in enumerate(words):
        for phrase in names.phrases.get(word.base, ()):
            if len(phrase) > 1 and tuple(each.base for each in words[at : at + len(phrase)]) == phrase:
                yield Cut(start=word.start, end=words[at + len(phrase) - 1].end, kind=CutKind.ROSTER)
                break
        if _is_part(word, names, ordinary) and (word.capital or word.base not in ordinary or (lowered and word.base not in kept)):
            yield Cut(start=word.start, end=word.end, kind=CutKind.ROSTER)


def _is_part(word: Word, names: Roster, ordinary: frozenset[str]) -> bool:
    if word.base in names.parts or (word.base,) in names.phrases.get(word.base, ()):
        return True
    if not SHORTEST_FORGIVEN - 1 <= len(word.base) <= LONGEST_FORGIVEN or word.base in ordinary:
        return False
    return word.base in names.near or any(
        shorter in names.near or (len(shorter) >= SHORTEST_FORGIVEN and shorter in names.parts) for shorter in _shorter(word.base)
    )


def _shorter(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]
