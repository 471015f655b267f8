"""Two scores of one scale: what may be said of them.

Source of the reliable change: Jacobson and Truax (1991), J Consult Clin Psychol 59:12-19. The cautious rule stands in where a
scale has no reliability yet: points of 100 below which scales of so few items move by chance (docs/reference/scoring.md).
"""

import math
from collections.abc import Iterable, Mapping

from civicdesk.records.scores import NOT_COMPARABLE, Change, ChangeClass, Direction, Scale, ScaleScore
from civicdesk.scoring.bands import TOLERANCE

RELIABLE = 1.96
"""Standard errors of a difference that chance exceeds once in twenty times."""

CAUTIOUS = ((20, 15.0), (10, 20.0), (6, 25.0), (5, 30.0), (4, 35.0), (3, 40.0), (2, 45.0))
"""(answered items at least, points of 100 needed); one item alone is never enough."""


def change(scale: Scale, before: ScaleScore, after: ScaleScore) -> Change:
    """Compare two scores of one person.

    Comparable are two values under the same rule and in the same variant. `words` follow the numbers a person reads (`up` is a
    higher number), `klass` follows the direction that is good.
    """
    if not comparable(before, after) or before.value is None or after.value is None:
        return _nothing(scale, before, after)
    difference = after.value - before.value
    rule, error, threshold = _yardstick(scale, min(before.n_answered, after.n_answered))
    rci = difference / error if error else None
    steps = 0 if threshold is None else _sign(difference, threshold)
    return Change(
        scale=scale.name,
        before=before.value,
        after=after.value,
        difference=difference,
        threshold=threshold,
        rci=rci,
        klass=None if threshold is None else _class(scale, before.value, after.value, steps),
        rule=rule,
        words="" if threshold is None else {1: "up", 0: "same", -1: "down"}[steps],
    )


def comparable(before: ScaleScore, after: ScaleScore) -> bool:
    """Tell whether both have a value that was worked out by the same rule from the same variant."""
    both = before.value is not None and after.value is not None
    return both and before.rule_sha256 == after.rule_sha256 and before.variant == after.variant


def _nothing(scale: Scale, before: ScaleScore, after: ScaleScore) -> Change:
    return Change(
        scale=scale.name,
        before=before.value,
        after=after.value,
        difference=None,
        threshold=None,
        rci=None,
        klass=None,
        rule=NOT_COMPARABLE,
        words="",
    )


def changes(scales: Iterable[Scale], earlier: Iterable[ScaleScore], later: Iterable[ScaleScore]) -> Mapping[str, Change]:
    """Compare all scores of one person that were given at both times; by the names of their scales."""
    before = {score.scale: score for score in earlier}
    after = {score.scale: score for score in later}
    return {
        scale.name: change(scale, before[scale.name], after[scale.name]) for scale in scales if scale.name in before and scale.name in after
    }


def _yardstick(scale: Scale, answered: int) -> tuple[str, float | None, float | None]:
    """Return the rule, the standard error of a difference, and the difference that is needed, in units of the scale."""
    if scale.sem is not None:
        error = scale.sem * math.sqrt(2)
        return "sem", error, RELIABLE * error
    if scale.reliability is not None and scale.sd is not None:
        error = scale.sd * math.sqrt(2) * math.sqrt(1 - scale.reliability)
        return "reliability", error, RELIABLE * error
    points = next((points for least, points in CAUTIOUS if answered >= least), None)
    if points is None or scale.low is None or scale.high is None:
        return "never", None, None
    return "cautious", None, points / 100 * (scale.high - scale.low)


def _sign(difference: float, threshold: float) -> int:
    if abs(difference) < max(threshold - TOLERANCE, TOLERANCE):
        return 0
    return 1 if difference > 0 else -1


def _class(scale: Scale, before: float, after: float, steps: int) -> ChangeClass:
    if steps == 0:
        return ChangeClass.UNCHANGED
    if scale.direction is Direction.NEUTRAL:
        return ChangeClass.CHANGED
    good = 1 if scale.direction is Direction.HIGHER_BETTER else -1
    if steps != good:
        return ChangeClass.DETERIORATED
    crossed = scale.cutoff is not None and _on_bad_side(scale, before) and not _on_bad_side(scale, after)
    return ChangeClass.RECOVERED if crossed else ChangeClass.IMPROVED


def _on_bad_side(scale: Scale, value: float) -> bool:
    cutoff = scale.cutoff or 0.0
    return value >= cutoff if scale.direction is Direction.LOWER_BETTER else value < cutoff
