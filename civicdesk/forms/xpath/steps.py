"""Steps of a path as closures over lists of nodes, and the hash index for lists that come with a form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from civicdesk.forms.tree import Node
from civicdesk.forms.xpath.arguments import Run, RunNodes
from civicdesk.forms.xpath.parser import Binary, Call, Literal, Negation, Path, Step, Term
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import Value, to_boolean

Hop = Callable[[list[Node], Scope], list[Node]]
Axis = Callable[[Node], Iterator[Node]]


def hop(step: Step, predicates: tuple[Run, ...]) -> tuple[Hop, ...]:
    """Return the closures of one step; predicates count positions among what one node gives."""
    if step.axis == "child" and step.test not in _TYPE_TESTS and not predicates:
        return (_children(step.test),)
    if step.axis == "self" and step.test == "node()" and not predicates:
        return (_same,)
    if step.axis == "parent" and step.test == "node()" and not predicates:
        return (_parents,)
    return (_general(step, predicates),)


def filtered(predicate: Run) -> Hop:
    """Return the closure that keeps those of a whole list that fit."""

    def keep(found: list[Node], scope: Scope) -> list[Node]:
        return _keep(found, predicate, scope)

    return keep


def in_order(found: list[Node], scope: Scope) -> list[Node]:
    """Return nodes once each, in document order; nodes of other documents keep their order at the end."""
    once = {id(node): node for node in found}
    if len(once) < 2:
        return list(once.values())
    listed: list[Node] = []
    place = 0
    for place, node in enumerate(scope.around.document.walk(), 1):  # noqa: B007 - how far is said to the budget
        if id(node) in once:
            listed.append(once.pop(id(node)))
        if not once:
            break
    scope.around.budget.spend(place)
    return listed + list(once.values())


def _same(found: list[Node], _scope: Scope) -> list[Node]:
    return found


def _children(name: str) -> Hop:
    def children(found: list[Node], scope: Scope) -> list[Node]:
        if len(found) == 1:
            return found[0].kids.get(name, [])
        scope.around.budget.spend(len(found))
        listed: list[Node] = []
        for node in found:
            listed += node.kids.get(name, ())
        return listed

    return children


def _parents(found: list[Node], _scope: Scope) -> list[Node]:
    if len(found) == 1:
        parent = found[0].parent
        return [] if parent is None else [parent]
    return list({id(node.parent): node.parent for node in found if node.parent is not None}.values())


def _general(step: Step, predicates: tuple[Run, ...]) -> Hop:
    axis, test = _AXES[step.axis], _test(step)

    def walk(found: list[Node], scope: Scope) -> list[Node]:
        listed: list[Node] = []
        for node in found:
            looked_at = list(axis(node))
            scope.around.budget.spend(len(looked_at))
            reached = [one for one in looked_at if test(one)]
            for predicate in predicates:
                reached = _keep(reached, predicate, scope)
            listed += reached
        if len(found) > 1 and step.axis not in _NO_DOUBLES:
            return list({id(node): node for node in listed}.values())
        return listed

    return walk


def _keep(found: list[Node], predicate: Run, outer: Scope) -> list[Node]:
    outer.around.budget.spend(len(found))
    scope = Scope(outer.around, outer.node, outer.current)
    scope.size = len(found)
    kept: list[Node] = []
    for place, node in enumerate(found, 1):
        scope.node = node
        scope.position = place
        if _fits(predicate(scope), place):
            kept.append(node)
    return kept


def _fits(value: Value, place: int) -> bool:
    if isinstance(value, float):
        return value == place
    return to_boolean(value)


def _test(step: Step) -> Callable[[Node], bool]:
    name = step.test
    if name in {"node()", "*"}:
        return lambda _node: True
    if name in _TYPE_TESTS:
        return lambda _node: False
    wanted = f"@{name}" if step.axis == "attribute" else name
    return lambda node: node.name == wanted


def _child(node: Node) -> Iterator[Node]:
    return node.elements()


def _attribute(node: Node) -> Iterator[Node]:
    for name, nodes in node.kids.items():
        if name[0] == "@":
            yield from nodes


def _self(node: Node) -> Iterator[Node]:
    yield node


def _parent(node: Node) -> Iterator[Node]:
    if node.parent is not None:
        yield node.parent


def _ancestor(node: Node) -> Iterator[Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def _ancestor_or_self(node: Node) -> Iterator[Node]:
    yield node
    yield from _ancestor(node)


def _descendant_or_self(node: Node) -> Iterator[Node]:
    yield node
    for child in node.elements():
        yield from _descendant_or_self(child)


def _descendant(node: Node) -> Iterator[Node]:
    for child in node.elements():
        yield from _descendant_or_self(child)


def _siblings(node: Node) -> list[Node]:
    return [] if node.parent is None or node.name[0] == "@" else list(node.parent.elements())


def _following_sibling(node: Node) -> Iterator[Node]:
    siblings = _siblings(node)
    if siblings:
        yield from siblings[siblings.index(node) + 1 :]


def _preceding_sibling(node: Node) -> Iterator[Node]:
    siblings = _siblings(node)
    if siblings:
        yield from reversed(siblings[: siblings.index(node)])


def _following(node: Node) -> Iterator[Node]:
    for one in _ancestor_or_self(node):
        for sibling in _following_sibling(one):
            yield from _descendant_or_self(sibling)


def _preceding(node: Node) -> Iterator[Node]:
    for one in _ancestor_or_self(node):
        for sibling in _preceding_sibling(one):
            yield from reversed(list(_descendant_or_self(sibling)))


_AXES: Final[dict[str, Axis]] = {
    "ancestor": _ancestor,
    "ancestor-or-self": _ancestor_or_self,
    "attribute": _attribute,
    "child": _child,
    "descendant": _descendant,
    "descendant-or-self": _descendant_or_self,
    "following": _following,
    "following-sibling": _following_sibling,
    "parent": _parent,
    "preceding": _preceding,
    "preceding-sibling": _preceding_sibling,
    "self": _self,
}
_NO_DOUBLES: Final = frozenset({"child", "attribute", "self"})
_TYPE_TESTS: Final = frozenset({"*", "node()", "text()", "comment()", "processing-instruction()"})


def whole_list(term: Path) -> tuple[str, ...] | None:
    """Return (instance, name, name ...) if a path begins with all rows of a named list: `instance('x')/root/item`, else None."""
    if not isinstance(term.start, Call) or term.start.name != "instance" or term.predicates or len(term.start.args) != 1:
        return None
    named = term.start.args[0]
    if not isinstance(named, Literal) or not isinstance(named.value, str):
        return None
    names = [named.value]
    for step in term.steps:
        if step.axis != "child" or step.test in _TYPE_TESTS:
            break
        names.append(step.test)
        if step.predicates or len(names) == 3:
            break
    return tuple(names) if len(names) > 1 else None


def list_start(named: tuple[str, ...]) -> RunNodes:
    """Return the closure that gives the same list object each time: what an index hangs on."""

    def start(scope: Scope) -> list[Node]:
        around = scope.around
        found = around.lists.get(named)
        if found is None:
            top = around.instances.get(named[0])
            found = [top] if top is not None else []
            for name in named[1:]:
                found = [kid for node in found for kid in node.kids.get(name, ())]
            around.keep(named, found)
        return found

    return start


@dataclass(frozen=True, slots=True)
class Keys:
    """A predicate taken apart: columns that must equal something known beforehand, and the rest of it."""

    pairs: tuple[tuple[str, Term], ...]
    rest: Term | None


def keys_of(predicate: Term) -> Keys | None:
    """Take `a = X and b = Y and rest` apart, where X and Y do not look at the row; None if there is no such pair."""
    pairs: list[tuple[str, Term]] = []
    rest: Term | None = None
    for part in _conjuncts(predicate):
        pair = _pair(part)
        if pair:
            pairs.append(pair)
        else:
            rest = part if rest is None else Binary("and", rest, part)
    if not pairs or (rest is not None and not _order_free(rest)):
        return None
    return Keys(tuple(pairs), rest)


def _conjuncts(term: Term) -> list[Term]:
    parts: list[Term] = []
    while isinstance(term, Binary) and term.operator == "and":
        parts.append(term.right)
        term = term.left
    return [term, *reversed(parts)]


def _pair(term: Term) -> tuple[str, Term] | None:
    if not isinstance(term, Binary) or term.operator != "=":
        return None
    for column, key in ((term.left, term.right), (term.right, term.left)):
        name = _column(column)
        if name and _row_free(key):
            return name, key
    return None


def _column(term: Term) -> str | None:
    if isinstance(term, Path) and term.start is None:
        steps = [step for step in term.steps if step != Step("self", "node()")]
        if len(steps) == 1 and steps[0].axis == "child" and not steps[0].predicates and steps[0].test not in _TYPE_TESTS:
            return steps[0].test
    return None


def _row_free(term: Term) -> bool:
    """Tell whether a term gives the same for every row."""
    if isinstance(term, Literal):
        return True
    if isinstance(term, Negation):
        return _row_free(term.term)
    if isinstance(term, Binary):
        return _row_free(term.left) and _row_free(term.right)
    if isinstance(term, Call):
        return term.name not in _ROW_BOUND and all(_row_free(arg) for arg in term.args)
    return term.start is not None and (isinstance(term.start, str) or _row_free(term.start))


def _order_free(term: Term) -> bool:
    """Tell whether a term does not ask for the place of the row among all rows."""
    if isinstance(term, Binary):
        return _order_free(term.left) and _order_free(term.right)
    if isinstance(term, Negation):
        return _order_free(term.term)
    if isinstance(term, Call):
        return term.name not in _ROW_BOUND and all(_order_free(arg) for arg in term.args)
    return isinstance(term, (Literal, Path))


_ROW_BOUND: Final = frozenset({"position", "last", "random", "uuid", "once"})


def indexed(pairs: tuple[tuple[str, Run], ...], whole: Run, rest: Run | None) -> Hop:
    """Return the closure that finds rows by the hash index; keys that are not one text fall back to looking at every row."""

    def find(found: list[Node], scope: Scope) -> list[Node]:
        texts: list[tuple[str, str]] = []
        for column, run in pairs:
            key = _one_text(run(scope))
            if key is None:
                return _keep(found, whole, scope)
            texts.append((column, key))
        rows = scope.around.rows_by(found, texts[0][0]).get(texts[0][1], [])
        for column, key in texts[1:]:
            scope.around.budget.spend(len(rows))
            rows = [row for row in rows if any(cell.text() == key for cell in row.kids.get(column, ()))]
        return rows if rest is None else _keep(rows, rest, scope)

    return find


def _one_text(value: Value) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and len(value) == 1:
        return value[0].text()
    return None
