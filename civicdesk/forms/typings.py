"""One typing of a paper form beside another one: what was typed, and where the two differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from civicdesk.forms.engine import Run
from civicdesk.forms.keyed import Asked, words
from civicdesk.forms.repeat_pages import CHANGING
from civicdesk.forms.scales import path_of
from civicdesk.i18n import say
from civicdesk.records.answers import Missing
from civicdesk.records.ids import QuestionRef
from civicdesk.records.keying import Difference, KeyedLine, TypedAnswer

Typed = tuple[str, Missing | None]


@dataclass(slots=True, kw_only=True)
class Typing:
    """One typing of one paper form: the form as it stands, and what was dealt with."""

    run: Run
    typed: dict[str, Typed] = field(default_factory=dict)
    holds: set[str] = field(default_factory=set)
    """Questions whose answer the form does not expect, but the paper says it."""
    closed: set[str] = field(default_factory=set)
    """Parts of which there is no further instance."""
    order: list[str] = field(default_factory=list)
    """References in the order of typing."""
    by: str = ""
    at: str = ""
    """ISO time of the last key."""

    def note(self, given: TypedAnswer, written: str) -> None:
        """Remember that a question was dealt with."""
        if given.ref in self.order:
            self.order.remove(given.ref)
        self.order.append(given.ref)
        self.typed[given.ref] = (written, given.missing)
        (self.holds.add if given.holds else self.holds.discard)(given.ref)

    def said(self, ref: str) -> Typed:
        """Return what is said to a question; nothing where it is not asked."""
        node = self.run.state().get(ref)
        if node is None or not node.rel:
            return "", None
        return node.v, self.typed.get(ref, ("", None))[1]


def line(typing: Typing, ref: str, questions: Asked) -> KeyedLine:
    """Return one question with what was typed."""
    question = questions[path_of(ref)]
    answer = words(typing.run.state().get(ref), question, *typing.said(ref))
    return KeyedLine(ref=QuestionRef(ref), number=question.number, label=question.label, answer=answer, holds=ref in typing.holds)


def differences(first: Typing, second: Typing, questions: Asked) -> tuple[Difference, ...]:
    """Return where two typings differ: how often a part was given, then the questions. Blanks between words do not count."""
    found = []
    states = first.run.state(), second.run.state()
    either = {**states[1], **states[0]}
    for key, node in either.items():
        counts = [str(state[key].count) if key in state and state[key].rel else "" for state in states]
        if node.t == CHANGING and counts[0] != counts[1]:
            label = say("keying.how_many", part=node.label or say("keying.part"))
            found.append(Difference(ref=QuestionRef(key), number="", label=label, first=counts[0], second=counts[1]))
    for key, node in either.items():
        if key != node.ref or path_of(key) not in questions:
            continue
        one, other = first.said(key), second.said(key)
        if (" ".join(one[0].split()), one[1]) != (" ".join(other[0].split()), other[1]):
            told = line(first, key, questions), line(second, key, questions)
            found.append(
                Difference(ref=told[0].ref, number=told[0].number, label=told[0].label, first=told[0].answer, second=told[1].answer)
            )
    return tuple(found)


def as_table(typing: Typing) -> Mapping[str, Any]:
    """Return all of a typing but its form, as plain values."""
    return {
        "typed": typing.typed,
        "holds": sorted(typing.holds),
        "closed": sorted(typing.closed),
        "order": typing.order,
        "by": typing.by,
        "at": typing.at,
    }


def from_table(table: Mapping[str, Any], run: Run) -> Typing:
    """Return a typing as it was kept, with its form."""
    return Typing(
        run=run,
        typed={ref: (value, Missing(missing) if missing else None) for ref, (value, missing) in table["typed"].items()},
        holds=set(table["holds"]),
        closed=set(table["closed"]),
        order=list(table["order"]),
        by=table["by"],
        at=table["at"],
    )
