"""How easily somebody could be picked out, before and after recoding, against the population that the project declares.

Prosecutor: somebody who knows that a person took part. Journalist: somebody who does not. Marketer: the share of rows that a
comparison with a full register would get right. Population uniques are estimated twice over small samples: by Pitman's model, and
where that has no solution, or the sample is more than a tenth, by Zayatz's.
Sources: El Emam, "Guide to the De-Identification of Personal Health Information", CRC Press, 2013 (the three risks);
Hoshino, "Applying Pitman's sampling formula to microdata disclosure risk assessment", Journal of Official Statistics 17, 2001;
Zayatz, "Estimation of the percent of unique population elements", US Bureau of the Census, 1991.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, fsum, lgamma

_STEPS = 100
_NEAR = 1e-9
_SMALL_SAMPLE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Risks:
    """Figures of one table; the last three are None if no population is declared."""

    people: int
    classes: int
    smallest: int
    uniques: int
    prosecutor: float
    """Greatest chance, 0 to 1, that a row picked for a known participant is theirs."""
    prosecutor_mean: float
    journalist: float | None
    marketer: float | None
    population_uniques: float | None
    """Estimated number of people in the population who have no look-alike on the released columns."""


def risks(labels: Iterable[Sequence[str]], population: int | None) -> Risks:
    """Return the risks of a table.

    Args:
        labels: the quasi-identifiers of each person.
        population: number of people from whom the participants come, as the project declares; None if it does not.
    """
    sizes = sorted(Counter(map(tuple, labels)).values())
    n, smallest = sum(sizes), min(sizes, default=0)
    known = population is not None and n > 0
    largest = max(population or 0, n)
    in_population = [max(size, round(size * largest / n)) for size in sizes]
    return Risks(
        people=n,
        classes=len(sizes),
        smallest=smallest,
        uniques=sizes.count(1),
        prosecutor=1 / smallest if smallest else 0.0,
        prosecutor_mean=len(sizes) / n if n else 0.0,
        journalist=1 / min(in_population) if known else None,
        marketer=fsum(size / there for size, there in zip(sizes, in_population, strict=True)) / n if known else None,
        population_uniques=population_uniques(Counter(sizes), largest) if known else None,
    )


def population_uniques(sizes: Mapping[int, int], population: int) -> float:
    """Estimate how many people are unique in the population.

    Args:
        sizes: class size in the sample -> number of such classes; at least one.
        population: people in the population, at least as many as in the sample.
    """
    n = sum(size * count for size, count in sizes.items())
    if not sizes.get(1):
        return 0.0
    estimate = _pitman(sizes, population) if n <= _SMALL_SAMPLE * population else None
    return _zayatz(sizes, population) if estimate is None else estimate


def _zayatz(sizes: Mapping[int, int], population: int) -> float:
    n = sum(size * count for size, count in sizes.items())
    classes = sum(sizes.values())

    def alone(size: int) -> float:
        """Return the chance that a class of this size in the population gives exactly one person to the sample."""
        if population - size < n - 1:
            return 0.0
        return size * exp(_choose(population - size, n - 1) - _choose(population, n))

    spread = fsum(count / classes * alone(size) for size, count in sizes.items())
    chance = sizes[1] / classes * (n / population) / spread
    return sizes[1] * chance * population / n


def _choose(n: int, k: int) -> float:
    """Return the logarithm of the number of ways to choose k out of n."""
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _pitman(sizes: Mapping[int, int], population: int) -> float | None:
    """Return Pitman's estimate, None if its two parameters do not converge to finite values."""
    n = sum(size * count for size, count in sizes.items())
    classes, single = sum(sizes.values()), sizes[1]
    c = single * (single - 1) / max(sizes.get(2, 0), 1)
    below = 2 * single * classes + single * c - n * c
    if not below:
        return None
    theta = (n * classes * c - single * (n - 1) * (2 * classes + c)) / below
    alpha = (theta * (single - n) + (n - 1) * single) / (n * classes)
    for _ in range(_STEPS):
        step = _newton(sizes, theta, alpha)
        if step is None:
            return None
        theta, alpha = theta - step[0], alpha - step[1]
        if max(map(abs, step)) < _NEAR:
            break
    if not 0 < alpha < 1 or theta + alpha <= 0:
        return None
    return float(exp(lgamma(theta + 1) - lgamma(theta + alpha)) * population**alpha)


def _newton(sizes: Mapping[int, int], theta: float, alpha: float) -> tuple[float, float] | None:
    """Return Newton's step for the two parameters; None where the likelihood is not defined or flat."""
    n, classes = sum(size * count for size, count in sizes.items()), sum(sizes.values())
    if min(theta + alpha, theta + (classes - 1) * alpha, theta + 1, 1 - alpha) <= 0:
        return None
    new = [(i, 1 / (theta + i * alpha)) for i in range(1, classes)]
    old = [(count, [1 / (i - alpha) for i in range(1, size)]) for size, count in sizes.items()]
    by_theta = fsum(part for _, part in new) - fsum(1 / (theta + i) for i in range(1, n))
    by_alpha = fsum(i * part for i, part in new) - fsum(count * fsum(parts) for count, parts in old)
    theta_theta = fsum(1 / (theta + i) ** 2 for i in range(1, n)) - fsum(part**2 for _, part in new)
    theta_alpha = -fsum(i * part**2 for i, part in new)
    alpha_alpha = -fsum((i * part) ** 2 for i, part in new) - fsum(count * fsum(part**2 for part in parts) for count, parts in old)
    slope = theta_theta * alpha_alpha - theta_alpha**2
    if not slope:
        return None
    return (by_theta * alpha_alpha - by_alpha * theta_alpha) / slope, (by_alpha * theta_theta - by_theta * theta_alpha) / slope
