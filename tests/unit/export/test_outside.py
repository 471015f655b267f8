"""Tables of other programs."""

import pytest

from civicdesk.errors import Refused
from civicdesk.export.outside import Outside, Wish, anonymise, read_table

FILES = {"lang": b"English;English;*\nPolish;Other;*\nOther;Other;*\n", "sex": b"f;*\nm;*\n", "none": b"x;*\n"}
TABLE = b"lang;sex;answer\n" + b"English;f;a\nEnglish;f;b\nPolish;m;a\nOther;m;b\nEnglish;m;a\n"


@pytest.fixture
def outside() -> Outside:
    """Five people, two quasi-identifiers."""
    return read_table(TABLE, FILES)


def test_labels_are_those_of_the_files(outside: Outside) -> None:
    result = anonymise(outside, Wish(k=2))
    assert result.table.decode().splitlines() == ["lang;sex;answer", "English;f;a", "English;f;b", "*;m;a", "*;m;b", "*;m;a"]
    assert (result.suppressed, result.classes, result.node) == (0, 2, {})


def test_the_optimum_leaves_rows_out_and_names_its_node(outside: Outside) -> None:
    result = anonymise(outside, Wish(k=2, limit=0.2, mode="global"))
    assert result.node == {"lang": 1, "sex": 0}
    assert (result.suppressed, result.classes, len(result.table.splitlines())) == (1, 2, 5)
    assert result.ncp == pytest.approx((2 * 0.5 + 2) / 10)


def test_look_alikes_answer_differently_if_that_is_asked(outside: Outside) -> None:
    rows = anonymise(outside, Wish(k=2, l=2, sensitive="answer")).table.decode().splitlines()[1:]
    told = {row.rpartition(";")[0]: {other[-1] for other in rows if other.startswith(row.rpartition(";")[0])} for row in rows}
    assert set(map(frozenset, told.values())) == {frozenset("ab")}


@pytest.mark.parametrize(
    ("wish", "code"),
    [(Wish(k=2, l=2, sensitive="none"), "EXPORT-TABLE"), (Wish(k=6, mode="global"), "EXPORT-FEW"), (Wish(k=1), "EXPORT-K")],
)
def test_what_cannot_be_done_is_refused(outside: Outside, wish: Wish, code: str) -> None:
    with pytest.raises(Refused, match=code):
        anonymise(outside, wish)


@pytest.mark.parametrize("data", [b"\xff", b"a;b\n1\n", b'a\n"x\n'])
def test_something_that_is_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="EXPORT-TABLE"):
        read_table(data, {})


def test_an_empty_table_has_nobody() -> None:
    with pytest.raises(Refused, match="EXPORT-NOBODY"):
        anonymise(read_table(b"", {}), Wish(k=2))
