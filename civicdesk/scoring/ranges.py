"""The ends between which a scale's value lies."""

from collections.abc import Mapping, Sequence

from civicdesk.records.scores import Method, Scale, ScaleItem

Ends = tuple[float, float]

PERCENT: Ends = (0.0, 100.0)


def raw_ends(scale: Scale) -> Ends | None:
    """Return the least and greatest aggregate of a scale's items, before transform and rescaling.

    None where the items give none: an item without a range, or a parent scale.
    """
    items = scale.items
    if scale.method is Method.COUNT:
        return 0.0, float(len(items))
    ranges = [(item.low, item.high) for item in items if item.low is not None and item.high is not None]
    if not items or len(ranges) < len(items):
        return None
    match scale.method:
        case Method.SUM:
            return sum(low for low, _ in ranges), sum(high for _, high in ranges)
        case Method.WEIGHTED_SUM:
            return _weighted(items, ranges)
        case Method.MEAN_OF_POMP:
            return PERCENT
        case _:
            return min(low for low, _ in ranges), max(high for _, high in ranges)


def table_ends(scale: Scale) -> Ends | None:
    """Return the ends after the scale's transform: least and greatest value of the table, or the raw ends without a table."""
    if scale.transform:
        return min(scale.transform.values()), max(scale.transform.values())
    return raw_ends(scale)


def final_ends(scale: Scale, children: Sequence[Scale]) -> Ends | None:
    """Return the ends of the value that a person sees, None if they are not known.

    Args:
        scale: the scale.
        children: the scales that feed it, with their own ends filled in; empty for a scale of items.
    """
    ends = _of_children(scale, children) if children and not scale.transform else table_ends(scale)
    if scale.rescale == "pomp":
        ends = PERCENT
    if scale.norm is None or ends is None:
        return ends
    if scale.norm.kind == "percentile":
        return PERCENT
    mean, sd = scale.norm.mean or 0.0, scale.norm.sd or 1.0
    low, high = ((end - mean) / sd for end in ends)
    return (50 + 10 * low, 50 + 10 * high) if scale.norm.kind == "t" else (low, high)


def children_of(scales: Sequence[Scale]) -> Mapping[str, tuple[Scale, ...]]:
    """Return the scales that name each parent, in order."""
    found: dict[str, tuple[Scale, ...]] = {}
    for scale in scales:
        if scale.parent:
            found[scale.parent] = (*found.get(scale.parent, ()), scale)
    return found


def _weighted(items: Sequence[ScaleItem], ranges: Sequence[Ends]) -> Ends:
    """Add up weighted ends; a negative weight swaps an item's ends."""
    pairs = [sorted((item.weight * low, item.weight * high)) for item, (low, high) in zip(items, ranges, strict=True)]
    return sum(low for low, _ in pairs), sum(high for _, high in pairs)


def _of_children(scale: Scale, children: Sequence[Scale]) -> Ends | None:
    lows = [child.low for child in children if child.low is not None]
    highs = [child.high for child in children if child.high is not None]
    if len(lows) < len(children) or len(highs) < len(children):
        return None
    if scale.method is Method.SUM_OF_SCALES:
        return sum(lows), sum(highs)
    return min(lows), max(highs)
