"""The tree of topics, and the plain words that speak for each."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from civicdesk import paths

_TOKENS = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST = 4
"""Words of the longest phrase in the lexicon."""
_SHORTEST_STEM = 3
"""Letters of the last word of a stem; with fewer it would stand for too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic of the tree."""

    id: str
    group: str
    label: str


class Lexicon:
    """Words and short phrases, each with the topics for which it speaks. A word that ends in `*` stands for all that begin so."""

    def __init__(self, lines: Mapping[str, Sequence[str]]) -> None:
        self._whole = {words: tuple(topics) for words, topics in lines.items() if not words.endswith("*")}
        self._stems = {words[:-1]: tuple(topics) for words, topics in lines.items() if words.endswith("*")}
        self._lengths = sorted(set(map(len, self._stems)), reverse=True)

    def topics(self, text: str) -> Mapping[str, float]:
        """Return topics for which a text speaks, each with the weight of its words: a word for one topic alone counts as 1.

        A phrase goes before the words of which it consists.
        """
        tokens = _TOKENS.findall(text.casefold())
        taken = [False] * len(tokens)
        found: dict[str, float] = defaultdict(float)
        for length in range(min(_LONGEST, len(tokens)), 0, -1):
            for first in range(len(tokens) - length + 1):
                span = slice(first, first + length)
                topics = () if all(taken[span]) else self._meant(" ".join(tokens[span]))
                if topics:
                    taken[span] = [True] * length
                for topic in topics:
                    found[topic] += len(topics) ** -0.5
        return found

    def _meant(self, words: str) -> tuple[str, ...]:
        whole = self._whole.get(words)
        if whole is not None:
            return whole
        last = words.rfind(" ") + 1 + _SHORTEST_STEM
        return next((self._stems[words[:length]] for length in self._lengths if length >= last and words[:length] in self._stems), ())


@lru_cache(maxsize=1)
def tree() -> Mapping[str, Topic]:
    """Return the topics by id."""
    return {row["id"]: Topic(id=row["id"], group=row["group"], label=row["label"]) for row in _rows("topics.csv")}


@lru_cache(maxsize=1)
def siblings() -> Mapping[str, tuple[str, ...]]:
    """Return for each topic the other ones of its group."""
    return {
        one.id: tuple(other.id for other in tree().values() if other.group == one.group and other is not one) for one in tree().values()
    }


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the shipped lexicon."""
    return Lexicon({row["words"]: row["topics"].split() for row in _rows("lexicon-en.csv")})


def label(topic: str) -> str:
    """Return the words for a topic; one that is not of the tree is its own."""
    known = tree().get(topic.casefold())
    return known.label if known else topic


@lru_cache(maxsize=1)
def empty_words() -> frozenset[str]:
    """Return the words that say nothing about what is looked for."""
    return frozenset((paths.resources() / "taxonomies" / "empty-words-en.txt").read_text(encoding="utf-8").split())


def terms(text: str) -> tuple[str, ...]:
    """Return the words of a text that say something, each once: lower case, split at all but letters."""
    words = _LETTERS.findall(text.casefold())
    return tuple(dict.fromkeys(word for word in words if len(word) > 1 and word not in empty_words()))


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    text = (paths.resources() / "taxonomies" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
