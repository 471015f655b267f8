"""CSV: exact bytes, exact round trip, limits."""

import pytest

from civicdesk.export import csvs


def test_only_what_needs_quotes_has_them() -> None:
    assert csvs.write(["a", "b"], [["x,y", 'say "no"'], ["line\nbreak", "-5"], ["cr\rhere", "=1"]]) == (
        b'a,b\n"x,y","say ""no"""\n"line\nbreak",-5\n"cr\rhere",\'=1\n'
    )


def test_a_table_of_one_empty_cell_is_still_a_line() -> None:
    assert csvs.write(["a"], [[""]]) == b'a\n""\n'
    assert csvs.read(b'a\n""\n') == [{"a": ""}]


def test_what_is_written_is_read() -> None:
    cells = ["=1", "'", "a,b", "x\r\ny", "-3.5", "'-x", "é"]
    assert csvs.read(csvs.write(["a", "b", "c", "d", "e", "f", "g"], [cells])) == [dict(zip("abcdefg", cells, strict=True))]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"\xef\xbb\xbfa\n",
        b"a,b\n1\n",
        b"a,a\n1,2\n",
        b"a\n\0\n",
        b'a\n"x\n',
        b",".join([b"a"] * 2001) + b"\n",
        b"a\n" + b"x" * 100_001 + b"\n",
    ],
)
def test_anything_else_is_turned_away(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        csvs.read(data)


@pytest.mark.parametrize(
    ("cell", "number"),
    [("5", True), ("-5.25", True), ("5.", False), (".5", False), ("--5", False), ("1e5", False), ("٣", False), ("", False)],
)
def test_a_number_has_digits_and_a_point(cell: str, *, number: bool) -> None:
    assert csvs.is_number(cell) is number
