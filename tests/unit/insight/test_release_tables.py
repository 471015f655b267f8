"""The tables of a release: told anew together, or repeated together, and looked over once more before they go."""

from dataclasses import replace
from datetime import date

import pytest

from civicdesk.insight import release_tables
from civicdesk.records.ids import ProjectId
from civicdesk.records.releases import ExportSettings
from civicdesk.records.tables import Counted, ReleasedTable

SETTINGS = ExportSettings(
    project=ProjectId("invented"),
    short_code="ember",
    pack_version=1,
    recipient="Placeholder Centre",
    recipient_class="known",
    agreement="Agreement",
    review_date=date(2027, 6, 1),
    age_recipients=("age1a", "age1b"),
    table_least=5,
)


def people(cells: dict[tuple[str, str], int], mark: str = "c", value: float | None = None) -> tuple[Counted, ...]:
    """Return people in cells, half of them with another value where they have one."""
    return tuple(
        Counted(code=f"{mark}-{row}-{column}-{number}", row=row, column=column, value=None if value is None else value + number % 2)
        for (row, column), count in cells.items()
        for number in range(count)
    )


FULL = people({("PE1", "w"): 12, ("PE1", "m"): 14, ("PE2", "w"): 20, ("PE2", "m"): 11})
ALL = people({("PE1", "people"): 26, ("PE2", "people"): 31})


def test_tables_that_are_new_carry_their_month() -> None:
    drawn = release_tables.draw({"district by sex": FULL, "district": ALL}, SETTINGS, (), "2026-11")
    assert [(table.name, table.period) for table in drawn.tables] == [("district by sex", "2026-11"), ("district", "2026-11")]
    assert drawn.fresh == {"district by sex", "district"}
    assert (drawn.left, drawn.open) == ((), ())


def test_one_newcomer_brings_all_tables_back_as_they_were() -> None:
    first = release_tables.draw({"district by sex": FULL, "district": ALL}, SETTINGS, (), "2026-11")
    asked = {"district by sex": (*FULL, *people({("PE1", "w"): 1}, "n")), "district": (*ALL, *people({("PE1", "people"): 1}, "n"))}
    again = release_tables.draw({**asked, "sex": ALL}, SETTINGS, first.tables, "2026-12")
    assert again.tables == first.tables
    assert (again.fresh, again.left) == (frozenset(), ("sex",))


def test_enough_newcomers_in_every_row_make_new_tables() -> None:
    first = release_tables.draw({"district by sex": FULL}, SETTINGS, (), "2026-11")
    new = people({("PE1", "w"): 6, ("PE1", "m"): 7, ("PE2", "w"): 5, ("PE2", "m"): 9}, "n")
    again = release_tables.draw({"district by sex": (*FULL, *new)}, SETTINGS, first.tables, "2026-12")
    assert again.fresh == {"district by sex"}
    assert again.tables[0].period == "2026-12"
    assert again.open == ()


def test_too_few_people_have_no_table() -> None:
    drawn = release_tables.draw({"district": people({("PE1", "people"): 4})}, SETTINGS, (), "2026-11")
    assert (drawn.tables, drawn.left) == ((), ("district",))


def test_means_that_would_all_be_hidden_are_left_out() -> None:
    alike = tuple(replace(one, value=2.0) for one in ALL)
    drawn = release_tables.draw({"mean": alike}, SETTINGS, (), "2026-11")
    assert (drawn.tables, drawn.left) == ((), ("mean",))


def test_where_too_few_are_left_the_last_table_is_repeated() -> None:
    first = release_tables.draw({"district": ALL, "district by sex": FULL}, SETTINGS, (), "2026-11")
    again = release_tables.draw({"district": ALL[:3], "district by sex": FULL}, SETTINGS, first.tables, "2026-12")
    assert {table.name: table.period for table in again.tables} == {"district by sex": "2026-12", "district": "2026-11"}
    assert again.left == ()


def test_a_person_who_was_forgotten_still_counts_in_what_was_told() -> None:
    first = release_tables.draw({"district": ALL}, SETTINGS, (), "2026-11").tables[0]
    kept = replace(first, people=(*first.people[1:], Counted(code="", row=first.people[0].row, column="people")))
    again = release_tables.draw({"district": ALL[1:]}, SETTINGS, (kept,), "2026-12")
    assert again.tables == (kept,)


@pytest.mark.parametrize("changed", [1, 4])
def test_means_are_not_told_anew_for_few_changed_values(changed: int) -> None:
    means = people({("PE1", "people"): 12, ("PE2", "people"): 12}, value=2.0)
    first = release_tables.draw({"mean": means}, SETTINGS, (), "2026-11")
    moved = (*(replace(one, value=9.0) for one in means[:changed]), *means[changed:])
    assert release_tables.draw({"mean": moved}, SETTINGS, first.tables, "2026-12").tables == first.tables


def test_means_of_enough_changed_values_are_told() -> None:
    means = people({("PE1", "people"): 12, ("PE2", "people"): 12}, value=2.0)
    first = release_tables.draw({"mean": means}, SETTINGS, (), "2026-11")
    moved = tuple(replace(one, value=(one.value or 0) + 1) for one in means)
    again = release_tables.draw({"mean": moved}, SETTINGS, first.tables, "2026-12").tables[0]
    assert [row[0] for row in again.means] == [3.5, 3.5, 3.5]


def test_rounded_tables_are_told_as_rounded() -> None:
    drawn = release_tables.draw({"district by sex": FULL}, replace(SETTINGS, tables="round5"), (), "2026-11")
    assert drawn.tables[0].counts[0] == (15, 10, 25)
    assert drawn.open == ()


def _shown(table: ReleasedTable, counts: tuple[tuple[int | None, ...], ...]) -> ReleasedTable:
    return replace(table, counts=counts)


def test_the_second_look_finds_what_could_be_worked_out() -> None:
    small = people({("PE1", "w"): 2, ("PE1", "m"): 14, ("PE2", "w"): 20, ("PE2", "m"): 11})
    told = release_tables.draw({"t": small}, SETTINGS, (), "2026-11").tables[0]
    assert not release_tables._is_open(told, ())
    assert release_tables._is_open(_shown(told, ((14, None, 16), (11, 20, 31), (25, 22, 47))), ())
    assert release_tables._is_open(_shown(told, ((14, 2, 16), (11, 20, 31), (25, 22, 47))), ())


def test_the_second_look_finds_a_small_difference_from_an_earlier_table() -> None:
    first = release_tables.draw({"t": FULL}, SETTINGS, (), "2026-11").tables[0]
    more = (*FULL, *people({("PE1", "w"): 1}, "n"))
    later = _shown(replace(first, people=more), ((14, 13, 27), (11, 20, 31), (25, 33, 58)))
    assert release_tables._is_open(later, (first,))


def test_the_second_look_finds_a_small_line_and_a_wrongly_rounded_table() -> None:
    line = people({("PE1", "people"): 3, ("PE2", "people"): 20})
    made = replace(release_tables.draw({"t": ALL}, SETTINGS, (), "2026-11").tables[0], people=line)
    assert release_tables._is_open(_shown(made, ((None, None), (20, 20), (23, 23))), ())
    rounded = release_tables.draw({"t": FULL}, replace(SETTINGS, tables="round5"), (), "2026-11").tables[0]
    assert release_tables._is_open(_shown(rounded, ((14, 12, 26), (11, 20, 31), (25, 32, 57))), ())
