"""What a form shows: the state of its nodes, and the page made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from civicdesk.records.answers import Missing
from civicdesk.records.ids import QuestionRef, SubmissionId


class PageSize(StrEnum):
    """How much of a form stands on one page."""

    QUESTION = "question"
    SECTION = "section"
    FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeState:
    """The state of one node of a running form; field names are those of the recorded vectors.

    `t` is the kind: root, group, repeat-range:controlled, repeat-range:uncontrolled, repeat-instance, input, select, rank, range, trigger,
    upload, note or model-value. `v` is the value as written to the instance, empty while the node is not relevant.
    """

    ref: str
    t: str
    vt: str = "string"
    v: str = ""
    rel: bool = True
    req: bool = False
    ro: bool = False
    label: str = ""
    hint: str = ""
    guidance: str = ""
    media: Mapping[str, str] = field(default_factory=dict)
    app: tuple[str, ...] = ()
    opts: tuple[tuple[str, str], ...] | None = None
    """Choices offered now, as (value, label); None if the node has none."""
    opts_media: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What goes with choices: value -> `image`, `audio` ... -> address inside the form; choices without media are absent."""
    count: int | None = None
    """Instances of a repeat range."""
    bad: str = ""
    """`constraint` or `required` when a check fails."""
    msg: str = ""
    confirm: str = ""
    """Words of a soft check that asks for confirmation; empty when it does not."""
    multiple: bool = False
    """A select that takes several choices."""
    rows: int = 0
    """Lines that a field for words shows at first; 0 if the form leaves it open."""
    range_start: float | None = None
    range_end: float | None = None
    range_step: float | None = None
    media_type: str = ""
    """What kind of file an upload wants, such as `image/*`; empty for every other question."""
    max_pixels: int = 0
    """Longest side of a picture that the form wants, in pixels; 0 if it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What an answer did to the form: new states, nodes that went, answers that were dropped."""

    changed: tuple[NodeState, ...] = ()
    gone: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that is needed to open a draft where it stood, without replaying it."""

    values: Mapping[str, str]
    """Leaf reference -> value, those of nodes that are not relevant included."""
    counts: Mapping[str, int]
    """Repeat range reference -> number of instances."""
    language: str
    kept: Mapping[str, str] = field(default_factory=dict)
    """Results that must not be drawn twice: uuid, once and random values by node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A group of a form by its words: one that stands inside a page, or one that the page stands in."""

    ref: QuestionRef
    label: str
    number: int = 0
    """Which instance of a repeat it is, from 1; 0 for a group that is there once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """A file as a page shows it."""

    words: str
    """What it is and how large: `Picture, 240 KB`."""
    media_type: str = ""
    """Empty if the file is not here."""
    content: bytes = b""
    """Of a picture that the page can show; empty otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question as a page shows it."""

    state: NodeState
    missing: Missing | None = None
    """Why there is no value, if the person said so."""
    own_missing_codes: bool = False
    """The choices bring their own "don't know": no second row is offered."""
    confirmed: bool = False
    """The answer is unusual, was asked about, and holds."""
    note: str = ""
    """What a worker noted on the question."""
    file: FileShown | None = None
    """The file that is the answer, as far as it is here; None if there is none."""
    files: Mapping[str, bytes] = field(default_factory=dict)
    """File name -> bytes of the pictures and recordings that the question and its choices show; what did not come with the form is absent."""
    inside: tuple[Part, ...] = ()
    """The groups around it that its page does not stand for already, the outer first."""
    share: float = 1.0
    """How much of a line of the page the author gives to it, over 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A part of the form that may be answered any number of times, as the page behind its last instance shows it."""

    ref: QuestionRef
    instances: tuple[tuple[QuestionRef, str], ...]
    """Of each instance its first page, and its first answers in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a form: a heading, the questions on it, and where it stands among the pages."""

    submission: SubmissionId
    ref: QuestionRef
    heading: str
    questions: tuple[Question, ...]
    number: int
    """From 1, among the pages that are relevant now."""
    of: int
    previous: QuestionRef | None
    following: QuestionRef | None
    language: str
    languages: tuple[str, ...]
    cleared: tuple[str, ...] = ()
    """Labels of questions whose answers the last answer dropped: the screen says so."""
    repeat: Repeat | None = None
    """What may be added to or taken from here; such a page has no questions."""
    around: tuple[Part, ...] = ()
    """The groups that the page stands in, the outer first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One line of the check-answers page."""

    ref: QuestionRef
    section: str
    question: str
    answer: str
    problem: str = ""
    """Why finishing is stopped here; empty if it is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All answers of a response, before it is finished."""

    submission: SubmissionId
    lines: tuple[ReviewLine, ...]
    unanswered: int
    problems: int
