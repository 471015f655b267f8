"""Functions of numbers."""

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Final

from civicdesk.forms.xpath.arguments import MANY, Argument, Function, Run, numbers
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import NAN, Value, number_text, text_number, to_number


def _number(args: tuple[Argument, ...]) -> Run:
    return args[0].number if args else lambda scope: text_number(scope.node.text())


def _random(_args: tuple[Argument, ...]) -> Run:
    return lambda scope: scope.around.chance()


def _members(values: list[Value]) -> list[float]:
    """Return values as numbers, nodes one by one; blank nodes are left out (F1)."""
    found: list[float] = []
    for value in values:
        if isinstance(value, list):
            found += [text_number(text) for node in value if (text := node.text())]
        else:
            found.append(to_number(value))
    return found


def _over_all(compute: Callable[[list[float]], float]) -> Callable[[tuple[Argument, ...]], Run]:
    def build(args: tuple[Argument, ...]) -> Run:
        runs = tuple(arg.value for arg in args)

        def run(scope: Scope) -> Value:
            members = _members([one(scope) for one in runs])
            return NAN if any(math.isnan(member) for member in members) else compute(members)

        return run

    return build


def _defined(compute: Callable[..., float]) -> Callable[..., float]:
    """Return the function with NaN where mathematics has no answer, and infinity where the answer is too large."""

    def computed(*args: float) -> float:
        if any(math.isnan(arg) for arg in args):
            return NAN
        try:
            result = compute(*args)
        except ValueError:
            return NAN
        except OverflowError:
            return math.inf
        return float(result) if isinstance(result, (int, float)) else NAN

    return computed


def _power(base: float, exponent: float) -> float:
    if base == 0 and exponent < 0:
        return math.inf
    return math.pow(base, exponent)


def _log(base_log: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -math.inf if number == 0 else base_log(number)


def _whole(number: float) -> float:
    return number if math.isinf(number) else float(math.trunc(number))


def _round(number: float, digits: float = 0.0) -> float:
    """Round half up, towards positive infinity (F9), on the shortest digits that mean the number (F10)."""
    if math.isnan(digits) or math.isinf(number):
        return number
    if digits == 0 and abs(number) < 1e15:
        return float(math.floor(number + 0.5)) if abs(number) != 0.49999999999999994 else 0.0
    try:
        exact = Decimal(number_text(number))
        step = Decimal(1).scaleb(-int(digits))
        half = (exact / step + Decimal("0.5")).to_integral_value(ROUND_FLOOR)
        return float(half * step)
    except (InvalidOperation, OverflowError):  # more digits than a number has
        return number


def _exactly(rounding: str) -> Callable[[float], float]:
    def compute(number: float) -> float:
        return number if math.isinf(number) else float(Decimal(number).to_integral_value(rounding))

    return compute


def _one(name: Callable[..., float]) -> Function:
    return numbers(1, 1, _defined(name))


FUNCTIONS: Final[dict[str, Function]] = {
    "number": Function(_number, 0, 1),
    "random": Function(_random, 0, 0),
    "int": _one(_whole),
    "floor": _one(_exactly(ROUND_FLOOR)),
    "ceiling": _one(_exactly(ROUND_CEILING)),
    "sum": Function(_over_all(math.fsum), 1, 1),
    "max": Function(_over_all(lambda members: max(members, default=NAN)), 1, MANY),
    "min": Function(_over_all(lambda members: min(members, default=NAN)), 1, MANY),
    "round": numbers(1, 2, _defined(_round)),
    "pow": numbers(2, 2, _defined(_power)),
    "log": _one(_log(math.log)),
    "log10": _one(_log(math.log10)),
    "abs": _one(abs),
    "sin": _one(math.sin),
    "cos": _one(math.cos),
    "tan": _one(math.tan),
    "asin": _one(math.asin),
    "acos": _one(math.acos),
    "atan": _one(math.atan),
    "atan2": numbers(2, 2, _defined(math.atan2)),
    "sqrt": _one(math.sqrt),
    "exp": _one(math.exp),
    "exp10": _one(lambda number: math.pow(10, number)),
    "pi": numbers(0, 0, lambda: math.pi),
}
