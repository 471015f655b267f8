"""Fields of a file that somebody else has written."""

import pytest

from civicdesk.errors import Refused
from civicdesk.export.fields import Fields


def test_a_list_of_whole_numbers_comes_back() -> None:
    assert Fields("receipt.json", {"seen": [0, 3]}).numbers("seen") == (0, 3)


@pytest.mark.parametrize("value", [None, 3, "3", [1, "2"], [-1], [True]])
def test_anything_else_is_told_by_its_field(value: object) -> None:
    with pytest.raises(Refused, match="PACK-FIELD"):
        Fields("receipt.json", {"seen": value}).numbers("seen")
