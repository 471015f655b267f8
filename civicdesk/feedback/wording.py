"""Small words that every paper shares: dates, a text's language, the words a discreet sheet leaves out."""

import re
from collections.abc import Mapping
from datetime import date

from civicdesk.i18n import say_in

_NAMED = re.compile(r".*\(([^()]+)\)")
_STOPS = ".!?\u06d4\u061f"
"""Marks that end a sentence, those of the Arabic script too."""
_END_OF_ISOLATE = "\u2069"


def day(language: str, when: date) -> str:
    """Return a date in words, as in `3 March 2026`."""
    return say_in(language, "sheet.date", day=when.day, month=month_name(language, when), year=when.year)


def month(language: str, when: date) -> str:
    """Return month and year in words, as in `March 2026`."""
    return say_in(language, "sheet.month_of_year", month=say_in(language, f"sheet.month_alone.{when.month}"), year=when.year)


def month_name(language: str, when: date) -> str:
    """Return the name of a month as a date has it."""
    return say_in(language, f"sheet.month.{when.month}")


def code_of(language: str) -> str:
    """Return the code of a language as a form names it: `pl` of `Polski (pl)`."""
    named = _NAMED.fullmatch(language)
    return named[1] if named else language


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text of a language from a workbook's columns (`en`, or `English (en)`), else English, else any, else nothing."""
    for wanted in (language, language.split("-", maxsplit=1)[0], "en"):
        for name, text in texts.items():
            if text and (name == wanted or name.endswith(f"({wanted})")):
                return text
    return next((text for text in texts.values() if text), "")


def marked(texts: Mapping[str, str], language: str) -> str:
    """Return a text in a language; in English with a mark that says so, where a workbook has no other."""
    found, base = in_language(texts, language), language.split("-", maxsplit=1)[0]
    in_own = any(text and code_of(name) in {language, base} for name, text in texts.items())
    in_english = any(text == found and code_of(name) == "en" for name, text in texts.items())
    return say_in(language, "sheet.in_english", text=found) if in_english and not in_own and base != "en" else found


def names_recovery(language: str, *texts: str) -> bool:
    """Tell whether any text holds a word that a discreet paper leaves out."""
    stems = {*say_in("en", "sheet.discreet.stems").split(), *say_in(language, "sheet.discreet.stems").split()}
    return any(stem in text.casefold() for stem in stems for text in texts)


def sentence(text: str) -> str:
    """Return text with a full stop, that of its own script, unless it ends in a mark of its own."""
    inner = text.rstrip(_END_OF_ISOLATE)
    if inner[-1:] in _STOPS:
        return text
    return f"{text}\u06d4" if inner != text or "\u0600" <= inner[-1:] <= "\u06ff" else f"{text}."


def capital(text: str) -> str:
    """Return text with its first letter large."""
    return f"{text[:1].upper()}{text[1:]}"
