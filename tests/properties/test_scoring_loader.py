"""Whatever is written into a scoring sheet, it loads or is refused with its place."""

import functools
import io

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from civicdesk import i18n
from civicdesk.errors import Refused
from civicdesk.paths import resources
from civicdesk.records.instruments import Sheet, SheetRow, Workbook
from civicdesk.scoring.key import canonical, from_canonical
from civicdesk.scoring.loader import read_key
from civicdesk.scoring.scales import score

SHEETS = ["survey", "choices", "settings", "scales", "scale_items", "bands", "feedback"]
CELLS = [
    "",
    "0",
    "1",
    "-1",
    "1e400",
    "nan",
    "x",
    "yes",
    "=A1",
    "sum",
    "mean",
    "count",
    "single",
    "mean_of_scales",
    "sum_of_scales",
    "prorate",
]
CELLS += [
    "zero",
    "pomp",
    "half_up:0",
    "skills",
    "civic_health",
    "sk1",
    "wb1",
    "good_at",
    "${cd_variant}",
    "integer",
    "text",
    "select_one agree4",
]


@functools.cache
def shipped() -> dict[str, list[dict[str, str]]]:
    book = openpyxl.load_workbook(io.BytesIO((resources() / "instruments" / "civic-health.xlsx").read_bytes()), read_only=True)
    sheets = {}
    for tab in book:
        head, *rows = tab.iter_rows(values_only=True)
        sheets[tab.title] = [{str(name): str(cell) for name, cell in zip(head, row, strict=False) if cell is not None} for row in rows]
    return sheets


Edit = tuple[str, int, int, str]
edits = st.lists(
    st.tuples(st.sampled_from(SHEETS), st.integers(0, 300), st.integers(0, 30), st.sampled_from(CELLS)), min_size=1, max_size=4
)


def edited(changes: list[Edit]) -> Workbook:
    sheets = {name: [dict(row) for row in rows] for name, rows in shipped().items()}
    for name, row, column, cell in changes:
        rows = sheets[name]
        columns = list(dict.fromkeys(column for one in rows for column in one))
        rows[row % len(rows)][columns[column % len(columns)]] = cell
    return Workbook(
        sheets={
            name: Sheet(
                name=name,
                columns=tuple(dict.fromkeys(column for row in rows for column in row)),
                rows=tuple(SheetRow(number=n, cells={c: v for c, v in row.items() if v}) for n, row in enumerate(rows, 2)),
            )
            for name, rows in sheets.items()
        }
    )


@settings(max_examples=150, deadline=None)
@given(edits)
def test_a_bent_workbook_loads_or_names_its_cell(changes: list[Edit]) -> None:
    refused, key = None, None
    try:
        key, _ = read_key(edited(changes))
    except Refused as why:
        refused = why
    if refused is not None:
        assert refused.code.startswith("SCORE-")
        assert refused.facts["row"]
        assert i18n.explain(refused).startswith("Sheet “")
        return
    assert key is not None
    assert from_canonical(canonical(key)) == key
    assert len(score(key, {"sk1": "da", "wb1": "11"})) == len(key.scales)
