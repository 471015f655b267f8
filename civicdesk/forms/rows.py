"""Where a question stands in its workbook: the rows of the survey by the path of the question."""

from collections.abc import Mapping
from typing import Final

from civicdesk.records.instruments import Finding, Sheet, SheetRow, Workbook

_OPENS: Final = frozenset({"begin group", "begin repeat", "begin_group", "begin_repeat"})
_CLOSES: Final = frozenset({"end group", "end repeat", "end_group", "end_repeat"})


def sheet_named(workbook: Workbook, name: str) -> Sheet | None:
    """Return a sheet by its name, whatever its capitals; None if there is none."""
    return next((sheet for title, sheet in workbook.sheets.items() if title.strip().lower() == name), None)


def by_path(workbook: Workbook) -> Mapping[str, SheetRow]:
    """Return the rows of the survey by the path of their question below the root: `household/age`."""
    survey = sheet_named(workbook, "survey")
    found: dict[str, SheetRow] = {}
    above: list[str] = []
    for row in survey.rows if survey else ():
        kind, name = kind_of(row), row.cells.get("name", "")
        if kind in _CLOSES:
            del above[-1:]
            continue
        if name:
            found.setdefault("/".join([*above, name]), row)
        if kind in _OPENS:
            above.append(name)
    return found


def kind_of(row: SheetRow) -> str:
    """Return the type of a row in small letters, with single blanks."""
    return " ".join(row.cells.get("type", "").lower().split())


def placed(finding: Finding, rows: Mapping[str, SheetRow]) -> Finding:
    """Return a finding of a question (named by its path in the form) with sheet, row and the question's own name."""
    path = finding.question.strip("/").partition("/")[2]
    row = rows.get(path) or next((row for key, row in rows.items() if key.rpartition("/")[2] == path.rpartition("/")[2]), None)
    if row is None or finding.row is not None:
        return finding
    return Finding(
        level=finding.level,
        code=finding.code,
        sentence=finding.sentence,
        sheet="survey",
        row=row.number,
        column=finding.column,
        question=row.cells.get("name", finding.question),
    )
