"""Small pictures for Easy Read, drawn by us from straight and round lines: a plant that grows, a pin, a bin, an eye.

Pure geometry in a square of 1 by 1 with the origin at the top left; pages and web pages draw the same shapes.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from civicdesk.records.sheets import Bar

Place = tuple[float, float]
"""Across and down."""


class Picture(StrEnum):
    """What a picture shows; its value is the last part of the key of its words."""

    PAGE = "page"
    STAR = "star"
    SMALL_PLANT = "small_plant"
    PLANT = "plant"
    TREE = "tree"
    STEPS = "steps"
    PIN = "place"
    PHONE = "phone"
    TURN = "turn"
    EYE = "eye"
    BIN = "bin"
    PENCIL = "pencil"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class Shape:
    """One line through places; `filled` shapes have a tinted inside, `closed` ones end where they begin."""

    places: tuple[Place, ...]
    closed: bool = False
    filled: bool = False


def shapes_of(picture: Picture) -> tuple[Shape, ...]:
    """Return what a picture is drawn of, from the back to the front."""
    return _SHAPES[picture]


def grown(bar: Bar) -> Picture | None:
    """Return the plant for a bar: small, bigger, a tree; None where there is no bar: a tree would praise what is better low."""
    plants = {"low": Picture.SMALL_PLANT, "middle": Picture.PLANT, "high": Picture.TREE}
    return plants.get(bar.reading) if bar.share is not None else None


def _line(*places: Place) -> Shape:
    return Shape(places)


def _area(*places: Place) -> Shape:
    return Shape(places, closed=True, filled=True)


def _arc(middle: Place, radius: Place, start: float, end: float, steps: int = 16) -> tuple[Place, ...]:
    """Return places on an ellipse between two angles in turns; 0 is to the right, a quarter is down."""
    turns = (start + (end - start) * step / steps for step in range(steps + 1))
    return tuple(
        (middle[0] + radius[0] * math.cos(2 * math.pi * turn), middle[1] + radius[1] * math.sin(2 * math.pi * turn)) for turn in turns
    )


def _round(x: float, y: float, radius: float) -> Shape:
    return Shape(_arc((x, y), (radius, radius), 0, 1, 24)[:-1], closed=True, filled=True)


def _leaf(stem: Place, tip: Place, width: float) -> Shape:
    """Return a leaf between a stem and its tip."""
    (x, y), (to_x, to_y) = stem, tip
    across = (-(to_y - y) * width, (to_x - x) * width)
    sides: list[Place] = []
    for sign in (1, -1):
        half = [
            (x + (to_x - x) * t + sign * across[0] * math.sin(math.pi * t), y + (to_y - y) * t + sign * across[1] * math.sin(math.pi * t))
            for t in (step / 8 for step in range(9))
        ]
        sides += half if sign > 0 else half[::-1]
    return Shape(tuple(sides), closed=True, filled=True)


def _star(points: int = 5) -> tuple[Place, ...]:
    found = []
    for corner in range(points * 2):
        radius = 0.46 if corner % 2 == 0 else 0.2
        angle = math.pi * corner / points - math.pi / 2
        found.append((0.5 + radius * math.cos(angle), 0.53 + radius * math.sin(angle)))
    return tuple(found)


_GROUND = _line((0.12, 0.92), (0.88, 0.92))
_SHAPES: dict[Picture, tuple[Shape, ...]] = {
    Picture.PAGE: (
        _area((0.2, 0.06), (0.62, 0.06), (0.82, 0.26), (0.82, 0.94), (0.2, 0.94)),
        _line((0.62, 0.06), (0.62, 0.26), (0.82, 0.26)),
        *(_line((0.33, y), (0.69, y)) for y in (0.44, 0.58, 0.72)),
    ),
    Picture.STAR: (_area(*_star()),),
    Picture.SMALL_PLANT: (
        _GROUND,
        _line((0.5, 0.92), (0.5, 0.66)),
        _leaf((0.5, 0.74), (0.24, 0.54), 0.28),
        _leaf((0.5, 0.68), (0.76, 0.5), 0.28),
    ),
    Picture.PLANT: (
        _GROUND,
        _line((0.5, 0.92), (0.5, 0.3)),
        _leaf((0.5, 0.8), (0.2, 0.64), 0.28),
        _leaf((0.5, 0.7), (0.8, 0.52), 0.28),
        _leaf((0.5, 0.54), (0.24, 0.36), 0.28),
        _leaf((0.5, 0.36), (0.56, 0.06), 0.26),
    ),
    Picture.TREE: (
        _GROUND,
        _area((0.43, 0.92), (0.45, 0.5), (0.55, 0.5), (0.57, 0.92)),
        _round(0.3, 0.46, 0.2),
        _round(0.7, 0.46, 0.2),
        _round(0.5, 0.27, 0.24),
    ),
    Picture.STEPS: (_area((0.06, 0.92), (0.06, 0.72), (0.34, 0.72), (0.34, 0.5), (0.62, 0.5), (0.62, 0.28), (0.94, 0.28), (0.94, 0.92)),),
    Picture.PIN: (
        _area((0.5, 0.95), *_arc((0.5, 0.38), (0.31, 0.31), 0.42, 1.08, 24)),
        _round(0.5, 0.38, 0.11),
    ),
    Picture.PHONE: (
        Shape(((0.28, 0.05), (0.72, 0.05), (0.72, 0.95), (0.28, 0.95)), closed=True, filled=True),
        _line((0.36, 0.18), (0.64, 0.18), (0.64, 0.74), (0.36, 0.74), (0.36, 0.18)),
        _line((0.46, 0.85), (0.54, 0.85)),
    ),
    Picture.TURN: (_line(*_arc((0.5, 0.54), (0.33, 0.33), 0.55, 1.4, 24)), _line((0.08, 0.2), (0.16, 0.46), (0.4, 0.36))),
    Picture.EYE: (
        _area(*_arc((0.5, 0.78), (0.52, 0.52), 0.585, 0.915, 16), *_arc((0.5, 0.22), (0.52, 0.52), 0.085, 0.415, 16)),
        _round(0.5, 0.5, 0.13),
    ),
    Picture.BIN: (
        _area((0.22, 0.28), (0.78, 0.28), (0.72, 0.94), (0.28, 0.94)),
        _line((0.12, 0.22), (0.88, 0.22)),
        _line((0.38, 0.22), (0.38, 0.1), (0.62, 0.1), (0.62, 0.22)),
        *(_line((x, 0.42), (x, 0.8)) for x in (0.42, 0.58)),
    ),
    Picture.PENCIL: (
        _area((0.1, 0.9), (0.16, 0.66), (0.68, 0.14), (0.86, 0.32), (0.34, 0.84)),
        _line((0.16, 0.66), (0.34, 0.84)),
        _line((0.58, 0.24), (0.76, 0.42)),
    ),
    Picture.SPEECH: (
        _area((0.08, 0.12), (0.92, 0.12), (0.92, 0.66), (0.46, 0.66), (0.26, 0.9), (0.26, 0.66), (0.08, 0.66)),
        *(_line((0.22, y), (0.78, y)) for y in (0.32, 0.47)),
    ),
}
