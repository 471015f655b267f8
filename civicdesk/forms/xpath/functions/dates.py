"""Functions of dates and times. A text that is no date gives nothing (F25)."""

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from civicdesk.forms.xpath.arguments import Argument, Function, Run, scoped
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import NAN, Value, days, moment, number_text, text_number, to_text

_FIRST_DAY: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST: Final = 2_900_000.0
"""Days from 1970 to the last year that a date can name."""
_HAS_TIME = re.compile(r".*\d[T ]\d.*", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(?:Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII)


def stamp(when: datetime) -> str:
    """Write a date-time in its own zone: `2025-03-14T09:26:53.000+00:00`."""
    return when.isoformat(timespec="milliseconds")


def _today(scope: Scope) -> str:
    return scope.around.now().date().isoformat()


def _now(scope: Scope) -> str:
    return stamp(scope.around.now())


def _local(scope: Scope, text: str) -> datetime | None:
    """Read a date or date-time in the zone of the run."""
    when = moment(text)
    if when is None:
        return None
    zone = scope.around.now().tzinfo
    if not _HAS_TIME.fullmatch(text.strip()) or not re.search(r"(?:Z|[+-]\d{2}(?::?\d{2})?)$", text.strip()[10:]):
        return when.replace(tzinfo=zone)
    return when.astimezone(zone)


def _date(args: tuple[Argument, ...]) -> Run:
    """Read a value as a date; a number is days since 1970-01-01, a time part is kept (F12)."""
    value = args[0].value

    def run(scope: Scope) -> Value:
        given = value(scope)
        text = number_text(given) if isinstance(given, float) else to_text(given)
        when = _local(scope, text)
        if when is not None:
            return stamp(when) if _HAS_TIME.fullmatch(text.strip()) else when.date().isoformat()
        number = text_number(text)
        if math.isnan(number) or not -700_000 < number < _LONGEST:
            return ""
        return (_FIRST_DAY + timedelta(days=math.floor(number))).date().isoformat()

    return run


def _decimal_date_time(_scope: Scope, text: str) -> float:
    when = moment(text)
    return text_number(text) if when is None else days(when)


def _decimal_time(_scope: Scope, text: str) -> float:
    match = _TIME.fullmatch(text.strip())
    if not match:
        return NAN
    hour, minute, second, fraction = match.groups()
    return (int(hour) * 3600 + int(minute) * 60 + int(second or 0) + float(f"0.{fraction or 0}")) / 86_400


_PARTS: Final[dict[str, Callable[[datetime], str]]] = {
    "%Y": lambda when: f"{when.year:04d}",
    "%y": lambda when: f"{when.year % 100:02d}",
    "%m": lambda when: f"{when.month:02d}",
    "%n": lambda when: str(when.month),
    "%b": lambda when: ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[when.month - 1],
    "%d": lambda when: f"{when.day:02d}",
    "%e": lambda when: str(when.day),
    "%H": lambda when: f"{when.hour:02d}",
    "%h": lambda when: str(when.hour),
    "%M": lambda when: f"{when.minute:02d}",
    "%S": lambda when: f"{when.second:02d}",
    "%3": lambda when: f"{when.microsecond // 1000:03d}",
    "%a": lambda when: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[when.weekday()],
    "%W": lambda when: f"{when.isocalendar().week}",
    "%%": lambda _when: "%",
}


def _format(scope: Scope, text: str, shape: str) -> str:
    """Write a date by a pattern in the zone of the run; an unknown sign stays as it is."""
    when = _local(scope, text)
    if when is None:
        number = text_number(text)
        if math.isnan(number) or not -700_000 < number < _LONGEST:
            return ""
        when = (_FIRST_DAY + timedelta(days=number)).replace(tzinfo=scope.around.now().tzinfo)
    there = when
    return re.sub(r"%[a-zA-Z3%]", lambda match: _PARTS[match[0]](there) if match[0] in _PARTS else match[0], shape)


FUNCTIONS: Final[dict[str, Function]] = {
    "today": scoped(0, 0, _today),
    "now": scoped(0, 0, _now),
    "date": Function(_date, 1, 1),
    "date-time": Function(_date, 1, 1),
    "decimal-date-time": scoped(1, 1, _decimal_date_time),
    "decimal-time": scoped(1, 1, _decimal_time),
    "format-date": scoped(2, 2, _format),
    "format-date-time": scoped(2, 2, _format),
}
