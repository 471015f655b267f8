"""Checks of what stands in the cells: identifiers (C1), places and times (C5), ticks (C7), tables of counts (C9)."""

import re
from collections.abc import Iterable, Mapping

from civicdesk.export import redact_patterns
from civicdesk.export.columns import multiples, rare, released
from civicdesk.export.gate import Case
from civicdesk.export.hierarchies import Hierarchy
from civicdesk.export.identifiers import fold, kinds
from civicdesk.export.redact_lists import english
from civicdesk.export.redact_words import words_in
from civicdesk.export.settings import FIRST_PERIOD
from civicdesk.export.values import NOT_ASKED
from civicdesk.export.verdicts import blocks, passed, verdict
from civicdesk.i18n import say
from civicdesk.records.releases import Check, CheckResult, Column

_SECTOR = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9]", re.IGNORECASE)
_DISTRICT = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?", re.IGNORECASE)
_PERIODS = {"month": re.compile(r"\d{4}-(?:\d{2}|Q[1-4])|\d{4}|\*|NOT_ASKED"), "quarter": re.compile(r"\d{4}-Q[1-4]|\d{4}|\*|NOT_ASKED")}
_PLACEHOLDER = re.compile(r"\[[^\[\]]{1,60}\]")
_DATES = ("date", "time", "datetime", "dateTime")


def identifiers(case: Case) -> Check:
    """C1: no direct identifier stands in a column that leaves, whatever the column is called."""
    roster = frozenset(map(fold, case.facts.roster))
    for form, columns in sorted(case.batch.columns.items()):
        for column in columns:
            if column.role is None:
                return blocks("C1", "no_role", form=form, column=column.name)
    for number, note in enumerate(case.batch.notes, 1):
        if _names_somebody(note.text, roster):
            return blocks("C1", "note", number=number)
    for place, column, values in _columns(case):
        found = kinds(column, values, roster)
        if found:
            return blocks("C1", "found", table=place, column=column.name, kind=say(f"export.kind.{found[0]}"))
    return passed("C1", columns=sum(1 for _ in _columns(case)))


def places_and_times(case: Case) -> Check:
    """C5: areas no finer than the first half of a postcode, ages in bands, months instead of dates, weeks instead of days."""
    for quasi in case.rules.quasi:
        tree = case.rules.hierarchies[quasi.hierarchy]
        for _, _, labels in case.batch.people:
            fault = _too_fine(tree, labels[quasi.column])
            if fault:
                return blocks("C5", fault, column=quasi.column)
    if any(not _PERIODS[case.settings.time].fullmatch(labels[FIRST_PERIOD]) for _, _, labels in case.batch.people):
        return blocks("C5", "period", column=FIRST_PERIOD)
    for form, columns in sorted(case.batch.columns.items()):
        for column in released(columns):
            if column.type in _DATES:
                return blocks("C5", "date", form=form, column=column.name)
    if any(response.days_since_first % 7 or response.days_since_first < 0 for response in case.batch.responses):
        return blocks("C5", "days")
    return passed("C5")


def ticks(case: Case) -> Check:
    """C7: each option, and each pair of options, was ticked by nobody or by at least k people. Free text does not leave."""
    for form, column in multiples(case.batch.columns):
        found = rare(case.batch.responses, form, column, case.settings.k)
        if found:
            return blocks("C7", "rare", form=form, column=column, count=len(found))
    notes, withheld = len(case.batch.notes), sum(case.withheld.values())
    if notes and not case.settings.text:
        return blocks("C7", "not_wanted", notes=notes)
    return verdict("C7", CheckResult.PASS, "notes", withheld=withheld, notes=notes) if notes else passed("C7", withheld=withheld)


def tables(case: Case) -> Check:
    """C9: no figure of few people stands in a table or can be worked out from it, alone or by subtracting an earlier one."""
    drawn, least = case.facts.tables, case.settings.table_least
    if drawn.unknown:
        return blocks("C9", "unknown", column=drawn.unknown[0])
    for table in drawn.tables:
        shown = [count for row in table.counts for count in row if count is not None]
        if table.name in drawn.open or any(0 < count < table.least for count in shown):
            return blocks("C9", "open", table=table.name, least=least)
        if table.name not in drawn.fresh and case.facts.known_tables.get((table.name, table.period)) != table:
            return blocks("C9", "changed", table=table.name)
    if not drawn.tables and not drawn.left:
        return passed("C9")
    repeated = len(drawn.tables) - len(drawn.fresh)
    hidden = sum(not cell.value for cell in case.batch.tables)
    said = "repeated" if repeated else "left" if drawn.left else "told"
    figures = {"repeated": repeated, "left": len(drawn.left), "hidden": hidden, "least": least}
    return verdict("C9", CheckResult.PASS, said, tables=len(drawn.tables), **figures)


def _names_somebody(text: str, roster: frozenset[str]) -> bool:
    """Tell whether a text still holds an identifier that is known by its form, or a whole name of the workspace."""
    bare = _PLACEHOLDER.sub(" ", text)
    told = " ".join(word.base for word in words_in(bare))
    return any(redact_patterns.found(bare, english())) or any(f" {name} " in f" {told} " for name in roster if " " in name)


def _columns(case: Case) -> Iterable[tuple[str, Column, list[str]]]:
    """Yield every column that leaves with its values as they are released."""
    for quasi in case.rules.quasi:
        column = Column(name=quasi.column, label=quasi.column, type="select_one")
        yield "people", column, [labels[quasi.column] for _, _, labels in case.batch.people]
    for form, columns in sorted(case.batch.columns.items()):
        of_form: list[Mapping[str, str]] = [response.values for response in case.batch.responses if response.form == form]
        for column in released(columns):
            yield form, column, [values[column.name] for values in of_form]


def _too_fine(tree: Hierarchy, label: str) -> str:
    """Return which rule a released label breaks, empty if none."""
    if _SECTOR.search(label) and not _DISTRICT.fullmatch(label):
        return "place"
    ages = all(node.label.isdigit() or node.label == NOT_ASKED for node in tree.nodes if not node.level)
    return "age" if ages and label.isdigit() else ""
