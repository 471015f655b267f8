"""Three or more times of one scale as points on a line; only times that can be compared are joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from civicdesk.records.courses import Course, CoursePoint
from civicdesk.records.scores import Scale, ScaleScore
from civicdesk.scoring.change import change, comparable
from civicdesk.scoring.metric import as_percent
from civicdesk.scoring.ranges import Ends

LEAST = 3
"""Times from which a line says more than a bar beside a bar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """One time: the day on which the answers were given, the wave, and the score."""

    on: date
    wave: int
    score: ScaleScore


def course(scale: Scale, times: Sequence[Time]) -> Course | None:
    """Lay out the scores of one person on one scale.

    Args:
        scale: gives the ends, the bands and the threshold of a change.
        times: oldest first; each on its day.

    Returns:
        The line; None with fewer than three times that have a value, or for a scale whose ends are not known.
    """
    valued = [one for one in times if one.score.value is not None]
    if len(valued) < LEAST or scale.low is None or scale.high is None or scale.low >= scale.high:
        return None
    ends = (scale.low, scale.high)
    first_day, days = times[0].on, max((times[-1].on - times[0].on).days, 1)
    points: list[CoursePoint] = []
    last: ScaleScore | None = None
    for one in times:
        along = (one.on - first_day).days / days
        points.append(_point(scale, one, last, ends, along))
        last = last if one.score.value is None else one.score
    return Course(
        scale=scale.name,
        label=scale.label,
        bands=tuple((band.name, band.label, min(max(_share(band.start, ends), 0.0), 1.0)) for band in scale.bands),
        points=tuple(points),
        words=change(scale, valued[0].score, valued[-1].score).words,
    )


def _point(scale: Scale, one: Time, last: ScaleScore | None, ends: Ends, along: float) -> CoursePoint:
    value = one.score.value
    return CoursePoint(
        on=one.on,
        wave=one.wave,
        value=value,
        along=along,
        share=None if value is None else _share(value, ends),
        band=one.score.band,
        joined=last is not None and comparable(last, one.score),
        words="" if last is None else change(scale, last, one.score).words,
    )


def _share(value: float, ends: Ends) -> float:
    return as_percent(value, ends) / 100
