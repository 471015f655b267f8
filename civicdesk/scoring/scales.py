"""Answers in, scores out. The rules, step by step: docs/reference/scoring.md."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civicdesk.records.scores import ItemAnswer, ItemWorking, Key, Method, OnMissing, Scale, ScaleItem, ScaleScore, Status
from civicdesk.scoring.aggregate import Part, Total, aggregate, plain
from civicdesk.scoring.answers import ANSWERED, MISSING, NOT_RELEVANT, as_text, read
from civicdesk.scoring.bands import TOLERANCE, band_of
from civicdesk.scoring.flags import raised
from civicdesk.scoring.metric import half_up, normed, rescaled, transformed
from civicdesk.scoring.ranges import children_of

__all__ = ["raised", "score"]

_WHOLE_SUMS = frozenset({Method.SUM, Method.WEIGHTED_SUM, Method.SUM_OF_SCALES})
"""Comparable only if every item counts: one that does not apply makes the sum incomplete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Material:
    """What a scale is made of in one record: its parts that count, and how many there could be."""

    parts: tuple[Part, ...]
    n_items: int
    n_applicable: int
    invalid: tuple[str, ...]
    workings: tuple[ItemWorking, ...]
    whole_weight: float
    prorated_below: bool = False
    """A child scale was prorated."""
    spoilt: bool = False
    """An item or a child scale is invalid."""


def score(key: Key, answers: Mapping[str, ItemAnswer], *, variant: str = "full") -> tuple[ScaleScore, ...]:
    """Score every scale of a key for one finished response; it never raises on answers.

    Args:
        key: from `loader.read_key` or `key.from_canonical`.
        answers: item -> answer as stored. None or absent is missing; a question that was not relevant at the end (recovery
            items elsewhere, items outside the short form) is handed over as `na`.
        variant: `full` or `short`, as the person was asked.

    Returns:
        One score a scale, children before parents. A score without a value says why in its status.
    """
    children = children_of(key.scales)
    done: dict[str, ScaleScore] = {}
    for scale in key.scales:
        below = children.get(scale.name)
        material = _from_children([done[child.name] for child in below]) if below else _from_items(key, scale, answers)
        done[scale.name] = _judge(key, scale, material, variant)
    return tuple(done.values())


def _from_items(key: Key, scale: Scale, answers: Mapping[str, ItemAnswer]) -> _Material:
    parts: list[Part] = []
    workings: list[ItemWorking] = []
    invalid: list[str] = []
    applicable = 0
    for item in scale.items:
        answer = answers.get(item.item)
        number, standing = read(key, item, answer)
        value = None if number is None else _keyed(item, number)
        workings.append(ItemWorking(item=item.item, answer=as_text(answer), value=value, reversed=item.reverse, standing=standing))
        applicable += standing != NOT_RELEVANT
        if value is not None:
            parts.append(Part(value=value, weight=item.weight, item=item))
        elif standing not in {MISSING, NOT_RELEVANT}:
            invalid.append(f"{item.item}:{standing.removeprefix('invalid:')}")
    return _Material(
        parts=tuple(parts),
        n_items=len(scale.items),
        n_applicable=applicable,
        invalid=tuple(invalid),
        workings=tuple(workings),
        whole_weight=sum(item.weight for item in scale.items),
        spoilt=bool(invalid),
    )


def _from_children(scores: Sequence[ScaleScore]) -> _Material:
    return _Material(
        parts=tuple(Part(value=score.value) for score in scores if score.value is not None),
        n_items=len(scores),
        n_applicable=sum(score.status is not Status.NOT_APPLICABLE for score in scores),
        invalid=tuple(dict.fromkeys(flag for score in scores for flag in score.flags)),
        workings=tuple(_child_working(score) for score in scores),
        whole_weight=float(len(scores)),
        prorated_below=any(score.status is Status.PRORATED for score in scores),
        spoilt=any(score.status is Status.INVALID for score in scores),
    )


def _child_working(score: ScaleScore) -> ItemWorking:
    standing = {Status.NOT_APPLICABLE: NOT_RELEVANT, Status.INVALID: "invalid:scale"}.get(score.status, MISSING)
    return ItemWorking(
        item=score.scale,
        answer="" if score.value is None else plain(score.value),
        value=score.value,
        reversed=False,
        standing=standing if score.value is None else ANSWERED,
    )


def _keyed(item: ScaleItem, number: float) -> float:
    """Reverse within the item's own range: low + high - x."""
    if not item.reverse or item.low is None or item.high is None:
        return number
    return item.low + item.high - number


def _judge(key: Key, scale: Scale, material: _Material, variant: str) -> ScaleScore:
    """Decide the status, and work the value out if there is one."""
    status, line = _standing(scale, material)
    value = unrounded = None
    if status in {Status.OK, Status.PRORATED}:
        total = _total(scale, material, prorated=len(material.parts) < _needed_for_ok(scale, material))
        unrounded = _metric(scale, total.value)
        line = _line(scale, total, unrounded)
        if total.value is None:
            status = Status.TOO_FEW
        elif unrounded is None:
            status = Status.NO_TRANSFORM
        else:
            value = unrounded if scale.rounding is None else half_up(unrounded, scale.rounding)
    band = band_of(scale.bands, unrounded)
    return ScaleScore(
        scale=scale.name,
        value=value,
        status=status,
        n_answered=len(material.parts),
        n_applicable=material.n_applicable,
        n_items=material.n_items,
        band=band.name if band else "",
        flags=material.invalid,
        variant=variant,
        key_id=key.id,
        key_version=key.version,
        key_sha256=key.sha256,
        rule_sha256=key.rule_sha256.get(scale.name, ""),
        workings=material.workings,
        arithmetic=line,
    )


def _standing(scale: Scale, material: _Material) -> tuple[Status, str]:
    """Return the status by the steps of the reference page, and the comparison that decided it."""
    answered, complete = len(material.parts), _needed_for_ok(scale, material)
    if material.spoilt:
        return Status.INVALID, ""
    if material.n_applicable == 0:
        return Status.NOT_APPLICABLE, ""
    if answered == 0 or (answered < complete and scale.on_missing is OnMissing.NULL):
        return Status.MISSING, f"{answered} < {complete}"
    if answered < complete and scale.on_missing is OnMissing.PRORATE:
        least = max(scale.min_answered, math.ceil(scale.min_proportion * material.n_applicable - TOLERANCE), 1)
        return (Status.TOO_FEW, f"{answered} < {least}") if answered < least else (Status.PRORATED, "")
    return (Status.PRORATED if material.prorated_below else Status.OK), ""


def _needed_for_ok(scale: Scale, material: _Material) -> int:
    return material.n_items if scale.method in _WHOLE_SUMS else material.n_applicable


def _total(scale: Scale, material: _Material, *, prorated: bool) -> Total:
    parts = material.parts
    if prorated and scale.on_missing is OnMissing.ZERO:
        weights = {item.item: item.weight for item in scale.items}
        absent = (Part(value=0.0, weight=weights.get(one.item, 1.0)) for one in material.workings if one.standing == MISSING)
        parts, prorated = (*parts, *absent), False
    return aggregate(scale, parts, prorated=prorated, whole=material.n_items, whole_weight=material.whole_weight)


def _metric(scale: Scale, raw: float | None) -> float | None:
    value = None if raw is None else transformed(scale, raw)
    return None if value is None else normed(scale.norm, rescaled(scale, value))


def _line(scale: Scale, total: Total, value: float | None) -> str:
    """Write the aggregate and, where the scale goes on from there, what became of it."""
    shown = value if value is None or scale.rounding is None else half_up(value, scale.rounding)
    if shown is not None and total.value is not None and plain(shown) == plain(total.value) and scale.rescale == "none":
        return total.line
    return f"{total.line} → {'–' if shown is None else plain(shown)}"
