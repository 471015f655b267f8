"""Values as they are written to a response, by the type of their question."""

import re
from typing import Final

from civicdesk.forms.model import Slot
from civicdesk.forms.xpath.values import moment, number_text

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?(Z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII)
PICKED: Final = frozenset({"select", "select1", "rank"})


def coerce(slot: Slot, text: str) -> str:
    """Return a text as the type of a slot writes it; what does not fit the type is empty.

    Choices are not looked at: `choices.fitting` does that.
    """
    if not text or (slot.control and slot.control.kind in PICKED):
        return text
    if slot.control and slot.control.kind == "trigger":
        return "OK" if text.strip() else ""
    write = _WRITERS.get(slot.type)
    return write(text) if write else text


def _number(text: str) -> float | None:
    return float(text) if _NUMBER.fullmatch(text) else None


def _int(text: str) -> str:
    if text.isdecimal() and text.isascii():
        return str(int(text))
    number = _number(text.strip())
    if number is None or abs(number) > 1e300:
        return ""
    return str(int(number))


def _decimal(text: str) -> str:
    number = _number(text.strip())
    if number is None:
        return ""
    written = number_text(number)
    return written if "." in written or "I" in written else f"{written}.0"


def _date(text: str) -> str:
    when = moment(text)
    return "" if when is None else when.date().isoformat()


def _date_time(text: str) -> str:
    return text.strip() if moment(text) is not None else ""


def _time(text: str) -> str:
    """Write `HH:MM:SS`; a recorded offset and a fraction that says something are kept (F14)."""
    match = _TIME.fullmatch(text.strip())
    if not match:
        return ""
    hour, minute, second, fraction, offset = match.groups()
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return ""
    kept = "" if offset in {None, "Z", "+00:00"} else offset
    exact = fraction if fraction and fraction.strip(".0") else ""
    return f"{int(hour):02d}:{minute}:{second or '00'}{exact}{kept}"


def _point(text: str) -> str:
    numbers = [_number(part) for part in text.split()]
    if not 2 <= len(numbers) <= 4 or None in numbers:
        return ""
    written = [_decimal(part) for part in text.split()]
    return " ".join([*written, *["0.0"] * (4 - len(written))])


def _points(text: str) -> str:
    written = [_point(part) for part in text.split(";") if part.strip()]
    return ";".join(written) if all(written) else ""


_WRITERS: Final = {
    "int": _int,
    "decimal": _decimal,
    "date": _date,
    "dateTime": _date_time,
    "time": _time,
    "geopoint": _point,
    "geotrace": _points,
    "geoshape": _points,
}
