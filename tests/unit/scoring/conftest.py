"""A small valid instrument that tests bend in one place."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from civicdesk.records.instruments import Sheet, SheetRow, Workbook
from civicdesk.records.scores import Key, Method, Scale, ScaleItem
from civicdesk.scoring.key import with_hashes
from civicdesk.scoring.loader import read_key

Cells = dict[str, str]


@dataclass
class Book:
    """Sheets as lists of cells; row 2 is the first."""

    sheets: dict[str, list[Cells]] = field(default_factory=dict)

    def add(self, sheet: str, **cells: str) -> int:
        """Add a row and return its number."""
        self.sheets.setdefault(sheet, []).append({name.replace("__", "::"): cell for name, cell in cells.items()})
        return len(self.sheets[sheet]) + 1

    def row(self, sheet: str, **wanted: str) -> Cells:
        """Return the first row that holds these cells."""
        return next(row for row in self.sheets[sheet] if all(row.get(name) == cell for name, cell in wanted.items()))

    def number(self, sheet: str, **wanted: str) -> int:
        """Return the number of the first row that holds these cells."""
        return self.sheets[sheet].index(self.row(sheet, **wanted)) + 2

    def workbook(self) -> Workbook:
        """Return the sheets as the form reader hands them over."""
        return Workbook(
            sheets={
                name: Sheet(
                    name=name,
                    columns=tuple(dict.fromkeys(column for row in rows for column in row)),
                    rows=tuple(
                        SheetRow(number=place, cells={column: cell for column, cell in row.items() if cell})
                        for place, row in enumerate(rows, start=2)
                    ),
                )
                for name, rows in self.sheets.items()
            }
        )

    def key(self) -> Key:
        """Return the key, which must load."""
        key, _ = read_key(self.workbook())
        assert key is not None
        return key


RIGHTS = {"key_version": "1", "source": "Invented", "licence": "CC0-1.0", "direction": "higher_better"}


@pytest.fixture
def book() -> Book:
    """Two areas of two questions, their mean, a sum over numbers, bands, words, a table, a norm and a flag."""
    made = Book()
    made.add("settings", form_id="tiny", holder="Nobody", licence="CC0-1.0")
    for name in ("a1", "a2", "b1", "b2"):
        made.add("survey", type="select_one agree", name=name, label="A question")
    for name in ("n1", "n2"):
        made.add("survey", type="integer", name=name, label="A number")
    made.add("survey", type="text", name="words", label="Words")
    made.add("survey", type="select_multiple agree", name="many", label="Many")
    for code, score in (("no", "1"), ("so", "2"), ("yes", "3"), ("dk", ""), ("na", "")):
        made.add("choices", list_name="agree", name=code, label=code, score=score)
    for name in ("area_a", "area_b"):
        made.add("scales", name=name, label=name, method="mean_of_pomp", on_missing="prorate", min_answered="1", parent="whole", **RIGHTS)
    made.add("scales", name="whole", label="Whole", method="mean_of_scales", audience="coordinator", **RIGHTS)
    made.add("scales", name="numbers", label="Numbers", method="sum", transform="t", norm="n", audience="worker", **RIGHTS)
    for scale, item in (("area_a", "a1"), ("area_a", "a2"), ("area_b", "b1"), ("area_b", "b2")):
        made.add("scale_items", scale=scale, item=item)
    for item in ("n1", "n2"):
        made.add("scale_items", scale="numbers", item=item, min="0", max="1")
    for scale in ("area_a", "area_b"):
        for name, start in (("building", "0"), ("strong", "50")):
            made.add("bands", scale=scale, name=name, **{"from": start}, label=name)
            made.add("feedback", scale=scale, band=name, audience="participant", text="You can do this.")
    for raw, value in (("0", "0"), ("1", "10"), ("2", "20")):
        made.add("transforms", table="t", raw=raw, value=value)
    made.add("norms", norm="n", kind="t", mean="10", sd="5", source="Invented")
    made.add("flags", item="n2", op=">=", value="1", name="talk about it", contacts="The named worker")
    return made


@pytest.fixture
def one_scale() -> Callable[..., Key]:
    """Return a maker of keys with one scale `s` of items q1 ... in 1..5, or as said."""

    def make(method: str = "sum", count: int = 5, items: tuple[ScaleItem, ...] = (), **rules: object) -> Key:
        made = items or tuple(ScaleItem(item=f"q{n}", low=1.0, high=5.0) for n in range(1, count + 1))
        return with_hashes(Key(id="k", version="1", scales=(Scale(name="s", method=Method(method), items=made, **rules),)))

    return make
