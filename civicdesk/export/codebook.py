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
    """Return the codebook as a page: a heading for each table, and of its columns those alone that say something."""
    every = list(rows(batch, tables))
    missing = [[token, say(f"export.missing.{token}")] for token in (*MISSING, "*")]
    pieces = [pages.paragraph(say("export.codebook.lead"), "lead"), pages.paragraph(say("export.report.still_personal"))]
    for table in tables:
        pieces += [pages.heading(table.title), _table(table, [row[1:] for row in every if row[0] == table.name])]
    tokens = pages.table(say("export.codebook.tokens_caption"), [say("export.codebook.token"), say("export.codebook.meaning")], missing)
    return pages.page(say("export.codebook.title"), (*pieces, pages.heading(say("export.codebook.tokens")), tokens))


def _table(table: Table, lines: Sequence[Sequence[str]]) -> str:
    told = [at for at in range(len(HEADER) - 1) if any(line[at] for line in lines)]
    header = [say(f"export.codebook.{HEADER[at + 1]}") for at in told]
    return pages.table(table.path, header, ([_shown(HEADER[at + 1], line[at]) for at in told] for line in lines))


def _shown(column: str, text: str) -> str | pages.Cell:
    """Return codes and levels one below the other."""
    return pages.several((each, "") for each in text.split("; ")) if column in {"codes", "levels"} else text


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
