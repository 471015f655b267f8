"""The tables of a release: all of one set of people, each compared with every one that was told before.

Either all tables are told anew or all are repeated. If some were new and some old, the totals of one and the rows of another would be of
two sets of people, and their difference would tell of the few between. What was made is looked over once more by another way of counting
before it goes (`_is_open`).
"""

from collections.abc import Iterable, Mapping, Sequence

from civicdesk.errors import Refused
from civicdesk.insight.bounds import Within, intervals, with_totals
from civicdesk.insight.suppression import round5
from civicdesk.insight.tables import Earlier, Member, Method, Table, Wish, make
from civicdesk.records.releases import ExportSettings
from civicdesk.records.tables import Counted, DrawnTables, ReleasedTable

BEFORE = "INSIGHT-BEFORE"


def draw(asked: Mapping[str, tuple[Counted, ...]], settings: ExportSettings, before: Sequence[ReleasedTable], period: str) -> DrawnTables:
    """Return the tables of a release.

    Args:
        asked: name -> everybody who is counted in it; all of one set of people.
        settings: threshold and method.
        before: tables of earlier releases, oldest first, with those who were in them.
        period: month that new tables carry.
    """
    wish = Wish(least=settings.table_least, method=_method(settings.tables))
    earlier = {name: [one for one in before if one.name == name] for name in asked}
    told: list[ReleasedTable] = []
    left: list[str] = []
    for name, people in asked.items():
        try:
            made = make(_members(people), wish, map(_earlier, earlier[name]))
        except Refused as why:
            if why.code == BEFORE:
                return _repeated(earlier)
            left.append(name)
        else:
            if _tells_something(people, made):
                told.append(_told(name, people, made, period))
            else:
                left.append(name)
    again = [earlier[name][-1] for name in left if earlier[name]]
    return DrawnTables(
        tables=(*told, *again),
        fresh=frozenset(each.name for each in told),
        left=tuple(name for name in left if not earlier[name]),
        open=tuple(each.name for each in told if _is_open(each, earlier[each.name])),
    )


def _tells_something(people: Iterable[Counted], made: Table) -> bool:
    """Tell whether a table has a figure to show: of the means in it, where it is one of means."""
    figures = made.means if any(one.value is not None for one in people) else made.counts
    return any(figure is not None for row in figures for figure in row)


def _repeated(earlier: Mapping[str, Sequence[ReleasedTable]]) -> DrawnTables:
    return DrawnTables(
        tables=tuple(tables[-1] for tables in earlier.values() if tables),
        left=tuple(name for name, tables in earlier.items() if not tables),
    )


def _told(name: str, people: tuple[Counted, ...], made: Table, period: str) -> ReleasedTable:
    return ReleasedTable(
        name=name,
        period=period,
        rows=made.rows,
        columns=made.columns,
        counts=made.counts,
        means=made.means,
        method=made.method,
        least=made.least,
        people=people,
    )


def _members(people: Iterable[Counted]) -> tuple[Member, ...]:
    """Return people as a table sorts them; each one who was forgotten is somebody else than everybody."""
    return tuple(
        Member(code=each.code or f"forgotten {number}", row=each.row, column=each.column, value=each.value)
        for number, each in enumerate(people)
    )


def _earlier(before: ReleasedTable) -> Earlier:
    table = Table(
        rows=before.rows,
        columns=before.columns,
        counts=before.counts,
        means=before.means,
        method=_method(before.method),
        least=before.least,
    )
    return Earlier(table=table, members=_members(before.people))


def _method(name: str) -> Method:
    return "round5" if name == "round5" else "suppress"


def _is_open(told: ReleasedTable, before: Sequence[ReleasedTable]) -> bool:
    """Tell whether a small figure can be worked out: counted from the people themselves, alone and by subtracting each earlier table."""
    if told.method == "round5":
        return _rounded_is_open(told)
    hidden = _hidden(told)
    if _can_be_worked_out(_counts(told, told.people), hidden, told.least):
        return True
    differences = ((_counts(told, _apart(told.people, one.people)), hidden | _hidden(one)) for one in before)
    return any(_can_be_worked_out(counts, away, told.least) for counts, away in differences)


def _apart(now: Iterable[Counted], then: Iterable[Counted]) -> tuple[Counted, ...]:
    """Return those who stand in one table alone, or elsewhere in it, once for each cell."""
    mine, theirs = ({(one.code or f"forgotten {at}", one.row, one.column) for at, one in enumerate(each)} for each in (now, then))
    return tuple(Counted(code=code, row=row, column=column) for code, row, column in sorted(mine ^ theirs))


def _counts(table: ReleasedTable, people: Iterable[Counted]) -> list[list[int]]:
    rows = {name: at for at, names in enumerate(table.rows) for name in names}
    columns = {name: at for at, names in enumerate(table.columns) for name in names}
    counts = [[0] * len(table.columns) for _ in table.rows]
    for each in people:
        counts[rows[each.row]][columns[each.column]] += 1
    return counts


def _hidden(table: ReleasedTable) -> frozenset[tuple[int, int]]:
    return frozenset((i, j) for i, row in enumerate(table.counts[:-1]) for j, count in enumerate(row[:-1]) if count is None)


def _can_be_worked_out(counts: Sequence[Sequence[int]], hidden: frozenset[tuple[int, int]], least: int) -> bool:
    """Tell whether the range that remains for a small count is narrower than the least number."""
    if 1 in {len(counts), len(counts[0])}:
        away = sum(counts[i][j] for i, j in hidden)
        return any(
            0 < count < least and ((i, j) not in hidden or away < least) for i, row in enumerate(counts) for j, count in enumerate(row)
        )
    most = sum(map(sum, counts))
    known = [
        [Within(value=count, least=0, most=most) if (i, j) in hidden else Within(value=count, least=count, most=count) for j, count in row]
        for i, row in enumerate(map(enumerate, with_totals(counts)))
    ]
    possible = intervals(known)
    return any(
        0 < count < least and possible[i][j][1] - possible[i][j][0] < least for i, row in enumerate(counts) for j, count in enumerate(row)
    )


def _rounded_is_open(told: ReleasedTable) -> bool:
    """Tell whether a rounded table shows a figure that is not the true one to the nearest 5."""
    return told.counts != tuple(tuple(map(round5, row)) for row in with_totals(_counts(told, told.people)))
