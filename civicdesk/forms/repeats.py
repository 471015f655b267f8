"""Instances of repeats: planted from the form's own XML, added, removed, renumbered."""

from collections.abc import Sequence

from civicdesk.forms import limits, parse
from civicdesk.forms.coerce import coerce
from civicdesk.forms.model import Slot
from civicdesk.forms.parse import Element
from civicdesk.forms.response import Response, ref_of
from civicdesk.forms.tree import Node


def plant(response: Response, element: Element | None, slot: Slot, parent: Node, *, blank: bool = False) -> Node:
    """Grow the node of one element and all below it; a repeat below gets its instances but not its template.

    Args:
        response: the response that the node belongs to.
        element: what it is grown from.
        slot: its place in the model.
        parent: the node above it.
        blank: leave the values out.
    """
    node = Node(slot.name, parent)
    node.slot = slot
    count = 1
    if slot.leaf:
        node.value = coerce(slot, _value(element)) if element is not None and not blank else ""
    node.kids = {}
    by_name = _by_name(element) if element is not None else {}
    for name, kid in slot.kids.items():
        listed: list[Node] = []
        node.kids[name] = listed
        if name.startswith("@"):
            if kid.bind is None and (slot.repeat or element is None or not parse.attribute(element, name[1:])):
                continue
            attribute = Node(name, node, parse.attribute(element, name[1:]) if element is not None else "")
            attribute.slot = kid
            listed.append(attribute)
            count += 1
            continue
        if kid.repeat:
            _add_range(node, kid)
        for one in _sources(by_name.get(name, []), kid):
            listed.append(plant(response, one, kid, node, blank=blank))
            listed[-1].index = len(listed)
    response.grown(count)
    return node


def _sources(elements: list[Element], slot: Slot) -> Sequence[Element | None]:
    """Return the elements that nodes are grown from: the instances of a repeat without its template, else the one that is there."""
    if slot.repeat:
        return [one for one in elements if not _is_template(one)]
    return elements[:1]


def _value(element: Element) -> str:
    text = parse.whole_text(element)
    return text if text.strip() else ""


def _by_name(element: Element) -> dict[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for kid in element:
        found.setdefault(parse.local(kid), []).append(kid)
    return found


def _is_template(element: Element) -> bool:
    return any(parse.bare(key) == "template" for key in element.attrib)


def _add_range(parent: Node, slot: Slot) -> None:
    around = Node(slot.name, parent)
    around.slot = slot
    around.index = 0
    if not parent.ranges:
        parent.ranges = {}
    parent.ranges[slot.name] = around


def instances(around: Node) -> list[Node]:
    """Return the instances of the repeat that a node stands for."""
    return around.parent.kids[around.name] if around.parent is not None else []


def add(response: Response, around: Node, number: int = 1) -> list[Node]:
    """Append instances, grown from the template.

    Raises:
        Refused: FORM-LIMIT; nothing was added.
    """
    slot, parent = around.repeat()
    listed = instances(around)
    if len(listed) + number > limits.REPEAT_INSTANCES:
        raise limits.over("instances", limits.REPEAT_INSTANCES, len(listed) + number)
    each = sum(1 for _ in slot.walk())
    if response.nodes + each * number > limits.RUN_NODES:
        raise limits.over("nodes", limits.RUN_NODES, response.nodes + each * number)
    new = []
    for _ in range(number):
        node = plant(response, slot.template, slot, parent, blank=slot.blank)
        node.index = len(listed) + 1
        listed.append(node)
        new.append(node)
    for node in new:
        settle_in(response, node, relevant=around.rel)
    response.restructured(around, new)
    return new


def settle_in(response: Response, node: Node, *, relevant: bool) -> None:
    """Mark all rules of a new subtree as stale, its relevance as that of the place it was put in."""
    for one in everything(node):
        one.rel = relevant
        response.touched[one] = None
        response.enqueue_all(one)


def everything(node: Node) -> list[Node]:
    """Return a node and all below it, the nodes that stand for repeats included."""
    found = [node]
    for name, nodes in node.kids.items():
        around = node.ranges.get(name)
        if around is not None:
            found.append(around)
        for kid in nodes:
            found += everything(kid)
    return found


def remove(response: Response, around: Node, place: int) -> None:
    """Take one instance away (0-based) and renumber those behind it."""
    listed = instances(around)
    last = listed[-1]
    for one in everything(last):
        response.gone.append(ref_of(one) + ("" if one.index else "#range"))
    taken = listed.pop(place)
    for one in everything(taken):
        one.slot = None
        response.touched.pop(one, None)
        response.nodes -= 1
    moved = listed[place:]
    for node in moved:
        node.index -= 1
        for one in everything(node):
            one.ref = ""
            response.touched[one] = None
    response.restructured(around, moved)


def resize(response: Response, around: Node, wanted: float) -> bool:
    """Bring a counted repeat to its number of instances; text that is no number keeps the present count. Tell whether it changed.

    Raises:
        Refused: FORM-LIMIT; the present count stays.
    """
    listed = instances(around)
    if wanted != wanted:  # noqa: PLR0124 - NaN
        return False
    number = int(max(0.0, min(wanted, float(limits.REPEAT_INSTANCES + 1))))
    before = len(listed)
    if number > before:
        for node in add(response, around, number - len(listed)):
            response.happened.append(node)
    while len(listed) > number:
        remove(response, around, len(listed) - 1)
    return number != before
