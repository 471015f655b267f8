"""JSON in one spelling only: what is signed or hashed must have the same bytes on every machine."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from civicdesk.errors import Refused

MAX_BYTES = 20 * 1024 * 1024
MAX_DEPTH = 64
MAX_INTEGER = 2**53
MAX_VALUES = 400_000
"""Braces, brackets and commas: no value is without one, and each value takes memory many times its letters."""


def dump(value: object) -> bytes:
    """Return canonical JSON: sorted keys, no blanks, floats rounded to 6 places, UTF-8, one line feed at the end."""
    return json.dumps(_rounded(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode() + b"\n"


def document(value: object, file: str) -> bytes:
    """Return canonical JSON for a file that somebody will read again: nothing is written that `load` would turn away.

    Args:
        value: what the file says.
        file: its name, for the sentence.

    Raises:
        Refused: EXPORT-DOCUMENT: it holds more than any reader takes.
    """
    written = dump(value)
    if _is_too_large(written):
        raise Refused("EXPORT-DOCUMENT", file=file, most=f"{MAX_VALUES:,}", megabytes=MAX_BYTES // 1024 // 1024)
    return written


def _is_too_large(data: bytes) -> bool:
    return len(data) > MAX_BYTES or sum(map(data.count, (b"{", b"[", b","))) > MAX_VALUES


def load(data: bytes) -> Any:
    """Read JSON that came from outside.

    Raises:
        ValueError: not UTF-8, not JSON, larger or deeper than the limits, a key twice, NaN, Infinity or an integer beyond 2**53.
    """
    if _is_too_large(data):
        raise ValueError("too large")
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant, parse_int=_integer)
    except RecursionError as why:
        raise ValueError("too deep") from why
    _check_depth(value)
    return value


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, Mapping):
        return {name: _rounded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key twice")
    return made


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _integer(text: str) -> int:
    value = int(text) if len(text) < 20 else MAX_INTEGER + 1
    if abs(value) > MAX_INTEGER:
        raise ValueError("integer out of range")
    return value


def _check_depth(value: object) -> None:
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise ValueError("too deep")


def _inside(value: object) -> Sequence[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()
