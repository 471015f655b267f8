"""From tokens to a tree of terms, by precedence climbing: deep nesting costs one Python call per level, not ten."""

from collections.abc import Iterator
from dataclasses import dataclass

from civicdesk.forms import limits
from civicdesk.forms.xpath.lexer import Kind, Token, syntax, tokens


@dataclass(frozen=True, slots=True)
class Literal:
    """A text or a number."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; `at` is its place in the expression."""

    name: str
    args: tuple["Term", ...]
    at: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path. `test` is a local name, `*`, or a node type such as `node()`."""

    axis: str
    test: str
    predicates: tuple["Term", ...] = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A location path. `start` is None for a relative path, `/` for an absolute one, else the term whose nodes it starts from."""

    start: "Term | str | None"
    steps: tuple[Step, ...]
    predicates: tuple["Term", ...] = ()
    """Predicates on the starting term itself."""


@dataclass(frozen=True, slots=True)
class Binary:
    """Two terms and the operator between them."""

    operator: str
    left: "Term"
    right: "Term"


@dataclass(frozen=True, slots=True)
class Negation:
    """Unary minus."""

    term: "Term"


Term = Literal | Call | Path | Binary | Negation

_POWER = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6, "|": 8}
_NEGATION_POWER = 7
_AXES = frozenset(
    {
        "ancestor",
        "ancestor-or-self",
        "attribute",
        "child",
        "descendant",
        "descendant-or-self",
        "following",
        "following-sibling",
        "parent",
        "preceding",
        "preceding-sibling",
        "self",
    }
)
_NODE_TYPES = frozenset({"node", "text", "comment", "processing-instruction"})
_ANYWHERE = Step("descendant-or-self", "node()")


def parse(expression: str) -> Term:
    """Read an expression.

    Raises:
        Refused: FORM-XPATH-SYNTAX with the expression and the place (from 1); FORM-LIMIT if it is too long or nested too deeply.
    """
    parser = _Parser(expression)
    term = parser.term(0)
    parser.want_end()
    return term


def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def terms_in(term: Term) -> Iterator[Term]:
    """Walk a term and all terms inside it, however deep."""
    waiting: list[Term] = [term]
    while waiting:
        here = waiting.pop()
        yield here
        if isinstance(here, Call):
            waiting.extend(here.args)
        elif isinstance(here, Binary):
            waiting += (here.left, here.right)
        elif isinstance(here, Negation):
            waiting.append(here.term)
        elif isinstance(here, Path):
            waiting.extend(here.predicates)
            waiting.extend(predicate for step in here.steps for predicate in step.predicates)
            if here.start is not None and not isinstance(here.start, str):
                waiting.append(here.start)


def functions_of(term: Term) -> frozenset[str]:
    """Return the names of all functions that a term calls, however deep."""
    return frozenset(here.name for here in terms_in(term) if isinstance(here, Call))


class _Parser:
    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = tokens(expression)
        self._at = 0
        self._depth = 0

    def term(self, power: int) -> Term:
        """Read one term whose operators all bind tighter than `power`."""
        self._depth += 1
        if self._depth > limits.EXPRESSION_NESTING:
            raise limits.over("nesting", limits.EXPRESSION_NESTING, self._depth)
        left = self._operand()
        while self._here.kind is Kind.OPERATOR and _POWER.get(self._here.text, 0) > power:
            operator = self._take().text
            left = Binary(operator, left, self.term(_POWER[operator]))
        self._depth -= 1
        return left

    def want_end(self) -> None:
        if self._here.kind is not Kind.END:
            raise self._no()

    @property
    def _here(self) -> Token:
        return self._tokens[self._at]

    @property
    def _after(self) -> Token:
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _is(self, text: str) -> bool:
        return self._here.kind in {Kind.MARK, Kind.OPERATOR} and self._here.text == text

    def _want(self, text: str) -> None:
        if not self._is(text):
            raise self._no()
        self._at += 1

    def _no(self) -> Exception:
        return syntax(self._expression, self._here.at)

    def _operand(self) -> Term:
        if self._is("-"):
            signs = 0
            while self._is("-"):
                self._at += 1
                signs += 1
            term = self.term(_NEGATION_POWER)
            return Negation(term) if signs % 2 else Negation(Negation(term))
        here = self._here
        if here.kind is Kind.TEXT:
            return self._filtered(Literal(self._take().text))
        if here.kind is Kind.NUMBER:
            return self._filtered(Literal(float(self._take().text)))
        if self._is("("):
            self._at += 1
            term = self.term(0)
            self._want(")")
            return self._filtered(term)
        if here.kind is Kind.NAME and self._after.text == "(" and self._after.kind is Kind.MARK and here.text not in _NODE_TYPES:
            return self._filtered(self._call())
        return self._path()

    def _call(self) -> Call:
        name = self._take()
        self._want("(")
        args: list[Term] = []
        if not self._is(")"):
            args.append(self.term(0))
            while self._is(","):
                self._at += 1
                args.append(self.term(0))
        self._want(")")
        return Call(name.text, tuple(args), name.at)

    def _filtered(self, term: Term) -> Term:
        predicates = self._predicates()
        if not (self._is("/") or self._is("//")):
            return Path(term, (), predicates) if predicates else term
        return Path(term, self._more_steps(), predicates)

    def _path(self) -> Path:
        if self._is("/"):
            self._at += 1
            return Path("/", (self._step(), *self._more_steps()) if self._begins_step() else ())
        if self._is("//"):
            return Path("/", self._more_steps())
        return Path(None, (self._step(), *self._more_steps()))

    def _begins_step(self) -> bool:
        return self._here.kind is Kind.NAME or any(self._is(mark) for mark in (".", "..", "@", "*"))

    def _more_steps(self) -> tuple[Step, ...]:
        steps: list[Step] = []
        while self._is("/") or self._is("//"):
            if self._take().text == "//":
                steps.append(_ANYWHERE)
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> Step:
        if self._is("."):
            self._at += 1
            return Step("self", "node()", self._predicates())
        if self._is(".."):
            self._at += 1
            return Step("parent", "node()", self._predicates())
        axis = "child"
        if self._is("@"):
            self._at += 1
            axis = "attribute"
        elif self._here.kind is Kind.NAME and self._after.text == "::":
            axis = self._take().text
            self._at += 1
            if axis not in _AXES:
                raise self._no()
        return Step(axis, self._test(), self._predicates())

    def _test(self) -> str:
        if self._is("*"):
            self._at += 1
            return "*"
        if self._here.kind is not Kind.NAME:
            raise self._no()
        name = self._take().text
        if name in _NODE_TYPES and self._is("("):
            self._at += 1
            self._want(")")
            return f"{name}()"
        return local(name)

    def _predicates(self) -> tuple[Term, ...]:
        found: list[Term] = []
        while self._is("["):
            self._at += 1
            found.append(self.term(0))
            self._want("]")
        return tuple(found)
