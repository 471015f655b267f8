"""A person's own words: which quotes nobody was asked about, and what in a story looks like a name."""

import re

from civicdesk.casestudies.shelf import words
from civicdesk.records.cases import CaseStudy, Quote, QuoteConsent

Span = tuple[int, int]

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_BREAK = re.compile(r"[.!?…:\n]")


def not_asked(case: CaseStudy) -> tuple[Quote, ...]:
    """Return the quotes about which the person has not been asked yet."""
    return tuple(quote for quote in case.quotes if quote.consent is QuoteConsent.NOT_ASKED)


def likely_names(text: str, language: str = "en") -> tuple[Span, ...]:
    """Return the stretches (start, end) of a text that look like names of people or places.

    Capital letters in mid-sentence; and at the start of a sentence any word that does not commonly stand there. It is a reminder
    for the eye, not a filter: names in lower case are not found.
    """
    found = list(_WORD.finditer(text))
    spans: list[Span] = []
    for place, word in enumerate(found):
        before = found[place - 1] if place else None
        if not _looks_like_a_name(text, before, word, language):
            continue
        if spans and before and spans[-1][1] == before.end() and text[before.end() : word.start()] == " ":
            spans[-1] = (spans[-1][0], word.end())
        else:
            spans.append(word.span())
    return tuple(spans)


def _looks_like_a_name(text: str, before: re.Match[str] | None, word: re.Match[str], language: str) -> bool:
    low, titles = word[0].lower(), words("names", language, "titles")
    if not word[0][0].isupper() or low in titles or low in words("names", language, "never"):
        return False
    in_mid_sentence = before is not None and not _BREAK.search(text[before.end() : word.start()])
    after_title = before is not None and before[0].lower() in titles
    return in_mid_sentence or after_title or low not in words("names", language, "starters")
