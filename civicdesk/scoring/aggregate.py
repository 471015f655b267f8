"""From the numbers of a scale's items to one number, with the line that a person can check by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

from civicdesk.records.scores import Method, Scale, ScaleItem
from civicdesk.scoring.bands import TOLERANCE
from civicdesk.scoring.metric import as_percent


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One number that goes into a scale: an item after reversing, or a child scale, with its weight."""

    value: float
    weight: float = 1.0
    item: ScaleItem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The aggregate and how it was worked out; `value` is None where a division by nothing would be needed."""

    value: float | None
    line: str


def aggregate(scale: Scale, parts: Sequence[Part], *, prorated: bool, whole: int, whole_weight: float) -> Total:
    """Aggregate the parts of a scale that count.

    Args:
        scale: gives the method.
        parts: answered items (missing ones as 0 under on_missing zero), or children with a value; at least one.
        prorated: some are missing, so a sum is scaled up to all.
        whole: number of items or children of the scale.
        whole_weight: sum of the weights of all items.
    """
    values = [part.value for part in parts]
    match scale.method:
        case Method.SUM | Method.SUM_OF_SCALES:
            return _sum(values, whole if prorated else 0)
        case Method.MEAN | Method.MEAN_OF_SCALES:
            return _mean(values)
        case Method.MEAN_OF_POMP:
            return _mean([_percent(part) for part in parts])
        case Method.WEIGHTED_SUM | Method.WEIGHTED_MEAN:
            return _weighted(scale.method, parts, whole_weight if prorated else None)
        case _:
            return _one_of(scale.method, values)


def plain(value: float) -> str:
    """Write a number for people: at most two digits after the point."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _one_of(method: Method, values: Sequence[float]) -> Total:
    listed = ", ".join(map(plain, values))
    if method is Method.COUNT:
        value, line = float(sum(value > 0 for value in values)), f"({listed}) > 0"
    elif method is Method.SINGLE:
        return Total(value=values[0], line=plain(values[0]))
    else:
        value, line = (min(values) if method is Method.MIN else max(values)), f"{method.value}({listed})"
    return Total(value=value, line=f"{line} = {plain(value)}")


def _sum(values: Sequence[float], scaled_to: int) -> Total:
    total = sum(values)
    line = f"{_plus(values)} = {plain(total)}"
    if not scaled_to:
        return Total(value=total, line=line)
    value = total / len(values) * scaled_to
    return Total(value=value, line=f"{line}; {plain(total)} / {len(values)} × {scaled_to} = {plain(value)}")


def _mean(values: Sequence[float]) -> Total:
    value = sum(values) / len(values)
    return Total(value=value, line=f"({_plus(values)}) / {len(values)} = {plain(value)}")


def _weighted(method: Method, parts: Sequence[Part], scaled_to: float | None) -> Total:
    total = sum(part.weight * part.value for part in parts)
    weights = sum(part.weight for part in parts)
    line = " + ".join(f"{plain(part.weight)} × {_bracket(part.value)}" for part in parts) + f" = {plain(total)}"
    if method is Method.WEIGHTED_SUM and scaled_to is None:
        return Total(value=total, line=line)
    if abs(weights) <= TOLERANCE:
        return Total(value=None, line=line)
    if method is Method.WEIGHTED_MEAN or scaled_to is None:
        value = total / weights
        return Total(value=value, line=f"{line}; {plain(total)} / {plain(weights)} = {plain(value)}")
    value = total / weights * scaled_to
    return Total(value=value, line=f"{line}; {plain(total)} / {plain(weights)} × {plain(scaled_to)} = {plain(value)}")


def _percent(part: Part) -> float:
    """Put one item on 0..100 in its own range; a missing item that counts 0 has no item and stays 0."""
    if part.item is None or part.item.low is None or part.item.high is None:
        return part.value
    return as_percent(part.value, (part.item.low, part.item.high))


def _plus(values: Sequence[float]) -> str:
    return " + ".join(map(_bracket, values))


def _bracket(value: float) -> str:
    text = plain(value)
    return f"({text})" if text.startswith("-") else text
