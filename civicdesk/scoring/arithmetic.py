"""The arithmetic of a score in one line, with the numbers that stand beside the answers: a person checks it by hand.

Each step ends in `= result`, steps are parted by `;`, and `→` is a step without arithmetic: a table, a percentile, or rounding.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from civicdesk.records.scores import Method, Scale, ScaleItem
from civicdesk.scoring.aggregate import weighted_total
from civicdesk.scoring.metric import half_up
from civicdesk.scoring.ranges import Ends, table_ends

_EXACT = 6
"""Digits of a result that a later step goes on with: what is shown with two digits would not come out by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One number that goes into a scale: an item after reversing, or a child scale, with its weight.

    `item` is None for a child scale, and for a missing item that counts 0.
    """

    value: float
    weight: float = 1.0
    item: ScaleItem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What a score went through. None is a step that had no result."""

    parts: Sequence[Part]
    scaled_to: float | None
    """Number or weight of all parts, where a sum was scaled up to them."""
    raw: float | None
    transformed: float | None
    rescaled: float | None
    normed: float | None
    shown: float | None
    """After rounding."""


def plain(value: float, digits: int = 2) -> str:
    """Write a number for people: so many digits after the point at most."""
    text = f"{value:.{digits}f}"
    short = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if short == "-0" else short


def line(scale: Scale, steps: Steps) -> str:
    """Write the arithmetic of one score."""
    told = [_aggregate(scale, steps)]
    raw, normed = steps.raw, steps.normed
    if raw is None:
        return told[0]
    if scale.transform is not None:
        looked_for = raw if scale.transform_round is None else half_up(raw, scale.transform_round)
        told.append(f"{_exact(looked_for)} → {_or_none(steps.transformed)}")
    ends = table_ends(scale)
    if scale.rescale == "pomp" and ends is not None and steps.transformed is not None and steps.rescaled is not None:
        told.append(f"{_percent(_exact(steps.transformed), ends)} = {_exact(steps.rescaled)}")
    if scale.norm is not None and steps.rescaled is not None:
        told.append(_norm(scale, steps.rescaled, normed))
    if normed is not None and steps.shown is not None and steps.shown != normed:
        told.append(f"→ {plain(steps.shown, scale.rounding or 0)}")
    return "; ".join(told)


def _aggregate(scale: Scale, steps: Steps) -> str:
    parts, values = steps.parts, [part.value for part in steps.parts]
    match scale.method:
        case Method.SUM | Method.SUM_OF_SCALES:
            return _sum(values, steps)
        case Method.MEAN | Method.MEAN_OF_SCALES:
            return f"({_plus(values)}) / {len(values)} = {_or_none(steps.raw)}"
        case Method.MEAN_OF_POMP:
            return _pomp(parts, steps.raw)
        case Method.WEIGHTED_SUM | Method.WEIGHTED_MEAN:
            return _weighted(scale.method, steps)
        case _:
            return _one_of(scale.method, values, steps.raw)


def _one_of(method: Method, values: Sequence[float], raw: float | None) -> str:
    listed = ", ".join(map(_exact, values))
    if method is Method.SINGLE:
        return listed
    return f"({listed}) > 0 = {_or_none(raw)}" if method is Method.COUNT else f"{method.value}({listed}) = {_or_none(raw)}"


def _sum(values: Sequence[float], steps: Steps) -> str:
    total = f"{_plus(values)} = {_exact(sum(values))}"
    if steps.scaled_to is None:
        return total
    return f"{total}; {_bracket(sum(values))} / {len(values)} × {plain(steps.scaled_to)} = {_or_none(steps.raw)}"


def _pomp(parts: Sequence[Part], raw: float | None) -> str:
    """Write a mean of percentages with the coded numbers: from the lowest to the highest sum, or item by item where ranges differ."""
    ranges = {(part.item.low or 0.0, part.item.high or 0.0) for part in parts if part.item is not None}
    values = [part.value for part in parts]
    if len(ranges) == 1 and all(part.item is not None for part in parts):
        low, high = ((len(parts) * end) for end in next(iter(ranges)))
        total = sum(values)
        return f"{_plus(values)} = {_exact(total)}; {_percent(_exact(total), (low, high))} = {_or_none(raw)}"
    terms = " + ".join("0" if part.item is None else _share(part.value, part.item) for part in parts)
    return f"100 × ({terms}) / {len(parts)} = {_or_none(raw)}"


def _share(value: float, item: ScaleItem) -> str:
    low, high = item.low or 0.0, item.high or 0.0
    above = _bracket(value) if low == 0 else f"({_exact(value)} − {_bracket(low)})"
    return f"{above} / {_exact(high - low)}"


def _percent(number: str, ends: Ends) -> str:
    low, high = ends
    if low == 0:
        return f"100 × {_in_brackets(number)} / {_bracket(high)}"
    return f"100 × ({number} − {_bracket(low)}) / ({_exact(high)} − {_bracket(low)})"


def _weighted(method: Method, steps: Steps) -> str:
    numbers, weights = [part.value for part in steps.parts], [part.weight for part in steps.parts]
    total = weighted_total(numbers, weights)
    terms = " + ".join(f"{_bracket(weight)} × {_bracket(number)}" for number, weight in zip(numbers, weights, strict=True))
    told = f"{terms} = {_exact(total)}"
    if method is Method.WEIGHTED_SUM and steps.scaled_to is None:
        return told
    times = f" × {_bracket(steps.scaled_to)}" if method is Method.WEIGHTED_SUM and steps.scaled_to is not None else ""
    return f"{told}; {_bracket(total)} / {_bracket(sum(weights))}{times} = {_or_none(steps.raw)}"


def _norm(scale: Scale, value: float, normed: float | None) -> str:
    norm = scale.norm
    if norm is None or norm.kind == "percentile":
        return f"{_exact(value)} → {_or_none(normed)}"
    z = f"({_exact(value)} − {_bracket(norm.mean or 0.0)}) / {_exact(norm.sd or 1.0)}"
    return f"{f'50 + 10 × {z}' if norm.kind == 't' else z} = {_or_none(normed)}"


def _plus(values: Sequence[float]) -> str:
    return " + ".join(map(_bracket, values))


def _exact(value: float) -> str:
    """Write a number as it is if two digits say it, else with so many that the next step comes out."""
    return plain(value) if abs(value - round(value, 2)) < 0.5 * 10**-_EXACT else plain(value, 4)


def _or_none(value: float | None) -> str:
    return "–" if value is None else _exact(value)


def _bracket(value: float) -> str:
    return _in_brackets(_exact(value))


def _in_brackets(text: str) -> str:
    return f"({text})" if text.startswith("-") else text
