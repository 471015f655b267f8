"""What the activity log shows."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line of the log."""

    when: str
    who: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityState:
    """The log, what it is narrowed to, and what checking it has found."""

    lines: tuple[LogLine, ...] = ()
    total: int = 0
    everybody: bool = True
    group: str = ""
    checked: int = 0
    """Entries that were looked through and fit; 0 before that."""
    findings: tuple[str, ...] = ()
    checking: bool = False
    loading: bool = False
    problem: str = ""


_LINES = (
    LogLine(when="4 August 2026, 14:02", who="Ada Test", what="Gathered everything held about somebody"),
    LogLine(when="4 August 2026, 13:40", who="Wes Worker", what="Kept an answer"),
    LogLine(when="4 August 2026, 13:31", who="Wes Worker", what="Kept consent"),
    LogLine(when="4 August 2026, 13:30", who="", what="Made a backup"),
)

EXAMPLES: Mapping[str, ActivityState] = {
    "loading": ActivityState(loading=True),
    "everybody": ActivityState(lines=_LINES, total=4),
    "own": ActivityState(lines=_LINES[1:3], total=2, everybody=False),
    "many": ActivityState(lines=_LINES * 12, total=12_480),
    "narrowed to nothing": ActivityState(group="sending"),
    "checking": ActivityState(lines=_LINES, total=4, checking=True),
    "whole": ActivityState(lines=_LINES, total=4, checked=12_480),
    "broken": ActivityState(
        lines=_LINES, total=4, findings=("Entry 17 of the audit was altered.", "Row 4 of person is not what was written there.")
    ),
    "cannot": ActivityState(problem="Part of the file is damaged. Stop here, and restore a backup. (STORE-DAMAGED)"),
}
