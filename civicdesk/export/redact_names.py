"""Names of people, and what looks like one: by lists, by titles, by capital letters, and in notes without capitals by being no word."""

from collections.abc import Callable, Iterator, Sequence

from civicdesk.export.redact_lists import Words
from civicdesk.export.redact_words import Word, has_no_capitals
from civicdesk.records.texts import Cut, CutKind

CUES = (
    ("name", "is"),
    ("name's",),
    ("names",),
    ("name",),
    ("known", "as"),
    ("goes", "by"),
    ("ask", "for"),
    ("asked", "for"),
    ("asking", "for"),
)
SINGLE_WORDS = frozenset("aisnx")
MOST_PARTICLES = 3
SHORTEST = 3


def found(words: Sequence[Word], lists: Words, allowed: frozenset[str]) -> Iterator[Cut]:
    """Yield the names in a text.

    Args:
        words: of the text, in order.
        lists: of the language.
        allowed: names of places that may be told, in lower case.
    """
    seeker = _Seeker(words, lists, allowed)
    seeker.again = frozenset(word.base for run in _runs(words, seeker) for word in run if word.capital and len(word.base) >= SHORTEST)
    for run in _runs(words, seeker):
        yield Cut(start=run[0].start, end=run[-1].end, kind=CutKind.NAME)


def _runs(words: Sequence[Word], seeker: "_Seeker") -> Iterator[Sequence[Word]]:
    run: list[Word] = []
    for at, word in enumerate(words):
        if run and not (word.joined and seeker.goes_on(at)):
            yield run
            run = []
        if run or seeker.begins(at):
            run.append(word)
    if run:
        yield run


class _Seeker:
    """Judges the words of one text."""

    def __init__(self, words: Sequence[Word], lists: Words, allowed: frozenset[str]) -> None:
        self._words = words
        self._lists = lists
        self._allowed = allowed
        self._without_capitals = has_no_capitals(words)
        self._shouting = all(word.shouted for word in words if len(word.base) > 1)
        self.again: frozenset[str] = frozenset()
        """Words that are names elsewhere in this text: at the start of a sentence they are names too."""
        self._rules: tuple[Callable[[int], bool], ...] = (
            self._by_list,
            self._after_title,
            self._after_cue,
            self._nickname,
            self._by_writing,
        )

    def begins(self, at: int) -> bool:
        """Tell whether a name begins with a word."""
        word = self._words[at]
        slang = word.base in self._lists.slang and not word.capital and at > 0 and self._words[at - 1].base in self._lists.using
        return word.lone and not slang and word.base not in self._allowed and any(rule(at) for rule in self._rules)

    def goes_on(self, at: int) -> bool:
        """Tell whether a word that follows a name directly belongs to it: a family name, or what leads up to one."""
        word = self._words[at]
        if self.begins(at):
            return True
        if len(word.base) == 1 and word.base not in SINGLE_WORDS and (word.capital or self._without_capitals):
            return word.lone
        if word.base in self._lists.particles:
            return self._leads_on(at)
        if word.base in self._lists.never and self._family_name(at):
            return True
        usable = word.base in self._lists.names and word.base not in self._lists.both | self._lists.units
        return usable and word.lone and (word.capital or self._without_capitals)

    def _family_name(self, at: int) -> bool:
        """Judge a word that is no name by itself and may be one behind a first name: "Kelly Ireland", but not "Kelly Monday"."""
        word, before = self._words[at], self._words[at - 1]
        led = before.base in self._lists.names and before.base not in self._lists.never
        spoken = word.base.partition("'")[0] == "i" or word.base in self._lists.dates
        return led and word.lone and word.capital and not word.short_form and not spoken

    def _leads_on(self, at: int) -> bool:
        """Judge "van der" before a family name."""
        for after in range(at + 1, at + 1 + MOST_PARTICLES):
            if not self._is_joined(after):
                return False
            if self._words[after].base not in self._lists.particles:
                return self.goes_on(after)
        return False

    def _by_list(self, at: int) -> bool:
        word = self._words[at]
        if not self._lists.is_name(word.base) or word.base in self._lists.never or len(word.base) < SHORTEST:
            return False
        if not word.capital and not self._without_capitals and self._lists.is_form(word.base):
            return False
        return not word.short_form or self._without_capitals or self._before_name(at)

    def _before_name(self, at: int) -> bool:
        return self._is_joined(at + 1) and self._words[at + 1].capital

    def _after_title(self, at: int) -> bool:
        word, before = self._words[at], self._words[at - 1] if at else None
        if before is None or not word.joined or before.base not in self._lists.titles or word.base in self._lists.units:
            return False
        if word.capital:
            return not word.short_form or len(word.base) == 1 or not self._lists.is_unknown(word.base)
        if before.base in self._lists.sure_titles:
            return word.base not in self._lists.titles
        if before.base in self._lists.loose_titles:
            return self._lists.is_unknown(word.base) and len(word.base) >= SHORTEST and self._without_capitals
        return word.base not in self._lists.both and (word.base in self._lists.names or self._lists.is_unknown(word.base))

    def _after_cue(self, at: int) -> bool:
        word = self._words[at]
        before = tuple(each.base for each in self._words[max(at - 2, 0) : at])
        called = before[-1:] and before[-1] in self._lists.callers
        if word.base in self._lists.units or not (called or any(before[-len(cue) :] == cue for cue in CUES)):
            return False
        if word.capital:
            return not word.short_form and word.base not in self._lists.never
        plain = word.base in self._lists.names and word.base not in self._lists.both
        return (self._without_capitals or bool(called)) and (plain or self._lists.is_unknown(word.base))

    def _nickname(self, at: int) -> bool:
        """Judge "Big Al": the word before a name that goes with it."""
        word = self._words[at]
        if word.base not in self._lists.nicknames or not self._is_joined(at + 1):
            return False
        after = self._words[at + 1]
        told = self._lists.is_unknown(after.base) or self._lists.is_name(after.base)
        return (told and (after.capital or self._without_capitals)) or (word.capital and after.capital and not after.short_form)

    def _by_writing(self, at: int) -> bool:
        """Judge by capitals; where there are none, by being no word."""
        word = self._words[at]
        unknown = self._lists.is_unknown(word.base)
        if self._without_capitals:
            return self._by_no_word(at)
        if not word.capital or word.base in self._lists.never | self._lists.titles or (word.short_form and not self._with_neighbour(at)):
            return False
        if word.shouted and len(word.base) > 1 and not unknown:
            return False
        if len(word.base) == 1:
            return self._before_name(at) and word.base not in {"i", "a"}
        if not unknown and word.base not in self._lists.names and (self._is_titled(at) or self._in_a_title(at)):
            return False
        return unknown or not word.first or word.base in self.again or self._person_at_start(at)

    def _by_no_word(self, at: int) -> bool:
        """Judge a word of a text without capitals. Somebody who writes HMRC in capitals, and nothing else, does not mean a name."""
        word = self._words[at]
        like_a_person = word.base in self._lists.both - self._lists.uncertain and self._like_a_person(at)
        if like_a_person or (word.first and self._person_at_start(at)):
            return True
        if not self._lists.is_unknown(word.base) or (word.short_form and not self._shouting):
            return False
        return len(word.base) >= SHORTEST or self._short_after_nickname(at) or (word.capital and not word.shouted)

    def _is_titled(self, at: int) -> bool:
        """Tell whether an ordinary word with a capital belongs to a thing: "her Tablet", "the Anchor tattoo", "Christmas Lights"."""
        word, before = self._words[at], self._words[at - 1] if at else None
        after = self._words[at + 1] if self._is_joined(at + 1) else None
        if before is None or not word.joined or word.owner:
            return False
        if after is not None and after.capital and (self._lists.is_unknown(after.base) or self._lists.is_name(after.base)):
            return False
        if before.base in self._lists.owners or (
            before.capital and len(before.base) > 1 and before.base in self._lists.never - self._lists.dates
        ):
            return True
        thing = after is not None and not after.capital and after.base in self._lists.ordinary and after.base not in self._lists.doings
        return before.base == "the" and thing

    def _in_a_title(self, at: int) -> bool:
        """Tell whether a word stands with others after "the", all of them ordinary and none a name: "the Red Lion", "the Regional Pool"."""
        first = last = at
        while self._words[first].joined and first and self._words[first - 1].capital:
            first -= 1
        while self._is_joined(last + 1) and self._words[last + 1].capital:
            last += 1
        title = self._words[first : last + 1]
        led = first > 0 and self._words[first].joined and self._words[first - 1].base == "the"
        return led and len(title) > 1 and not any(self._lists.is_unknown(word.base) or word.base in self._lists.names for word in title)

    def _like_a_person(self, at: int) -> bool:
        """Judge a name that is a word as well by what stands around it: "with mark.", "mark fennimore"."""
        after = self._words[at + 1] if at + 1 < len(self._words) else None
        if after is not None and after.joined and (self._lists.is_name(after.base) or self._lists.is_unknown(after.base)):
            return len(after.base) >= SHORTEST
        ended = after is None or (not after.joined and self._words[at].end < after.start - 1)
        return ended and at > 0 and self._words[at].joined and self._words[at - 1].base in self._lists.before_people

    def _short_after_nickname(self, at: int) -> bool:
        return at > 0 and self._words[at].joined and self._words[at - 1].base in self._lists.nicknames

    def _with_neighbour(self, at: int) -> bool:
        """Judge capitals of four letters or fewer: part of a name in capitals only if a name that is no abbreviation stands beside it."""
        word = self._words[at]
        return word.base in self._lists.names and self._before_name(at) and not self._words[at + 1].short_form

    def _person_at_start(self, at: int) -> bool:
        """Judge a name that is a word as well, at the start of a sentence: "Grace said", "Rose Lambert", but not "Rose early"."""
        word = self._words[at]
        if word.base not in self._lists.names:
            return False
        after = self._words[at + 1] if at + 1 < len(self._words) else None
        if after is None:
            return False
        if word.owner or (after.base in self._lists.doings and not after.first):
            return True
        follows = after.base == "and" and self._capital_inside(at + 2)
        return follows or (after.joined and self._capital_inside(at + 1) and after.base not in self._lists.never)

    def _capital_inside(self, at: int) -> bool:
        return at < len(self._words) and self._words[at].capital and not self._words[at].first and not self._words[at].short_form

    def _is_joined(self, at: int) -> bool:
        return at < len(self._words) and self._words[at].joined
