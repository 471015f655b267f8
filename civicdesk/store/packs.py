"""A project pack taken in: the pack itself, and what is read off it again and again."""

import hashlib
import json
from collections.abc import Mapping

from civicdesk.records.consent import Purpose, Statement
from civicdesk.records.people import Project
from civicdesk.records.releases import Pack
from civicdesk.store import consent, projects
from civicdesk.store.actions import Action
from civicdesk.store.workspace import Workspace

STATEMENTS = "statements"
"""Setting that names the consent statements of the newest pack; those of earlier ones stay for what people said to them."""


def keep(ws: Workspace, pack: Pack, data: bytes) -> None:
    """Keep a pack with its project, its places and its consent statements, in one go.

    Args:
        ws: the workspace.
        pack: as it was read and checked.
        data: the file.
    """
    project = Project(
        id=pack.project,
        name=pack.name,
        short_code=pack.export.short_code,
        practice=pack.practice,
        recovery=pack.recovery,
        contact=pack.contact,
        crisis_lines=pack.crisis_lines,
    )
    with ws.writing(Action.PACK_KEPT):
        projects.keep_project(ws, project)
        projects.keep_pack(ws, data, pack.version)
        projects.keep_setting(ws, "places", json.dumps(pack.places))
        brought = tuple(map(_statement, pack.statements))
        projects.keep_setting(ws, STATEMENTS, json.dumps([_name(each) for each in brought]))
        for statement in brought:
            consent.keep_statement(ws, statement)


def statements(ws: Workspace) -> tuple[Statement, ...]:
    """Return the consent statements of the pack that the workspace follows, as it orders them: what it leaves out is not read any more."""
    kept = consent.statements(ws)
    named = projects.setting(ws, STATEMENTS)
    if named is None:
        return kept
    order = [tuple(each) for each in json.loads(named)]
    return tuple(sorted((each for each in kept if _name(each) in order), key=lambda each: order.index(_name(each))))


def _name(statement: Statement) -> tuple[str, str, str]:
    return statement.language, statement.version, statement.sha256


def _statement(source: Mapping[str, object]) -> Statement:
    """Return a consent statement of a pack with the hash of every word that is read."""
    text = str(source["text"])
    rows = source["purposes"]
    purposes = tuple((Purpose(purpose), str(sentence)) for purpose, sentence in rows) if isinstance(rows, list | tuple) else ()
    whole = "\n".join([text, *(sentence for _, sentence in purposes)])
    return Statement(
        version=str(source["version"]),
        language=str(source["language"]),
        text=text,
        sha256=hashlib.sha256(whole.encode()).hexdigest(),
        purposes=purposes,
    )
