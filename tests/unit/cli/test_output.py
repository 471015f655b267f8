"""What the command line prints."""

import io
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from civicdesk.cli.output import Output
from civicdesk.errors import Damaged, Refused, Unavailable


@dataclass(frozen=True)
class Thing:
    day: date
    path: Path


@pytest.fixture
def streams() -> tuple[io.StringIO, io.StringIO]:
    return io.StringIO(), io.StringIO()


def output(streams: tuple[io.StringIO, io.StringIO], *, as_json: bool) -> Output:
    return Output(as_json=as_json, out=streams[0], err=streams[1])


def test_a_result_is_a_sentence_for_people(streams: tuple[io.StringIO, io.StringIO]) -> None:
    output(streams, as_json=False).result("Done.", count=1)
    assert streams[0].getvalue() == "Done.\n"


def test_a_result_is_one_document_for_machines(streams: tuple[io.StringIO, io.StringIO]) -> None:
    output(streams, as_json=True).result("Done.", thing=Thing(day=date(2026, 3, 2), path=Path("a/b")), many={1}, none=None)
    assert json.loads(streams[0].getvalue()) == {"thing": {"day": "2026-03-02", "path": "a/b"}, "many": [1], "none": None}


def test_a_table_stands_in_columns(streams: tuple[io.StringIO, io.StringIO]) -> None:
    output(streams, as_json=False).table([{"a": 1, "long": "x"}, {"a": None, "long": (1, 2)}, {"a": 0.123456789, "long": ""}], empty="")
    assert streams[0].getvalue() == "a         long\n1         x\n-         1, 2\n0.123457\n"


def test_an_empty_table_is_a_sentence_or_an_empty_list(streams: tuple[io.StringIO, io.StringIO]) -> None:
    output(streams, as_json=False).table([], empty="Nothing.")
    output(streams, as_json=True).table([], empty="Nothing.")
    assert streams[0].getvalue() == "Nothing.\n[]\n"


@pytest.mark.parametrize(
    ("why", "code"), [(Refused("PACK-NONE"), 1), (Unavailable("CLI-FOLDER", folder="x"), 3), (Damaged("KEYS-MISSING"), 4)]
)
@pytest.mark.parametrize("as_json", [False, True])
def test_each_way_to_say_no_has_its_exit_code(streams: tuple[io.StringIO, io.StringIO], why: Exception, code: int, as_json: bool) -> None:
    assert output(streams, as_json=as_json).refuse(why, ["one more line"]) == code
    assert f"({why.code})" in streams[1].getvalue()
    assert "one more line" in streams[1].getvalue()
    if as_json:
        told = json.loads(streams[0].getvalue())
        assert (told["error"], told["details"]) == (why.code, ["one more line"])
    else:
        assert streams[0].getvalue() == ""
