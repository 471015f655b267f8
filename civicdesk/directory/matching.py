"""Which entries fit what a person looks for, best first, and why."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial

from civicdesk.i18n import say
from civicdesk.records.entries import Entry

_TOPICS, _WORDS = 0.6, 0.4
_NEAR, _AROUND, _FAR = 1.0, 0.85, 0.7
"""Same postcode district; same postcode area, or not known; elsewhere."""

_LETTERS = re.compile(r"[^\W\d_]+")
_AREA = re.compile(r"[A-Z]+")
_STEM = 5  # letters that two words share to count as one: "gardening" and "garden"

_EMPTY_WORDS = frozenset(
    {"the", "and", "for", "with", "that", "this", "but", "not", "are", "was", "you", "your", "our", "from", "have", "has", "want"}
    | {"need", "like", "get", "go", "help", "some", "any", "people", "place", "thing", "to", "in", "on", "at", "of", "or", "is", "it"}
    | {"an", "as", "be", "by", "do", "if", "me", "my", "no", "so", "up", "us", "we", "would", "could", "can", "who", "where", "when"}
)


class Index:
    """A directory made ready for being searched while somebody types: its words and topics are taken apart once.

    Each entry stands by its place in the order of names, so that equal ones are always shown in the same order.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = sorted(entries, key=lambda entry: (entry.name.casefold(), entry.id))
        self._codes = [_code(entry.district) for entry in self._entries]
        self._topics = [_tags(entry) for entry in self._entries]
        counts = Counter(tag for tags in self._topics for tag in tags)
        self._weights = {tag: math.log(1 + len(self._entries) / (1 + count)) for tag, count in counts.items()}
        self._having_topic: dict[str, set[int]] = defaultdict(set)
        self._having_word: dict[str, set[int]] = defaultdict(set)
        self._having_stem: dict[str, set[int]] = defaultdict(set)
        for place, entry in enumerate(self._entries):
            for tag in self._topics[place]:
                self._having_topic[tag].add(place)
            for word in _words(f"{entry.name} {entry.organisation} {entry.description}"):
                self._having_word[word].add(place)
                if len(word) >= _STEM:
                    self._having_stem[word[:_STEM]].add(place)

    def nearby(self, district: str, tags: Sequence[str], text: str = "") -> tuple[tuple[Entry, tuple[str, ...]], ...]:
        """Put entries in order for one wish.

        Score = (0.6 x topics / best topics + 0.4 x words / best words) x how near. A rare topic weighs more than one that most
        entries carry. With neither topics nor words asked for, every entry is returned, near ones first, by name. The same call gives
        the same order: equal ones stand by name, then by id.

        Args:
            district: postcode district of the person, such as `PE1`; empty if not known.
            tags: topics that the worker picked with the person.
            text: the person's own words.

        Returns:
            (entry, reasons) pairs; an entry that shares neither a topic nor a word is left out.
        """
        wanted = {tag.casefold() for tag in tags if tag.strip()}
        spoken = self._spoken(_words(text))
        topics = self._shares(wanted)
        near = {code: _nearness(district, code) for code in set(self._codes)}
        fits = _fits(topics, spoken) if wanted or _words(text) else dict.fromkeys(range(len(self._entries)), 1.0)
        ranked = sorted([(round(-fit * near[self._codes[place]], 9), place) for place, fit in fits.items()])
        say_why = lru_cache(maxsize=None)(partial(_reasons, _code(district)))
        return tuple(
            (self._entries[place], say_why(self._shared(place, wanted), spoken.get(place, ()), self._codes[place])) for _, place in ranked
        )

    def _spoken(self, asked: Iterable[str]) -> Mapping[int, tuple[str, ...]]:
        """Return which of the asked words each entry's name or description holds, in order of the alphabet."""
        found: dict[int, tuple[str, ...]] = {}
        for word in sorted(asked):
            holding = self._having_word.get(word, set())
            if len(word) >= _STEM:
                holding = holding | self._having_stem.get(word[:_STEM], set())
            for place in holding:
                found[place] = (*found.get(place, ()), word)
        return found

    def _shares(self, wanted: Collection[str]) -> Mapping[int, float]:
        """Return the weight of shared topics of each entry that shares one, set against what was asked and what the entry carries."""
        asked = sum(self._weights.get(tag, 0.0) for tag in wanted)
        found = {}
        for place in {place for tag in wanted for place in self._having_topic.get(tag, ())}:
            own = sum(self._weights[tag] for tag in self._topics[place])
            found[place] = sum(self._weights[tag] for tag in self._topics[place].intersection(wanted)) / math.sqrt(asked * own)
        return found

    def _shared(self, place: int, wanted: Collection[str]) -> tuple[str, ...]:
        """Return the asked topics of an entry as the entry spells them."""
        return tuple(tag for tag in self._entries[place].tags if tag.casefold() in wanted) if wanted else ()


def _fits(topics: Mapping[int, float], spoken: Mapping[int, Collection[str]]) -> dict[int, float]:
    """Return how well each entry fits that shares a topic or a word: 0 to 1."""
    most_topics = max(topics.values(), default=1.0)
    most_words = max(map(len, spoken.values()), default=1)
    return {
        place: _TOPICS * topics.get(place, 0.0) / most_topics + _WORDS * len(spoken.get(place, ())) / most_words
        for place in topics.keys() | spoken.keys()
    }


def _tags(entry: Entry) -> frozenset[str]:
    return frozenset(tag.casefold() for tag in entry.tags)


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _LETTERS.findall(text.casefold()) if len(word) > 1 and word not in _EMPTY_WORDS)


def _nearness(district: str, theirs: str) -> float:
    mine = _code(district)
    if mine and mine == theirs:
        return _NEAR
    if not mine or not theirs or _area(mine) == _area(theirs):
        return _AROUND
    return _FAR


def _code(district: str) -> str:
    return district.strip().upper().partition(" ")[0]


def _area(code: str) -> str:
    match = _AREA.match(code)
    return match[0] if match else code


def _reasons(mine: str, shared: tuple[str, ...], spoken: tuple[str, ...], theirs: str) -> tuple[str, ...]:
    reasons = [say("directory.reason.topics", topics=", ".join(shared))] if shared else []
    reasons += [say("directory.reason.words", words=", ".join(spoken))] if spoken else []
    if mine and theirs:
        reasons.append(say("directory.reason.near" if mine == theirs else "directory.reason.elsewhere", district=theirs))
    return tuple(reasons)
