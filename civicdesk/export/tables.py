"""The tables of a bundle: their columns with types and keys, and their rows as text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from civicdesk.errors import Refused
from civicdesk.export import csvs
from civicdesk.export.columns import MULTIPLE, NUMBERS, released
from civicdesk.export.values import SKIPPED, WITHHELD
from civicdesk.i18n import say
from civicdesk.records.releases import Batch, Column, ReleaseResponse, ReleaseScore

_FORM_NAME = re.compile(r"[^a-z0-9]+")
LARGEST_TABLE = 16 * 1024 * 1024
PEOPLE = "people"

SCOPES = ("all", "research", "story", "contact", "introduce", "photo", "listing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column of a released table."""

    name: str
    title: str
    type: str = "string"
    """`string`, `integer` or `number`."""
    choices: tuple[tuple[str, str], ...] = ()
    several: bool = False
    """Codes of several choices joined by blanks."""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One released table: `path` in the bundle, columns, key, and rows sorted by that key."""

    name: str
    path: str
    title: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    of_people: bool
    """Each `person_code` in it stands in `people` too."""
    rows: tuple[tuple[str, ...], ...]
    piece_of: str = ""
    """Name of the table that this is a piece of; empty for a whole one."""

    def csv(self) -> bytes:
        """Return the whole table as bytes; `files` cuts a large one."""
        return csvs.write([field.name for field in self.fields], self.rows)


def files(every: Iterable[Table]) -> tuple[tuple[Table, bytes], ...]:
    """Return tables as they stand in the bundle: one file each, or several, `-001`, `-002`, where one would be over 16 MiB.

    The table of people is never cut: the others refer to it.

    Raises:
        Refused: EXPORT-TOO-LARGE: more people than one file takes; EXPORT-FORM: a piece has the name of another form's table.
    """
    made = tuple(file for table in every for file in _pieces(table))
    paths = [table.path for table, _ in made]
    twice = next((table for table, _ in made if paths.count(table.path) > 1), None)
    if twice is not None:
        raise Refused("EXPORT-FORM", form=twice.name)
    return made


def _pieces(table: Table) -> Iterable[tuple[Table, bytes]]:
    header = csvs.write([field.name for field in table.fields], ())
    pieces: list[list[tuple[tuple[str, ...], bytes]]] = [[]]
    room = LARGEST_TABLE - len(header)
    for row in table.rows:
        line = csvs.line(row)
        if pieces[-1] and (len(line) > room or len(pieces[-1]) >= csvs.MAX_ROWS):
            pieces.append([])
            room = LARGEST_TABLE - len(header)
        pieces[-1].append((row, line))
        room -= len(line)
    if len(pieces) > 1 and table.name == PEOPLE:
        raise Refused("EXPORT-TOO-LARGE", table=table.name)
    for number, piece in enumerate(pieces, 1):
        whole = table if len(pieces) == 1 else _piece(table, number, tuple(row for row, _ in piece))
        yield whole, b"".join((header, *(line for _, line in piece)))


def _piece(table: Table, number: int, rows: tuple[tuple[str, ...], ...]) -> Table:
    name = f"{table.name}-{number:03}"
    return replace(table, name=name, path=f"data/{name}.csv", rows=rows, piece_of=table.name)


def tables(batch: Batch) -> tuple[Table, ...]:
    """Return the tables of a batch in the order of the bundle.

    Raises:
        Refused: EXPORT-FORM: two forms whose names read alike in a file name.
    """
    names = {form: file_name(form) for form in sorted(batch.columns)}
    if len(set(names.values())) < len(names):
        raise Refused("EXPORT-FORM", form=max(names))
    responses = tuple(_responses(batch, form, name) for form, name in sorted(names.items(), key=lambda pair: pair[1]))
    said = tuple(made for made in (_notes(batch), _counts(batch)) if made.rows)
    return (_people(batch), *responses, _scores(batch), *said, _withdrawals(batch), _corrections(batch))


def file_name(form: str) -> str:
    """Return the id of a form as it stands in a file name: small letters, digits and hyphens, at most 40."""
    return _FORM_NAME.sub("-", form.lower()).strip("-")[:40] or "form"


def number(value: float) -> str:
    """Return a number as a bundle writes it: a point, at most 6 places, no needless zeros."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _code() -> Field:
    return Field(name="person_code", title=say("export.field.person_code"), required=True)


def _whole(name: str, *, required: bool = True) -> Field:
    return Field(name=name, title=say(f"export.field.{name}"), type="integer", required=required)


def _word(name: str, *, required: bool = True) -> Field:
    return Field(name=name, title=say(f"export.field.{name}"), required=required)


def _people(batch: Batch) -> Table:
    quasi = tuple(Field(name=column, title=say("export.field.quasi", column=column)) for column in batch.quasi_columns)
    rows = ((code, str(version), *(labels[column] for column in batch.quasi_columns)) for code, version, labels in batch.people)
    return Table(
        name=PEOPLE,
        path="data/people.csv",
        title=say("export.table.people"),
        fields=(_code(), _whole("row_version"), *quasi),
        key=("person_code",),
        of_people=False,
        rows=tuple(sorted(rows)),
    )


def _responses(batch: Batch, form: str, name: str) -> Table:
    columns = released(batch.columns[form])
    fixed = (_code(), _word("form"), _word("form_version"), _whole("wave"), _whole("occasion"), _whole("row_version"))
    mine = sorted((one for one in batch.responses if one.form == form), key=lambda one: (one.code, one.form, one.wave, one.occasion))
    return Table(
        name=f"responses-{name}",
        path=f"data/responses-{name}.csv",
        title=say("export.table.responses", form=form),
        fields=(*fixed, _whole("days_since_first"), _word("mode"), *map(_answer, columns)),
        key=("person_code", "form", "wave", "occasion"),
        of_people=True,
        rows=tuple(_response(one, columns) for one in mine),
    )


def _answer(column: Column) -> Field:
    choices = tuple((code, label) for code, label in column.choices if code not in {"dk", "ref"})
    return Field(
        name=column.name,
        title=column.label or column.name,
        type=NUMBERS.get(column.type, "string"),
        choices=choices,
        several=column.type in MULTIPLE,
    )


def _response(one: ReleaseResponse, columns: Sequence[Column]) -> tuple[str, ...]:
    fixed = (
        one.code,
        one.form,
        one.form_version,
        str(one.wave),
        str(one.occasion),
        str(one.row_version),
        str(one.days_since_first),
        one.mode,
    )
    return (*fixed, *(one.values[column.name] for column in columns))


def _scores(batch: Batch) -> Table:
    value = Field(name="value", title=say("export.field.value"), type="number")
    fields = (_code(), _whole("wave"), _whole("occasion"), _word("scale"), _word("score_version"), _whole("row_version"))
    return Table(
        name="scores",
        path="data/scores.csv",
        title=say("export.table.scores"),
        fields=(*fields, value, _whole("answered"), _whole("items")),
        key=("person_code", "wave", "occasion", "scale"),
        of_people=True,
        rows=tuple(map(_score, sorted(batch.scores, key=lambda one: (one.code, one.wave, one.occasion, one.scale)))),
    )


def _score(one: ReleaseScore) -> tuple[str, ...]:
    value = SKIPPED if one.value is None else number(one.value)
    fixed = (one.code, str(one.wave), str(one.occasion), one.scale, one.score_version, str(one.row_version))
    return (*fixed, value, str(one.answered), str(one.items))


def _withdrawals(batch: Batch) -> Table:
    scope = Field(name="scope", title=say("export.field.scope"), choices=tuple((scope, scope) for scope in SCOPES), required=True)
    return Table(
        name="withdrawals",
        path="data/withdrawals.csv",
        title=say("export.table.withdrawals"),
        fields=(_whole("seq"), _code(), scope, _word("period")),
        key=("seq",),
        of_people=False,
        rows=tuple((str(seq), code, what, period) for seq, code, what, period in sorted(batch.withdrawals)),
    )


def _notes(batch: Batch) -> Table:
    """Words that a person let go, sorted by what they say, so that their order tells nothing of the people."""
    told = sorted((note.kind, note.domain, note.text, str(note.cuts)) for note in batch.notes)
    return Table(
        name="notes",
        path="data/notes.csv",
        title=say("export.table.notes"),
        fields=(_whole("note_id"), _word("kind"), _word("domain", required=False), _word("text"), _whole("cuts")),
        key=("note_id",),
        of_people=False,
        rows=tuple((str(number), *row) for number, row in enumerate(told, 1)),
    )


def _counts(batch: Batch) -> Table:
    figure = Field(name="value", title=say("export.field.figure"), type="number")
    return Table(
        name="tables",
        path="data/tables.csv",
        title=say("export.table.tables"),
        fields=(_word("table"), _word("row"), _word("column"), figure),
        key=("table", "row", "column"),
        of_people=False,
        rows=tuple(sorted((cell.table, cell.row, cell.column, cell.value or WITHHELD) for cell in batch.tables)),
    )


CORRECTED = ("entry", "source", "field", "old", "new", "evidence", "date", "worker")


def _corrections(batch: Batch) -> Table:
    return Table(
        name="directory-corrections",
        path="data/directory-corrections.csv",
        title=say("export.table.directory-corrections"),
        fields=tuple(_word(name, required=False) for name in CORRECTED),
        key=("entry", "field"),
        of_people=False,
        rows=tuple(sorted(tuple(correction.get(name, "") for name in CORRECTED) for correction in batch.corrections)),
    )
