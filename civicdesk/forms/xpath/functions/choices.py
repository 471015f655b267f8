"""Functions of choices and translations."""

import math
from typing import Final

from civicdesk.forms.xpath.arguments import Argument, Function, Run, scoped, texts
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import Value


def _selected(chosen: str, one: str) -> bool:
    """Tell whether a choice is among those chosen; nothing is selected in a blank answer."""
    return one.strip() in (chosen.split() or [""])


def _selected_at(args: tuple[Argument, ...]) -> Run:
    chosen, place = args[0].text, args[1].number

    def run(scope: Scope) -> Value:
        names, number = chosen(scope).split(), place(scope)
        if not math.isfinite(number) or not 0 <= number < len(names):
            return ""
        return names[int(number)]

    return run


def _choice_name(scope: Scope, value: str, path: str) -> str:
    return scope.around.choice_name(value, path.strip(), scope.current)


def _itext(scope: Scope, name: str) -> str:
    return scope.around.itext(name, scope.current)


FUNCTIONS: Final[dict[str, Function]] = {
    "selected": texts(2, 2, _selected),
    "selected-at": Function(_selected_at, 2, 2),
    "count-selected": texts(1, 1, lambda chosen: float(len(chosen.split()))),
    "jr:choice-name": scoped(2, 2, _choice_name),
    "jr:itext": scoped(1, 1, _itext),
}
