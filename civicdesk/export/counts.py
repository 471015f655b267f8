"""Tables of people in a release: by what people are sorted, and how the tables are written. Hiding small figures is `insight`'s."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from civicdesk.export import hierarchies
from civicdesk.export.settings import PERIOD, WAVE, quasi_of
from civicdesk.export.tables import number
from civicdesk.export.values import NOT_ASKED
from civicdesk.records.releases import ExportSettings, Quasi, ReleasedCell, ReleasePerson, ReleaseResponse, ReleaseScore
from civicdesk.records.tables import Counted, DrawnTables, ReleasedTable

PEOPLE, TOTAL, MEAN = "people", "total", "mean"
"""Words of `tables.csv`; they are the same in every language, as the id of a batch depends on them."""
BETWEEN = " / "

Sorted = Mapping[str, Mapping[str, str]]
"""Person code -> column -> group."""


def sort(
    people: Sequence[ReleasePerson], responses: Iterable[ReleaseResponse], settings: ExportSettings, files: Mapping[str, bytes]
) -> Sorted:
    """Return the groups of everybody: each quasi-identifier at its least level, and the last wave.

    Raises:
        Refused: PACK-HIERARCHY-...; EXPORT-LEAF and the like are found where people are recoded.
    """
    months = {person.quasi.get(quasi_of(settings)[0].column, NOT_ASKED) for person in people}
    data = {**files, PERIOD: hierarchies.period(months)}
    trees = {each.column: hierarchies.read(each.hierarchy, data[each.hierarchy]) for each in quasi_of(settings) if each.hierarchy in data}
    last: dict[str, int] = {}
    for response in responses:
        last[response.code] = max(response.wave, last.get(response.code, 0))
    return {
        person.code: {
            **{each.column: _group(person, each, trees[each.column]) for each in quasi_of(settings) if each.column in trees},
            WAVE: str(last.get(person.code, "")) or NOT_ASKED,
        }
        for person in people
    }


def asked(
    settings: ExportSettings, groups: Sorted, scores: Iterable[ReleaseScore]
) -> tuple[Mapping[str, tuple[Counted, ...]], tuple[str, ...]]:
    """Return the tables that a project asks for with everybody in them, and the columns that nobody is sorted by.

    A table by one column is followed by the mean of each scale in its groups: of each person the last score that there is.
    """
    known = {WAVE, *(quasi.column for quasi in quasi_of(settings))}
    unknown = tuple(sorted({column for columns in settings.table_columns for column in columns if column not in known}))
    found: dict[str, tuple[Counted, ...]] = {}
    values = _last_values(scores)
    for columns in settings.table_columns:
        if set(columns) <= known:
            found[" by ".join(columns)] = _counted(groups, columns)
            for scale, of in sorted(values.items()) if len(columns) == 1 else ():
                found[f"mean of {scale} by {columns[0]}"] = _valued(groups, columns[0], of)
    return found, unknown


def none_finer(drawn: DrawnTables, settings: ExportSettings, groups: Sorted, released: Sorted) -> DrawnTables:
    """Leave out each table that ties answers or waves to groups which the rows tell more widely.

    Whoever subtracts the rows from such a table learns which of the rows belongs to the narrow group. A mere count of groups tells nothing of
    the kind: look-alikes are the same in it.

    Args:
        drawn: tables as they were drawn.
        settings: which tables the project asks for.
        groups: of everybody, as the tables sort them.
        released: of everybody, as the rows tell them.
    """
    wider = {column for code, mine in released.items() for column, label in mine.items() if groups[code].get(column, label) != label}
    asked = [columns for columns in settings.table_columns if wider.intersection(columns)]
    names = {" by ".join(columns) for columns in asked if WAVE in columns}
    ends = tuple(f" by {columns[0]}" for columns in asked if len(columns) == 1)
    finer = [
        one.name for one in drawn.tables if one.name in names or (one.name.endswith(ends) and any(p.value is not None for p in one.people))
    ]
    return replace(
        drawn,
        tables=tuple(one for one in drawn.tables if one.name not in finer),
        fresh=drawn.fresh.difference(finer),
        left=(*drawn.left, *finer),
    )


def cells(drawn: DrawnTables) -> tuple[ReleasedCell, ...]:
    """Return all tables in long form; a hidden figure is empty."""
    return tuple(cell for table in drawn.tables for cell in _cells(table))


def _cells(table: ReleasedTable) -> Iterable[ReleasedCell]:
    of_means = any(person.value is not None for person in table.people)
    single = table.columns == ((PEOPLE,),)
    name = f"{table.name} ({table.period})"
    rows = [*(BETWEEN.join(names) for names in table.rows), TOTAL]
    columns = [MEAN if of_means else PEOPLE] if single else [*(BETWEEN.join(names) for names in table.columns), TOTAL]
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            at = -1 if single and i == len(rows) - 1 else j  # the only column may be hidden whole; the number of all people is not
            figure = table.means[i][at] if of_means else table.counts[i][at]
            yield ReleasedCell(table=name, row=row, column=column, value="" if figure is None else number(figure))


def _group(person: ReleasePerson, quasi: Quasi, tree: hierarchies.Hierarchy) -> str:
    leaf = person.quasi.get(quasi.column, NOT_ASKED)
    return tree.label(leaf, quasi.floor) if leaf in tree.starts else NOT_ASKED


def _counted(groups: Sorted, columns: Sequence[str]) -> tuple[Counted, ...]:
    other = columns[1] if len(columns) > 1 else ""
    return tuple(Counted(code=code, row=mine[columns[0]], column=mine[other] if other else PEOPLE) for code, mine in sorted(groups.items()))


def _valued(groups: Sorted, column: str, values: Mapping[str, float]) -> tuple[Counted, ...]:
    of = sorted(groups.items())
    return tuple(Counted(code=code, row=mine[column], column=PEOPLE, value=values[code]) for code, mine in of if code in values)


def _last_values(scores: Iterable[ReleaseScore]) -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for score in sorted(scores, key=lambda each: (each.wave, each.occasion)):
        if score.value is not None:
            found.setdefault(score.scale, {})[score.code] = score.value
    return found
