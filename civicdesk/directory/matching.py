"""Which entries fit what a person looks for, best first, and why. The formula and its measures: docs/reference/directory.md."""

import heapq
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from operator import itemgetter
from typing import Protocol

from civicdesk.directory import eligibility, geography, reasons, topics
from civicdesk.directory.eligibility import Case, Verdict
from civicdesk.records.entries import Entry
from civicdesk.records.matching import Fit, Profile, Ranking, Scores

TOPICS, WORDS = 0.7, 0.3
IMPLIED, RELATED = 0.5, 0.15
"""What a topic counts for which the person's words speak, and one of the same group as an asked one; an asked one counts as 1."""
SPOKEN_OF = 0.6
"""What a topic counts of an entry that names none and only speaks of it."""
RARE_WORDS = 2.0
"""How many rare words must agree before the words count in full."""
OWN_LANGUAGE, OTHER_LANGUAGE = 1.3, 0.85
NOT_FOR_THEM = 0.3
NEAR, AROUND, ELSEWHERE = 1.0, 0.85, 0.7
"""Same postcode district; same postcode area, or not known; elsewhere. Only where no distance can be told."""
HALFWAY, FAR, TOO_FAR = 8.0, 25.0, 0.3
"""Kilometres in which nearness falls by a factor of e; from which it counts for little; how little."""

_FOR = {"women": frozenset({"men"}), "men": frozenset({"women"})}
"""Gender -> topics that name somebody else."""


_Ranked = tuple[float, int, Verdict]
"""Score below zero, place of the entry, and what the rules say: in order, the best comes first."""
_order = itemgetter(0, 1)


class Ranker(Protocol):
    """Puts the entries of one directory in order for one person and says why. Same input, same output.

    A ranker is made once of all entries (`made_of_entries`), then asked for one person after another.
    """

    def rank(self, profile: Profile, words: Scores, today: date, most: int | None = None) -> Ranking:
        """Return what fits, best first, and what would fit but is not suitable.

        Args:
            profile: what is looked for.
            words: how well each entry's words agree with the person's; an entry that is not there shares none.
            today: for ages of facts and ends of calls.
            most: how many of each at the most; None for all.
        """
        ...  # pragma: no cover - a protocol has no body


class RuleRanker:
    """The shipped ranker: topics and words, weighed by rarity, times what the rules say, times how near."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        """Take the topics of a directory apart once."""
        self._entries = tuple(sorted(entries, key=lambda entry: entry.id))
        self._places = {entry.id: place for place, entry in enumerate(self._entries)}
        own = [_own_topics(entry) for entry in self._entries]
        counts = Counter(topic for one in own for topic in one)
        self._rarity = {topic: math.log(1 + len(self._entries) / (1 + count)) for topic, count in counts.items()}
        self._having: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, one in enumerate(own):
            size = math.sqrt(sum(self._rarity[topic] for topic in one)) or 1.0
            for topic, weight in one.items():
                self._having[topic].append((place, weight * self._rarity[topic] / size))
        self._points = [geography.point(entry) for entry in self._entries]

    def rank(self, profile: Profile, words: Scores, today: date, most: int | None = None) -> Ranking:
        """Return what fits, best first; equal ones stand by id, so that a printed list can be made again."""
        asked = self._asked(profile)
        reach = _Reach(profile)
        ranked, folded = self._judged(self._hoped(self._fits(asked, words), reach), profile, today, most)
        telling = reasons.Telling(profile, topics.terms(profile.text), frozenset(asked))
        return Ranking(
            suggested=self._told(sorted(ranked, key=_order)[:most], telling, reach),
            folded=self._told(sorted(folded, key=_order)[:most], telling, reach),
        )

    def _hoped(self, fits: Mapping[int, float], reach: "_Reach") -> list[tuple[float, int]]:
        """Return what each entry comes to, below zero, if no rule speaks against it: in order, the best comes first."""
        near = reach.nearness
        return sorted((-fit * near(self._entries[place], self._points[place]), place) for place, fit in fits.items())

    def _judged(
        self, hoped: Sequence[tuple[float, int]], profile: Profile, today: date, most: int | None
    ) -> tuple[list[_Ranked], list[_Ranked]]:
        """Ask the rules about one entry after another, until no later one can come among the best.

        A rule can only take away, and a language adds its factor at the most, so what is hoped for sets a limit.
        """
        ranked: list[_Ranked] = []
        folded: list[_Ranked] = []
        best: list[float] = []
        limit = OWN_LANGUAGE if profile.language else 1.0
        for hope, place in hoped:
            if most is not None and len(best) == most and -hope * limit <= best[0]:
                break
            entry = self._entries[place]
            verdict = eligibility.judge(Case(entry=entry, profile=profile, today=today))
            score = -hope * verdict.factor * _spoken_for(entry, profile)
            (folded if verdict.folded else ranked).append((-round(score, 9), place, verdict))
            if most is not None and not verdict.folded:
                (heapq.heappushpop if len(best) == most else heapq.heappush)(best, score)
        return ranked, folded

    def _asked(self, profile: Profile) -> Mapping[str, float]:
        """Return what each topic counts: those that were picked, those that the words speak for, and their neighbours."""
        asked = {topic.casefold(): 1.0 for topic in profile.topics if topic.strip()}
        for topic, weight in topics.lexicon().topics(profile.text).items():
            asked.setdefault(topic, IMPLIED * min(1.0, weight))
        related = topics.siblings()
        for topic, weight in tuple(asked.items()):
            for other in related.get(topic, ()):
                if asked.get(other, 0.0) < RELATED * weight:
                    asked[other] = RELATED * weight
        return asked

    def _fits(self, asked: Mapping[str, float], words: Scores) -> Mapping[int, float]:
        """Return how well each entry fits that shares a topic or a word, 0 to 1; all of them, equal, if nothing was asked."""
        if not asked and not words:
            return dict.fromkeys(range(len(self._entries)), 1.0)
        shared: dict[int, float] = defaultdict(float)
        for topic, weight in asked.items():
            for place, share in self._having.get(topic, ()):
                shared[place] += weight * share
        most = max(shared.values(), default=1.0)
        enough = max(max(words.values(), default=0.0), RARE_WORDS * math.log(1 + len(self._entries)))
        spoken = {self._places[entry]: score / enough for entry, score in words.items() if entry in self._places}
        return {place: TOPICS * shared.get(place, 0.0) / most + WORDS * spoken.get(place, 0.0) for place in shared.keys() | spoken.keys()}

    def _told(self, ranked: Sequence[_Ranked], telling: reasons.Telling, reach: "_Reach") -> tuple[Fit, ...]:
        return tuple(
            Fit(
                entry=self._entries[place],
                score=-score,
                reasons=telling.reasons(self._entries[place], reach.kilometres(self._entries[place], self._points[place])),
                cautions=telling.cautions(self._entries[place], verdict),
            )
            for score, place, verdict in ranked
        )


class _Reach:
    """How near entries are to one person; each place is looked at once."""

    def __init__(self, profile: Profile) -> None:
        known = geography.place(profile.place) if profile.place else None
        self._point = known.point if known else None
        self._district = geography.district(profile.place)
        self._far: dict[geography.Point, float] = {}

    def kilometres(self, entry: Entry, point: geography.Point | None) -> float | None:
        """Return the straight line to an entry; None if it is not known, or nobody has to go anywhere."""
        if point is None or self._point is None or entry.facts.online:
            return None
        if point not in self._far:
            self._far[point] = geography.kilometres(self._point, point)
        return self._far[point]

    def nearness(self, entry: Entry, point: geography.Point | None) -> float:
        """Return by how much an entry counts for its distance: 0.7 far away to 1 next door."""
        if entry.facts.online:
            return 1.0
        far = self.kilometres(entry, point)
        if far is None:
            return self._of_district(entry.district)
        return (0.7 + 0.3 * math.exp(-far / HALFWAY)) * (TOO_FAR if far > FAR else 1.0)

    def _of_district(self, theirs: str) -> float:
        mine, other = self._district, geography.district(theirs)
        if mine and mine == other:
            return NEAR
        if not mine or not other or geography.postcode_area(mine) == geography.postcode_area(other):
            return AROUND
        return ELSEWHERE


def _own_topics(entry: Entry) -> Mapping[str, float]:
    """Return the topics of an entry; of one that names none, those that its words speak for."""
    named = {tag.casefold(): 1.0 for tag in entry.tags}
    if named.keys() & topics.tree().keys():
        return named
    spoken = topics.lexicon().topics(f"{entry.name} {entry.description}")
    return named | {topic: SPOKEN_OF * min(1.0, weight) for topic, weight in spoken.items()}


def _spoken_for(entry: Entry, profile: Profile) -> float:
    """Return by how much an entry counts for the people for whom it is: their language, their gender."""
    factor = 1.0
    languages: Collection[str] = entry.facts.languages
    if languages:
        if profile.language in languages:
            factor = OWN_LANGUAGE
        elif "en" not in languages:
            factor = OTHER_LANGUAGE
    if _FOR.get(profile.gender, frozenset()) & frozenset(_folded_tags(entry.tags)):
        factor *= NOT_FOR_THEM
    return factor


def _folded_tags(tags: Iterable[str]) -> Iterable[str]:
    return (tag.casefold() for tag in tags)
