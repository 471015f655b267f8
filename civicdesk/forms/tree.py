"""The light node tree that expressions run over: the response itself and the lists that come with a form."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from civicdesk.forms.model import Slot

NO_KIDS: Final[dict[str, list["Node"]]] = {}
"""Shared by all leaves; never written to."""
NO_RANGES: Final[dict[str, "Node"]] = {}
"""Shared by all nodes without repeats below them; never written to."""


class Node:
    """One element (or attribute, its name begins with `@`) of a tree.

    `kids` holds the children by name, in document order of the names; the instances of a repeat are one list. `value` is the text of
    a leaf. `ranges` holds, for each repeat below, the node that stands for the repeat itself: its `index` is 0, it is not a child, and
    it is there even when the repeat has no instances. `rel` is false if the node or an ancestor is not relevant: it then reads as empty but keeps its value.
    """

    __slots__ = ("bad", "index", "kids", "name", "own", "parent", "ranges", "ref", "rel", "req", "ro", "slot", "value")

    def __init__(self, name: str, parent: "Node | None", value: str = "") -> None:
        self.name = name
        self.parent = parent
        self.kids: dict[str, list[Node]] = NO_KIDS
        self.ranges: dict[str, Node] = NO_RANGES
        self.value = value
        self.rel = True
        self.own = True
        self.req = False
        self.ro = False
        self.bad = False
        self.index = 1
        self.slot: Slot | None = None
        self.ref = ""

    def adopt(self, name: str) -> list["Node"]:
        """Return the list of children with a name, made if there is none."""
        if self.kids is NO_KIDS:
            self.kids = {}
        return self.kids.setdefault(name, [])

    def elements(self) -> Iterator["Node"]:
        """Walk the child elements in document order."""
        for name, nodes in self.kids.items():
            if name[0] != "@":
                yield from nodes

    def walk(self) -> Iterator["Node"]:
        """Walk this node and everything below it, attributes included, in document order."""
        yield self
        for nodes in self.kids.values():
            for node in nodes:
                yield from node.walk()

    def text(self) -> str:
        """Return the string value: the text of a leaf, or of all leaves below; empty while not relevant."""
        if not self.rel:
            return ""
        if not self.kids:
            return self.value
        return self.value + "".join(node.text() for node in self.elements())

    def repeat(self) -> tuple["Slot", "Node"]:
        """Return the slot and the parent of a node that stands for a repeat: it always has both."""
        if self.slot is None or self.parent is None:
            raise LookupError(self.name)
        return self.slot, self.parent

    def place(self) -> int:
        """Return the position among the siblings of the same name, from 1."""
        if self.slot is not None or self.parent is None:
            return self.index
        return self.parent.kids[self.name].index(self) + 1
