"""What an expression sees while it runs: its node, its place in a list, and the surroundings that the run hands in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from civicdesk.forms.limits import Budget
from civicdesk.forms.tree import Node


@dataclass(slots=True, kw_only=True)
class Surroundings:
    """Everything outside the tree. One for each run."""

    document: Node
    instances: Mapping[str, Node]
    now: Callable[[], datetime]
    chance: Callable[[], float]
    uuid: Callable[[], str]
    budget: Budget
    itext: Callable[[str, Node], str]
    """Text of a translation in the language of the run; empty if there is none (F19)."""
    choice_name: Callable[[str, str, Node], str]
    """(value, path, node of the rule) -> label of the choice; empty if there is none (F28)."""
    index: dict[tuple[int, str], dict[str, list[Node]]] = field(default_factory=dict)
    """Hash indexes of lists: (identity of the list, column) -> value -> rows."""
    lists: dict[tuple[str, ...], list[Node]] = field(default_factory=dict)
    """Whole lists of secondary instances by their path: the same list object each time."""

    kept: set[int] = field(default_factory=set)
    """Identities of the lists in `lists`: only these stay alive, so only these may be indexed."""

    def keep(self, named: tuple[str, ...], rows: list[Node]) -> None:
        """Keep a whole list for the life of the run."""
        self.lists[named] = rows
        self.kept.add(id(rows))

    def rows_by(self, rows: list[Node], column: str) -> dict[str, list[Node]]:
        """Return the hash index of one column over a list that is kept in `lists`, built at first use."""
        key = (id(rows), column)
        found = self.index.get(key)
        if found is None:
            found = {}
            for row in rows:
                for text in {cell.text() for cell in row.kids.get(column, ())}:
                    found.setdefault(text, []).append(row)
            self.index[key] = found
        return found


class Scope:
    """The node that an expression is read from. `current` is the node that holds the rule."""

    __slots__ = ("around", "current", "node", "position", "size")

    def __init__(self, around: Surroundings, node: Node, current: Node | None = None) -> None:
        self.around = around
        self.node = node
        self.position = 1
        self.size = 1
        self.current = node if current is None else current
