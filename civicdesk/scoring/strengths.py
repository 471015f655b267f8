"""What a person is strong in: the first thing a reflection sheet says."""

from collections.abc import Mapping, Sequence

from civicdesk.records.scores import Audience, Direction, ItemAnswer, Key, Method, Scale, ScaleItem, ScaleScore
from civicdesk.scoring.answers import read
from civicdesk.scoring.bands import band_of
from civicdesk.scoring.metric import as_percent

_STRONG_ANSWER = 66.0
"""Percent of an item's range from which an answer counts as a strength of its own: three of four boxes, and above."""


def strengths(key: Key, scores: Sequence[ScaleScore], answers: Mapping[str, ItemAnswer], count: int = 3) -> tuple[tuple[str, str], ...]:
    """Name the strengths that a participant may be shown.

    First the areas in their highest band, highest first; then strong answers from the other areas, one an area; then the
    other areas, highest first, as long as there is anything to build on. Equal ones stand in the order of the form.

    Returns:
        (scale, item) pairs, at most `count`; `item` is empty where the whole area is meant. Only scales for participants in
        which higher is better, and no items with reversed wording.
    """
    shares = _area_shares(key, scores)
    by_share = sorted(shares, key=lambda scale: -shares[scale])
    seen = {scale.name: scale for scale in key.scales}
    values = {score.scale: score.value for score in scores}
    high = [name for name in by_share if _reads_high(seen[name], values[name])]
    chosen = [(name, "") for name in high]
    chosen += _strong_answers(key, [seen[name] for name in shares if name not in high], answers)
    named = {name for name, _ in chosen}
    chosen += [(name, "") for name in by_share if name not in named and shares[name] > 0]
    return tuple(chosen[:count])


def _area_shares(key: Key, scores: Sequence[ScaleScore]) -> dict[str, float]:
    """Return where each visible area lies between its ends, in percent, in the order of the form."""
    values = {score.scale: score.value for score in scores}
    shares = {}
    for scale in key.scales:
        value = values.get(scale.name)
        if value is not None and scale.low is not None and scale.high is not None and scale.low < scale.high and _visible(scale):
            shares[scale.name] = as_percent(value, (scale.low, scale.high))
    return shares


def _visible(scale: Scale) -> bool:
    return scale.audience is Audience.PARTICIPANT and scale.direction is Direction.HIGHER_BETTER and scale.method is not Method.SINGLE


def _reads_high(scale: Scale, value: float | None) -> bool:
    band = band_of(scale.bands, value)
    return band is not None and band.reading == "high"


def _strong_answers(key: Key, scales: Sequence[Scale], answers: Mapping[str, ItemAnswer]) -> list[tuple[str, str]]:
    best: list[tuple[float, str, str]] = []
    for scale in scales:
        shares = [(_answer_share(key, item, answers.get(item.item)), item.item) for item in scale.items if not item.reverse]
        share, item = max(shares, key=lambda pair: pair[0], default=(0.0, ""))
        if share >= _STRONG_ANSWER:
            best.append((share, scale.name, item))
    return [(name, item) for _, name, item in sorted(best, key=lambda one: -one[0])]


def _answer_share(key: Key, item: ScaleItem, answer: ItemAnswer) -> float:
    number, _ = read(key, item, answer)
    if number is None or item.low is None or item.high is None:
        return 0.0
    return as_percent(number, (item.low, item.high))
