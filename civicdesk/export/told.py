"""Tables of people in long form, put back into rows and columns for a reader."""

from collections.abc import Iterable

from civicdesk.export.counts import MEAN, PEOPLE, TOTAL
from civicdesk.i18n import say
from civicdesk.records.releases import ReleasedCell
from civicdesk.records.tables import Grid

_WORDS = {PEOPLE: "people", MEAN: "mean", TOTAL: "total"}


def grids(cells: Iterable[ReleasedCell]) -> tuple[Grid, ...]:
    """Return the tables in their order, rows and columns in theirs; a hidden figure is empty."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for cell in cells:
        found.setdefault(cell.table, {}).setdefault(cell.row, {})[cell.column] = cell.value
    return tuple(_grid(title, rows) for title, rows in found.items())


def _grid(title: str, rows: dict[str, dict[str, str]]) -> Grid:
    columns = tuple(dict.fromkeys(column for row in rows.values() for column in row))
    return Grid(
        title=title,
        columns=tuple(map(_word, columns)),
        rows=tuple((_word(name), tuple(row.get(column, "") for column in columns)) for name, row in rows.items()),
    )


def _word(name: str) -> str:
    return say(f"export.told.{_WORDS[name]}") if name in _WORDS else name
