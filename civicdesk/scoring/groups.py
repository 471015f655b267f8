"""One scale over a group of people, with every figure left out where too few were scored."""

import math
from collections.abc import Sequence

from civicdesk.records.scores import GroupRow, Scale, ScaleScore

LEAST = 5
"""People below whom the summary for the room shows no figure."""


def group_summary(scale: Scale, scores: Sequence[ScaleScore], *, least: int = LEAST) -> GroupRow:
    """Summarise one scale over a group.

    Args:
        scale: gives the bands and their order.
        scores: one score a person; people without a value count in `n_people` only.
        least: scored people that are needed to show a figure. A project may raise it, never lower it: less than 5 counts as 5.
    """
    scored = [one for one in scores if one.value is not None]
    row = GroupRow(scale=scale.name, n_people=len(scores), n_scored=len(scored), suppressed=len(scored) < max(least, LEAST))
    if row.suppressed:
        return row
    values = sorted(one.value for one in scored if one.value is not None)
    return GroupRow(
        scale=scale.name,
        n_people=row.n_people,
        n_scored=row.n_scored,
        suppressed=False,
        mean=math.fsum(values) / len(values),
        median=percentile(values, 50),
        p25=percentile(values, 25),
        p75=percentile(values, 75),
        bands=tuple((band.name, sum(one.band == band.name for one in scored)) for band in scale.bands),
    )


def percentile(ordered: Sequence[float], percent: float) -> float:
    """Return a percentile of ordered values by straight lines between them (R's type 7)."""
    place = (len(ordered) - 1) * percent / 100
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
