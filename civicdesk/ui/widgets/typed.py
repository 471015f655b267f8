"""What hands type into fields, read generously and day first: dates, times, numbers, plain text."""

import re
import unicodedata
from datetime import date, time

from civicdesk.i18n import say

MONTHS = 12


def tidy(text: str, *, lines: bool = False) -> str:
    """Return text trimmed and composed (NFC), without control characters and lone surrogates; line breaks stay if `lines`."""
    kept = "".join(sign for sign in text if unicodedata.category(sign) not in {"Cc", "Cs"} or (lines and sign == "\n"))
    return unicodedata.normalize("NFC", kept).strip()


def read_whole(text: str) -> str | None:
    """Return a whole number as it is written to the form, None if the text is none."""
    typed = tidy(text).replace("−", "-")
    return str(int(typed)) if re.fullmatch(r"[+-]?\d{1,18}", typed, re.ASCII) else None


def read_decimal(text: str) -> str | None:
    """Return a decimal number as it is written to the form, None if the text is none; `3,5` reads as `3.5`."""
    typed = tidy(text).replace("−", "-").replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d{1,15}(\.\d{0,12})?|\.\d{1,12})", typed, re.ASCII):
        return None
    return repr(float(typed)) if "." in typed else str(int(typed))


def read_date(text: str, today: date) -> date | None:
    """Return the date that was meant, day first, None if the text is none. Two-digit years never lie in the future."""
    typed = tidy(text).lower()
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", typed, re.ASCII)
    if iso:
        return _date(int(iso[1]), int(iso[2]), int(iso[3]))
    digits = re.fullmatch(r"(\d{1,2})[/.\s-]+(\d{1,2})[/.\s-]+(\d{4}|\d{2})", typed, re.ASCII)
    if digits:
        return _date(_year(digits[3], today), int(digits[2]), int(digits[1]))
    words = re.fullmatch(r"(\d{1,2})[.\s-]*([^\W\d_]{3,})[.,\s-]*(\d{4}|\d{2})", typed)
    if words:
        month = _month(words[2])
        return _date(_year(words[3], today), month, int(words[1])) if month else None
    return None


def read_month(text: str, today: date) -> date | None:
    """Return the first day of the month that was meant (`2/1980`, `Feb 1980`), None if the text is none."""
    typed = tidy(text)
    return read_date(f"1 {typed}", today) or read_date(f"1/{typed}", today) or read_date(f"{typed}-01", today)


def read_year(text: str) -> date | None:
    """Return the first day of the year that was meant, None if the text is not a year from 1800 to 2200."""
    typed = tidy(text)
    return date(int(typed), 1, 1) if re.fullmatch(r"1[89]\d\d|2[01]\d\d|2200", typed, re.ASCII) else None


def read_time(text: str) -> time | None:
    """Return the time that was meant (`9`, `9:30`, `0930`, `2.15 pm`), None if the text is none."""
    typed = tidy(text).lower().replace(" ", "")
    found = re.fullmatch(r"(\d{1,2})(?:[:.h]?(\d{2}))?(am|pm)?", typed, re.ASCII)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found[3] == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def date_in_words(day: date) -> str:
    """Return a date in words: 1 February 1980."""
    return say("widget.date.words", day=day.day, month=say(f"widget.month.m{day.month}"), year=day.year)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(typed: str, today: date) -> int:
    year = int(typed)
    if len(typed) == 4:
        return year
    year += today.year // 100 * 100
    return year if year <= today.year else year - 100


def _month(name: str) -> int | None:
    """Return the number of a month from its name or its first three letters, in the chosen language."""
    for number in range(1, MONTHS + 1):
        full = say(f"widget.month.m{number}").lower()
        if full == name or (len(name) >= 3 and full.startswith(name)):
            return number
    return None
