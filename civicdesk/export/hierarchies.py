"""Hierarchies: how a value may be told more coarsely, level by level, up to `*`.

A file has one line for each leaf, `leaf;level 1;...;*`. A node is known by its level *and* its label: one label on two levels is
two nodes, so the loader adds " (group)" to the upper one, and a released label then names its node alone.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from civicdesk import paths
from civicdesk.errors import Refused
from civicdesk.export.values import NOT_ASKED

TOP = "*"
MAX_LEAVES = 65_536
_MONTH = re.compile(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One value that may be released: its level (0 is a leaf), its label, and how many leaves lie under it."""

    level: int
    label: str
    leaves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hierarchy:
    """A tree over the values of one column."""

    name: str
    nodes: tuple[Node, ...]
    starts: Mapping[str, tuple[int, ...]]
    """Label that a person may start from -> number of its node at each level; below a group's own level, the group itself."""
    leaves: int
    top: int
    """Number of the highest level, that of `*`."""

    def label(self, start: str, level: int) -> str:
        """Return how a value reads at a level."""
        return self.nodes[self.starts[start][level]].label

    def common(self, labels: Iterable[str]) -> str:
        """Return the lowest label that covers all the given ones: how a value that changed between waves is told."""
        ways = [self.starts[label] for label in labels]
        level = next(level for level in range(self.top + 1) if len({way[level] for way in ways}) == 1)
        return self.nodes[ways[0][level]].label

    def covers(self, upper: str, lower: str) -> bool:
        """Tell whether one released label is the other or an ancestor of it."""
        return self.starts[upper][0] in self.starts[lower]


def read(name: str, data: bytes, *, for_release: bool = True) -> Hierarchy:
    """Read a hierarchy file.

    Args:
        name: file name, for the sentence of a refusal.
        data: UTF-8 text, `;` between columns.
        for_release: mark labels that stand on two levels, and add the leaf for values that nobody gave. Off only where another
            program compares the labels.

    Raises:
        Refused: PACK-HIERARCHY-TEXT, -EMPTY, -RAGGED, -TWICE, -TOP, -PARENTS, -RESERVED,
            -LIMIT, with `file` and `line`.
    """
    rows = table(name, data)
    _check(name, rows)
    if for_release:
        _check_reserved(name, rows)
        rows = _marked(rows)
        if all(row[0] != NOT_ASKED for row in rows):
            rows = [*rows, [*[NOT_ASKED] * (len(rows[0]) - 1), TOP]]
    return _tree(name, rows)


def shipped(name: str) -> bytes:
    """Return the bytes of a hierarchy that comes with the program, by its name: `age`, `sex`, `ethnicity`, ..."""
    return (paths.resources() / "hierarchies" / f"{name}.csv").read_bytes()


def period(months: Iterable[str]) -> bytes:
    """Return the hierarchy of months from the first to the last of those given: month, quarter, year, `*`.

    Args:
        months: `2026-11`, or `2026-Q4` and `2026` of people whose month was told so before; anything else is left out, and will be found missing.
    """
    counted = sorted(count for month in months for count in _months_of(month))
    lines = []
    for count in range(counted[0], counted[-1] + 1) if counted else ():
        year, month = divmod(count, 12)
        lines.append(f"{year:04}-{month + 1:02};{year:04}-Q{month // 3 + 1};{year:04};{TOP}\n")
    return "".join(lines).encode() or f"{NOT_ASKED};{NOT_ASKED};{NOT_ASKED};{TOP}\n".encode()


def _months_of(label: str) -> range:
    """Return the months of a month, quarter or year, counted from the year 0."""
    found = _MONTH.fullmatch(label)
    if found is None:
        return range(0)
    year, month, quarter = (int(part) if part else 0 for part in found.groups())
    first, count = (month, 1) if month else (3 * quarter - 2, 3) if quarter else (1, 12)
    return range(12 * year + first - 1, 12 * year + first - 1 + count)


def missing(hierarchy: Hierarchy, values: Iterable[str], *, most: int = 20) -> tuple[str, ...]:
    """Return values that have no place in a hierarchy, sorted, at most so many: an incomplete hierarchy must be mended first."""
    return tuple(sorted({value for value in values if value not in hierarchy.starts})[:most])


def gaps(hierarchy: Hierarchy, *, most: int = 20) -> tuple[str, ...]:
    """Return the whole numbers that a hierarchy of numbers leaves out between its first and its last, at most so many.

    Such a hole shows only when the first person of that age comes; so a pack is looked through before it is signed.
    """
    leaves = [node.label for node in hierarchy.nodes if not node.level]
    numbers = {int(label) for label in leaves if label.isdecimal()}
    if 2 * len(numbers) < len(leaves):
        return ()
    return tuple(str(number) for number in range(min(numbers), max(numbers)) if number not in numbers)[:most]


def place_of(hierarchy: Hierarchy, number: str) -> int:
    """Return in which line of its file a number of `gaps` should stand: before the first greater one."""
    leaves = [node.label for node in hierarchy.nodes if not node.level]
    return next(line for line, label in enumerate(leaves, 1) if label.isdecimal() and int(label) > int(number))


def table(name: str, data: bytes) -> list[list[str]]:
    """Return the lines of a hierarchy file as they stand there, not looked into.

    Raises:
        Refused: PACK-HIERARCHY-TEXT, -EMPTY, -LIMIT, with `file` and `line`.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        raise Refused("PACK-HIERARCHY-TEXT", file=name, line=data[: why.start].count(b"\n") + 1) from why
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))
    except csv.Error as why:
        raise Refused("PACK-HIERARCHY-TEXT", file=name, line=1) from why
    if not rows:
        raise Refused("PACK-HIERARCHY-EMPTY", file=name, line=1)
    if len(rows) > MAX_LEAVES:
        raise Refused("PACK-HIERARCHY-LIMIT", file=name, line=MAX_LEAVES + 1)
    return rows


def _check(name: str, rows: Sequence[Sequence[str]]) -> None:
    leaves: set[str] = set()
    parents: dict[tuple[int, str], str] = {}
    for line, row in enumerate(rows, 1):
        if len(row) != len(rows[0]) or len(row) < 2 or not all(cell.strip() for cell in row):
            raise Refused("PACK-HIERARCHY-RAGGED", file=name, line=line)
        if row[-1] != TOP:
            raise Refused("PACK-HIERARCHY-TOP", file=name, line=line)
        if row[0] in leaves:
            raise Refused("PACK-HIERARCHY-TWICE", file=name, line=line)
        leaves.add(row[0])
        for level, label in enumerate(row[1:-1], 1):
            if parents.setdefault((level, label), row[level + 1]) != row[level + 1]:
                raise Refused("PACK-HIERARCHY-PARENTS", file=name, line=line)


def _check_reserved(name: str, rows: Sequence[Sequence[str]]) -> None:
    for line, row in enumerate(rows, 1):
        if TOP in row[:-1] or (NOT_ASKED in row and set(row[:-1]) != {NOT_ASKED}):
            raise Refused("PACK-HIERARCHY-RESERVED", file=name, line=line)


def _marked(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Add " (group)" to each label that a lower level uses too."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    used = {*columns[0]}
    for column in columns[1:-1]:
        marks = {label: _mark(label, used) for label in column}
        column[:] = [marks[label] for label in column]
        used.update(column)
    return [list(row) for row in zip(*columns, strict=True)]


def _mark(label: str, used: Container[str]) -> str:
    while label in used and label != NOT_ASKED:
        label += " (group)"
    return label


def _tree(name: str, rows: Sequence[Sequence[str]]) -> Hierarchy:
    numbers: dict[tuple[int, str], int] = {}
    ways = [tuple(numbers.setdefault(_node_of(level, label), len(numbers)) for level, label in enumerate(row)) for row in rows]
    under = Counter(number for way in ways for number in set(way))
    labels = [label for _, label in numbers]
    starts = {labels[way[0]]: way for way in ways}
    for way in ways:
        for level, number in enumerate(way):
            starts.setdefault(labels[number], (*[number] * level, *way[level:]))
    nodes = tuple(Node(level=level, label=label, leaves=under[number]) for (level, label), number in numbers.items())
    return Hierarchy(name=name, nodes=nodes, starts=starts, leaves=len(rows), top=len(rows[0]) - 1)


def _node_of(level: int, label: str) -> tuple[int, str]:
    """Name a node. A missing value is one and the same node below `*`: it never grows coarser by being told on another level."""
    return (0, label) if label == NOT_ASKED else (level, label)
