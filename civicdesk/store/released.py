"""What is known of what left: the sealed files of each release, and the tables of people that were told."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from civicdesk.errors import Refused
from civicdesk.records.ids import ReleaseId, UserId
from civicdesk.records.parts import ReleasedPart
from civicdesk.records.releases import Release, ReleaseState
from civicdesk.records.tables import Counted, ReleasedTable
from civicdesk.store import releases
from civicdesk.store.actions import Action
from civicdesk.store.columns import json_text, json_value, moment
from civicdesk.store.workspace import Workspace

TABLES = "tables.json"
"""Member of a kept release: person code -> table -> row, column and value. Who is forgotten is taken out of it."""


def keep_part(ws: Workspace, release: ReleaseId, part: ReleasedPart, content: bytes, *, by: UserId) -> None:
    """Keep one sealed file of a release, so that it can be saved again."""
    with ws.writing(Action.RELEASE_SEALED, by) as writing:
        writing.insert("released_part", {"release": release, **_facts(part)})
        releases.keep_member(ws, release, part.file_name, content, by=by)


def confirm_keys(ws: Workspace, release: Release, keys_of: Callable[[bytes], Collection[str]]) -> None:
    """Make sure that everybody who can open a sealed release may open it still.

    Args:
        ws: the open workspace.
        release: a sealed one.
        keys_of: returns the keys to which bundles are sealed under a project pack.

    Raises:
        Refused: SEND-OLD-KEY: a newer pack has dropped one of its keys; it may have been lost or stolen.
    """
    packs = ws.rows("select kept_at, bytes from pack order by n")
    then = [bytes(pack) for kept_at, pack in packs if release.sealed_at is None or moment(kept_at) <= release.sealed_at]
    if then and set(keys_of(then[-1])) - set(keys_of(bytes(packs[-1][1]))):
        raise Refused("SEND-OLD-KEY")


def parts(ws: Workspace, release: Release) -> tuple[ReleasedPart, ...]:
    """Return the sealed files of a release in order; a release of an earlier version of the program has one."""
    rows = ws.rows(
        "select number, batch_id, file_name, outer_sha256, state from released_part where release = ? order by number", [release.id]
    )
    made = tuple(
        ReleasedPart(number=number, batch_id=batch, file_name=name, outer_sha256=outer, state=ReleaseState(state))
        for number, batch, name, outer, state in rows
    )
    if made or not release.file_name:
        return made
    alone = ReleasedPart(
        number=1, batch_id=release.batch_id, file_name=release.file_name, outer_sha256=release.outer_sha256, state=release.state
    )
    return (alone,)


def last_batch(ws: Workspace, *, but: Collection[str]) -> str:
    """Return the id of the file that was sealed last and not turned away, those named left out; empty if there is none."""
    sent = (part for each in releases.releases(ws) if each.file_name for part in parts(ws, each))
    batches = [part.batch_id for part in sent if part.state is not ReleaseState.REFUSED and part.batch_id not in but]
    return batches[-1] if batches else ""


def mark_part(ws: Workspace, release: Release, number: int, state: ReleaseState, *, by: UserId) -> ReleaseState:
    """Keep what became of one file, and return where the whole release stands then: it is received when every file is."""
    known = ws.row("select n from released_part where release = ? and number = ?", [release.id, number])
    if known is not None:
        with ws.writing(Action.RELEASE_MARKED, by) as writing:
            writing.change("released_part", int(known[0]), {"state": state.value})
    states = {part.state for part in parts(ws, release)} if known is not None else {state}
    if ReleaseState.REFUSED in states:
        return ReleaseState.REFUSED
    return state if states == {state} else ReleaseState.SENT


def keep_tables(ws: Workspace, release: Release, told: Iterable[ReleasedTable], *, by: UserId) -> None:
    """Keep the tables that a release tells anew, as they are told and as they are counted."""
    with ws.writing(Action.RELEASE_SEALED, by) as writing:
        for table in told:
            facts = {"release": release.id, "spec": table.name, "period": table.period, "batch": release.batch_id}
            writing.insert("released_table", {**facts, "told": json_text(_told(table))})


def people_of(tables: Sequence[ReleasedTable]) -> bytes:
    """Return who stands where in some tables, by code: the member that is kept with a prepared release."""
    found: dict[str, dict[str, list[object]]] = {}
    for table in tables:
        for one in table.people:
            found.setdefault(one.code, {})[table.name] = [one.row, one.column, one.value]
    return json.dumps(found, sort_keys=True).encode()


def tables(ws: Workspace) -> tuple[ReleasedTable, ...]:
    """Return the tables of all releases that were sealed, oldest first, whatever became of them: somebody may have read them."""
    kept: dict[str, Mapping[str, Any]] = {}
    found = []
    for release, name, period, told in ws.rows("select release, spec, period, told from released_table order by n"):
        if release not in kept:
            kept[release] = json.loads(releases.members(ws, ReleaseId(release)).get(TABLES, b"{}"))
        found.append(_table(name, period, json_value(told), kept[release]))
    return tuple(found)


def _facts(part: ReleasedPart) -> dict[str, object]:
    return {
        "number": part.number,
        "batch_id": part.batch_id,
        "file_name": part.file_name,
        "outer_sha256": part.outer_sha256,
        "state": part.state.value,
    }


def _told(table: ReleasedTable) -> dict[str, object]:
    cells = Counter((one.row, one.column) for one in table.people)
    return {
        "rows": table.rows,
        "columns": table.columns,
        "counts": table.counts,
        "means": table.means,
        "method": table.method,
        "least": table.least,
        "cells": [[row, column, count] for (row, column), count in sorted(cells.items())],
    }


def _table(name: str, period: str, told: Mapping[str, Any], kept: Mapping[str, Any]) -> ReleasedTable:
    """Return a table with everybody who was in it; those who were forgotten since have no code any more, and no value."""
    people = [
        Counted(code=code, row=tables[name][0], column=tables[name][1], value=tables[name][2])
        for code, tables in sorted(kept.items())
        if name in tables
    ]
    here = Counter((one.row, one.column) for one in people)
    gone = [Counted(code="", row=row, column=column) for row, column, count in told["cells"] for _ in range(count - here[row, column])]
    return ReleasedTable(
        name=name,
        period=period,
        rows=_names(told["rows"]),
        columns=_names(told["columns"]),
        counts=tuple(map(tuple, told["counts"])),
        means=tuple(map(tuple, told["means"])),
        method=told["method"],
        least=told["least"],
        people=(*people, *gone),
    )


def _names(told: Iterable[Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(tuple, told))
