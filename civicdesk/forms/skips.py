"""Conditions of a form in words, for paper: a person with a pen has no engine that skips for them.

Only what can be said plainly is said. Everything else is left to the worker, with the questions that it depends on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from civicdesk.errors import Refused
from civicdesk.forms import depends
from civicdesk.forms.exchange import home_of
from civicdesk.forms.form import Form
from civicdesk.forms.model import Slot
from civicdesk.forms.pages import choices_of
from civicdesk.forms.xpath.parser import Binary, Call, Literal, Path, Term
from civicdesk.forms.xpath.parser import parse as parse_expression
from civicdesk.i18n import say_in

_COMPARED: Final = {"=": "equal", "!=": "unequal", "<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}
_TURNED: Final = {"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_DENIED: Final = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_THROUGH: Final = frozenset({"int", "number", "string", "normalize-space", "coalesce", "boolean"})
"""Functions that hand on the answer they are given, as far as a person is concerned."""
_LONGEST_LABEL: Final = 60
_MOST_LEFT: Final = 3
"""Choices that a skip names at most."""
_MOST_CLAUSES: Final = 6
_MOST_CALCULATED: Final = 12
"""Calculations through which a condition is followed back to questions."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition in words, as it stands after "if". `chosen`: choices of `about`, any of which fulfils it."""

    words: str
    joined: str = ""
    """`and` or `or` if it is made of several."""
    about: Slot | None = None
    chosen: tuple[str, ...] = ()


ALWAYS, NEVER = Clause("always"), Clause("never")


@dataclass(frozen=True, slots=True)
class Teller:
    """Says the conditions of one form; `numbers` are those of the questions on the paper."""

    form: Form
    numbers: Mapping[Slot, str]
    language: str

    def condition(self, slot: Slot) -> Clause | None:
        """Return when a question is asked; None if it cannot be put into words."""
        term = _term(slot.bind.relevant if slot.bind else "")
        return ALWAYS if term is None else self._clause(term, slot, denied=False)

    def only_if(self, slot: Slot) -> str:
        """Return when a question is to be answered, as a sentence; empty for always."""
        clause = self.condition(slot)
        if clause is ALWAYS:
            return ""
        if clause is not None:
            return self._say("only_if", condition=clause.words)
        first = self.feeding(slot)
        return self._say("ask_first", count=len(first), questions=self._listed(first)) if first else self._say("worker_tells")

    def feeding(self, slot: Slot) -> tuple[str, ...]:
        """Return the numbers of the questions that a condition depends on, through calculations too."""
        term = _term(slot.bind.relevant if slot.bind else "")
        waiting = [read.slot for read in depends.reads(term, slot, self.form.document)] if term is not None else []
        seen: set[Slot] = set()
        while waiting and len(seen) < _MOST_CALCULATED * 10:
            one = waiting.pop()
            if one not in seen:
                seen.add(one)
                inner = _term(one.bind.calculate if one.bind and one not in self.numbers else "")
                waiting += [read.slot for read in depends.reads(inner, one, self.form.document)] if inner is not None else []
        found = [one for one in sorted(seen, key=lambda each: each.order) if one in self.numbers]
        return tuple(self.numbers[one] for one in found)[-_MOST_LEFT:]

    def counting(self, repeat: Slot) -> str:
        """Return the number of the question that says how often a part is given; empty if no single one does."""
        term = _term(repeat.count)
        about = self._question(term, repeat.parent or repeat) if term is not None else None
        return "" if about is None else self.numbers[about]

    def number_of(self, term: Term, slot: Slot) -> str:
        """Return the number of the question whose answer the text of another one fills in; empty if it is none of the paper."""
        about = self._question(term, slot)
        return "" if about is None else self.numbers[about]

    def skip(self, gate: Slot, guarded: Slot, to: str) -> str:
        """Return where to go on from a question if what follows is not asked; empty if that does not depend on this question alone.

        Args:
            gate: the question that was just answered.
            guarded: the first of those that are left out.
            to: number of the question to go on with; empty for the end.
        """
        clause = self.condition(guarded)
        if clause is None or clause.about is not gate:
            return ""
        go = self._say("go_to", question=to) if to else self._say("go_to_end")
        control = gate.control
        if clause.chosen and control is not None and control.kind == "select1":
            left = [label for value, label in choices_of(gate, self.form) if value not in clause.chosen]
            if 0 < len(left) <= _MOST_LEFT:
                return self._say("skip_if", answers=self._any(left), go=go)
        return self._say("skip_unless", condition=clause.words, go=go)

    def fits(self, slot: Slot) -> str:
        """Return which of the printed choices may be used; empty if all may."""
        itemset = slot.control.itemset if slot.control else None
        if itemset is None or "[" not in itemset.written:
            return ""
        slots = [read.slot for read in depends.reads(itemset.term, slot, self.form.document)]
        found = [one for one in sorted(set(slots), key=lambda each: each.order) if one in self.numbers and one is not slot]
        return self._say("fits", questions=self._listed([self.numbers[one] for one in found])) if found else ""

    def _clause(self, term: Term, slot: Slot, *, denied: bool) -> Clause | None:
        if isinstance(term, Binary) and term.operator in {"and", "or"}:
            return self._joined(term, slot, denied=denied)
        if isinstance(term, Binary) and term.operator in _COMPARED:
            return self._compared(term, slot, denied=denied)
        if isinstance(term, Call):
            return self._call(term, slot, denied=denied)
        return None

    def _joined(self, term: Binary, slot: Slot, *, denied: bool) -> Clause | None:
        operator = term.operator if not denied else "or" if term.operator == "and" else "and"
        neutral, decisive = (ALWAYS, NEVER) if operator == "and" else (NEVER, ALWAYS)
        parts = [self._clause(one, slot, denied=denied) for one in _flat(term)]
        if decisive in parts:
            return decisive
        told = [part for part in parts if part is not None and part is not neutral]
        if None in parts:
            return None
        if len(told) < 2:
            return told[0] if told else neutral
        about = told[0].about if all(part.about is told[0].about for part in told) else None
        if operator == "or" and about is not None and all(part.chosen for part in told):
            return self._answered(about, tuple(dict.fromkeys(value for part in told for value in part.chosen)))
        if len(told) > _MOST_CLAUSES or (
            any(part.joined for part in told) and (operator == "and" or any(part.joined == "or" for part in told))
        ):
            return None
        between = self._say("or_else" if any(part.joined for part in told) else operator)
        return Clause(between.join(part.words for part in told), operator, about)

    def _call(self, term: Call, slot: Slot, *, denied: bool) -> Clause | None:
        if term.name in {"true", "false"}:
            return ALWAYS if (term.name == "true") is not denied else NEVER
        if term.name in {"not", "boolean"} and len(term.args) == 1:
            return self._clause(term.args[0], slot, denied=denied is (term.name == "boolean"))
        if term.name == "selected" and len(term.args) == 2 and isinstance(term.args[1], Literal):
            about = self._question(term.args[0], slot)
            return None if about is None else self._equal(about, _written(term.args[1]), denied=denied)
        return None

    def _compared(self, term: Binary, slot: Slot, *, denied: bool) -> Clause | None:
        left, right, operator = term.left, term.right, term.operator
        if isinstance(left, Literal):
            left, right, operator = right, left, _TURNED[operator]
        if denied:
            operator = _DENIED[operator]
        if not isinstance(right, Literal):
            return None
        value = _written(right)
        if isinstance(left, Call) and left.name in {"count-selected", "string-length"} and len(left.args) == 1:
            return self._counted(left, operator, value, slot)
        about = self._question(left, slot)
        if about is None:
            return None
        if operator in {"=", "!="}:
            return self._equal(about, value, denied=operator == "!=")
        if choices_of(about, self.form) or not value:
            return self._among(about, operator, value)
        return Clause(self._say(f"clause.{_COMPARED[operator]}", question=self.numbers[about], value=value), about=about)

    def _counted(self, term: Call, operator: str, value: str, slot: Slot) -> Clause | None:
        about = self._question(term.args[0], slot)
        if about is None:
            return None
        if (operator, value) in {(">", "0"), (">=", "1"), ("!=", "0")}:
            return self._equal(about, "", denied=True)
        if (operator, value) in {("=", "0"), ("<", "1")}:
            return self._equal(about, "", denied=False)
        if term.name == "string-length":
            return None
        return Clause(self._say(f"clause.ticked_{_COMPARED[operator]}", question=self.numbers[about], value=value), about=about)

    def _among(self, about: Slot, operator: str, value: str) -> Clause | None:
        """Compare the codes of choices as numbers, and name those that fit."""
        codes = [code for code, _ in choices_of(about, self.form)]
        if not value or not all(_is_number(code) for code in (*codes, value)):
            return None
        found = tuple(code for code in codes if _holds(float(code), operator, float(value)))
        return self._answered(about, found) if found and len(found) < len(codes) else None

    def _equal(self, about: Slot, value: str, *, denied: bool) -> Clause:
        number = self.numbers[about]
        if not value or (about.control is not None and about.control.kind == "trigger"):
            return Clause(self._say("clause.given" if denied is not bool(value) else "clause.blank", question=number), about=about)
        if not denied:
            return self._answered(about, (value,))
        return Clause(self._say("clause.not_answered", question=number, answer=self._label(about, value)), about=about)

    def _answered(self, about: Slot, values: tuple[str, ...]) -> Clause:
        labels = [self._label(about, value) for value in values]
        words = self._say("clause.answered", question=self.numbers[about], answer=self._any(labels))
        return Clause(words, about=about, chosen=values)

    def _question(self, term: Term, slot: Slot) -> Slot | None:
        """Return the question that a term reads; None if it is none of the paper, or one of several."""
        while isinstance(term, Call) and term.name in _THROUGH and term.args and all(isinstance(one, Literal) for one in term.args[1:]):
            term = term.args[0]
        if not isinstance(term, Path) or term.predicates or any(step.predicates for step in term.steps):
            return None
        found = {read.slot for read in depends.rows(term, slot, self.form.document)}
        one = next(iter(found)) if len(found) == 1 else None
        if one is None or one not in self.numbers:
            return None
        repeat = home_of(one)
        return one if repeat is None or repeat in slot.lineage() else None

    def _label(self, about: Slot, value: str) -> str:
        label = " ".join(dict(choices_of(about, self.form)).get(value, "").split()) or value
        return label if len(label) <= _LONGEST_LABEL else f"{label[:_LONGEST_LABEL].rstrip()}…"

    def _any(self, labels: list[str]) -> str:
        return self._say("or").join(self._say("quoted", answer=label[:_LONGEST_LABEL]) for label in labels)

    def _listed(self, numbers: list[str] | tuple[str, ...]) -> str:
        return self._say("and").join(part for part in (", ".join(numbers[:-1]), *numbers[-1:]) if part)

    def _say(self, key: str, **facts: object) -> str:
        return say_in(self.language, f"paper_form.{key}", **facts)


def in_language(form: Form, language: str) -> Form:
    """Return a form whose fixed words are those of one of its languages."""
    return replace(form, language=language) if language in form.languages else form


def _flat(term: Binary) -> list[Term]:
    """Return the parts of a chain of one operator, from left to right."""
    found: list[Term] = []
    here: Term = term
    while isinstance(here, Binary) and here.operator == term.operator:
        found.insert(0, here.right)
        here = here.left
    return [here, *found]


def _term(expression: str) -> Term | None:
    try:
        return parse_expression(expression) if expression else None
    except Refused:  # the form was built before, so this has been read once already
        return None


def _written(literal: Literal) -> str:
    return f"{literal.value:g}" if isinstance(literal.value, float) else literal.value


def _is_number(text: str) -> bool:
    return text.isascii() and text.removeprefix("-").replace(".", "", 1).isdigit()


def _holds(value: float, operator: str, other: float) -> bool:
    return {"<": value < other, "<=": value <= other, ">": value > other, ">=": value >= other}[operator]
