"""Filled paper forms on their way in: what is asked for next, what was typed, and where two typings differ."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from civicdesk.records.answers import Missing
from civicdesk.records.ids import QuestionRef, SubmissionId
from civicdesk.records.paper_forms import PaperChoice, Way


class Stage(StrEnum):
    """How far one paper form has come."""

    FIRST = "first"
    """It is being typed in."""
    AGAIN = "again"
    """Typed once; the second typing has not begun, or is under way."""
    COMPARE = "compare"
    """Typed twice; somebody looks at where the two differ."""


class Side(StrEnum):
    """Which of two typings is right."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperInHand:
    """What stands on the first page of a filled form."""

    code: str
    card: str
    collected_on: str = ""
    """ISO date; empty if the paper has none."""
    wave: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """One paper form that is not finished."""

    submission: SubmissionId
    card: str
    title: str
    code: str
    stage: Stage
    by: str
    """Sign-in name of who began it."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedForm:
    """A form that papers may be typed in for."""

    code: str
    title: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyingItem:
    """What is asked for now. `more` is the name of a part of which there may be another one; it has no number."""

    ref: QuestionRef
    number: str
    label: str
    way: Way
    choices: tuple[PaperChoice, ...] = ()
    multiple: bool = False
    within: str = ""
    """Which instance of a part this belongs to, as in `Child 2`."""
    more: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyedLine:
    """One question that was typed in. `holds`: the form does not expect this answer, the paper says it."""

    ref: QuestionRef
    number: str
    label: str
    answer: str
    holds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One question that two typings answer differently. An empty text is no answer."""

    ref: QuestionRef
    number: str
    label: str
    first: str
    second: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyingPage:
    """Where the typing of one paper form stands."""

    submission: SubmissionId
    card: str
    title: str
    code: str
    second: bool
    """The second typing; what was typed first is not shown."""
    item: KeyingItem | None
    """None at the end of the form."""
    done: int
    of: int
    """Questions that are asked after these answers."""
    lines: tuple[KeyedLine, ...] = ()
    """What was typed last, the newest first."""
    passed: tuple[KeyedLine, ...] = ()
    """Questions that were just passed over, because they are not asked after these answers."""
    files: int = 0
    """Questions that want a signature or a file: they are not typed."""
    warning: str = ""
    """The answer that was just typed is not expected; the item is still the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedAnswer:
    """One answer as typed. `holds`: the form does not expect it, but the paper says so."""

    ref: QuestionRef
    value: str
    missing: Missing | None = None
    holds: bool = False
