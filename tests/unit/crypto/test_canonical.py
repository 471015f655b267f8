import pytest

from civicdesk.crypto import canonical


def test_a_record_has_one_way_to_be_written() -> None:
    assert canonical.write({"b": [1, None, True], "a": "é"}) == '{"a":"é","b":[1,null,true]}'.encode()


@pytest.mark.parametrize(
    "written",
    [b"", b"[]", b"{", b"\xff", b'{"a":1,"a":1}', b'{"a":NaN}', b'{"a":Infinity}', b"[" * 100_000, b'{"a":' * 100_000],
    ids=["nothing", "a list", "cut", "no text", "twice", "not a number", "endless", "deep lists", "deep records"],
)
def test_what_is_no_record_is_not_read(written: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical.read(written)


def test_values_are_taken_as_what_they_are() -> None:
    record = canonical.read(b'{"t":"x","n":7,"s":true,"b":"AQI=","r":[{"t":"y"}]}')
    assert canonical.text(record, "t") == "x"
    assert canonical.number(record, "n") == 7
    assert canonical.switch(record, "s") is True
    assert canonical.blob(record, "b") == b"\x01\x02"
    assert canonical.blob(record, "b", 2) == b"\x01\x02"
    assert [canonical.text(row, "t") for row in canonical.rows(record, "r")] == ["y"]


@pytest.mark.parametrize("value", [None, "7", 7.0, -1, True, 2**53 + 1])
def test_other_things_are_not_taken_for_numbers(value: object) -> None:
    with pytest.raises(ValueError, match="n"):
        canonical.number({"n": value}, "n")


@pytest.mark.parametrize("take", [canonical.text, canonical.switch, canonical.rows, canonical.blob, canonical.number])
def test_a_missing_value_is_noticed(take: object) -> None:
    assert callable(take)
    with pytest.raises(ValueError, match="gone"):
        take({}, "gone")


def test_rows_are_records() -> None:
    with pytest.raises(ValueError, match="record"):
        canonical.rows({"r": [1]}, "r")


def test_bytes_of_another_size_are_noticed() -> None:
    with pytest.raises(ValueError, match="b"):
        canonical.blob({"b": "AQI="}, "b", 3)


@pytest.mark.parametrize("packed", ["AQI", "AQJ=", "A Q I=", "AQI=\n", "é", "====", "AQI=AQI="])
def test_base64_has_one_way_to_be_written(packed: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        canonical.unpack(packed)


def test_a_record_with_other_names_is_noticed() -> None:
    assert canonical.only({"a": 1}, frozenset("a")) == {"a": 1}
    with pytest.raises(ValueError, match="other names"):
        canonical.only({"a": 1, "b": 2}, frozenset("a"))
