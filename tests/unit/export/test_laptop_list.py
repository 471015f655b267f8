"""The office's list of laptops: what is written comes back, and what somebody wrote in is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicdesk.errors import Refused
from civicdesk.export import laptop_list
from civicdesk.export.laptop_list import Listed
from civicdesk.records.releases import Laptop

LAPTOP = Laptop(id="0123456789abcdef", public_key="RWinvented", enrolled="2026-11-01")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x7f"))))
def test_what_is_written_comes_back(reasons: list[str]) -> None:
    listed = tuple(Listed(laptop=LAPTOP, reason=reason) for reason in reasons)
    assert laptop_list.read(laptop_list.write(listed)) == listed


def test_no_file_is_an_empty_list() -> None:
    assert laptop_list.laptops(None) == ()


@pytest.mark.parametrize("data", [b"\xff", b"[[laptops", b"other = 1\n", b"laptops = 5\n", b"laptops = [5]\n", b"[[laptops]]\nid = 5\n"])
def test_a_list_that_the_program_did_not_write_is_told(data: bytes) -> None:
    with pytest.raises(Refused, match="ENROL-LIST"):
        laptop_list.read(data)


def test_a_day_that_is_no_text_is_told() -> None:
    written = laptop_list.write((Listed(laptop=LAPTOP),)).replace(b'"2026-11-01"', b"2026-11-01")
    with pytest.raises(Refused, match="ENROL-LIST"):
        laptop_list.read(written)
