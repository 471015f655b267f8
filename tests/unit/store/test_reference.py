"""The reference of the workspace file says what the file is."""

import re
from pathlib import Path

import pytest

from civicdesk.store import schema
from civicdesk.store.workspace import Workspace

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "workspace-file.md"


def described() -> dict[str, tuple[str, str]]:
    """Return table -> (kind, columns) as the page says."""
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \| ([^|]+) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {table: (kind, columns) for table, kind, columns in rows}


def tables(ws: Workspace) -> set[str]:
    return {name for (name,) in ws.rows("select name from sqlite_master where type = 'table' and name not like 'entry_fts%'")}


def test_every_table_is_described(ws: Workspace) -> None:
    assert set(described()) == tables(ws)


def test_every_column_is_described(ws: Workspace) -> None:
    for table, (_, columns) in described().items():
        told = set(re.findall(r"\w+", re.sub(r"\([^)]*\)", "", columns)))
        there = {name for (name,) in ws.rows("select name from pragma_table_info(?)", [table])} - {"n", "salt"}
        assert (table, told) == (table, there)


@pytest.mark.parametrize(("word", "known"), [("growing", schema.GROWING), ("changing", schema.CHANGING)])
def test_every_table_is_called_what_the_audit_takes_it_for(word: str, known: frozenset[str]) -> None:
    assert {table for table, (kind, _) in described().items() if kind.startswith(word)} - {"audit"} == known


@pytest.mark.parametrize("view", ["consent_standing", "answer_now", "score_latest", "case_now"])
def test_every_view_is_described(ws: Workspace, view: str) -> None:
    assert {name for (name,) in ws.rows("select name from sqlite_master where type = 'view'")} >= {view}
    assert f"`{view}`" in PAGE.read_text(encoding="utf-8")


def test_every_table_is_strict(ws: Workspace) -> None:
    rows = ws.rows(
        "select name from pragma_table_list where type = 'table' and strict = 0 and name not like 'sqlite_%' and name not like 'entry_fts%'"
    )
    assert rows == []
