"""Somebody else's table: how its columns are matched with the fields of an entry, and how that is kept for the next time."""

import json
from collections.abc import Mapping

from civicdesk.directory import column_mapping
from civicdesk.store import projects
from civicdesk.workflows.kit import Kit, Right

TARGETS = column_mapping.TARGETS
"""What a column may be matched with."""
_COLUMNS = "columns:"
"""Begins the name of the setting that holds a match; the match's own name follows."""


def guess_columns(data: bytes) -> tuple[tuple[str, str], ...]:
    """Return each column of somebody's own table, and the field that it seems to say; empty where nobody can tell.

    Raises:
        Refused: IMPORT-CSV.
    """
    columns = column_mapping.columns_of(data)
    guessed = column_mapping.guess(columns)
    return tuple((column, guessed.get(column, "")) for column in columns)


def keep_columns(kit: Kit, name: str, columns: Mapping[str, str]) -> None:
    """Keep how the columns of a kind of table are matched, under a name of its own.

    Raises:
        Refused: ROLE-RIGHT.
    """
    kit.must(Right.EDIT_DIRECTORY)
    projects.keep_setting(kit.workspace, f"{_COLUMNS}{name}", json.dumps(dict(columns), ensure_ascii=False), by=kit.user.id)


def kept_columns(kit: Kit) -> Mapping[str, Mapping[str, str]]:
    """Return the matches that were kept, by name."""
    found = projects.settings(kit.workspace)
    return {name.removeprefix(_COLUMNS): json.loads(text) for name, text in sorted(found.items()) if name.startswith(_COLUMNS)}
