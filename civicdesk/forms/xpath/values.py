"""The four kinds of value that an expression has, and how each reads as another.

Dates are texts in ISO form: where a number is wanted they read as days since 1970-01-01 (ODK), whole days for `number()`, with the
time of day for comparisons.
"""

import math
import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

from civicdesk.forms.tree import Node

Value = str | float | bool | list[Node]

NAN = math.nan
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DATE = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(Z|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
_EPOCH = date(1970, 1, 1).toordinal()
_SECONDS_A_DAY = 86_400


def number_text(number: float) -> str:
    """Write a number in the shortest digits that mean it, never with an exponent; not a number is empty."""
    if number != number:  # noqa: PLR0124 - the quickest test for NaN
        return ""
    if number in (math.inf, -math.inf):
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    text = repr(number)
    if "e" in text or text.endswith(".0"):
        text = format(Decimal(text), "f")
        return text.removesuffix(".0")
    return text


def moment(text: str) -> datetime | None:
    """Read an ISO date or date-time; one without an offset is taken as UTC. None if it is no date."""
    match = _DATE.fullmatch(text.strip())
    if not match:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    try:
        clock = time(int(hour or 0), int(minute or 0), int(second or 0), int((fraction or "0").ljust(6, "0")[:6]), _zone(offset))
        return datetime.combine(date(int(year), int(month), int(day)), clock)
    except ValueError:
        return None


def _zone(offset: str | None) -> timezone:
    if not offset or offset == "Z":
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if offset[0] == "-" else ahead)


def text_number(text: str) -> float:
    """Read a text as a number by XPath 1.0's strict rule; a date reads as whole days, anything else is not a number."""
    if text.isdecimal() and text.isascii():
        return float(text)
    stripped = text.strip()
    if _NUMBER.fullmatch(stripped):
        return float(stripped)
    if len(stripped) >= 8 and stripped[4] == "-":
        when = moment(stripped)
        if when:
            return float(when.toordinal() - _EPOCH)
    return NAN


def days(when: datetime) -> float:
    """Return days since 1970-01-01 in UTC with the time of day as a fraction."""
    return when.timestamp() / _SECONDS_A_DAY


def ordinal(text: str) -> float:
    """Read a text as a number for `<` and `>`: like `text_number`, but a date-time keeps its time of day."""
    if len(text) > 10 and text[4:5] == "-":
        when = moment(text)
        if when:
            return days(when)
    return text_number(text)


def to_text(value: Value) -> str:
    """Return a value as a text: of nodes the first one's."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return value[0].text() if value else ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value)


def to_number(value: Value) -> float:
    """Return a value as a number."""
    if isinstance(value, (bool, float)):
        return float(value)
    return text_number(to_text(value))


def to_boolean(value: Value) -> bool:
    """Return a value as true or false: a number that is not 0, a text that is not empty, at least one node (F4)."""
    if isinstance(value, float):
        return value != 0 and value == value  # noqa: PLR0124 - NaN is false
    return bool(value)


def equal(left: Value, right: Value, *, differ: bool = False) -> bool:
    """Compare with `=` (or `!=` if `differ`): true if any pair of members fits."""
    if isinstance(left, list) and isinstance(right, list):
        if len(left) == 1 and len(right) == 1:
            return (left[0].text() == right[0].text()) is not differ
        texts = [node.text() for node in right]
        return any((node.text() == text) is not differ for node in left for text in texts)
    if isinstance(left, list):
        left, right = right, left
    if isinstance(left, bool) or isinstance(right, bool):
        return (to_boolean(left) is to_boolean(right)) is not differ
    members: list[str] | None = [node.text() for node in right] if isinstance(right, list) else None
    if isinstance(left, float) or isinstance(right, float):
        numbers = [to_number(right)] if members is None else [text_number(text) for text in members]
        return any((to_number(left) == number) is not differ for number in numbers)
    return any((left == text) is not differ for text in ([right] if members is None else members))


def ordinals(value: Value) -> list[float]:
    """Return the members of a value as numbers that can be put in order."""
    if isinstance(value, list):
        return [ordinal(node.text()) for node in value]
    if isinstance(value, str):
        return [ordinal(value)]
    return [float(value)]
