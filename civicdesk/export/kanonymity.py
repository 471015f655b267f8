"""Recode people so that each has at least k - 1 look-alikes, and say in plain words what was changed."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from operator import itemgetter

from civicdesk.errors import Refused
from civicdesk.export import closeness, csvs, measure
from civicdesk.export.closeness import Asked, Told
from civicdesk.export.hierarchies import Hierarchy, missing
from civicdesk.export.repair import Ground, Group, Nodes, repair
from civicdesk.export.sweep import Problem, Swept, Watch, sweep
from civicdesk.export.values import distinct, is_missing
from civicdesk.i18n import say
from civicdesk.records.releases import Quasi, ReleasePerson

MAX_QUASI = 15
Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is asked of a recoding."""

    quasi: tuple[Quasi, ...]
    hierarchies: Mapping[str, Hierarchy]
    """Name of the hierarchy -> hierarchy."""
    k: int
    l: int = 0  # noqa: E741 - the literature's own name
    """Least number of different answers in each group and sensitive field; 0 or 1 asks nothing."""
    t: float | None = None
    """Greatest distance, 0 to 1, of the answers of a group from those of everybody; None asks nothing."""
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Sensitive field -> its answers in order, for fields whose answers have one."""
    sensitive: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Sensitive field -> person code -> answer as released. A person without an answer is absent or has a missing token."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the quasi-identifiers in order."""
        return tuple(quasi.column for quasi in self.quasi)

    @property
    def trees(self) -> tuple[Hierarchy, ...]:
        """Hierarchies in the order of the columns."""
        return tuple(self.hierarchies[quasi.hierarchy] for quasi in self.quasi)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recoded:
    """People with the labels that may leave, and what that cost."""

    columns: tuple[str, ...]
    people: tuple[tuple[str, Labels], ...]
    """(person code, labels in the order of `columns`), sorted by code."""
    classes: Mapping[Labels, int]
    """Labels -> number of people who share them."""
    loss: float
    """NCP, 0 (nothing removed) to 1."""
    loss_by_column: tuple[tuple[str, float], ...]
    loss_by_person: Mapping[str, float]
    """Code -> mean loss of that person's cells, 0 to 1."""
    levels: Mapping[str, str]
    """Column -> which levels were used, in words."""
    explanation: tuple[str, ...]
    """One sentence for each column and change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collapsed:
    """People in the order that recoding works on, by number, and their distinct rows."""

    ordered: tuple[ReleasePerson, ...]
    ground: Ground
    problem: Problem
    people: tuple[tuple[int, ...], ...]
    """Number of a distinct row -> numbers of its people."""


NOBODY = Watch()


def recode(people: Sequence[ReleasePerson], rules: Rules, watch: Watch = NOBODY) -> Recoded:
    """Recode people by the ascending sweep; nobody is left out and the order of the rows does not matter.

    Args:
        people: codes must differ; a quasi-identifier may be a leaf, or the label of a group if it changed between waves.
        rules: columns, hierarchies, k, l.
        watch: told of progress; may ask to stop.

    Raises:
        Refused: EXPORT-NOBODY, EXPORT-FEW, EXPORT-K, EXPORT-QUASI, EXPORT-COLUMN-TWICE, EXPORT-HIERARCHY, EXPORT-FLOOR, EXPORT-LEAF,
            EXPORT-L, EXPORT-T: the input cannot be recoded so; EXPORT-CANCELLED: somebody asked to stop.
    """
    collapsed = collapse(people, rules)
    groups = _best(collapsed, watch)
    return _described({collapsed.ordered[person].code: group.nodes for group in groups for person in group.members}, rules)


def collapse(people: Sequence[ReleasePerson], rules: Rules) -> Collapsed:
    """Check people against the rules and bring them into the order and the numbers that recoding works on.

    Raises:
        Refused: as `recode`.
    """
    _check(people, rules)
    ordered, ground = _in_order(people, rules)
    numbers: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(ground.rows):
        numbers[row].append(number)
    asked, told = _spoken(ordered, rules)
    problem = Problem(
        trees=ground.trees,
        floors=ground.floors,
        measure=ground.measure,
        tuples=tuple(numbers),
        weights=tuple(map(len, numbers.values())),
        answers=tuple(closeness.together(told[number] for number in alike) for alike in numbers.values()),
        k=rules.k,
        asked=asked,
    )
    return Collapsed(ordered=tuple(ordered), ground=ground, problem=problem, people=tuple(map(tuple, numbers.values())))


def describe(labelled: Mapping[str, Labels], rules: Rules) -> Recoded:
    """Measure and explain labels that people already have: those just recoded together with those of earlier releases."""
    trees = rules.trees
    return _described(
        {code: tuple(tree.starts[label][0] for tree, label in zip(trees, labels, strict=True)) for code, labels in labelled.items()}, rules
    )


def coarsen(labelled: Mapping[str, Labels], rules: Rules) -> Mapping[str, Labels]:
    """Mend groups of look-alikes that withdrawals have left too small: they join the nearest ones, and nobody's labels become finer.

    Args:
        labelled: person code -> released labels. Fewer than k people in all stay as they are, and the gate stops them.
        rules: as for `recode`.
    """
    sizes = Counter(labelled.values())
    if len(labelled) < rules.k or min(sizes.values()) >= rules.k:
        return labelled
    quasi = (dict(zip(rules.columns, labels, strict=True)) for labels in labelled.values())
    people = [ReleasePerson(code=code, quasi=cells, sex="", ethnicity="") for code, cells in zip(labelled, quasi, strict=True)]
    ordered, ground = _in_order(people, rules)
    ground = replace(ground, floors=(0,) * len(rules.quasi))
    together: dict[Labels, list[int]] = defaultdict(list)
    for number, row in enumerate(ground.rows):
        together[row].append(number)
    large = {row: members for row, members in together.items() if len(members) >= rules.k}
    if not large:
        largest = max(together, key=lambda row: (len(together[row]), row))
        large = {largest: together[largest]}
    groups = [
        Group(tuple(tree.starts[label][0] for tree, label in zip(rules.trees, row, strict=True)), members) for row, members in large.items()
    ]
    rest = [number for row, members in together.items() if row not in large for number in members]
    placed, _ = repair(ground, groups, rest)
    return {ordered[person].code: labels for group in placed for labels in (_labels(rules, group.nodes),) for person in group.members}


def _described(placed: Mapping[str, Nodes], rules: Rules) -> Recoded:
    trees = rules.trees
    measured = measure.of(trees)
    groups = Counter(placed.values())
    losses = {nodes: [costs[node] for costs, node in zip(measured.costs, nodes, strict=True)] for nodes in groups}
    by_column = [sum(loss[at] * groups[nodes] for nodes, loss in losses.items()) for at in range(len(trees))]
    mean = {nodes: measured.share(sum(loss), len(loss)) for nodes, loss in losses.items()}
    used = [_used(tree, groups, at) for at, tree in enumerate(trees)]
    labels = {nodes: _labels(rules, nodes) for nodes in groups}
    labelled = {code: labels[nodes] for code, nodes in sorted(placed.items())}
    return Recoded(
        columns=rules.columns,
        people=tuple(labelled.items()),
        classes=Counter(labelled.values()),
        loss=measured.share(sum(by_column), len(placed) * len(trees)),
        loss_by_column=tuple((column, measured.share(loss, len(placed))) for column, loss in zip(rules.columns, by_column, strict=True)),
        loss_by_person={code: mean[nodes] for code, nodes in placed.items()},
        levels={column: _in_words(levels) for column, levels in zip(rules.columns, used, strict=True)},
        explanation=tuple(chain.from_iterable(map(_explained, rules.columns, used))),
    )


def smallest_class(people_csv: bytes, columns: Sequence[str]) -> int:
    """Return the size of the smallest group of look-alikes in a released table, counted from its bytes; 0 if nobody is in it.

    This is the independent check: it knows labels and commas, nothing of how they came about.
    """
    rows = csvs.read(people_csv)
    return min(Counter(tuple(row[column] for column in columns) for row in rows).values(), default=0)


def least_answers(people_csv: bytes, columns: Sequence[str], answers: Mapping[str, str]) -> int:
    """Return the least number of different answers of any group of look-alikes in a released table; groups without answers do not count.

    Args:
        people_csv: the released table, with `person_code`.
        columns: the quasi-identifiers.
        answers: person code -> answer to one sensitive question.
    """
    groups = answers_together(people_csv, columns, answers)
    return min((distinct(group) for group in groups if not all(map(is_missing, group))), default=0)


def answers_together(people_csv: bytes, columns: Sequence[str], answers: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Return the answers of each group of look-alikes in a released table, `NOT_ASKED` for people without one."""
    told: dict[Labels, list[str]] = defaultdict(list)
    for row in csvs.read(people_csv):
        told[tuple(row[column] for column in columns)].append(answers.get(row["person_code"], "NOT_ASKED"))
    return tuple(map(tuple, told.values()))


def _check(people: Sequence[ReleasePerson], rules: Rules) -> None:
    if not people:
        raise Refused("EXPORT-NOBODY")
    if rules.k < 2:
        raise Refused("EXPORT-K", k=rules.k, least=2)
    if len(people) < rules.k:
        raise Refused("EXPORT-FEW", people=len(people), k=rules.k)
    if not 1 <= len(rules.quasi) <= MAX_QUASI:
        raise Refused("EXPORT-QUASI", columns=len(rules.quasi), most=MAX_QUASI)
    if len(set(rules.columns)) < len(rules.columns):
        raise Refused("EXPORT-COLUMN-TWICE", column=min(name for name, count in Counter(rules.columns).items() if count > 1))
    for quasi in rules.quasi:
        _check_column(people, quasi, rules)
    if rules.t is not None and not 0 <= rules.t <= 1:
        raise Refused("EXPORT-T", t=rules.t)
    for name, answers in rules.sensitive.items() if rules.l > 1 else ():
        given = {answer for person in people if not is_missing(answer := answers.get(person.code, "NOT_ASKED"))}
        if given and distinct(answers.get(person.code, "NOT_ASKED") for person in people) < rules.l:
            raise Refused("EXPORT-L", field=name, answers=len(given), l=rules.l)


def _check_column(people: Sequence[ReleasePerson], quasi: Quasi, rules: Rules) -> None:
    tree = rules.hierarchies.get(quasi.hierarchy)
    if tree is None:
        raise Refused("EXPORT-HIERARCHY", column=quasi.column, hierarchy=quasi.hierarchy)
    if not 0 <= quasi.floor <= tree.top:
        raise Refused("EXPORT-FLOOR", column=quasi.column, floor=quasi.floor, top=tree.top)
    lost = missing(tree, (_value(person, quasi) for person in people))
    if lost:
        raise Refused("EXPORT-LEAF", column=quasi.column, hierarchy=quasi.hierarchy, values=", ".join(lost))


def _value(person: ReleasePerson, quasi: Quasi) -> str:
    return person.quasi.get(quasi.column, "NOT_ASKED")


def _row(person: ReleasePerson, rules: Rules) -> tuple[str, ...]:
    told = person.quasi
    return tuple([told.get(quasi.column, "NOT_ASKED") for quasi in rules.quasi])


def _told(person: ReleasePerson, rules: Rules) -> tuple[str, ...]:
    """Return the sensitive answers of a person, all missing ones alike; none if nothing is asked of them."""
    if rules.l < 2 and rules.t is None:
        return ()
    told = (rules.sensitive[name].get(person.code, "NOT_ASKED") for name in sorted(rules.sensitive))
    return tuple("" if is_missing(answer) else answer for answer in told)


def _spoken(ordered: Sequence[ReleasePerson], rules: Rules) -> tuple[Asked, list[Told]]:
    """Return what is asked of the answers of a group, and the answers of each person."""
    answers = [_told(person, rules) for person in ordered]
    if not answers[0]:
        return Asked(), [()] * len(answers)
    asked = closeness.ask(answers, [rules.orders.get(name, ()) for name in sorted(rules.sensitive)], rules.l, rules.t)
    codes = [{value: question.packed(value) for value in question.values} for question in asked.questions]
    return asked, [tuple(code[answer] for code, answer in zip(codes, each, strict=True)) for each in answers]


def _in_order(people: Sequence[ReleasePerson], rules: Rules) -> tuple[list[ReleasePerson], Ground]:
    """Return people in an order that does not depend on that of the rows, and what recoding works on."""
    same: dict[Labels, Labels] = {}  # equal rows are kept once
    told = [(same.setdefault(row, row), _told(person, rules), person.code, person) for person in people for row in (_row(person, rules),)]
    told.sort(key=itemgetter(0, 1, 2))
    ordered = [person for _, _, _, person in told]
    return ordered, _ground(ordered, tuple(row for row, _, _, _ in told), rules)


def _ground(ordered: Sequence[ReleasePerson], rows: tuple[Labels, ...], rules: Rules) -> Ground:
    asked, told = _spoken(ordered, rules)

    def diverse(members: Sequence[int]) -> bool:
        return not asked.questions or asked.holds(closeness.together(told[member] for member in members))

    return Ground(
        trees=rules.trees,
        floors=tuple(quasi.floor for quasi in rules.quasi),
        measure=measure.of(rules.trees),
        rows=rows,
        k=rules.k,
        diverse=diverse,
    )


def _best(collapsed: Collapsed, watch: Watch) -> Sequence[Group]:
    """Run the sweep, place those who are left, and keep the run that lost least; the first one wins a tie."""
    outcomes = [_repaired(swept, collapsed) for swept in sweep(collapsed.problem, watch)]
    return min(outcomes, key=lambda outcome: outcome[1])[0]


def _repaired(swept: Swept, collapsed: Collapsed) -> tuple[Sequence[Group], int]:
    people = collapsed.people
    groups = [Group(taken.nodes, [person for member in taken.members for person in people[member]]) for taken in swept.groups]
    placed, grown = repair(collapsed.ground, groups, [person for member in swept.rest for person in people[member]])
    return placed, swept.loss + grown


def _labels(rules: Rules, nodes: Nodes) -> Labels:
    return tuple(tree.nodes[node].label for tree, node in zip(rules.trees, nodes, strict=True))


def _used(tree: Hierarchy, groups: Mapping[Nodes, int], at: int) -> list[tuple[int, str, int]]:
    """Return (level, most frequent label, people) for each level of a column that was used, finest first."""
    by_level: dict[int, Counter[str]] = defaultdict(Counter)
    for nodes, count in groups.items():
        by_level[tree.nodes[nodes[at]].level][tree.nodes[nodes[at]].label] += count
    return [(level, min(found, key=lambda label: (-found[label], label)), found.total()) for level, found in sorted(by_level.items())]


def _explained(column: str, used: Sequence[tuple[int, str, int]]) -> list[str]:
    return [_sentence(column, *one) for one in used]


def _sentence(column: str, level: int, example: str, count: int) -> str:
    if example == "*":
        return say("export.change.removed", column=column, count=count)
    return say("export.change.coarser" if level else "export.change.kept", column=column, count=count, example=example)


def _in_words(used: Sequence[tuple[int, str, int]]) -> str:
    return "; ".join(say("export.level", level=level, example=example, count=count) for level, example, count in used)
