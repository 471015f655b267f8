"""From terms to closures: each expression is compiled once and then runs as plain Python calls.

A term can be asked for as a value, a text, a number, a yes or no, or nodes; the closure that is made skips what is not wanted.
"""

from collections.abc import Callable
from typing import Final

from civicdesk.errors import Refused
from civicdesk.forms.tree import Node
from civicdesk.forms.xpath import functions_table, operators, steps
from civicdesk.forms.xpath.arguments import Argument, Run, RunBoolean, RunNodes, RunNumber, RunText
from civicdesk.forms.xpath.parser import Binary, Call, Literal, Negation, Path, Term
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import Value, text_number, to_boolean, to_number, to_text

_SPINE: Final = frozenset({"or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"})


def value(term: Term) -> Run:
    """Return the closure that gives the value of a term.

    Raises:
        Refused: FORM-XPATH-FUNCTION for a name that is no function, FORM-XPATH-ARGS for a wrong number of arguments.
    """
    if isinstance(term, Literal):
        constant = term.value
        return lambda _scope: constant
    if isinstance(term, Call):
        return _call(term)
    if isinstance(term, Path):
        return nodes(term)
    if isinstance(term, Negation):
        inside = number(term.term)
        return lambda scope: -inside(scope)
    if term.operator == "|":
        return _union(term)
    return _binary(term)


def text(term: Term) -> RunText:
    """Return the closure that gives a term as a text."""
    if isinstance(term, Literal):
        constant = to_text(term.value)
        return lambda _scope: constant
    if isinstance(term, Path):
        names = argument(term).plain_path
        return _first(nodes(term)) if names is None else _down(names, _first(nodes(term)))
    run = value(term)
    return lambda scope: to_text(run(scope))


def _first(found: RunNodes) -> RunText:
    def first(scope: Scope) -> str:
        listed = found(scope)
        return listed[0].text() if listed else ""

    return first


def _down(names: tuple[str, ...], among_several: RunText) -> RunText:
    """Return the closure for the text of an absolute path of names: as long as each step leads to one node, nothing is gathered."""

    def down(scope: Scope) -> str:
        node = scope.around.document
        for name in names:
            listed = node.kids.get(name)
            if not listed:
                return ""
            if len(listed) > 1:
                return among_several(scope)
            node = listed[0]
        return node.text()

    return down


def number(term: Term) -> RunNumber:
    """Return the closure that gives a term as a number."""
    if isinstance(term, Literal):
        constant = to_number(term.value)
        return lambda _scope: constant
    if isinstance(term, Path):
        words = text(term)
        return lambda scope: text_number(words(scope))
    run = value(term)
    return lambda scope: to_number(run(scope))


def boolean(term: Term) -> RunBoolean:
    """Return the closure that gives a term as true or false."""
    run = value(term)
    return lambda scope: to_boolean(run(scope))


def nodes(term: Term) -> RunNodes:
    """Return the closure that gives the nodes of a term; a term that is no node-set has none."""
    if not isinstance(term, Path):
        run = value(term)

        def only_nodes(scope: Scope) -> list[Node]:
            found = run(scope)
            return found if isinstance(found, list) else []

        return only_nodes
    start = _start(term)
    hops = _hops(term, from_list=isinstance(term.start, Call) and term.start.name == "instance")
    if len(hops) == 1:
        hop = hops[0]
        return lambda scope: hop(start(scope), scope)

    def walk(scope: Scope) -> list[Node]:
        found = start(scope)
        for hop in hops:
            found = hop(found, scope)
            if not found:
                break
        return found

    return walk


def argument(term: Term) -> Argument:
    """Return a term as an argument: each form of it is compiled when the function asks for it."""
    return Argument(term, value, text, number, (boolean, nodes))


def _start(term: Path) -> RunNodes:
    if term.start is None:
        return lambda scope: [scope.node]
    if isinstance(term.start, str):
        return lambda scope: [scope.around.document]
    named = steps.whole_list(term)
    if named:
        return steps.list_start(named)
    return nodes(term.start)


def _hops(term: Path, *, from_list: bool) -> tuple[steps.Hop, ...]:
    named = steps.whole_list(term) if from_list else None
    made: list[steps.Hop] = [steps.filtered(_predicate(one)) for one in term.predicates]
    for place, step in enumerate(term.steps):
        if named and place < len(named) - 1:
            if place == len(named) - 2:
                made.extend(_on_list(step.predicates))
            continue
        made.extend(steps.hop(step, tuple(_predicate(one) for one in step.predicates)))
    return tuple(made)


def _on_list(predicates: tuple[Term, ...]) -> list[steps.Hop]:
    """Predicates on a whole secondary list: the first goes through the hash index where its form allows."""
    made: list[steps.Hop] = []
    for place, predicate in enumerate(predicates):
        keyed = steps.keys_of(predicate) if place == 0 else None
        if keyed:
            pairs = tuple((column, value(key)) for column, key in keyed.pairs)
            rest = _predicate(keyed.rest) if keyed.rest is not None else None
            made.append(steps.indexed(pairs, _predicate(predicate), rest))
        else:
            made.append(steps.filtered(_predicate(predicate)))
    return made


def _predicate(term: Term) -> Run:
    return value(term)


def _union(term: Binary) -> RunNodes:
    left, right = nodes(term.left), nodes(term.right)

    def both(scope: Scope) -> list[Node]:
        return steps.in_order([*left(scope), *right(scope)], scope)

    return both


def _binary(term: Binary) -> Run:
    """Compile a chain of operators that lean to the left without one Python call per operator: `a + b + c` may be long."""
    chain: list[tuple[str, Term]] = []
    left: Term = term
    while isinstance(left, Binary) and left.operator in _SPINE:
        chain.append((left.operator, left.right))
        left = left.left
    chain.reverse()
    run = _operand(chain[0][0], left)
    place = 0
    while place < len(chain):
        end = place
        while end < len(chain) and operators.GROUP[chain[end][0]] == operators.GROUP[chain[place][0]]:
            end += 1
        rest = tuple((operator, _operand(operator, right)) for operator, right in chain[place:end])
        run = operators.fold(run, rest)
        place = end
    return run


def _operand(operator: str, term: Term) -> Callable[[Scope], Value]:
    return number(term) if operators.GROUP[operator] == "sum" else value(term)


def _call(term: Call) -> Run:
    function = functions_table.find(term.name)
    if function is None:
        raise Refused("FORM-XPATH-FUNCTION", function=term.name, place=term.at + 1, question="")
    if not function.least <= len(term.args) <= function.most:
        raise Refused("FORM-XPATH-ARGS", function=term.name, given=len(term.args), place=term.at + 1, question="")
    return function.build(tuple(argument(arg) for arg in term.args))
