"""From the aggregate of a scale to the value that a person sees: transform, rescale, norm, round."""

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from civicdesk.records.scores import Norm, Scale
from civicdesk.scoring.bands import TOLERANCE
from civicdesk.scoring.ranges import Ends, table_ends


def half_up(value: float, digits: int) -> float:
    """Round to a number of digits after the point, halves upwards: 2.5 -> 3, -2.5 -> -2, 1.25 -> 1.3.

    The value is taken at 12 significant digits first, so that a binary fraction just below a half counts as the half.
    """
    exact = Decimal(f"{value:.12g}").scaleb(digits) + Decimal("0.5")
    return float(exact.to_integral_value(rounding=ROUND_FLOOR).scaleb(-digits))


def looked_up(table: Mapping[float, float], raw: float) -> float | None:
    """Return the table's value for exactly this raw value (within 1e-9); None if it has none, never the nearest."""
    exact = table.get(raw)
    if exact is not None:
        return exact
    return next((value for key, value in table.items() if abs(key - raw) <= TOLERANCE), None)


def transformed(scale: Scale, raw: float) -> float | None:
    """Send the raw value through the scale's table, if it has one; None if the table does not hold it."""
    if scale.transform is None:
        return raw
    if scale.transform_round is not None:
        raw = half_up(raw, scale.transform_round)
    return looked_up(scale.transform, raw)


def as_percent(value: float, ends: Ends) -> float:
    """Return where the value lies between the ends, in 0..100 (percent of maximum possible)."""
    low, high = ends
    return 100 * (value - low) / (high - low)


def rescaled(scale: Scale, value: float) -> float:
    """Put the value on 0..100 if the scale asks for it."""
    ends = table_ends(scale)
    return as_percent(value, ends) if scale.rescale == "pomp" and ends else value


def normed(norm: Norm | None, value: float) -> float | None:
    """Set the value against a group; None if a table of percentiles does not hold it.

    z = (v - mean) / sd; t = 50 + 10 z; percentile of a sample = 100 (below + 0.5 equal) / n.
    """
    if norm is None:
        return value
    if norm.kind != "percentile":
        z = (value - (norm.mean or 0.0)) / (norm.sd or 1.0)
        return 50 + 10 * z if norm.kind == "t" else z
    if norm.table:
        return looked_up(dict(norm.table), value)
    below = sum(one < value - TOLERANCE for one in norm.sample)
    equal = sum(abs(one - value) <= TOLERANCE for one in norm.sample)
    return 100 * (below + 0.5 * equal) / len(norm.sample)
