"""Answers on their way to other programs and back: plain tables, and responses by question path."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatTable:
    """One table of texts; who writes it to a file guards its cells."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One response by question path, whoever collected it."""

    key: str
    """Its id: `uuid:...`."""
    values: Mapping[str, str]
    """Reference of a question (`/data/child[2]/name`) -> value as written to the form's instance; blanks may be left out."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Reference of a repeat (`/data/child`, `/data/child[1]/toy`) -> number of instances, outer ones first."""
    submitted: str = ""
    """When it was sent, as the table has it."""
    version: str = ""
    row: int = 0
    """Line of the table that it came from."""
    places: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """Reference of a question -> line and column that its value came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came in."""

    responses: int = 0
    already_here: int = 0
    """Responses of another program that came in before, by their own id: they were passed over."""
    forgotten: int = 0
    """Responses of people who were forgotten since, by their own id: they stayed out."""
    answers: int = 0
    people_added: int = 0
    scores: int = 0
