"""Direct identifiers in a structured column, judged by what stands in the cells, whatever the column is called."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from civicdesk.export.values import is_missing
from civicdesk.records.releases import Column

_FREE_TEXT = ("text", "string", "calculate")
_ANYWHERE: Mapping[str, re.Pattern[str]] = {
    "postcode": re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][ABD-HJLNP-UW-Z]{2}\b", re.IGNORECASE),
    "email": re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+"),
    "address": re.compile(r"https?://|\bwww\.|(?<![\w.])@\w{2,}", re.IGNORECASE),
    "phone": re.compile(r"(?<![\d.])(?:\+44|0044|0)[\s()-]*(?:\d[\s()-]*){9,10}(?![\d.])"),
    "national_insurance": re.compile(r"\b[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE),
    "vehicle": re.compile(r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b", re.IGNORECASE),
}
_TEN_DIGITS = re.compile(r"\d{10}")
_SPACED = re.compile(r"\b(\d{3})[ -](\d{3})[ -](\d{4})\b")
_NAMED = re.compile(r"\bNHS\b\D{0,20}(\d{10})\b", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4}")
_YEAR = re.compile(r"\d{4}")
_BIRTH_BEFORE = 2010
_LONG_TEXT = 40
_MANY = 20
_VARIED = 0.3


def kinds(column: Column, values: Iterable[str], roster: frozenset[str]) -> tuple[str, ...]:
    """Return the kinds of direct identifier that stand in a column, sorted.

    Args:
        column: its type and choices; a choice of the form is never taken for a name.
        values: all values of the column; missing tokens are left out here.
        roster: names, nicknames and other names of everybody in the workspace, folded by `fold`.

    Returns:
        Of `postcode`, `email`, `address`, `phone`, `national_insurance`, `vehicle`, `nhs`, `birth_date`, `name`, `free_text`.
    """
    codes = {code for code, _ in column.choices}
    told = [value for value in values if not is_missing(value) and value not in codes]
    found = {kind for kind, pattern in _ANYWHERE.items() if any(map(pattern.search, told))}
    rules: Mapping[str, Callable[[Sequence[str]], bool]] = {
        "nhs": _holds_nhs_numbers,
        "birth_date": _holds_birth_dates,
        "free_text": lambda texts: column.type in _FREE_TEXT and _reads_like_text(texts),
        "name": lambda texts: not roster.isdisjoint(map(fold, texts)),
    }
    return tuple(sorted(found | {kind for kind, holds in rules.items() if told and holds(told)}))


def fold(name: str) -> str:
    """Return a name without differences of case and blanks."""
    return " ".join(name.casefold().split())


def _holds_nhs_numbers(values: Sequence[str]) -> bool:
    """Find NHS numbers. One number of ten digits in eleven is valid by chance, so a lone one counts only if it is written like one."""
    valid = sum(1 for value in values if _TEN_DIGITS.fullmatch(value) and _is_nhs(value))
    written = any(_is_nhs("".join(match.groups())) for value in values for match in (*_SPACED.finditer(value), *_NAMED.finditer(value)))
    return written or 2 * valid >= len(values)


def _is_nhs(digits: str) -> bool:
    """Check the last digit. Source: NHS Data Dictionary, NHS number, modulus 11."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(digits[9])


def _holds_birth_dates(values: Sequence[str]) -> bool:
    dates = [value for value in values if _DATE.match(value)]
    early = sum(1 for value in dates for year in _YEAR.findall(value)[:1] if int(year) < _BIRTH_BEFORE)
    return bool(dates) and 2 * len(dates) > len(values) and 2 * early > len(dates)


def _reads_like_text(values: Sequence[str]) -> bool:
    varied = len(values) >= _MANY and len(set(values)) > _VARIED * len(values)
    return varied or sum(map(len, values)) > _LONG_TEXT * len(values)
