"""Random forms with nested repeats: what is computed step by step equals a naive computation of everything, over and over until nothing moves.

The naive computation knows neither the graph nor the order of rules. The usual run takes a few hundred forms; `FORMS_CASES=10000` takes as many
as are named.
"""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from civicdesk.errors import Refused
from civicdesk.forms import repeats
from civicdesk.forms.checks_differ import reads_itself
from civicdesk.forms.coerce import coerce
from civicdesk.forms.engine import Run, World, load
from civicdesk.forms.graph import Kind, Rule
from civicdesk.forms.tree import Node
from civicdesk.forms.xpath.scope import Scope

CASES = int(os.environ.get("FORMS_CASES", "300"))
STEPS = 10
ROUNDS = 60
WORLD = World(now=lambda: datetime(2025, 3, 14, 9, 26, 53, tzinfo=UTC), chance=lambda: 0.5, uuid=lambda: "id")
FORM = (
    '<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head>'
    "<h:title>random</h:title><model><instance><data id='random'>{values}</data></instance>{binds}</model></h:head><h:body>{body}</h:body></h:html>"
)


@dataclass
class Made:
    """A form while it is made up."""

    chance: random.Random
    values: list[str] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    leaves: list[tuple[str, ...]] = field(default_factory=list)
    """Names of what an expression may look at: only what stands before it, so that there are no circles."""
    repeats: list[tuple[str, ...]] = field(default_factory=list)
    number: int = 0

    def name(self, letter: str) -> str:
        self.number += 1
        return f"{letter}{self.number}"

    def group(self, above: tuple[str, ...], depth: int) -> None:
        for _ in range(self.chance.randint(2, 4)):
            kind = self.chance.choices(("asked", "computed", "group", "repeat"), (4, 4, 1, 2 if depth < 3 else 0))[0]
            if kind in {"group", "repeat"} and depth < 3:
                self.below((*above, self.name("r" if kind == "repeat" else "g")), depth, kind)
            else:
                self.leaf((*above, self.name("q")), computed=kind == "computed")

    def below(self, path: tuple[str, ...], depth: int, kind: str) -> None:
        rules = self.rule("relevant", path, 0.4)
        count = f' jr:count="{self.number_term(path)}"' if kind == "repeat" and self.chance.random() < 0.3 else ""
        self.binds.append(f'<bind nodeset="/{"/".join(path)}"{rules}/>')
        outer, self.values = self.values, []
        self.body.append(f'<group ref="/{"/".join(path)}">' + (f'<repeat nodeset="/{"/".join(path)}"{count}>' if kind == "repeat" else ""))
        if kind == "repeat":
            self.repeats.append(path)
        self.group(path, depth + 1)
        self.body.append("</repeat></group>" if kind == "repeat" else "</group>")
        inside, self.values = "".join(self.values), outer
        first = self.chance.randint(0, 2) if kind == "repeat" and not count else 1 - bool(count)
        template = f'<{path[-1]} jr:template="">{inside}</{path[-1]}>' if kind == "repeat" else ""
        self.values.append(template + f"<{path[-1]}>{inside}</{path[-1]}>" * first)

    def leaf(self, path: tuple[str, ...], *, computed: bool) -> None:
        rules = self.rule("relevant", path, 0.3) + self.rule("required", path, 0.2) + self.rule("readonly", path, 0.1)
        if computed:
            rules += f' calculate="{self.term(path)}"'
        else:
            rules += self.rule("constraint", path, 0.2)
            self.body.append(f'<input ref="/{"/".join(path)}"><label>x</label></input>')
        self.binds.append(f'<bind nodeset="/{"/".join(path)}" type="{self.chance.choice(("int", "string"))}"{rules}/>')
        self.values.append(f"<{path[-1]}>{self.chance.choice(('', '', '1', '3')) if not computed else ''}</{path[-1]}>")
        self.leaves.append(path)

    def rule(self, kind: str, path: tuple[str, ...], odds: float) -> str:
        return f' {kind}="{self.test(path)}"' if self.chance.random() < odds else ""

    def test(self, path: tuple[str, ...]) -> str:
        operator = self.chance.choice(("=", "!=", "&gt;", "&lt;="))
        made = f"{self.number_term(path)} {operator} {self.chance.randint(0, 4)}"
        return made if self.chance.random() < 0.7 else f"{made} {self.chance.choice(('and', 'or'))} {self.look(path)} != ''"

    def term(self, path: tuple[str, ...]) -> str:
        made = self.number_term(path)
        return self.chance.choice(
            (f"{made} + 1", f"concat({self.look(path)}, '-', {made})", f"if({self.test(path)}, {made}, {self.look(path)})", made)
        )

    def number_term(self, path: tuple[str, ...]) -> str:
        inside = [one for one in self.leaves if any(one[: len(each)] == each for each in self.repeats)]
        if inside and self.chance.random() < 0.5:
            one = self.chance.choice(inside)
            around = next(each for each in self.repeats if one[: len(each)] == each)
            whole, row, rest = f"/{'/'.join(one)}", f"/{'/'.join(around)}", "/".join(one[len(around) :])
            wide = (f"sum({whole})", f"count({row})", f"count({row}[{rest} &gt; 1])", f"string-length(join(' ', {whole}))", f"max({whole})")
            near = (f"number({row}[last()]/{rest})", f"indexed-repeat({whole}, {row}, 1)", f"count-non-empty({whole})", f"count({row}/*)")
            return self.chance.choice(wide + near)
        return self.look(path)

    def look(self, path: tuple[str, ...]) -> str:
        """Return a reference to something before, relative where both stand in one repeat."""
        if not self.leaves:
            return str(self.chance.randint(0, 3))
        if path[:-1] in self.repeats and self.chance.random() < 0.2:
            return "position(..)"
        other = self.chance.choice(self.leaves)
        shared = 0
        while shared < min(len(path), len(other)) and path[shared] == other[shared]:
            shared += 1
        if any(other[: len(each)] == each and path[: len(each)] == each for each in self.repeats):
            return "../" * (len(path) - shared) + "/".join(other[shared:])
        return f"/{'/'.join(other)}"


def made_up(seed: int) -> bytes:
    made = Made(random.Random(seed))  # noqa: S311 - repeatable on purpose
    made.group(("data",), 0)
    return FORM.format(values="".join(made.values), binds="".join(made.binds), body="".join(made.body)).encode()


def step(run: Run, chance: random.Random) -> None:
    state = run.state()
    asked = [node for node in state.values() if node.t == "input" and node.rel and not node.ro]
    open_ranges = [node for node in state.values() if node.t == "repeat-range:uncontrolled" and node.rel]
    if open_ranges and chance.random() < 0.4:
        around = chance.choice(open_ranges)
        if around.count and chance.random() < 0.5:
            run.remove(around.ref, chance.randrange(around.count))
        elif (around.count or 0) < 4:
            run.add(around.ref)
    elif asked:
        run.set(chance.choice(asked).ref, chance.choice(("", "0", "1", "2", "4", "x")))


def shown(run: Run) -> dict[str, tuple[object, ...]]:
    return {key: (node.v, node.rel, node.req, node.ro, node.count, node.bad) for key, node in run.state().items() if "/meta" not in key}


def rules_of(run: Run) -> Iterator[tuple[Rule, Node, Scope]]:
    response = run._response
    for node in repeats.everything(response.root):
        for rule in response.graph.by_slot.get(node.slot, ()) if node.slot else ():
            yield rule, node, Scope(response.around, node)


def compute_naively(run: Run) -> None:
    """Run every rule of every node in the order of the form until nothing changes; then the flags."""
    for _ in range(ROUNDS):
        before = [(node.value, node.rel) for node in repeats.everything(run._response.root)]
        for rule, node, scope in rules_of(run):
            if rule.kind is Kind.RELEVANT and rule.boolean:
                node.own = rule.boolean(scope)
        relevance(run._response.document, above=True)
        for rule, node, scope in rules_of(run):
            if rule.kind is Kind.CALCULATE and rule.text and node.rel:
                node.value = coerce(rule.slot, rule.text(scope))
        if before == [(node.value, node.rel) for node in repeats.everything(run._response.root)]:
            break
    for rule, node, scope in rules_of(run):
        if rule.boolean and rule.kind in FLAGS:
            FLAGS[rule.kind](node, rule.boolean(scope))


FLAGS: dict[Kind, Callable[[Node, bool], None]] = {
    Kind.REQUIRED: lambda node, yes: setattr(node, "req", yes),
    Kind.READONLY: lambda node, yes: setattr(node, "ro", yes),
    Kind.CONSTRAINT: lambda node, yes: setattr(node, "bad", bool(node.rel and node.value and not yes)),
}


def relevance(node: Node, *, above: bool) -> None:
    node.rel = node.own and above
    for name, kids in node.kids.items():
        around = node.ranges.get(name)
        if around is not None:
            around.rel = around.own and node.rel
        for kid in kids:
            relevance(kid, above=node.rel and (around is None or around.rel))


def counts_hold(run: Run) -> bool:
    """Tell whether every repeat that is counted has its instances."""
    for rule, node, scope in rules_of(run):
        if rule.kind is Kind.COUNT and not node.index and node.rel and rule.text:
            text = rule.text(scope)
            if text.strip().lstrip("-").isdecimal() and max(0, int(text)) != len(repeats.instances(node)):
                return False
    return True


@settings(max_examples=CASES, deadline=None, derandomize=CASES <= 300)
@given(st.integers(0, 2**40))
def test_each_answer_leaves_what_a_naive_computation_of_everything_gives(seed: int) -> None:
    xform = made_up(seed)
    try:
        run = load(xform, {}, world=WORLD)
    except Refused as why:
        pytest.fail(f"{why.code} {why.facts} {xform.decode()}")
    graph = run._response.graph
    assume(not any(reads_itself(rule, graph) for rule in graph.rules if rule.kind is Kind.COUNT))  # these grow with every answer (F33)
    chance = random.Random(seed + 1)  # noqa: S311 - repeatable on purpose
    for number in range(STEPS):
        again = load(xform, {}, world=WORLD, resume=run.snapshot())
        compute_naively(again)
        again._states.clear()
        assert shown(run) == shown(again), f"step {number} of {seed}"
        assert counts_hold(run), f"step {number} of {seed}"
        step(run, chance)
