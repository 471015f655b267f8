"""What a form does here that it does not do alike in ODK Collect and in a browser; the numbers are those of docs/reference/forms.md."""

from collections.abc import Iterator
from typing import Final

from civicdesk.forms.form import Form
from civicdesk.forms.graph import Graph, Kind, Rule
from civicdesk.forms.model import Slot, Words
from civicdesk.forms.xpath.parser import Binary, Call, Literal, Negation, Path, Term
from civicdesk.i18n import say

Told = Iterator[tuple[str, str, str]]
"""(sentence, path of the question, column)."""

COLUMNS: Final = {
    Kind.RELEVANT: "relevant",
    Kind.COUNT: "repeat_count",
    Kind.CALCULATE: "calculation",
    Kind.CHOICES: "choice_filter",
    Kind.REQUIRED: "required",
    Kind.READONLY: "readonly",
    Kind.CONSTRAINT: "constraint",
}
_ONE: Final = frozenset(
    {"string", "number", "int", "round", "floor", "ceiling", "abs", "pow", "substr", "substring", "string-length", "normalize-space"}
    | {"contains", "starts-with", "ends-with", "regex", "selected", "selected-at", "count-selected", "date", "date-time", "format-date"}
    | {"format-date-time", "decimal-date-time", "decimal-time", "translate", "jr:choice-name", "boolean-from-string", "digest", "position"}
)
"""Functions that want one node where the engines disagree about several (F7, F28)."""
_SUMS: Final = frozenset({"+", "-", "*", "div", "mod"})


def look(form: Form, rules: Graph) -> Told:
    """Return a sentence for each rule or text that programs do not treat alike."""
    for rule in rules.rules:
        if rule.kind is Kind.VIEW:
            continue
        for term in rule.terms:
            for sentence in _Look(rule, form).at(term):
                yield sentence, rule.slot.path, COLUMNS[rule.kind]
    yield from _counting(rules)
    yield from _texts(form)
    yield from _choices(form)


class _Look:
    """Walks the terms of one rule; each knows what it stands in."""

    def __init__(self, rule: Rule, form: Form) -> None:
        self._rule = rule
        self._form = form

    def at(self, term: Term) -> Iterator[str]:
        """Return the sentences about a whole rule."""
        yes_or_no = self._rule.kind in {Kind.RELEVANT, Kind.REQUIRED, Kind.READONLY, Kind.CONSTRAINT}
        if yes_or_no:
            yield from self._blank(term)
        yield from self._inside(term, one=self._rule.kind is Kind.CALCULATE, absolute=True)

    def _inside(self, term: Term, *, one: bool, absolute: bool) -> Iterator[str]:
        """Args: one: a single node is wanted here; absolute: a whole path is the author's own, not the converter's."""
        if isinstance(term, Path):
            yield from self._path(term, one=one, absolute=absolute)
        elif isinstance(term, Negation):
            yield from self._inside(term.term, one=True, absolute=absolute)
        elif isinstance(term, Call):
            yield from self._call(term)
        elif isinstance(term, Binary):
            for side in (term.left, term.right):
                if term.operator in {"and", "or"}:
                    yield from self._blank(side)
                yield from self._inside(side, one=term.operator in _SUMS, absolute=absolute)

    def _path(self, path: Path, *, one: bool, absolute: bool) -> Iterator[str]:
        predicates = (*path.predicates, *(each for step in path.steps for each in step.predicates))
        for predicate in predicates:
            yield from self._inside(predicate, one=False, absolute=True)
        if isinstance(path.start, Call):
            yield from self._call(path.start)
        slot = self._slot(path) if path.start == "/" and not predicates else None
        if slot is None:
            return
        around = [each for each in slot.lineage() if each.repeat]
        own = set(self._rule.slot.lineage())
        if absolute and own.intersection(around):
            yield say("forms.differs.own_repeat", question=self._rule.slot.name, path=path_words(path))
        elif one and around:
            yield say("forms.differs.several", question=self._rule.slot.name, path=path_words(path))

    def _call(self, call: Call) -> Iterator[str]:
        name = self._rule.slot.name
        first = call.args[0] if call.args else None
        if call.name in {"not", "boolean", "if"} and first is not None:
            yield from self._blank(first)
        pattern = call.args[1] if call.name == "regex" and len(call.args) == 2 else None
        if isinstance(pattern, Literal) and not _anchored(str(pattern.value)):
            yield say("forms.differs.pattern", question=name, pattern=str(pattern.value)[:80])
        if call.name == "jr:itext" and isinstance(first, Literal) and not _is_translated(str(first.value), self._form):
            yield say("forms.differs.itext", question=name, name=first.value)
        if call.name == "randomize" and len(call.args) == 1:
            yield say("forms.differs.randomize", question=name)
        for arg in call.args:
            yield from self._inside(arg, one=call.name in _ONE, absolute=call.name != "indexed-repeat")

    def _blank(self, term: Term) -> Iterator[str]:
        if isinstance(term, Path) and not term.predicates and not any(step.predicates for step in term.steps):
            yield say("forms.differs.blank", question=self._rule.slot.name)

    def _slot(self, path: Path) -> Slot | None:
        slot: Slot | None = self._form.document
        for step in path.steps:
            slot = slot.kids.get(step.test) if slot is not None and step.axis == "child" else None
        return slot


def path_words(path: Path) -> str:
    """Return an absolute path as it is written in a form."""
    return "".join(f"/{step.test}" for step in path.steps)


def _anchored(pattern: str) -> bool:
    return pattern.startswith("^") and pattern.endswith("$") and not pattern.endswith("\\$")


def _is_translated(name: str, form: Form) -> bool:
    return all(name in texts for texts in form.texts.values()) and bool(form.texts)


def _texts(form: Form) -> Told:
    """A label that names a translation which is not there (F19)."""
    for slot in form.slots.values():
        for words, column in ((slot.control.label, "label"), (slot.control.hint, "hint")) if slot.control else ():
            if isinstance(words, Words) and words.itext and not any(words.itext in texts for texts in form.texts.values()):
                yield say("forms.differs.itext", question=slot.name, name=words.itext), slot.path, column


def _choices(form: Form) -> Told:
    """Names of choices that hold a space (F32)."""
    for slot in form.slots.values():
        control = slot.control
        if control is None:
            continue
        names = [choice.value for choice in control.choices]
        if control.itemset is not None and control.itemset.source[0] in form.lists:
            name, value, _, _ = control.itemset.source
            rows = (row for top in form.lists[name].elements() for row in top.elements())
            names += [cell.text() for row in rows for cell in row.kids.get(value, ())]
        spaced = next((each for each in names if " " in each.strip()), None)
        if spaced is not None:
            yield say("forms.differs.space", question=slot.name, choice=spaced), slot.path, "type"


def _counting(rules: Graph) -> Told:
    """Counts that count their own instances (F33)."""
    for rule in rules.rules:
        if rule.kind is Kind.COUNT and reads_itself(rule, rules):
            yield say("forms.differs.counts_itself", question=rule.slot.name), rule.slot.path, "repeat_count"


def reads_itself(rule: Rule, rules: Graph) -> bool:
    """Tell whether the number of instances of a repeat is computed from its own instances."""
    seen: set[Slot] = set()
    waiting = [read.slot for read in rule.reads]
    while waiting:
        slot = waiting.pop()
        if rule.slot in slot.lineage():
            return True
        if slot not in seen:
            seen.add(slot)
            waiting += [read.slot for other in rules.by_slot.get(slot, ()) for read in other.reads]
    return False
