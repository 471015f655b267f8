import pytest

from civicdesk.crypto.cost import MODEST, PRACTICE, STANDARD, Cost
from civicdesk.errors import Refused


@pytest.mark.parametrize("cost", [STANDARD, *MODEST, Cost(memory_kib=1024 * 1024, passes=10), Cost(memory_kib=65536, passes=1)])
def test_honest_costs_are_taken(cost: Cost) -> None:
    cost.check(practice=False)


@pytest.mark.parametrize(
    "cost",
    [
        PRACTICE,
        Cost(memory_kib=65535, passes=3),
        Cost(memory_kib=1024 * 1024 + 1, passes=3),
        Cost(memory_kib=65536, passes=0),
        Cost(memory_kib=65536, passes=11),
    ],
)
def test_costs_that_protect_nothing_or_stop_the_machine_are_not_taken(cost: Cost) -> None:
    with pytest.raises(Refused, match="KEYS-LIMIT"):
        cost.check(practice=False)


def test_practice_may_be_cheap() -> None:
    PRACTICE.check(practice=True)


def test_even_practice_is_not_for_nothing() -> None:
    with pytest.raises(Refused, match="KEYS-LIMIT"):
        Cost(memory_kib=8191, passes=1).check(practice=True)
