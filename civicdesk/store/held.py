"""Everything that is held about one person, row by row, with sealed words opened: what an access request is answered from.

It walks the same list of tables as an erasure, so that neither can forget one.
"""

import json
import zlib
from collections.abc import Mapping

from civicdesk.records.attachments import AnswerFile
from civicdesk.records.ids import PersonId
from civicdesk.store import answer_files, erasing
from civicdesk.store.columns import number_of
from civicdesk.store.workspace import Workspace

_REGISTER = (
    ("request", "person = ?"),
    ("request_event", "request in (select id from request where person = ?)"),
)
_OURS = frozenset({"salt", "sealed_mark", "sealed_places"})
"""Columns that say nothing about anybody, or nothing that another column does not say in words."""
_APART = frozenset({("answer_file", "sealed_bytes"), ("introduction_side", "introduction")})
"""Files themselves: `files` gives them. By the id of an introduction two people could find in their papers that it was the same one."""
_OF_TWO = {("introduction_side", "sealed_words"): "topics", ("avoid", "sealed_other"): ""}
"""Columns that say something of somebody else too, and the part of each that is told: of a pair only the own side."""
_DERIVED = frozenset({"draft_state"})
"""The state of a form: the same answers once more, in the form's own shape."""

Row = Mapping[str, object]


def about(ws: Workspace, person: PersonId) -> Mapping[str, tuple[Row, ...]]:
    """Return every row about a person by table; tables without one are left out.

    Raises:
        Refused: STORE-UNKNOWN.
        Damaged: VAULT-OPEN, VAULT-NO-KEY.
    """
    number_of(ws, "person", person)
    found = {table: _rows(ws, person, table, which) for table, which in (*reversed(erasing.ROWS), *_REGISTER) if table not in _DERIVED}
    return {table: rows for table, rows in found.items() if rows}


def files(ws: Workspace, person: PersonId) -> tuple[tuple[AnswerFile, bytes], ...]:
    """Return every file that is kept of a person, with its bytes.

    Raises:
        Damaged: VAULT-OPEN, VAULT-NO-KEY.
    """
    return tuple((each, answer_files.content(ws, each.submission, each.name)) for each in answer_files.of_person(ws, person))


def _rows(ws: Workspace, person: PersonId, table: str, which: str) -> tuple[Row, ...]:
    named = [str(name) for (name,) in ws.rows("select name from pragma_table_info(?) order by cid", [table])]
    names = [name for name in named if name not in _OURS and (table, name) not in _APART]
    columns = ", ".join(f'"{name}"' for name in names)
    return tuple(
        _row(ws, person, table, dict(zip(names, row, strict=True)))
        for row in ws.rows(f"select {columns} from {table} where {which} order by n", [person])
    )


def _row(ws: Workspace, person: PersonId, table: str, stored: Row) -> Row:
    """Return one row as it can be read: sealed columns under their plain names, packed ones unpacked."""
    told: dict[str, object] = {}
    for name, value in stored.items():
        if value is None:
            continue
        plain = name.removeprefix("sealed_")
        if (table, name) in _OF_TWO and isinstance(value, bytes):
            told.update(_own_side(ws.vault.open(person, f"{table}.{stored['n']}.{plain}", value), _OF_TWO[table, name]))
        elif name != plain and isinstance(value, bytes):
            told[plain] = ws.vault.open(person, f"{table}.{stored['n']}.{plain}", value).decode()
        elif isinstance(value, bytes):
            told[name] = json.loads(zlib.decompress(value))
        else:
            told.setdefault(name, value)
    return told


def _own_side(words: bytes, part: str) -> Row:
    """Return what a column that two people share says of the one who asks."""
    return {part: json.loads(words)[part]} if part else {}
