"""Which entries fit what a person looks for, best first, and why."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

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


def nearby(entries: Sequence[Entry], district: str, tags: Sequence[str], text: str = "") -> tuple[tuple[Entry, tuple[str, ...]], ...]:
    """Put entries in order for one wish.

    Score = (0.6 x topics / best topics + 0.4 x words / best words) x how near. A rare topic weighs more than one that most
    entries carry. With neither topics nor words asked for, every entry is returned, near ones first, by name. The same call gives
    the same order: equal ones stand by name, then by id.

    Args:
        entries: the directory.
        district: postcode district of the person, such as `PE1`; empty if not known.
        tags: topics that the worker picked with the person.
        text: the person's own words.

    Returns:
        (entry, reasons) pairs; an entry that shares neither a topic nor a word is left out.
    """
    wanted = {tag.casefold() for tag in tags if tag.strip()}
    asked = _words(text)
    weights = _weights(entries)
    topics = {entry.id: _topic_share(entry, wanted, weights) for entry in entries}
    spoken = {entry.id: float(len(_spoken(entry, asked))) for entry in entries}
    most_topics, most_words = max(topics.values(), default=0.0) or 1.0, max(spoken.values(), default=0.0) or 1.0
    everything = not wanted and not asked
    ranked: list[tuple[float, str, Entry, tuple[str, ...]]] = []
    for entry in entries:
        fit = 1.0 if everything else _TOPICS * topics[entry.id] / most_topics + _WORDS * spoken[entry.id] / most_words
        if fit > 0:
            ranked.append((-fit * _nearness(entry, district), entry.name.casefold(), entry, _reasons(entry, wanted, asked, district)))
    ranked.sort(key=lambda one: (round(one[0], 9), one[1], one[2].id))
    return tuple((entry, reasons) for _, _, entry, reasons in ranked)


def _weights(entries: Sequence[Entry]) -> dict[str, float]:
    """Return ln(1 + N / (1 + df)) of each topic."""
    counts = Counter(tag for entry in entries for tag in _tags(entry))
    return {tag: math.log(1 + len(entries) / (1 + count)) for tag, count in counts.items()}


def _topic_share(entry: Entry, wanted: Iterable[str], weights: dict[str, float]) -> float:
    """Return the weight of shared topics, set against what was asked and what the entry carries."""
    asked = sum(weights.get(tag, 0.0) for tag in wanted)
    own = sum(weights[tag] for tag in _tags(entry))
    shared = sum(weights[tag] for tag in _tags(entry).intersection(wanted))
    return shared / math.sqrt(asked * own) if shared else 0.0


def _tags(entry: Entry) -> frozenset[str]:
    return frozenset(tag.casefold() for tag in entry.tags)


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in _LETTERS.findall(text.casefold()) if len(word) > 1 and word not in _EMPTY_WORDS)


def _spoken(entry: Entry, asked: Iterable[str]) -> list[str]:
    """Return the asked words that the entry's name or description holds, in order of the alphabet."""
    own = _words(f"{entry.name} {entry.organisation} {entry.description}")
    stems = {word[:_STEM] for word in own if len(word) >= _STEM}
    return sorted(word for word in asked if word in own or (len(word) >= _STEM and word[:_STEM] in stems))


def _nearness(entry: Entry, district: str) -> float:
    mine, theirs = _code(district), _code(entry.district)
    if mine and mine == theirs:
        return _NEAR
    return _AROUND if not mine or not theirs or _area(mine) == _area(theirs) else _FAR


def _code(district: str) -> str:
    return district.strip().upper().partition(" ")[0]


def _area(code: str) -> str:
    match = _AREA.match(code)
    return match[0] if match else code


def _reasons(entry: Entry, wanted: Iterable[str], asked: Iterable[str], district: str) -> tuple[str, ...]:
    shared = [tag for tag in entry.tags if tag.casefold() in set(wanted)]
    spoken = _spoken(entry, asked)
    reasons = [say("directory.reason.topics", topics=", ".join(shared))] if shared else []
    reasons += [say("directory.reason.words", words=", ".join(spoken))] if spoken else []
    if _code(district) and _code(entry.district):
        same = _code(district) == _code(entry.district)
        reasons.append(say("directory.reason.near" if same else "directory.reason.elsewhere", district=_code(entry.district)))
    return tuple(reasons)
