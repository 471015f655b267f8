"""JSON in one spelling."""

import pytest

from civicdesk.errors import Refused
from civicdesk.export import canonical


def test_keys_are_sorted_and_floats_rounded() -> None:
    assert canonical.dump({"b": (1, 2.00000049), "a": {"é": None}}) == '{"a":{"é":null},"b":[1,2.0]}\n'.encode()


def test_what_is_written_is_read() -> None:
    assert canonical.load(canonical.dump({"a": [1, True, "x", 0.5, -(2**53)]})) == {"a": [1, True, "x", 0.5, -(2**53)]}


@pytest.mark.parametrize(
    "text",
    ['{"a":1,"a":2}', "[NaN]", "[Infinity]", "[9007199254740993]", "[" + "9" * 5000 + "]", "[" * 65 + "]" * 65, "[" * 100_000, "{", "\xff"],
)
def test_json_beyond_the_limits_is_turned_away(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        canonical.load(text.encode("latin-1"))


def test_a_large_file_is_not_even_parsed() -> None:
    with pytest.raises(ValueError, match="too large"):
        canonical.load(bytes(canonical.MAX_BYTES + 1))


def test_what_a_reader_takes_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, "MAX_VALUES", 4)
    assert canonical.load(canonical.document([1, [2, 3]], "a.json")) == [1, [2, 3]]


@pytest.mark.parametrize("limit", ["MAX_VALUES", "MAX_BYTES"])
def test_what_no_reader_would_take_is_not_written(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(canonical, limit, 4)
    with pytest.raises(Refused, match="EXPORT-DOCUMENT") as why:
        canonical.document([1, 2, 3, 4, 5], "a.json")
    assert why.value.facts["file"] == "a.json"


def test_a_number_that_no_program_agrees_on_is_a_bug() -> None:
    with pytest.raises(ValueError, match=r".*"):
        canonical.dump({"a": float("nan")})
