"""The tables of a bundle: their columns with types and keys, and their rows as text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from civicdesk.errors import Refused
from civicdesk.export import csvs
from civicdesk.export.columns import MULTIPLE, NUMBERS, released
from civicdesk.export.values import SKIPPED
from civicdesk.i18n import say
from civicdesk.records.releases import Batch, Column, ReleaseResponse, ReleaseScore

_FORM_NAME = re.compile(r"[^a-z0-9]+")
LARGEST_TABLE = 16 * 1024 * 1024

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

    def csv(self) -> bytes:
        """Return the table as the bytes that stand in the bundle.

        Raises:
            Refused: EXPORT-TOO-LARGE: over 16 MiB.
        """
        data = csvs.write([field.name for field in self.fields], self.rows)
        if len(data) > LARGEST_TABLE:
            raise Refused("EXPORT-TOO-LARGE", table=self.name)
        return data


def tables(batch: Batch) -> tuple[Table, ...]:
    """Return the tables of a batch in the order of the bundle.

    Raises:
        Refused: EXPORT-FORM: two forms whose names read alike in a file name.
    """
    names = {form: file_name(form) for form in sorted(batch.columns)}
    if len(set(names.values())) < len(names):
        raise Refused("EXPORT-FORM", form=max(names))
    responses = tuple(_responses(batch, form, name) for form, name in sorted(names.items(), key=lambda pair: pair[1]))
    return (_people(batch), *responses, _scores(batch), _withdrawals(batch), _corrections())


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
        name="people",
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


def _corrections() -> Table:
    """Corrections to the directory have their own screen; until it is there, the table is empty."""
    names = ("entry", "source", "field", "old", "new", "evidence", "date", "worker")
    return Table(
        name="directory-corrections",
        path="data/directory-corrections.csv",
        title=say("export.table.directory-corrections"),
        fields=tuple(_word(name, required=False) for name in names),
        key=("entry", "field"),
        of_people=False,
        rows=(),
    )
