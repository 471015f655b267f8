"""Cells of a scoring sheet: each is read with its place, so that a refusal can name it."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from civicdesk.errors import Refused
from civicdesk.records.instruments import SheetRow, Workbook

PREFIX = "civicdesk--"
"""Written before a sheet's name if XLSForm should ever define a sheet of that name."""

_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_LARGEST = 1e12  # a score in the billions is a slip of the keyboard, and sums of such numbers lose their last digits
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_ROUND = re.compile(r"half_up:([0-9])")
_LANGUAGE_CODE = re.compile(r"\(([A-Za-z0-9-]+)\)\s*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet with the name of its sheet."""

    sheet: str
    row: SheetRow

    def text(self, column: str) -> str:
        """Return the cell, empty if blank.

        Raises:
            Refused: the cell holds a formula without a stored result (`SCORE-FORMULA`).
        """
        cell = self.row.cells.get(column, "").strip()
        if cell.startswith("="):
            raise self.refuse("SCORE-FORMULA", column)
        return cell

    def required(self, column: str, code: str = "SCORE-REQUIRED") -> str:
        """Return a cell that must not be blank."""
        cell = self.text(column)
        if not cell:
            raise self.refuse(code, column)
        return cell

    def number(self, column: str) -> float | None:
        """Return a number, stored as one or as text; None if the cell is blank."""
        cell = self.text(column)
        if not cell:
            return None
        value = float(cell) if _NUMBER.fullmatch(cell) else math.inf
        if abs(value) > _LARGEST:
            raise self.refuse("SCORE-NUMBER", column)
        return value

    def a_number(self, column: str) -> float:
        """Return a number that must be there."""
        value = self.number(column)
        if value is None:
            raise self.refuse("SCORE-REQUIRED", column)
        return value

    def whole(self, column: str) -> int | None:
        """Return a whole number, None if the cell is blank."""
        value = self.number(column)
        if value is not None and not value.is_integer():
            raise self.refuse("SCORE-NUMBER", column)
        return None if value is None else int(value)

    def yes(self, column: str, *, blank: bool) -> bool:
        """Return a yes or no; `blank` is what an empty cell means."""
        cell = self.text(column).lower()
        if cell and cell not in _YES:
            raise self.refuse("SCORE-WORD", column, allowed="yes, no")
        return _YES.get(cell, blank)

    def word(self, column: str, allowed: Collection[str], blank: str) -> str:
        """Return one of the allowed words; `blank` is what an empty cell means."""
        cell = self.text(column)
        if cell and cell not in allowed:
            raise self.refuse("SCORE-WORD", column, allowed=", ".join(one for one in allowed if one))
        return cell or blank

    def digits(self, column: str) -> int | None:
        """Return the digits of `half_up:n`, None for `none` or a blank cell."""
        cell = self.text(column)
        if cell in {"", "none"}:
            return None
        match = _ROUND.fullmatch(cell)
        if match is None:
            raise self.refuse("SCORE-WORD", column, allowed="none, half_up:0, half_up:1 ...")
        return int(match[1])

    def words(self, stem: str) -> Mapping[str, str]:
        """Return the texts of `stem` and `stem::Language (code)`, by language code; empty without a language."""
        return {
            language_of(column): self.text(column)
            for column in self.row.cells
            if (column == stem or column.startswith(f"{stem}::")) and self.text(column)
        }

    def some_words(self, stem: str) -> Mapping[str, str]:
        """Return texts that must be there in one language at least."""
        found = self.words(stem)
        if not found:
            raise self.refuse("SCORE-REQUIRED", stem)
        return found

    def refuse(self, code: str, column: str, **facts: object) -> Refused:
        """Return the refusal of one cell, with its place."""
        cell = self.row.cells.get(column, "")
        return Refused(code, sheet=self.sheet, row=self.row.number, column=column, cell=cell, **facts)


def language_of(column: str) -> str:
    """Return the code in a column such as `label::English (en)`: `en`; the whole name if it has none, empty for `label` alone."""
    _, _, language = column.partition("::")
    match = _LANGUAGE_CODE.search(language)
    return match[1] if match else language.strip()


def lines(workbook: Workbook, name: str) -> tuple[Line, ...]:
    """Return the rows of a sheet, under its plain or its prefixed name; none if there is no such sheet."""
    for title, sheet in workbook.sheets.items():
        if title.strip().removeprefix(PREFIX) == name:
            return tuple(Line(title.strip(), row) for row in sheet.rows)
    return ()
