"""Anonymising a table of another program, so that the two can be compared: `;` between cells, labels as its hierarchy files say."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from civicdesk.errors import Refused
from civicdesk.export import csvs, hierarchies, intervals
from civicdesk.export.hierarchies import Hierarchy
from civicdesk.export.kanonymity import NOBODY, Rules, collapse, recode
from civicdesk.export.lattice import optimum
from civicdesk.export.sweep import Watch
from civicdesk.records.releases import Quasi, ReleasePerson

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A table with its hierarchies. The quasi-identifiers are the columns that have one, in the order of the table."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    trees: Mapping[str, Hierarchy]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of the recoding."""

    k: int
    l: int = 0  # noqa: E741 - the literature's own name
    t: float | None = None
    """Greatest distance of the answers of a group from those of everybody; None asks nothing."""
    ordered: bool = False
    """The sensitive answers are numbers, whose order counts for `t`."""
    sensitive: str = ""
    """Column of the sensitive answers; needed if `l` is over 1 or `t` is asked."""
    limit: float = 0.0
    """Greatest share of suppressed rows, 0 to 1; only in mode `global`."""
    mode: Literal["local", "global"] = "local"
    intervals: tuple[str, ...] | None = None
    """Columns told by free intervals in mode `local`; none named: all whose values are numbers or ranges of them. None: the hierarchy alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The recoded table, and how good it is."""

    table: bytes
    """Rows in their order; suppressed rows are left out."""
    ncp: float
    """0 to 1, by node; each cell of a suppressed row counts 1."""
    suppressed: int
    classes: int
    """Different combinations of labels."""
    node: Mapping[str, int]
    """Column -> level, in mode `global` only."""


def read_table(data: bytes, files: Mapping[str, bytes]) -> Outside:
    """Read a table and its hierarchies.

    Args:
        data: UTF-8, `;` between cells, a header.
        files: column -> hierarchy file; columns that the table does not have are left out.

    Raises:
        Refused: EXPORT-TABLE: not such a table; PACK-HIERARCHY-...: a hierarchy is wrong.
    """
    same: dict[str, str] = {}  # equal cells are kept once
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";", strict=True)
        lines = [tuple([same.setdefault(cell, cell) for cell in line]) for line in reader]
    except (UnicodeDecodeError, csv.Error) as why:
        raise Refused("EXPORT-TABLE", line=1) from why
    for number, line in enumerate(lines, 1):
        if len(line) != len(lines[0]):
            raise Refused("EXPORT-TABLE", line=number)
    header = lines[0] if lines else ()
    trees = {column: hierarchies.read(column, files[column], for_release=False) for column in header if column in files}
    return Outside(header=header, rows=tuple(lines[1:]), trees=trees)


def anonymise(outside: Outside, wish: Wish, watch: Watch = NOBODY) -> Result:
    """Recode a table by the ascending sweep (`local`) or by the full-domain optimum (`global`).

    Raises:
        Refused: as `kanonymity.recode`; EXPORT-TABLE: no such sensitive column; EXPORT-ORDER: no column, or not that one, can be told by
            intervals.
    """
    rules = _rules(outside, wish)
    people = _people(outside)
    if wish.mode == "local" and wish.intervals is not None:
        return _by_intervals(outside, (rules, wish.intervals), people, watch)
    return _local(outside, people, rules, watch) if wish.mode == "local" else _global(outside, people, (rules, wish.limit), watch)


def _rules(outside: Outside, wish: Wish) -> Rules:
    sensitive: dict[str, dict[str, str]] = {}
    orders: dict[str, tuple[str, ...]] = {}
    if wish.l > 1 or wish.t is not None:
        if wish.sensitive not in outside.header:
            raise Refused("EXPORT-TABLE", line=1)
        at = outside.header.index(wish.sensitive)
        sensitive[wish.sensitive] = {_code(number): row[at] for number, row in enumerate(outside.rows)}
        if wish.ordered:
            orders[wish.sensitive] = _in_order({row[at]: number for number, row in reversed(list(enumerate(outside.rows, 2)))})
    quasi = tuple(Quasi(column=column, hierarchy=column) for column in outside.trees)
    return Rules(quasi=quasi, hierarchies=outside.trees, k=wish.k, l=wish.l, t=wish.t, orders=orders, sensitive=sensitive)


def _in_order(lines: Mapping[str, int]) -> tuple[str, ...]:
    """Return numbers in their order.

    Args:
        lines: number as it is written -> first line of the table that holds it.
    """
    for value in lines:
        if not csvs.is_number(value):
            raise Refused("EXPORT-TABLE", line=lines[value])
    return tuple(sorted(lines, key=lambda value: (float(value), value)))


def _people(outside: Outside) -> list[ReleasePerson]:
    return [
        ReleasePerson(code=_code(number), quasi=dict(zip(outside.header, row, strict=True)), sex="", ethnicity="")
        for number, row in enumerate(outside.rows)
    ]


def _code(number: int) -> str:
    return f"{number:09}"


def _local(outside: Outside, people: list[ReleasePerson], rules: Rules, watch: Watch) -> Result:
    recoded = recode(people, rules, watch)
    return Result(table=_table(outside, dict(recoded.people)), ncp=recoded.loss, suppressed=0, classes=len(recoded.classes), node={})


def _by_intervals(outside: Outside, asked: tuple[Rules, tuple[str, ...]], people: list[ReleasePerson], watch: Watch) -> Result:
    rules, columns = asked
    if not set(columns) <= set(rules.columns):
        raise Refused("EXPORT-ORDER", column=min(set(columns) - set(rules.columns)))
    collapsed = collapse(people, rules)
    problem = collapsed.problem
    known = {
        at: intervals.in_order(tree) or _as_they_stand(tree, wanted=rules.columns[at] in columns) for at, tree in enumerate(rules.trees)
    }
    told = intervals.ordered(problem, {at: leaves for at, leaves in known.items() if not columns or rules.columns[at] in columns})
    if not told:
        raise Refused("EXPORT-ORDER", column=", ".join(columns or rules.columns))
    classes = intervals.recode(problem, told, watch)
    labels: dict[str, Labels] = {}
    for each in classes:
        written = intervals.labels(problem, told, each.cells)
        labels |= {collapsed.ordered[person].code: written for member in each.members for person in collapsed.people[member]}
    return Result(
        table=_table(outside, labels),
        ncp=problem.measure.share(intervals.loss(problem, told, classes), len(people) * len(rules.quasi)),
        suppressed=0,
        classes=len(set(labels.values())),
        node={},
    )


def _as_they_stand(tree: Hierarchy, *, wanted: bool) -> tuple[str, ...]:
    """Return the leaves of a column in the order of its file, which counts only where somebody asks for it."""
    return tuple(node.label for node in tree.nodes if not node.level) if wanted else ()


def _global(outside: Outside, people: list[ReleasePerson], asked: tuple[Rules, float], watch: Watch) -> Result:
    rules, limit = asked
    collapsed = collapse(people, rules)
    best = optimum(collapsed.problem, limit, watch)
    labels: dict[str, Labels] = {}
    for kept in best.kept:
        row = collapsed.problem.tuples[kept]
        told = tuple(tree.label(start, level) for tree, start, level in zip(rules.trees, row, best.levels, strict=True))
        labels |= {collapsed.ordered[person].code: told for person in collapsed.people[kept]}
    return Result(
        table=_table(outside, labels),
        ncp=collapsed.problem.measure.share(best.loss, len(people) * len(rules.quasi)),
        suppressed=best.suppressed,
        classes=len(set(labels.values())),
        node=dict(zip(rules.columns, best.levels, strict=True)),
    )


def _table(outside: Outside, labels: Mapping[str, Labels]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(outside.header)
    places = [outside.header.index(column) for column in outside.trees]
    for number, row in enumerate(outside.rows):
        told = labels.get(_code(number))
        if told is not None:
            cells = list(row)
            for at, label in zip(places, told, strict=True):
                cells[at] = label
            writer.writerow(cells)
    return out.getvalue().encode()
