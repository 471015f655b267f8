"""From the numbers of a scale's parts to one number."""

from collections.abc import Callable, Mapping, Sequence

from civicdesk.records.scores import Method
from civicdesk.scoring.bands import TOLERANCE

Numbers = Sequence[float]
Aggregate = Callable[[Numbers, Numbers, float | None], float | None]
"""(numbers, weights, scaled to) -> the aggregate.

Numbers: the answered items after reversing (in percent of their own range for mean_of_pomp; a missing item that counts 0 as 0), or the
child scales with a value; at least one. Weights: one for each number. Scaled to: how many parts there could be, or for a weighted sum
their whole weight, where some are missing; None where nothing is. The result is None where a division by nothing would be needed.
"""


def _sum(numbers: Numbers, _weights: Numbers, scaled_to: float | None) -> float:
    total = sum(numbers)
    return total if scaled_to is None else total / len(numbers) * scaled_to


def _mean(numbers: Numbers, _weights: Numbers, _scaled_to: float | None) -> float:
    return sum(numbers) / len(numbers)


def _weighted_sum(numbers: Numbers, weights: Numbers, scaled_to: float | None) -> float | None:
    total = weighted_total(numbers, weights)
    if scaled_to is None:
        return total
    answered = sum(weights)
    return None if abs(answered) <= TOLERANCE else total / answered * scaled_to


def _weighted_mean(numbers: Numbers, weights: Numbers, _scaled_to: float | None) -> float | None:
    answered = sum(weights)
    return None if abs(answered) <= TOLERANCE else weighted_total(numbers, weights) / answered


def _count(numbers: Numbers, _weights: Numbers, _scaled_to: float | None) -> float:
    return float(sum(number > 0 for number in numbers))


def _least(numbers: Numbers, _weights: Numbers, _scaled_to: float | None) -> float:
    return min(numbers)


def _greatest(numbers: Numbers, _weights: Numbers, _scaled_to: float | None) -> float:
    return max(numbers)


def _single(numbers: Numbers, _weights: Numbers, _scaled_to: float | None) -> float:
    return numbers[0]


def weighted_total(numbers: Numbers, weights: Numbers) -> float:
    """Add up the numbers, each times its weight."""
    return sum(weight * number for number, weight in zip(numbers, weights, strict=True))


AGGREGATES: Mapping[Method, Aggregate] = {
    Method.SUM: _sum,
    Method.SUM_OF_SCALES: _sum,
    Method.MEAN: _mean,
    Method.MEAN_OF_SCALES: _mean,
    Method.MEAN_OF_POMP: _mean,
    Method.WEIGHTED_SUM: _weighted_sum,
    Method.WEIGHTED_MEAN: _weighted_mean,
    Method.COUNT: _count,
    Method.MIN: _least,
    Method.MAX: _greatest,
    Method.SINGLE: _single,
}
