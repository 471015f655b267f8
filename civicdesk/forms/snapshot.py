"""Where a draft stands, and how it is opened there again."""

from civicdesk.forms import repeats
from civicdesk.forms.response import Response, ref_of
from civicdesk.forms.tree import Node
from civicdesk.records.pages import Snapshot


def snapshot(response: Response) -> Snapshot:
    """Return every value, those of nodes that are not relevant included, and how many instances each repeat has."""
    values: dict[str, str] = {}
    counts: dict[str, int] = {}
    for node in repeats.everything(response.root):
        if not node.index:
            counts[ref_of(node)] = len(repeats.instances(node))
        elif node.slot is not None and (node.slot.leaf or node.slot.name.startswith("@")):
            values[ref_of(node)] = node.value
    return Snapshot(values=values, counts=counts, language=response.language)


def restore(response: Response, kept: Snapshot) -> None:
    """Put the values and instances of a draft back, from the outside in. Nothing is computed yet."""
    _restore(response, response.root, kept)


def _restore(response: Response, node: Node, kept: Snapshot) -> None:
    slot = node.slot
    if slot is not None and (slot.leaf or slot.name.startswith("@")):
        node.value = kept.values.get(ref_of(node), node.value)
    for name, kids in node.kids.items():
        around = node.ranges.get(name)
        if around is not None and around.slot is not None:
            wanted = kept.counts.get(ref_of(around), len(kids))
            while len(kids) > wanted:
                response.nodes -= sum(1 for _ in kids.pop().walk())
            while len(kids) < wanted:
                kids.append(repeats.plant(response, around.slot.template, around.slot, node, blank=around.slot.blank))
                kids[-1].index = len(kids)
        for kid in kids:
            _restore(response, kid, kept)
