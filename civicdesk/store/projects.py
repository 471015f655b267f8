"""The project of a workspace, its pack, and what is set for it."""

from typing import Any

from civicdesk.records.ids import ProjectId, UserId
from civicdesk.records.people import Project
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, stamp
from civicdesk.store.workspace import Workspace

DELIVERY_SECRET = "delivery_secret"  # noqa: S105 - the name under which it is kept
"""What opens the door of the server to which bundles go."""


def keep_project(ws: Workspace, project: Project, *, by: UserId | None = None) -> None:
    """Keep the project, or what has changed of it."""
    facts = {
        "id": project.id,
        "name": project.name,
        "short_code": project.short_code,
        "practice": int(project.practice),
        "recovery": int(project.recovery),
        "contact": project.contact,
        "crisis_lines": json_text(project.crisis_lines),
    }
    with ws.writing(Action.PROJECT_KEPT, by) as writing:
        known = ws.row("select n from project where id = ?", [project.id])
        if known is None:
            writing.insert("project", facts)
        else:
            writing.change("project", int(known[0]), facts)


def project(ws: Workspace) -> Project | None:
    """Return the workspace's project; None before it has joined one."""
    row = ws.row("select id, name, short_code, practice, recovery, contact, crisis_lines from project order by n desc limit 1")
    return None if row is None else _project(row)


def keep_pack(ws: Workspace, pack_bytes: bytes, version: int, *, by: UserId | None = None) -> None:
    """Keep a project pack as it was received; earlier ones stay."""
    with ws.writing(Action.PACK_KEPT, by) as writing:
        writing.insert("pack", {"version": version, "bytes": pack_bytes, "kept_at": stamp(ws.now())})


def pack(ws: Workspace) -> bytes | None:
    """Return the pack that was kept last."""
    row = ws.row("select bytes from pack order by n desc limit 1")
    return None if row is None else bytes(row[0])


def keep_setting(ws: Workspace, name: str, value: str, *, by: UserId | None = None) -> None:
    """Keep one setting of the project."""
    with ws.writing(Action.SETTING_KEPT, by) as writing:
        known = ws.row("select n from setting where name = ?", [name])
        if known is None:
            writing.insert("setting", {"name": name, "value": value})
        else:
            writing.change("setting", int(known[0]), {"value": value})


def setting(ws: Workspace, name: str) -> str | None:
    """Return one setting of the project; None if it was never set."""
    row = ws.row("select value from setting where name = ?", [name])
    return None if row is None else str(row[0])


def settings(ws: Workspace) -> dict[str, str]:
    """Return all settings of the project by name."""
    return {str(name): str(value) for name, value in ws.rows("select name, value from setting order by name")}


def keep_secret(ws: Workspace, name: str, value: bytes, *, by: UserId | None = None) -> None:
    """Keep a secret of this laptop, such as its signing key: it lies in the encrypted file and nowhere else."""
    with ws.writing(Action.SETTING_KEPT, by) as writing:
        known = ws.row("select n from secret where name = ?", [name])
        if known is None:
            writing.insert("secret", {"name": name, "value": value})
        else:
            writing.change("secret", int(known[0]), {"value": value})


def secret(ws: Workspace, name: str) -> bytes | None:
    """Return a secret of this laptop; None if there is none of that name."""
    row = ws.row("select value from secret where name = ?", [name])
    return None if row is None else bytes(row[0])


def _project(row: tuple[Any, ...]) -> Project:
    ident, name, short_code, practice, recovery, contact, crisis_lines = row
    return Project(
        id=ProjectId(ident),
        name=name,
        short_code=short_code,
        practice=bool(practice),
        recovery=bool(recovery),
        contact=contact,
        crisis_lines=tuple(json_value(crisis_lines)),
    )
