"""Many records at once, without workings: the same values as `scales.score`, a tenth of the time.

Answers repeat, so each different answer to an item is read once, and each different aggregate of a scale is judged once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from civicdesk.records.scores import ItemAnswer, Key, Method, OnMissing, Scale, ScaleItem, Status
from civicdesk.scoring.aggregate import AGGREGATES
from civicdesk.scoring.answers import MISSING, NOT_RELEVANT, read
from civicdesk.scoring.bands import band_of
from civicdesk.scoring.metric import as_percent, half_up, normed, rescaled, transformed
from civicdesk.scoring.ranges import children_of
from civicdesk.scoring.scales import keyed
from civicdesk.scoring.standing import WEIGHTED, Counts, needed_for_ok, scaled_to, standing

_REMEMBERED = 20_000
"""Different answers or aggregates that are kept at most: a form with free numbers must not fill the memory."""


class Brief(NamedTuple):
    """One score without its workings; as in `ScaleScore`."""

    value: float | None
    status: Status
    n_answered: int
    n_applicable: int
    band: str


def scores(key: Key, records: Iterable[Mapping[str, ItemAnswer]]) -> Iterator[tuple[Brief, ...]]:
    """Yield the scores of each record, in the order of the key's scales.

    Args:
        key: from `loader.read_key` or `key.from_canonical`.
        records: item -> answer as stored, one mapping a record; read as they come.
    """
    below = children_of(key.scales)
    places = {scale.name: place for place, scale in enumerate(key.scales)}
    scorers: list[tuple[_Scorer, tuple[int, ...]]] = []
    for scale in key.scales:
        children = below.get(scale.name, ())
        scorers.append((_Scorer(key, scale), tuple(places[child.name] for child in children)))
    for record in records:
        answer_of = record.get
        done: list[Brief] = []
        for scorer, under in scorers:
            done.append(scorer.of_children([done[place] for place in under]) if under else scorer.of_items(answer_of))
        yield tuple(done)


class _Numbers(dict[ItemAnswer, float | str]):
    """Answer -> its number as it counts in the scale, or its standing. Only text and nothing are remembered: True, 1 and 1.0 are one key."""

    def __init__(self, key: Key, scale: Scale, item: ScaleItem) -> None:
        super().__init__()
        self._key, self._scale, self._item = key, scale, item

    def __missing__(self, answer: ItemAnswer) -> float | str:
        found = self._read(answer)
        if (answer is None or type(answer) is str) and len(self) < _REMEMBERED:
            self[answer] = found
        return found

    def _read(self, answer: ItemAnswer) -> float | str:
        item = self._item
        number, state = read(self._key, item, answer)
        if number is None:
            return state
        number = float(keyed(item, number))
        if self._scale.method is not Method.MEAN_OF_POMP or item.low is None or item.high is None:
            return number
        return as_percent(number, (item.low, item.high))


class _Scorer:
    """One scale of a key, made ready for many records."""

    def __init__(self, key: Key, scale: Scale) -> None:
        self._scale = scale
        self._items = [(item.item, _Numbers(key, scale, item)) for item in scale.items]
        self._weights = [item.weight for item in scale.items]
        self._count = len(scale.items)
        self._aggregate = AGGREGATES[scale.method]
        self._complete: dict[float, Brief] = {}
        """Aggregate of a record without a gap -> its score."""

    def of_items(self, answer_of: Callable[[str], ItemAnswer]) -> Brief:
        """Score one record; `answer_of` gives the answer to an item, None if there is none."""
        found = [numbers[answer_of(item)] for item, numbers in self._items]
        numbers: list[float] = [one for one in found if one.__class__ is float]
        if len(numbers) < self._count:
            return self._with_gaps(found, numbers)
        raw = self._aggregate(numbers, self._weights, None)
        if raw is None:
            return self._judged(raw, Status.OK, self._count, self._count)
        ready = self._complete.get(raw)
        if ready is None:
            ready = self._judged(raw, Status.OK, self._count, self._count)
            if len(self._complete) < _REMEMBERED:
                self._complete[raw] = ready
        return ready

    def of_children(self, scores: Sequence[Brief]) -> Brief:
        """Score one record from the scores of the scales under this one."""
        numbers = [one.value for one in scores if one.value is not None]
        counts = Counts(
            n_items=len(scores),
            n_applicable=sum(one.status is not Status.NOT_APPLICABLE for one in scores),
            n_answered=len(numbers),
            spoilt=any(one.status is Status.INVALID for one in scores),
            prorated_below=any(one.status is Status.PRORATED for one in scores),
        )
        missing = sum(one.value is None and one.status not in {Status.NOT_APPLICABLE, Status.INVALID} for one in scores)
        return self._from(counts, numbers, [1.0] * len(numbers), [1.0] * missing)

    def _with_gaps(self, found: Sequence[float | str], numbers: list[float]) -> Brief:
        gone = found.count(NOT_RELEVANT)
        missing = found.count(MISSING)
        counts = Counts(
            n_items=self._count,
            n_applicable=self._count - gone,
            n_answered=len(numbers),
            spoilt=len(numbers) + gone + missing < self._count,
        )
        if self._scale.method not in WEIGHTED:
            return self._from(counts, numbers, [1.0] * len(numbers), [1.0] * missing)
        pairs = list(zip(found, self._weights, strict=True))
        weights = [weight for one, weight in pairs if one.__class__ is float]
        return self._from(counts, numbers, weights, [weight for one, weight in pairs if one == MISSING])

    def _from(self, counts: Counts, numbers: list[float], weights: list[float], absent: list[float]) -> Brief:
        """Judge a record with gaps, or one of children; `absent` are the weights of what is missing."""
        status, _ = standing(self._scale, counts)
        if status not in {Status.OK, Status.PRORATED}:
            return Brief(None, status, counts.n_answered, counts.n_applicable, "")
        if self._scale.on_missing is OnMissing.ZERO and counts.n_answered < needed_for_ok(self._scale, counts):
            numbers, weights = numbers + [0.0] * len(absent), weights + absent
        raw = self._aggregate(numbers, weights, scaled_to(self._scale, counts))
        return self._judged(raw, status, counts.n_answered, counts.n_applicable)

    def _judged(self, raw: float | None, status: Status, answered: int, applicable: int) -> Brief:
        scale = self._scale
        table = None if raw is None else transformed(scale, raw)
        final = None if table is None else normed(scale.norm, rescaled(scale, table))
        if final is None:
            return Brief(None, Status.TOO_FEW if raw is None else Status.NO_TRANSFORM, answered, applicable, "")
        band = band_of(scale.bands, final)
        value = final if scale.rounding is None else half_up(final, scale.rounding)
        return Brief(value, status, answered, applicable, band.name if band else "")
