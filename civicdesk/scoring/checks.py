"""Rules that a key keeps as a whole; each refusal names the cell that breaks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civicdesk.records.instruments import Workbook
from civicdesk.records.scores import Key, Method, OnMissing, Scale
from civicdesk.scoring.bands import TOLERANCE
from civicdesk.scoring.questions import SELECT_ONE, Form
from civicdesk.scoring.ranges import children_of, table_ends
from civicdesk.scoring.sheets import Line, lines

_OF_SCALES = frozenset({Method.SUM_OF_SCALES, Method.MEAN_OF_SCALES})
_ONE_RANGE = frozenset({Method.MEAN, Method.WEIGHTED_MEAN, Method.MIN, Method.MAX})
_WEIGHTED = frozenset({Method.WEIGHTED_SUM, Method.WEIGHTED_MEAN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where each scale, each item of a scale, and the first band of a scale stand in the workbook."""

    scales: Mapping[str, Line]
    items: Mapping[tuple[str, str], Line]
    bands: Mapping[str, Line]

    @classmethod
    def of(cls, workbook: Workbook) -> "Places":
        """Find the places, refusing a name that stands twice."""
        scales: dict[str, Line] = {}
        for line in lines(workbook, "scales"):
            if line.required("name") in scales:
                raise line.refuse("SCORE-DUPLICATE-SCALE", "name")
            scales[line.required("name")] = line
        items: dict[tuple[str, str], Line] = {}
        for line in lines(workbook, "scale_items"):
            pair = (line.required("scale"), line.required("item"))
            if pair in items:
                raise line.refuse("SCORE-DUPLICATE-ITEM", "item")
            items[pair] = line
        bands: dict[str, Line] = {}
        for line in lines(workbook, "bands"):
            bands.setdefault(line.required("scale"), line)
        return cls(scales=scales, items=items, bands=bands)


def in_order(scales: Sequence[Scale], places: Places) -> tuple[Scale, ...]:
    """Return the scales with children before parents, otherwise as in the workbook.

    Raises:
        Refused: a parent is unknown, does not add up scales, or is its own ancestor.
    """
    named = {scale.name: scale for scale in scales}
    for scale in scales:
        if scale.parent and scale.parent not in named:
            raise places.scales[scale.name].refuse("SCORE-SCALE-UNKNOWN", "parent")
        if scale.parent and named[scale.parent].items:
            raise places.scales[scale.parent].refuse("SCORE-PARENT-ITEMS", "name")
        if scale.parent and named[scale.parent].method not in _OF_SCALES:
            raise places.scales[scale.parent].refuse("SCORE-PARENT-METHOD", "method")
    waiting = list(scales)
    ordered: list[Scale] = []
    while waiting:
        ready = [scale for scale in waiting if not any(child.parent == scale.name for child in waiting)]
        if not ready:
            raise places.scales[waiting[0].name].refuse("SCORE-CYCLE", "parent")
        ordered += ready
        waiting = [scale for scale in waiting if scale not in ready]
    return tuple(ordered)


def check_scales(key: Key, form: Form, places: Places) -> None:
    """Check every scale of a key.

    Raises:
        Refused: the first rule that is broken, scale by scale.
    """
    below = children_of(key.scales)
    for scale in key.scales:
        line = places.scales[scale.name]
        children = below.get(scale.name, ())
        problem = (
            _parts_problem(scale, children)
            or _rule_problem(scale, len(scale.items) + len(children))
            or _pomp_problem(scale)
            or _figures_problem(scale)
        )
        if problem:
            raise line.refuse(*problem)
        _check_items(key, scale, places)
        _check_na_use(key, scale, places)
        _check_choices(key, form, scale)
        if scale.bands and scale.low is not None and scale.bands[0].start > scale.low + TOLERANCE:
            raise places.bands[scale.name].refuse("SCORE-BANDS-START", "from")


_Problem = tuple[str, str] | None


def _parts_problem(scale: Scale, children: Sequence[Scale]) -> _Problem:
    if scale.method in _OF_SCALES:
        if scale.items:
            return "SCORE-PARENT-ITEMS", "name"
        if scale.on_missing is OnMissing.ZERO:
            return "SCORE-PARENT-ZERO", "on_missing"
    if not scale.items and not children:
        return "SCORE-NO-ITEMS", "name"
    if scale.method is Method.SINGLE and len(scale.items) != 1:
        return "SCORE-SINGLE", "method"
    return None


def _rule_problem(scale: Scale, parts: int) -> _Problem:
    if not 0 <= scale.min_answered <= parts:
        return "SCORE-MIN-ANSWERED", "min_answered"
    if not 0 <= scale.min_proportion <= 1:
        return "SCORE-MIN-PROPORTION", "min_proportion"
    if scale.on_missing is OnMissing.PRORATE and scale.method in {Method.COUNT, Method.SINGLE}:
        return "SCORE-PRORATE", "on_missing"
    if scale.method in _WEIGHTED and abs(sum(item.weight for item in scale.items)) <= TOLERANCE:
        return "SCORE-WEIGHTS", "method"
    return None


def _pomp_problem(scale: Scale) -> _Problem:
    if scale.rescale != "pomp":
        return None
    refused = "SCORE-POMP", "rescale"
    if scale.method in _OF_SCALES or scale.method is Method.MEAN_OF_POMP:
        return refused
    ranges = {(item.low, item.high) for item in scale.items}
    if scale.method in _ONE_RANGE and len(ranges) > 1 and not scale.transform:
        return refused
    ends = table_ends(scale)
    if ends is None:
        return "SCORE-RANGE-MISSING", "rescale"
    return refused if ends[0] >= ends[1] else None


def _figures_problem(scale: Scale) -> _Problem:
    if scale.sd is not None and scale.sd <= 0:
        return "SCORE-SD", "sd"
    if scale.sem is not None and scale.sem < 0:
        return "SCORE-SD", "sem"
    if scale.reliability is not None and not 0 <= scale.reliability <= 1:
        return "SCORE-RELIABILITY", "reliability"
    return None


def _check_items(key: Key, scale: Scale, places: Places) -> None:
    """An item that is reversed or put on 0..100 needs both ends."""
    for item in scale.items:
        without = item.low is None or item.high is None
        if without and (item.reverse or scale.method is Method.MEAN_OF_POMP):
            raise places.items[scale.name, item.item].refuse("SCORE-RANGE-MISSING", "min")
        if not key.choice_scores.get(item.item, {"": 0.0}):
            raise places.items[scale.name, item.item].refuse("SCORE-ITEM-TYPE", "item", type=SELECT_ONE)


def _check_na_use(key: Key, scale: Scale, places: Places) -> None:
    """A sum is comparable only if all of its items can be not applicable, or none."""
    if scale.method not in {Method.SUM, Method.WEIGHTED_SUM}:
        return
    uses = [bool(key.choice_na.get(item.item)) for item in scale.items]
    for item, use in zip(scale.items, uses, strict=True):
        if use != uses[0]:
            raise places.items[scale.name, item.item].refuse("SCORE-SUM-NA", "item")


def _check_choices(key: Key, form: Form, scale: Scale) -> None:
    for item in scale.items:
        for line in form.choices.get(form.questions[item.item].choice_list, ()):
            score = key.choice_scores.get(item.item, {}).get(line.text("name"))
            if score is not None and ((item.low is not None and score < item.low) or (item.high is not None and score > item.high)):
                raise line.refuse("SCORE-CHOICE-RANGE", "score", item=item.item)
