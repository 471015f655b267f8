"""The order in which rules run, and which rules a change concerns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import takewhile

from civicdesk.errors import Refused
from civicdesk.forms import depends, limits
from civicdesk.forms.body import message, named, term_of
from civicdesk.forms.depends import Read
from civicdesk.forms.form import Form
from civicdesk.forms.limits import Budget
from civicdesk.forms.model import Itemset, Output, Slot, Words
from civicdesk.forms.order import components
from civicdesk.forms.xpath import compiler
from civicdesk.forms.xpath.arguments import RunBoolean, RunText
from civicdesk.forms.xpath.functions.text import unreadable
from civicdesk.forms.xpath.parser import Term, functions_of, terms_in


class Kind(IntEnum):
    """What a rule decides, in the order in which the rules of one slot run."""

    RELEVANT = 1
    COUNT = 2
    CALCULATE = 3
    CHOICES = 4
    REQUIRED = 5
    READONLY = 6
    CONSTRAINT = 7
    VIEW = 8
    """What is shown; nothing is computed until somebody looks."""


@dataclass(slots=True, kw_only=True, eq=False)
class Rule:
    """One rule of one slot. `rank` is its place in the order."""

    kind: Kind
    slot: Slot
    terms: tuple[Term, ...]
    reads: frozenset[Read] = frozenset()
    boolean: RunBoolean | None = None
    text: RunText | None = None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Concern:
    """A rule that a change of a slot concerns: climb `up` levels from the node, then go down by names."""

    rule: Rule
    up: int
    down: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Graph:
    """All rules of a form, in order."""

    rules: tuple[Rule, ...]
    """By rank."""
    by_slot: dict[Slot, tuple[Rule, ...]]
    concerns: dict[Slot, tuple[Concern, ...]]
    """Slot -> rules that read it."""
    languages: tuple[Rule, ...] = ()
    """Rules whose result depends on the language."""
    messages: dict[Slot, dict[str, Words]] = field(default_factory=dict)
    confirms: dict[Slot, RunBoolean] = field(default_factory=dict)


def graph(form: Form, budget: Budget) -> Graph:
    """Compile and order the rules of a form.

    Raises:
        Refused: FORM-LIMIT, FORM-SLOW; FORM-XPATH-... naming the question; FORM-CYCLE naming the questions whose rules need each other.
    """
    made: list[Rule] = []
    messages: dict[Slot, dict[str, Words]] = {}
    confirms: dict[Slot, RunBoolean] = {}
    for slot in form.document.walk():
        try:
            made.extend(_rules(slot, form))
            _words_of(slot, messages, confirms)
            made.extend(_view(slot, form, messages.get(slot, {})))
        except Refused as why:
            raise named(why, slot.path) from why
    links = 0
    for rule in made:
        rule.reads = rule.reads or _reads(rule, form)
        links += len(rule.reads)
        budget.spend(len(rule.reads) + 1)
        if links > limits.READS:
            raise limits.over("reads", limits.READS, links)
    ordered = _ordered(made, form)
    by_slot: dict[Slot, list[Rule]] = {}
    concerns: dict[Slot, list[Concern]] = {}
    for rank, rule in enumerate(ordered):
        rule.rank = rank
        by_slot.setdefault(rule.slot, []).append(rule)
        for read in rule.reads:
            concerns.setdefault(read.slot, []).append(_concern(rule, read))
    return Graph(
        rules=tuple(ordered),
        by_slot={slot: tuple(rules) for slot, rules in by_slot.items()},
        concerns={slot: tuple(found) for slot, found in concerns.items()},
        languages=tuple(rule for rule in ordered if any(_speaks(term) for term in rule.terms)),
        messages=messages,
        confirms=confirms,
    )


def _speaks(term: Term) -> bool:
    return not {"jr:itext", "jr:choice-name"}.isdisjoint(functions_of(term))


def _rules(slot: Slot, form: Form) -> list[Rule]:
    bind = slot.bind
    made: list[Rule] = []
    if slot.count:
        term = term_of(slot.count, slot.path)
        made.append(Rule(kind=Kind.COUNT, slot=slot, terms=(term,), text=compiler.text(term)))
    control = slot.control
    if control and control.itemset:
        reads = _itemset_reads(slot, control.itemset, form)
        made.append(Rule(kind=Kind.CHOICES, slot=slot, terms=(control.itemset.term,), reads=reads))
    if bind is None:
        return made
    yes_or_no = (
        (Kind.RELEVANT, bind.relevant),
        (Kind.REQUIRED, bind.required),
        (Kind.READONLY, bind.readonly),
        (Kind.CONSTRAINT, bind.constraint),
    )
    for kind, expression in yes_or_no:
        if expression:
            term = term_of(expression, slot.path)
            rule = Rule(kind=kind, slot=slot, terms=(term,), boolean=compiler.boolean(term))
            if kind is Kind.CONSTRAINT and any(unreadable(part) for part in terms_in(term)):
                rule.boolean = None
            made.append(rule)
    if bind.calculate:
        term = term_of(bind.calculate, slot.path)
        made.append(Rule(kind=Kind.CALCULATE, slot=slot, terms=(term,), text=compiler.text(term)))
    return made


def _itemset_reads(slot: Slot, itemset: Itemset, form: Form) -> frozenset[Read]:
    found = set(depends.reads(itemset.term, slot, form.document))
    rows = depends.rows(itemset.term, slot, form.document)
    for term in itemset.terms:
        found |= depends.reads_from(term, rows, slot, form.document)
    return frozenset(found)


def _reads(rule: Rule, form: Form) -> frozenset[Read]:
    found: set[Read] = set()
    for term in rule.terms:
        found |= depends.reads(term, rule.slot, form.document)
    if rule.kind is Kind.CONSTRAINT:
        found.add(Read(rule.slot, rule.slot))
    return frozenset(found)


def _words_of(slot: Slot, messages: dict[Slot, dict[str, Words]], confirms: dict[Slot, RunBoolean]) -> None:
    bind = slot.bind
    if bind is None:
        return
    written = {"constraint": bind.constraint_message, "required": bind.required_message, "confirm": bind.confirm_message}
    found = {name: message(text) for name, text in written.items() if text}
    if found:
        messages[slot] = found
    if bind.confirm:
        confirms[slot] = compiler.boolean(term_of(bind.confirm, slot.path))


def _view(slot: Slot, form: Form, messages: dict[str, Words]) -> list[Rule]:
    """Return the rule that says when the node must be shown anew: its texts fill in values."""
    words = [*messages.values()]
    if slot.control:
        words += [one for one in (slot.control.label, slot.control.hint) if one]
        words += [choice.label for choice in slot.control.choices]
        words += _listed(slot.control.itemset, form)
    terms: list[Term] = []
    for one in words:
        terms += [part.term for part in _outputs(one, form)]
    if slot.bind and slot.bind.confirm:
        terms.append(term_of(slot.bind.confirm, slot.path))
    return [Rule(kind=Kind.VIEW, slot=slot, terms=tuple(terms))] if terms else []


def _listed(itemset: Itemset | None, form: Form) -> list[Words]:
    """Return the translations with values to fill in that a list's choices name; such a list is labelled anew each time."""
    if itemset is None or not itemset.source[3]:
        return []
    filled = {name for texts in form.texts.values() for name, forms in texts.items() if any(len(parts) != 1 for parts in forms.values())}
    top = form.lists.get(itemset.source[0])
    if not filled or top is None:
        return []
    named = {cell.text() for root in top.elements() for row in root.elements() for cell in row.kids.get(itemset.source[2], ())}
    found = [Words(itext=name) for name in sorted(filled & named)]
    itemset.fixed = itemset.fixed and not found
    return found


def _outputs(words: Words, form: Form) -> Iterable[Output]:
    yield from (part for part in words.parts if isinstance(part, Output))
    if words.computed:
        yield words.computed
    if words.itext:
        for texts in form.texts.values():
            for parts in texts.get(words.itext, {}).values():
                yield from (part for part in parts if isinstance(part, Output))


def _concern(rule: Rule, read: Read) -> Concern:
    down = [slot.name for slot in takewhile(lambda slot: slot is not read.top, rule.slot.lineage())]
    return Concern(rule, read.slot.depth - read.top.depth, tuple(reversed(down)))


def _ordered(made: list[Rule], form: Form) -> list[Rule]:
    """Put rules in an order in which each runs after all that it reads, and refuse circles of two or more questions."""
    slots = list(form.document.walk())
    after = _arrows(made, slots, lambda _rule, _read: True)
    place = {vertex: rank for rank, group in enumerate(components(len(slots) * 2, after)) for vertex in group}
    _refuse_cycles(made, slots)

    def key(rule: Rule) -> tuple[bool, int, int, int]:
        late = rule.kind >= Kind.REQUIRED
        vertex = rule.slot.order * 2 + (0 if rule.kind is Kind.RELEVANT else 1)
        return late, place[vertex], rule.slot.order, int(rule.kind)

    return sorted(made, key=key)


def _arrows(made: list[Rule], slots: list[Slot], counts: Callable[[Rule, Read], bool]) -> list[list[int]]:
    """Return for each vertex the vertices that must come before it. A slot has two: its relevance, and its value."""
    after: list[list[int]] = [[] for _ in range(len(slots) * 2)]
    for slot in slots:
        relevance = slot.order * 2
        after[relevance + 1].append(relevance)
        if slot.parent is not None:
            after[relevance].append(slot.parent.order * 2)
    for rule in made:
        if rule.kind >= Kind.REQUIRED:
            continue
        vertex = rule.slot.order * 2 + (0 if rule.kind is Kind.RELEVANT else 1)
        after[vertex].extend(read.slot.order * 2 + 1 for read in rule.reads if read.slot is not rule.slot and counts(rule, read))
    return after


def _refuse_cycles(made: list[Rule], slots: list[Slot]) -> None:
    """Circles through wildcards, whole groups or other instances of a repeat are no circles of answers."""
    computing = {rule.slot for rule in made if rule.kind in {Kind.CALCULATE, Kind.RELEVANT}}

    def narrow(rule: Rule, read: Read) -> bool:
        if read.broad or rule.kind not in {Kind.CALCULATE, Kind.RELEVANT}:
            return False
        repeat = next((slot for slot in rule.slot.lineage() if slot.repeat), None)
        return repeat is None or read.top.depth >= repeat.depth or repeat not in read.slot.lineage()

    for group in components(len(slots) * 2, _arrows(made, slots, narrow)):
        circle = sorted({slots[vertex // 2].path for vertex in group if slots[vertex // 2] in computing})
        if len({vertex // 2 for vertex in group}) > 1 and len(circle) > 1:
            raise Refused("FORM-CYCLE", questions=", ".join(circle[:8]), question=circle[0])
