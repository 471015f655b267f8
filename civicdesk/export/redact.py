"""Redaction: what should be cut from a free text before it leaves. It proposes; a person reads every text and decides.

Layers, whose union is proposed: identifiers with a form of their own, addresses, the project's own names, and whatever looks like a name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from civicdesk.export import redact_addresses, redact_names, redact_patterns, redact_roster
from civicdesk.export.redact_lists import english
from civicdesk.export.redact_roster import NOBODY, Roster
from civicdesk.export.redact_words import words_in
from civicdesk.i18n import say
from civicdesk.records.texts import Cut, CutKind

_RANK = {kind: rank for rank, kind in enumerate(CutKind)}
_GAP = re.compile(r"[ \t]{0,2}")
_LETTER = re.compile(r"\w")
_MERGED = frozenset({CutKind.NAME, CutKind.ROSTER})
_PLACEHOLDERS: Mapping[CutKind, str] = {
    CutKind.EMAIL: "address",
    CutKind.WEB: "address",
    CutKind.HANDLE: "name",
    CutKind.ADDRESS: "place",
    CutKind.POSTCODE: "place",
    CutKind.BIRTH_DATE: "date",
    CutKind.ROSTER: "person",
    CutKind.NAME: "name",
    CutKind.READER: "cut",
}
"""Kind -> key of the word that stands in its place; a number of any kind is a number."""


def propose(text: str, names: Roster = NOBODY, allowed: Iterable[str] = ()) -> tuple[Cut, ...]:
    """Return what should be cut, in order, without overlaps.

    Args:
        text: any length; the time it takes grows with the length and no faster.
        names: the project's own names, from `redact_roster.roster`.
        allowed: names of places that may be told, at most districts.
    """
    lists, words = english(), words_in(text)
    looks = tuple(redact_names.found(words, lists, frozenset(word.base for place in allowed for word in words_in(place))))
    return joined(
        text,
        (
            *redact_patterns.found(text, lists),
            *redact_addresses.found(text, words, lists),
            *redact_addresses.before_names(text, looks),
            *redact_roster.found(words, names, lists.ordinary, lists.both | lists.units),
            *looks,
        ),
    )


def joined(text: str, cuts: Iterable[Cut]) -> tuple[Cut, ...]:
    """Return cuts in order with those that overlap made one, and names with only blanks between them too."""
    made: list[Cut] = []
    for cut in sorted(cuts):
        last = made[-1] if made else None
        if last is not None and (cut.start < last.end or (_of_names(last, cut) and _GAP.fullmatch(text, last.end, cut.start))):
            kind = min(last.kind, cut.kind, key=_RANK.__getitem__)
            made[-1] = Cut(start=last.start, end=max(last.end, cut.end), kind=kind)
        else:
            made.append(cut)
    return tuple(made)


def apply(text: str, cuts: Sequence[Cut]) -> str:
    """Return a text with its cuts replaced by words in brackets, numbered within the text: the same words get the same number.

    Args:
        text: as it was written.
        cuts: in order, without overlaps: `propose` or `joined` made them.
    """
    known: dict[tuple[str, str], int] = {}
    pieces: list[str] = []
    end = 0
    for cut in cuts:
        word = _PLACEHOLDERS.get(cut.kind, "number")
        told = word, text[cut.start : cut.end].casefold()
        number = known.setdefault(told, 1 + sum(kind == word for kind, _ in known))
        pieces += (text[end : cut.start], say(f"export.placeholder.{word}", number=number))
        end = cut.end
    return "".join((*pieces, text[end:]))


def hints(text: str) -> tuple[tuple[int, int], ...]:
    """Return stretches that name no one but tell much together: ages and dates. The reader is shown them."""
    return tuple(sorted({match.span() for pattern in redact_patterns.HINTS.values() for match in pattern.finditer(text)}))


def is_whole(text: str, cuts: Iterable[Cut]) -> bool:
    """Tell whether cuts lie within a text, in order, apart from each other, and each takes a letter or digit out."""
    end = 0
    for cut in cuts:
        if not end <= cut.start < cut.end <= len(text) or not _LETTER.search(text, cut.start, cut.end):
            return False
        end = cut.end
    return True


def _of_names(one: Cut, other: Cut) -> bool:
    return one.kind in _MERGED and other.kind in _MERGED
