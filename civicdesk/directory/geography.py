"""How far it is, without a map and without a network: from the middle of one postcode sector to that of another."""

import csv
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from civicdesk import paths
from civicdesk.records.entries import Entry

_AREA = re.compile(r"[A-Z]+")

Point = tuple[int, int]
"""Easting and northing in metres on the National Grid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A postcode district or sector."""

    point: Point
    areas: tuple[str, str]
    """Code and name of its local authority."""


@lru_cache(maxsize=1)
def places() -> Mapping[str, Place]:
    """Return the shipped places by code."""
    text = (paths.resources() / "gazetteer" / "places.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Place(point=(int(row["easting"]), int(row["northing"])), areas=(row["area"], row["area_name"]))
        for row in csv.DictReader(text.splitlines())
    }


def place(code: str) -> Place | None:
    """Return the place of a postcode, sector or district; of its district if the sector is not known."""
    spaced = " ".join(code.upper().split())
    outward, _, inward = spaced.partition(" ")
    return places().get(f"{outward} {inward[:1]}") or places().get(outward)


def areas(code: str) -> tuple[str, ...]:
    """Return code and name of the local authority of a postcode, sector or district; none if the place is not known."""
    known = place(code)
    return known.areas if known else ()


def point(entry: Entry) -> Point | None:
    """Return where an entry is."""
    facts = entry.facts
    if facts.easting is not None and facts.northing is not None:
        return facts.easting, facts.northing
    known = place(entry.district) if entry.district else None
    return known.point if known else None


def kilometres(one: Point, other: Point) -> float:
    """Return the straight line between two points."""
    return math.hypot(one[0] - other[0], one[1] - other[1]) / 1000


def district(code: str) -> str:
    """Return the first half of a postcode."""
    return code.strip().upper().partition(" ")[0]


def postcode_area(code: str) -> str:
    """Return the letters with which a district begins; an odd spelling is only itself."""
    match = _AREA.match(code)
    return match[0] if match else code


def national_grid(latitude: float, longitude: float) -> Point:
    """Return where a point of a satellite receiver lies on the National Grid, to about 5 metres.

    Args:
        latitude: degrees north, WGS84.
        longitude: degrees east.

    Source: the transverse Mercator series and the seven-parameter shift that Ordnance Survey prints in its guide to coordinate systems.
    """
    return _projected(*_shifted(math.radians(latitude), math.radians(longitude)))


_WGS84 = (6_378_137.0, 6_356_752.314_245)
_AIRY = (6_377_563.396, 6_356_256.909)
"""Half axes of the two ellipsoids, in metres."""
_SHIFT = (-446.448, 125.157, -542.060)
_TURN = tuple(math.radians(seconds / 3600) for seconds in (-0.1502, -0.2470, -0.8421))
_SCALE = 20.4894e-6
_CENTRE = 0.999_601_271_7
_ORIGIN = (math.radians(49), math.radians(-2), 400_000.0, -100_000.0)


def _shifted(latitude: float, longitude: float) -> tuple[float, float]:
    """Return latitude and longitude in radians on the older ellipsoid."""
    a, b = _WGS84
    squared = 1 - b * b / (a * a)
    nu = a / math.sqrt(1 - squared * math.sin(latitude) ** 2)
    x = nu * math.cos(latitude) * math.cos(longitude)
    y = nu * math.cos(latitude) * math.sin(longitude)
    z = (1 - squared) * nu * math.sin(latitude)
    grown = 1 + _SCALE
    about_x, about_y, about_z = _TURN
    moved = (
        _SHIFT[0] + x * grown - y * about_z + z * about_y,
        _SHIFT[1] + x * about_z + y * grown - z * about_x,
        _SHIFT[2] - x * about_y + y * about_x + z * grown,
    )
    a, b = _AIRY
    squared = 1 - b * b / (a * a)
    flat = math.hypot(moved[0], moved[1])
    phi = math.atan2(moved[2], flat * (1 - squared))
    for _ in range(5):
        nu = a / math.sqrt(1 - squared * math.sin(phi) ** 2)
        phi = math.atan2(moved[2] + squared * nu * math.sin(phi), flat)
    return phi, math.atan2(moved[1], moved[0])


def _projected(phi: float, lam: float) -> Point:
    a, b = _AIRY
    squared = 1 - b * b / (a * a)
    sine, cosine, tangent = math.sin(phi), math.cos(phi), math.tan(phi)
    nu = a * _CENTRE / math.sqrt(1 - squared * sine**2)
    rho = a * _CENTRE * (1 - squared) / (1 - squared * sine**2) ** 1.5
    eta = nu / rho - 1
    east = lam - _ORIGIN[1]
    north = (
        _ORIGIN[3]
        + _arc(phi)
        + nu / 2 * sine * cosine * east**2
        + nu / 24 * sine * cosine**3 * (5 - tangent**2 + 9 * eta) * east**4
        + nu / 720 * sine * cosine**5 * (61 - 58 * tangent**2 + tangent**4) * east**6
    )
    easting = (
        _ORIGIN[2]
        + nu * cosine * east
        + nu / 6 * cosine**3 * (nu / rho - tangent**2) * east**3
        + nu / 120 * cosine**5 * (5 - 18 * tangent**2 + tangent**4 + 14 * eta - 58 * tangent**2 * eta) * east**5
    )
    return round(easting), round(north)


def _arc(phi: float) -> float:
    """Return the length of the meridian from the origin, in metres."""
    a, b = _AIRY
    n = (a - b) / (a + b)
    less, more = phi - _ORIGIN[0], phi + _ORIGIN[0]
    return (
        b
        * _CENTRE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * math.sin(less) * math.cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * math.sin(2 * less) * math.cos(2 * more)
            - 35 / 24 * n**3 * math.sin(3 * less) * math.cos(3 * more)
        )
    )
