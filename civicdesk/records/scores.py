"""Scoring: the key that an instrument's workbook holds, and what comes out of it. Rules: docs/reference/scoring.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from civicdesk.records.ids import InstrumentId, SubmissionId


class Method(StrEnum):
    """How the answered items of a scale become one number."""

    SUM = "sum"
    MEAN = "mean"
    WEIGHTED_SUM = "weighted_sum"
    WEIGHTED_MEAN = "weighted_mean"
    MEAN_OF_POMP = "mean_of_pomp"
    COUNT = "count"
    MIN = "min"
    MAX = "max"
    SINGLE = "single"
    SUM_OF_SCALES = "sum_of_scales"
    MEAN_OF_SCALES = "mean_of_scales"


class OnMissing(StrEnum):
    """What a missing item does to the scale."""

    NULL = "null"
    PRORATE = "prorate"
    ZERO = "zero"


class Direction(StrEnum):
    """Which way is good."""

    HIGHER_BETTER = "higher_better"
    LOWER_BETTER = "lower_better"
    NEUTRAL = "neutral"


class Audience(StrEnum):
    """Who may see a scale or a text."""

    PARTICIPANT = "participant"
    WORKER = "worker"
    COORDINATOR = "coordinator"


class Status(StrEnum):
    """Whether there is a value, and if not, why."""

    OK = "ok"
    PRORATED = "prorated"
    TOO_FEW = "too_few"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    INVALID = "invalid"
    NO_TRANSFORM = "no_transform"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleItem:
    """One item in one scale. `low` and `high` are the ends of its coded range (`min`, `max` in the workbook), None if it has none."""

    item: str
    reverse: bool = False
    weight: float = 1.0
    low: float | None = None
    high: float | None = None
    integer: bool = True
    short_form: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A named stretch of a scale: from `start` (inclusive) to the next band's start (exclusive)."""

    name: str
    start: float
    label: Mapping[str, str] = field(default_factory=dict)
    """Language -> words."""
    reading: str = ""
    """`low`, `middle` or `high`, for drawing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What is said about a band or about a change, in each language."""

    on: str
    """Name of the band, or `up`, `same`, `down`."""
    audience: Audience = Audience.PARTICIPANT
    text: Mapping[str, str] = field(default_factory=dict)
    next_step: Mapping[str, str] = field(default_factory=dict)
    directory_tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """How a score is set against a group: kind `z`, `t` (mean, sd) or `percentile` (a table, or a sample of values)."""

    kind: str
    mean: float | None = None
    sd: float | None = None
    n: int | None = None
    table: tuple[tuple[float, float], ...] = ()
    """(value, percentile) pairs."""
    sample: tuple[float, ...] = ()
    group: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One scale of a key. Either `items` or child scales (those whose `parent` names it) feed it."""

    name: str
    label: Mapping[str, str] = field(default_factory=dict)
    method: Method
    on_missing: OnMissing = OnMissing.NULL
    min_answered: int = 0
    min_proportion: float = 0.0
    rescale: str = "none"
    rounding: int | None = None
    """Digits of `half_up:n`; None leaves the value unrounded."""
    transform: Mapping[float, float] | None = None
    """Raw -> value; no key, no value."""
    transform_round: int | None = None
    norm: Norm | None = None
    direction: Direction = Direction.HIGHER_BETTER
    parent: str = ""
    reliability: float | None = None
    sd: float | None = None
    sem: float | None = None
    mic: float | None = None
    cutoff: float | None = None
    audience: Audience = Audience.PARTICIPANT
    source: str = ""
    licence: str = ""
    notice: str = ""
    items: tuple[ScaleItem, ...] = ()
    bands: tuple[Band, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    low: float | None = None
    high: float | None = None
    """Ends of the value that a person sees, worked out when the key is read; None if unknown. Not part of the canonical key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A rule that asks for a conversation when one answer is given. Never on a sheet, never in a bundle."""

    item: str
    op: str
    value: str
    name: str
    level: str = "talk"
    audience: Audience = Audience.WORKER
    script: str = ""
    contacts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """All that is needed to score one instrument, read from its workbook."""

    id: str
    """`form_id` of the instrument."""
    version: str
    scales: tuple[Scale, ...]
    """Children before parents."""
    choice_scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Item -> choice code -> number."""
    choice_missing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Item -> choice codes that mean missing (`score_type` missing)."""
    choice_na: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Item -> choice codes that mean not applicable."""
    missing_codes: frozenset[str] = frozenset({"dk", "ref"})
    na_codes: frozenset[str] = frozenset({"na"})
    variant_question: str = ""
    flags: tuple[Flag, ...] = ()
    holder: str = ""
    licence: str = ""
    licence_url: str = ""
    notice: str = ""
    level: str = "A"
    wording_locked: bool = False
    registered_by: str = ""
    registration_number: str = ""
    registered_on: str = ""
    """Who may use the words, as the rights holder registered them; empty where nobody has to."""
    sha256: str = ""
    """SHA-256 of the canonical JSON of the whole key."""
    rule_sha256: Mapping[str, str] = field(default_factory=dict)
    """Scale -> SHA-256 of only what changes its numbers."""


NOT_APPLICABLE = "na"
"""What a workflow hands over for a question that was not relevant when the response was finished."""

ItemAnswer = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWorking:
    """How one item went into a score."""

    item: str
    answer: str
    """As stored; empty if missing."""
    value: float | None
    """After reversing; None if missing, not applicable or invalid."""
    reversed: bool
    standing: str
    """`answered`, `missing`, `na`, or `invalid:<reason>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleScore:
    """One score with its status. `value` is None unless the status is ok or prorated."""

    scale: str
    value: float | None
    status: Status
    n_answered: int
    n_applicable: int
    n_items: int
    band: str = ""
    flags: tuple[str, ...] = ()
    """Invalid items as `item:reason`."""
    variant: str = "full"
    key_id: str = ""
    key_version: str = ""
    key_sha256: str = ""
    rule_sha256: str = ""
    workings: tuple[ItemWorking, ...] = ()
    arithmetic: str = ""
    """One line that a person can check by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredSubmission:
    """The scores of one submission as they were kept at one moment; scoring again adds another."""

    submission: SubmissionId
    instrument: InstrumentId
    wave: int
    computed_at: datetime
    engine: str
    reason: str
    scores: tuple[ScaleScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswers:
    """What one submission was last scored from, as its scores keep it: enough to score it again without opening the form."""

    submission: SubmissionId
    wave: int
    variant: str
    answers: Mapping[str, str]
    """Item -> answer as scoring took it: empty if missing, `na` for a question that was not relevant."""
    scores: Mapping[str, tuple[float | None, str, str]]
    """Scale -> value, status, band."""
    rules: Mapping[str, str]
    """Scale -> SHA-256 of the rule that made the value."""


class ChangeClass(StrEnum):
    """What may be said of two scores of one scale."""

    IMPROVED = "improved"
    RECOVERED = "recovered"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"
    CHANGED = "changed"


NOT_COMPARABLE = "not comparable"
"""Rule of a change that nothing may be said of: a value is missing, or the questions were not the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Two scores of one scale compared. `klass` is None if a side is missing or the two are not comparable."""

    scale: str
    before: float | None
    after: float | None
    difference: float | None
    threshold: float | None
    rci: float | None
    klass: ChangeClass | None
    rule: str
    """`reliability`, `sem`, `cautious`, `never` or `not comparable`."""
    words: str
    """`up`, `same`, `down` in the direction of the numbers a person reads; empty if nothing may be said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One scale over a group of people. Every figure is None if fewer than the least number were scored."""

    scale: str
    n_people: int
    n_scored: int
    suppressed: bool
    mean: float | None = None
    median: float | None = None
    p25: float | None = None
    p75: float | None = None
    bands: tuple[tuple[str, int], ...] | None = None
    """Band -> number of people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemStatistics:
    """How one item behaves in its scale; a figure that is not defined is None."""

    item: str
    n: int
    """Valid answers, over all records."""
    mean: float | None
    """After reversing."""
    sd: float | None
    item_total_r: float | None
    item_rest_r: float | None
    alpha_if_dropped: float | None
    missing: Mapping[str, int] = field(default_factory=dict)
    """Why there is no number -> records: `blank`, the codes as answered (`dk`, `ref`, `na` ...), `invalid`."""
    floor: int = 0
    """Answers at the lowest end of the item's range, after reversing; 0 too where it has no range."""
    ceiling: int = 0
    """Answers at the highest end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleStatistics:
    """How the items of one scale hang together, on complete records; a figure that is not defined is None."""

    scale: str
    n_items: int
    n_rows: int
    n_complete: int
    mean: float | None
    """Mean, sd and percentiles are of the plain sum of the items after reversing."""
    sd: float | None
    percentiles: Mapping[int, float]
    """10, 25, 50, 75 and 90; empty without a complete record."""
    alpha: float | None
    """Cronbach's alpha; a negative one is reported as it is."""
    alpha_pairwise: float | None
    alpha_standardised: float | None
    mean_r: float | None
    lambda6: float | None
    omega_minres: float | None
    omega_ml: float | None
    sem: float | None
    se_diff: float | None
    reliable_change: float | None
    """1.96 standard errors of a difference."""
    items: tuple[ItemStatistics, ...]
    floor: int = 0
    """Complete records in which every item is at its lowest."""
    ceiling: int = 0
    """Complete records in which every item is at its highest."""
