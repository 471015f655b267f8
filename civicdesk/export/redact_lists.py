"""The words by which names are told from other words: resources/redaction/, read once and only when a text is looked at."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from civicdesk import paths

_ENDINGS = ("s", "es", "ed", "d", "ing", "ly", "er", "est", "ful", "less", "ness")
_SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Lists of words in lower case; what each is for stands in `own.en.toml`."""

    ordinary: frozenset[str]
    names: frozenset[str]
    both: frozenset[str]
    """Names that in a sentence without capitals are taken for words."""
    uncertain: frozenset[str]
    before_people: frozenset[str]
    titles: frozenset[str]
    sure_titles: frozenset[str]
    loose_titles: frozenset[str]
    nicknames: frozenset[str]
    particles: frozenset[str]
    slang: frozenset[str]
    using: frozenset[str]
    callers: frozenset[str]
    never: frozenset[str]
    owners: frozenset[str]
    dates: frozenset[str]
    doings: frozenset[str]
    streets: frozenset[str]
    sure_streets: frozenset[str]
    units: frozenset[str]

    def is_name(self, word: str) -> bool:
        """Tell whether a word is a name and nothing else."""
        return word in self.names and word not in self.ordinary

    def is_unknown(self, word: str) -> bool:
        """Tell whether a word is no ordinary English word: a name, most often, or a slip of the pen."""
        if word in self.ordinary or word in self.never:
            return False
        return word in self.names or not self.is_form(word)

    def is_form(self, word: str) -> bool:
        """Tell whether a word may be a longer form of an ordinary one: "cooks" of "cook"."""
        return any(stem in self.ordinary for stem in _stems(word))


def _stems(word: str) -> Iterator[str]:
    """Yield what a longer form of a word may come from: "hopeful" from "hope"."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM:
            yield from (stem, stem + "e")


@lru_cache(maxsize=1)
def english() -> Words:
    """Return the lists for English notes."""
    folder = paths.resources() / "redaction"
    with (folder / "own.en.toml").open("rb") as file:
        own = {name: frozenset(text.split()) for name, text in tomllib.load(file).items()}
    ordinary, names = (frozenset((folder / name).read_text(encoding="utf-8").split()) for name in ("words.txt", "names.txt"))
    return Words(
        ordinary=(ordinary | own["words"] | own["units"] | own["streets"]) - own["names_only"],
        names=names | own["names"] | own["names_only"],
        **{name: words for name, words in own.items() if name not in {"words", "names", "names_only"}},
    )
