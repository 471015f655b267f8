"""How the items of a scale hang together: figures for a coordinator, with nothing invented where a figure is not defined.

Sources: Cronbach (1951) for alpha, Guttman (1945) for lambda 6, McDonald (1999) for omega of one factor.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civicdesk.records.scores import ItemAnswer, ItemStatistics, Key, Scale, ScaleItem, ScaleStatistics
from civicdesk.scoring.answers import MISSING, NOT_RELEVANT, as_text, read
from civicdesk.scoring.change import RELIABLE
from civicdesk.scoring.factor import Matrix, inverse_diagonal, maximum_likelihood, minres
from civicdesk.scoring.groups import percentile
from civicdesk.scoring.scales import keyed

SHOWN_FROM = 30
"""Complete records from which these figures say something."""
STEADY_FROM = 100
"""Complete records from which alpha, omega and the correlations of items no longer move much from sample to sample."""

_NOTHING = 1e-12
_PERCENTS = (10, 25, 50, 75, 90)

Numbers = Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spread:
    """Covariances and correlations of the items over complete records; correlations are None if an item never varies."""

    covariances: Matrix
    correlations: Matrix | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Complete:
    """The records without a gap: a column an item, and the sum of each record."""

    columns: Sequence[Numbers]
    totals: Numbers


def item_statistics(key: Key, scale: Scale, rows: Sequence[Mapping[str, ItemAnswer]]) -> ScaleStatistics:
    """Describe one scale of items over many records.

    Args:
        key: gives the codes and the scores of choices.
        scale: a scale with items.
        rows: one mapping of item to answer a record.
    """
    table = [[_keyed(key, item, row.get(item.item)) for item in scale.items] for row in rows]
    complete = [[value for value in row if value is not None] for row in table if None not in row]
    columns = [list(column) for column in zip(*complete, strict=True)] if complete else [[] for _ in scale.items]
    totals = [math.fsum(row) for row in complete]
    spread = _spread(columns)
    sd = _sd(totals)
    alpha = _alpha(spread.covariances)
    error = _error(sd, alpha)
    ordered = sorted(totals)
    return ScaleStatistics(
        scale=scale.name,
        n_items=len(scale.items),
        n_rows=len(rows),
        n_complete=len(complete),
        mean=_mean(totals),
        sd=sd,
        percentiles={percent: percentile(ordered, percent) for percent in _PERCENTS} if ordered else {},
        alpha=alpha,
        alpha_pairwise=_alpha(_pairwise(table)),
        alpha_standardised=_standardised(spread.correlations),
        mean_r=_mean_r(spread.correlations),
        lambda6=_lambda6(spread.correlations),
        omega_minres=_omega_minres(spread.correlations),
        omega_ml=_omega_ml(spread),
        sem=error,
        se_diff=None if error is None else error * math.sqrt(2),
        reliable_change=None if error is None else RELIABLE * error * math.sqrt(2),
        items=tuple(
            _about_item(index, [row[index] for row in table], _Complete(columns=columns, totals=totals), item, _absent(key, item, rows))
            for index, item in enumerate(scale.items)
        ),
        floor=sum(all(value == item.low for value, item in zip(row, scale.items, strict=True)) for row in complete),
        ceiling=sum(all(value == item.high for value, item in zip(row, scale.items, strict=True)) for row in complete),
    )


def _keyed(key: Key, item: ScaleItem, answer: ItemAnswer) -> float | None:
    number, _ = read(key, item, answer)
    return None if number is None else keyed(item, number)


def _absent(key: Key, item: ScaleItem, rows: Sequence[Mapping[str, ItemAnswer]]) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        number, standing = read(key, item, row.get(item.item))
        if number is None:
            text = as_text(row.get(item.item))
            why = (text or "blank") if standing in {MISSING, NOT_RELEVANT} else "invalid"
            counts[why] = counts.get(why, 0) + 1
    return counts


def _about_item(
    index: int, answers: Sequence[float | None], complete: _Complete, item: ScaleItem, absent: Mapping[str, int]
) -> ItemStatistics:
    given = [value for value in answers if value is not None]
    own = complete.columns[index]
    rest = [total - value for total, value in zip(complete.totals, own, strict=True)]
    others = [column for place, column in enumerate(complete.columns) if place != index]
    return ItemStatistics(
        item=item.item,
        n=len(given),
        mean=_mean(given),
        sd=_sd(given),
        item_total_r=_correlation(own, complete.totals),
        item_rest_r=_correlation(own, rest) if others else None,
        alpha_if_dropped=_alpha(_covariances(others)),
        missing=absent,
        floor=sum(value == item.low for value in given),
        ceiling=sum(value == item.high for value in given),
    )


def _mean(values: Numbers) -> float | None:
    return math.fsum(values) / len(values) if values else None


def _covariance(left: Numbers, right: Numbers) -> float:
    mean_left, mean_right = math.fsum(left) / len(left), math.fsum(right) / len(right)
    products = ((a - mean_left) * (b - mean_right) for a, b in zip(left, right, strict=True))
    return math.fsum(products) / (len(left) - 1)


def _sd(values: Numbers) -> float | None:
    return math.sqrt(_covariance(values, values)) if len(values) > 1 else None


def _correlation(left: Numbers, right: Numbers) -> float | None:
    if len(left) < 2:
        return None
    spread = _covariance(left, left) * _covariance(right, right)
    return _covariance(left, right) / math.sqrt(spread) if spread > _NOTHING else None


def _covariances(columns: Sequence[Numbers]) -> Matrix:
    """Return the covariances of columns without gaps; empty if there are fewer than two records."""
    if not columns or len(columns[0]) < 2:
        return []
    upper = {(i, j): _covariance(columns[i], columns[j]) for i in range(len(columns)) for j in range(i, len(columns))}
    return [[upper[min(i, j), max(i, j)] for j in range(len(columns))] for i in range(len(columns))]


def _pairwise(table: Sequence[Sequence[float | None]]) -> Matrix:
    """Return covariances of each pair of items over the records that have both; empty if a pair has fewer than two."""
    columns = [list(column) for column in zip(*table, strict=True)]
    upper: dict[tuple[int, int], float] = {}
    for i, left in enumerate(columns):
        for j in range(i, len(columns)):
            both = [(a, b) for a, b in zip(left, columns[j], strict=True) if a is not None and b is not None]
            if len(both) < 2:
                return []
            upper[i, j] = _covariance([a for a, _ in both], [b for _, b in both])
    return [[upper[min(i, j), max(i, j)] for j in range(len(columns))] for i in range(len(columns))]


def _spread(columns: Sequence[Numbers]) -> _Spread:
    covariances = _covariances(columns)
    variances = [row[i] for i, row in enumerate(covariances)]
    if len(variances) < 2 or min(variances) <= _NOTHING:
        return _Spread(covariances=covariances, correlations=None)
    sds = [math.sqrt(variance) for variance in variances]
    correlations = [[value / (sds[i] * sds[j]) for j, value in enumerate(row)] for i, row in enumerate(covariances)]
    return _Spread(covariances=covariances, correlations=correlations)


def _alpha(covariances: Matrix) -> float | None:
    """Cronbach: k / (k - 1) x (1 - sum of item variances / variance of the total)."""
    count = len(covariances)
    total = math.fsum(value for row in covariances for value in row)
    if count < 2 or total <= _NOTHING:
        return None
    return count / (count - 1) * (1 - math.fsum(row[i] for i, row in enumerate(covariances)) / total)


def _error(sd: float | None, alpha: float | None) -> float | None:
    """Standard error of measurement: SD x sqrt(1 - alpha); none for a negative alpha."""
    if sd is None or alpha is None or alpha < 0:
        return None
    return sd * math.sqrt(max(1 - alpha, 0.0))


def _mean_r(correlations: Matrix | None) -> float | None:
    if correlations is None:
        return None
    count = len(correlations)
    return (math.fsum(value for row in correlations for value in row) - count) / (count * (count - 1))


def _standardised(correlations: Matrix | None) -> float | None:
    """From the mean correlation r of k items: k r / (1 + (k - 1) r)."""
    mean_r = _mean_r(correlations)
    if correlations is None or mean_r is None:
        return None
    count = len(correlations)
    below = 1 + (count - 1) * mean_r
    return count * mean_r / below if below > _NOTHING else None


def _lambda6(correlations: Matrix | None) -> float | None:
    """1 - sum(1 - squared multiple correlation) / sum of correlations."""
    if correlations is None:
        return None
    diagonal = inverse_diagonal(correlations)
    total = math.fsum(value for row in correlations for value in row)
    if diagonal is None or total <= _NOTHING:
        return None
    return 1 - math.fsum(1 / value for value in diagonal) / total


def _omega_minres(correlations: Matrix | None) -> float | None:
    if correlations is None or len(correlations) < 3:
        return None
    return _omega(minres(correlations), [1.0] * len(correlations))


def _omega_ml(spread: _Spread) -> float | None:
    if spread.correlations is None or len(spread.covariances) < 3:
        return None
    return _omega(maximum_likelihood(spread.covariances), [row[i] for i, row in enumerate(spread.covariances)])


def _omega(loadings: Numbers, variances: Numbers) -> float:
    """(sum of loadings)^2 / ((sum of loadings)^2 + sum of what is the items' own)."""
    common = math.fsum(loadings) ** 2
    own = math.fsum(variance - loading**2 for variance, loading in zip(variances, loadings, strict=True))
    return common / (common + own)
