"""The fewer than k people whom a sweep leaves: they join the nearest groups, or form one with people that other groups can spare."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from civicdesk.export.hierarchies import Hierarchy
from civicdesk.export.measure import Measure

Nodes = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What repairing needs to know of the columns and of the people."""

    trees: tuple[Hierarchy, ...]
    floors: tuple[int, ...]
    measure: Measure
    rows: tuple[tuple[str, ...], ...]
    """Person by number -> starting labels. Numbers follow the sorted order of the people."""
    k: int
    diverse: Callable[[Sequence[int]], bool]
    """Whether the sensitive answers of some people together are what is asked of a group."""


@dataclass(slots=True)
class Group:
    """People with the same labels; grows, gives away and becomes coarser while repairing."""

    nodes: Nodes
    members: list[int]


def repair(ground: Ground, groups: Sequence[Group], rest: Sequence[int]) -> tuple[list[Group], int]:
    """Place everybody in `rest` and return the groups with what that adds to the loss: the cheaper of joining and forming.

    Args:
        ground: columns and people.
        groups: at least one, each of at least k people; they are changed.
        rest: numbers of the people without a group.
    """
    if not rest:
        return list(groups), 0
    tools = _Tools(ground)
    copies = [Group(group.nodes, list(group.members)) for group in groups]
    joined = _join(tools, copies, rest) + _mend(tools, copies)
    formed = _form(tools, groups, rest)
    if formed is None or joined <= formed[1]:
        return copies, joined
    return formed


class _Tools:
    """Common ancestors and their losses, remembered."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._above: list[dict[int, tuple[int, ...]]] = []
        for tree in ground.trees:
            above: dict[int, tuple[int, ...]] = {}
            for way in tree.starts.values():
                for level, node in enumerate(way):
                    above.setdefault(node, way[level:])
            self._above.append(above)
        self._known: list[dict[tuple[int, str], int]] = [{} for _ in ground.trees]

    def start(self, person: int) -> Nodes:
        """Return the finest nodes that a person may be released with."""
        row = self.ground.rows[person]
        return tuple(tree.starts[label][floor] for tree, label, floor in zip(self.ground.trees, row, self.ground.floors, strict=True))

    def common(self, nodes: Nodes, person: int) -> Nodes:
        """Return the lowest nodes that cover both some nodes and a person."""
        return tuple(self._common(at, node, label) for at, (node, label) in enumerate(zip(nodes, self.ground.rows[person], strict=True)))

    def cost(self, nodes: Nodes) -> int:
        """Return the loss of one person with these nodes."""
        return sum(costs[node] for costs, node in zip(self.ground.measure.costs, nodes, strict=True))

    def _common(self, at: int, node: int, label: str) -> int:
        known = self._known[at]
        found = known.get((node, label))
        if found is None:
            way = self.ground.trees[at].starts[label]
            found = known[node, label] = next(above for above in self._above[at][node] if above in way)
        return found


def _join(tools: _Tools, groups: list[Group], rest: Iterable[int]) -> int:
    """Let each person join the group whose whole loss grows least, of those that may take them if there are any; return the growth."""
    grown = 0
    for person in rest:
        options = sorted(_joining(tools, groups, person), key=lambda option: option[:2])
        fitting = (option for option in options if tools.ground.diverse([*option[3].members, person]))
        growth, _, nodes, group = next(fitting, options[0])
        group.nodes = nodes
        group.members.append(person)
        grown += growth
    return grown


def _joining(tools: _Tools, groups: Iterable[Group], person: int) -> Iterable[tuple[int, Nodes, Nodes, Group]]:
    for group in groups:
        nodes = tools.common(group.nodes, person)
        size = len(group.members)
        yield tools.cost(nodes) * (size + 1) - tools.cost(group.nodes) * size, group.nodes, nodes, group


def _mend(tools: _Tools, groups: list[Group]) -> int:
    """Put groups together until the answers of each are what is asked, as those of all together are; return the growth."""
    grown = 0
    while len(groups) > 1 and (failing := [group for group in groups if not tools.ground.diverse(group.members)]):
        one = min(failing, key=lambda group: group.nodes)
        _, growth, nodes, other = min(_uniting(tools, groups, one), key=lambda option: option[:3])
        one.nodes = nodes
        one.members += other.members
        groups.remove(other)
        grown += growth
    return grown


def _uniting(tools: _Tools, groups: Iterable[Group], one: Group) -> Iterable[tuple[bool, int, Nodes, Group]]:
    """Yield (answers are still not what is asked, growth of the loss, nodes, other group) for each group that one may go together with."""
    for other in groups:
        if other is not one:
            nodes = one.nodes
            for person in {tools.ground.rows[member]: member for member in other.members}.values():
                nodes = tools.common(nodes, person)
            apart = tools.cost(one.nodes) * len(one.members) + tools.cost(other.nodes) * len(other.members)
            members = [*one.members, *other.members]
            yield not tools.ground.diverse(members), tools.cost(nodes) * len(members) - apart, nodes, other


def _form(tools: _Tools, groups: Sequence[Group], rest: Sequence[int]) -> tuple[list[Group], int] | None:
    """Make a group of those who are left and of people from groups larger than k; None if that cannot be done."""
    copies = [Group(group.nodes, list(group.members)) for group in groups]
    members = list(rest)
    nodes = tools.start(members[0])
    for person in members:
        nodes = tools.common(nodes, person)
    saved = 0
    while len(members) < tools.ground.k:
        options = [option for group in copies for option in _borrowing(tools, group, nodes)]
        if not options:
            return None
        _, spared, person, group = min(options, key=lambda option: option[:3])
        group.members.remove(person)
        members.append(person)
        nodes = tools.common(nodes, person)
        saved -= spared
    if not tools.ground.diverse(members):
        return None
    return [*copies, Group(nodes, members)], tools.cost(nodes) * len(members) - saved


def _borrowing(tools: _Tools, group: Group, nodes: Nodes) -> Iterable[tuple[int, int, int, Group]]:
    """Yield (loss of the new group, minus the loss saved, person, group) for each kind of person that a group can spare."""
    if len(group.members) <= tools.ground.k:
        return
    seen: set[tuple[str, ...]] = set()
    for person in group.members:
        row = tools.ground.rows[person]
        if row not in seen and tools.ground.diverse([member for member in group.members if member != person]):
            yield tools.cost(tools.common(nodes, person)), -tools.cost(group.nodes), person, group
        seen.add(row)
