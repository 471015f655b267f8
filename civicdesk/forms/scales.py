"""Whole numbers of which only a few are allowed: such a question is shown as a row of steps and answered by one key."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from civicdesk.forms.build import build

WHOLE: Final = frozenset({"int", "integer", "long"})
STEPS: Final = 11
"""A scale with more steps than this is typed."""
_INSTANCE: Final = re.compile(r"\[[0-9]+\]")
_LEAST: Final = re.compile(r"\s*\.\s*(>=?)\s*(-?[0-9]{1,4})\s*")
_MOST: Final = re.compile(r"\s*\.\s*(<=?)\s*(-?[0-9]{1,4})\s*")


@lru_cache(maxsize=4)
def scales(xform: bytes, attachments: tuple[tuple[str, bytes], ...]) -> Mapping[str, tuple[int, int]]:
    """Return path -> (first, last) of the questions that take whole numbers between two fixed ends, few enough for a row.

    Only the plain shape `. >= 0 and . <= 10` is read, in either order; every other constraint leaves its question as it is.
    """
    form = build(xform, dict(attachments))
    found = {slot.path: _ends(slot.bind.constraint) for slot in form.slots.values() if slot.bind and slot.leaf and slot.type in WHOLE}
    return {path: ends for path, ends in found.items() if ends is not None and 0 < ends[1] - ends[0] < STEPS}


def path_of(ref: str) -> str:
    """Return the path of a question in its form: its reference without the numbers of instances."""
    return _INSTANCE.sub("", ref)


def _ends(constraint: str) -> tuple[int, int] | None:
    parts = constraint.split(" and ")
    least = [match for part in parts if (match := _LEAST.fullmatch(part))]
    most = [match for part in parts if (match := _MOST.fullmatch(part))]
    if len(parts) != len(least) + len(most) or len(least) != 1 or len(most) != 1:
        return None
    first, last = int(least[0][2]) + (least[0][1] == ">"), int(most[0][2]) - (most[0][1] == "<")
    return first, last
