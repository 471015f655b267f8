"""Any text at all is read as an expression or refused, quickly."""

import time
from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from civicdesk.errors import Refused
from civicdesk.forms.xpath import compiler
from civicdesk.forms.xpath.parser import Binary, Call, Literal, Negation, Path, Step, Term, parse
from civicdesk.forms.xpath.values import number_text, text_number

PIECES = [
    "/data/a",
    "..",
    ".",
    "//",
    "*",
    "[",
    "]",
    "(",
    ")",
    "1",
    "'x'",
    " and ",
    " or ",
    "-",
    "+",
    "=",
    "<",
    "count(",
    "if(",
    ",",
    "@",
    "::",
    "child",
    "$",
    "instance('l')",
]


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@example("(" * 64)
@example("-" * 200)
@example("a[" * 90)
def test_any_text_is_read_or_refused_in_a_moment(text: str) -> None:
    began = time.process_time()
    with suppress(Refused):
        compiler.value(parse(text))
    assert time.process_time() - began < 0.2


@given(st.floats(allow_nan=False, allow_infinity=False, width=64).filter(lambda number: abs(number) < 1e20))
def test_a_number_survives_being_written_and_read(number: float) -> None:
    assert text_number(number_text(number)) == number


@given(st.text(max_size=40))
def test_any_text_reads_as_a_number_or_as_none(text: str) -> None:
    assert isinstance(text_number(text), float)


NAMES = st.sampled_from(["a", "b-c", "data", "div", "or", "x1"])
AXES = st.sampled_from(["child", "ancestor", "descendant-or-self", "following-sibling", "preceding"])


def terms(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    """Return terms one level deeper than those given."""
    predicates = st.lists(inner, max_size=2).map(tuple)
    step = st.builds(Step, AXES, st.sampled_from(["a", "b-c", "*", "node()", "text()"]), predicates)
    attribute = st.builds(Step, st.just("attribute"), NAMES, st.just(()))
    steps = st.lists(step | attribute | st.sampled_from([SELF, PARENT]), min_size=1, max_size=3).map(tuple)
    return (
        st.builds(Path, st.sampled_from([None, "/"]), steps)
        | st.builds(Path, inner.filter(lambda term: not isinstance(term, Path)), steps, predicates)
        | st.builds(Call, st.sampled_from(["concat", "count", "jr:choice-name"]), st.lists(inner, max_size=3).map(tuple))
        | st.builds(Binary, st.sampled_from(sorted(OPERATORS)), inner, inner)
        | st.builds(Negation, inner)
    )


SELF, PARENT = Step("self", "node()"), Step("parent", "node()")
OPERATORS = ("or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "|")
LEAVES = (
    st.builds(Literal, st.text(st.characters(exclude_characters="'"), max_size=6))
    | st.builds(Literal, st.floats(0, 1e15).map(lambda number: float(number_text(number))))
    | st.just(Path("/", ()))
)


def written(term: Term) -> str:
    """Write a term so that it can only be read one way."""
    if isinstance(term, Literal):
        return f"'{term.value}'" if isinstance(term.value, str) else number_text(term.value)
    if isinstance(term, Call):
        return f"{term.name}({', '.join(map(written, term.args))})"
    if isinstance(term, Binary):
        return f"({written(term.left)}) {term.operator} ({written(term.right)})"
    if isinstance(term, Negation):
        return f"-({written(term.term)})"
    steps = "/".join(map(one_step, term.steps))
    if term.start is None or isinstance(term.start, str):
        return f"{term.start or ''}{steps}"
    return f"({written(term.start)}){filters(term.predicates)}" + (f"/{steps}" if steps else "")


def one_step(step: Step) -> str:
    short = {SELF: ".", PARENT: ".."}.get(step)
    return short or f"{step.axis}::{step.test}{filters(step.predicates)}"


def filters(predicates: tuple[Term, ...]) -> str:
    return "".join(f"[{written(one)}]" for one in predicates)


def without_places(term: Term) -> Term:
    """Return a term whose calls do not say where they stand."""
    if isinstance(term, Call):
        return Call(term.name, tuple(map(without_places, term.args)))
    if isinstance(term, Binary):
        return Binary(term.operator, without_places(term.left), without_places(term.right))
    if isinstance(term, Negation):
        return Negation(without_places(term.term))
    if isinstance(term, Path):
        steps = tuple(Step(one.axis, one.test, tuple(map(without_places, one.predicates))) for one in term.steps)
        start = term.start if term.start is None or isinstance(term.start, str) else without_places(term.start)
        return Path(start, steps, tuple(map(without_places, term.predicates)))
    return term


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # a large expression is what is wanted, not a fault
@settings(max_examples=300, deadline=None)
@given(st.recursive(LEAVES, terms, max_leaves=12))
def test_an_expression_that_is_written_and_read_is_the_same(term: Term) -> None:
    assert without_places(parse(written(term))) == term
