"""Operators as closures. A chain of equal rank is folded in one loop."""

import math
from collections.abc import Callable
from typing import Final

from civicdesk.forms.xpath.arguments import Run
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import NAN, Value, equal, ordinals, to_boolean, to_number

GROUP: Final = {
    "or": "or",
    "and": "and",
    "=": "equal",
    "!=": "equal",
    "<": "order",
    "<=": "order",
    ">": "order",
    ">=": "order",
    "+": "sum",
    "-": "sum",
    "*": "sum",
    "div": "sum",
    "mod": "sum",
}

_ORDERS: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _divide(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return NAN
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _remainder(left: float, right: float) -> float:
    """Return what is left over, with the sign of the left side."""
    if right == 0 or math.isinf(left):
        return NAN
    return math.fmod(left, right)


def _times(left: float, right: float) -> float:
    return left * right


_SUMS: Final[dict[str, Callable[[float, float], float]]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": _times,
    "div": _divide,
    "mod": _remainder,
}


def fold(first: Run, rest: tuple[tuple[str, Run], ...]) -> Run:
    """Return the closure for `first op second op third ...`, all operators of one group."""
    group = GROUP[rest[0][0]]
    if group == "or":
        return _any_of((first, *(run for _, run in rest)))
    if group == "and":
        return _all_of((first, *(run for _, run in rest)))
    if len(rest) == 1:
        operator, second = rest[0]
        return _one(operator, first, second)
    return _many(first, rest)


def _any_of(runs: tuple[Run, ...]) -> Run:
    def run(scope: Scope) -> Value:
        return any(to_boolean(one(scope)) for one in runs)

    return run


def _all_of(runs: tuple[Run, ...]) -> Run:
    def run(scope: Scope) -> Value:
        return all(to_boolean(one(scope)) for one in runs)

    return run


def _one(operator: str, first: Run, second: Run) -> Run:
    if operator == "=":
        return lambda scope: equal(first(scope), second(scope))
    if operator == "!=":
        return lambda scope: equal(first(scope), second(scope), differ=True)
    if operator in _ORDERS:
        fits = _ORDERS[operator]
        return lambda scope: _ordered(fits, first(scope), second(scope))
    compute = _SUMS[operator]
    return lambda scope: compute(to_number(first(scope)), to_number(second(scope)))


def _many(first: Run, rest: tuple[tuple[str, Run], ...]) -> Run:
    def run(scope: Scope) -> Value:
        result = first(scope)
        for operator, one in rest:
            result = _apply(operator, result, one(scope))
        return result

    return run


def _apply(operator: str, left: Value, right: Value) -> Value:
    if operator in _SUMS:
        return _SUMS[operator](to_number(left), to_number(right))
    if operator in _ORDERS:
        return _ordered(_ORDERS[operator], left, right)
    return equal(left, right, differ=operator == "!=")


def _ordered(fits: Callable[[float, float], bool], left: Value, right: Value) -> bool:
    rights = ordinals(right)
    return any(fits(one, other) for one in ordinals(left) for other in rights)
