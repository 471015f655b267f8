"""Tables of release after release tell of few people nowhere, whoever comes, goes and changes; 150 sequences usually, CIVICDESK_SEQUENCES asks for more."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicdesk.insight import release_tables
from civicdesk.insight.bounds import Within, intervals, with_totals
from civicdesk.records.ids import ProjectId
from civicdesk.records.releases import ExportSettings
from civicdesk.records.tables import Counted, ReleasedTable

SEQUENCES = int(os.environ.get("CIVICDESK_SEQUENCES", "150"))
LEAST = 5
SETTINGS = ExportSettings(
    project=ProjectId("invented"),
    short_code="ember",
    pack_version=1,
    recipient="Placeholder Centre",
    recipient_class="known",
    agreement="Agreement",
    review_date=date(2027, 6, 1),
    age_recipients=("age1a", "age1b"),
    table_least=LEAST,
)
AREAS, SEXES = ("north", "south", "west"), ("f", "m")
Person = tuple[str, str]


@dataclass(frozen=True)
class Step:
    """What happens between two releases: how many come into each cell, and who goes, by place in a list."""

    coming: tuple[int, ...]
    going: tuple[int, ...]


STEPS = st.lists(
    st.builds(
        Step,
        coming=st.tuples(*[st.sampled_from([0, 0, 0, 1, 2, 5, 6, 9, 14])] * (len(AREAS) * len(SEXES))),
        going=st.lists(st.integers(0, 60), max_size=7).map(tuple),
    ),
    min_size=2,
    max_size=5,
)


def _asked(people: dict[str, Person]) -> dict[str, tuple[Counted, ...]]:
    """Return what a project asks for: areas by sex, and each alone."""
    return {
        "area by sex": tuple(Counted(code=code, row=area, column=sex) for code, (area, sex) in people.items()),
        "area": tuple(Counted(code=code, row=area, column="people") for code, (area, _) in people.items()),
        "sex": tuple(Counted(code=code, row=sex, column="people") for code, (_, sex) in people.items()),
    }


def _next(people: dict[str, Person], step: Step, number: int) -> dict[str, Person]:
    gone = {list(people)[at] for at in step.going if at < len(people)}
    cells = [(area, sex) for area in AREAS for sex in SEXES]
    new = {f"{number}.{at}.{one}": cell for at, cell in enumerate(cells) for one in range(step.coming[at])}
    return {**{code: cell for code, cell in people.items() if code not in gone}, **new}


def _counts(table: ReleasedTable, people: Sequence[Counted]) -> list[list[int]]:
    return [[sum(one.row in rows and one.column in columns for one in people) for columns in table.columns] for rows in table.rows]


def _solved(counts: list[list[int]], hidden: set[tuple[int, int]]) -> bool:
    """Tell whether an attacker who knows all totals, and every cell that is not hidden, pins a small number down."""
    if 1 in {len(counts), len(counts[0])}:
        away = sum(counts[i][j] for i, j in hidden)
        return any(
            0 < count < LEAST and ((i, j) not in hidden or away < LEAST) for i, row in enumerate(counts) for j, count in enumerate(row)
        )
    most = sum(map(sum, counts))
    known = [
        [
            Within(value=count, least=0 if (i, j) in hidden else count, most=most if (i, j) in hidden else count)
            for j, count in enumerate(row)
        ]
        for i, row in enumerate(with_totals(counts))
    ]
    found = intervals(known)
    return any(0 < count < LEAST > found[i][j][1] - found[i][j][0] for i, row in enumerate(counts) for j, count in enumerate(row))


def _hidden(table: ReleasedTable) -> set[tuple[int, int]]:
    return {(i, j) for i, row in enumerate(table.counts[:-1]) for j, count in enumerate(row[:-1]) if count is None}


def _apart(one: ReleasedTable, other: ReleasedTable) -> tuple[Counted, ...]:
    mine, theirs = ({(person.code, person.row, person.column) for person in each.people} for each in (one, other))
    return tuple(Counted(code=code, row=row, column=column) for code, row, column in mine ^ theirs)


@given(STEPS)
@settings(max_examples=SEQUENCES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_sequence_of_releases_cannot_be_solved(steps: list[Step]) -> None:
    people: dict[str, Person] = {}
    before: list[ReleasedTable] = []
    for number, step in enumerate(steps):
        people = _next(people, step, number)
        drawn = release_tables.draw(_asked(people), SETTINGS, before, f"2026-{number + 1:02}")
        assert drawn.open == ()
        assert len(drawn.fresh) in {0, *range(1, 4)}
        assert all(table in before for table in drawn.tables if table.name not in drawn.fresh)
        before += [table for table in drawn.tables if table.name in drawn.fresh]
    for table in before:
        assert not _solved(_counts(table, table.people), _hidden(table))
    for one, other in combinations(before, 2):
        if one.name == other.name and (one.rows, one.columns) == (other.rows, other.columns):
            assert not _solved(_counts(one, _apart(one, other)), _hidden(one) | _hidden(other))


@given(STEPS)
@settings(max_examples=SEQUENCES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_totals_of_one_table_and_rows_of_another_are_of_one_set_of_people(steps: list[Step]) -> None:
    """A row of the table by area and its total in the table by area and sex, whenever they were told, differ by nobody or by enough."""
    people: dict[str, Person] = {}
    before: list[ReleasedTable] = []
    for number, step in enumerate(steps):
        people = _next(people, step, number)
        drawn = release_tables.draw(_asked(people), SETTINGS, before, f"2026-{number + 1:02}")
        before += [table for table in drawn.tables if table.name in drawn.fresh]
    for two in (table for table in before if table.name == "area by sex"):
        for one in (table for table in before if table.name == "area"):
            alone = replace(two, people=tuple(replace(person, column="people") for person in two.people))
            moved = {person.code for person in _apart(alone, one)}
            assert not 0 < len(moved) < LEAST
