"""The scoring key as canonical JSON: one text for one key, so that its SHA-256 names it for ever."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from civicdesk.errors import Damaged
from civicdesk.records.scores import (
    Audience,
    Band,
    Direction,
    Feedback,
    Flag,
    Key,
    Method,
    Norm,
    OnMissing,
    Scale,
    ScaleItem,
)
from civicdesk.scoring.ranges import children_of, final_ends

_LATER = frozenset({"registered_by", "registration_number", "registered_on"})
"""Left out while empty: keys that were hashed before these were known keep their hash."""
_DERIVED = {Key: frozenset({"sha256", "rule_sha256"}), Scale: frozenset({"low", "high"})}


def canonical(key: Key) -> bytes:
    """Write a key as canonical JSON: UTF-8, sorted names, no spaces, shortest numbers; hashes and worked-out ends are left out."""
    return _dump(_plain(key))


def from_canonical(data: bytes) -> Key:
    """Read a key back, with its hashes and ends filled in.

    Raises:
        Damaged: the bytes are no key (`SCORE-KEY-DAMAGED`).
    """
    try:
        return with_hashes(_key(json.loads(data)))
    except (ValueError, KeyError, TypeError, AttributeError) as why:
        raise Damaged("SCORE-KEY-DAMAGED") from why


def with_hashes(key: Key) -> Key:
    """Fill in what follows from a key: the ends of each scale, the hash of the whole, and a hash of each scale's rule."""
    below = children_of(key.scales)
    done: dict[str, Scale] = {}
    for scale in key.scales:
        ends = final_ends(scale, [done[child.name] for child in below.get(scale.name, ())])
        done[scale.name] = replace(scale, low=ends[0] if ends else None, high=ends[1] if ends else None)
    whole = replace(key, scales=tuple(done.values()))
    rules: dict[str, str] = {}
    for scale in whole.scales:
        rules[scale.name] = _sha(_rule(whole, scale, sorted(rules[child.name] for child in below.get(scale.name, ()))))
    return replace(whole, sha256=hashlib.sha256(canonical(whole)).hexdigest(), rule_sha256=rules)


def _rule(key: Key, scale: Scale, children: Sequence[str]) -> Mapping[str, object]:
    """Return only what changes a scale's numbers, so that mending a text does not part before from after."""
    norm = scale.norm
    return {
        "method": scale.method,
        "on_missing": scale.on_missing,
        "min_answered": scale.min_answered,
        "min_proportion": scale.min_proportion,
        "rescale": scale.rescale,
        "round": scale.rounding,
        "transform": scale.transform,
        "transform_round": scale.transform_round,
        "norm": None if norm is None else [norm.kind, norm.mean, norm.sd, norm.table, norm.sample],
        "items": [
            {
                "item": item.item,
                "reverse": item.reverse,
                "weight": item.weight,
                "range": [item.low, item.high],
                "integer": item.integer,
                "scores": key.choice_scores.get(item.item, {}),
                "missing": key.choice_missing.get(item.item, frozenset()),
                "na": key.choice_na.get(item.item, frozenset()),
            }
            for item in sorted(scale.items, key=lambda item: item.item)
        ],
        "codes": [key.missing_codes, key.na_codes],
        "children": children,
    }


def _sha(rule: Mapping[str, object]) -> str:
    return hashlib.sha256(_dump(_plain(rule))).hexdigest()


def _dump(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _plain(value: object) -> object:
    """Turn records into what JSON holds; a table of numbers becomes sorted pairs, a set a sorted list."""
    if is_dataclass(value):
        derived = _DERIVED.get(type(value), frozenset())
        named = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in derived}
        return {name: _plain(one) for name, one in named.items() if one or name not in _LATER}
    if isinstance(value, Mapping):
        pairs = [(_plain(name), _plain(value[name])) for name in sorted(value)]
        return pairs if any(isinstance(name, float) for name in value) else dict(pairs)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _key(raw: Mapping[str, Any]) -> Key:
    return Key(
        **{
            **raw,
            "scales": tuple(_scale(one) for one in raw["scales"]),
            "choice_scores": {
                item: {code: float(score) for code, score in scores.items()} for item, scores in raw["choice_scores"].items()
            },
            "choice_missing": {item: frozenset(codes) for item, codes in raw["choice_missing"].items()},
            "choice_na": {item: frozenset(codes) for item, codes in raw["choice_na"].items()},
            "missing_codes": frozenset(raw["missing_codes"]),
            "na_codes": frozenset(raw["na_codes"]),
            "flags": tuple(Flag(**{**one, "audience": Audience(one["audience"])}) for one in raw["flags"]),
        }
    )


def _scale(raw: Mapping[str, Any]) -> Scale:
    floats = {name: _float(raw[name]) for name in ("reliability", "sd", "sem", "mic", "cutoff")}
    return Scale(
        **{
            **raw,
            **floats,
            "min_proportion": float(raw["min_proportion"]),
            "method": Method(raw["method"]),
            "on_missing": OnMissing(raw["on_missing"]),
            "direction": Direction(raw["direction"]),
            "audience": Audience(raw["audience"]),
            "transform": None if raw["transform"] is None else {float(name): float(value) for name, value in raw["transform"]},
            "norm": None if raw["norm"] is None else _norm(raw["norm"]),
            "items": tuple(
                ScaleItem(**{**one, "weight": float(one["weight"]), "low": _float(one["low"]), "high": _float(one["high"])})
                for one in raw["items"]
            ),
            "bands": tuple(Band(**{**one, "start": float(one["start"])}) for one in raw["bands"]),
            "feedback": tuple(
                Feedback(**{**one, "audience": Audience(one["audience"]), "directory_tags": tuple(one["directory_tags"])})
                for one in raw["feedback"]
            ),
        }
    )


def _norm(raw: Mapping[str, Any]) -> Norm:
    return Norm(
        **{
            **raw,
            "mean": _float(raw["mean"]),
            "sd": _float(raw["sd"]),
            "table": tuple((float(value), float(percent)) for value, percent in raw["table"]),
            "sample": tuple(float(one) for one in raw["sample"]),
        }
    )


def _float(value: float | None) -> float | None:
    return None if value is None else float(value)
