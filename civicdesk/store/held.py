"""Everything that is held about one person, row by row, with sealed words opened: what an access request is answered from.

It walks the same list of tables as an erasure, so that neither can forget one.
"""

import json
import zlib
from collections.abc import Mapping

from civicdesk.records.ids import PersonId
from civicdesk.store import erasing
from civicdesk.store.columns import number_of
from civicdesk.store.workspace import Workspace

_REGISTER = (
    ("request", "person = ?"),
    ("request_event", "request in (select id from request where person = ?)"),
)
_OURS = frozenset({"salt"})
"""Columns that say nothing about anybody."""
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


def _rows(ws: Workspace, person: PersonId, table: str, which: str) -> tuple[Row, ...]:
    names = [str(name) for (name,) in ws.rows("select name from pragma_table_info(?) order by cid", [table])]
    return tuple(
        _row(ws, person, table, dict(zip(names, row, strict=True)))
        for row in ws.rows(f"select * from {table} where {which} order by n", [person])
    )


def _row(ws: Workspace, person: PersonId, table: str, stored: Row) -> Row:
    """Return one row as it can be read: sealed columns under their plain names, packed ones unpacked."""
    told: dict[str, object] = {}
    for name, value in stored.items():
        if name in _OURS or value is None:
            continue
        plain = name.removeprefix("sealed_")
        if name != plain and isinstance(value, bytes):
            told[plain] = ws.vault.open(person, f"{table}.{stored['n']}.{plain}", value).decode()
        elif isinstance(value, bytes):
            told[name] = json.loads(zlib.decompress(value))
        else:
            told.setdefault(name, value)
    return told
