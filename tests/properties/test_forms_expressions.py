"""Any text at all is read as an expression or refused, quickly."""

import time
from contextlib import suppress

from hypothesis import example, given, settings
from hypothesis import strategies as st

from civicdesk.errors import Refused
from civicdesk.forms.xpath import compiler
from civicdesk.forms.xpath.parser import parse
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
