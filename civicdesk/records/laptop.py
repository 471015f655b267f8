"""What is on a laptop, by count and kind: for the report when one is lost, on the screen and on paper. No name of anybody who takes part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from civicdesk.records.people import Role

BACKUPS_TESTED = "backups_tested"
"""Setting of the workspace: file names of backups that were tried out, and when, as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnThisLaptop:
    """What would be lost with this laptop."""

    project: str
    practice: bool
    laptop: str
    """Id of the signing key."""
    people: int
    named: int
    """Of them, those whose name or contact is kept."""
    counts: Mapping[str, int]
    """Kind of record -> how many."""
    forms: tuple[str, ...]
    """Titles and versions."""
    encrypted: bool
    users: int
    roles: Mapping[Role, int]
    last_backup: datetime | None
    """The newest backup; each is opened and checked before it counts as made."""
    last_tested: datetime | None
    """When a backup was last tried out by bringing it back."""
    last_batch: datetime | None
    last_receipt: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Facts under one heading, in words: (what, how much)."""

    heading: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaptopPaper:
    """The page about this laptop, in words."""

    title: str
    lead: str
    project: str
    sections: tuple[Section, ...]
    steps_heading: str
    steps: tuple[str, ...]
    """What to do when the laptop is lost, in order."""
    foot: str
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnEnrolment:
    """How this laptop stands with its office, as its pack says."""

    laptop: str
    """Its id, 16 hex digits."""
    words: str
    """Six words to be read over the telephone."""
    enrolled: str = ""
    """Since which day the office knows it, `2026-11-22`; empty if its pack does not name it."""
    revoked: str = ""
    """From which day it sends nothing; empty if it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewerPack:
    """What somebody reads before a newer project pack is taken in."""

    name: str
    version: int
    present: int
    """Version of the pack that this laptop has."""
    changes: tuple[str, ...]
    """In plain words, at least one."""
    new_key: bool = False
    """Signed by another key than the present one: its six words must be typed."""
    revoked: str = ""
    """Day from which this very laptop sends nothing any more, `2026-11-22`; empty if it goes on."""
