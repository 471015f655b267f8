"""Functions that decide."""

from typing import Final

from civicdesk.forms.xpath.arguments import MANY, Argument, Function, Run, texts
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import Value, to_boolean, to_text


def _if(args: tuple[Argument, ...]) -> Run:
    condition, yes, no = args[0].boolean, args[1].value, args[2].value
    return lambda scope: yes(scope) if condition(scope) else no(scope)


def _coalesce(args: tuple[Argument, ...]) -> Run:
    first, second = args[0].value, args[1].value

    def run(scope: Scope) -> Value:
        value = first(scope)
        return value if to_text(value) else second(scope)

    return run


def _once(args: tuple[Argument, ...]) -> Run:
    value = args[0].value

    def run(scope: Scope) -> Value:
        kept = scope.node.text()
        return kept or value(scope)

    return run


def _boolean(args: tuple[Argument, ...]) -> Run:
    return args[0].boolean


def _not(args: tuple[Argument, ...]) -> Run:
    inside = args[0].boolean
    return lambda scope: not inside(scope)


def _checklist(args: tuple[Argument, ...]) -> Run:
    """Count what is true; -1 means no limit on that side."""
    least, most, runs = args[0].number, args[1].number, tuple(arg.value for arg in args[2:])

    def run(scope: Scope) -> Value:
        yes = sum(_truths(one(scope)) for one in runs)
        return _between(float(yes), least(scope), most(scope))

    return run


def _weighted_checklist(args: tuple[Argument, ...]) -> Run:
    """Add the weights of what is true; arguments come in pairs of condition and weight."""
    least, most, rest = args[0].number, args[1].number, args[2:]
    pairs = tuple((rest[place].boolean, rest[place + 1].number) for place in range(0, len(rest) - 1, 2))

    def run(scope: Scope) -> Value:
        total = sum(weight(scope) for condition, weight in pairs if condition(scope))
        return _between(float(total), least(scope), most(scope))

    return run


def _truths(value: Value) -> int:
    if isinstance(value, list):
        return sum(to_boolean(node.text()) for node in value)
    return int(to_boolean(value))


def _between(number: float, least: float, most: float) -> bool:
    return (least < 0 or number >= least) and (most < 0 or number <= most)


def _true(_args: tuple[Argument, ...]) -> Run:
    return lambda _scope: True


def _false(_args: tuple[Argument, ...]) -> Run:
    return lambda _scope: False


FUNCTIONS: Final[dict[str, Function]] = {
    "if": Function(_if, 3, 3),
    "coalesce": Function(_coalesce, 2, 2),
    "once": Function(_once, 1, 1),
    "true": Function(_true, 0, 0),
    "false": Function(_false, 0, 0),
    "boolean": Function(_boolean, 1, 1),
    "boolean-from-string": texts(1, 1, lambda text: text in {"true", "1"}),
    "not": Function(_not, 1, 1),
    "checklist": Function(_checklist, 2, MANY),
    "weighted-checklist": Function(_weighted_checklist, 2, MANY),
}
