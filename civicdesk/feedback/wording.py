"""Small words that every paper shares: dates, a text's language, the words a discreet sheet leaves out."""

from collections.abc import Mapping
from datetime import date

from civicdesk.i18n import say_in


def day(language: str, when: date) -> str:
    """Return a date in words, as in `3 March 2026`."""
    return say_in(language, "sheet.date", day=when.day, month=month_name(language, when), year=when.year)


def month(language: str, when: date) -> str:
    """Return month and year in words, as in `March 2026`."""
    return say_in(language, "sheet.month_of_year", month=month_name(language, when), year=when.year)


def month_name(language: str, when: date) -> str:
    """Return the name of a month."""
    return say_in(language, f"sheet.month.{when.month}")


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text of a language from a workbook's columns (`en`, or `English (en)`), else English, else any, else nothing."""
    for wanted in (language, language.split("-", maxsplit=1)[0], "en"):
        for name, text in texts.items():
            if text and (name == wanted or name.endswith(f"({wanted})")):
                return text
    return next((text for text in texts.values() if text), "")


def names_recovery(language: str, *texts: str) -> bool:
    """Tell whether any text holds a word that a discreet paper leaves out."""
    stems = {*say_in("en", "sheet.discreet.stems").split(), *say_in(language, "sheet.discreet.stems").split()}
    return any(stem in text.casefold() for stem in stems for text in texts)


def sentence(text: str) -> str:
    """Return text with a full stop, unless it ends in a mark of its own."""
    return text if text[-1:] in ".!?" else f"{text}."


def capital(text: str) -> str:
    """Return text with its first letter large."""
    return f"{text[:1].upper()}{text[1:]}"
