"""One common factor behind the items of a scale, fitted in plain Python; scales have tens of items, not thousands."""

import math
from collections.abc import Sequence

Matrix = Sequence[Sequence[float]]

_STEPS = 2000
_TURNS = 50
_SETTLED = 1e-12
_LEAST_UNIQUE = 1e-6  # share of an item's variance that stays its own, so that a fit at the edge does not divide by zero


def inverse_diagonal(matrix: Matrix) -> list[float] | None:
    """Return the diagonal of a matrix's inverse by elimination with row exchange; None if it has none."""
    size = len(matrix)
    rows = [[*row, *(float(i == j) for j in range(size))] for i, row in enumerate(matrix)]
    for step in range(size):
        pivot = max(range(step, size), key=lambda i: abs(rows[i][step]))
        if abs(rows[pivot][step]) < _SETTLED:
            return None
        rows[step], rows[pivot] = rows[pivot], rows[step]
        lead = rows[step][step]
        rows[step] = [value / lead for value in rows[step]]
        for i in range(size):
            if i != step:
                by = rows[i][step]
                rows[i] = [value - by * top for value, top in zip(rows[i], rows[step], strict=True)]
    return [rows[i][size + i] for i in range(size)]


def minres(correlations: Matrix) -> list[float]:
    """Return the loadings of one factor that leave the least squares outside the diagonal (Harman and Jones 1966)."""
    size = len(correlations)
    loadings = [math.sqrt(max(sum(row) / size, _LEAST_UNIQUE)) for row in correlations]
    for _ in range(_STEPS):
        moved = 0.0
        for i in range(size):
            others = [j for j in range(size) if j != i]
            squares = sum(loadings[j] ** 2 for j in others)
            fresh = sum(correlations[i][j] * loadings[j] for j in others) / squares if squares > _SETTLED else 0.0
            moved = max(moved, abs(fresh - loadings[i]))
            loadings[i] = fresh
        if moved < _SETTLED:
            break
    return loadings


def maximum_likelihood(covariances: Matrix) -> list[float]:
    """Return the loadings of one factor of greatest likelihood (Lawley 1940).

    The leading direction of the items, each weighted by what is its own, until both agree.
    """
    size = len(covariances)
    variances = [covariances[i][i] for i in range(size)]
    unique = [variance / 2 for variance in variances]
    loadings = [0.0] * size
    direction = [1 / math.sqrt(size)] * size
    for _ in range(_STEPS):
        roots = [math.sqrt(one) for one in unique]
        weighted = [[covariances[i][j] / (roots[i] * roots[j]) for j in range(size)] for i in range(size)]
        strength, direction = leading(weighted, direction)
        factor = math.sqrt(max(strength - 1, 0.0))
        fresh = [roots[i] * direction[i] * factor for i in range(size)]
        moved = max(abs(new - old) for new, old in zip(fresh, loadings, strict=True))
        loadings = fresh
        unique = [max(variances[i] - loadings[i] ** 2, _LEAST_UNIQUE * variances[i]) for i in range(size)]
        if moved < _SETTLED:
            break
    return loadings


def leading(matrix: Matrix, direction: Sequence[float]) -> tuple[float, list[float]]:
    """Return the greatest eigenvalue and its direction by repeated multiplication, from a direction that is near it."""
    strength = 0.0
    for _ in range(_TURNS):
        fresh = [sum(value * along for value, along in zip(row, direction, strict=True)) for row in matrix]
        strength = math.sqrt(sum(value * value for value in fresh))
        turned = [value / strength for value in fresh]
        moved = max(abs(new - old) for new, old in zip(turned, direction, strict=True))
        direction = turned
        if moved < _SETTLED:
            break
    return strength, list(direction)
