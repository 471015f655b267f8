"""The codebook of a bundle: every column with its question, codes and level of detail, as a table and as a page."""

from collections.abc import Iterable, Mapping, Sequence

from civicdesk.export import csvs, pages
from civicdesk.export.tables import Table, file_name
from civicdesk.export.values import MISSING
from civicdesk.i18n import say
from civicdesk.records.releases import Batch, Column

HEADER = ("table", "field", "text", "type", "role", "codes", "levels", "scale", "score_version")


def as_csv(batch: Batch, tables: Sequence[Table]) -> bytes:
    """Return the codebook as a table."""
    return csvs.write(HEADER, rows(batch, tables))


def as_html(batch: Batch, tables: Sequence[Table]) -> bytes:
    """Return the codebook as a page."""
    every = list(rows(batch, tables))
    by_table = [
        pages.table(
            table.title, [say(f"export.codebook.{name}") for name in HEADER[1:]], [row[1:] for row in every if row[0] == table.name]
        )
        for table in tables
    ]
    missing = pages.listing(f"{token}: {say(f'export.missing.{token}')}" for token in (*MISSING, "*"))
    return pages.page(say("export.codebook.title"), (pages.heading(say("export.codebook.tokens")), missing, *by_table))


def rows(batch: Batch, tables: Iterable[Table]) -> Iterable[tuple[str, ...]]:
    """Yield one row for each column of each table, then one for each scale."""
    for table in tables:
        columns = _columns(batch, table)
        for field in table.fields:
            column = columns.get(field.name)
            role = column.role.value if column is not None and column.role is not None else ""
            role = "quasi" if table.name == "people" and field.name in batch.quasi_columns else role
            codes = "; ".join(f"{code} = {label}" for code, label in field.choices)
            levels = batch.levels.get(field.name, "") if table.name == "people" else ""
            yield table.name, field.name, field.title, field.type, role, codes, levels, column.scale if column is not None else "", ""
    for scale, version in sorted({(score.scale, score.score_version) for score in batch.scores}):
        yield "scores", "scale", scale, "string", "", "", "", scale, version


def _columns(batch: Batch, table: Table) -> Mapping[str, Column]:
    of_form = [columns for form, columns in batch.columns.items() if table.name == f"responses-{file_name(form)}"]
    return {column.name: column for columns in of_form for column in columns}
