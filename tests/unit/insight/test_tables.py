"""Tables that may be shown: small numbers are hidden, means tell nothing of few, and two tables tell no more than one."""

from dataclasses import replace
from itertools import product
from random import Random

import pytest

from civicdesk.errors import Refused
from civicdesk.insight.bounds import Within, intervals, with_totals
from civicdesk.insight.tables import Earlier, Member, Wish, make

WISH = Wish(least=5)


def _people(cells: dict[tuple[str, str], int], values: tuple[float | None, ...] = (None,), mark: str = "c") -> tuple[Member, ...]:
    return tuple(
        Member(code=f"{mark}-{row}-{column}-{number}", row=row, column=column, value=values[number % len(values)])
        for (row, column), count in cells.items()
        for number in range(count)
    )


FULL = {("PE1", "w"): 12, ("PE1", "m"): 14, ("PE2", "w"): 20, ("PE2", "m"): 11}


def test_a_table_without_small_numbers_is_shown_whole_with_its_totals() -> None:
    table = make(_people(FULL), WISH)
    assert table.rows == (("PE1",), ("PE2",))
    assert table.columns == (("m",), ("w",))
    assert table.counts == ((14, 12, 26), (11, 20, 31), (25, 32, 57))


def test_small_rows_stand_together_and_small_cells_are_hidden() -> None:
    table = make(_people({**FULL, ("PE6", "w"): 3, ("PE7", "m"): 8, ("PE2", "x"): 2, ("PE1", "x"): 12}), WISH)
    assert table.rows == (("PE1",), ("PE2",), ("PE6", "PE7"))
    assert table.counts[1][2] is None
    assert sum(count is None for row in table.counts for count in row) >= 4
    assert table.counts[-1][-1] == 82


def test_too_few_people_make_no_table() -> None:
    with pytest.raises(Refused, match="INSIGHT-FEW"):
        make(_people({("PE1", "w"): 4}), WISH)


def test_means_tell_of_enough_people_who_differ() -> None:
    table = make((*_people(FULL, (1.0, 2.0)), *_people({("PE3", "w"): 20, ("PE3", "m"): 20}, (3.0,), "d")), WISH)
    assert table.means[0] == (1.5, 1.5, 1.5)
    assert table.means[2] == (None, None, None)
    assert table.means[-1] == (None, None, None)


def test_the_mean_of_a_total_is_told_if_those_without_a_mean_are_enough_and_differ() -> None:
    cells = {("PE1", "w"): 30, ("PE1", "m"): 30, ("PE2", "w"): 4, ("PE2", "m"): 30, ("PE1", "x"): 4, ("PE2", "x"): 30}
    table = make(_people(cells, (1.0, 2.0, 6.0)), WISH)
    hidden = [(i, j) for i, row in enumerate(table.counts) for j, count in enumerate(row) if count is None]
    assert hidden
    assert all(table.means[i][j] is None for i, j in hidden)
    assert table.means[-1][-1] is not None


def _turned(cells: dict[tuple[str, str], int], *, turned: bool) -> dict[tuple[str, str], int]:
    return {(column, row): count for (row, column), count in cells.items()} if turned else cells


@pytest.mark.parametrize("turned", [False, True])
def test_a_table_with_one_row_is_a_line(turned: bool) -> None:
    before = _people(_turned({("all", "a"): 12, ("all", "b"): 20, ("all", "c"): 15}, turned=turned))
    table = make(before, WISH)
    assert (tuple(zip(*table.counts, strict=True)) if turned else table.counts) == ((12, 20, 15, 47),) * 2
    new = _people(_turned({("all", "a"): 2, ("all", "b"): 10, ("all", "c"): 9}, turned=turned), mark="n")
    later = make((*before, *new), WISH, [Earlier(table=table, members=before)])
    assert (tuple(zip(*later.counts, strict=True)) if turned else later.counts) == ((None, 30, None, 68),) * 2


def test_few_values_make_no_mean() -> None:
    people = _people({("PE1", "w"): 20, ("PE1", "m"): 20}, (1.0, None, None, None, None, None))
    assert make(people, WISH).means == ((None, None, None), (None, None, None))


def test_rounded_numbers_are_rounded_each_by_itself() -> None:
    table = make(_people({**FULL, ("PE1", "x"): 12, ("PE2", "x"): 3}), Wish(least=5, method="round5"))
    assert table.counts == ((15, 10, 10, 40), (10, 20, 5, 35), (25, 30, 15, 70))


def test_a_rounded_number_that_the_others_give_away_stops_the_table() -> None:
    cells = {("PE1", "a"): 4, ("PE1", "b"): 17, ("PE2", "a"): 13, ("PE2", "b"): 3}
    with pytest.raises(Refused, match="INSIGHT-TABLE"):
        make(_people(cells), Wish(least=5, method="round5"))


def test_the_same_people_give_the_same_table_again() -> None:
    first = make(_people({**FULL, ("PE1", "x"): 3, ("PE2", "x"): 9}), WISH)
    again = make(
        _people({**FULL, ("PE1", "x"): 3, ("PE2", "x"): 9}),
        WISH,
        [Earlier(table=first, members=_people({**FULL, ("PE1", "x"): 3, ("PE2", "x"): 9}))],
    )
    assert again == first


def test_one_newcomer_is_not_told_by_two_tables() -> None:
    before = _people(FULL)
    newcomer = Member(code="new", row="PE1", column="w")
    with pytest.raises(Refused, match="INSIGHT-BEFORE"):
        make((*before, newcomer), WISH, [Earlier(table=make(before, WISH), members=before)])
    with pytest.raises(Refused, match="INSIGHT-BEFORE"):
        make(
            (*before, newcomer),
            Wish(least=5, method="round5"),
            [Earlier(table=make(before, Wish(least=5, method="round5")), members=before)],
        )


def test_the_newcomers_of_a_cell_are_hidden_if_they_are_few() -> None:
    before = _people(FULL)
    new = _people({("PE1", "w"): 2, ("PE1", "m"): 10, ("PE2", "w"): 10, ("PE2", "m"): 12}, mark="n")
    table = make((*before, *new), WISH, [Earlier(table=make(before, WISH), members=before)])
    assert table.counts[0] == (None, None, 38)
    assert table.counts[1] == (None, None, 53)


def test_many_newcomers_everywhere_need_no_hiding() -> None:
    before = _people(FULL)
    table = make((*before, *_people(FULL, mark="n")), WISH, [Earlier(table=make(before, WISH), members=before)])
    assert table.counts == ((28, 24, 52), (22, 40, 62), (50, 64, 114))


@pytest.mark.parametrize("changed", [{"method": "round5"}, {"rows": (("PE1",), ("PE9",))}])
def test_tables_that_cannot_be_compared_are_not_shown_beside_each_other(changed: dict[str, object]) -> None:
    before = _people(FULL)
    with pytest.raises(Refused, match="INSIGHT-BEFORE"):
        make(before, WISH, [Earlier(table=replace(make(before, WISH), **changed), members=before)])


def test_an_older_table_with_other_rows_stops_the_new_one() -> None:
    before, more = _people(FULL), _people({**FULL, ("PE3", "w"): 20, ("PE3", "m"): 20})
    older, newer = Earlier(table=make(more, WISH), members=more), Earlier(table=make(before, WISH), members=before)
    with pytest.raises(Refused, match="INSIGHT-BEFORE"):
        make(before, WISH, [older, newer])


@pytest.mark.parametrize("seed", range(20))
def test_what_remains_possible_of_a_rounded_table_is_that_of_trying_everything(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same invented rows in every run
    whole = with_totals([[chance.randint(0, 9) for _ in range(2)] for _ in range(2)])
    known = [
        [Within(value=count, least=max(count - chance.randint(0, 3), 0), most=count + chance.randint(0, 3)) for count in row]
        for row in whole
    ]
    ranges = [range(number.least, number.most + 1) for row in known[:2] for number in row[:2]]
    found = []
    for a, b, c, d in product(*ranges):
        filled = with_totals([[a, b], [c, d]])
        if all(
            number.least <= count <= number.most
            for told, row in zip(known, filled, strict=True)
            for number, count in zip(told, row, strict=True)
        ):
            found.append(filled)
    tried = tuple(tuple((min(one[i][j] for one in found), max(one[i][j] for one in found)) for j in range(3)) for i in range(3))
    assert intervals(known) == tried
