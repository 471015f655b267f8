"""What a group may see of itself: one bar for each area, small numbers hidden together with what would give them away."""

from collections.abc import Mapping, Sequence

from civicdesk.insight.suppression import hide_small
from civicdesk.records.scores import GroupRow, Scale
from civicdesk.records.sheets import SummaryBar

HALF_NEEDS = 10
"""People, before it is said between which values half of them lie: with fewer it would tell about single people."""


def session_bars(scales: Sequence[Scale], rows: Sequence[GroupRow], *, least: int, language: str = "en") -> tuple[SummaryBar, ...]:
    """Return one bar for each scale that has a row, in the order of the scales.

    Args:
        scales: of the key.
        rows: what `scoring.groups.group_summary` gave, one for each scale.
        least: smallest number of people about whom anything is said.
        language: of the labels; English where it is lacking.
    """
    by_scale = {row.scale: row for row in rows}
    return tuple(_bar(scale, by_scale[scale.name], least, language) for scale in scales if scale.name in by_scale)


def _bar(scale: Scale, row: GroupRow, least: int, language: str) -> SummaryBar:
    names = [(band.name, _label(band.label, language, band.name)) for band in scale.bands]
    hidden = row.suppressed or row.n_scored < least
    found = dict(row.bands or ())
    counts = (None,) * len(names) if hidden else hide_small([found.get(name, 0) for name, _ in names], least=least)
    told = any(count is not None for count in counts)
    return SummaryBar(
        area=_label(scale.label, language, scale.name),
        n=None if hidden else row.n_scored,
        median=row.median if told else None,
        counts=tuple((label, count) for (_, label), count in zip(names, counts, strict=True)),
        hidden=hidden,
        half=_half(row) if told else None,
    )


def _half(row: GroupRow) -> tuple[float, float] | None:
    if row.n_scored < HALF_NEEDS or row.p25 is None or row.p75 is None:
        return None
    return row.p25, row.p75


def _label(labels: Mapping[str, str], language: str, otherwise: str) -> str:
    return labels.get(language) or labels.get("en") or otherwise
