"""How long ago somebody confirmed that an entry is right."""

from datetime import date
from typing import Literal

from civicdesk.records.entries import Entry

Freshness = Literal["fresh", "check", "old", "unknown"]

CHECK_FROM = 6
OLD_FROM = 12


def freshness(entry: Entry, today: date) -> Freshness:
    """Return `fresh` up to 6 months, `check` up to 12, then `old`; `unknown` if never confirmed, or dated in the future."""
    if entry.assured_date is None or entry.assured_date > today:
        return "unknown"
    months = whole_months(entry.assured_date, today)
    if months < CHECK_FROM:
        return "fresh"
    return "check" if months < OLD_FROM else "old"


def whole_months(start: date, end: date) -> int:
    """Count the whole months between two days."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
