"""What a verb says when it has landed."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Value_co = TypeVar("Value_co", covariant=True)


class Kind(StrEnum):
    """Kinds of record; a screen that shows a kind asks again when it has changed."""

    ANSWERS = "answers"
    CASES = "cases"
    CONNECTIONS = "connections"
    CONSENT = "consent"
    ENTRIES = "entries"
    INSTRUMENTS = "instruments"
    PEOPLE = "people"
    RELEASES = "releases"
    REQUESTS = "requests"
    SCORES = "scores"
    SESSIONS = "sessions"
    SETTINGS = "settings"
    SHEETS = "sheets"
    USERS = "users"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[Value_co]):
    """The value of a verb and the kinds of record it has changed."""

    value: Value_co
    changed: frozenset[Kind] = frozenset()
