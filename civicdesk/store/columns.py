"""How values lie in columns: times as ISO text, lists as JSON, words about a person sealed under the person's own key."""

import json
from datetime import datetime
from typing import Any

from civicdesk.errors import Refused
from civicdesk.records.ids import PersonId
from civicdesk.store.workspace import Workspace


def stamp(at: datetime) -> str:
    """Write a time down.

    Raises:
        ValueError: it has no zone. A bug of the caller's.
    """
    if at.tzinfo is None:
        raise ValueError("A time without a zone cannot be kept.")
    return at.isoformat()


def stamp_or_none(at: datetime | None) -> str | None:
    """Write a time down if there is one."""
    return None if at is None else stamp(at)


def moment(text: str) -> datetime:
    """Read a time."""
    return datetime.fromisoformat(text)


def moment_or_none(text: str | None) -> datetime | None:
    """Read a time if there is one."""
    return None if text is None else moment(text)


def json_text(value: object) -> str:
    """Write a list or a table down."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def json_value(text: str) -> Any:
    """Read a list or a table."""
    return json.loads(text)


def seal_text(workspace: Workspace, person: PersonId, place: str, text: str) -> bytes | None:
    """Seal words under a person's key; None for no words.

    Args:
        workspace: the open workspace.
        person: whose words they are.
        place: `table.row.column` where they will lie.
        text: the words.
    """
    return workspace.vault.seal(person, place, text.encode()) if text else None


def open_text(workspace: Workspace, person: PersonId, place: str, sealed: bytes | None) -> str:
    """Open words that were sealed; empty for none.

    Raises:
        Damaged: VAULT-OPEN, they were altered, moved, or the person's key is gone.
    """
    return "" if sealed is None else workspace.vault.open(person, place, sealed).decode()


def number_of(workspace: Workspace, table: str, ident: str) -> int:
    """Return the row number of a thing that must be there.

    Raises:
        Refused: STORE-UNKNOWN.
    """
    found = workspace.row(f"select n from {table} where id = ?", [ident])
    if found is None:
        raise Refused("STORE-UNKNOWN", what=table)
    return int(found[0])
