"""Whether a scale has a score in one record, and if not, why: the steps of docs/reference/scoring.md."""

import math
from dataclasses import dataclass

from civicdesk.records.scores import Method, OnMissing, Scale, Status
from civicdesk.scoring.bands import TOLERANCE

_WHOLE_SUMS = frozenset({Method.SUM, Method.WEIGHTED_SUM, Method.SUM_OF_SCALES})
"""Comparable only if every item counts: one that does not apply makes the sum incomplete."""
WEIGHTED = frozenset({Method.WEIGHTED_SUM, Method.WEIGHTED_MEAN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many items or children of a scale there are in one record, and what is wrong with them."""

    n_items: int
    n_applicable: int
    n_answered: int
    spoilt: bool = False
    """An item or a child scale is invalid."""
    prorated_below: bool = False
    """A child scale was prorated."""


def standing(scale: Scale, counts: Counts) -> tuple[Status, str]:
    """Return the status so far (`ok` and `prorated` may still find no value), and the comparison that decided it."""
    answered, complete = counts.n_answered, needed_for_ok(scale, counts)
    if counts.spoilt:
        return Status.INVALID, ""
    if counts.n_applicable == 0:
        return Status.NOT_APPLICABLE, ""
    if answered == 0 or (answered < complete and scale.on_missing is OnMissing.NULL):
        return Status.MISSING, f"{answered} < {complete}"
    if answered < complete and scale.on_missing is OnMissing.PRORATE:
        least = max(scale.min_answered, math.ceil(scale.min_proportion * counts.n_applicable - TOLERANCE), 1)
        return (Status.TOO_FEW, f"{answered} < {least}") if answered < least else (Status.PRORATED, "")
    return (Status.PRORATED if counts.prorated_below else Status.OK), ""


def needed_for_ok(scale: Scale, counts: Counts) -> int:
    """Return how many answers make a scale complete: all that apply, for sums all there are."""
    return counts.n_items if scale.method in _WHOLE_SUMS else counts.n_applicable


def scaled_to(scale: Scale, counts: Counts) -> float | None:
    """Return what a sum is scaled up to where answers are missing: the number of items, or their weight; None where none are."""
    if counts.n_answered >= needed_for_ok(scale, counts) or scale.on_missing is OnMissing.ZERO:
        return None
    return sum(item.weight for item in scale.items) if scale.method in WEIGHTED else float(counts.n_items)
