"""Why an entry is offered, and what to know first, in words that a worker can read out."""

import re
from collections.abc import Collection

from civicdesk.directory import geography, topics
from civicdesk.directory.eligibility import Verdict
from civicdesk.i18n import say
from civicdesk.records.entries import Entry
from civicdesk.records.matching import Profile

_STEM = 5
"""Letters that two words share to count as one: "gardening" and "garden"."""
_AT_THE_DOOR = 1.0
"""Kilometres within which a number would be false exactness."""
_MOST_WORDS = 3
_LETTERS = re.compile(r"[^\W\d_]+")


class Telling:
    """Says for one person why entries stand where they stand."""

    def __init__(self, profile: Profile, spoken: Collection[str], asked: Collection[str]) -> None:
        """Take what was asked apart.

        Args:
            profile: what is looked for.
            spoken: words of the person that say something.
            asked: topics that count, picked or spoken for.
        """
        self._profile = profile
        self._stems = {word[:_STEM]: word for word in spoken}
        self._picked = frozenset(topic.casefold() for topic in profile.topics)
        self._asked = frozenset(asked)
        self._district = geography.district(profile.place)

    def reasons(self, entry: Entry, kilometres: float | None) -> tuple[str, ...]:
        """Return what speaks for an entry: topics, words, how near, cost, access, places.

        Args:
            entry: the entry.
            kilometres: the straight line to it; None if that is not known.
        """
        picked = [tag for tag in entry.tags if tag.casefold() in self._picked]
        shared = picked or [tag for tag in entry.tags if tag.casefold() in self._asked]
        spoken = self._spoken(entry) if self._stems else ()
        told = [say("directory.reason.topics", topics=", ".join(map(topics.label, shared)))] if shared else []
        told += [say("directory.reason.words", words=", ".join(spoken))] if spoken else []
        if entry.address_public:  # distances from here and there would tell where it is
            told += self._near_words(geography.district(entry.district), None if kilometres is None else round(kilometres))
        facts = entry.facts
        told += [say("directory.reason.free")] if facts.free else []
        told += [say("directory.reason.step_free")] if facts.step_free and self._profile.wheelchair else []
        told += [say("directory.reason.no_alcohol")] if _dry(entry) and self._profile.avoids_drink else []
        told += [say("directory.reason.children")] if facts.child_welcome and self._profile.children else []
        told += [say("directory.reason.language")] if self._profile.language and self._profile.language in facts.languages else []
        told += [say("directory.reason.online")] if facts.online else []
        told += [say("directory.reason.places")] if facts.capacity == "open" else []
        return tuple(told)

    def cautions(self, entry: Entry, verdict: Verdict) -> tuple[str, ...]:
        """Return what to know before going there, the reason for folding first."""
        return _cautions(verdict.cautions, entry.facts.wait_weeks if "waiting" in verdict.cautions else None)

    def _spoken(self, entry: Entry) -> tuple[str, ...]:
        """Return which of the person's words an entry's name or description holds, in their order."""
        here = {word[:_STEM] for word in _LETTERS.findall(f"{entry.name} {entry.description}".casefold())}
        return tuple(word for stem, word in self._stems.items() if stem in here)[:_MOST_WORDS]

    def _near_words(self, theirs: str, kilometres: int | None) -> list[str]:
        if kilometres is not None:
            return [say("directory.reason.close") if kilometres < _AT_THE_DOOR else say("directory.reason.distance", count=kilometres)]
        if not self._district or not theirs:
            return []
        return [say("directory.reason.near" if self._district == theirs else "directory.reason.elsewhere", district=theirs)]


def _dry(entry: Entry) -> bool:
    facts = entry.facts
    return facts.alcohol_present is False or facts.drink_drug_free is True or facts.abstinence_required is True


def _cautions(words: tuple[str, ...], weeks: int | None) -> tuple[str, ...]:
    return tuple(
        say("directory.caution.waiting_weeks", count=weeks) if word == "waiting" and weeks else say(f"directory.caution.{word}")
        for word in words
    )
