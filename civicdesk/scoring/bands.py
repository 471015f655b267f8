"""Named stretches of a scale."""

from collections.abc import Sequence

from civicdesk.records.scores import Band

TOLERANCE = 1e-9
"""Sums of binary fractions miss a limit by less than this."""


def band_of(bands: Sequence[Band], value: float | None) -> Band | None:
    """Return the last band that starts at or below the value (within 1e-9); None without a value or below all bands."""
    if value is None:
        return None
    found = None
    for band in bands:
        if band.start <= value + TOLERANCE:
            found = band
    return found
