"""Where a score lies between the least and the greatest value that its scale can have."""

from civicdesk.records.scores import Method, Scale

_PERCENT = (0.0, 100.0)


def ends(scale: Scale) -> tuple[float, float] | None:
    """Return the least and the greatest possible value of a scale; None if its rule does not tell (norms, items without a range)."""
    if scale.norm is not None:
        return None
    if scale.rescale == "pomp" or scale.method is Method.MEAN_OF_POMP:
        return _PERCENT
    if scale.transform:
        return min(scale.transform.values()), max(scale.transform.values())
    return _raw_ends(scale)


def share_of(scale: Scale, value: float) -> float | None:
    """Return a value as a share of its scale, 0 to 1, None if the scale has no known ends."""
    found = ends(scale)
    if found is None or found[1] <= found[0]:
        return None
    low, high = found
    return min(1.0, max(0.0, (value - low) / (high - low)))


def _raw_ends(scale: Scale) -> tuple[float, float] | None:
    if scale.method is Method.COUNT:
        return 0.0, float(len(scale.items))
    known = [(item.low, item.high, item.weight) for item in scale.items if item.low is not None and item.high is not None]
    if len(known) < len(scale.items) or not known:
        return None
    if scale.method is Method.SUM:
        return sum(low for low, _, _ in known), sum(high for _, high, _ in known)
    if scale.method is Method.WEIGHTED_SUM:
        return sum(min(low * w, high * w) for low, high, w in known), sum(max(low * w, high * w) for low, high, w in known)
    return min(low for low, _, _ in known), max(high for _, high, _ in known)
