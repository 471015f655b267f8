"""Answers in, scores out. The rules, step by step: docs/reference/scoring.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civicdesk.records.scores import ItemAnswer, ItemWorking, Key, Method, OnMissing, Scale, ScaleItem, ScaleScore, Status
from civicdesk.scoring import arithmetic
from civicdesk.scoring.aggregate import AGGREGATES
from civicdesk.scoring.answers import ANSWERED, MISSING, NOT_RELEVANT, as_text, read
from civicdesk.scoring.arithmetic import Part, Steps, plain
from civicdesk.scoring.bands import band_of
from civicdesk.scoring.flags import raised
from civicdesk.scoring.metric import as_percent, half_up, normed, rescaled, transformed
from civicdesk.scoring.ranges import children_of
from civicdesk.scoring.standing import Counts, needed_for_ok, scaled_to, standing

__all__ = ["raised", "score"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Material:
    """What a scale is made of in one record: its parts that count, and how many there could be."""

    counts: Counts
    parts: tuple[Part, ...]
    invalid: tuple[str, ...]
    workings: tuple[ItemWorking, ...]


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
        value = None if number is None else keyed(item, number)
        workings.append(ItemWorking(item=item.item, answer=as_text(answer), value=value, reversed=item.reverse, standing=standing))
        applicable += standing != NOT_RELEVANT
        if value is not None:
            parts.append(Part(value=value, weight=item.weight, item=item))
        elif standing not in {MISSING, NOT_RELEVANT}:
            invalid.append(f"{item.item}:{standing.removeprefix('invalid:')}")
    counts = Counts(n_items=len(scale.items), n_applicable=applicable, n_answered=len(parts), spoilt=bool(invalid))
    return _Material(counts=counts, parts=tuple(parts), invalid=tuple(invalid), workings=tuple(workings))


def _from_children(scores: Sequence[ScaleScore]) -> _Material:
    parts = tuple(Part(value=score.value) for score in scores if score.value is not None)
    counts = Counts(
        n_items=len(scores),
        n_applicable=sum(score.status is not Status.NOT_APPLICABLE for score in scores),
        n_answered=len(parts),
        spoilt=any(score.status is Status.INVALID for score in scores),
        prorated_below=any(score.status is Status.PRORATED for score in scores),
    )
    invalid = tuple(dict.fromkeys(flag for score in scores for flag in score.flags))
    return _Material(counts=counts, parts=parts, invalid=invalid, workings=tuple(map(_child_working, scores)))


def _child_working(score: ScaleScore) -> ItemWorking:
    standing = {Status.NOT_APPLICABLE: NOT_RELEVANT, Status.INVALID: "invalid:scale"}.get(score.status, MISSING)
    return ItemWorking(
        item=score.scale,
        answer="" if score.value is None else plain(score.value),
        value=score.value,
        reversed=False,
        standing=standing if score.value is None else ANSWERED,
    )


def keyed(item: ScaleItem, number: float) -> float:
    """Reverse within the item's own range: low + high - x."""
    if not item.reverse or item.low is None or item.high is None:
        return number
    return item.low + item.high - number


def _judge(key: Key, scale: Scale, material: _Material, variant: str) -> ScaleScore:
    """Decide the status, and work the value out if there is one."""
    counts = material.counts
    status, line = standing(scale, counts)
    steps = None
    if status in {Status.OK, Status.PRORATED}:
        steps = _steps(scale, material)
        line = arithmetic.line(scale, steps)
        if steps.raw is None:
            status = Status.TOO_FEW
        elif steps.normed is None:
            status = Status.NO_TRANSFORM
    band = band_of(scale.bands, steps.normed if steps else None)
    return ScaleScore(
        scale=scale.name,
        value=steps.shown if steps else None,
        status=status,
        n_answered=counts.n_answered,
        n_applicable=counts.n_applicable,
        n_items=counts.n_items,
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


def _steps(scale: Scale, material: _Material) -> Steps:
    """Work the value out, step by step."""
    counts, parts = material.counts, material.parts
    if scale.on_missing is OnMissing.ZERO and counts.n_answered < needed_for_ok(scale, counts):
        weights = {item.item: item.weight for item in scale.items}
        absent = (Part(value=0.0, weight=weights.get(one.item, 1.0)) for one in material.workings if one.standing == MISSING)
        parts = (*parts, *absent)
    numbers = [_counted(scale, part) for part in parts]
    whole = scaled_to(scale, counts)
    raw = AGGREGATES[scale.method](numbers, [part.weight for part in parts], whole)
    table = None if raw is None else transformed(scale, raw)
    percent = None if table is None else rescaled(scale, table)
    final = None if percent is None else normed(scale.norm, percent)
    shown = final if final is None or scale.rounding is None else half_up(final, scale.rounding)
    return Steps(parts=parts, scaled_to=whole, raw=raw, transformed=table, rescaled=percent, normed=final, shown=shown)


def _counted(scale: Scale, part: Part) -> float:
    """Return what a part adds: in a mean of percentages, where it lies in its own range. A missing item that counts 0 stays 0."""
    item = part.item
    if scale.method is not Method.MEAN_OF_POMP or item is None or item.low is None or item.high is None:
        return part.value
    return as_percent(part.value, (item.low, item.high))
