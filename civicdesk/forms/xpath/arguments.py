"""Arguments of functions: a term with the closures that can be made of it, and how a function is declared."""

from collections.abc import Callable
from dataclasses import dataclass

from civicdesk.forms.tree import Node
from civicdesk.forms.xpath.parser import Path, Term
from civicdesk.forms.xpath.scope import Scope
from civicdesk.forms.xpath.values import Value

Run = Callable[[Scope], Value]
RunText = Callable[[Scope], str]
RunNumber = Callable[[Scope], float]
RunBoolean = Callable[[Scope], bool]
RunNodes = Callable[[Scope], list[Node]]

MANY = 10_000
"""Arguments of a function that takes any number."""


class Argument:
    """One argument, compiled in the form that the function asks for."""

    __slots__ = ("_boolean", "_nodes", "_number", "_text", "_value", "term")

    def __init__(
        self,
        term: Term,
        value: Callable[[Term], Run],
        text: Callable[[Term], RunText],
        number: Callable[[Term], RunNumber],
        rest: tuple[Callable[[Term], RunBoolean], Callable[[Term], RunNodes]],
    ) -> None:
        self.term = term
        self._value = value
        self._text = text
        self._number = number
        self._boolean, self._nodes = rest

    @property
    def value(self) -> Run:
        """Return the closure for any value."""
        return self._value(self.term)

    @property
    def text(self) -> RunText:
        """Return the closure for a text."""
        return self._text(self.term)

    @property
    def number(self) -> RunNumber:
        """Return the closure for a number."""
        return self._number(self.term)

    @property
    def boolean(self) -> RunBoolean:
        """Return the closure for true or false."""
        return self._boolean(self.term)

    @property
    def nodes(self) -> RunNodes:
        """Return the closure for nodes."""
        return self._nodes(self.term)

    @property
    def plain_path(self) -> tuple[str, ...] | None:
        """Return the names of an absolute path without predicates, None for anything else."""
        term = self.term
        if not isinstance(term, Path) or term.start != "/":
            return None
        if any(step.axis != "child" or step.predicates or step.test.endswith(("*", ")")) for step in term.steps):
            return None
        return tuple(step.test for step in term.steps)


Build = Callable[[tuple[Argument, ...]], Run]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language: how many arguments it takes, and what makes its closure of them."""

    build: Build
    least: int
    most: int


def texts(least: int, most: int, compute: Callable[..., Value]) -> Function:
    """Declare a function of texts."""

    def build(args: tuple[Argument, ...]) -> Run:
        runs = tuple(arg.text for arg in args)
        if len(runs) == 1:
            only = runs[0]
            return lambda scope: compute(only(scope))
        if len(runs) == 2:
            first, second = runs
            return lambda scope: compute(first(scope), second(scope))
        return lambda scope: compute(*[run(scope) for run in runs])

    return Function(build, least, most)


def numbers(least: int, most: int, compute: Callable[..., Value]) -> Function:
    """Declare a function of numbers."""

    def build(args: tuple[Argument, ...]) -> Run:
        runs = tuple(arg.number for arg in args)
        return lambda scope: compute(*[run(scope) for run in runs])

    return Function(build, least, most)


def scoped(least: int, most: int, compute: Callable[..., Value]) -> Function:
    """Declare a function of texts that also looks at the scope, which comes first."""

    def build(args: tuple[Argument, ...]) -> Run:
        runs = tuple(arg.text for arg in args)
        return lambda scope: compute(scope, *[run(scope) for run in runs])

    return Function(build, least, most)
