"""Settling: stale rules run in their order until nothing is stale."""

import heapq
from collections.abc import Callable

from civicdesk.forms import actions, choices, repeats
from civicdesk.forms.coerce import coerce
from civicdesk.forms.graph import Kind, Rule
from civicdesk.forms.response import Response
from civicdesk.forms.tree import Node
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import text_number

_WRITING = frozenset({Kind.COUNT, Kind.CALCULATE, Kind.CHOICES})
_ROUNDS = 100
"""Actions may set values whose actions set values; this many rounds are run."""


def settle(response: Response) -> None:
    """Run all stale rules, then the actions that they caused, until all is quiet.

    Raises:
        Refused: FORM-SLOW, FORM-LIMIT.
    """
    response.resized.clear()
    _run(response)
    for _ in range(_ROUNDS):
        happened, response.happened = response.happened, []
        if not happened:
            return
        for node in happened:
            actions.happened(response, node)
        _run(response)


def _run(response: Response) -> None:
    heap, queue, rules = response.heap, response.queue, response.graph.rules
    while heap:
        rank = heapq.heappop(heap)
        rule = rules[rank]
        apply = _APPLY[rule.kind]
        nodes = queue.pop(rank)
        response.around.budget.spend(len(nodes))
        if response.resuming and rule.kind in _WRITING:
            continue
        for node in [one for one in nodes if one.slot is not None]:  # an instance may have gone since it was queued
            apply(response, rule, node)


def _relevant(response: Response, rule: Rule, node: Node) -> None:
    own = rule.boolean(Scope(response.around, node)) if rule.boolean else True
    if own is not node.own:
        node.own = own
        refresh_relevance(response, node)


def refresh_relevance(response: Response, node: Node) -> None:
    """Carry relevance down from a node: what changes is announced, and what was asleep is computed again."""
    above = node.parent
    around = above.ranges.get(node.name) if above is not None and node.index and above.ranges else None
    relevant = node.own and (above is None or above.rel) and (around is None or around.rel)
    if relevant is node.rel:
        return
    node.rel = relevant
    response.notify(node)
    if relevant and node.slot is not None:
        for rule in response.graph.by_slot.get(node.slot, ()):
            if rule.kind in {Kind.CALCULATE, Kind.CHOICES} or (rule.kind is Kind.COUNT and not node.index):
                response.enqueue(rule, node)
    if not node.index:
        for instance in repeats.instances(node):
            refresh_relevance(response, instance)
        return
    for name, kids in node.kids.items():
        if name in node.ranges:
            refresh_relevance(response, node.ranges[name])
        for kid in kids:
            refresh_relevance(response, kid)


def _count(response: Response, rule: Rule, node: Node) -> None:
    if rule.text is None or node.index:
        return
    text = rule.text(Scope(response.around, node)).strip()
    undecided = not text and not response.loading  # a count that is cleared, or asleep, later on deletes no answers
    if not undecided and node not in response.resized and repeats.resize(response, node, text_number(text) if text else 0.0):
        response.resized.add(node)


def _calculate(response: Response, rule: Rule, node: Node) -> None:
    if not node.rel or rule.text is None or not rule.slot.leaf:
        return
    response.write(node, coerce(rule.slot, rule.text(Scope(response.around, node))), rule)


def _choices(response: Response, _rule: Rule, node: Node) -> None:
    response.touched[node] = None
    choices.clear_stale(response, node)


def _required(response: Response, rule: Rule, node: Node) -> None:
    required = rule.boolean(Scope(response.around, node)) if rule.boolean else False
    if required is not node.req:
        node.req = required
        response.touched[node] = None


def _readonly(response: Response, rule: Rule, node: Node) -> None:
    readonly = rule.boolean(Scope(response.around, node)) if rule.boolean else False
    if readonly is not node.ro:
        node.ro = readonly
        for one in repeats.everything(node):
            response.touched[one] = None


def _constraint(response: Response, rule: Rule, node: Node) -> None:
    bad = bool(node.rel and node.value and rule.boolean and not rule.boolean(Scope(response.around, node)))
    if bad is not node.bad:
        node.bad = bad
        response.touched[node] = None


def _nothing(_response: Response, _rule: Rule, _node: Node) -> None:
    """What only concerns the view is never queued."""


_APPLY: dict[Kind, Callable[[Response, Rule, Node], None]] = {
    Kind.RELEVANT: _relevant,
    Kind.COUNT: _count,
    Kind.CALCULATE: _calculate,
    Kind.CHOICES: _choices,
    Kind.REQUIRED: _required,
    Kind.READONLY: _readonly,
    Kind.CONSTRAINT: _constraint,
    Kind.VIEW: _nothing,
}
