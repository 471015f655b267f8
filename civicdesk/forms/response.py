"""One response in memory: its nodes, and the queue of rules that a change has made stale."""

import heapq
from collections.abc import Sequence

from civicdesk.forms import limits
from civicdesk.forms.form import Form
from civicdesk.forms.graph import Concern, Graph, Kind, Rule
from civicdesk.forms.model import Slot
from civicdesk.forms.tree import Node
from civicdesk.forms.xpath.scope import Surroundings

_WITH_RANGES = frozenset({Kind.RELEVANT, Kind.COUNT, Kind.VIEW, Kind.REQUIRED})


class Response:
    """The working state of a run. Nothing here knows how a rule works; `rules.settle` does."""

    def __init__(self, form: Form, graph: Graph, around: Surroundings) -> None:
        self.form = form
        self.graph = graph
        self.around = around
        self.document = around.document
        self.language = form.language
        self.nodes = 0
        self.queue: dict[int, dict[Node, None]] = {}
        self.heap: list[int] = []
        self.touched: dict[Node, None] = {}
        """Nodes whose state may have changed since the last look."""
        self.gone: list[str] = []
        self.cleared: list[str] = []
        self.written: list[tuple[Node, str]] = []
        """What this step has written over: (node, value before)."""
        self.happened: list[Node] = []
        """Nodes whose value changed and whose slot has actions."""
        self.resized: set[Node] = set()
        """Repeats that took another count while settling: a count that counts its own instances grows once for each answer, not for ever."""
        self.loading = True
        self.resuming = False
        """The values of a draft stand as they were left: flags are found anew, values are not."""

    @property
    def root(self) -> Node:
        """Return the root element of the response."""
        return self.document.kids[self.form.root.name][0]

    def enqueue(self, rule: Rule, node: Node) -> None:
        """Mark a rule of one node as stale; what only concerns the view marks the node as touched."""
        if rule.kind is Kind.VIEW:
            self.touched[node] = None
            return
        waiting = self.queue.get(rule.rank)
        if waiting is None:
            self.queue[rule.rank] = {node: None}
            heapq.heappush(self.heap, rule.rank)
        else:
            waiting[node] = None

    def enqueue_all(self, node: Node) -> None:
        """Mark every rule of a node as stale."""
        for rule in self.graph.by_slot.get(node.slot, ()) if node.slot is not None else ():
            if rule.kind is not Kind.COUNT if node.index else rule.kind in _WITH_RANGES:
                self.enqueue(rule, node)

    def notify(self, node: Node, but: Rule | None = None) -> None:
        """Mark every rule that reads a node as stale, except a rule that has just written that node itself."""
        self.touched[node] = None
        for concern in self.graph.concerns.get(node.slot, ()) if node.slot is not None else ():
            for target in self.below(_climbed(node, concern.up), concern):
                if concern.rule is not but or target is not node:
                    self.enqueue(concern.rule, target)

    def below(self, node: Node, concern: Concern) -> Sequence[Node]:
        """Return the nodes below an ancestor that a concern is about, repeats themselves included where the rule is theirs too."""
        reached: Sequence[Node] = (node,)
        above = reached
        for name in concern.down:
            above = reached
            reached = above[0].kids.get(name, ()) if len(above) == 1 else [kid for one in above for kid in one.kids.get(name, ())]
        if concern.down and concern.rule.slot.repeat and concern.rule.kind in _WITH_RANGES:
            last = concern.down[-1]
            return [*reached, *(one.ranges[last] for one in above if last in one.ranges)]
        return reached

    def restructured(self, around: Node, moved: list[Node]) -> None:
        """Mark as stale what depends on how many instances a repeat has, and on the place of those that moved.

        Args:
            around: the node that stands for the repeat.
            moved: instances that are new or have another number now.
        """
        repeat, _ = around.repeat()
        self.touched[around] = None
        for slot in repeat.walk():
            for concern in self.graph.concerns.get(slot, ()):
                up = concern.up - (slot.depth - repeat.depth)
                starts = [_climbed(around, up)] if up >= 1 else moved if slot is repeat else []
                for start in starts:
                    for target in self.below(start, concern):
                        self.enqueue(concern.rule, target)

    def write(self, node: Node, text: str, by: Rule | None = None) -> bool:
        """Give a node a value; tell whether it is a new one."""
        if node.value == text:
            return False
        self.written.append((node, node.value))
        node.value = text
        self.notify(node, by)
        if node.slot is not None and node.slot.actions and not self.loading:
            self.happened.append(node)
        return True

    def find(self, ref: str) -> Node | None:
        """Return the node of a reference, None if there is none."""
        node = self.document
        for part in ref.strip("/").split("/"):
            name, _, number = part.rpartition(":")[2].partition("[")
            listed = node.kids.get(name, ())
            place = int(number[:-1]) if number[:-1].isdecimal() else 1
            if not 1 <= place <= len(listed):
                return None
            node = listed[place - 1]
        return node

    def grown(self, by: int) -> None:
        """Count new nodes.

        Raises:
            Refused: FORM-LIMIT.
        """
        if self.nodes + by > limits.RUN_NODES:
            raise limits.over("nodes", limits.RUN_NODES, self.nodes + by)
        self.nodes += by


def _climbed(node: Node, levels: int) -> Node:
    for _ in range(levels):
        node = node.parent or node
    return node


def ref_of(node: Node) -> str:
    """Return the reference of a node: `/data/child[2]/name`; a repeat itself has no number."""
    if not node.ref:
        above = "" if node.parent is None or node.parent.parent is None else ref_of(node.parent)
        slot: Slot | None = node.slot
        number = f"[{node.index}]" if slot is not None and slot.repeat and node.index else ""
        node.ref = f"{above}/{slot.written if slot is not None else node.name}{number}"
    return node.ref
