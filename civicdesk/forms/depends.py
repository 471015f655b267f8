"""Which slots an expression reads, found without running it: its paths are followed through the model.

Each read remembers how far up the path climbed before it came down again. A change at a node then concerns only the rules below that
ancestor: inside one repeat a rule belongs to its instance.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from civicdesk.errors import Refused
from civicdesk.forms.model import Slot
from civicdesk.forms.xpath.parser import Binary, Call, Literal, Negation, Path, Step, Term, parse

_STRUCTURE: Final = frozenset({"count", "position", "name", "local-name", "count-non-empty", "indexed-repeat", "current"})
"""Functions that look at nodes, not at the text of everything below them."""


@dataclass(frozen=True, slots=True)
class Read:
    """One slot that is read; `top` is the highest slot that the path climbed to. `broad`: by a wildcard or as part of a group's text."""

    slot: Slot
    top: Slot
    broad: bool = False


@dataclass(frozen=True, slots=True)
class _Context:
    here: frozenset[Read]
    current: Slot
    document: Slot


def reads(term: Term, slot: Slot, document: Slot) -> frozenset[Read]:
    """Return what a term reads when it belongs to a slot."""
    found: set[Read] = set()
    here = frozenset({Read(slot, slot)})
    _follow(term, _Context(here, slot, document), found, whole=True)
    return frozenset(found)


def rows(term: Term, slot: Slot, document: Slot) -> frozenset[Read]:
    """Return the slots that a node-set term ends at: what the value and label of a choice are read from."""
    return _follow(term, _Context(frozenset({Read(slot, slot)}), slot, document), set(), whole=False)


def reads_from(term: Term, here: frozenset[Read], slot: Slot, document: Slot) -> frozenset[Read]:
    """Return what a term reads that is run on the rows of a list."""
    found: set[Read] = set()
    _follow(term, _Context(here, slot, document), found, whole=True)
    return frozenset(found)


def _follow(term: Term, context: _Context, found: set[Read], *, whole: bool) -> frozenset[Read]:
    """Collect what a term reads; return the slots that it stands for if it is a path."""
    if isinstance(term, Path):
        return _path(term, context, found, whole=whole)
    if isinstance(term, Call):
        return _call(term, context, found)
    if isinstance(term, Binary):
        left = _chain(term, context, found)
        return left if term.operator == "|" else frozenset()
    if isinstance(term, Negation):
        _follow(term.term, context, found, whole=True)
    return frozenset()


def _chain(term: Binary, context: _Context, found: set[Read]) -> frozenset[Read]:
    reached: set[Read] = set()
    left: Term = term
    while isinstance(left, Binary):
        reached |= _follow(left.right, context, found, whole=True)
        left = left.left
    reached |= _follow(left, context, found, whole=True)
    return frozenset(reached)


def _call(term: Call, context: _Context, found: set[Read]) -> frozenset[Read]:
    if term.name == "current" and not term.args:
        return frozenset({Read(context.current, context.current)})
    reached: set[Read] = set()
    for arg in term.args:
        reached |= _follow(arg, context, found, whole=term.name not in _STRUCTURE)
    if term.name == "jr:choice-name" and len(term.args) == 2 and isinstance(term.args[1], Literal):
        try:
            named = parse(str(term.args[1].value).strip())
        except Refused:
            return frozenset()
        _follow(named, _Context(frozenset({Read(context.current, context.current)}), context.current, context.document), found, whole=True)
    if term.name in {"once", "string", "string-length", "normalize-space", "number"} and (not term.args or term.name == "once"):
        found |= context.here
    return frozenset(reached) if term.name in {"randomize", "if", "coalesce", "indexed-repeat"} else frozenset()


def _path(term: Path, context: _Context, found: set[Read], *, whole: bool) -> frozenset[Read]:
    if term.start is None:
        reached = context.here
    elif isinstance(term.start, str):
        reached = frozenset({Read(context.document, context.document)})
    else:
        reached = _follow(term.start, context, found, whole=False)
    for predicate in term.predicates:
        _follow(predicate, _Context(reached, context.current, context.document), found, whole=True)
    for step in term.steps:
        reached = frozenset(_step(step, reached))
        for predicate in step.predicates:
            _follow(predicate, _Context(reached, context.current, context.document), found, whole=True)
    found |= reached
    if whole:
        for read in reached:
            found.update(Read(below, read.top, broad=True) for below in read.slot.walk() if below is not read.slot)
    return reached


def _step(step: Step, reached: Iterable[Read]) -> Iterable[Read]:
    for read in reached:
        for slot in _axis(step.axis, read.slot):
            if not _fits(step, slot):
                continue
            climbed = slot.depth < read.top.depth or step.axis in {"following", "preceding"}
            top = slot if climbed else read.top
            if step.axis.endswith("sibling") and slot.parent is not None and slot.parent.depth < top.depth:
                top = slot.parent
            broad = read.broad or step.test == "*" or step.axis not in {"child", "self", "parent", "attribute"}
            yield Read(slot, top, broad=broad)


def _fits(step: Step, slot: Slot) -> bool:
    if step.test in {"node()", "*"}:
        return not slot.name.startswith("@") or step.axis == "attribute"
    return slot.name == (f"@{step.test}" if step.axis == "attribute" else step.test)


def _axis(axis: str, slot: Slot) -> Iterable[Slot]:
    above = tuple(slot.lineage())[1:]
    near: dict[str, Iterable[Slot]] = {
        "child": slot.kids.values(),
        "attribute": slot.kids.values(),
        "self": (slot,),
        "parent": above[:1],
        "ancestor": above,
        "ancestor-or-self": (slot, *above),
    }
    if axis in near:
        return near[axis]
    if axis in {"descendant", "descendant-or-self"}:
        return tuple(slot.walk())
    if axis in {"following-sibling", "preceding-sibling"}:
        return tuple(above[0].kids.values()) if above else ()
    return tuple((above[-1] if above else slot).walk())
