"""Functions of places on the map.

Distances are great circles on a sphere of 6,378,100 m; areas are those between the border and the equator on the same sphere, added up
with their signs (R. G. Chamberlain and W. H. Duquette, Some algorithms for polygons on a sphere, 2007). Both are rounded to 2 decimals (F21).
"""

import math
from itertools import pairwise
from typing import Final

from civicdesk.forms.xpath.arguments import Argument, Function, Run, texts
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import Value, to_text

_RADIUS: Final = 6_378_100.0
Place = tuple[float, float]


def points(text: str) -> list[Place] | None:
    """Read `lat lon alt acc;lat lon ...` as (latitude, longitude) in degrees; None if it is no such text."""
    found: list[Place] = []
    for part in text.split(";"):
        if not part.strip():
            continue
        numbers = part.split()
        try:
            found.append((float(numbers[0]), float(numbers[1])))
        except (IndexError, ValueError):
            return None
    return found


def _area(text: str) -> float:
    corners = points(text)
    if corners is None:
        return math.nan
    if len(corners) < 3:
        return 0.0
    twice = sum(
        math.radians(longitude2 - longitude1) * (2 + math.sin(math.radians(latitude1)) + math.sin(math.radians(latitude2)))
        for (latitude1, longitude1), (latitude2, longitude2) in zip(corners, [*corners[1:], corners[0]], strict=True)
    )
    return round(abs(twice) * _RADIUS**2 / 2, 2)


def _distance(args: tuple[Argument, ...]) -> Run:
    runs = tuple(arg.value for arg in args)

    def run(scope: Scope) -> Value:
        parts: list[str] = []
        for one in runs:
            value = one(scope)
            parts += [node.text() for node in value] if isinstance(value, list) else [to_text(value)]
        way = points(";".join(parts))
        if way is None:
            return math.nan
        return round(sum(_between(start, end) for start, end in pairwise(way)), 2)

    return run


def _between(start: Place, end: Place) -> float:
    """Return the great circle between two places in metres (haversine formula)."""
    (lat1, lon1), (lat2, lon2) = [(math.radians(lat), math.radians(lon)) for lat, lon in (start, end)]
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _RADIUS * math.asin(min(1.0, math.sqrt(half)))


def _geofence(point: str, shape: str) -> bool:
    """Tell whether a place lies inside a shape, by counting how often a line to the east crosses its border."""
    place, border = points(point), points(shape)
    if not place or not border or len(border) < 3:
        return False
    latitude, longitude = place[0]
    inside = False
    for (lat1, lon1), (lat2, lon2) in zip(border, [*border[1:], border[0]], strict=True):
        if (lat1 > latitude) != (lat2 > latitude) and longitude < (lon2 - lon1) * (latitude - lat1) / (lat2 - lat1) + lon1:
            inside = not inside
    return inside


FUNCTIONS: Final[dict[str, Function]] = {
    "area": texts(1, 1, _area),
    "distance": Function(_distance, 1, 1_000),
    "geofence": texts(2, 2, _geofence),
}
