"""No small number of a random table can be worked out, from one table or from two; 200 tables usually, CIVICDESK_TABLES asks for more."""

import os
from collections.abc import Sequence

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from civicdesk.errors import Refused
from civicdesk.insight.bounds import Within, intervals, with_totals
from civicdesk.insight.suppression import round5
from civicdesk.insight.tables import Earlier, Member, Table, Wish, make

TABLES = int(os.environ.get("CIVICDESK_TABLES", "200"))
CHECKS = [HealthCheck.too_slow, HealthCheck.filter_too_much]
MANY = settings(max_examples=TABLES, deadline=None, suppress_health_check=CHECKS)
LEAST = st.sampled_from([5, 10])
CELL = st.sampled_from([0, 0, 1, 2, 3, 4, 7, 9, 12, 20, 33, 60])


@st.composite
def _counts(draw: st.DrawFn, smallest: int = 1) -> list[list[int]]:
    height, width = draw(st.integers(smallest, 7)), draw(st.integers(smallest, 6))
    return draw(st.lists(st.lists(CELL, min_size=width, max_size=width), min_size=height, max_size=height))


def _people(counts: Sequence[Sequence[int]], mark: str = "c") -> tuple[Member, ...]:
    return tuple(
        Member(code=f"{mark}{i}.{j}.{number}", row=f"r{i}", column=f"k{j}")
        for i, row in enumerate(counts)
        for j, count in enumerate(row)
        for number in range(count)
    )


def _made(people: Sequence[Member], wish: Wish, earlier: Sequence[Earlier] = ()) -> Table | None:
    try:
        return make(people, wish, earlier)
    except Refused:
        return None


def _true(people: Sequence[Member], table: Table) -> list[list[int]]:
    return [[sum(one.row in row and one.column in column for one in people) for column in table.columns] for row in table.rows]


def _widths(counts: Sequence[Sequence[int]], hidden: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return (count, width of what remains possible) for each cell, by an attacker who knows all totals and all that is not hidden."""
    most = sum(map(sum, counts))
    known = [
        [
            Within(value=count, least=0, most=most) if (i, j) in hidden else Within(value=count, least=count, most=count)
            for j, count in enumerate(row)
        ]
        for i, row in enumerate(with_totals(counts))
    ]
    found = intervals(known)
    return [(count, found[i][j][1] - found[i][j][0]) for i, row in enumerate(counts) for j, count in enumerate(row)]


def _hidden(table: Table) -> set[tuple[int, int]]:
    return {(i, j) for i, row in enumerate(table.counts) for j, count in enumerate(row) if count is None}


@given(_counts(), LEAST)
@MANY
def test_a_hidden_number_cannot_be_worked_out(counts: list[list[int]], least: int) -> None:
    people = _people(counts)
    table = _made(people, Wish(least=least))
    assume(table is not None)
    for count, width in _widths(_true(people, table), _hidden(table)):
        assert not 0 < count < least or width >= least


@given(_counts(2), _counts(2), LEAST)
@MANY
def test_two_tables_tell_no_more_of_the_newcomers_than_one(counts: list[list[int]], more: list[list[int]], least: int) -> None:
    before = _people(counts)
    first = _made(before, Wish(least=least))
    assume(first is not None)
    fitting = [row[: len(counts[0])] for row in more[: len(counts)]]
    new = [
        one
        for one in _people(fitting, "n")
        if any(one.row in row for row in first.rows) and any(one.column in each for each in first.columns)
    ]
    second = _made((*before, *new), Wish(least=least), [Earlier(table=first, members=before)])
    assume(second is not None)
    for count, width in _widths(_true(new, second), _hidden(first) | _hidden(second)):
        assert not 0 < count < least or width >= least


@given(_counts(2))
@MANY
def test_a_rounded_small_number_stays_in_doubt(counts: list[list[int]]) -> None:
    people = _people(counts)
    table = _made(people, Wish(least=5, method="round5"))
    assume(table is not None)
    whole = with_totals(_true(people, table))
    known = [[Within(value=count, least=max(round5(count) - 2, 0), most=round5(count) + 2) for count in row] for row in whole]
    assert table.counts == tuple(tuple(map(round5, row)) for row in whole)
    for row, possible in zip(whole[:-1], intervals(known)[:-1], strict=True):
        assert all(high - low >= 2 for count, (low, high) in zip(row[:-1], possible[:-1], strict=True) if 0 < count < 5)
