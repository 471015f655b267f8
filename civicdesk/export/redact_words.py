"""The words of a note: where they stand, how they are written, whether a sentence begins with them."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
"""Signs that nobody sees: soft hyphens, joiners, directions. A name that was copied may hold some."""

_MARKS = (
    f"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8"
    f"\u06ea-\u06ed\u0900-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc\u09be-\u09cd\u09d7\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71"
    f"\u0a81-\u0a83\u0abc\u0abe-\u0acd\u0b82\u0bbe-\u0bcd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1dc0-\u1dff\u20d0-\u20f0{_UNSEEN}"
)
"""Signs that belong to the letter before them, in the scripts of people's names here."""

_LETTER = rf"[^\W\d_][{_MARKS}]*+"
_WORD = re.compile(rf"(?:{_LETTER})++(?:['’](?:{_LETTER})++)*+")
_AS_TYPED = str.maketrans("\u00a0\u202f\u2009\u2010\u2011", "   --")
"""Blanks and hyphens at which no line ends."""

_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_NUMBERED = re.compile(r"[\w@#_]")
_BEGINS = frozenset('.!?:;\n\r\t"“”‘•*|')
_DASHES = frozenset("-–—")
_POSSESSIVE = ("'s", "’s", "'", "’")
_SHORT = 4
_WITH_DOT = frozenset({"mr", "mrs", "ms", "dr", "prof", "rev", "sgt", "cllr", "fr"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word, without the possessive ending in `base`."""

    start: int
    end: int
    base: str
    """In lower case."""
    capital: bool
    """Begins with a capital letter."""
    shouted: bool
    """All of its letters, two or more, are capitals."""
    first: bool
    """A sentence, a list item or a quotation begins with it."""
    joined: bool
    """Only a blank, a hyphen or the dot of an initial stands between the word before and this one."""
    owner: bool
    """A possessive ending follows the base."""
    lone: bool
    """No digit, `_`, `@` or `#` touches it."""

    @property
    def short_form(self) -> bool:
        """Tell whether it is written like an abbreviation: GP, NHS."""
        return self.shouted and self.end - self.start <= _SHORT


def words_in(text: str) -> tuple[Word, ...]:
    """Return the words of a text in order."""
    found: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        between = text[end : match.start()].translate(_AS_TYPED)
        dotted = (
            bool(found) and between in {". ", "."} and (found[-1].base in _WITH_DOT or (len(found[-1].base) == 1 and found[-1].capital))
        )
        found.append(_word(text, match, between, first=not found or (not dotted and _begins(between))))
        end = match.end()
    return tuple(found)


def has_no_capitals(words: Sequence[Word]) -> bool:
    """Tell whether names cannot be told by their capitals: there is none within a sentence, or everything is in capitals."""
    inside = [
        word.capital and not word.short_form and word.base != "i" for word in words if not word.first and word.base[:2] not in {"i'", "i’"}
    ]
    return not any(inside) or all(word.shouted for word in words if len(word.base) > 1)


def _word(text: str, match: re.Match[str], between: str, *, first: bool) -> Word:
    told = match[0]
    bare = next((told.removesuffix(ending) for ending in _POSSESSIVE if told.lower().endswith(ending)), told)
    return Word(
        start=match.start(),
        end=match.start() + len(bare),
        base=_INVISIBLE.sub("", unicodedata.normalize("NFC", bare)).lower().replace("’", "'"),
        capital=told[0].isupper(),
        shouted=len(bare) > 1 and bare.isupper(),
        first=first,
        joined=between in {" ", "-", ". ", "."} and not first,
        owner=bare != told,
        lone=not _NUMBERED.match(text[match.start() - 1 : match.start()]) and not _NUMBERED.match(text[match.end() : match.end() + 1]),
    )


def _begins(between: str) -> bool:
    """Tell whether what stands before a word ends a sentence: a dash does between blanks, a dot after an initial does not."""
    return bool(_BEGINS & set(between)) or (between[:1] == " " and bool(_DASHES & set(between)))
