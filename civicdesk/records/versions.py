"""What a new version of a form changes."""

from dataclasses import dataclass
from enum import StrEnum


class Turn(StrEnum):
    """What happened to a question, a choice or the form."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChange:
    """One difference between two versions of a form, in plain words."""

    turn: Turn
    what: str
    """`form`, `question`, `choice`, `words`, `type` or the column of the survey that differs: `relevant`, `required` ..."""
    question: str
    """Path of the question below the root; empty if it is about the form."""
    sentence: str
    before: str = ""
    after: str = ""
